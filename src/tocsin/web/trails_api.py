"""The API of trails: which are kept and why, the points of one, and holding one for a court.

Who reads the points is on record before they are shown. Nobody is shown a trail of a
case of their own: a protected person is never given where he was, whatever her role,
and for a colleague who must stay away from somebody there is no such trail.
"""

from datetime import UTC, datetime
from typing import Annotated, Final

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from tocsin.engine.service import Service
from tocsin.engine.trails import window_of
from tocsin.watch.trail_state import Trail
from tocsin.watch.trails import HoldTrail, ReleaseTrail
from tocsin.web.access import Right, Seat, record_reading
from tocsin.web.api import InPath, Running, Who, do
from tocsin.web.asked import Accepted
from tocsin.web.asked_watch import Moment
from tocsin.web.problems import Problem


class HoldAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Until when it is needed, and for which proceeding. The reason is sealed."""

    until: Moment
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]


class TrailShown(msgspec.Struct, frozen=True):
    """A trail without its points.

    `owner` and `about` are `person:ID`, `unit:ID` or `respondent:ID`; `cause` is
    `incident/I-2`, `walk/W-1` or `near/PERSON/RESPONDENT`; `forget_at` is null while it
    goes on.
    """

    trail: str
    owner: str
    name: str
    about: str
    cause: str
    purpose: str
    basis: str
    started_at: datetime
    ended_at: datetime | None
    forget_at: datetime | None
    held_until: datetime | None


class PointShown(msgspec.Struct, frozen=True):
    """Where a device said that it was: degrees WGS 84, the time of the fix, metres.

    `source` is the hook or broker it came by, `heard_at` when it reached us.
    """

    at: datetime
    latitude: float
    longitude: float
    accuracy_m: float | None
    source: str
    heard_at: datetime


class PointsShown(msgspec.Struct, frozen=True):
    """A trail with its points as they were reported, the oldest first.

    `recorded`: that you read it is on disk already.
    """

    trail: TrailShown
    points: tuple[PointShown, ...]
    recorded: bool


def may_read(seat: Seat, trail: Trail) -> bool:
    """Whether somebody may see a trail: by their role in the case, and not in their own.

    Who verifies orders and keeps cases reads every trail; the control room only what
    it needs to find somebody who is out there now.
    """
    own = f"person:{seat.person}"
    if own in (trail.owner, trail.about):
        return False
    if seat.wall.hides_sender(trail.owner) or seat.wall.hides_sender(trail.about):
        return False
    return seat.may(Right.VERIFY) or (trail.owner == trail.about and trail.ended_at is None)


@get("/watch/trails", opt={"right": Right.GUARDED})
async def trails(seat: Who, service: Running) -> tuple[TrailShown, ...]:
    """Every trail that you may read, without its points, the newest first."""
    await record_reading(service, seat, "trails", "trails", is_open=True)
    known = service.engine.state.watch.trails.trails.values()
    readable = [one for one in known if may_read(seat, one)]
    newest = sorted(readable, key=lambda one: one.started_at, reverse=True)
    return tuple(_shown(service, one) for one in newest)


@get("/watch/trails/{trail:str}", opt={"right": Right.GUARDED})
async def trail_points(trail: InPath, seat: Who, service: Running) -> PointsShown:
    """The points of a trail. That you read it is put on record first."""
    found = _readable(service, seat, trail)
    is_open = found.ended_at is None
    # Under its incident or in whose need it is, where it is looked up who saw what.
    kind, _, incident = found.cause.partition("/")
    about = incident if kind == "incident" else found.about.partition(":")[2]
    recorded = await record_reading(service, seat, f"trail {trail}", about, is_open=is_open)
    start, end = window_of(found)
    told = service.trails.between(found.owner, start, end or service.clock.now())
    points = tuple(
        PointShown(one.at, one.latitude, one.longitude, one.accuracy_m, one.source, one.heard_at)
        for one in told
    )
    return PointsShown(_shown(service, found), points, recorded)


@post("/watch/trails/{trail:str}/hold", opt={"right": Right.VERIFY}, status_code=200)
async def hold_trail(
    trail: InPath, data: JSONBody[HoldAsked], seat: Who, service: Running
) -> Accepted:
    """Keep a trail longer than it would be kept, for a court; again before that moment comes."""
    found = _readable(service, seat, trail)
    command = HoldTrail(found.trail, data.until.astimezone(UTC), data.reason, seat.person)
    return await do(service, command, seat)


@post("/watch/trails/{trail:str}/release", opt={"right": Right.VERIFY}, status_code=200)
async def release_trail(trail: InPath, seat: Who, service: Running) -> Accepted:
    """Hold a trail no longer: it is forgotten as it would have been."""
    found = _readable(service, seat, trail)
    return await do(service, ReleaseTrail(found.trail, seat.person), seat)


def _readable(service: Service, seat: Seat, name: str) -> Trail:
    found = service.engine.state.watch.trails.trails.get(name)
    if found is None or not may_read(seat, found):
        raise Problem(404, "trail_unknown", "There is no trail of this name for you.")
    return found


def _shown(service: Service, one: Trail) -> TrailShown:
    view = service.engine.views(service.clock.now())
    return TrailShown(
        one.trail,
        one.owner,
        view.name(one.owner),
        one.about,
        one.cause,
        str(one.purpose),
        one.basis,
        one.started_at,
        one.ended_at,
        one.goes_at,
        one.held_until,
    )


ROUTES: Final = (trails, trail_points, hold_trail, release_trail)
