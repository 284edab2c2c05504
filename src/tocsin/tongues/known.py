"""The languages there are, and which one somebody reads."""

from collections.abc import Mapping
from typing import Final
from unicodedata import normalize

from tocsin.kernel.gsm7 import ALPHABET
from tocsin.tongues.spanish_alarms import ALARMS
from tocsin.tongues.spanish_history import HISTORY
from tocsin.tongues.spanish_labels import COMPASS, LABELS
from tocsin.tongues.spanish_refusals import REFUSALS
from tocsin.tongues.spanish_runbooks import RUNBOOKS as SPANISH_RUNBOOKS
from tocsin.tongues.spanish_setup import SETUP
from tocsin.tongues.spanish_terms import TERMS
from tocsin.tongues.spanish_texts import TEXTS
from tocsin.tongues.spanish_watch import WATCH
from tocsin.tongues.spanish_web import PROBLEMS
from tocsin.tongues.tongue import ENGLISH, Tongue

SPANISH: Final[Mapping[str, str]] = {**REFUSALS, **WATCH, **PROBLEMS, **SETUP, **ALARMS}

PHRASES: Final[Mapping[str, str]] = {**TEXTS, **HISTORY}

TONGUES: Final[Mapping[str, Tongue]] = {
    ENGLISH: Tongue(),
    "es": Tongue("es", SPANISH, TERMS, PHRASES, Tongue("es", LABELS, COMPASS)),
}


def tongue_of(language: str) -> Tongue:
    """The tongue of a language; English where there is none."""
    return TONGUES.get(language, TONGUES[ENGLISH])


RUNBOOKS: Final[Mapping[str, Mapping[str, str]]] = {"es": SPANISH_RUNBOOKS}
"""For each language but English what an alarm means and what to do first, by its kind."""


def plain(text: str) -> str:
    """The text in letters of the GSM alphabet, where that only costs an accent.

    One letter outside of it would make three texts of one.
    """
    return "".join(letter if letter in ALPHABET else _nearest(letter) for letter in text)


def _nearest(letter: str) -> str:
    return "'" if letter == "`" else normalize("NFD", letter)[0]


def _plain(known: Mapping[str, str]) -> dict[str, str]:
    return {english: plain(said) for english, said in known.items()}


_TEXTING: Final = {
    ENGLISH: TONGUES[ENGLISH],
    "es": Tongue(
        "es", _plain(SPANISH), _plain(TERMS), _plain(PHRASES), Tongue("es", _plain(LABELS), COMPASS)
    ),
}


def texting(language: str) -> Tongue:
    """The tongue of a language as it is written in texts; English where there is none."""
    return _TEXTING.get(language, TONGUES[ENGLISH])


def wanted(accepted: str, otherwise: str = ENGLISH) -> str:
    """The language of ours that an `Accept-Language` header (RFC 9110, 12.5.4) wants most.

    `otherwise` where it wants none of them, or says nothing.
    """
    best, found = 0.0, otherwise
    for each in accepted.split(","):
        tag, _, quality = each.partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(quality)
        if language in TONGUES and weight > best:
            best, found = weight, language
    return found


def _weight(quality: str) -> float:
    try:
        return float(quality.partition("=")[2]) if quality else 1.0
    except ValueError:
        return 0.0
