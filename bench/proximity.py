"""Fixes a second against 100,000 pairs and 100,000 areas, beside what else could do it.

`python -m bench.proximity [--quick]`. 200,000 people on real traces (bench/traces.py), in
batches of 1,000. In one run, round by round, every engine gets the same batches:

- ours, with all rules, where every area belongs to a respondent's order (what orders are);
- ours, where every area holds for everybody (some nine of them cover any place); what
  happens is counted and not put into words, for there it is a torrent of its own;
- a bare compiled grid join: last position, distance to the other, areas that contain the
  point; no ages, accuracies, states, ways, doubts or silence. The limit;
- shapely's STRtree with numpy, the same three things;
- Redis GEO: GEOADD, GEODIST and GEOSEARCH, 100 fixes a pipeline (needs redis-server and the
  redis package; without them the older figure stands, marked).

What is measured is seconds of the processor, of Redis the server's own only, since the
machine may be shared. Medians over rounds. pyarrow reads the traces.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit

from bench.traces import Floats, Stream, cabs, degrees, multiplied, walkers
from tocsin.proximity.happening import Happening
from tocsin.proximity.shapes import Circle
from tocsin.proximity.tables import Records
from tocsin.proximity.watcher import Watcher, batch, warm

PEOPLE: Final = 200_000
AREAS: Final = 100_000
SIDE_M: Final = 60_000.0
NEAR_M: Final = 300.0
BATCH: Final = 1_000
CELL_M: Final = 500.0
WALKERS_SHARE: Final = 10
"""One in so many people walks a Geolife trace; the others drive a taxi's."""
EARLIER: Final = {"redis": 4_170, "PostGIS": 6_677}
"""Measured before with the baseline set, unloaded; not in this run."""


class Zones(NamedTuple):
    x: Floats
    y: Floats
    radius: Floats


class World(NamedTuple):
    stream: Stream
    zones: Zones
    latitude: Floats
    longitude: Floats


