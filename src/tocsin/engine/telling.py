"""The words of a history: one line for each fact, and the phrases they are made of.

A line is told in the language of whoever reads it (`Views.tongue`), out of the fact itself:
people's words stand in it, so a finished line is never translated.
"""

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


def we(views: Views, pattern: str, *values: object) -> Line:
    """What Tocsin did itself."""
    return Line("Tocsin", views.tongue.tell(pattern, *values), "Tocsin", RECORDED)


def said(who: str, views: Views, source: str, pattern: str, *values: object) -> Line:
    """What somebody said; `source` is a word of ours for the way by which."""
    what = views.tongue.tell(pattern, *values)
    return Line(name_of(who, views), what, views.tongue.term(source), REPORTED)


def done(by: str, views: Views, pattern: str, *values: object) -> Line:
    """What somebody did on the board."""
    what = views.tongue.tell(pattern, *values)
    return Line(name_of(by, views), what, views.tongue.term("board"), RECORDED)


def name_of(who: str, views: Views) -> str:
    """A recipient, a bare person id, or Tocsin itself."""
    if who == "system":
        return "Tocsin"
    person = f"person:{who}"
    is_named = views.name(person) != f"person {who}"
    return views.name(person) if is_named and ":" not in who else views.name(who, views.tongue)


def words(code: object) -> str:
    return str(code).replace("_", " ").replace(":", " ")


def term(code: object, views: Views) -> str:
    """A word of the service as people write it."""
    name, mark, rest = str(code).partition(":")
    return views.tongue.term(name) + words(mark + rest)


def terms(codes: Iterable[object], views: Views) -> str:
    return ", ".join(term(code, views) for code in codes)


def names_of(recipients: Iterable[str], views: Views) -> str:
    named = ", ".join(name_of(each, views) for each in recipients)
    return named or views.tongue.tell("nobody")


def quoted(text: Private | None) -> str:
    return f'"{text.text}"' if text is not None and text.text is not None else ERASED


def board(what: str, certainty: str = RECORDED) -> Teller:
    """What the person in `by` did on the board."""

    def tell(fact: Any, views: Views) -> Line:
        said_so = views.tongue.tell(what, fact=fact)
        return Line(name_of(fact.by, views), said_so, views.tongue.term("board"), certainty)

    return tell


def file(what: str) -> Teller:
    def tell(fact: Any, views: Views) -> Line:
        tongue = views.tongue
        return Line(
            tongue.term("agency"),
            tongue.tell(what, fact=fact),
            tongue.term("agency file"),
            RECORDED,
        )

    return tell


def own(what: str) -> Teller:
    def tell(fact: Any, views: Views) -> Line:
        return Line("Tocsin", views.tongue.tell(what, fact=fact), "Tocsin", RECORDED)

    return tell
