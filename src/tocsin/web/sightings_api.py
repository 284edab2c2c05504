"""The API of sightings: anybody may report one, the control room judges.

Whoever must stay away from somebody and works here is shown none and judges none.
"""

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from tocsin.engine.service import Service
from tocsin.facts.sightings import SightingSource
from tocsin.watch.sighted import Sighting
from tocsin.watch.sightings import JudgeSighting, ReportSighting
from tocsin.web.access import Right, Seat, record_reading
from tocsin.web.api import InPath, Running, Who, do
from tocsin.web.asked import Accepted, Text
from tocsin.web.problems import Problem

_LATITUDE: Final = msgspec.Meta(ge=-90, le=90)
_LONGITUDE: Final = msgspec.Meta(ge=-180, le=180)


class SightingAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who or what was seen, in words; where, if it can be said; whom you recognised."""

    words: Text
    place: str = ""
    latitude: Annotated[float, _LATITUDE] | None = None
    longitude: Annotated[float, _LONGITUDE] | None = None
    plate: Annotated[str, msgspec.Meta(max_length=20)] = ""
    respondent: Annotated[str, msgspec.Meta(max_length=100)] = ""
    at_reception: bool = False


class VerdictAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who it was: the id of a respondent, or empty for nobody known."""

    respondent: Annotated[str, msgspec.Meta(max_length=100)] = ""


class CandidateShown(msgspec.Struct, frozen=True):
    """Somebody whom a sighting fits, why, and near whom it was."""

    respondent: str
    name: str
    because: tuple[str, ...]
    is_sure: bool
    near: tuple[str, ...]


class SightingShown(msgspec.Struct, frozen=True):
    """One sighting of the last week, and what became of it. `judged` is null while it waits."""

    sighting: str
    at: datetime
    by: str
    source: str
    words: str
    place: str
    latitude: float | None
    longitude: float | None
    candidates: tuple[CandidateShown, ...]
    judge_by: datetime
    is_unjudged: bool
    judged: str | None
    judged_by: str


@post("/sightings", opt={"right": Right.OWN}, status_code=200)
async def report(data: JSONBody[SightingAsked], seat: Who, service: Running) -> Accepted:
    """Say that somebody was seen. Naming a respondent needs a role that knows them."""
    if data.respondent and not seat.may(Right.GUARDED):
        detail = "Your roles do not know respondents; describe whom you saw in words."
        raise Problem(403, "role_not_allowed", detail)
    if (data.latitude is None) != (data.longitude is None):
        raise Problem(400, "bad_input", "Give both latitude and longitude, or a place, or neither.")
    source = SightingSource.RECEPTION if data.at_reception else SightingSource.BOARD
    command = ReportSighting(
        f"person:{seat.person}",
        source,
        data.words,
        None,
        data.place,
        data.latitude,
        data.longitude,
        data.plate,
        seat.wall.respondent(data.respondent),
    )
    return await do(service, command, seat)


@post("/sightings/{sighting:str}/judge", opt={"right": Right.ACT}, status_code=200)
async def judge(
    sighting: InPath, data: JSONBody[VerdictAsked], seat: Who, service: Running
) -> Accepted:
    """Say who it was. Near somebody protected from them it is an alarm at once."""
    command = JudgeSighting(sighting, seat.person, seat.wall.respondent(data.respondent))
    return await do(service, command, seat)


@get("/sightings", opt={"right": Right.GUARDED})
async def sightings(seat: Who, service: Running) -> tuple[SightingShown, ...]:
    """The sightings of the last week, the newest first. That you read them is recorded first."""
    await record_reading(service, seat, "sightings", "", is_open=True)
    return sightings_now(service, seat)


def sightings_now(service: Service, seat: Seat) -> tuple[SightingShown, ...]:
    """What somebody may see of them at this moment. Whoever shows it has it recorded first."""
    if seat.wall.is_of_respondent:
        # One that nobody has judged yet may be of them.
        return ()
    state = service.engine.state.watch
    newest = sorted(state.sightings.values(), key=lambda one: one.at, reverse=True)
    return tuple(_shown(service, one) for one in newest)


def _shown(service: Any, sighting: Sighting) -> SightingShown:
    view = service.engine.views(service.clock.now())
    known = service.engine.state.watch.cases.respondents
    point = sighting.degrees()
    return SightingShown(
        sighting.sighting,
        sighting.at,
        view.name(sighting.by),
        str(sighting.source),
        sighting.words.reveal(),
        view.place_name(sighting.place),
        point[0] if point else None,
        point[1] if point else None,
        tuple(
            CandidateShown(
                one.respondent,
                known[one.respondent].name.reveal() if one.respondent in known else "",
                one.because,
                one.is_sure,
                tuple(view.name(f"person:{person}") for person in one.near),
            )
            for one in sighting.candidates
        ),
        sighting.judge_by,
        sighting.is_unjudged,
        sighting.judged,
        view.name(f"person:{sighting.judged_by}") if sighting.judged_by else "",
    )


ROUTES: Final = (report, judge, sightings)
