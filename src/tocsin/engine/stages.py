"""The ordered tuple of stages, and the one record of all their states.

The order is the path of a signal: what the agency is, what a signal means, what
threat it tells of, which incident it belongs to, whom it reaches. Every stage folds the facts it
cares about; no stage knows another.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, get_args

import msgspec

from tocsin.agency import stage as agency
from tocsin.agency.state import EVOLVERS as AGENCY_EVOLVERS
from tocsin.agency.state import AgencyState
from tocsin.engine.erasing import blank
from tocsin.facts.fact import Fact
from tocsin.facts.system import PersonErased
from tocsin.intake import stage as intake
from tocsin.intake.state import EVOLVERS as INTAKE_EVOLVERS
from tocsin.intake.state import IntakeState
from tocsin.kernel.agenda import Agenda
from tocsin.paging import stage as paging
from tocsin.paging.fold import EVOLVERS as PAGING_EVOLVERS
from tocsin.paging.state import PagingState
from tocsin.response import stage as response
from tocsin.response.fold import EVOLVERS as RESPONSE_EVOLVERS
from tocsin.response.state import ResponseState
from tocsin.watch import stage as watch
from tocsin.watch.state import WatchState

STAGE_VERSION: Final = 4
"""Goes up whenever the stages decide something that a program of before would not go on with.

A node with a lower one than ever decided for an agency never decides for it again.
"""


class State(msgspec.Struct):
    """Everything Tocsin knows, folded from the ledger and from nothing else."""

    agency: AgencyState = msgspec.field(default_factory=AgencyState)
    intake: IntakeState = msgspec.field(default_factory=IntakeState)
    watch: WatchState = msgspec.field(default_factory=WatchState)
    response: ResponseState = msgspec.field(default_factory=ResponseState)
    paging: PagingState = msgspec.field(default_factory=PagingState)


def _nothing_due(_state: Any, _now: datetime, _most: int | None = None) -> list[Any]:
    return []


class Stage(NamedTuple):
    """One stage: its name in `State`, its four verbs and the commands it takes.

    Of what is due a stage may leave out all but the first so many.
    """

    name: str
    commands: tuple[type, ...]
    decide: Callable[[Any, Any, Any], Any]
    due: Callable[[Any, datetime, int | None], list[Any]]
    evolvers: Mapping[type[Fact], Callable[[Any, Any, datetime], None]]


STAGES: Final = (
    Stage("agency", get_args(agency.Command), agency.decide, _nothing_due, AGENCY_EVOLVERS),
    Stage("intake", get_args(intake.Command), intake.decide, intake.due, INTAKE_EVOLVERS),
    Stage("watch", get_args(watch.Command), watch.decide, watch.due, watch.EVOLVERS),
    Stage("response", get_args(response.Command), response.decide, response.due, RESPONSE_EVOLVERS),
    Stage("paging", get_args(paging.Command), paging.decide, paging.due, PAGING_EVOLVERS),
)

STAGE_OF: Final[Mapping[type, Stage]] = {
    command: stage for stage in STAGES for command in stage.commands
}
"""Which stage decides a command."""


def agendas(state: State) -> tuple[Agenda, ...]:
    """Every agenda there is: what is on none of them will not be looked at again."""
    return (state.intake.agenda, state.watch.agenda, state.response.agenda, state.paging.agenda)


def _folds() -> Mapping[type[Fact], tuple[tuple[str, Callable[[Any, Any, datetime], None]], ...]]:
    found: dict[type[Fact], list[tuple[str, Callable[[Any, Any, datetime], None]]]] = {}
    for stage in STAGES:
        for kind, evolve in stage.evolvers.items():
            found.setdefault(kind, []).append((stage.name, evolve))
    return {kind: tuple(each) for kind, each in found.items()}


FOLDS: Final = _folds()
"""For each kind of fact, the stages that fold it, in the order of STAGES."""


def evolve(state: State, fact: Fact, at: datetime) -> list[tuple[str, Exception]]:
    """Fold one fact into every stage that cares about it; the stages that failed, and how.

    What is on record cannot be taken back, and a fact that one stage cannot fold
    must neither silence the others nor keep the service from starting again.
    """
    failed: list[tuple[str, Exception]] = []
    if isinstance(fact, PersonErased):
        # A replay opens none of her texts any more, so the living state must not either;
        # and the next snapshot would seal what it still has under a new key.
        blank(state, fact.subject)
    for name, fold in FOLDS.get(type(fact), ()):
        try:
            fold(getattr(state, name), fact, at)
        except Exception as error:  # noqa: BLE001 - see above.
            failed.append((name, error))
    return failed
