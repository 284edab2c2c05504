"""What the leader does with letters: reads, decides, and writes what became of them.

A letter is answered once everything that follows from it is on record. What this
program does not understand is left for a newer one; what somebody asked too long ago is
refused, for whoever asked has turned to something else by then. A signal never is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

import structlog

from tocsin.engine import letters
from tocsin.engine.aside import Aside
from tocsin.engine.core import Engine, NotDurable, Outcome, Request
from tocsin.engine.letters import NotUnderstood, Post
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.clock import Clock
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import BATCH_COMMANDS_MAX, STAGE_RETRY_S
from tocsin.ledger.inbox import Inbox, Letter
from tocsin.ledger.ledger import Ledger, LedgerUnavailable
from tocsin.ledger.vault import VaultError

log = structlog.get_logger()

LETTER_LIFE_S: Final = 60.0
"""What a person asked so long ago is not done any more; a signal or a receipt always is."""

LETTER_ANSWER_KEPT_S: Final = 3600.0
"""How long the answer to a letter is kept."""

LOOK_EVERY_S: Final = 0.25
"""How often letters are looked for when no bell tells of one."""

TERM_SLACK_S: Final = 1.0
"""A letter so much younger than the term was surely executed by nobody before."""


class Reason(StrEnum):
    """Why a letter is refused."""

    ASKED_TOO_LONG_AGO = "asked_too_long_ago"


TOO_LATE: Final = Refused(
    Reason.ASKED_TOO_LONG_AGO, "No node decided for too long; say it again if it still holds."
)


class Opened(NamedTuple):
    """A letter and what it asks for."""

    letter: Letter
    request: Request


class Carrying:
    """The leader's side of the inbox, for one term."""

    def __init__(
        self,
        engine: Engine,
        ledger: Ledger,
        inbox: Inbox,
        post: Post,
        aside: Aside,
        clock: Clock,
        give: Callable[[Request], Awaitable[Outcome]],
        token: int,
    ) -> None:
        """`give` has one command decided; its outcome, once it is on record or not."""
        self.arrived = asyncio.Event()
        """Set when there may be letters."""
        self._engine, self._ledger, self._inbox = engine, ledger, inbox
        self._post, self._aside, self._clock = post, aside, clock
        self._give = give
        self._token = token
        self._began_at = clock.now()
        self._swept_at = clock.now()
        self._left: set[str] = set()
        self._again: dict[str, datetime] = {}
        self._pending: dict[str, tuple[int, bytes]] = {}
        """Answers that wait until this position is durable."""

    async def run(self) -> None:
        """Carry out letters until cancelled."""
        while True:
            with suppress(LedgerUnavailable):
                if await self.look():
                    continue
                await self._sweep()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self.arrived.wait()
            self.arrived.clear()

    async def look(self) -> bool:
        """Carry out what waits now; whether there was anything. Raises LeaseLost."""
        limit = BATCH_COMMANDS_MAX + len(self._left) + len(self._again) + len(self._pending)
        waiting = await self._aside("letters", lambda: self._inbox.waiting(limit))
        now = self._clock.now()
        fresh = [
            each
            for each in waiting
            if each.id not in self._left
            and each.id not in self._pending
            and self._again.get(each.id, now) <= now
        ]
        await self._carry_out(fresh)
        await self._answer()
        return bool(fresh)

    async def _carry_out(self, fresh: Sequence[Letter]) -> None:
        """Have all of them decided together, signals first."""
        opened = [one for each in fresh if (one := self._opened(each)) is not None]
        opened.sort(key=lambda each: not isinstance(each.request.command, ReceiveSignal))
        to_do = []
        for one in opened:
            if _is_stale(one):
                self._note(one.letter, TOO_LATE)
            elif await self._is_done(one):
                self._note(one.letter, Accepted(()))
            else:
                to_do.append(one)
        outcomes = await asyncio.gather(*(self._give(each.request) for each in to_do))
        for one, outcome in zip(to_do, outcomes, strict=True):
            self._note(one.letter, outcome)

    def _opened(self, letter: Letter) -> Opened | None:
        """What it asks for; None for one that is left to a newer program."""
        try:
            return Opened(letter, letters.read(self._post.open_letter(letter.id, letter.body)))
        except (NotUnderstood, VaultError) as error:
            self._left.add(letter.id)
            log.warning("letter_left", letter=letter.id, error=type(error).__name__)
            return None

    def _note(self, letter: Letter, outcome: Outcome) -> None:
        """Remember what to answer once all of it is durable."""
        self._again.pop(letter.id, None)
        if not isinstance(outcome, NotDurable):
            self._pending[letter.id] = (0, letters.answer(outcome, self._engine.position))
        elif outcome.is_kept:
            body = letters.answer(Accepted(()), self._engine.position)
            self._pending[letter.id] = (self._engine.position, body)
        else:
            self._again[letter.id] = self._clock.now() + timedelta(seconds=STAGE_RETRY_S)

    async def _is_done(self, one: Opened) -> bool:
        """Whether the leader before us recorded this signal and died before it said so."""
        command = one.request.command
        term_s = (self._clock.now() - self._began_at).total_seconds()
        if not isinstance(command, ReceiveSignal) or one.letter.age_s < term_s - TERM_SLACK_S:
            return False
        stream = f"signal/{command.signal}"
        read = self._ledger.read_stream
        found = await self._aside("ledger", lambda: next(iter(read(stream)), None))
        return found is not None

    async def _answer(self) -> None:
        """Write the answers of everything that is durable by now."""
        durable = self._engine.durable_position
        ready = {name: body for name, (at, body) in self._pending.items() if at <= durable}
        if ready:
            await self._aside("letters", lambda: self._inbox.answer(ready, self._token))
            for name in ready:
                del self._pending[name]

    async def _sweep(self) -> None:
        now = self._clock.now()
        if (now - self._swept_at).total_seconds() > LETTER_ANSWER_KEPT_S:
            self._swept_at = now
            await self._aside("letters", lambda: self._inbox.sweep(LETTER_ANSWER_KEPT_S))


def _is_stale(one: Opened) -> bool:
    """Whether whoever asked has surely turned to something else. What a gateway says never is."""
    is_heard = isinstance(one.request.command, ReceiveSignal)
    is_said = one.request.actor.startswith("gateway:")
    return not is_heard and not is_said and one.letter.age_s > LETTER_LIFE_S
