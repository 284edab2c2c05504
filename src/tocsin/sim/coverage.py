"""What a sweep of seeds has tried: which faults, and which kinds of fact."""

from collections import Counter
from collections.abc import Iterator

from tocsin.sim.faults import FAULTS, Fault
from tocsin.sim.simulator import Ran


class Coverage:
    """Counts over many runs."""

    def __init__(self) -> None:
        self.on: Counter[Fault] = Counter()
        self.struck_in: Counter[Fault] = Counter()
        self.struck: Counter[Fault] = Counter()
        self.kinds: Counter[str] = Counter()
        self.crashes = 0

    def add(self, ran: Ran) -> None:
        """Count one run."""
        self.on.update(ran.on)
        self.struck_in.update(ran.struck.keys())
        self.struck.update(ran.struck)
        self.kinds.update(ran.kinds)
        self.crashes += ran.crashes

    def never_struck(self) -> list[Fault]:
        """Kinds of fault that no run has met."""
        return [kind for kind in Fault if not self.struck[kind]]

    def lines(self, every_kind: frozenset[str]) -> Iterator[str]:
        """A table for people: faults, then the kinds of fact that never came up."""
        width = max(map(len, Fault))
        yield f"{'fault':{width}}  seeds on  struck in     times  what it is"
        for kind, words in FAULTS.items():
            counts = f"{self.on[kind]:8}  {self.struck_in[kind]:9}  {self.struck[kind]:8}"
            yield f"{kind:{width}}  {counts}  {words}"
        missing = sorted(every_kind - self.kinds.keys())
        yield f"{len(every_kind) - len(missing)} of {len(every_kind)} kinds of fact came up"
        if missing:
            yield f"never: {', '.join(missing)}"
