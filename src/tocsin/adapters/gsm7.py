"""Does a text fit the GSM 7-bit alphabet (3GPP TS 23.038, 6.2.1)?

A gateway that is not told otherwise puts a question mark for every other
character, so one emoji or one Cyrillic name must send the text as UCS-2.
"""

from typing import Final

from tocsin.kernel.gsm7 import ALPHABET, EXTENSION

GSM_BASIC: Final = frozenset(ALPHABET) - {"\x1b"}
GSM_EXTENDED: Final = frozenset(EXTENSION.values())
"""These take two places each."""


def is_gsm7(text: str) -> bool:
    """Whether every character of the text has a place in the GSM alphabet."""
    return all(letter in GSM_BASIC or letter in GSM_EXTENDED for letter in text)
