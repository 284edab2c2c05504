"""Web Push for whoever is paged: switching a browser on and off, and what browsers report.

What a browser gives here is an address that we would write to, so it is believed only
where it names a push service out in the open (`exchange.push`). It is never logged, shown
or answered back: what it is called here is drawn from it.
"""

from typing import Annotated, Final

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from tocsin.agency.pushes import EndPush, PushRefusal, SubscribePush
from tocsin.agency.state import Push
from tocsin.engine.pressure import Shed
from tocsin.engine.service import Service
from tocsin.exchange import push
from tocsin.exchange.push import Receipt, Subscription
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.ids import push_id
from tocsin.kernel.limits_push import PUSH_ENDPOINT_CHARACTERS_MAX
from tocsin.kernel.private import Private
from tocsin.paging.stage import ClearAlarm, RecordReceipt
from tocsin.web import asked
from tocsin.web.access import Right
from tocsin.web.administration import Set
from tocsin.web.api import Running, Who, do
from tocsin.web.problems import Problem, accepted
from tocsin.web.settings import PushOffer

BROWSER: Final = "browser"
"""The actor of what a service worker does while nobody is signed in."""

Address = Annotated[str, msgspec.Meta(max_length=PUSH_ENDPOINT_CHARACTERS_MAX)]
Octets = Annotated[str, msgspec.Meta(max_length=100)]
Short = Annotated[str, msgspec.Meta(max_length=100)]


class AskedPush(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The subscription of a browser, and the key of ours that it was made for."""

    endpoint: Address
    p256dh: Octets
    auth: Octets
    key: Octets
    replaces: Short = ""

    def __repr__(self) -> str:
        """All of it is secret."""
        return "AskedPush(…)"


class RenewedPush(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new subscription of a browser, and the one before, which nobody else has."""

    old: AskedPush
    new: AskedPush


class EndedPush(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which browser is paged no more."""

    subscription: Short


class AskedReceipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is on the screen, as the notification itself named it."""

    message: Short
    attempt: int
    queued: Short
    mark: Short


class PushBrowser(msgspec.Struct, frozen=True):
    """A browser that you are paged by. `is_lost`: its push service says that it is gone.

    `is_old`: it subscribed for a key from before, and must do so for the present one.
    """

    subscription: str
    is_lost: bool
    is_old: bool = False


class PushShown(msgspec.Struct, frozen=True):
    """What a browser subscribes for, empty where this service pages none, and which are."""

    key: str
    browsers: tuple[PushBrowser, ...]


class PushTaken(msgspec.Struct, frozen=True):
    """What the subscription is called here."""

    subscription: str


@get("/push", opt={"right": Right.INCIDENTS, "may_wait": True})
async def pushes(seat: Who, service: Running, settings: Set) -> PushShown:
    """By which browsers you are paged besides."""
    mine = service.engine.state.agency.pushes.get(seat.person, ())
    key = settings.push.key if settings.push else ""
    return PushShown(key, tuple(_browser(one, key) for one in mine))


def _browser(one: Push, key: str) -> PushBrowser:
    known = push.read(one.address.text or "")
    return PushBrowser(
        one.subscription, one.lost_at is not None, known is not None and known.key != key
    )


@post("/push", opt={"right": Right.INCIDENTS}, status_code=200)
async def subscribe(
    data: JSONBody[AskedPush], seat: Who, service: Running, settings: Set
) -> PushTaken:
    """Be paged by this browser as well. Texts, mail and everything else go on as before."""
    taken = await _subscribed(service, settings.push, data, seat.person, seat.person)
    alarm = f"recipient_unreachable:person:{seat.person}.push"
    if alarm in service.engine.state.paging.alarms:
        await service.submit(ClearAlarm(alarm, seat.person), seat.person)
    return taken


@post("/push/end", opt={"right": Right.INCIDENTS}, status_code=200)
async def end(data: JSONBody[EndedPush], seat: Who, service: Running) -> asked.Accepted:
    """Be paged by this browser no more."""
    return await do(service, EndPush(seat.person, data.subscription, seat.person), seat)


@post("/push/renew", opt={"open": True}, status_code=200)
async def renew(data: JSONBody[RenewedPush], service: Running, settings: Set) -> PushTaken:
    """A browser has a new subscription, and shows the one that it had: it alone knows it."""
    old = push_id(_given(data.old).written())
    known = service.engine.state.agency.pushes
    owners = (who for who, mine in known.items() if any(one.subscription == old for one in mine))
    person = next(owners, "")
    if not person:
        raise Problem(404, "push_unknown", "This browser gets no pages.")
    new = msgspec.structs.replace(data.new, replaces=old)
    return await _subscribed(service, settings.push, new, person, BROWSER)


@post("/push/receipt", opt={"open": True}, status_code=200)
async def receipt(data: JSONBody[AskedReceipt], service: Running, settings: Set) -> asked.Accepted:
    """A notification is on a screen. What it is of was told to that browser and to nobody."""
    said = Receipt(data.message, data.attempt, data.queued, data.mark)
    if settings.push is None or not push.is_ours(settings.push.receipts, said):
        raise Problem(404, "push_unknown", "This is no receipt of ours.")
    if service.pressure.sheds:
        service.pressure.turn_away(Shed.RECEIPT)
        raise Problem(503, "overloaded", "More comes in than can be worked off. Say it again.")
    command = RecordReceipt(
        data.message, data.attempt, True, "", settings.push.provider, "", data.queued
    )
    outcome = await service.submit(command, f"gateway:{settings.push.provider}")
    # One for what is forgotten or known already needs no second telling.
    if not isinstance(outcome, Accepted | Refused):
        accepted(outcome)
    return asked.Accepted()


def _given(data: AskedPush) -> Subscription:
    return Subscription(data.endpoint, data.p256dh, data.auth, data.key)


async def _subscribed(
    service: Service, offer: PushOffer | None, data: AskedPush, person: str, by: str
) -> PushTaken:
    """Put a subscription on record. Raises Problem; none of them says what was given."""
    if offer is None:
        raise Problem(409, "push_not_set", "No [[gateway]] of the settings has kind push.")
    written = _given(data).written()
    if push.read(written) is None:
        raise Problem(400, "push_malformed", "This is not the subscription of a browser.")
    if push.service_at(data.endpoint, offer.own) is None:
        detail = "Only a push service out in the open is written to, by https and by its name."
        raise Problem(400, "push_service_not_allowed", detail)
    if data.key != offer.key:
        raise Problem(409, "push_key_old", "Subscribe for the key that this service has now.")
    command = SubscribePush(person, Private(f"person:{person}", written), by, data.replaces)
    outcome = await service.submit(command, by)
    is_on = isinstance(outcome, Refused) and outcome.reason == PushRefusal.PUSH_UNCHANGED
    if not is_on:
        accepted(outcome)
    return PushTaken(push_id(written))


ROUTES: Final = (pushes, subscribe, end, renew, receipt)
