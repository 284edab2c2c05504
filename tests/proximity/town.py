"""One small town, watched by the compiled loops and plainly, and one history told to both."""

from typing import NamedTuple

import numpy as np

from tests.proximity.plainly import Area, Pair, Party, Plainly
from tocsin.proximity.shapes import Circle, Polygon
from tocsin.proximity.watcher import Watcher, batch

NAN = float("nan")
LAT, LON = 40.0, -90.0
NORTH = 1 / 111_195.08
EAST = NORTH / 0.766044443
"""Degrees of a metre here, roughly."""


class Heard(NamedTuple):
    """One fix, metres from the middle of the town; `late_s` is from fix to receipt."""

    party: str
    x: float
    y: float
    at: float
    acc: float = 5.0
    late_s: float = 0.0
    speed: float = NAN
    battery: float = NAN
    flags: int = 0
    degrees: tuple[float, float] | None = None
    dated: bool = True
    """Whether the tracker says when the fix was."""

    @property
    def fix_at(self) -> float:
        return self.at if self.dated else NAN

    @property
    def place(self) -> tuple[float, float]:
        return self.degrees or (LAT + self.y * NORTH, LON + self.x * EAST)


def square(x, y, half):
    corners = (
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
    )
    return Polygon([(LAT + north * NORTH, LON + east * EAST) for east, north in corners])


def circle(x, y, radius_m):
    return Circle(LAT + y * NORTH, LON + x * EAST, radius_m)


SHAPES = {
    "home": (circle(0.0, 0.0, 200.0), "him", 30.0),
    "school": (square(900.0, 300.0, 150.0), "him", 30.0),
    "court": (circle(-600.0, 400.0, 120.0), None, 30.0),
    "yard": (square(-500.0, 420.0, 200.0), None, 50.0),
    "park": (circle(300.0, -700.0, 400.0), None, 0.0),
}
PAIRS = {"order": ("she", "him", 300.0, 50.0), "second": ("she", "other", 150.0, 0.0),
         "both ways": ("him", "she", 500.0, 100.0)}  # fmt: skip
PARTIES = {"she": False, "him": True, "other": True}
ALLOWED = (60.0, 120.0)


def watcher(now=0.0):
    made = Watcher()
    for party, everywhere in PARTIES.items():
        made.set_party(party, now=now, everywhere=everywhere, interval_s=60.0, grace_s=120.0)
    for pair, (a, b, distance, margin) in PAIRS.items():
        made.set_pair(pair, a, b, distance_m=distance, margin_m=margin)
    for area, (shape, owner, margin) in SHAPES.items():
        made.set_area(area, shape, now=now, owner=owner, margin_m=margin)
    return made


def plainly(now=0.0):
    made = Plainly()
    for party, everywhere in PARTIES.items():
        made.parties[party] = Party(now, sum(ALLOWED), everywhere, heard=now, heard_before=now)
    made.pairs = {pair: Pair(*rest) for pair, rest in PAIRS.items()}
    made.areas = {name: Area(*drawn, now) for name, drawn in SHAPES.items()}
    return made


def as_batch(watched, history):
    fixes = batch(len(history))
    for row, heard in zip(fixes, history, strict=True):
        row["party"] = watched.index(heard.party)
        row["latitude"], row["longitude"] = heard.place
        row["fix_at"], row["heard_at"] = heard.fix_at, heard.at + heard.late_s
        row["accuracy_m"], row["speed_mps"] = heard.acc, heard.speed
        row["battery"], row["flags"] = heard.battery, heard.flags
    return fixes


def words(happened):
    """Happenings as the plain rules write them."""
    return [
        (each.kind.value, each.party, each.trouble.value)
        if each.trouble
        else (each.kind.value, each.party, each.pair or each.area, each.doubtful, each.at_start)
        for each in happened
    ]


def told(watched, *history):
    """What a history brings, as the watcher says it."""
    return watched.hear(as_batch(watched, history))


def kinds(watched, *history):
    return [each.kind.value for each in told(watched, *history)]


def plain_words(plain, heard):
    lat, lon = heard.place
    said = (heard.acc, heard.speed, heard.battery, heard.flags)
    return plain.hear(heard.party, lat, lon, heard.fix_at, heard.at + heard.late_s, *said)


def straight(party, start, end, since, until, every, **said):
    """Fixes of somebody who goes straight."""
    times = np.arange(since, until + every / 2, every)
    for at in times:
        share = (at - since) / (until - since) if until > since else 0.0
        x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
        yield Heard(party, x, y, float(at), **said)
