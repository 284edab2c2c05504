"""The octets of the GSM 7-bit default alphabet, one for each place.

This is how SMPP and a modem hand it over: unpacked. A text that does not fit it
must go as something else, or it arrives with a question mark for every letter.
"""

from typing import Final

from tocsin.kernel.gsm7 import ALPHABET, ESCAPE, EXTENSION

_PLACE: Final = {letter: bytes((place,)) for place, letter in enumerate(ALPHABET)}
_PLACE.pop("\x1b")
_PLACES: Final = _PLACE | {letter: bytes((ESCAPE, at)) for at, letter in EXTENSION.items()}


def encode(text: str) -> bytes | None:
    """The octets of a text, or None when a letter of it has no place."""
    try:
        return b"".join([_PLACES[letter] for letter in text])
    except KeyError:
        return None


def decode(octets: bytes) -> str:
    """The letters of these octets; nothing is dropped.

    An octet above 127 is none of this alphabet: whoever sent it used another, and
    Windows-1252 is the likeliest.
    """
    if any(octet > 0x7F for octet in octets):
        return octets.decode("cp1252", "replace")
    letters: list[str] = []
    escaped = False
    for octet in octets:
        if octet == ESCAPE and not escaped:
            escaped = True
            continue
        # A place that the second table leaves empty shows what the first has there.
        letters.append(EXTENSION.get(octet, ALPHABET[octet]) if escaped else ALPHABET[octet])
        escaped = False
    return "".join(letters)
