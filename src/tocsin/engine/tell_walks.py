"""What is said of safe walks, welfare checks and escorts."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin.engine.telling import (
    RECORDED,
    Line,
    Teller,
    name_of,
    names_of,
    own,
    quoted,
    said,
    term,
    we,
)
from tocsin.engine.views import Views
from tocsin.facts import walks
from tocsin.facts.fact import Fact


def _at(views: Views, moment: Any) -> str:
    return f"{views.local(moment):%H:%M}"


def _shift_end(fact: walks.ShiftEndNoted, views: Views) -> Line:
    if fact.ends_at is None:
        pattern = "{0} has no shift that ends within the week."
        return we(views, pattern, name_of(fact.person, views))
    when = f"{views.local(fact.ends_at):%Y-%m-%d %H:%M}"
    return we(views, "The next shift of {0} ends {1}.", name_of(fact.person, views), when)


def _planned(fact: walks.WalkPlanned, views: Views) -> Line:
    who, when = name_of(fact.person, views), _at(views, fact.leaves_at)
    where, by = _to(fact), "roster" if fact.by == "system" else "board"
    if where:
        pattern = "{0}: {1} is to leave at {2} for {3} and is asked then."
        return said(fact.by, views, by, pattern, fact.walk, who, when, where)
    pattern = "{0}: {1} is to leave at {2} and is asked then."
    return said(fact.by, views, by, pattern, fact.walk, who, when)


def _to(fact: walks.WalkPlanned | walks.WalkStarted) -> str:
    return fact.place or (quoted(fact.words) if fact.words else "")


def _leaving(fact: walks.LeavingAsked, views: Views) -> Line:
    pattern = (
        "{0}: asked once more whether she leaves, until {1}."
        if fact.again
        else "{0}: asked to say that she leaves, until {1}."
    )
    told = we(views, pattern, fact.walk, _at(views, fact.until))
    if fact.texted:
        return told
    silent = views.tongue.tell(" Her plan is silent, so nothing was sent to her.")
    return told._replace(what=told.what + silent)


def _started(fact: walks.WalkStarted, views: Views) -> Line:
    who, when = name_of(fact.recipient, views), _at(views, fact.until)
    if fact.kind is walks.WalkKind.CHECK:
        pattern = "{0}: {1} is asked every {2} min whether all is well, first {3}."
        every = fact.every_s // 60
        return said(fact.by, views, _source(fact), pattern, fact.walk, who, every, when)
    if where := _to(fact):
        pattern = "{0}: {1} walks for {2}, expected {3}."
        return said(fact.by, views, _source(fact), pattern, fact.walk, who, where, when)
    pattern = "{0}: {1} walks, expected {2}."
    return said(fact.by, views, _source(fact), pattern, fact.walk, who, when)


def _source(fact: Any) -> str:
    return "text" if fact.signal else "board" if fact.by != "system" else "Tocsin"


def _extended(fact: walks.WalkExtended, views: Views) -> Line:
    until = _at(views, fact.until)
    return said(fact.by, views, _source(fact), "{0}: expected {1} now.", fact.walk, until)


def _asked(fact: walks.WalkAsked, views: Views) -> Line:
    tell = views.tongue.tell
    what = tell("The last check before it ends" if fact.closing else "No word in time")
    how = tell("asked" if fact.texted else "nothing may be sent to that phone")
    pattern = "{0}: {1}; {2}. Help is called at {3}."
    return we(views, pattern, fact.walk, what, how, _at(views, fact.until))


def _ended(fact: walks.WalkEnded, views: Views) -> Line:
    who, how = name_of(fact.recipient, views), term(fact.how, views)
    told = said(fact.by, views, _source(fact), "{0} of {1} is over: {2}.", fact.walk, who, how)
    return told._replace(what=f"{told.what} {quoted(fact.reason)}") if fact.reason else told


def _escort(what: str) -> Callable[[Any, Views], Line]:
    def tell(fact: Any, views: Views) -> Line:
        told = views.tongue.tell(what, fact=fact, who=name_of(fact.recipient, views))
        return Line("Tocsin", told, "Tocsin", RECORDED)

    return tell


def _wanted(fact: walks.EscortWanted, views: Views) -> Line:
    pattern = "{0}: somebody is to go with her; asked in turn: {1}."
    return said(fact.by, views, "board", pattern, fact.walk, names_of(fact.targets, views))


WALKS: Final[Mapping[type[Fact], Teller]] = {
    walks.ShiftEndNoted: _shift_end,
    walks.WalkPlanned: _planned,
    walks.LeavingAsked: _leaving,
    walks.NotLeft: own("{fact.walk}: she has not said that she leaves; people are told."),
    walks.WalkStarted: _started,
    walks.WalkExtended: _extended,
    walks.CheckPassed: own("{fact.walk}: all is well, they say."),
    walks.WalkAsked: _asked,
    walks.WalkEnded: _ended,
    walks.WalkWordRepeated: own("{fact.walk}: the code that ended it came once more."),
    walks.EscortWanted: _wanted,
    walks.EscortAsked: _escort("{fact.walk}: {who} is asked to go with her."),
    walks.EscortAccepted: _escort("{fact.walk}: {who} goes with her."),
    walks.EscortPassed: _escort("{fact.walk}: {who} does not go with her ({fact.reason})."),
    walks.EscortMissing: own("{fact.walk}: nobody goes with her; people are told."),
    walks.EscortDone: _escort("{fact.walk}: {who} says that she is where she was going."),
}
