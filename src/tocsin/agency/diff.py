"""What must be recorded so that the recorded agency equals the file."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from tocsin.agency.state import EVOLVERS, TABLES, Agency, AgencyState
from tocsin.facts.agency import AgencyItemRemoved, SettingsSet
from tocsin.facts.fact import Fact
from tocsin.kernel.decision import Accepted, Refused


class LoadRefusal(StrEnum):
    """Why an agency file is not taken."""

    OTHER_AGENCY = "other_agency"


class LoadAgency(msgspec.Struct, frozen=True):
    """Make the recorded agency equal to this one. `by` is who loads it."""

    agency: Agency
    by: str


def changes(state: AgencyState, agency: Agency) -> tuple[Fact, ...]:
    """The facts that make the state equal to the agency; none when it is already.

    What is gone is removed last and in the opposite order, so that at no moment
    anything refers to what is not there.
    """
    facts: list[Fact] = []
    removed: list[Fact] = []
    for table in TABLES:
        old: dict[str, Any] = getattr(state, table.field)
        new: dict[str, Any] = getattr(agency, table.field)
        if table.name == "staff":
            # Who was dismissed does not come back because a file still names them.
            new = {id_: item for id_, item in new.items() if id_ not in state.dismissed}
        facts += [table.set_fact(item) for id_, item in new.items() if old.get(id_) != item]
        removed = [AgencyItemRemoved(table.name, id_) for id_ in old if id_ not in new] + removed
    if state.settings != agency.settings:
        facts.append(SettingsSet(agency.settings))
    return (*facts, *removed)


def state_of(agency: Agency, now: datetime) -> AgencyState:
    """What is recorded once a file was loaded at this moment, and nothing before it."""
    state = AgencyState()
    for fact in changes(state, agency):
        EVOLVERS[type(fact)](state, fact, now)
    return state


def decide(state: AgencyState, command: LoadAgency, _now: datetime) -> Accepted[Fact] | Refused:
    """Answer a load: the facts of what changed, perhaps none."""
    if state.settings and state.settings.agency != command.agency.settings.agency:
        return Refused(
            LoadRefusal.OTHER_AGENCY,
            "This ledger belongs to another agency. Accepted: a file with the same [agency] id.",
        )
    return Accepted(changes(state, command.agency))
