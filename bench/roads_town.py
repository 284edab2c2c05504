"""The map that all road engines of `bench.roads` drive, at the same speeds."""

from itertools import pairwise

import numpy as np
import osmium

from tocsin.maps import building, restrictions
from tocsin.maps.gathering import gather
from tocsin.maps.reading import open_source
from tocsin.maps.side import drives_on_left
from tocsin.roads.engine import CLOSED, UNREACHABLE, Ends
from tocsin.roads.network import RoadClass, StretchFlag
from tocsin.roads.speeds import FREE_KPH

PLAIN = StretchFlag.CUT_OFF | StretchFlag.EMERGENCY_ONLY | StretchFlag.BUSWAY | StretchFlag.PRIVATE
"""Places are chosen where none of these stands."""


class SameSpeeds(osmium.SimpleHandler):
    """A copy of the map where the limit of every road is the speed of its class."""

    def __init__(self, writer):
        super().__init__()
        self._writer = writer
        self._kph = {each.name.lower(): FREE_KPH[each] for each in RoadClass}

    def node(self, node):
        self._writer.add_node(node)

    def relation(self, relation):
        self._writer.add_relation(relation)

    def way(self, way):
        kph = self._kph.get(way.tags.get("highway"))
        if kph is None:
            self._writer.add_way(way)
            return
        dropped = ("maxspeed", "surface", "tracktype", "smoothness", "toll")
        tags = {key: value for key, value in way.tags if not key.startswith(dropped)}
        self._writer.add_way(way.replace(tags=tags | {"maxspeed": str(kph)}))


class Town:
    """The map, the same speeds, and places in the middle of its roads."""

    def __init__(self, pbf, seed=1):
        gathered = gather(open_source(pbf), lambda *_: None)
        roads = building.build(gathered.roads, gathered.road_lines, gathered.nodes)
        chains, _ = restrictions.banned(gathered.restrictions, roads)
        self.network = network = restrictions.with_banned(roads.network, chains)
        self.on_left = drives_on_left(network)
        self.draw = np.random.default_rng(seed)
        kph = np.array(FREE_KPH, float)[network.road_class]
        ms = np.maximum(1, network.length_m / (kph / 3.6) * 1000.0).astype(np.int32)
        closed = (network.stretch_flags & (StretchFlag.EMERGENCY_ONLY | StretchFlag.BUSWAY)) > 0
        closed |= np.isin(network.road_class, [RoadClass.PEDESTRIAN, RoadClass.FERRY])
        self.arc_ms = np.where(closed, CLOSED, ms)[network.stretch].astype(np.int32)
        big = network.road_class <= RoadClass.RESIDENTIAL
        self.core = np.flatnonzero(big & ((network.stretch_flags & PLAIN) == 0) & ~closed)
        self.arcs_of = {}
        for arc, stretch in enumerate(network.stretch.tolist()):
            self.arcs_of.setdefault(stretch, []).append(arc)

    def places(self, count):
        return self.draw.choice(self.core, count)

    def point(self, stretch):
        """Latitude and longitude halfway along a stretch."""
        network = self.network
        part = slice(network.first_point[stretch], network.first_point[stretch + 1])
        lat, lon = network.point_latitude[part], network.point_longitude[part]
        step = np.hypot(np.diff(lat), np.diff(lon) * np.cos(np.radians(lat[0])))
        along = np.concatenate([[0.0], np.cumsum(step)])
        half = along[-1] / 2
        return float(np.interp(half, along, lat)), float(np.interp(half, along, lon))

    def halves(self, graph, stretch, arc_ms):
        """The middle of a stretch as ends: half its time, and every vertex of its arcs."""
        pairs = [
            (vertex, int(arc_ms[arc]) // 2)
            for arc in self.arcs_of[int(stretch)]
            for vertex in range(graph.arc_vertex[arc], graph.arc_vertex[arc + 1])
        ]
        vertex, ms = (np.array(column, np.int32) for column in zip(*pairs, strict=True))
        return Ends(vertex, ms)

    def times(self, engine, graph, sources, targets, arc_ms):
        """Milliseconds between the middles of stretches, [k, l]."""
        begin = [self.halves(graph, at, arc_ms) for at in sources]
        rows = np.concatenate([ends.vertex for ends in begin])
        add = np.concatenate([ends.ms for ends in begin]).astype(np.int64)
        first = np.cumsum([0, *(len(ends.vertex) for ends in begin)])[:-1]
        pinned, found = engine.pin(rows), []
        for at in targets:
            ends = self.halves(graph, at, arc_ms)
            far = pinned.to(Ends(ends.vertex, -ends.ms)).astype(np.int64)
            found.append(
                np.minimum.reduceat(np.where(far < UNREACHABLE, far + add, 1 << 40), first)
            )
        return np.array(found).T

    def times_along(self, engine, graph, sources, targets, weights, arc_ms):
        """Milliseconds, turns included, along the ways that are best by `weights`, [k, l]."""
        found = [
            [
                self._along(engine.path(begin, Ends(end.vertex, -end.ms)), graph, arc_ms)
                for end in (self.halves(graph, at, weights) for at in targets)
            ]
            for begin in (self.halves(graph, at, weights) for at in sources)
        ]
        return np.array(found)

    def _along(self, path, graph, arc_ms):
        """Half of the first and of the last arc, all between, and every turn."""
        if len(path) < 2:
            return float(1 << 40)
        over = arc_ms[graph.vertex_arc[path]].astype(float)
        over[[0, -1]] /= 2
        turns = sum(self._turn(graph, *pair) for pair in pairwise(path.tolist()))
        return over.sum() + turns

    def _turn(self, graph, before, after):
        some = slice(graph.first_turn[before], graph.first_turn[before + 1])
        return int(graph.turn_ms[some][graph.turn_to[some] == after][0])
