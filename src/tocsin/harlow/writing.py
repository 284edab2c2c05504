"""Harlow, the invented town of the demo, as a real OpenStreetMap file.

    write_harlow(Path("harlow.osm.pbf"))

It fits `sim/demo/harlow.toml`: its stations, its lot, its hospital stand where
that file says. Nothing but the .osm.pbf is between this generator and the map
import, so the demo walks the same road as a real city. One seed, one file, to
the byte: it holds no time, no version and no author.

No street, person or house in it is real, and it lies where no such town is.
"""

from pathlib import Path
from random import Random
from typing import Final

import osmium

from tocsin.harlow.damage import add_damage
from tocsin.harlow.downtown import draw_downtown
from tocsin.harlow.homes import build_homes
from tocsin.harlow.land import draw_land
from tocsin.harlow.net import Net
from tocsin.harlow.places import draw_places
from tocsin.harlow.quarters import draw_quarters
from tocsin.harlow.roads import draw_roads
from tocsin.harlow.rules import draw_turns, set_rules
from tocsin.harlow.sheet import Sheet
from tocsin.harlow.town import Town, TownSummary

GENERATOR: Final = "Tocsin's Harlow, an invented town"

BOX_DEG: Final = (-92.446, 35.162, -92.354, 35.238)
"""West, south, east, north of the file's header."""


def plan_harlow(seed: int = 1) -> Town:
    """Every node, way and relation of the town, in memory.

    The seed moves what is left to chance: names of quarters, bends, houses. What
    the demo counts on (river, bridges, stations, the mall, the rules) stays.
    """
    sheet = Sheet(Random(seed))
    draw_land(sheet)
    draw_roads(sheet)
    draw_downtown(sheet)
    draw_places(sheet)
    draw_quarters(sheet)
    draw_turns(sheet)
    net = Net(sheet)
    set_rules(net)
    build_homes(net)
    return add_damage(net.town())


def write_harlow(path: Path, seed: int = 1) -> TownSummary:
    """Write the town to `path`, which ends in .osm.pbf; what was there is replaced at once.

    A reader sees the old file or the new one, never a half. An error of the disk
    is an OSError or a RuntimeError of osmium, and leaves the old file as it was.
    """
    town = plan_harlow(seed)
    beside = path.with_name(f".{path.name}.new")
    try:
        _write(town, beside)
        size_bytes = beside.stat().st_size
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return _summary(town, size_bytes)


def _write(town: Town, path: Path) -> None:
    header = osmium.io.Header()
    header.set("generator", GENERATOR)
    header.set("sorting", "Type_then_ID")
    west, south, east, north = BOX_DEG
    header.add_box(osmium.osm.Box(west, south, east, north))
    file = osmium.io.File(str(path), "pbf,add_metadata=false")
    with osmium.SimpleWriter(file, header=header, overwrite=True) as writer:
        for node in town.nodes:
            writer.add_node(node)
        for way in town.ways:
            writer.add_way(way)
        for relation in town.relations:
            writer.add_relation(relation)


def _summary(town: Town, size_bytes: int) -> TownSummary:
    all_tags = [node.tags for node in town.nodes] + [way.tags for way in town.ways]
    return TownSummary(
        nodes=len(town.nodes),
        ways=len(town.ways),
        relations=len(town.relations),
        roads=sum("highway" in way.tags for way in town.ways),
        buildings=sum("building" in way.tags for way in town.ways),
        addresses=sum("addr:housenumber" in tags for tags in all_tags),
        restrictions=sum(one.tags.get("type") == "restriction" for one in town.relations),
        size_bytes=size_bytes,
    )
