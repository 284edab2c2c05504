"""Cutting tiles: milliseconds and bytes by zoom, and what the loop feels of it.

    python -m bench.tiles [file.osm.pbf ...] [--most N] [--check]

Harlow by default, and the real extracts of the shared data that are there. Of each zoom up to
`--most` tiles are cut (60 by default), spread evenly over all that hold a road. Then tiles are
cut beside a running loop, and it is told how late the loop woke. `--check` compares every tile of
the highest zoom with the map's arrays: every stretch of road is in each tile that it enters once.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from tests.tiles.decoding import read
from tocsin.engine.aside import Threads
from tocsin.harlow.writing import write_harlow
from tocsin.maps.file import MapFile, open_map
from tocsin.maps.importing import import_map
from tocsin.maps.opening import atlas_of
from tocsin.roads.network import network_from
from tocsin.tiles.atlas import Atlas
from tocsin.tiles.drawn import BUFFER
from tocsin.tiles.encoding import EXTENT
from tocsin.tiles.mercator import ZOOM_MAX, ZOOM_MIN, Tile, across, down

DATA = Path(os.environ.get("TOCSIN_DATA", "/work/shared/data"))
TOWNS = ("osm_pbf/monaco.osm.pbf", "osm_pbf/porto.osm.pbf")
BESIDE_S = 5.0
TURN_S = 0.005


def tiles_at(found: MapFile, z: int) -> list[Tile]:
    """Every tile of a zoom that holds a point of a road."""
    network = network_from(found.arrays)
    side = 1 << z
    places = np.stack(
        [across(network.point_longitude) * side, down(network.point_latitude) * side], axis=-1
    )
    pairs = np.unique(np.floor(places).astype(np.int64), axis=0)
    return [Tile(z, x, y) for x, y in pairs.tolist()]


def measure(atlas: Atlas, tiles: list[Tile], most: int) -> str:
    """One line: how many tiles there are, and what cutting some of them took."""
    chosen = tiles[:: max(1, -(-len(tiles) // most))]
    took, sizes = [], []
    for tile in chosen:
        start = time.perf_counter()
        made = atlas.tile(tile)
        took.append(1e3 * (time.perf_counter() - start))
        sizes.append(len(made))
    z = tiles[0].z
    return (
        f"{z:4} {len(tiles):7,} {len(chosen):6} {_of(took, 50):8.1f} {_of(took, 99):8.1f} "
        f"{statistics.median(sizes):10,.0f} {max(sizes):10,}"
    )


def _of(values: list[float], percent: int) -> float:
    return float(np.percentile(values, percent))


async def lateness(atlas: Atlas, tiles: list[Tile], *, cutting: bool) -> list[float]:
    """How many milliseconds late a loop wakes, while a thread beside it cuts tiles or does not."""
    aside, late, over = Threads(), [], time.perf_counter() + BESIDE_S

    async def cut() -> None:
        for tile in _round(tiles):
            if time.perf_counter() > over:
                return
            await aside("tiles", lambda tile=tile: atlas.tile(tile))

    working = asyncio.create_task(cut()) if cutting else None
    while time.perf_counter() < over:
        before = time.perf_counter()
        await asyncio.sleep(TURN_S)
        late.append(1e3 * (time.perf_counter() - before - TURN_S))
    if working:
        await working
    aside.close()
    return late


def _round(tiles: list[Tile]) -> Iterator[Tile]:
    while True:
        yield from tiles


def check(found: MapFile, atlas: Atlas) -> None:
    """Every stretch is in each tile that it enters once, and nowhere else."""
    network = network_from(found.arrays)
    side = 1 << ZOOM_MAX
    places = np.stack(
        [across(network.point_longitude) * side, down(network.point_latitude) * side], axis=-1
    )
    rows = np.repeat(np.arange(len(network.way)), np.diff(network.first_point))
    lines = shapely.linestrings(places, indices=rows)
    tree = shapely.STRtree(lines)
    more, seen, worst = BUFFER / EXTENT, 0, 0.0
    tiles = tiles_at(found, ZOOM_MAX)
    for tile in tiles:
        layers = read(atlas.tile(tile))
        features = layers["road"].features if "road" in layers else []
        got = {each.id: each.parts for each in features}
        assert len(got) == len(features), "a stretch is in a tile twice"
        box = shapely.box(tile.x - more, tile.y - more, tile.x + 1 + more, tile.y + 1 + more)
        near = tree.query(box, predicate="intersects")
        wanted = shapely.intersection(lines[near], box)
        for row, line in zip(near.tolist(), wanted, strict=True):
            drawn = shapely.MultiLineString(got.get(row, []))
            exact = shapely.transform(line, lambda xy, t=tile: (xy - (t.x, t.y)) * EXTENT)
            # What is shorter than that may be a single unit, which is no line.
            parts = [each for each in shapely.get_parts(exact) if each.length > 3]
            if parts:
                exact = shapely.MultiLineString(parts)
                worst = max(worst, exact.hausdorff_distance(drawn))
                seen += len(parts)
        assert set(got) <= set(near.tolist()), "a stretch is where it is not"
    assert worst < 1.5, worst
    print(
        f"     {seen:,} parts of {len(network.way):,} stretches in {len(tiles):,} tiles are there"
    )
    print(f"     once each, {worst:.2f} units off at most; no other is")


def one(source: Path, folder: Path, most: int, *, checks: bool) -> None:
    out = folder / f"{source.name}.map"
    import_map(source, out, lambda *_: None)
    found = open_map(out)
    atlas = atlas_of(found)
    deepest = tiles_at(found, ZOOM_MAX)
    start = time.perf_counter()
    atlas.tile(deepest[0])
    first = 1e3 * (time.perf_counter() - start)
    print(
        f"\n{source.name}: {found.meta.counts['stretches']:,} stretches, "
        f"{found.meta.counts['scenery']:,} pieces of scenery; first tile {first:.0f} ms"
    )
    print("zoom   tiles    cut  ms p50   ms p99  bytes p50  bytes max")
    for z in range(ZOOM_MIN, ZOOM_MAX + 1):
        print(measure(atlas, tiles_at(found, z), most))
    for cutting in (False, True):
        late = asyncio.run(lateness(atlas, deepest + tiles_at(found, 14), cutting=cutting))
        how = "while tiles are cut beside it" if cutting else "with nothing beside it"
        print(
            f"     loop late by {_of(late, 50):.2f} ms p50, {_of(late, 99):.2f} p99, "
            f"{max(late):.2f} at most, {how}"
        )
    if checks:
        check(found, atlas)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("sources", nargs="*", type=Path)
    asked.add_argument("--most", type=int, default=60)
    asked.add_argument("--check", action="store_true")
    given = asked.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        sources = given.sources
        if not sources:
            write_harlow(Path(folder) / "harlow.osm.pbf")
            sources = [Path(folder) / "harlow.osm.pbf"]
            sources += [DATA / town for town in TOWNS if (DATA / town).exists()]
        for source in sources:
            one(source, Path(folder), given.most, checks=given.check)


if __name__ == "__main__":
    main()