def world(people: int, areas: int, lasts_s: float) -> World:
    rng = np.random.default_rng(7)
    driven, walked = cabs(), walkers()
    traces = driven + walked * max(1, len(driven) // (WALKERS_SHARE * len(walked)))
    stream = multiplied(traces, people, SIDE_M, lasts_s, rng)
    spots = rng.uniform(0.0, SIDE_M, (2, areas))
    zones = Zones(spots[0], spots[1], rng.uniform(100.0, 500.0, areas))
    return World(stream, zones, *degrees(stream.x, stream.y))


# --- ours ----------------------------------------------------------------------


def watcher(made: World, people: int, *, anybody: bool) -> Watcher:
    """Everybody watched, in pairs; the areas everybody's, or each of one respondent."""
    watched, zones = Counting() if anybody else Watcher(), made.zones
    for person in range(people):
        watched.set_party(f"p{person}", now=0.0, everywhere=anybody)
    for pair in range(people // 2):
        watched.set_pair(f"o{pair}", f"p{2 * pair}", f"p{2 * pair + 1}", distance_m=NEAR_M)
    lat, lon = degrees(zones.x, zones.y)
    for area, radius in enumerate(zones.radius):
        shape = Circle(float(lat[area]), float(lon[area]), float(radius))
        owner = None if anybody else f"p{(2 * area + 1) % people}"
        watched.set_area(f"a{area}", shape, now=0.0, owner=owner)
    return watched


def batches(made: World) -> list[Records]:
    stream, rng = made.stream, np.random.default_rng(8)
    fixes = batch(len(stream.t) // BATCH * BATCH)
    count = len(fixes)
    fixes["party"], fixes["fix_at"] = stream.person[:count], stream.t[:count]
    fixes["heard_at"] = stream.t[:count]
    fixes["latitude"], fixes["longitude"] = made.latitude[:count], made.longitude[:count]
    fixes["accuracy_m"] = rng.choice([5.0, 10.0, 20.0, 50.0], count)
    return list(fixes.reshape(-1, BATCH))


class Counting(Watcher):
    """Counts what happens and makes no words of it: with nine areas at any place, all is news."""

    def _read(self) -> list[Happening]:
        desk = self._register.tables.desk[0]
        self.happened = getattr(self, "happened", 0) + int(desk["told"])
        desk["told"] = 0
        return []


class Ours:
    def __init__(self, made: World, people: int, *, anybody: bool) -> None:
        self.watched = watcher(made, people, anybody=anybody)
        self.happened = 0

    def __call__(self, fixes: Records) -> None:
        self.happened += len(self.watched.hear(fixes))
        self.happened = getattr(self.watched, "happened", self.happened)


# --- the limit -------------------------------------------------------------------


@njit  # type: ignore[untyped-decorator]
def _join(
    fixes,
    x,
    y,
    at,
    last,
    first,
    entries,
    zx,
    zy,
    zr,
    cells,
):
    near, inside = 0, 0
    for each in range(len(fixes)):
        person, px, py = fixes[each], x[at + each], y[at + each]
        last[person, 0], last[person, 1] = px, py
        other = person ^ 1
        dx, dy = last[other, 0] - px, last[other, 1] - py
        near += dx * dx + dy * dy < 90_000.0
        cx, cy = int(px // CELL_M), int(py // CELL_M)
        if 0 <= cx < cells and 0 <= cy < cells:
            cell = cy * cells + cx
            for entry in range(first[cell], first[cell + 1]):
                zone = entries[entry]
                dx, dy = zx[zone] - px, zy[zone] - py
                inside += dx * dx + dy * dy < zr[zone] * zr[zone]
    return near, inside


class Limit:
    def __init__(self, made: World, people: int) -> None:
        self.made, self.at = made, 0
        self.last = np.full((people, 2), 1e9)
        self.cells = int(SIDE_M // CELL_M) + 1
        self.first, self.entries = self._grid(made.zones)
        self.found = np.zeros(2, np.int64)

    def _grid(self, zones: Zones) -> tuple[Any, Any]:
        low_x, low_y, high_x, high_y = (
            np.clip((edge // CELL_M).astype(int), 0, self.cells - 1)
            for edge in (zones.x - zones.radius, zones.y - zones.radius,
                         zones.x + zones.radius, zones.y + zones.radius)
        )  # fmt: skip
        cells, entries = [], []
        for zone in range(len(zones.x)):
            for cy in range(low_y[zone], high_y[zone] + 1):
                for cx in range(low_x[zone], high_x[zone] + 1):
                    cells.append(cy * self.cells + cx)
                    entries.append(zone)
        order = np.argsort(cells, kind="stable")
        first = np.searchsorted(np.array(cells)[order], np.arange(self.cells**2 + 1))
        return first, np.array(entries, np.int32)[order]

    def __call__(self, fixes: Records) -> None:
        zones, stream = self.made.zones, self.made.stream
        people = stream.person[self.at : self.at + len(fixes)]
        table = self.first, self.entries, *zones, self.cells
        self.found += _join(people, stream.x, stream.y, self.at, self.last, *table)
        self.at += len(fixes)


class Tree:
    """shapely's STRtree over boxes, the circles checked by numpy."""

    def __init__(self, made: World, people: int) -> None:
        import shapely  # noqa: PLC0415

        zones, self.shapely = made.zones, shapely
        sides = zones.x - zones.radius, zones.y - zones.radius
        self.tree = shapely.STRtree(
            shapely.box(*sides, zones.x + zones.radius, zones.y + zones.radius)
        )
        self.made, self.at, self.last = made, 0, np.full((people, 2), 1e9)

    def __call__(self, fixes: Records) -> None:
        stream, zones = self.made.stream, self.made.zones
        slot = slice(self.at, self.at + len(fixes))
        who, x, y = stream.person[slot], stream.x[slot], stream.y[slot]
        self.last[who, 0], self.last[who, 1] = x, y
        other = self.last[who ^ 1]
        np.hypot(other[:, 0] - x, other[:, 1] - y) < NEAR_M  # noqa: B015
        at, zone = self.tree.query(self.shapely.points(x, y))
        np.hypot(zones.x[zone] - x[at], zones.y[zone] - y[at]) < zones.radius[zone]  # noqa: B015
        self.at += len(fixes)


# --- Redis -------------------------------------------------------------------------


class Redis:
    """A server of its own on a socket in a folder of its own; ended with the benchmark."""

    def __init__(self, made: World, people: int) -> None:
        import redis  # noqa: PLC0415

        self.folder = tempfile.mkdtemp()
        path = str(Path(self.folder) / "redis.sock")
        quiet = ["--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no"]
        program = shutil.which("redis-server") or "redis-server"
        self.server = subprocess.Popen(
            [program, *quiet], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        atexit.register(self.server.kill)
        while not Path(path).exists():
            time.sleep(0.05)
        self.client = redis.Redis(unix_socket_path=path)
        self.at, self.made = 0, made
        lat, lon = degrees(made.zones.x, made.zones.y)
        self._add("zones", lon, lat, "a")
        first = {int(who): at for at, who in reversed(list(enumerate(made.stream.person)))}
        rows = np.array([first.get(who, 0) for who in range(people)])
        self._add("people", made.longitude[rows], made.latitude[rows], "p")

    def _add(self, key: str, lon: Floats, lat: Floats, letter: str) -> None:
        for since in range(0, len(lon), BATCH):
            members: list[Any] = []
            for at in range(since, min(len(lon), since + BATCH)):
                members += [float(lon[at]), float(lat[at]), f"{letter}{at}"]
            self.client.geoadd(key, members)

    def seconds(self) -> float:
        """Of the processor, by the server."""
        fields = Path(f"/proc/{self.server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __call__(self, fixes: Records) -> None:
        for since in range(0, len(fixes), 100):
            pipe = self.client.pipeline(transaction=False)
            for row in fixes[since : since + 100]:
                lon, lat, who = float(row["longitude"]), float(row["latitude"]), int(row["party"])
                pipe.geoadd("people", [lon, lat, f"p{who}"])
                pipe.geodist("people", f"p{who}", f"p{who ^ 1}")
                pipe.geosearch("zones", longitude=lon, latitude=lat, radius=500, withdist=True)
            pipe.execute()

    def end(self) -> None:
        self.client.close()
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.folder)


# --- the rounds ----------------------------------------------------------------------


def timed(work: Callable[[Records], None], rows: list[Records]) -> float:
    """Seconds of the processor for these batches."""
    began = time.thread_time()
    for fixes in rows:
        work(fixes)
    return time.thread_time() - began


def redis_rates(made: World, people: int, rows: list[Records], rounds: int) -> list[float]:
    """Fixes a second of the server's processor; nothing without a server or its client."""
    try:
        engine = Redis(made, people)
    except (ImportError, OSError) as missing:
        print(f"(no Redis here: {missing})")
        return []
    rates = []
    for fixes in rows[: 2 * rounds : 2]:
        began = engine.seconds()
        engine(fixes)
        rates.append(len(fixes) / max(0.01, engine.seconds() - began))
    engine.end()
    return rates


def single(watched: Watcher, rows: list[Records]) -> Floats:
    """Milliseconds on the clock for one fix alone."""
    taken = []
    for fixes in rows:
        for at in range(0, len(fixes), 10):
            began = time.perf_counter()
            watched.hear(fixes[at : at + 1])
            taken.append(1e3 * (time.perf_counter() - began))
    return np.array(taken)


def main(*, quick: bool) -> None:
    people, areas = (20_000, 10_000) if quick else (PEOPLE, AREAS)
    began = time.process_time()
    warm()
    print(f"compiled or read in {time.process_time() - began:.1f} s of the processor")
    made = world(people, areas, 150.0)
    rows = batches(made)
    began = time.process_time()
    engines: dict[str, Callable[[Records], None]] = {
        "bare grid join (the limit)": Limit(made, people),
        "ours, areas of orders": (own := Ours(made, people, anybody=False)),
    }
    print(f"ours set up in {time.process_time() - began:.1f} s of the processor, with the limit")
    engines["ours, every area everybody's, counted only"] = (
        all_ := Ours(made, people, anybody=True)
    )
    engines["shapely STRtree"] = tree = Tree(made, people)
    rounds, size = (3, 10) if quick else (7, 20)
    settle = len(rows) - (rounds + 1) * size
    for work in engines.values():
        if work is not tree:  # What it finds does not hang on what was before.
            timed(work, rows[:settle])
    tree.at = settle * BATCH
    before = own.happened, all_.happened
    rates: dict[str, list[float]] = {name: [] for name in engines}
    for turn in range(rounds):
        part = rows[settle + turn * size : settle + (turn + 1) * size]
        for name, work in engines.items():
            rates[name].append(size * BATCH / timed(work, part))
    told = [now - then for now, then in zip((own.happened, all_.happened), before, strict=True)]
    rates["Redis GEO, the server alone"] = redis_rates(made, people, rows[settle:], rounds)
    report(rates, rounds * size * BATCH, told)
    alone = single(own.watched, rows[settle + rounds * size :][:3])
    print(f"one fix alone: p50 {np.median(alone):.3f} ms, p99 {np.percentile(alone, 99):.3f} ms")
    began = time.thread_time()
    own.watched.tick(float(rows[-1]["heard_at"][-1]))
    print(f"a tick over {people:,} trackers: {1e3 * (time.thread_time() - began):.2f} ms")


def report(rates: dict[str, list[float]], fixes: int, told: list[int]) -> None:
    limit = float(np.median(rates["bare grid join (the limit)"]))
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| engine | fixes a second of one core | of the limit | rounds from - to |")
    print("|---|---|---|---|")
    for name, each in rates.items():
        if each:
            rate = float(np.median(each))
            span = f"{min(each):,.0f} - {max(each):,.0f}"
            print(f"| {name} | {rate:,.0f} | {rate / limit:.3g} | {span} |")
    for name, rate in EARLIER.items():
        print(f"| {name}, earlier and alone on the machine | {rate:,} | – | – |")
    print(f"\nhappenings a thousand fixes: {[f'{1000 * n / fixes:.1f}' for n in told]}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
