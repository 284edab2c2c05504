"""What is said of trails: whose positions are kept, for what, and that they are gone."""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import (
    Line,
    Teller,
    board,
    done,
    name_of,
    own,
    quoted,
    term,
    we,
)
from tocsin.engine.views import Views
from tocsin.facts import trails
from tocsin.facts.fact import Fact

_PURPOSES: Final = {
    trails.TrailPurpose.HELP: "to find and help",
    trails.TrailPurpose.WALK: "until the walk is over",
    trails.TrailPurpose.VIOLATION: "to show how near they are",
}


def _started(fact: trails.TrailStarted, views: Views) -> Line:
    tell = views.tongue.tell
    about = fact.about != fact.owner and tell(", about {0}", name_of(fact.about, views))
    return we(
        views,
        "Positions of {0} are kept as {1} {2}{3}: {4}, {5}.",
        name_of(fact.owner, views),
        fact.trail,
        views.tongue.sentence(_PURPOSES[fact.purpose]),
        about or "",
        fact.cause,
        term(fact.basis, views),
    )


def _ended(fact: trails.TrailEnded, views: Views) -> Line:
    goes = f"{views.local(fact.forget_at):%a %Y-%m-%d %H:%M}"
    why = term(fact.why, views)
    return we(views, "{0} ends: {1}. It is forgotten on {2}.", fact.trail, why, goes)


def _held(fact: trails.TrailHeld, views: Views) -> Line:
    until = f"{views.local(fact.until):%a %Y-%m-%d %H:%M}"
    pattern = "{0} is held until {1}: {2}."
    return done(fact.by, views, pattern, fact.trail, until, quoted(fact.reason))


TRAILS: Final[Mapping[type[Fact], Teller]] = {
    trails.TrailStarted: _started,
    trails.TrailEnded: _ended,
    trails.TrailHeld: _held,
    trails.TrailReleased: board("{fact.trail} is held no longer."),
    trails.TrailForgotten: own("{fact.trail} is forgotten: its points are deleted."),
}
