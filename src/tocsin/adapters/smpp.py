"""Texts through a carrier's message centre itself, by SMPP 3.4 (transceiver).

One bind carries all: our pages, the texts that people send us, and the receipts.
It is held for ever, and taken up again when it ends. Nothing waits for that: a
page that finds no link is told so at once, and goes to the next provider.
"""

import asyncio
import re
import ssl
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import Final, Literal, Protocol

import structlog

from tocsin.adapters import smpp_pdu as pdu
from tocsin.adapters.smpp_again import Again
from tocsin.adapters.smpp_link import Answer, Link, Where, connect
from tocsin.engine.gateway import GatewayError, Outgoing, Proof, SpokenOf
from tocsin.intake.raw import RawRequest
from tocsin.intake.smpp import ID_HEADER, News, news_in
from tocsin.kernel.limits_carriers import (
    SMPP_BIND_S,
    SMPP_BIND_WAIT_S,
    SMPP_LOOK_EVERY_S,
    SMPP_RECEIPT_HOLD_S,
    SMPP_RECONNECT_FIRST_S,
    SMPP_RECONNECT_MOST_S,
    SMPP_SENT_MEMORY,
    SMPP_THROTTLED_FIRST_S,
    SMPP_THROTTLED_MOST_S,
)

log = structlog.get_logger()

Alphabet = pdu.Alphabet
Long = Literal["udh", "sar", "payload"]

_NUMBER: Final = re.compile(r"\+?[0-9]{3,20}")

_PERMANENT: Final = {
    0x01: "the text is too long",
    0x0A: "the sender is not valid",
    0x0B: "not a telephone number",
    0x48: "the sender is not valid",
    0x49: "the sender is not valid",
    0x50: "not a telephone number",
    0x51: "not a telephone number",
}
"""command_status (section 5.1.3) after which trying the same here again is pointless."""


class Inbox(Protocol):
    """Where what a carrier brings is put on record."""

    async def take(self, raw: RawRequest) -> bool:
        """Whether this text is on record now."""
        ...

    async def hear(self, provider: str, news: News, of: SpokenOf) -> bool:
        """Whether this receipt needs no second telling."""
        ...

    async def say(self, provider: str, trouble: str) -> None:
        """The link is down, and why; or it is up again ('')."""
        ...

    def is_wanted(self) -> bool:
        """Whether the link is to be held here: of several nodes one holds it."""
        ...


