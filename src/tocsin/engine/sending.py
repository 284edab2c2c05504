"""Handing messages to gateways, each in a task of its own.

So no destination holds up another, and routine messages never take the last
places of a provider. Whatever comes of an attempt becomes a command, and is
decided like any other.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Final

from tocsin.engine.core import Engine
from tocsin.engine.gateway import About, Gateway, GatewayError, Lanes, Outgoing
from tocsin.facts.pages import MessageAttempted, Provider, Purpose
from tocsin.kernel.limits import SEND_HANGS_S
from tocsin.paging.message import is_taken_or_over, queued, worth_s
from tocsin.paging.stage import RecordOutcome
from tocsin.paging.state import Message, MessageStatus
from tocsin.paging.wording import subject

PROVIDER_TIMEOUT_S: Final = 10.0
"""How long a provider may take where the settings say nothing of it."""

_OF_ALL: Final = frozenset({Purpose.SOS, Purpose.UPDATE})
"""What is over for whoever is told once somebody has command; the rest waits for them alone."""

Give = Callable[[RecordOutcome, str], Coroutine[Any, Any, object]]
"""Puts the outcome of an attempt on record, said by this actor."""


def key_of(message: Message, attempt: MessageAttempted) -> str:
    """The same for each repetition of one attempt, and never the same for two texts."""
    return f"{message.message}-{attempt.attempt}-{queued(message)}"


class Sender:
    """Every way out of one service, and what is under way on each."""

    def __init__(
        self, engine: Engine, gateways: Sequence[Gateway], timeouts_s: dict[str, float], give: Give
    ) -> None:
        self.under_way: set[asyncio.Task[None]] = set()
        self._engine = engine
        self._gateways = {gateway.name: gateway for gateway in gateways}
        self._timeouts_s = timeouts_s
        self._give = give
        self._lanes: dict[str, Lanes] = {}

    def add(self, gateway: Gateway, timeout_s: float) -> None:
        """One way out more, after all others."""
        self._gateways.setdefault(gateway.name, gateway)
        self._timeouts_s = {**self._timeouts_s, gateway.name: timeout_s}

    def providers(self) -> tuple[Provider, ...]:
        """The ways out, as the engine is told of them."""
        return tuple(
            Provider(
                gateway.name,
                gateway.channel,
                gateway.has_receipts,
                self._timeouts_s.get(gateway.name, PROVIDER_TIMEOUT_S),
                *(getattr(gateway, "proof", None) or ()),
            )
            for gateway in self._gateways.values()
        )

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something go on beside the loop, to be waited for or ended with the rest."""
        task = asyncio.create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    def send(self, attempts: Sequence[MessageAttempted]) -> None:
        """Start these attempts, what is urgent first."""
        for attempt in sorted(attempts, key=lambda each: not self._is_urgent(each)):
            message = self._message(attempt.message)
            if message is not None:
                gateway = self._gateways.get(attempt.provider)
                self.start(self._send(attempt, message, gateway))

    def drop(self) -> None:
        """End everything under way; what becomes of it is not told any more."""
        for task in self.under_way:
            task.cancel()

    async def close(self) -> None:
        """Close the ways out."""
        for gateway in self._gateways.values():
            with suppress(Exception):
                await gateway.close()

    def _message(self, name: str) -> Message | None:
        return self._engine.state.paging.messages.get(name)

    def _is_urgent(self, attempt: MessageAttempted) -> bool:
        message = self._message(attempt.message)
        return message is not None and message.urgent

    async def _send(
        self, attempt: MessageAttempted, message: Message, gateway: Gateway | None
    ) -> None:
        """Make one attempt and put its outcome on record, all in one place of the provider.

        What dies between the two is made again. So the places are the most that a crash
        can double, however far the ledger is behind.
        """
        async with self._place(message, gateway):
            outcome = await self._outcome(attempt, message, gateway)
            await self._give(outcome, f"gateway:{attempt.provider}")

    @asynccontextmanager
    async def _place(self, message: Message, gateway: Gateway | None) -> AsyncIterator[None]:
        """A place of the provider, waited for; routine messages never take the last ones."""
        lanes = self._lanes.setdefault(gateway.name if gateway else "", Lanes())
        async with AsyncExitStack() as stack:
            if not message.urgent:
                await stack.enter_async_context(lanes.routine)
            await stack.enter_async_context(lanes.all)
            yield

    async def _outcome(
        self, attempt: MessageAttempted, message: Message, gateway: Gateway | None
    ) -> RecordOutcome:
        ref, reason, permanent = "", "", False
        try:
            ref = await self._hand_over(attempt, message, gateway)
        except GatewayError as error:
            # An outcome without a reason is an acceptance.
            reason, permanent = error.reason or "refused", error.permanent
        except TimeoutError:
            # Its place goes to the next one; whether it sent is unknown.
            reason = "hangs"
        except Exception as error:  # noqa: BLE001 - a gateway's bug is a failed attempt.
            reason = f"gateway_failed_{type(error).__name__}"
        return RecordOutcome(
            attempt.message, attempt.attempt, attempt.provider, ref, reason, permanent
        )

    async def _hand_over(
        self, attempt: MessageAttempted, message: Message, gateway: Gateway | None
    ) -> str:
        """Send, unless the message was given up while it waited for its place."""
        if gateway is None:
            raise GatewayError("not_configured")
        if message.to.text is None:
            raise GatewayError("address_erased", permanent=True)
        known = self._message(message.message)
        if known is None or known.status is MessageStatus.ABANDONED:
            raise GatewayError("given_up")
        outgoing = Outgoing(
            message.message,
            attempt.attempt,
            message.channel,
            message.to.text,
            subject("en", message.incident),
            message.text.reveal(),
            key_of(message, attempt),
            queued(message),
            self._about(message),
        )
        async with asyncio.timeout(SEND_HANGS_S):
            return await gateway.send(outgoing)

    def _about(self, message: Message) -> About:
        paging = self._engine.state.paging
        return About(
            str(message.purpose),
            message.page,
            message.incident,
            worth_s(paging, message),
            message.urgent,
            message.purpose in _OF_ALL and is_taken_or_over(paging, message.incident),
        )
