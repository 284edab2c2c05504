"""The API of walks, checks and escorts.

What somebody says of their own walk goes the way of a text from their phone,
with every rule of it: a wrong code is an SOS.
"""

from typing import Any, Final

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from tocsin.engine.service import Service
from tocsin.facts.signals import Answer
from tocsin.facts.walks import WalkPlanned, WalkStarted
from tocsin.kernel.decision import Accepted as Decided
from tocsin.watch.escorts import ReportEscort, WantEscort
from tocsin.watch.walk import Walk
from tocsin.watch.walks import EndWalk, ExtendWalk, PlanWalk, StartCheck, StartWalk
from tocsin.web import asked, shown_walks
from tocsin.web.access import Right, Seat, record_reading
from tocsin.web.api import InPath, Running, Said, Who, do
from tocsin.web.asked import Accepted
from tocsin.web.desk_moves import Trials
from tocsin.web.own_api import Chance, say
from tocsin.web.problems import Problem, accepted
from tocsin.web.shown_walks import OwnWalkShown, WalkShown

_ACT: Final[dict[str, Any]] = {"right": Right.ACT}


class WalkMade(msgspec.Struct, frozen=True):
    """The name of the walk or check that began."""

    walk: str


def _walk(service: Service, name: str) -> Walk:
    found = service.engine.state.watch.walks.get(name)
    if found is None:
        raise Problem(404, "walk_unknown", "No walk or check of this name is under way.")
    return found


@get("/walks", opt={"right": Right.INCIDENTS})
async def walks(seat: Who, service: Running, tongue: Said) -> tuple[WalkShown, ...]:
    """Everybody who is awaited, with the time that is left."""
    state, now = service.engine.state, service.clock.now()
    return shown_walks.walks_shown(state, service.engine.views(now), now, seat, tongue)


@get("/walks/{walk:str}", opt={"right": Right.GUARDED})
async def walk_now(walk: InPath, seat: Who, service: Running, tongue: Said) -> WalkShown:
    """One walk with its places. That you read it is put on record first."""
    _walk(service, walk)
    await record_reading(service, seat, "walk", walk, is_open=True)
    found, now = _walk(service, walk), service.clock.now()
    view = service.engine.views(now)
    trials = Trials(service.engine.state, view, now, seat, tongue)
    return shown_walks.walk_shown(view, now, found, trials, opened=True)


@post("/walks", opt=_ACT, status_code=201)
async def start_walk(data: JSONBody[asked.StartWalk], seat: Who, service: Running) -> WalkMade:
    """Somebody leaves now, or at `leaves_at`; `escort` are asked one after the other."""
    person = seat.wall.person(data.person)
    if data.leaves_at is not None:
        command: PlanWalk | StartWalk = PlanWalk(
            person, seat.person, data.leaves_at, data.minutes, data.to
        )
    else:
        command = StartWalk(person, seat.person, data.minutes, data.to)
    made = await _begin(service, command, seat)
    if data.escort:
        await do(service, WantEscort(made.walk, seat.person, data.escort), seat)
    return made


@post("/checks", opt=_ACT, status_code=201)
async def start_check(data: JSONBody[asked.StartCheck], seat: Who, service: Running) -> WalkMade:
    """Ask a person or a crew every so many minutes whether all is well."""
    command = StartCheck(seat.wall.seen_as(data.recipient), seat.person, data.minutes)
    return await _begin(service, command, seat)


async def _begin(
    service: Service, command: PlanWalk | StartWalk | StartCheck, seat: Seat
) -> WalkMade:
    outcome = await service.submit(command, seat.person)
    accepted(outcome)
    facts = outcome.facts if isinstance(outcome, Decided) else ()
    return WalkMade(
        next(fact.walk for fact in facts if isinstance(fact, WalkStarted | WalkPlanned))
    )


@post("/walks/{walk:str}/extend", opt=_ACT, status_code=200)
async def extend_walk(
    walk: InPath, data: JSONBody[asked.Minutes], seat: Who, service: Running
) -> Accepted:
    """There must be word in so many minutes from now."""
    return await do(service, ExtendWalk(walk, seat.person, data.minutes), seat)


@post("/walks/{walk:str}/end", opt=_ACT, status_code=200)
async def end_walk(
    walk: InPath, data: JSONBody[asked.Why], seat: Who, service: Running
) -> Accepted:
    """End a walk or check of somebody else, and say why: it stays on record."""
    return await do(service, EndWalk(walk, seat.person, data.reason), seat)


@post("/walks/{walk:str}/escort", opt=_ACT, status_code=200)
async def want_escort(
    walk: InPath, data: JSONBody[asked.Escort], seat: Who, service: Running
) -> Accepted:
    """Ask these people, roles or rotas one after the other to go with her."""
    return await do(service, WantEscort(walk, seat.person, data.targets), seat)


@post("/walks/{walk:str}/escort/report", opt=_ACT, status_code=200)
async def report_escort(
    walk: InPath, data: JSONBody[asked.EscortReport], seat: Who, service: Running
) -> Accepted:
    """Say for the escort who was asked what they answered by voice."""
    return await do(service, ReportEscort(walk, seat.person, Answer(data.answer)), seat)


@get("/me/walk", opt={"right": Right.OWN})
async def own_walk(seat: Who, service: Running) -> OwnWalkShown | None:
    """Your own walk or check, or nothing."""
    now = service.clock.now()
    return shown_walks.own_walk_shown(service.engine.state, seat.person, now)


@post("/me/walk", opt={"right": Right.OWN}, status_code=200)
async def say_walk(
    data: JSONBody[asked.Saying], seat: Who, service: Running, chance: Chance
) -> Accepted:
    """Say what you would text: WALK, GO, minutes, your code. Whatever else it is, is an SOS."""
    return await say(service, seat, chance, data.text, data.id)


ROUTES: Final = (
    walks,
    walk_now,
    start_walk,
    start_check,
    extend_walk,
    end_walk,
    want_escort,
    report_escort,
    own_walk,
    say_walk,
)
