"""The GSM 7-bit default alphabet (3GPP TS 23.038, 6.2.1), and how many texts a text becomes."""

from typing import Final

ALPHABET: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The letter of each of the 128 places; 0x1B leads to the table of those that take two."""

EXTENSION: Final = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
ESCAPE: Final = 0x1B

SINGLE_PLACES: Final = 160
JOINED_PLACES: Final = 153
SINGLE_UNITS: Final = 70
JOINED_UNITS: Final = 67
"""What one SMS holds, alone and as a part of several (3GPP TS 23.040, 9.2.3.24.1): letters of the
alphabet, and, once a single letter is not in it, the 16-bit units of UCS-2."""

_ONE: Final = frozenset(ALPHABET) - {"\x1b"}
_TWO: Final = frozenset(EXTENSION.values())


def segments(text: str) -> int:
    """Of how many SMS this text is sent."""
    if all(letter in _ONE or letter in _TWO for letter in text):
        size = sum(2 if letter in _TWO else 1 for letter in text)
        single, joined = SINGLE_PLACES, JOINED_PLACES
    else:
        size = len(text.encode("utf-16-be", "surrogatepass")) // 2
        single, joined = SINGLE_UNITS, JOINED_UNITS
    return 1 if size <= single else -(-size // joined)