class SmppGateway:
    """One account at one carrier.

    `sender` is the number the texts come from. `alphabet` is what the centre
    takes as data_coding 0 (gsm7, or utf-8 for one that takes ASCII there), or
    latin-1. `long` says how a long text goes: in parts with a header (udh) or with
    parameters (sar), or whole as a payload.
    """

    channel = "sms"
    proof: Proof | None = None

    def __init__(
        self,
        name: str,
        host: str,
        port: int,
        username: str,
        password: str,
        *,
        sender: str = "",
        system_type: str = "",
        alphabet: Alphabet = "gsm7",
        long: Long = "udh",
        receipts: bool = True,
        tls: ssl.SSLContext | None = None,
        timeout_s: float = 10.0,
    ) -> None:
        self.name = name
        self.has_receipts = receipts
        self._where = Where(host, port, username, password, system_type, tls)
        self._sender = pdu.address_of(sender)
        self._alphabet: Alphabet = alphabet
        self._long: Long = long
        self._timeout_s = timeout_s
        self._references = count(1)
        self._link: Link | None = None
        self._binding: asyncio.Future[Link] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._inbox: Inbox | None = None
        self._free_at = 0.0
        self._throttled_s = 0.0
        self._sent: OrderedDict[str, SpokenOf] = OrderedDict()
        self._again = Again()

    async def send(self, outgoing: Outgoing) -> str:
        """Hand over one text; the centre's id of its last part. Raises GatewayError."""
        if not _NUMBER.fullmatch(outgoing.to):
            raise GatewayError("not a telephone number", permanent=True)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._send(outgoing)
        except TimeoutError:
            raise GatewayError("no answer in time") from None

    async def close(self) -> None:
        """Unbind, and hold the link no more."""
        keeper, self._keeper = self._keeper, None
        if self._link is not None:
            await self._link.close()
        if keeper is not None:
            keeper.cancel()
            await asyncio.wait([keeper])
        self._binding = None

    async def serve(self, inbox: Inbox) -> None:
        """Hold the link for what comes in, for ever."""
        self._inbox = inbox
        try:
            while True:
                if inbox.is_wanted():
                    self._keep()
                elif self._keeper is not None:
                    await self.close()
                await asyncio.sleep(SMPP_LOOK_EVERY_S)
        finally:
            await self.close()

    # Out.

    async def _send(self, outgoing: Outgoing) -> str:
        link = await self._bound()
        coded = pdu.code(outgoing.text, self._alphabet)
        parts = [coded.octets] if self._long == "payload" else pdu.cut(coded)
        numbered = pdu.number(parts, self._long, next(self._references) & 0xFFFF)
        to = pdu.address_of(outgoing.to)
        ref = ""
        for at, part in enumerate(numbered, start=1):
            # The receipt of the last part stands for the text.
            wants = self.has_receipts and at == len(numbered)
            submit = pdu.Submit(self._sender, to, coded.coding, part, wants)
            ref = await self._submit(link, submit, is_first=at == 1)
        self._remember(ref, outgoing)
        return ref

    async def _submit(self, link: Link, submit: pdu.Submit, *, is_first: bool) -> str:
        while True:
            wait_s = self._free_at - asyncio.get_running_loop().time()
            if wait_s > 0 and is_first:
                raise GatewayError("the centre takes no more just now")
            # The rest of a text that has begun to leave waits for its turn.
            await asyncio.sleep(max(0.0, wait_s))
            answer = await link.request(submit.encode)
            if answer.status in pdu.THROTTLED:
                self._slow_down()
                if is_first:
                    raise GatewayError(f"the centre takes no more just now (0x{answer.status:02X})")
                continue
            return self._accepted(answer)

    def _accepted(self, answer: Answer) -> str:
        if answer.status != pdu.OK:
            said = _PERMANENT.get(answer.status, "the centre refused")
            permanent = answer.status in _PERMANENT
            raise GatewayError(f"{said} (0x{answer.status:02X})", permanent=permanent)
        self._throttled_s = 0.0
        return answer.body.partition(b"\0")[0].decode("ascii", "replace")

    def _slow_down(self) -> None:
        """Send nothing for a while, and for longer each time the centre says so."""
        pause_s = min(max(SMPP_THROTTLED_FIRST_S, self._throttled_s * 2), SMPP_THROTTLED_MOST_S)
        self._throttled_s = pause_s
        self._free_at = asyncio.get_running_loop().time() + pause_s

    def _remember(self, ref: str, outgoing: Outgoing) -> None:
        """Of which attempt a receipt with this id will speak."""
        if not ref:
            return
        self._sent[ref] = SpokenOf(outgoing.message, outgoing.attempt, outgoing.queued)
        while len(self._sent) > SMPP_SENT_MEMORY:
            self._sent.popitem(last=False)

    # The link.

    async def _bound(self) -> Link:
        """The link; waits for one that is being made, a little. Raises GatewayError."""
        self._keep()
        if self._link is not None:
            return self._link
        binding = self._binding
        if binding is None:
            raise GatewayError("no link to the centre")
        try:
            async with asyncio.timeout(SMPP_BIND_WAIT_S):
                return await asyncio.shield(binding)
        except TimeoutError:
            raise GatewayError("no link to the centre") from None

    def _keep(self) -> "asyncio.Task[None]":
        if self._keeper is None or self._keeper.done():
            self._binding = asyncio.get_running_loop().create_future()
            self._keeper = asyncio.create_task(self._hold())
        return self._keeper

    async def _hold(self) -> None:
        """Bind; when the link ends, bind again, later each time that this fails."""
        pause_s = SMPP_RECONNECT_FIRST_S
        while True:
            trouble = await self._bind()
            link = self._link
            if link is not None:
                pause_s = SMPP_RECONNECT_FIRST_S
                await self._say("")
                trouble = await self._read(link)
            log.warning("smpp_link_down", provider=self.name, why=trouble)
            await self._say(trouble)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, SMPP_RECONNECT_MOST_S)
            self._binding = asyncio.get_running_loop().create_future()

    async def _bind(self) -> str:
        """Make the link, and tell whoever waits for it; why there is none."""
        binding = self._binding or asyncio.get_running_loop().create_future()
        self._binding = binding
        try:
            async with asyncio.timeout(SMPP_BIND_S):
                self._link = await connect(self._where, self._deliver)
        except (GatewayError, TimeoutError) as error:
            reason = error.reason if isinstance(error, GatewayError) else "no answer in time"
            if not binding.done():
                binding.set_exception(GatewayError(f"no link to the centre: {reason}"))
                binding.exception()  # Nobody need have waited for it.
            return reason
        if not binding.done():
            binding.set_result(self._link)
        return ""

    async def _read(self, link: Link) -> str:
        try:
            return await link.run()
        finally:
            self._link = None
            self._again.lost(asyncio.get_running_loop().time())

    async def _say(self, trouble: str) -> None:
        if self._inbox is not None:
            await self._inbox.say(self.name, trouble)

    # In.

    async def _deliver(self, octets: bytes) -> int:
        """Put one text or receipt on record; what the centre is answered."""
        inbox = self._inbox
        if inbox is None:
            return pdu.TRY_AGAIN
        news = news_in(octets)
        if news is not None:
            return pdu.OK if await self._hear(inbox, news) else pdu.TRY_AGAIN
        now = asyncio.get_running_loop().time()
        name = self._again.name(octets, now)
        raw = RawRequest(
            self.name,
            "smpp",
            "SMPP",
            content_type=f"application/smpp; charset={self._alphabet}",
            body=octets,
            headers={ID_HEADER: name},
        )
        is_on_record = False
        try:
            is_on_record = await inbox.take(raw)
        finally:
            self._again.answered(octets, name, is_on_record, asyncio.get_running_loop().time())
        return pdu.OK if is_on_record else pdu.TRY_AGAIN

    async def _hear(self, inbox: Inbox, news: News) -> bool:
        return await inbox.hear(self.name, news, await self._sent_as(news.ref))

    async def _sent_as(self, ref: str) -> SpokenOf:
        """Which attempt had this id. A receipt may overtake the answer that tells the id."""
        for _ in range(int(SMPP_RECEIPT_HOLD_S * 10)):
            for spelt in spellings(ref):
                if spelt in self._sent:
                    return self._sent[spelt]
            if self._link is None or not self._link.awaits_answers:
                break
            await asyncio.sleep(0.1)
        return SpokenOf()


def carriers_of(ways: Sequence[object]) -> tuple[SmppGateway, ...]:
    """The links among these ways out: each must be held for what comes in by it."""
    return tuple(each for each in ways if isinstance(each, SmppGateway))


def spellings(ref: str) -> list[str]:
    """An id as it stands, in decimal and in hexadecimal: some answer one and report another."""
    found = [ref]
    with suppress(ValueError):
        found.append(f"{int(ref):X}")
        found.append(f"{int(ref):x}")
    with suppress(ValueError):
        found.append(str(int(ref, 16)))
    return list(dict.fromkeys([*found, ref.lstrip("0") or ref]))
