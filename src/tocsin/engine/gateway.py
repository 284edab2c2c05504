"""What every way out promises."""

import asyncio
from typing import NamedTuple, Protocol

import msgspec

from tocsin.kernel.limits import SENDS_AT_ONCE_MAX, SENDS_ROUTINE_MAX


class About(msgspec.Struct, frozen=True):
    """What a way out may need to know of a message that replaces an earlier one on a screen.

    `page` and `incident` are empty where there is none. For `worth_s` seconds it is news.
    `is_over`: nobody is looked for any more.
    """

    purpose: str = ""
    page: str = ""
    incident: str = ""
    worth_s: int = 60
    urgent: bool = True
    is_over: bool = False


class Outgoing(msgspec.Struct, frozen=True):
    """One attempt to hand one message to one provider.

    `to` is a number in E.164, an e-mail address, a service URL or a push subscription,
    according to `channel`. `key` is the same for every repetition of the same attempt, so a
    provider that understands idempotency keys sends it once. `queued` is when the
    message was queued: a receipt says it again, for a lost message may leave its name.
    """

    message: str
    attempt: int
    channel: str
    to: str
    subject: str
    text: str
    key: str
    queued: str = ""
    about: About = About()

    def __repr__(self) -> str:
        """Neither address nor text: a traceback must not tell who was paged about what."""
        return f"Outgoing({self.message!r}, attempt={self.attempt}, channel={self.channel!r})"


class SpokenOf(NamedTuple):
    """Of which attempt a receipt speaks; all empty when that is not known here."""

    message: str = ""
    attempt: int = 0
    queued: str = ""


class GatewayError(Exception):
    """The only thing a gateway may raise.

    `permanent` says that trying the same destination here again is pointless;
    `reason` is short, for people, and holds no address, name or text.
    """

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class Gateway(Protocol):
    """One provider on one channel."""

    @property
    def name(self) -> str:
        """The provider's name in the settings, unique, such as `kannel-1`."""
        ...

    @property
    def channel(self) -> str:
        """`sms`, `email`, `apprise` or `push`."""
        ...

    @property
    def has_receipts(self) -> bool:
        """Whether this provider reports delivery later."""
        ...

    async def send(self, outgoing: Outgoing) -> str:
        """Hand over one message; the provider's reference for it ('' if it gives none).

        Returns only when the provider has accepted it. Raises GatewayError.
        """
        ...

    async def close(self) -> None:
        """Release connections."""
        ...


class Heart(Protocol):
    """The outside watcher that expects a sign of life."""

    async def ping(self, head: str) -> bool:
        """Whether the watcher heard us; `head` is POSITION:HASH of the ledger."""
        ...


class Proof(NamedTuple):
    """The number of ours to which a gateway is proven, what comes back, and how often."""

    to: str
    sender: str
    every_days: int


class Lanes:
    """The places one provider has: routine messages never take them all."""

    def __init__(self) -> None:
        self.all = asyncio.Semaphore(SENDS_AT_ONCE_MAX)
        self.routine = asyncio.Semaphore(SENDS_ROUTINE_MAX)
