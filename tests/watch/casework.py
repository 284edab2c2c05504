"""Ana's case, for the tests of the watch: Rex, his order, her plan."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from tests import cast
from tests.harness import TestTown
from tocsin.facts.agency import Policy, Step
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.orders import Condition, Order, OrderKind
from tocsin.facts.plans import PlannedWalk, WorkplacePlan
from tocsin.facts.respondents import Respondent, Vehicle
from tocsin.facts.risk import RiskReason
from tocsin.kernel.private import Private
from tocsin.watch.concerns import RaiseConcern
from tocsin.watch.custody_entry import StateCustody
from tocsin.watch.order_entry import EnterOrder
from tocsin.watch.respondent_entry import SetRespondent

NOW = cast.SATURDAY
DAY = timedelta(days=1)


CALM = cast.agency(
    settings=replace(cast.SETTINGS, risk_policy="calm"),
    policies=cast.AGENCY.policies
    | {"calm": Policy("calm", (Step(("person:lee",), 3600),), repeat_s=24 * 3600)},
)
"""A risk that rose is paged to Lee, after an hour to everybody, and again every day."""


def sealed(text: str) -> Private:
    return Private("respondent:R-1", text)


def rex(**changes: Any) -> Respondent:
    one = Respondent(
        "R-1",
        sealed("Rex Vosskamp"),
        vehicles=(Vehicle(sealed("KTL 4402"), sealed("grey pickup")),),
    )
    return replace(one, **changes)


def order(**changes: Any) -> Order:
    one = Order(
        order="O-1",
        court="District Court of Tarn",
        kind=OrderKind.FINAL,
        zone="America/Chicago",
        protected=("ana",),
        respondents=("R-1",),
        issued_at=NOW - 90 * DAY,
        effective_at=NOW - 90 * DAY,
        served_at=NOW - 80 * DAY,
        expires_at=NOW + 300 * DAY,
        number=cast.private("ana", "PO-2026-114"),
        conditions=(Condition.STAY_AWAY, Condition.NO_COMMUNICATION),
        distance_m=150.0,
    )
    return replace(one, **changes)


def plan(**changes: Any) -> WorkplacePlan:
    one = WorkplacePlan(
        "ana",
        NOW + 30 * DAY,
        escort=True,
        photo=True,
        walk=PlannedWalk("base", "lot", 4, cast.private("ana", "side door")),
    )
    return replace(one, **changes)


def town_with_case(agency: Any = CALM, **changes: Any) -> TestTown:
    """A town in which Jo has entered Rex and the order, and nobody has been paged yet for it."""
    town = TestTown(agency)
    town.accepts(SetRespondent(rex(), "jo"))
    town.accepts(EnterOrder(order(**changes), "jo"))
    return town


def custody(status: CustodyStatus, at: Any = NOW, **changes: Any) -> StateCustody:
    said = StateCustody("R-1", status, "county jail", at, Certainty.CONFIRMED, "mo")
    return replace(said, **changes)


def concern(reason: RiskReason, at: Any = NOW, **changes: Any) -> RaiseConcern:
    said = RaiseConcern("ana", reason, "her own word", Certainty.REPORTED, at, "jo")
    return replace(said, **changes)
