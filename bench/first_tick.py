"""How long the loop is held when 100,000 pairs, with areas, are new at once.

`python -m bench.first_tick [--quick]`. Seconds of the processor, the worst of three: drawing
what is watched from orders, each slice of taking it up, and the first tick over all of it,
when everybody has told their place.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np

from tocsin.engine import nearness
from tocsin.engine.stages import State
from tocsin.facts.orders import Order, OrderKind, StayAwayArea
from tocsin.facts.respondents import Respondent
from tocsin.kernel.private import Private
from tocsin.proximity.shapes import Circle
from tocsin.proximity.watcher import Watcher, batch, warm
from tocsin.watch.case_state import OrderNow

PAIRS: Final = 100_000
NOW: Final = datetime(2026, 7, 4, 22, 30, tzinfo=UTC)
ROUNDS: Final = 3


def spent(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def first_tick(pairs: int) -> float:
    """The first tick of a watcher in which everybody was heard, and every pair and area is new."""
    rng = np.random.default_rng(7)
    watched, now = Watcher(), NOW.timestamp()
    for each in range(2 * pairs):
        watched.set_party(f"p{each}", now=now)
    fixes = batch(2 * pairs)
    fixes["party"] = np.arange(2 * pairs)
    fixes["latitude"] = rng.uniform(35.0, 36.0, 2 * pairs)
    fixes["longitude"] = rng.uniform(-93.0, -92.0, 2 * pairs)
    fixes["fix_at"] = fixes["heard_at"] = now
    watched.hear(fixes)
    for each in range(pairs):
        watched.set_pair(f"{each}", f"p{each}", f"p{each + pairs}", distance_m=300.0)
        owner = f"p{each + pairs}"
        watched.set_area(f"{each}", Circle(35.5, -92.5, 200.0), now=now, owner=owner)
    return spent(lambda: watched.tick(now + 1.0))


def world(pairs: int) -> State:
    """A state with so many orders, each of two people of its own, folded the short way."""
    state = State()
    cases, watch = state.watch.cases, state.watch
    for each in range(pairs):
        sealed = Private(f"respondent:R-{each}", "-")
        one = Respondent(f"R-{each}", sealed, devices=(sealed,))
        order = Order(
            order=f"O-{each}",
            court="-",
            kind=OrderKind.FINAL,
            zone="UTC",
            protected=(f"w{each}",),
            respondents=(f"R-{each}",),
            issued_at=NOW - timedelta(days=9),
            effective_at=NOW - timedelta(days=9),
            distance_m=300.0,
            areas=(StayAwayArea(200.0, point=Private(f"person:w{each}", "35.5,-92.5")),),
        )
        cases.respondents[one.respondent] = one
        cases.orders[order.order] = OrderNow(order, "jo", NOW)
        watch.consents[f"person:w{each}"] = "consent"
    return state


def slices(state: State) -> list[float]:
    """Each stretch for which the loop is held while all of it is taken up."""
    trackers, held = nearness.Trackers(), []
    began = time.process_time()
    for _ in trackers.redrawing(state, NOW):
        held.append(time.process_time() - began)
        began = time.process_time()
    return [*held, time.process_time() - began]


def main() -> None:
    pairs = PAIRS // 10 if "--quick" in sys.argv else PAIRS
    warm()
    print(f"first tick over {pairs:,} new pairs and areas: ", end="")
    print(f"{max(first_tick(pairs) for _ in range(ROUNDS)):.3f} s")
    if not hasattr(nearness.Trackers, "redrawing"):
        return
    state = world(pairs)
    print(
        f"drawing: {max(spent(lambda: nearness.drawing(state, NOW)) for _ in range(ROUNDS)):.3f} s"
    )
    held = slices(state)
    print(f"taking it up: {sum(held):.1f} s in {len(held)} slices, the longest {max(held):.3f} s")


if __name__ == "__main__":
    main()
