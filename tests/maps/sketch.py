"""Small maps drawn by hand, written as real PBF files and imported like any other."""

from typing import NamedTuple

import osmium
from osmium.osm.mutable import Node, Relation, Way

from tocsin.maps.file import MapFile, open_map
from tocsin.maps.importing import import_map
from tocsin.maps.summary import Summary
from tocsin.places.gazetteer import gazetteer_from
from tocsin.roads.network import StretchFlag, footways_from, network_from

ORIGIN = (35.2, -92.4)
"""Latitude and longitude of (0, 0), where no such town is."""

STEP_DEG = 0.001
"""A step to the north is 111 m, one to the east 91 m."""


def at(east, north):
    return ORIGIN[0] + north * STEP_DEG, ORIGIN[1] + east * STEP_DEG


class Sketch:
    """Nodes at steps east and north of the origin, ways along them, relations between those."""

    def __init__(self):
        self.nodes, self.ways, self.relations = {}, [], []

    def node(self, node, east, north, **tags):
        self.nodes[node] = (at(east, north), _colons(tags))
        return self

    def row(self, nodes, north=0):
        """Nodes one step apart from west to east."""
        for east, node in enumerate(nodes):
            self.node(node, east, north)
        return self

    def way(self, way, nodes, highway="residential", **tags):
        road = {"highway": highway} if highway else {}
        self.ways.append((way, nodes, road | _colons(tags)))
        return self

    def restriction(self, relation, kind, came, via, went, **tags):
        """`via` is one node, or a list of ways; `came` and `went` are ways or lists of them."""
        members = [("w", way, "from") for way in _many(came)]
        members += [("w", w, "via") for w in via] if isinstance(via, list) else [("n", via, "via")]
        members += [("w", way, "to") for way in _many(went)]
        key = tags.pop("key", "restriction")
        self.relations.append(
            (relation, members, {"type": "restriction", key: kind} | _colons(tags))
        )
        return self

    def relation(self, relation, members, **tags):
        self.relations.append((relation, members, _colons(tags)))
        return self

    def write(self, path, order="nwr"):
        """The file, its objects in the order of these letters."""
        with osmium.SimpleWriter(path, overwrite=True) as out:
            for letter in order:
                if letter == "n":
                    for node, ((latitude, longitude), tags) in self.nodes.items():
                        out.add_node(Node(id=node, location=(longitude, latitude), tags=tags))
                elif letter == "w":
                    for way, nodes, tags in self.ways:
                        out.add_way(Way(id=way, nodes=nodes, tags=tags))
                else:
                    for relation, members, tags in self.relations:
                        out.add_relation(Relation(id=relation, members=members, tags=tags))
        return path

    def imported(self, folder):
        source = self.write(folder / "sketch.osm.pbf")
        summary = import_map(source, folder / "sketch.map", lambda doing, share: None)
        return Imported(summary, open_map(folder / "sketch.map"))


def _many(ways):
    return ways if isinstance(ways, list) else [ways]


def _colons(tags):
    return {key.replace("__", ":"): value for key, value in tags.items()}


class Imported(NamedTuple):
    """An imported sketch, asked in the words of the sketch."""

    summary: Summary
    map: MapFile

    @property
    def counts(self):
        return self.summary.counts

    @property
    def network(self):
        return network_from(self.map.arrays)

    @property
    def footways(self):
        return footways_from(self.map.arrays)

    @property
    def gazetteer(self):
        return gazetteer_from(self.map.arrays)

    @property
    def names(self):
        return self.map.names

    def stretches(self, way=None):
        """How many stretches there are, or there are of one way."""
        return len(self.network.way) if way is None else int((self.network.way == way).sum())

    def junction(self, east, north):
        """The junctions at this place."""
        net, (latitude, longitude) = self.network, at(east, north)
        near = abs(net.latitude - latitude) + abs(net.longitude - longitude) < 1e-6
        return near.nonzero()[0].tolist()

    def drives(self):
        """Every arc as (way, from, to), places in steps east of the origin for a row."""
        net = self.network
        return sorted(
            (int(net.way[s]), self._place(t), self._place(h))
            for s, t, h in zip(net.stretch, net.tail, net.head, strict=True)
        )

    def banned(self):
        """Every banned chain as ways with the place where the last arc begins."""
        net = self.network
        return sorted(
            tuple(int(net.way[net.stretch[arc]]) for arc in net.banned_arcs[a:b])
            for a, b in zip(net.first_banned[:-1], net.first_banned[1:], strict=True)
        )

    def banned_places(self):
        """Every banned chain as the places it runs through."""
        net = self.network
        chains = [
            net.banned_arcs[a:b].tolist()
            for a, b in zip(net.first_banned[:-1], net.first_banned[1:], strict=True)
        ]
        return sorted(
            (self._place(net.tail[chain[0]]), *(self._place(net.head[arc]) for arc in chain))
            for chain in chains
        )

    def flags(self, way):
        """The flags of the stretches of a way, all of them together."""
        found = StretchFlag(0)
        for value in self.network.stretch_flags[self.network.way == way].tolist():
            found |= StretchFlag(value)
        return found

    def _place(self, junction):
        return (
            round((self.network.longitude[junction] - ORIGIN[1]) / STEP_DEG, 2) + 0.0,
            round((self.network.latitude[junction] - ORIGIN[0]) / STEP_DEG, 2) + 0.0,
        )
