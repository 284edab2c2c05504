"""How often the road picks another unit than the straight line, and what that is worth.

    python -m bench.nearest [MAP.osm.pbf]

Places of an SOS are drawn where people are: road-side points by length of street,
off the motorways. Units stand at random places of the same map, as many as a town
of that size has on the road. For each SOS the unit that a straight line picks is
compared with the one that is there soonest: both by road time, both from the same
starts, turnout left out.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from tocsin.geo.line import distance_m
from tocsin.harlow.writing import write_harlow
from tocsin.maps.importing import import_map
from tocsin.maps.opening import open_ground
from tocsin.roads.network import RoadClass, StretchFlag
from tocsin.roads.starts import Start

MAPS = Path("/work/shared/data/osm_pbf")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SOS_COUNT = 400
FLEETS = (5, 12, 40)


def main() -> None:
    given = [Path(arg) for arg in sys.argv[1:]]
    chosen = given or [MAPS / f"{name}.osm.pbf" for name in ("porto", "portland_central")]
    chosen.append(_harlow())
    print("| map | units | other unit by road | minutes gained then: median, p90 | mean over all |")
    print("|---|--:|--:|--:|--:|")
    for source in chosen:
        if not source.exists():
            print(f"| {source.name} is not there: skipped | | | | |")
            continue
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "bench.map"
            import_map(source, out, lambda _step, _share: None)
            ground = open_ground(out, ZoneInfo("UTC"))
            for units in FLEETS:
                print(_row(source.name.partition(".")[0], ground, units))


def _harlow() -> Path:
    path = Path(tempfile.mkdtemp()) / "harlow.osm.pbf"
    write_harlow(path)
    return path


def _row(name: str, ground, units: int) -> str:
    chance = np.random.default_rng(units)
    roads = ground.driving.set({}, NOON)
    points = _points(roads.network, chance, SOS_COUNT)
    gained: list[float] = []
    for place in points:
        starts = _points(roads.network, chance, units)
        prepared = roads.prepare([Start(*start, NOON) for start in starts])
        seconds = roads.matrix(prepared, [tuple(place)])[:, 0]
        if not np.isfinite(seconds).any():
            continue
        by_line = min(range(units), key=lambda n: distance_m(tuple(starts[n]), tuple(place)))
        if np.isfinite(seconds[by_line]):
            gained.append(float(seconds[by_line] - seconds.min()) / 60)
    won = np.array(gained)
    other = won[won > 1 / 60]
    share, n = len(other) / len(won), len(won)
    half = 1.96 * (share * (1 - share) / n) ** 0.5
    said = f"{np.median(other):.1f}, {np.quantile(other, 0.9):.1f}" if len(other) else "–"
    return f"| {name} | {units} | {share:.0%} ± {half:.0%} | {said} | {won.mean():.2f} |"


def _points(network, chance, count: int) -> np.ndarray:
    """Road-side places, longer streets more often; no motorways and nothing cut off."""
    fast = (RoadClass.MOTORWAY, RoadClass.MOTORWAY_LINK, RoadClass.TRUNK, RoadClass.FERRY)
    usable = ~np.isin(network.road_class, fast)
    usable &= (network.stretch_flags & StretchFlag.CUT_OFF) == 0
    weight = np.where(usable, network.length_m, 0.0).astype(np.float64)
    stretch = chance.choice(len(weight), count, p=weight / weight.sum())
    first, last = network.first_point[stretch], network.first_point[stretch + 1] - 1
    at = first + (chance.random(count) * (last - first + 1)).astype(np.int64)
    return np.stack([network.point_latitude[at], network.point_longitude[at]], axis=1)


if __name__ == "__main__":
    main()
