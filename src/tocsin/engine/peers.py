"""The other nodes of the agency: who is there, who is missed, who should lead in our place."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

import structlog

from tocsin.engine.aside import Aside
from tocsin.engine.core import Command, Engine
from tocsin.facts.system import AlarmKind
from tocsin.kernel.clock import Clock
from tocsin.kernel.ids import SYSTEM
from tocsin.ledger.lease import LEASE_RENEW_S, Lease, Standing, Term, heir_of
from tocsin.ledger.ledger import LedgerError
from tocsin.paging.stage import ClearAlarm, RaiseAlarm

log = structlog.get_logger()

TERM_SHORTEST_S: Final = 30.0
"""A node leads for at least so long before it hands over to one that leads less."""

ABSENT: Final = "The node {} says nothing: it is dead, paused or cut off. The others go on."


class Peers:
    """What one node knows of the others."""

    def __init__(
        self,
        lease: Lease,
        aside: Aside,
        engine: Engine,
        clock: Clock,
        submit: Callable[[Command, str], Coroutine[Any, Any, object]],
    ) -> None:
        """`submit` puts a command on record here; it is used while this node leads."""
        self.standing: Standing | None = None
        """The lease as it was when last asked."""
        self.term: Term | None = None
        """Our own term, while we lead."""
        self.heir = ""
        """The machine that should lead in our place, if one should."""
        self._lease, self._aside = lease, aside
        self._engine, self._clock = engine, clock
        self._submit = submit
        self._began_at = clock.now()
        self._told: set[str] = set()

    def begin(self, term: Term) -> None:
        """We lead from now on."""
        self.term, self.heir = term, ""
        self._began_at = self._clock.now()
        self._told = set()

    def end(self) -> None:
        """We lead no longer."""
        self.term, self.heir = None, ""

    async def attend(self) -> None:
        """Say that we are there, and look who else is, until cancelled."""
        while True:
            try:
                await self.look()
            except LedgerError:
                self.standing = None
            except Exception as error:  # noqa: BLE001 - its bug must not make us look dead.
                log.error("peers_failed", error=type(error).__name__)  # noqa: TRY400
            await asyncio.sleep(LEASE_RENEW_S)

    async def look(self) -> None:
        """Once. Raises LedgerUnavailable."""
        lease = self._lease
        await self._aside("peers", lease.attend)
        self.standing = await self._aside("peers", lease.standing)
        if self.term is None:
            return
        await self._say_who_is_missed(set(await self._aside("peers", lease.missing)))
        presences = await self._aside("peers", lease.presences)
        led_for = self._clock.now() - self._began_at
        if led_for >= timedelta(seconds=TERM_SHORTEST_S):
            self.heir = heir_of(lease.agency, lease.machine, presences)

    async def _say_who_is_missed(self, missed: set[str]) -> None:
        """An alarm for each, once; it ends when they are back. A person may end it before."""
        for machine in sorted(missed - self._told):
            detail = ABSENT.format(machine)
            await self._submit(RaiseAlarm(AlarmKind.NODE_ABSENT, machine, detail), SYSTEM)
        for name, alarm in list(self._engine.state.paging.alarms.items()):
            if alarm.kind is AlarmKind.NODE_ABSENT and name.partition(":")[2] not in missed:
                await self._submit(ClearAlarm(name, SYSTEM), SYSTEM)
        self._told = missed
