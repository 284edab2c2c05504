"""The unit status machine.

Every move a unit can make is one row of MOVES. A pair that is not in the table
is refused. The diagram in docs/machines is drawn from this table, so there is
no second copy to keep true.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.signals import Answer
from tocsin.facts.units import (
    UnitAcknowledged,
    UnitAtHospital,
    UnitCleared,
    UnitDispatched,
    UnitEnRoute,
    UnitInService,
    UnitOnScene,
    UnitOutOfService,
    UnitStaged,
    UnitTransporting,
)


class Status(StrEnum):
    """Where a unit is in its work."""

    AVAILABLE = "available"
    DISPATCHED = "dispatched"
    EN_ROUTE = "en_route"
    STAGED = "staged"
    ON_SCENE = "on_scene"
    TRANSPORTING = "transporting"
    AT_HOSPITAL = "at_hospital"
    OUT_OF_SERVICE = "out_of_service"


MOVES: Final[Mapping[tuple[Status, type[Fact]], Status]] = {
    (Status.AVAILABLE, UnitDispatched): Status.DISPATCHED,
    (Status.AVAILABLE, UnitOutOfService): Status.OUT_OF_SERVICE,
    (Status.OUT_OF_SERVICE, UnitInService): Status.AVAILABLE,
    (Status.DISPATCHED, UnitAcknowledged): Status.DISPATCHED,
    (Status.DISPATCHED, UnitEnRoute): Status.EN_ROUTE,
    (Status.DISPATCHED, UnitOnScene): Status.ON_SCENE,  # They were there already.
    (Status.DISPATCHED, UnitCleared): Status.AVAILABLE,  # Canceled before rolling.
    (Status.EN_ROUTE, UnitStaged): Status.STAGED,
    (Status.EN_ROUTE, UnitOnScene): Status.ON_SCENE,
    (Status.EN_ROUTE, UnitCleared): Status.AVAILABLE,  # Canceled en route.
    (Status.STAGED, UnitOnScene): Status.ON_SCENE,
    (Status.STAGED, UnitCleared): Status.AVAILABLE,
    (Status.ON_SCENE, UnitTransporting): Status.TRANSPORTING,
    (Status.ON_SCENE, UnitCleared): Status.AVAILABLE,
    (Status.TRANSPORTING, UnitAtHospital): Status.AT_HOSPITAL,
    (Status.TRANSPORTING, UnitCleared): Status.AVAILABLE,  # Handed over on the way.
    (Status.AT_HOSPITAL, UnitCleared): Status.AVAILABLE,
}

MOVING: Final = frozenset(
    {
        Status.EN_ROUTE,
        Status.STAGED,
        Status.ON_SCENE,
        Status.TRANSPORTING,
        Status.AT_HOSPITAL,
    }
)
"""A unit in one of these is movement: the owner's lease is kept by it."""

ANSWERS: Final[Mapping[Answer, type[Fact]]] = {
    Answer.RECEIVED: UnitAcknowledged,
    Answer.EN_ROUTE: UnitEnRoute,
    Answer.ON_SCENE: UnitOnScene,
    Answer.TRANSPORTING: UnitTransporting,
    Answer.AT_HOSPITAL: UnitAtHospital,
    Answer.CLEAR: UnitCleared,
}
"""What a crew's answer by text moves."""

VERBS: Final[Mapping[str, type[Fact]]] = {
    "acknowledge": UnitAcknowledged,
    "en_route": UnitEnRoute,
    "stage": UnitStaged,
    "on_scene": UnitOnScene,
    "transport": UnitTransporting,
    "at_hospital": UnitAtHospital,
    "clear": UnitCleared,
}
"""What the board and the API call each move of an assigned unit."""


class UnitNow(msgspec.Struct, frozen=True):
    """A unit's status, since when, for which incident, and whether the crew has said so."""

    unit: str
    status: Status
    since: datetime
    incident: str = ""
    acknowledged: bool = False


def move(unit: UnitNow, fact: Fact, at: datetime) -> UnitNow:
    """The unit after a fact that is in the table for its status."""
    status = MOVES[unit.status, type(fact)]
    if isinstance(fact, UnitDispatched):
        return UnitNow(unit.unit, status, at, fact.incident)
    if isinstance(fact, UnitAcknowledged):
        return msgspec.structs.replace(unit, acknowledged=True)
    if status in (Status.AVAILABLE, Status.OUT_OF_SERVICE):
        return UnitNow(unit.unit, status, at)
    return UnitNow(unit.unit, status, at, unit.incident, acknowledged=True)


def allowed(status: Status) -> list[str]:
    """The verbs that the table allows from this status, for boards and refusals."""
    return [verb for verb, kind in VERBS.items() if (status, kind) in MOVES]
