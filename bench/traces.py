"""Real traces for the benchmarks of proximity, multiplied to as many people as are wanted.

Cabspotting (San Francisco taxis, a fix a minute) and Geolife (two people in Beijing, a fix
every few seconds) lie in /work/shared/data and are used in place. Each person is one stretch
of one trace, begun at a random moment and put down at a random home.
"""

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

DATA: Final = Path("/work/shared/data")
CABS: Final = DATA / "cabspotting" / "cabspotting_2008-05-28_48h.parquet"
WALKERS: Final = DATA / "geolife" / "geolife_sample.csv.gz"
DEGREE_M: Final = 111_195.08
MIDDLE: Final = (40.0, -90.0)
LEAP_MPS: Final = 60.0
"""A step that is faster is a fault of the receiver, and is left out of the traces."""

Floats = NDArray[np.float64]


class Trace(NamedTuple):
    """One person's way: seconds, and metres east and north."""

    t: Floats
    x: Floats
    y: Floats


def _trace(t: Floats, lat: Floats, lon: Floats) -> Trace:
    order = np.argsort(t, kind="stable")
    t, lat, lon = t[order], lat[order], lon[order]
    new = np.concatenate([[True], np.diff(t) > 0])
    t, lat, lon = t[new], lat[new], lon[new]
    x = (lon - np.median(lon)) * DEGREE_M * np.cos(np.radians(np.median(lat)))
    y = (lat - np.median(lat)) * DEGREE_M
    fast = np.hypot(np.diff(x), np.diff(y)) > LEAP_MPS * np.diff(t)
    kept = ~(np.concatenate([[False], fast]) | np.concatenate([fast, [False]]))
    return Trace(t[kept], x[kept], y[kept])


def cabs() -> list[Trace]:
    """The taxis, as read by pyarrow (which is optional: ModuleNotFoundError without it)."""
    from pyarrow import parquet  # noqa: PLC0415

    table = parquet.read_table(CABS)
    t, cab, lat, lon = (table[name].to_numpy() for name in ("ts", "cab", "lat", "lon"))
    each = [np.flatnonzero(cab == number) for number in np.unique(cab)]
    return [_trace(t[at].astype(float), lat[at], lon[at]) for at in each if len(at) > 500]


def walkers() -> list[Trace]:
    """The two people."""
    with gzip.open(WALKERS, "rt") as file:
        rows = list(csv.DictReader(file))
    who = np.array([row["uid"] for row in rows])
    at = [datetime.fromisoformat(row["datetime"]).replace(tzinfo=UTC).timestamp() for row in rows]
    lat, lon = (np.array([float(row[name]) for row in rows]) for name in ("lat", "lng"))
    each = [np.flatnonzero(who == name) for name in np.unique(who)]
    return [_thinned(_trace(np.array(at)[at_], lat[at_], lon[at_])) for at_ in each]


def _thinned(trace: Trace) -> Trace:
    """The same with a fix every ten seconds at most."""
    new = np.concatenate([[True], np.diff(trace.t // 10.0) > 0])
    return Trace(*(column[new] for column in trace))


class Stream(NamedTuple):
    """Fixes of many people in the order of time. Seconds, metres from the middle."""

    person: NDArray[np.int32]
    t: Floats
    x: Floats
    y: Floats


def multiplied(
    traces: list[Trace], people: int, side_m: float, lasts_s: float, rng: np.random.Generator
) -> Stream:
    """Stretches of traces put down in a square; two that follow each other live nearby."""
    homes = rng.uniform(0.0, side_m, (people, 2))
    homes[1::2] = homes[::2] + rng.normal(0.0, 1500.0, (people // 2, 2))
    parts = []
    for person in range(people):
        trace = traces[int(rng.integers(len(traces)))]
        since = trace.t[int(rng.integers(len(trace.t) // 2))]
        a, b = np.searchsorted(trace.t, (since, since + lasts_s))
        kept = np.arange(a, b)
        parts.append((person, trace.t[kept] - since, homes[person], trace, kept))
    who = np.concatenate([np.full(len(kept), person) for person, _, _, _, kept in parts])
    t = np.concatenate([t + rng.uniform(0.0, 60.0) for _, t, _, _, _ in parts])
    x = np.concatenate([tr.x[k] - tr.x[k[0]] + home[0] for _, _, home, tr, k in parts])
    y = np.concatenate([tr.y[k] - tr.y[k[0]] + home[1] for _, _, home, tr, k in parts])
    order = np.argsort(t, kind="stable")
    return Stream(who[order].astype(np.int32), t[order], x[order], y[order])


def degrees(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of metres from the middle."""
    lat = MIDDLE[0] + np.asarray(y) / DEGREE_M
    return lat, MIDDLE[1] + np.asarray(x) / (DEGREE_M * np.cos(np.radians(MIDDLE[0])))


def metres(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """The other way round."""
    x = (lon - MIDDLE[1]) * DEGREE_M * np.cos(np.radians(MIDDLE[0]))
    return x, (lat - MIDDLE[0]) * DEGREE_M
