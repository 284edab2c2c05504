"""Phone numbers as people write them, and as one number: E.164."""

import phonenumbers


def e164(written: str, region: str) -> str | None:
    """The E.164 form of a number somebody wrote, or None when no phone has it.

    A number without a country code is read as one of `region` (ISO 3166).
    """
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or number.extension:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def numbers_in(text: str, region: str) -> tuple[str, ...]:
    """The E.164 form of every number in a text that people wrote, in its order."""
    found = (match.raw_string for match in phonenumbers.PhoneNumberMatcher(text, region))
    return tuple(dict.fromkeys(filter(None, (e164(each, region) for each in found))))


def is_region(region: str) -> bool:
    """Whether numbers can be read in this region."""
    return region in phonenumbers.SUPPORTED_REGIONS
