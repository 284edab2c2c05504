"""One broker's feed: who holds which of its seats, what is taken of it, and whether it is there.

A seat is a session at the broker. Messages are shared out among the seats, and
what was given to a seat stays with its session: Mosquitto hands nothing of a
dead session to the living. So the number of seats is fixed and every seat is
always held by somebody: watcher processes, which show that they are alive every
second, and the service itself for as long as there is none.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec

from tocsin.engine.positions import Positions, sorted_out
from tocsin.engine.service import Service
from tocsin.exchange.tracker import Report
from tocsin.facts.system import AlarmKind
from tocsin.intake.raw import GatewayKind, RawRequest, thaw
from tocsin.intake.topics import Topics
from tocsin.intake.trackers import read_reports
from tocsin.kernel.limits import FEED_SILENT_S, WATCHER_BEAT_S, WATCHER_LEASE_S
from tocsin.paging.stage import ClearAlarm, RaiseAlarm


class Published(Protocol):
    """A message of a broker."""

    @property
    def topic(self) -> str:
        """Where it was published."""
        ...

    @property
    def payload(self) -> bytes:
        """What was published."""
        ...


class Batch(msgspec.Struct, frozen=True, array_like=True):
    """What a watcher hands to the service: a sign of life, and what it read of messages.

    `connected` are the seats that it holds and that are connected. `cries` are the
    requests of which each is an SOS, frozen; `unreadable` says why others could not
    be read.
    """

    watcher: str
    connected: list[int] = []
    reports: list[Report] = []
    cries: list[str] = []
    unreadable: list[str] = []


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What the service says to a batch.

    Only what is `on_record` may be acknowledged to the broker. `seats` are those
    that this watcher is to hold from now on, and no other.
    """

    on_record: bool
    seats: list[int]


class Seats:
    """Which watcher holds which seat. A seat without one is ours."""

    def __init__(self, count: int, started_at: datetime, *, watched: bool = False) -> None:
        self._holders: dict[int, str] = dict.fromkeys(range(1, count + 1), "")
        self._alive: dict[str, datetime] = {}
        self._looked_at = started_at
        # After our start watchers get the time to say that they are there.
        self._ours_from = started_at + timedelta(seconds=WATCHER_LEASE_S if watched else 0)

    def beat(self, watcher: str, now: datetime) -> list[int]:
        """This watcher is alive: which seats it holds from now on."""
        self._alive[watcher] = now
        self._share_out(now)
        return [seat for seat, holder in self._holders.items() if holder == watcher]

    def ours(self, now: datetime) -> list[int]:
        """The seats that the service itself has to hold: all while no watcher is alive.

        Asked every WATCHER_BEAT_S. When it was not, we were held up ourselves, and
        what watchers said meanwhile still waits to be read: that is no silence of theirs.
        """
        beat = timedelta(seconds=WATCHER_BEAT_S)
        held_up = now - self._looked_at - beat
        if held_up > beat:
            self._alive = {watcher: at + held_up for watcher, at in self._alive.items()}
        self._looked_at = now
        self._share_out(now)
        if now < self._ours_from:
            return []
        return [seat for seat, holder in self._holders.items() if not holder]

    def living(self, now: datetime) -> set[str]:
        """The watchers that were heard of within their lease."""
        after = now - timedelta(seconds=WATCHER_LEASE_S)
        self._alive = {watcher: at for watcher, at in self._alive.items() if at > after}
        return set(self._alive)

    def _share_out(self, now: datetime) -> None:
        """Give what is free to whoever has least, and even out; who holds one keeps it else."""
        living = self.living(now)
        held: dict[str, list[int]] = {watcher: [] for watcher in sorted(living)}
        free: list[int] = []
        for seat, holder in self._holders.items():
            held.get(holder, free).append(seat)
        for seat in free:
            if held:
                min(held.values(), key=len).append(seat)
        while held and _most(held) - len(least := min(held.values(), key=len)) > 1:
            least.append(max(held.values(), key=len).pop())
        self._holders = dict.fromkeys(self._holders, "")
        self._holders.update({seat: who for who, seats in held.items() for seat in seats})


def _most(held: dict[str, list[int]]) -> int:
    return max(map(len, held.values()))


