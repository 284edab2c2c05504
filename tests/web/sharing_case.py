"""Ana's case in Harlow, as Jo entered it, for the tests of what outsiders see."""

from datetime import timedelta
from typing import Any

from tests.web.town import START
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.orders import Condition, Order, OrderKind, StayAwayArea
from tocsin.facts.plans import PlannedWalk, WorkplacePlan
from tocsin.facts.respondents import Respondent, Vehicle
from tocsin.facts.risk import Measure
from tocsin.facts.sightings import SightingSource
from tocsin.kernel.private import Private
from tocsin.watch.custody_entry import StateCustody
from tocsin.watch.measures import RecordMeasure
from tocsin.watch.order_entry import EnterOrder, ServeOrder, VerifyOrder
from tocsin.watch.plan_entry import SetPlan
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.watch.sightings import ReportSighting

DAY = timedelta(days=1)
PLATE = "KTL 4402"
REX = "Rex Vosskamp"
DEVICE = "ankle-77"
WALK_DOOR = "the blue side door"
CODE_WORDS = "purple kettle"
NUMBER = "PO-2026-114"


def _rex(text: str) -> Private:
    return Private("respondent:R-1", text)


def _ana(text: str) -> Private:
    return Private("person:ana", text)


RESPONDENT = Respondent(
    "R-1",
    _rex(REX),
    description=_rex("tall, red beard"),
    vehicles=(Vehicle(_rex(PLATE), _rex("grey pickup")),),
    photo=_rex("case folder 12, sheet 3"),
    devices=(_rex(DEVICE),),
)
ORDER = Order(
    order="O-1",
    court="District Court of Tarn",
    kind=OrderKind.FINAL,
    zone="America/Chicago",
    protected=("ana",),
    respondents=("R-1",),
    issued_at=START - 90 * DAY,
    effective_at=START - 90 * DAY,
    expires_at=START + 300 * DAY,
    number=_ana(NUMBER),
    conditions=(Condition.STAY_AWAY, Condition.NO_COMMUNICATION),
    areas=(StayAwayArea(200.0, place="station_one", label=_ana("the station yard")),),
    distance_m=150,
    workplaces=("station_one",),
)
PLAN = WorkplacePlan(
    "ana",
    START + 30 * DAY,
    escort=True,
    photo=True,
    screening=True,
    parking=_ana("bay 4"),
    code_words=_ana(CODE_WORDS),
    safe_contact=_ana("Her sister's phone, or ask Mo Tarrowinde."),
    notes=_ana("She sleeps at her sister's."),
    may_know=("lee", "kit"),
    walk=PlannedWalk("station_one", "station_one_lot", 4, _ana(WALK_DOOR)),
)


async def enter(t: Any, *more: tuple[Any, str]) -> None:
    """Respondent, order, service, custody, plan, a measure and a sighting that is a violation."""
    given = (
        (SetRespondent(RESPONDENT, "jo"), "jo"),
        (EnterOrder(ORDER, "jo"), "jo"),
        (VerifyOrder("O-1", "lee"), "lee"),
        (ServeOrder("O-1", START - 80 * DAY, "county sheriff", "jo"), "jo"),
        (
            StateCustody(
                *("R-1", CustodyStatus.AT_LARGE, "county jail, by telephone"),
                *(START - DAY, Certainty.CONFIRMED, "mo"),
            ),
            "mo",
        ),
        (SetPlan(PLAN, "jo"), "jo"),
        (RecordMeasure("ana", Measure.POLICE_TOLD, "jo"), "jo"),
        *more,
    )
    for command, by in given:
        outcome = await t.service.submit(command, by)
        assert hasattr(outcome, "facts"), (command, outcome)
    await t.settled()


SIGHTING = ReportSighting(
    "person:kit",
    SightingSource.BOARD,
    "He stands at the gate, grey pickup",
    None,
    "station_one",
    plate=PLATE,
)
