"""Ana's case in the served town of Harlow: Rex, his order, her plan, and what was said of it."""

from datetime import timedelta
from typing import Any

from tests.watch import casework
from tests.web.town import START, Town
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.plans import PlannedWalk
from tocsin.kernel.private import Private
from tocsin.watch.custody_entry import StateCustody
from tocsin.watch.order_entry import EnterOrder
from tocsin.watch.plan_entry import SetPlan
from tocsin.watch.respondent_entry import SetRespondent

BEFORE = START - timedelta(days=9)


async def given(t: Town, *commands: Any) -> None:
    for command in commands:
        await t.service.submit(command, "jo")
    await t.settled()


def order(**changes: Any) -> Any:
    moments = {"issued_at": BEFORE, "effective_at": BEFORE, "served_at": BEFORE}
    end = START + timedelta(days=90)
    return casework.order(**{**moments, "expires_at": end, "distance_m": 300, **changes})


async def case(t: Town, **changes: Any) -> None:
    """Rex wears a tracker, must keep 300 m from Ana, and was said to be at large."""
    rex = casework.rex(devices=(casework.sealed("rex-ankle"),), **changes)
    await given(t, SetRespondent(rex, "jo"), EnterOrder(order(), "jo"))


async def whole_case(t: Town) -> None:
    """The same with her plan, and with where he is said to be."""
    await case(t, description=casework.sealed("tall, red beard, limps"))
    door = Private("person:ana", "side door")
    walk = PlannedWalk("station_one", "station_one_lot", 4, door)
    plan = casework.plan(review_at=START + timedelta(days=30), walk=walk)
    said = StateCustody(
        "R-1",
        CustodyStatus.AT_LARGE,
        "county jail, by telephone",
        START - timedelta(hours=3),
        Certainty.CONFIRMED,
        "jo",
    )
    await given(t, SetPlan(plan, "jo"), said)
