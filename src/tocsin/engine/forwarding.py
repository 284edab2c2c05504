"""How a node that follows gets a command decided: as a letter, and by its answer.

Nobody is answered before what was decided is on record and folded here, so
whoever asks next sees it. A signal is acknowledged once its letter is durable: until
the leader's fact is, the letter is the record of it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import structlog

from tocsin.engine import letters
from tocsin.engine.aside import Aside
from tocsin.engine.core import Command, NotDurable, Outcome
from tocsin.engine.letters import Post
from tocsin.engine.pressure import TOO_MUCH
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted
from tocsin.ledger.inbox import Inbox
from tocsin.ledger.ledger import LedgerError, LedgerUnavailable

log = structlog.get_logger()

FORWARD_WAIT_S: Final = 10.0
"""So long whoever asked here waits for the leader's answer."""

LOOK_EVERY_S: Final = 0.5
"""How often answers are looked for when no bell tells of one."""

PUTS: Final = 2
"""A letter whose putting was not answered is put again under its id."""

LETTERS_WAITING_MAX: Final = 20_000
"""So many letters may wait for a node that decides; a command of a person is one of half as many.

Twelve hours of a text every two seconds, or the hour of a great accident: some megabytes.
"""

UNREACHED: Final = "This node does not reach the ledger; nothing is on record."
LATER: Final = "It waits for the node that decides, and is done once there is one. Look again."


class Forwarding:
    """Everybody who waits at this node for an answer of the leader."""

    def __init__(self, inbox: Inbox, post: Post, aside: Aside, new_id: Callable[[], str]) -> None:
        self.answered = asyncio.Event()
        """Set when there may be answers."""
        self._inbox = inbox
        self._post = post
        self._aside = aside
        self._new_id = new_id
        self._asked: dict[str, asyncio.Future[Outcome]] = {}
        self._ripe: dict[str, letters.Taken] = {}
        self._waiting = 0
        """How many letters waited when last counted, and those put here since."""
        self._has_put = False

    async def forward(self, command: Command, actor: str) -> Outcome:
        """Put a command where the leader finds it; the outcome once it is on record and folded."""
        if not self._has_room(command):
            return TOO_MUCH
        name = letters.letter_id(command, self._new_id)
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._asked[name] = future
        try:
            if not await self._put(name, command, actor):
                return NotDurable(UNREACHED, is_kept=False)
            if isinstance(command, ReceiveSignal):
                log.info("signal_on_record", signal=command.signal, gateway=command.gateway)
                return Accepted(())
            async with asyncio.timeout(FORWARD_WAIT_S):
                return await future
        except TimeoutError:
            return NotDurable(LATER, is_kept=False)
        finally:
            self._asked.pop(name, None)
            self._ripe.pop(name, None)

    async def collect(self, position: Callable[[], int]) -> None:
        """Look for answers as long as anybody waits, until cancelled. `position`: folded so far."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self.answered.wait()
            self.answered.clear()
            if self._has_put or self._waiting:
                with suppress(LedgerError):
                    await self._count()
            wanted = [name for name in self._asked if name not in self._ripe]
            if wanted:
                with suppress(LedgerError):
                    await self._look(wanted)
            self.resolve(position())

    def resolve(self, position: int) -> None:
        """Answer whoever waits for what is folded by now."""
        for name in [name for name, taken in self._ripe.items() if taken.position <= position]:
            taken, future = self._ripe.pop(name), self._asked.get(name)
            if future is not None and not future.done():
                future.set_result(taken.outcome)

    def _has_room(self, command: Command) -> bool:
        """Whether one more letter may wait: the disk of the database has an end."""
        most = LETTERS_WAITING_MAX
        return self._waiting < (most if isinstance(command, ReceiveSignal) else most // 2)

    async def _count(self) -> None:
        self._has_put = False
        self._waiting = (await self._aside("answers", self._inbox.backlog)).letters

    async def _put(self, name: str, command: Command, actor: str) -> bool:
        """Make the letter durable; whether it is."""
        sealed = self._post.seal_letter(name, letters.write(command, actor))
        for _ in range(PUTS):
            with suppress(LedgerUnavailable):
                await self._aside("letters", lambda: self._inbox.put(name, sealed))
                self._waiting, self._has_put = self._waiting + 1, True
                return True
        return False

    async def _look(self, wanted: list[str]) -> None:
        found: Any = await self._aside("answers", lambda: self._inbox.answers(wanted))
        for name, body in found.items():
            if name in self._asked:
                self._ripe[name] = letters.read_answer(body)
