"""Getting ready: what must be compiled is compiled beside the loop, never in it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from tocsin.engine.service import Service
from tocsin.facts.agency import Place
from tocsin.finding import schedule
from tocsin.ground.ground import Ground
from tocsin.ground.waking import WakingGround, wake
from tocsin.roads import hierarchy

log = structlog.get_logger()


async def get_ready(service: Service) -> None:
    """Compile what travel times and searches need, while light answers stand in.

    It takes many seconds on a machine that never did it, and the first SOS must
    not wait for it.
    """
    steady = service.engine.ground
    whole, steady.within = steady.within, WakingGround()
    places = list(service.engine.state.agency.places.values())
    try:
        await asyncio.to_thread(_compile, whole, places, service.clock.now())
    except Exception as error:  # noqa: BLE001 - SteadyGround meets it again, and says so.
        log.warning("ground_not_ready", error=type(error).__name__)
    finally:
        steady.within = whole


def _compile(ground: Ground, places: Sequence[Place], now: datetime) -> None:
    hierarchy.warm()
    schedule.warm()
    wake(ground, places, now)
