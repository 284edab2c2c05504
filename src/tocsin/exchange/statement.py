"""A statement that leaves the system: never without its source, its time and its certainty.

In a CAP alert each is a parameter named `statement`, and a line of the
description for people. In an EIDO each is a note whose HTML says the same in
words and in `data-` attributes. Both read back to exactly what was written.
What another centre calls confirmed is confirmed by that centre, not by us.
"""

import html
import re
from datetime import datetime
from typing import Final

import msgspec

from tocsin.exchange.fix import clean, moment
from tocsin.exchange.pidf_out import zulu
from tocsin.facts.incidents import Certainty

STATEMENT_CHARACTERS_MAX: Final = 16_000
"""A longer statement does not leave: cut in half it would say something else."""

_LINE: Final = re.compile(r"\[([a-z]+) \| ([^ |\]]+) \| ([^\]\n]*)\] (.*)", re.DOTALL)
_NOTE: Final = re.compile(
    r'<p data-certainty="([a-z]+)" data-at="([^"]*)" data-source="([^"]*)">'
    r"[^<]*<br/>(.*)</p>",
    re.DOTALL,
)
_TAG: Final = re.compile(r"(<[^<>]*>)")
_HIDDEN: Final = re.compile(r"<\s*(/?)\s*(?:script|style)\b", re.IGNORECASE)
_BREAK: Final = re.compile(r"<(?:br|/p|/div|/li)\b", re.IGNORECASE)


class Statement(msgspec.Struct, frozen=True):
    """What was said, by whom or what, when, and how sure it is.

    `certainty` and `at` are None only in what others wrote without saying it.
    """

    text: str
    source: str
    at: datetime | None
    certainty: Certainty | None


def is_whole(statement: Statement) -> bool:
    """Whether it may leave: text, source, an aware time and a certainty are all there."""
    return bool(
        clean(statement.text)
        and len(statement.text) <= STATEMENT_CHARACTERS_MAX
        and _source(statement)
        and statement.at is not None
        and statement.at.tzinfo is not None
        and statement.certainty is not None
    )


def _source(statement: Statement) -> str:
    return " ".join(clean(statement.source).replace("]", ")").split())


def _words(statement: Statement) -> str:
    return clean(statement.text, STATEMENT_CHARACTERS_MAX)


def as_line(statement: Statement) -> str:
    """`[reported | 2026-11-22T13:00:00Z | shift lead] Words.` for a CAP parameter."""
    at = "" if statement.at is None else zulu(statement.at)
    return f"[{statement.certainty} | {at} | {_source(statement)}] {_words(statement)}"


def from_line(line: str) -> Statement | None:
    """The statement in such a line, or None when it is another kind of text."""
    found = _LINE.fullmatch(line)
    if found is None or found[1] not in set(Certainty):
        return None
    return Statement(found[4], found[3], moment(found[2]), Certainty(found[1]))


def as_note(statement: Statement) -> str:
    """One paragraph of HTML for an EIDO note: the certainty in words, then the statement."""
    at = "" if statement.at is None else zulu(statement.at)
    source = html.escape(_source(statement))
    words = html.escape(_words(statement), quote=False).replace("\n", "<br/>")
    head = f"{str(statement.certainty).upper()}, {at}, {source}:"
    return (
        f'<p data-certainty="{statement.certainty}" data-at="{at}" data-source="{source}">'
        f"{head}<br/>{words}</p>"
    )


def from_note(note: str, source: str, at: datetime | None) -> Statement:
    """The statement in a note of ours, or any note's words with who wrote it and when.

    Of HTML only the words are kept: a note from outside may carry scripts.
    """
    found = _NOTE.fullmatch(note)
    if found is not None and found[1] in set(Certainty):
        said = html.unescape(found[3])
        return Statement(_plain(found[4]), said, moment(found[2]), Certainty(found[1]))
    return Statement(_plain(note), source, at, None)


def _plain(marked: str) -> str:
    """The words between the tags, in one pass; what scripts and styles hold is no words."""
    kept: list[str] = []
    is_hidden = False
    for part in _TAG.split(marked[: STATEMENT_CHARACTERS_MAX * 8]):
        hides = _HIDDEN.match(part)
        if hides:
            is_hidden = not hides[1]
        elif _BREAK.match(part):
            kept.append("\n")
        elif not is_hidden and not _TAG.fullmatch(part):
            kept.append(part)
    return clean(html.unescape("".join(kept)), STATEMENT_CHARACTERS_MAX)
