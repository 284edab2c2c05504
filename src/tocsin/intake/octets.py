"""Octets of a text to characters, whatever the gateway claims they are.

A wrong declaration is common: a gateway that recodes says so late or never.
The declared character set is tried strictly, then UTF-8, then Windows-1252,
which gives every octet some character; nothing is ever dropped.
"""

from typing import Final

_PYTHON_NAMES: Final = {
    # Kannel's own words. Inside smsbox a text of the GSM alphabet is already
    # UTF-8; "8-BIT" says only that nobody knows.
    "gsm": "utf-8",
    "8-bit": "utf-8",
    "binary": "utf-8",
    "utf-16": "utf-16-be",
    "utf16": "utf-16-be",
    "ucs-2": "utf-16-be",
    "ucs2": "utf-16-be",
    "iso-10646-ucs-2": "utf-16-be",
}


def decode(octets: bytes, charset: str, coding: str) -> str:
    """The characters of `octets`. `charset` wins over `coding` ("0", "1" or "2")."""
    name = _python_name(charset, coding)
    if name.startswith("utf-16"):
        return _utf_16(octets, name)
    for candidate in (name, "utf-8", "cp1252"):
        found = _strict(octets, candidate)
        if found is not None:
            return found
    return octets.decode("latin-1")


def _python_name(charset: str, coding: str) -> str:
    given = charset.strip().strip('"').lower()
    if not given:
        # Coding 2 without a character set is raw UTF-16, high octet first.
        return "utf-16-be" if coding.strip() == "2" else "utf-8"
    return _PYTHON_NAMES.get(given, given)


def _utf_16(octets: bytes, name: str) -> str:
    found = _strict(octets, name)
    if found is not None:
        return found.removeprefix("\ufeff")
    # An odd count cannot be UTF-16: the declaration is wrong. An even count
    # that fails has lost half of a pair, as when a part was cut inside an emoji.
    other = _strict(octets, "utf-8") if len(octets) % 2 else None
    return octets.decode("utf-16-be", "replace") if other is None else other


def _strict(octets: bytes, name: str) -> str | None:
    try:
        found = octets.decode(name)
        found.encode()  # A codec such as UTF-7 can let half a pair through.
    except (UnicodeError, LookupError, ValueError):
        return None
    return found