class Feed:
    """What the service does with one broker."""

    def __init__(
        self,
        name: str,
        kind: GatewayKind,
        filters: Sequence[str],
        positions: Positions,
        service: Service,
        *,
        seats: int = 1,
        watched: bool = False,
        quiet_s: float = 0.0,
    ) -> None:
        """`watched`: there may be watcher processes, which come before the service itself.

        With `quiet_s`, a connected broker that sends nothing for so long is alarmed, too.
        """
        self.name = name
        self._topics = Topics(name, kind, filters)
        self._positions = positions
        self._service = service
        self._quiet_s = quiet_s
        self._count = seats
        now = service.clock.now()
        self.seats = Seats(seats, now, watched=watched)
        self._up: dict[str, set[int]] = {"": set()}
        self._all_up_at = now
        self._heard_at = now

    async def take(self, messages: Sequence[Published]) -> bool:
        """Take messages that the service itself got; True: acknowledge them."""
        self._heard_at = self._service.clock.now()
        reports, cries, unreadable = understood(self._topics, messages)
        return await self._positions.take_read(self.name, reports, cries, unreadable)

    async def take_batch(self, batch: Batch) -> Answer:
        """Take what a watcher read, and tell it which seats are its own."""
        now = self._service.clock.now()
        if self._service.is_following:
            cries = [thaw(frozen) for frozen in batch.cries]
            return Answer(await self._positions.take_read(self.name, batch.reports, cries), [])
        if batch.reports or batch.cries or batch.unreadable:
            self._heard_at = now
        self._up[batch.watcher] = set(batch.connected)
        cries = [thaw(frozen) for frozen in batch.cries]
        on_record = await self._positions.take_read(
            self.name, batch.reports, cries, batch.unreadable
        )
        return Answer(on_record, self.seats.beat(batch.watcher, self._service.clock.now()))

    def begin(self) -> None:
        """The service reads this broker from now on: nothing was silent before."""
        self._all_up_at = self._heard_at = self._service.clock.now()

    def ours(self) -> list[int]:
        """The seats that the service itself is to hold now."""
        return self.seats.ours(self._service.clock.now())

    def say(self, seat: int, is_up: bool) -> None:
        """A seat that the service holds is connected, or is not any more."""
        (self._up[""].add if is_up else self._up[""].discard)(seat)

    def held(self) -> list[int]:
        """How many connected seats each of those has who hold any: for whoever looks in."""
        return [len(seats) for seats in self._up.values() if seats]

    async def look(self) -> None:
        """Raise the alarm when the broker is away for too long; end it when it is back."""
        now = self._service.clock.now()
        living = self.seats.living(now) | {""}
        self._up = {who: seats for who, seats in self._up.items() if who in living}
        missing = self._count - len(set().union(*self._up.values()))
        if not missing:
            self._all_up_at = now
        detail = self._silence(missing, now)
        alarm = f"{AlarmKind.FEED_SILENT}:{self.name}"
        stands = alarm in self._service.engine.state.paging.alarms
        actor = f"gateway:{self.name}"
        if detail and not stands:
            command = RaiseAlarm(AlarmKind.FEED_SILENT, self.name, detail)
            await self._service.submit(command, actor)
        elif stands and not detail:
            await self._service.submit(ClearAlarm(alarm, actor), actor)

    def _silence(self, missing: int, now: datetime) -> str:
        away_s = (now - self._all_up_at).total_seconds()
        quiet_s = (now - self._heard_at).total_seconds()
        if missing and away_s >= FEED_SILENT_S:
            seats = f"{missing} of {self._count} sessions are not connected"
            return f"The broker {self.name} is away for {away_s:.0f} s: {seats}."
        if self._quiet_s and quiet_s >= self._quiet_s:
            return f"The broker {self.name} is there but sent nothing for {quiet_s:.0f} s."
        return ""


def understood(
    topics: Topics, messages: Iterable[Published]
) -> tuple[list[Report], list[RawRequest], list[str]]:
    """What messages report, which of them are cries for help, and why others cannot be read."""
    read: list[Any] = []
    for message in messages:
        read.extend(read_reports(topics.request(message.topic, message.payload)))
    reports, cries, wrong = sorted_out(read)
    return reports, cries, [str(each.reason) for each in wrong]
