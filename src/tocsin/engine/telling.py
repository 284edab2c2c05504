"""The words of a history: one line for each fact, and the phrases they are made of."""

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from tocsin.engine.views import Views
from tocsin.kernel.private import ERASED, Private

RECORDED: Final = "recorded"
"""Tocsin did it itself, so nobody's word is needed."""

REPORTED: Final = "reported"


class Line(NamedTuple):
    """One sentence: who did what, on whose word, and how sure that is."""

    who: str
    what: str
    source: str
    certainty: str


Teller = Callable[[Any, Views], Line]


def we(what: str) -> Line:
    return Line("Tocsin", what, "Tocsin", RECORDED)


def said(who: str, what: str, views: Views, source: str) -> Line:
    return Line(name_of(who, views), what, source, REPORTED)


def name_of(who: str, views: Views) -> str:
    """A recipient, a bare person id, or Tocsin itself."""
    if who == "system":
        return "Tocsin"
    named = views.name(f"person:{who}")
    return views.name(who) if ":" in who or named == f"person {who}" else named


def words(code: object) -> str:
    return str(code).replace("_", " ").replace(":", " ")


def names_of(recipients: Iterable[str], views: Views) -> str:
    return ", ".join(name_of(each, views) for each in recipients) or "nobody"


def quoted(text: Private | None) -> str:
    return f'"{text.text}"' if text is not None and text.text is not None else ERASED


def board(what: str, certainty: str = RECORDED) -> Teller:
    """What the person in `by` did on the board."""

    def tell(fact: Any, views: Views) -> Line:
        return Line(name_of(fact.by, views), what.format(fact=fact), "board", certainty)

    return tell


def file(what: str) -> Teller:
    def tell(fact: Any, _views: Views) -> Line:
        return Line("agency", what.format(fact=fact), "agency file", RECORDED)

    return tell


def own(what: str) -> Teller:
    def tell(fact: Any, _views: Views) -> Line:
        return we(what.format(fact=fact))

    return tell
