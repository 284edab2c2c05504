"""What is said of trails: whose positions are kept, for what, and that they are gone."""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import Line, Teller, board, name_of, own, quoted, we, words
from tocsin.engine.views import Views
from tocsin.facts import trails
from tocsin.facts.fact import Fact

_PURPOSES: Final = {
    trails.TrailPurpose.HELP: "to find and help",
    trails.TrailPurpose.WALK: "until the walk is over",
    trails.TrailPurpose.VIOLATION: "to show how near they are",
}


def _started(fact: trails.TrailStarted, views: Views) -> Line:
    about = "" if fact.about == fact.owner else f", about {name_of(fact.about, views)}"
    return we(
        f"Positions of {name_of(fact.owner, views)} are kept as {fact.trail} "
        f"{_PURPOSES[fact.purpose]}{about}: {fact.cause}, {words(fact.basis)}."
    )


def _ended(fact: trails.TrailEnded, views: Views) -> Line:
    goes = f"{views.local(fact.forget_at):%a %Y-%m-%d %H:%M}"
    return we(f"{fact.trail} ends: {words(fact.why)}. It is forgotten on {goes}.")


def _held(fact: trails.TrailHeld, views: Views) -> Line:
    until = f"{views.local(fact.until):%a %Y-%m-%d %H:%M}"
    what = f"{fact.trail} is held until {until}: {quoted(fact.reason)}."
    return Line(name_of(fact.by, views), what, "board", "recorded")


TRAILS: Final[Mapping[type[Fact], Teller]] = {
    trails.TrailStarted: _started,
    trails.TrailEnded: _ended,
    trails.TrailHeld: _held,
    trails.TrailReleased: board("{fact.trail} is held no longer."),
    trails.TrailForgotten: own("{fact.trail} is forgotten: its points are deleted."),
}
