"""What goes wrong in a run: whole kinds of it are on or off by the seed.

Turning kinds off entirely finds more than having a little of everything: a
fault that would hide another is then sometimes absent. How often a kind strikes
is drawn as well, once for each run, and how often it did is counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from random import Random
from typing import Final

from tocsin.sim.plan import Plan


class Fault(StrEnum):
    """A kind of fault. What each does is in FAULTS."""

    BUSY = "busy"
    REFUSE = "refuse"
    HANG = "hang"
    LATE = "late"
    DOUBLE = "double"
    LOSE = "lose"
    UNDELIVERED = "undelivered"
    NO_RECEIPTS = "no_receipts"
    REORDER = "reorder"
    FAILED_YET_SENT = "failed_yet_sent"
    OUTAGE = "outage"
    DEAF = "deaf"
    REDELIVERY = "redelivery"
    TWICE_AT_ONCE = "twice_at_once"
    ANSWER_LOST = "answer_lost"
    DELAYED = "delayed"
    PHONES_OFF = "phones_off"
    IDLE_OWNERS = "idle_owners"
    POWER_CUT = "power_cut"
    AWAIT_CUT = "await_cut"
    LONG_DOWN = "long_down"
    DISK_FULL = "disk_full"
    FSYNC_FAILS = "fsync_fails"
    TORN_WRITE = "torn_write"
    BIT_FLIP = "bit_flip"
    CLOCK_AHEAD = "clock_ahead"
    CLOCK_BACK = "clock_back"
    RELOAD = "reload"
    BAD_RELOAD = "bad_reload"
    FLOOD = "flood"
    STORM = "storm"
    WATCHER_DEAF = "watcher_deaf"
    PLANNER_FAILS = "planner_fails"
    LEADER_LOSS = "leader_loss"
    LEASE_SPLIT = "lease_split"
    NET_CUT = "net_cut"
    SLOW_FOLLOWER = "slow_follower"
    SERVER_DOWN = "server_down"


FAULTS: Final[Mapping[Fault, str]] = {
    Fault.BUSY: "a provider says that it is busy",
    Fault.REFUSE: "a provider refuses for good",
    Fault.HANG: "a provider never answers",
    Fault.LATE: "a provider accepts long after we gave it up",
    Fault.DOUBLE: "a provider sends twice",
    Fault.LOSE: "a provider accepts and drops",
    Fault.UNDELIVERED: "a provider accepts and reports that it came to nothing",
    Fault.NO_RECEIPTS: "receipts never come",
    Fault.REORDER: "texts overtake one another",
    Fault.FAILED_YET_SENT: "a provider answers 500 and sends anyway",
    Fault.OUTAGE: "a provider is out for a stretch",
    Fault.DEAF: "a provider accepts and drops everything for a stretch",
    Fault.REDELIVERY: "a gateway brings again what it brought before",
    Fault.TWICE_AT_ONCE: "a gateway brings one text twice at the same moment",
    Fault.ANSWER_LOST: "our answer to a gateway is lost, and it brings the text again",
    Fault.DELAYED: "a text is minutes late",
    Fault.PHONES_OFF: "phones are off for a long time",
    Fault.IDLE_OWNERS: "people acknowledge and do nothing",
    Fault.POWER_CUT: "the machine goes down at an append",
    Fault.AWAIT_CUT: "the machine goes down at any await",
    Fault.LONG_DOWN: "the machine comes up only after minutes",
    Fault.DISK_FULL: "the disk is full for a while",
    Fault.FSYNC_FAILS: "making an append durable fails",
    Fault.TORN_WRITE: "of what was not synced, a power cut leaves any part",
    Fault.BIT_FLIP: "a bit of the ledger's file is flipped while the machine is down",
    Fault.CLOCK_AHEAD: "the machine's clock jumps forward",
    Fault.CLOCK_BACK: "the machine's clock jumps back",
    Fault.RELOAD: "the agency file is changed and read again",
    Fault.BAD_RELOAD: "the agency file is read again with a mistake in it",
    Fault.FLOOD: "dozens of strangers text at once",
    Fault.STORM: "hundreds or thousands ask for help within seconds",
    Fault.WATCHER_DEAF: "the outside watcher cannot be reached",
    Fault.PLANNER_FAILS: "a question about space fails",
    Fault.LEADER_LOSS: "the node that leads is killed",
    Fault.LEASE_SPLIT: "the node that leads is paused, and wakes when another leads",
    Fault.NET_CUT: "a node is cut off from the server",
    Fault.SLOW_FOLLOWER: "a node's line to the server is slow",
    Fault.SERVER_DOWN: "the server of all nodes is down",
}
"""Every kind in words."""

NODE_FAULTS: Final = (
    Fault.LEADER_LOSS,
    Fault.LEASE_SPLIT,
    Fault.NET_CUT,
    Fault.SLOW_FOLLOWER,
    Fault.SERVER_DOWN,
)
"""Those that only several nodes can have (`sim.nodes`)."""

ON_SHARE: Final = 0.35
RARE: Final[Mapping[Fault, float]] = {
    Fault.FLOOD: 0.1,
    Fault.STORM: 0.01,
    Fault.BIT_FLIP: 0.1,
    Fault.LONG_DOWN: 0.2,
}
"""In which share of the runs a kind is on."""

CALM_SHARE: Final = 0.125
"""In so many runs nothing fails at all: what breaks there needs no fault."""

RATES: Final = (0.02, 0.1, 0.4)


class Faults:
    """The kinds that a run has, how often each strikes, and how often it struck."""

    def __init__(self, rates: Mapping[Fault, float] | None = None) -> None:
        self.rates = dict(rates or {})
        self.struck: Counter[Fault] = Counter()

    @classmethod
    def of(cls, *kinds: Fault, rate: float = 0.1) -> "Faults":
        """These kinds, each as often."""
        return cls(dict.fromkeys(kinds, rate))

    def __contains__(self, kind: Fault) -> bool:
        return kind in self.rates

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Faults) and self.rates == other.rates

    __hash__ = None  # type: ignore[assignment]

    def any_of(self, kinds: Iterable[Fault]) -> list[Fault]:
        """Which of these are on, in their order."""
        return [kind for kind in kinds if kind in self.rates]

    def strikes(self, kind: Fault, chance: Random, share: float = 1.0) -> bool:
        """Whether it strikes now; counted when it does. `share` makes it rarer."""
        rate = self.rates.get(kind)
        if rate is None or chance.random() >= rate * share:
            return False
        self.struck[kind] += 1
        return True

    def note(self, kind: Fault) -> None:
        """It struck, by some other chance."""
        self.struck[kind] += 1

    def words(self) -> str:
        """The kinds that are on, for a report."""
        return ", ".join(sorted(self.rates)) or "none"


def swarm(plan: Plan) -> Faults:
    """The kinds of fault of a seed, and their rates."""
    chance = plan.chance("faults")
    is_calm = chance.random() < CALM_SHARE
    found: dict[Fault, float] = {}
    for kind in Fault:
        is_on = chance.random() < RARE.get(kind, ON_SHARE)
        rate = chance.choice(RATES)
        if is_on and not is_calm and plan.takes(f"fault:{kind}", FAULTS[kind]):
            found[kind] = rate
    return Faults(found)
