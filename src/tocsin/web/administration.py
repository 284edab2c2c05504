"""Alarms, test pages, who would be paged, reload: what keeps the agency able to answer."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from tocsin.agency.duty import contacts
from tocsin.agency.who_now import HoleKind, WhoNow, who_now
from tocsin.engine.core import Outcome
from tocsin.engine.service import Service
from tocsin.paging.stage import ClearAlarm, RequestTestPage
from tocsin.web import asked, boards
from tocsin.web.access import Right
from tocsin.web.api import Running, Said, Who, do
from tocsin.web.asked import Accepted
from tocsin.web.problems import Problem, accepted
from tocsin.web.said_in import alarms_in
from tocsin.web.settings import WebSettings
from tocsin.web.shown import AlarmShown
from tocsin.web.wall import alarm_seen_as, alarms_left


class Reread(NamedTuple):
    """What became of the agency file: its mistakes, and the outcome of each command it asked for.

    With any mistake the last file stays in force.
    """

    mistakes: Sequence[Any]
    outcomes: Sequence[Outcome]


Reload = Callable[[str], Awaitable[Reread]]
"""Reads the agency file again, for whoever asks by this name."""

Reloading = NamedDependency[SkipValidation[Reload | None]]
Set = NamedDependency[SkipValidation[WebSettings]]


class PersonNow(msgspec.Struct, frozen=True):
    """Somebody who would be paged, and by which channels."""

    recipient: str
    name: str
    channels: tuple[str, ...]


class TargetNow(msgspec.Struct, frozen=True):
    """Whom a target of a policy means at this moment."""

    target: str
    people: tuple[PersonNow, ...]


class StepNow(msgspec.Struct, frozen=True):
    """One step of a policy at this moment."""

    step: int
    wait_s: int
    need: int
    targets: tuple[TargetNow, ...]


class PolicyNow(msgspec.Struct, frozen=True):
    """One policy at this moment."""

    policy: str
    steps: tuple[StepNow, ...]


class HoleShown(msgspec.Struct, frozen=True):
    """A time in the week ahead at which somebody is missing."""

    starts_at: datetime
    ends_at: datetime
    subject: str
    kind: HoleKind


class WhoNowShown(msgspec.Struct, frozen=True):
    """Who would be paged now, and every hole until `until`."""

    at: datetime
    until: datetime
    timezone: str
    policies: tuple[PolicyNow, ...]
    holes: tuple[HoleShown, ...]


class Tested(msgspec.Struct, frozen=True):
    """Who gets a test page."""

    recipients: tuple[str, ...]


class Reloaded(msgspec.Struct, frozen=True):
    """Every mistake of the agency file; with any, what held before still holds."""

    mistakes: tuple[str, ...]


class GatewayHealth(msgspec.Struct, frozen=True):
    """How one provider is: its channel, and how often in a row it failed."""

    channel: str
    failures_in_a_row: int


class NodeHealth(msgspec.Struct, frozen=True):
    """How this node is: who leads, by which token, and what this one may not know yet.

    `not_live_since` is the last moment at which all was known here that was on record;
    `why_not` says why this node does not lead.
    """

    machine: str
    leads: bool
    leader: str
    token: int
    not_live_since: datetime | None
    is_outdated: bool
    why_not: str


class Health(msgspec.Struct, frozen=True):
    """How the service is. Nothing here is about a person."""

    ok: bool
    tick_age_s: float
    oldest_unsent_page_s: float
    ledger_position: int
    not_durable_facts: int
    open_incidents: int
    alarms: int
    findings: tuple[str, ...]
    gateways: dict[str, GatewayHealth]
    node: NodeHealth | None = None
    sheds: bool = False
    shed: dict[str, int] = {}
    unread_signals: int = 0


@get("/alarms", opt={"right": Right.WATCH})
async def alarms(seat: Who, service: Running, tongue: Said) -> tuple[AlarmShown, ...]:
    """Everything that is wrong now."""
    found = alarms_left(seat.wall, service, boards.alarms_shown(service.engine.state))
    return alarms_in(tongue, found)


@post("/alarms/clear", opt={"right": Right.WATCH}, status_code=200)
async def clear_alarm(data: JSONBody[asked.AlarmNamed], seat: Who, service: Running) -> Accepted:
    """Say that an alarm was dealt with. If it was not, it is raised again."""
    alarm = alarm_seen_as(seat.wall, service, data.alarm)
    return await do(service, ClearAlarm(alarm, seat.person), seat)


@get("/who-now", opt={"right": Right.WATCH})
async def who_would_be_paged(service: Running) -> WhoNowShown:
    """Who would be paged this minute, and every hole of the next seven days."""
    return _who_shown(who_now(service.engine.state.agency, service.clock.now()))


def _who_shown(now: WhoNow) -> WhoNowShown:
    policies = tuple(
        PolicyNow(policy.policy, tuple(_step_shown(step) for step in policy.steps))
        for policy in now.policies
    )
    holes = tuple(HoleShown(h.starts_at, h.ends_at, h.subject, h.kind) for h in now.holes)
    return WhoNowShown(now.at, now.until, now.timezone, policies, holes)


def _step_shown(step: Any) -> StepNow:
    targets = tuple(
        TargetNow(
            target.target,
            tuple(PersonNow(p.recipient, p.name.reveal(), p.channels) for p in target.people),
        )
        for target in step.targets
    )
    return StepNow(step.step, step.wait_s, step.need, targets)


@post("/test-page", opt={"right": Right.TEST}, status_code=200)
async def test_page(data: JSONBody[asked.TestPage], seat: Who, service: Running) -> Tested:
    """Send a test page. Whoever leaves it unanswered for an hour raises an alarm."""
    recipients = _tested(service, data)
    for recipient in recipients:
        await do(service, RequestTestPage(recipient, data.channel, seat.person), seat)
    return Tested(recipients)


def _tested(service: Service, data: JSONBody[asked.TestPage]) -> tuple[str, ...]:
    if data.recipient != "everyone":
        return (data.recipient,)
    view = service.engine.views(service.clock.now())
    agency = service.engine.state.agency
    reachable = tuple(
        recipient
        for recipient in view.resolve("everyone")
        if any(data.channel in ("", one.channel) for one in contacts(agency, recipient))
    )
    if not reachable:
        raise Problem(409, "channel_unknown", "Nobody can be reached by this channel.")
    return reachable


@post("/agency/reload", opt={"right": Right.KEYS}, status_code=200)
async def reload_agency(seat: Who, reload: Reloading) -> Reloaded:
    """Read the agency file again. Answered once all that follows from it is on record."""
    if reload is None:
        raise Problem(409, "no_agency_file", "This service reads no agency file.")
    found = await reload(seat.person)
    for outcome in found.outcomes:
        accepted(outcome)
    return Reloaded(tuple(str(mistake) for mistake in found.mistakes))


@get("/healthz", opt={"open": True})
async def healthz(service: Running) -> Response[Health]:
    """Whether the service does what it must: 200, or 503 when it does not."""
    found = service.health()
    shown = Health(
        found["ok"],
        found["tick_age_s"],
        found["oldest_unsent_page_s"],
        found["ledger_position"],
        found["not_durable_facts"],
        found["open_incidents"],
        len(found["alarms"]),
        tuple(sorted({finding.partition(":")[0] for finding in found["findings"]})),
        msgspec.convert(found["gateways"], dict[str, GatewayHealth]),
        msgspec.convert(found.get("node"), NodeHealth | None),
        found["sheds"],
        found["shed"],
        found["unread_signals"],
    )
    return Response(shown, status_code=200 if shown.ok else 503)


ROUTES: Final = (
    alarms,
    clear_alarm,
    who_would_be_paged,
    test_page,
    reload_agency,
)
