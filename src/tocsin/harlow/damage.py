"""What is wrong with Harlow's file, as something is with every real one.

An importer must survive all of it and say what it left out.
"""

from typing import Final

from tocsin.harlow.sheet import location_of
from tocsin.harlow.town import Node, Relation, Town, Way

MISSING_NODE_ID: Final = 7_099_999_999
"""A node that a way refers to and that the file does not hold."""

MISSING_WAY_ID: Final = 709_999_999


def add_damage(town: Town) -> Town:
    """The same town with a lost node, an island, a doubled point and a way of one node.

    Everything new has ids above the old, so that the order stays.
    """
    node_id, way_id = town.nodes[-1].id + 1, town.ways[-1].id + 1
    island = [
        Node(node_id + number, location_of(point), {})
        for number, point in enumerate(((-3500, 3600), (-3350, 3620), (-3200, 3560), (-3330, 3800)))
    ]
    twin_of = _end_of(town, "Quarry Road South")
    twin = Node(node_id + 4, twin_of.location, {})
    spur = Node(node_id + 5, location_of((-3820, -690)), {})
    ids = [node.id for node in island]
    lost_end = _end_of(town, "Heron Drive").id
    ways = (
        Way(way_id, (ids[0], ids[1], ids[2]), {"highway": "residential", "name": "Island Road"}),
        Way(way_id + 1, (ids[1], ids[3]), {"highway": "track"}),
        Way(way_id + 2, (twin.id, spur.id), {"highway": "residential"}),
        Way(way_id + 3, (lost_end, MISSING_NODE_ID), {"highway": "service"}),
        Way(way_id + 4, (spur.id,), {"highway": "residential", "name": "Point Road"}),
    )
    broken_rule = Relation(
        town.relations[-1].id + 1,
        (("w", way_id, "from"), ("n", ids[1], "via"), ("w", MISSING_WAY_ID, "to")),
        {"type": "restriction", "restriction": "no_left_turn"},
    )
    return Town(
        (*town.nodes, *island, twin, spur),
        (*town.ways, *ways),
        (*town.relations, broken_rule),
    )


def _end_of(town: Town, street: str) -> Node:
    """The last node of the first way with this name."""
    way = next(way for way in town.ways if way.tags.get("name") == street)
    return next(node for node in town.nodes if node.id == way.nodes[-1])
