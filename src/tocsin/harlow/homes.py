"""Houses along Harlow's streets, numbered as American towns do it.

Each block begins a new hundred; odd numbers stand left of the street as it is
drawn, even ones right.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import atan2, degrees
from random import Random
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
import shapely

from tocsin.harlow.joints import JOIN_M
from tocsin.harlow.lines import Point, beside, box, length_m
from tocsin.harlow.lots import CITY, POSTCODE
from tocsin.harlow.net import Chain, Net
from tocsin.harlow.sheet import Area

BUILT: Final = frozenset({"primary", "secondary", "tertiary", "unclassified", "residential"})

CORE: Final = (-420.0, -200.0, 840.0, 560.0)
"""West, south, east, north of the shops of downtown, in metres."""

TOWN: Final = (-1160.0, -445.0, 1160.0, 1300.0)
INTERPOLATED: Final = "Orchard Road"
"""The only street whose houses are not drawn but counted from end to end."""

NUMBER_M: Final = 6.5
"""Numbers rise by two in so many metres."""

DRIVEWAY_SHARE: Final = 0.09
NODE_SHARE: Final = 0.12
"""So many addresses are a point without a building."""

EMPTY_SHARE: Final = 0.28


class Plot(msgspec.Struct):
    """Ground for one house: where it is, on which street, where its driveway leaves."""

    centre: Point
    size_m: tuple[float, float]
    turn_deg: float
    street: str
    number: int
    chain: int
    step: int
    gate: Point
    is_shop: bool

    def ring(self) -> list[Point]:
        """Its outline."""
        return box(self.centre, *self.size_m, self.turn_deg)


def build_homes(net: Net) -> None:
    """Put houses on every plot that is free, and count along the street that has none."""
    used = {
        (area.tags["addr:street"], area.tags["addr:housenumber"])
        for area in net.sheet.areas
        if "addr:street" in area.tags
    }
    plots = _free(net, list(_plots(net)))
    gates: list[Plot] = []
    for plot in plots:
        if (plot.street, str(plot.number)) in used:
            continue
        used.add((plot.street, str(plot.number)))
        _build(net, plot)
        if not plot.is_shop and net.sheet.chance.random() < DRIVEWAY_SHARE:
            gates.append(plot)
    _draw_driveways(net, gates)
    _interpolate(net)


def _build(net: Net, plot: Plot) -> None:
    tags = {
        "addr:housenumber": str(plot.number),
        "addr:street": plot.street,
        "addr:city": CITY,
        "addr:postcode": POSTCODE,
    }
    chance = net.sheet.chance.random()
    if chance < NODE_SHARE:
        net.sheet.spots.append((plot.centre, tags))
        return
    kind = {"building": "commercial" if chance < 0.6 else "retail"}
    if not plot.is_shop:
        kind = {"building": "house" if chance < 0.8 else "yes"}
    net.sheet.areas.append(Area(plot.ring(), kind | tags))


def _plots(net: Net) -> Iterable[Plot]:
    """Every plot along every street, in the order of the streets; many will not be free."""
    arms = net.arms()
    corners = {node for node, leaving in arms.items() if len(leaving) > 2}
    block: dict[str, int] = {}
    for number, chain in enumerate(net.chains):
        name = chain.tags.get("name", "")
        if chain.tags.get("highway") not in BUILT or not name or name == INTERPOLATED:
            continue
        if "bridge" in chain.tags or "junction" in chain.tags:
            continue
        for first, last in _blocks(chain, corners):
            line = [net.points.all[node] for node in chain.nodes[first : last + 1]]
            block[name] = block.get(name, 0) + 1
            for plot in _plots_beside(net.sheet.chance, line, name, block[name] * 100):
                plot.chain, plot.step = number, plot.step + first
                yield plot
            block[name] += int(2 * length_m(line) / NUMBER_M) // 100


def _blocks(chain: Chain, corners: set[int]) -> Iterable[tuple[int, int]]:
    """From which node of the chain to which each block goes."""
    ends = [step for step, node in enumerate(chain.nodes) if node in corners]
    return pairwise(sorted({0, *ends, len(chain.nodes) - 1}))


def _plots_beside(chance: Random, line: Sequence[Point], name: str, hundred: int) -> Iterable[Plot]:
    """The plots of one block, on its left and on its right."""
    is_core = _inside(CORE, line[0])
    pace_m = 24.0 if is_core else 29.0 if _inside(TOWN, line[0]) else 36.0
    for at_m, step, gate, (east, north) in _gates(line, pace_m):
        for side in (-1, 1):
            if chance.random() < EMPTY_SHARE:
                continue
            width, depth = chance.uniform(11, 17), chance.uniform(10, 15)
            if is_core:
                width, depth = chance.uniform(18, 23), chance.uniform(22, 30)
            back_m = side * ((11.0 if is_core else 16.0) + depth / 2 + chance.uniform(0, 3))
            yield Plot(
                centre=(gate[0] + north * back_m, gate[1] - east * back_m),
                size_m=(width, depth),
                turn_deg=degrees(atan2(-north, east)),
                street=name,
                number=hundred + 2 * int(at_m / NUMBER_M) + (1 if side < 0 else 2),
                chain=0,
                step=step,
                gate=gate,
                is_shop=is_core,
            )


def _gates(
    line: Sequence[Point], pace_m: float
) -> Iterable[tuple[float, int, Point, tuple[float, float]]]:
    """Evenly along a block: (metres from its start, last point passed, where, which way)."""
    whole_m = length_m(line)
    even_m = whole_m / max(1, int(whole_m / pace_m))
    at_m, passed_m = even_m / 2, 0.0
    for step, (a, b) in enumerate(pairwise(line)):
        span_m = length_m([a, b])
        east, north = (b[0] - a[0]) / span_m, (b[1] - a[1]) / span_m
        while at_m < passed_m + span_m:
            on_m = at_m - passed_m
            yield at_m, step, (a[0] + east * on_m, a[1] + north * on_m), (east, north)
            at_m += even_m
        passed_m += span_m


def _inside(bounds: tuple[float, float, float, float], point: Point) -> bool:
    west, south, east, north = bounds
    return west <= point[0] <= east and south <= point[1] <= north


def _free(net: Net, plots: Sequence[Plot]) -> list[Plot]:
    """The plots on which nothing stands: no road, no park, no house built before."""
    rings = _rings(plots)
    roads = shapely.STRtree([shapely.LineString(road.points) for road in net.sheet.roads])
    blocked = set(roads.query(rings, predicate="dwithin", distance=7.0)[0].tolist())
    taken = shapely.STRtree(net.sheet.taken)
    blocked |= set(taken.query(rings, predicate="intersects")[0].tolist())
    touching: dict[int, list[int]] = {}
    pairs = shapely.STRtree(rings).query(rings, predicate="dwithin", distance=2.0)
    for one, other in zip(*pairs.tolist(), strict=True):
        if one > other:
            touching.setdefault(one, []).append(other)
    built: set[int] = set()
    for number in range(len(plots)):
        if number not in blocked and not built.intersection(touching.get(number, ())):
            built.add(number)
    return [plots[number] for number in sorted(built)]


def _rings(plots: Sequence[Plot]) -> npt.NDArray[np.object_]:
    """The outlines of all plots at once."""
    half = np.array([plot.size_m for plot in plots])[:, None, :] / 2
    corners = half * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
    turn = np.radians([[-plot.turn_deg] for plot in plots])
    east = corners[..., 0] * np.cos(turn) - corners[..., 1] * np.sin(turn)
    north = corners[..., 0] * np.sin(turn) + corners[..., 1] * np.cos(turn)
    middle = np.array([plot.centre for plot in plots])[:, None, :]
    rings: npt.NDArray[np.object_] = shapely.polygons(np.stack([east, north], axis=-1) + middle)
    return rings


def _draw_driveways(net: Net, plots: Iterable[Plot]) -> None:
    """A drive from the street to the house; the street gets a node where it leaves."""
    gates: dict[Point, int] = {}
    for plot in sorted(plots, key=lambda plot: (-plot.chain, -plot.step, plot.number)):
        if plot.gate not in gates:
            gates[plot.gate] = _gate(net, plot)
        back_m = length_m([plot.gate, plot.centre]) - plot.size_m[1] / 2 - 1.0
        house = net.points.new(beside([plot.gate, plot.centre], back_m))
        tags = {"highway": "service", "service": "driveway", "access": "private"}
        net.chains.append(Chain([gates[plot.gate], house], tags))


def _gate(net: Net, plot: Plot) -> int:
    """The node where the drive leaves; one that a path put there already will do."""
    chain = net.chains[plot.chain]
    for node in chain.nodes:
        if length_m([net.points.all[node], plot.gate]) < JOIN_M:
            return node
    start = net.points.all[chain.nodes[plot.step]]
    step = plot.step
    while step + 2 < len(chain.nodes) and _passed(
        start, net.points.all[chain.nodes[step + 1]], plot
    ):
        step += 1
    return net.insert(chain, step, plot.gate)


def _passed(start: Point, node: Point, plot: Plot) -> bool:
    """Whether this node, which was put in for another drive, comes before this plot's gate."""
    return length_m([start, node]) < length_m([start, plot.gate])


def _interpolate(net: Net) -> None:
    """One side of a street as two numbered points and a line between them."""
    chain = max(
        (chain for chain in net.chains if chain.tags.get("name") == INTERPOLATED),
        key=lambda chain: len(chain.nodes),
    )
    line = [net.points.all[node] for node in chain.nodes]
    ends = []
    for along_m, number in ((20.0, "101"), (length_m(line) - 20.0, "149")):
        tags = {"addr:housenumber": number, "addr:street": INTERPOLATED, "addr:city": CITY}
        node = net.points.new(beside(line, along_m, -14.0))
        net.tags[node] = tags
        ends.append(node)
    net.chains.append(Chain(ends, {"addr:interpolation": "odd"}))
