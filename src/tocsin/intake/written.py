"""The text that somebody would have written: words, and a line for each position.

The lines have the form of Advanced Mobile Location, so that place, time and
accuracy go one way through everything that follows.
"""

from collections.abc import Iterable
from typing import Final

from tocsin.exchange.fix import Fix
from tocsin.kernel.limits import DOCUMENT_FIXES_MAX, DOCUMENT_WORDS_CHARACTERS_MAX

_METHODS: Final = {"gnss": "G", "wifi": "W", "cell": "C"}


def fix_line(fix: Fix) -> str:
    """One position as an AML message of version 1 (ETSI TS 103 625, clause 5)."""
    top = f"{fix.at:%Y%m%d%H%M%S}" if fix.at else "N"
    radius = "N" if fix.accuracy_m is None else f"{fix.accuracy_m:.0f}"
    sure = "" if fix.confidence is None else f";lc={round(fix.confidence * 100)}"
    return (
        f'A"ML=1;lt={fix.latitude:+.6f};lg={fix.longitude:+.6f};rd={radius};top={top}'
        f"{sure};pm={_METHODS.get(fix.method, 'N')}"
    )


def words_and_places(words: str, fixes: Iterable[Fix]) -> str:
    """The words, cut to what a signal holds, and below them the first positions."""
    lines = [fix_line(fix) for fix in list(fixes)[:DOCUMENT_FIXES_MAX]]
    return "\n".join([words[:DOCUMENT_WORDS_CHARACTERS_MAX], *lines]).strip()
