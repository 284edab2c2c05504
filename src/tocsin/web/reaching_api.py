"""Who and what can be reached: providers and people, when that was last proven, and how."""

from datetime import datetime
from typing import Final, Literal

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from tocsin.agency.duty import contacts
from tocsin.agency.state import AgencyState
from tocsin.engine.service import Service
from tocsin.kernel.ids import PUSH
from tocsin.paging.health import Health, usual_s
from tocsin.paging.proving import ProveProvider
from tocsin.paging.state import Reach
from tocsin.web.access import Right
from tocsin.web.api import Running, Who, do
from tocsin.web.problems import Problem


class ProviderReach(msgspec.Struct, frozen=True):
    """How one provider does what it says.

    `receipts_came` and `receipts_missed` count its last texts; `receipt_usual_s` is how
    long one may take. `is_passed_over`: it is tried last, for `passed_over_for`.
    `loopback` says whether it can be proven, `proof_took_s` how long the last proof took.
    """

    name: str
    channel: str
    failures_in_a_row: int
    is_passed_over: bool
    passed_over_for: str
    receipts_came: int
    receipts_missed: int
    receipt_usual_s: float | None
    last_receipt_at: datetime | None
    loopback: Literal["not_set", "never", "under_way", "proven", "missed"]
    proven_at: datetime | None
    proof_took_s: float | None


class ContactReach(msgspec.Struct, frozen=True):
    """When anything was last known to reach somebody on a channel, and how it is known."""

    recipient: str
    name: str
    channel: str
    proven_at: datetime | None
    known_by: Literal["", "receipt", "answer"]
    accepted_at: datetime | None
    failed_at: datetime | None


class Reachability(msgspec.Struct, frozen=True):
    """Every provider, and every person and unit on each of their channels."""

    providers: tuple[ProviderReach, ...]
    people: tuple[ContactReach, ...]


class Prove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which provider is to be proven; all that can be if left out."""

    provider: str = ""


class Proving(msgspec.Struct, frozen=True):
    """The providers by which a loopback text goes out now."""

    providers: tuple[str, ...]


@get("/reachability", opt={"right": Right.WATCH})
async def reachability(seat: Who, service: Running) -> Reachability:
    """Whether providers deliver and people can be reached: when last proven, and how."""
    people = [one for one in _people(service) if not seat.wall.hides(one.recipient)]
    return Reachability(tuple(_providers(service)), tuple(people))


@post("/prove", opt={"right": Right.TEST}, status_code=200)
async def prove(data: JSONBody[Prove], seat: Who, service: Running) -> Proving:
    """Send a loopback text by a provider: it must come back to us within 15 minutes."""
    able = [p.name for p in service.engine.state.paging.providers if p.loopback_to]
    names = (data.provider,) if data.provider else tuple(able)
    if not names:
        raise Problem(409, "no_loopback", "No [[gateway]] of the settings has a loopback_to.")
    for name in names:
        await do(service, ProveProvider(name, seat.person), seat)
    return Proving(names)


def _providers(service: Service) -> list[ProviderReach]:
    paging = service.engine.state.paging
    found = []
    for each in paging.providers:
        health = paging.health.get(each.name, Health())
        came = sum(1 for one in health.lately if one.in_time)
        found.append(
            ProviderReach(
                each.name,
                each.channel,
                paging.failures.get(each.name, 0),
                health.passed_over_at is not None,
                health.passed_over_for,
                came,
                len(health.lately) - came,
                usual_s(health) if each.has_receipts else None,
                health.receipt_at,
                _loopback(health) if each.loopback_to else "not_set",
                health.proven_at,
                health.proof_took_s if health.proven_at else None,
            )
        )
    return found


def _loopback(health: Health) -> Literal["never", "under_way", "proven", "missed"]:
    if health.loop is not None:
        return "under_way"
    if health.missed_at and (health.proven_at is None or health.missed_at > health.proven_at):
        return "missed"
    return "proven" if health.proven_at else "never"


def _people(service: Service) -> list[ContactReach]:
    view = service.engine.views(service.clock.now())
    agency, reach = service.engine.state.agency, service.engine.state.paging.reach
    return [
        _contact(recipient, view.name(recipient), channel, reach.get(f"{recipient} {channel}"))
        for recipient in view.resolve("everyone")
        for channel in _channels(agency, recipient)
    ]


def _channels(agency: AgencyState, recipient: str) -> list[str]:
    """Theirs, with a browser that was lost: it stays in sight until it is made good."""
    found = [one.channel for one in contacts(agency, recipient)]
    lost = agency.pushes.get(recipient.removeprefix("person:"), ())
    return list(dict.fromkeys([*found, *([PUSH] if lost else [])]))


def _contact(recipient: str, name: str, channel: str, known: Reach | None) -> ContactReach:
    one = known or Reach()
    moments = [at for at in (one.delivered_at, one.answered_at) if at is not None]
    last = max(moments, default=None)
    by: Literal["", "receipt", "answer"] = ""
    if last is not None:
        by = "answer" if last == one.answered_at else "receipt"
    return ContactReach(recipient, name, channel, last, by, one.accepted_at, one.failed_at)


ROUTES: Final = (reachability, prove)
