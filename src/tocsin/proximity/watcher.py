"""The door: who is watched, what is heard of them, and what comes out."""

import math

import numpy as np

from tocsin.kernel.limits import (
    AREA_MARGIN_M,
    PAIR_MARGIN_M,
    TRACKER_GRACE_S,
    TRACKER_INTERVAL_S,
    TRAVEL_MPS_MAX,
)
from tocsin.proximity import hearing, looking, room
from tocsin.proximity.happening import Happening, PairNow, PartyNow
from tocsin.proximity.register import Register
from tocsin.proximity.shapes import Circle, Shape, checked_m, drawn
from tocsin.proximity.tables import FIX, Records

ROOM_FOR_TROUBLES = 24
"""Rows that one fix may need for what is wrong with its tracker, and for what no longer is."""


class Watcher:
    """Judges fixes against pairs and areas, which may be set, changed and removed at any time.

    Nothing here knows the time: it comes with each fix and each tick. Ids are
    the caller's own; a ValueError says what cannot be, a KeyError who is not known.
    """

    def __init__(self) -> None:
        self._register = Register()

    # --- who and what is watched ---------------------------------------------

    def set_party(
        self,
        party: str,
        *,
        now: float,
        interval_s: float = TRACKER_INTERVAL_S,
        grace_s: float = TRACKER_GRACE_S,
        everywhere: bool = False,
        speed_mps_max: float = TRAVEL_MPS_MAX,
    ) -> int:
        """Watch somebody, or change how; the index by which batches name them.

        `interval_s` is how often their tracker tells, `grace_s` how much later it
        may be before it counts as silent. `everywhere` makes areas of anybody hold
        for them.
        """
        if not (interval_s > 0 and grace_s >= 0 and speed_mps_max > 0 and math.isfinite(now)):
            raise ValueError("an interval and a speed are above zero, a grace is not below")
        allowed_s = interval_s + grace_s
        return self._register.set_party(party, now, allowed_s, everywhere, speed_mps_max)

    def remove_party(self, party: str) -> None:
        """Watch somebody no longer: their pairs and areas go, and all that was known of them."""
        self._register.remove_party(party)

    def set_pair(
        self,
        pair: str,
        protected: str,
        respondent: str,
        *,
        distance_m: float,
        margin_m: float = PAIR_MARGIN_M,
    ) -> None:
        """Two who must keep so far apart. What is known already is judged by the next tick."""
        if margin_m < 0:
            raise ValueError("a margin is not below zero")
        self._register.set_pair(pair, protected, respondent, checked_m(distance_m), margin_m)

    def remove_pair(self, pair: str) -> None:
        self._register.remove_pair(pair)

    def set_area(
        self,
        area: str,
        shape: Shape,
        *,
        now: float,
        owner: str | None = None,
        margin_m: float = AREA_MARGIN_M,
    ) -> None:
        """Where `owner` may not be; without one, where nobody may be who is watched everywhere.

        What is known of an owner is judged by the next tick; others are judged by
        their next fix.
        """
        if margin_m < 0:
            raise ValueError("a margin is not below zero")
        self._register.set_area(area, drawn(shape), owner, margin_m, now)

    def remove_area(self, area: str) -> None:
        self._register.remove_area(area)

    def index(self, party: str) -> int:
        """The index by which batches name a party; -1 for somebody who is not watched."""
        return self._register.parties.of.get(party, -1)

    # --- what comes out ------------------------------------------------------

    def hear(self, fixes: Records) -> list[Happening]:
        """What a batch of fixes brings, in its order."""
        fixes = _checked(fixes)
        register, out = self._register, list[Happening]()
        needs = ROOM_FOR_TROUBLES + register.most_at_once
        register.tables = room.for_told(register.tables, needs)
        at, verdict, more = 0, -1, 0
        while at < len(fixes):
            at, verdict, more = hearing.hear(register.tables, fixes, at, verdict, needs)
            out += self._read()
            if more:
                tables = room.for_told(register.tables, more)
                register.tables = room.for_blocks(tables, more)
        return out

    def tick(self, now: float) -> list[Happening]:
        """What silence brings, and what new and changed orders find already so."""
        register, out, at = self._register, list[Happening](), 0
        register.tables = room.for_told(register.tables, register.most_at_once)
        pairs, owners = register.fresh_pairs(), register.fresh_owners()
        while at < len(pairs):
            at = hearing.look_at_pairs(register.tables, pairs, now, at)
            out += self._read()
        at = 0
        while at < len(owners):
            most = register.most_at_once
            at = hearing.look_at_owners(register.tables, owners, now, at, most)
            out += self._read()
        at = 0
        while at < len(register.tables.deadlines):
            at = hearing.fall_silent(register.tables, now, at)
            out += self._read()
        return out

    def next_due(self) -> float:
        """When the next tracker counts as silent, unless it is heard; infinity for never."""
        return float(self._register.tables.deadlines.min())

    def pair_now(self, pair: str, now: float) -> PairNow:
        """How near two are, as well as it can be known at a moment."""
        return looking.pair_now(self._register, pair, now)

    def party_now(self, party: str, now: float) -> PartyNow:
        """What is known of one tracker at a moment."""
        return looking.party_now(self._register, party, now)

    def _read(self) -> list[Happening]:
        """The rows that were told, as happenings; their room is free again."""
        count = int(self._register.tables.desk[0]["told"])
        if count == 0:
            return []
        rows = self._register.tables.told[:count].tolist()
        self._register.tables.desk[0]["told"] = 0
        return [looking.happening(self._register, *row) for row in rows]


def batch(count: int) -> Records:
    """Room for so many fixes, nothing said in any of them: an array of `tables.FIX`."""
    fixes = np.zeros(count, FIX)
    fixes["party"] = -1
    for said in (
        "latitude",
        "longitude",
        "fix_at",
        "heard_at",
        "accuracy_m",
        "speed_mps",
        "battery",
    ):
        fixes[said] = np.nan
    return fixes


def _checked(fixes: Records) -> Records:
    """The batch as the loops need it: they look at no bounds. ValueError for what is no batch."""
    if fixes.dtype != FIX or fixes.ndim != 1:
        raise ValueError("a batch of fixes is one row of tables.FIX for each")
    fixes = np.ascontiguousarray(fixes)
    if not hearing.are_heard(fixes):
        raise ValueError("every fix was heard at some time")
    return fixes


def warm() -> None:
    """Compile everything now, beside the loop, and not when the first fix comes: seconds, once."""
    watcher = Watcher()
    for party in ("one", "other"):
        watcher.set_party(party, now=0.0, everywhere=True)
    watcher.set_pair("pair", "one", "other", distance_m=100.0)
    watcher.set_area("own", Circle(1.0, 1.0, 100.0), now=0.0, owner="one")
    watcher.set_area("anybody", Circle(1.0, 1.0, 100.0), now=0.0)
    fixes = batch(2)
    fixes["party"] = 0, 1
    fixes["latitude"] = fixes["longitude"] = 1.0
    fixes["heard_at"] = fixes["fix_at"] = 0.0
    watcher.hear(fixes)
    watcher.tick(1.0)
    watcher.pair_now("pair", 1.0)
    watcher.remove_area("anybody")
    watcher.remove_party("one")
