"""How the lists of the desk stand: counts and marks, and nothing of what they say.

The desk asks this whenever something changed, and reads a list again only when its mark
is another one and somebody looks at it. So a reading on record means that a person looked.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import msgspec
from litestar import get
from msgspec.structs import replace

from tocsin.facts.nearness import Nearness
from tocsin.watch.orders import OrderStatus
from tocsin.watch.walk import Phase
from tocsin.web.access import Right
from tocsin.web.api import Running, Who
from tocsin.web.casebook import Casebook
from tocsin.web.nearness_api import NearnessShown, Trackers, nearness_now
from tocsin.web.shown_walks import WalkShown, walks_shown
from tocsin.web.shown_watch import DeskShown, OrderShown, PartShown, PlanListed, TonightShown
from tocsin.web.sightings_api import SightingShown, sightings_now
from tocsin.web.watch_api import book

_MARK_CHARACTERS: Final = 16
_WITHOUT_WORD: Final = frozenset({Phase.ASKED, Phase.REMINDED, Phase.NOT_LEFT})
_OVER: Final = frozenset({OrderStatus.EXPIRED, OrderStatus.VACATED})
_NEAR: Final = frozenset({Nearness.NEAR, Nearness.MAYBE_NEAR})


@get("/watch/desk", opt={"right": Right.THREATS})
async def desk_now(seat: Who, service: Running, trackers: Trackers) -> DeskShown:
    """How many of each list need a hand, and whether a list says something else than before."""
    now, cases = service.clock.now(), book(service, seat)
    walks = walks_shown(service.engine.state, service.engine.views(now), now, seat)
    return DeskShown(
        now,
        _tonight(cases),
        _sightings(sightings_now(service, seat)),
        _walks(walks, now),
        _near(nearness_now(service, trackers, seat)),
        _orders(cases.orders()),
        _plans(cases.plans()) if seat.may(Right.CASES) else None,
    )


def _mark(said: Any) -> str:
    return sha256(msgspec.json.encode(said)).hexdigest()[:_MARK_CHARACTERS]


def _tonight(cases: Casebook) -> PartShown:
    rows: tuple[TonightShown, ...] = cases.tonight()
    gaps = sum(len(row.missing) + sum(len(shift.missing) for shift in row.shifts) for row in rows)
    return PartShown(_mark(rows), len(rows), gaps)


def _sightings(found: Iterable[SightingShown]) -> PartShown:
    every = tuple(found)
    waiting = [one for one in every if one.judged is None]
    late = [one for one in waiting if one.is_unjudged]
    until = min((one.judge_by for one in waiting if not one.is_unjudged), default=None)
    return PartShown(_mark(every), len(every), len(waiting), len(late), until)


def _walks(found: tuple[WalkShown, ...], now: datetime) -> PartShown:
    """How long is left runs by itself: it changes nothing that is said."""
    late = sum(
        one.phase in _WITHOUT_WORD or (one.until is not None and one.until < now) for one in found
    )
    until = min((one.until for one in found if one.until is not None), default=None)
    still = [replace(one, remaining_s=None) for one in found]
    return PartShown(_mark(still), len(found), late, late, until)


def _near(found: NearnessShown) -> PartShown:
    """Not how far, nor how old: a tracker that is heard says something else every few seconds."""
    pairs = [(one.person, one.respondent, one.by, one.nearness, one.why) for one in found.pairs]
    trackers = [(one.owner, one.basis, one.troubles) for one in found.trackers]
    near = sum(one.nearness in _NEAR for one in found.pairs)
    troubled = sum(bool(one.troubles) for one in found.trackers)
    return PartShown(_mark((pairs, trackers)), len(pairs), near + troubled, near)


def _orders(found: tuple[OrderShown, ...]) -> PartShown:
    holds = [one for one in found if one.status not in _OVER]
    waiting = sum(not one.verified_by or one.status is OrderStatus.NOT_SERVED for one in holds)
    until = min((one.expires_at for one in holds if one.expires_at is not None), default=None)
    return PartShown(_mark(found), len(found), waiting, 0, until)


def _plans(found: tuple[PlanListed, ...]) -> PartShown:
    until = min((one.review_at for one in found if one.review_at is not None), default=None)
    due = sum(one.review_due for one in found)
    return PartShown(_mark(found), len(found), due, 0, until)


ROUTES: Final = (desk_now,)
