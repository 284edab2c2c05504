"""What those give up who leave the agency, or who must stay away from somebody."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.agency import AgencyItemRemoved, StaffDismissed
from tocsin.facts.fact import Fact
from tocsin.facts.respondents import ColleagueKeptAway
from tocsin.response.state import ResponseState, put


def _removed(state: ResponseState, fact: AgencyItemRemoved, at: datetime) -> None:
    """A removed unit finishes its incident first; a removed owner loses it at once."""
    if fact.table == "unit":
        unit = state.units.get(fact.id)
        if unit is not None and unit.incident:
            state.leaving.add(fact.id)
        elif unit is not None:
            del state.units[fact.id]
    if fact.table == "staff":
        _left(state, fact.id, at)
    else:
        _withdraw(state, f"{fact.table}:{fact.id}", at)


def _dismissed(state: ResponseState, fact: StaffDismissed, at: datetime) -> None:
    _left(state, fact.person, at)


def _kept_away(state: ResponseState, fact: ColleagueKeptAway, at: datetime) -> None:
    """Whoever must stay away from her is in command of nothing of hers, and looks for her no more.

    That is so for as long as it is open only: what is over is as it was.
    """
    _left(state, fact.colleague, at, f"person:{fact.person}")


def _left(state: ResponseState, person: str, at: datetime, hers: str = "") -> None:
    _withdraw(state, f"person:{person}", at, hers)
    for incident in list(state.incidents.values()):
        if not incident.is_open or hers not in ("", incident.sender):
            continue
        if incident.commander == person:
            put(state, replace(incident, commander_gone=True), at)


def _withdraw(state: ResponseState, recipient: str, at: datetime, hers: str = "") -> None:
    """Who left the agency searches no more; the ground is given to others.

    With `hers` only what is looked for in the incidents of that sender.
    """
    for incident in list(state.incidents.values()):
        if hers not in ("", incident.sender):
            continue
        search = incident.search
        if search is None or all(one.recipient != recipient for one in search.searchers):
            continue
        searchers = tuple(one for one in search.searchers if one.recipient != recipient)
        tasks = tuple(task for task in search.tasks if task.recipient != recipient)
        search = replace(search, searchers=searchers, tasks=tasks, idle_since_plan=())
        put(state, replace(incident, search=search), at)


EVOLVERS: Final[Mapping[type[Fact], Callable[[ResponseState, Any, datetime], None]]] = {
    AgencyItemRemoved: _removed,
    StaffDismissed: _dismissed,
    ColleagueKeptAway: _kept_away,
}
