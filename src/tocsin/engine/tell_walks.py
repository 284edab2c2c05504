"""What is said of safe walks, welfare checks and escorts."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin.engine.telling import Line, Teller, name_of, names_of, own, quoted, said, we, words
from tocsin.engine.views import Views
from tocsin.facts import walks
from tocsin.facts.fact import Fact


def _at(views: Views, moment: Any) -> str:
    return f"{views.local(moment):%H:%M}"


def _shift_end(fact: walks.ShiftEndNoted, views: Views) -> Line:
    if fact.ends_at is None:
        return we(f"{name_of(fact.person, views)} has no shift that ends within the week.")
    when = f"{views.local(fact.ends_at):%Y-%m-%d %H:%M}"
    return we(f"The next shift of {name_of(fact.person, views)} ends {when}.")


def _planned(fact: walks.WalkPlanned, views: Views) -> Line:
    who, when = name_of(fact.person, views), _at(views, fact.leaves_at)
    where = _to(fact)
    what = f"{fact.walk}: {who} is to leave at {when}{where} and is asked then."
    return said(fact.by, what, views, "roster" if fact.by == "system" else "board")


def _to(fact: walks.WalkPlanned | walks.WalkStarted) -> str:
    where = fact.place or (quoted(fact.words) if fact.words else "")
    return f" for {where}" if where else ""


def _leaving(fact: walks.LeavingAsked, views: Views) -> Line:
    how = "asked once more whether she leaves" if fact.again else "asked to say that she leaves"
    silent = "" if fact.texted else " Her plan is silent, so nothing was sent to her."
    return we(f"{fact.walk}: {how}, until {_at(views, fact.until)}.{silent}")


def _started(fact: walks.WalkStarted, views: Views) -> Line:
    who, when = name_of(fact.recipient, views), _at(views, fact.until)
    if fact.kind is walks.WalkKind.CHECK:
        every = fact.every_s // 60
        what = f"{fact.walk}: {who} is asked every {every} min whether all is well, first {when}."
    else:
        what = f"{fact.walk}: {who} walks{_to(fact)}, expected {when}."
    return said(fact.by, what, views, _source(fact))


def _source(fact: Any) -> str:
    return "text" if fact.signal else "board" if fact.by != "system" else "Tocsin"


def _extended(fact: walks.WalkExtended, views: Views) -> Line:
    what = f"{fact.walk}: expected {_at(views, fact.until)} now."
    return said(fact.by, what, views, _source(fact))


def _asked(fact: walks.WalkAsked, views: Views) -> Line:
    what = "The last check before it ends" if fact.closing else "No word in time"
    how = "asked" if fact.texted else "nothing may be sent to that phone"
    return we(f"{fact.walk}: {what}; {how}. Help is called at {_at(views, fact.until)}.")


def _ended(fact: walks.WalkEnded, views: Views) -> Line:
    why = f" {quoted(fact.reason)}" if fact.reason else ""
    what = f"{fact.walk} of {name_of(fact.recipient, views)} is over: {words(fact.how)}.{why}"
    return said(fact.by, what, views, _source(fact))


def _escort(what: str) -> Callable[[Any, Views], Line]:
    def tell(fact: Any, views: Views) -> Line:
        return we(what.format(fact=fact, who=name_of(fact.recipient, views)))

    return tell


def _wanted(fact: walks.EscortWanted, views: Views) -> Line:
    what = f"{fact.walk}: somebody is to go with her; asked in turn: "
    return said(fact.by, f"{what}{names_of(fact.targets, views)}.", views, "board")


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
