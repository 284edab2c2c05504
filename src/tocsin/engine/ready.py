"""Getting ready: what must be compiled is compiled beside the loop, never in it."""

import asyncio
import gc
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

import structlog

from tocsin.engine.questions import PLANNING
from tocsin.engine.service import Service
from tocsin.facts.agency import Place
from tocsin.finding import schedule
from tocsin.ground.ground import Ground
from tocsin.ground.waking import WakingGround, wake
from tocsin.proximity import watcher
from tocsin.roads import hierarchy

log = structlog.get_logger()

SWITCH_S: Final = 0.0005
"""How long the loop waits at most for Python code of the planner's thread: it asks for the
interpreter several times for each page, and the usual 5 ms would add up."""


COMPILING: Final = "compiling"
"""How the thread is called that compiles; it cannot be told to stop."""


def is_held_up() -> bool:
    """Whether a thread would keep this process from ending: one that compiles, or plans."""
    return any(each.name.startswith((COMPILING, PLANNING)) for each in threading.enumerate())


async def get_ready(service: Service) -> None:
    """Compile what travel times, searches and trackers need, while light answers stand in.

    It takes many seconds on a machine that never did it, and the first SOS must
    not wait for it.
    """
    sys.setswitchinterval(SWITCH_S)
    steady = service.engine.ground
    whole, steady.within = steady.within, WakingGround()
    places = list(service.engine.state.agency.places.values())
    loop, now = asyncio.get_running_loop(), service.clock.now()
    thread = ThreadPoolExecutor(1, thread_name_prefix=COMPILING)
    try:
        await loop.run_in_executor(thread, _compile, whole, places, now)
    except Exception as error:  # noqa: BLE001 - SteadyGround meets it again, and says so.
        log.warning("ground_not_ready", error=type(error).__name__)
    finally:
        thread.shutdown(wait=False)
        steady.within = whole
        # What was loaded and compiled stays for good. A collector that goes through all of
        # it again and again holds every page up for some tenths of a second.
        gc.freeze()


def _compile(ground: Ground, places: Sequence[Place], now: datetime) -> None:
    hierarchy.warm()
    schedule.warm()
    wake(ground, places, now)
    watcher.warm()
