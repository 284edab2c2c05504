"""One spelling for every telephone number, so that a sender is found by it.

A gateway may write the same phone as +1 501 555 0123, 15015550123, 5015550123
or (501) 555-0123. Where it can be, a number becomes E.164; a short code loses
its separators; a sender of letters is kept as given.
"""

import re
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

CACHE_ENTRIES_MAX: Final = 10_000
NUMBER_LENGTH_MAX: Final = 64
"""Longer is no number; it is kept as given and not looked into."""

INTERNATIONAL_DIGITS_MIN: Final = 11

_SEPARATORS: Final = re.compile(r"[\s\-./()\u00a0\u2010-\u2015]+")
_DIGITS: Final = re.compile(r"\+?[0-9]+")


@lru_cache(maxsize=CACHE_ENTRIES_MAX)
def normalise(number: str, region: str) -> str:
    """The number in E.164 where possible. `region` is ISO 3166, such as "US". Never raises.

    Normalising twice changes nothing.
    """
    given = number.strip()
    bare = _SEPARATORS.sub("", given)
    if len(given) > NUMBER_LENGTH_MAX or not _DIGITS.fullmatch(bare):
        return given
    found = _parsed(bare, region) or _parsed(_international(bare), region)
    return bare if found is None else phonenumbers.format_number(found, PhoneNumberFormat.E164)


def _international(bare: str) -> str:
    """The number as if its plus was left away, or written as the 00 that Europe dials."""
    if bare.startswith("00"):
        return "+" + bare.lstrip("0")
    # Fewer digits would turn a local number into one of another country.
    return "+" + bare if len(bare) >= INTERNATIONAL_DIGITS_MIN and bare[0] not in "+0" else bare


def _parsed(number: str, region: str) -> PhoneNumber | None:
    """The number, or None when it cannot be a full one (a local or short one, say)."""
    try:
        found = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(found)
    return found if reason == ValidationResult.IS_POSSIBLE else None
