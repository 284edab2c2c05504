"""One of several nodes of one agency: it follows, or it leads.

Who follows folds the ledger as it grows and answers every reading from that; what
people and gateways ask goes to the leader as letters. Who leads is a service like any
other, and carries out the letters. Every write of the leader shows the token of its
term, so whatever a node that was paused or cut off believes, it can change nothing: it
hears LeaseLost, throws away what never became durable, and follows again. Cut off
from the ledger, a leader pages on from memory and acknowledges nothing.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import structlog

from tocsin.agency.stage import StartService
from tocsin.engine import replay
from tocsin.engine.aside import Aside, ended
from tocsin.engine.carrying import Carrying
from tocsin.engine.core import Command, Engine, Outcome, Request
from tocsin.engine.following import Following
from tocsin.engine.forwarding import Forwarding
from tocsin.engine.gateway import Gateway, Heart
from tocsin.engine.peers import Peers
from tocsin.engine.service import NodeNow, Service
from tocsin.engine.upkeep import LOST
from tocsin.facts.codec import Codec, UnknownFactError
from tocsin.facts.envelope import Envelope
from tocsin.facts.system import PersonErased
from tocsin.ground.ground import NoTracks
from tocsin.kernel.clock import RaisedClock
from tocsin.kernel.ids import SYSTEM
from tocsin.ledger.inbox import Bell, Inbox, Ring
from tocsin.ledger.lease import LEASE_RENEW_S, Lease, NotTaken, Term
from tocsin.ledger.ledger import (
    FencedLedger,
    LeaseLost,
    LedgerBehind,
    LedgerError,
    LedgerUnavailable,
)
from tocsin.ledger.vault import Vault

log = structlog.get_logger()

FOLLOW_EVERY_S: Final = 0.25
"""How often a node that follows looks for news when no bell tells of any, and for the lease."""

NOT_LIVE_S: Final = 3.0
"""A node that knows nothing newer than this says so on every board."""

BLIND_S: Final = 15.0
"""Then it shows nothing guarded any more: somebody may have been dismissed since."""

HAND_OVER_S: Final = 0.3
"""So long sends under way may end before another node decides."""

REGAINED_S: Final = 1.5
"""After an outage a leader has the first word: what it paged meanwhile is in its memory only."""

RENEW_AGAIN_S: Final = 0.3
"""How soon a lease that could not be renewed is renewed again."""

BELL_WAIT_S: Final = 1.0
BELL_PAUSE_S: Final = 0.05
"""How long the bell is waited for, and the pause after one that did not ring."""


class Shared(NamedTuple):
    """What the nodes of one agency share, as this one sees it."""

    ledger: FencedLedger
    lease: Lease
    inbox: Inbox
    bell: Bell
    vault: Vault
    codec: Codec


class Node(Service):
    """A service that decides only while it holds the lease."""

    def __init__(
        self,
        engine: Engine,
        shared: Shared,
        clock: RaisedClock,
        gateways: Sequence[Gateway],
        *,
        aside: Aside,
        new_id: Callable[[], str],
        version: str,
        heart: Heart | None = None,
        timeouts_s: dict[str, float] | None = None,
    ) -> None:
        """`engine` holds the fold up to its position; `new_id` gives a letter a name of its own."""
        super().__init__(engine, shared.ledger, clock, gateways, heart=heart, timeouts_s=timeouts_s)
        engine.is_following = True
        self._tracks, engine.tracks = engine.tracks, NoTracks()
        self.leads = False
        self.is_outdated = False
        self.live_at = clock.now()
        self.leading: list[Callable[[], Coroutine[Any, Any, None]]] = []
        """What goes on beside the loop of whoever leads, and only there."""
        self.opening: Callable[[], Sequence[Request]] = tuple
        """What is to be on record when a term begins, beside that we have started."""
        self._shared = shared
        self._steady = clock
        self._aside = aside
        self._version = version
        self._forwarding = Forwarding(shared.inbox, shared.vault, aside, new_id)
        self._peers = Peers(shared.lease, aside, engine, clock, self._put_on_record)
        self._carrying: Carrying | None = None
        self._news = asyncio.Event()
        self._why_not = ""
        self._regained_at: datetime | None = None
        self._is_out = False
        self._is_dirty = False
        self._is_lost = False
        self._is_retired = False
        self._following = Following(engine, shared.ledger, clock)

    # What others ask of it.

    @property
    def is_following(self) -> bool:
        """Whether another node decides."""
        return not self.leads

    @property
    def node(self) -> NodeNow:
        """How this node is."""
        standing, term = self._peers.standing, self._peers.term
        leader = standing.machine if standing is not None and standing.is_held else ""
        machine = self._shared.lease.machine
        return NodeNow(
            machine,
            self.leads,
            machine if self.leads else leader,
            term.token if term else (standing.token if standing else 0),
            self.not_live_since(self.clock.now()),
            self.is_outdated,
            "" if self.leads else self._why_not,
        )

    def not_live_since(self, now: datetime) -> datetime | None:
        """Since when this node may not know all that is on record; None while it does."""
        return self.live_at if now - self.live_at > timedelta(seconds=NOT_LIVE_S) else None

    def is_blind(self, now: datetime) -> bool:
        """Whether nobody here can know any more who has been dismissed."""
        return self.is_outdated or now - self.live_at > timedelta(seconds=BLIND_S)

    async def submit(self, command: Command, actor: str) -> Outcome:
        """Give a command; the outcome once it is on record and folded here, or `NotDurable`."""
        if self._has_ended or self.leads:
            return await super().submit(command, actor)
        return await self._forwarding.forward(command, actor)

    def retire(self) -> None:
        """Hand over, and never lead again."""
        self._is_retired = True
        self._wake()

    def stop(self) -> None:
        """Ask the node to hand over and end."""
        super().stop()
        self._news.set()

    def health(self) -> dict[str, Any]:
        """How the service is, and how this node is.

        Who follows is well while it is live, though nobody leads: it takes texts durably, and
        whoever shares them out among nodes must go on sending them here.
        """
        found, node = super().health(), self.node
        is_well = found["ok"] or not self.leads
        found["ok"] = is_well and node.not_live_since is None and not node.is_outdated
        return found | {"node": node._asdict()}

    async def run(self) -> None:
        """Follow, and lead whenever the lease is ours, until `stop`."""
        beside = [
            asyncio.create_task(each)
            for each in (
                self._listen(),
                self._peers.attend(),
                self._forwarding.collect(lambda: self.engine.durable_position),
            )
        ]
        try:
            while not self._stopping:
                term = await self._follow()
                if term is not None:
                    await self._lead(term)
            await self._sender.close()
        finally:
            self.leads = False
            await ended(beside)
            self._end()

    # Following.

    async def _follow(self) -> Term | None:
        """Fold what others decide until this node may lead; None when it is to end."""
        while not self._stopping:
            self._news.clear()
            if await self._catch_up():
                term = await self._reach()
                if term is not None:
                    return term
            self.tick_at = self.clock.now()
            with suppress(TimeoutError):
                async with asyncio.timeout(FOLLOW_EVERY_S):
                    await self._news.wait()
        return None

    async def _catch_up(self) -> bool:
        """Fold everything that is on record; whether all of it is folded now."""
        try:
            if self._is_dirty:
                await self._start_over()
            at = self.clock.now()
            while new := await self._aside("ledger", self._following.read_on):
                self._fold(new)
                at = self.clock.now()
            self.live_at, self._is_out = max(self.live_at, at), False
        except UnknownFactError as error:
            self._is_older_than_the_ledger(error)
        except LedgerError as error:
            self._is_dirty |= isinstance(error, LedgerBehind) and self._following.has_lost()
            if not self._is_out:
                log.warning("not_live", error=type(error).__name__)
            self._is_out = True
            self._regained_at = self.clock.now() + timedelta(seconds=REGAINED_S)
        else:
            return True
        finally:
            self._forwarding.resolve(self.engine.durable_position)
        return False

    def _fold(self, new: Sequence[Envelope]) -> None:
        self._steady.not_before(new[-1].recorded_at)
        if any(each.kind == PersonErased.__name__ for each in new):
            self._shared.vault.forget_all()
        self.engine.follow(new, self.clock.now())
        self._following.has_read(new)

    def _is_older_than_the_ledger(self, error: UnknownFactError) -> None:
        """What is on record is not understood here: nothing is shown, and nothing decided."""
        if not self.is_outdated:
            log.error("node_outdated", detail=str(error))
        self.is_outdated = True
        self._why_not = "the ledger holds facts that this version does not know"

    async def _start_over(self) -> None:
        """Fold anew what is durable, in the place of what may never have become so."""
        load, ledger, codec = replay.load, self.ledger, self._shared.codec
        self._shared.vault.forget_all()
        state, position = await self._aside("ledger", lambda: load(ledger, codec))
        self.engine.start_over(state, position)
        self._is_dirty = False

    async def _reach(self) -> Term | None:
        """Take the lease if it is free."""
        has_waited = self._regained_at is None or self.clock.now() >= self._regained_at
        if self.is_outdated or self._stopping or self._is_retired or not has_waited:
            return None
        try:
            found = await self._aside("lease", self._shared.lease.take)
        except LedgerUnavailable:
            return None
        if isinstance(found, NotTaken):
            self._why_not = str(found)
            return None
        return found

    # Leading.

    async def _lead(self, term: Term) -> None:
        """Decide until the lease is lost, handed over, or this node is to end."""
        log.info("lease_taken", token=term.token)
        self._is_lost = False
        tasks = [asyncio.create_task(self._keep())]
        try:
            await self._take_over(term)
            tasks += [asyncio.create_task(each()) for each in self.leading]
            tasks.append(asyncio.create_task(self._carry(term)))
            while not (self._stopping or self._is_retired or self._is_lost or self._peers.heir):
                await self._go_round()
                # Known to be away, the server is not waited for again before it answers.
                self.engine.is_cut_off = self.engine.unavailable_since is not None
            if not self._is_lost:
                await self._hand_over()
        except (*LOST, LedgerUnavailable) as error:
            log.warning("lease_lost", token=term.token, error=type(error).__name__)
        finally:
            self.leads = False
            await ended(tasks)
            await self._step_down()

    async def _take_over(self, term: Term) -> None:
        """Know all that is on record, then go on where it ends. Raises LedgerUnavailable."""
        fence = self._shared.ledger.fence
        await self._aside("ledger", lambda: fence(term.token))
        if not await self._catch_up():
            raise LedgerUnavailable("What is on record could not be read to its end.")
        self._peers.begin(term)
        self.engine.lead()
        self.engine.tracks = self._tracks
        self.leads = True
        more = [*self.opening(), *self._following.said_lost()]
        start = Request(StartService(self._version), SYSTEM)
        self.engine.execute([start, *more], self.clock.now())
        self._begin()

    async def _keep(self) -> None:
        """Renew the lease until it is lost."""
        pause_s = LEASE_RENEW_S
        while True:
            await asyncio.sleep(pause_s)
            at, pause_s = self.clock.now(), LEASE_RENEW_S
            try:
                await self._aside("lease", self._shared.lease.renew)
            except LeaseLost:
                self._is_lost = True
                self._wake()
                return
            except LedgerUnavailable:
                pause_s = RENEW_AGAIN_S
            else:
                self.live_at = max(self.live_at, at)
                self.engine.is_cut_off = False

    async def _carry(self, term: Term) -> None:
        """Carry out letters, until the lease is lost."""
        shared = self._shared
        self._carrying = Carrying(
            self.engine,
            shared.ledger,
            shared.inbox,
            shared.vault,
            self._aside,
            self.clock,
            self._give_if_room,
            term.token,
        )
        try:
            await self._carrying.run()
        except LeaseLost:
            self._is_lost = True
            self._wake()

    async def _hand_over(self) -> None:
        """Let sends under way end for a moment, then let another decide."""
        self.leads = False
        await self._let_end(HAND_OVER_S)
        heir = self._peers.heir
        with suppress(LedgerUnavailable):
            await self._aside("lease", lambda: self._shared.lease.release(heir))
        log.info("lease_given_up", heir=heir)

    async def _step_down(self) -> None:
        """Follow again. Whoever waits is answered; what is not durable is thrown away."""
        self._carrying = None
        self._peers.end()
        self._sender.drop()
        self._answer_all()
        self._is_dirty = self._is_dirty or self.engine.pending_facts > 0
        self.engine.is_following, self.engine.is_cut_off = True, False
        self.engine.tracks = NoTracks()  # What was heard here grows old; another hears more.
        self._shared.vault.forget_all()
        with suppress(LedgerError):
            await self._aside("ledger", lambda: self._shared.ledger.fence(0))

    async def _listen(self) -> None:
        """Wake whoever waits for what another node has done."""
        while True:
            try:
                rung = await self._aside("bell", lambda: self._shared.bell.heard(BELL_WAIT_S))
            except LedgerError:
                rung = frozenset(Ring)
                await asyncio.sleep(BELL_WAIT_S / 2)
            if rung & {Ring.APPENDED, Ring.LEASE}:
                self._news.set()
            if Ring.LETTER in rung and self._carrying is not None:
                self._carrying.arrived.set()
            if Ring.ANSWER in rung:
                self._forwarding.answered.set()
            if not rung:
                await asyncio.sleep(BELL_PAUSE_S)
