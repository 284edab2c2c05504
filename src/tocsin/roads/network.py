"""The road network as arrays, the way a map file holds it.

A *stretch* is a piece of road between two junctions, drawn by points. An *arc*
is one direction of a stretch that may be driven; a one-way stretch has one arc.
All arrays are read-only and may lie in a memory-mapped file. Degrees are WGS 84.
"""

from collections.abc import Mapping
from enum import IntEnum, IntFlag
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int32]
Longs: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.uint8]
Flags: TypeAlias = NDArray[np.uint16]


class RoadClass(IntEnum):
    """OpenStreetMap's `highway` of drivable ways, the fastest first."""

    MOTORWAY = 0
    TRUNK = 1
    PRIMARY = 2
    SECONDARY = 3
    TERTIARY = 4
    UNCLASSIFIED = 5
    RESIDENTIAL = 6
    LIVING_STREET = 7
    SERVICE = 8
    TRACK = 9
    MOTORWAY_LINK = 10
    TRUNK_LINK = 11
    PRIMARY_LINK = 12
    SECONDARY_LINK = 13
    TERTIARY_LINK = 14
    PEDESTRIAN = 15
    """A pedestrian street that an emergency vehicle may use at walking pace."""
    FERRY = 16


class StretchFlag(IntFlag):
    """What a stretch is besides its class."""

    BRIDGE = 1
    TUNNEL = 2
    ROUNDABOUT = 4
    EMERGENCY_ONLY = 8
    """Closed to the public, open to emergency vehicles."""
    PRIVATE = 16
    DRIVEWAY = 32
    PARKING_AISLE = 64
    ALLEY = 128
    UNPAVED = 256
    LINK_TO_NOWHERE = 512
    """Cut at the border of the map: a node was missing beyond it."""
    BUSWAY = 1024
    GATE = 2048
    """A gate or lift gate stands on it."""
    CUT_OFF = 4096
    """Outside the largest part of the network in which every place reaches every other."""


class JunctionFlag(IntFlag):
    """What stands at a junction."""

    SIGNALS = 1
    STOP = 2
    GIVE_WAY = 4
    LEVEL_CROSSING = 8
    MINI_ROUNDABOUT = 16


class Network(NamedTuple):
    """Drivable roads. n junctions, e stretches, m arcs, p points, b banned turns.

    Arcs are sorted by `tail`; those of junction j are `first_arc[j]` up to
    `first_arc[j + 1]`. The points of stretch s, both ends included, are
    `first_point[s]` up to `first_point[s + 1]`, drawn from `stretch_from` to
    `stretch_to`. A banned turn is a chain of two or more arcs that may not be
    driven one after the other (OpenStreetMap restrictions, `only_` ones turned
    into what they forbid, via-ways kept whole).
    """

    latitude: Floats  # [n]
    longitude: Floats  # [n]
    junction_flags: Bytes  # [n] JunctionFlag
    stretch_from: Ints  # [e] junction
    stretch_to: Ints  # [e] junction
    length_m: Singles  # [e]
    road_class: Bytes  # [e] RoadClass
    posted_kph: Singles  # [e] posted limit, 0 where none is on the map
    stretch_flags: Flags  # [e] StretchFlag
    lanes: Bytes  # [e] 0 unknown
    name: Ints  # [e] index into the map's names, -1 nameless
    way: Longs  # [e] OpenStreetMap way
    first_point: Longs  # [e + 1]
    point_latitude: Floats  # [p]
    point_longitude: Floats  # [p]
    first_arc: Ints  # [n + 1]
    tail: Ints  # [m]
    head: Ints  # [m]
    stretch: Ints  # [m]
    is_forward: NDArray[np.bool_]  # [m] whether the arc runs as the stretch is drawn
    first_banned: Ints  # [b + 1]
    banned_arcs: Ints  # [sum of the chains' lengths]


class Footways(NamedTuple):
    """Everything that can be walked. n corners, e ways between them, k doors to the road.

    A way is walked in both directions. A *kerb* is a corner that lies on a
    drivable stretch: there somebody may get out of a vehicle, `kerb_offset_m`
    metres from the start of the stretch as drawn.
    """

    latitude: Floats  # [n]
    longitude: Floats  # [n]
    one: Ints  # [e] corner
    other: Ints  # [e] corner
    length_m: Singles  # [e]
    is_steps: NDArray[np.bool_]  # [e]
    kerb: Ints  # [k] corner
    kerb_stretch: Ints  # [k] stretch of the road network
    kerb_offset_m: Singles  # [k]


FORMAT: Final = 2
"""Version of these arrays and of the places; a map file of another version is imported again."""


def to_arrays(prefix: str, record: NamedTuple) -> dict[str, NDArray[np.generic]]:
    """The fields of a record of arrays, each under `prefix.field`."""
    return {f"{prefix}.{field}": value for field, value in zip(record._fields, record, strict=True)}


def network_from(arrays: Mapping[str, NDArray[np.generic]]) -> Network:
    """The network out of the arrays of a map file. KeyError names what is missing."""
    return Network(*(arrays[f"network.{field}"] for field in Network._fields))  # type: ignore[arg-type]


def footways_from(arrays: Mapping[str, NDArray[np.generic]]) -> Footways:
    """The footways out of the arrays of a map file. KeyError names what is missing."""
    return Footways(*(arrays[f"footways.{field}"] for field in Footways._fields))  # type: ignore[arg-type]


def _no_roads() -> Network:
    none, first = np.empty(0, np.int32), np.zeros(1, np.int64)
    floats, singles, octets = np.empty(0), np.empty(0, np.float32), np.empty(0, np.uint8)
    return Network(
        latitude=floats,
        longitude=floats,
        junction_flags=octets,
        stretch_from=none,
        stretch_to=none,
        length_m=singles,
        road_class=octets,
        posted_kph=singles,
        stretch_flags=np.empty(0, np.uint16),
        lanes=octets,
        name=none,
        way=np.empty(0, np.int64),
        first_point=first,
        point_latitude=floats,
        point_longitude=floats,
        first_arc=np.zeros(1, np.int32),
        tail=none,
        head=none,
        stretch=none,
        is_forward=np.empty(0, np.bool_),
        first_banned=np.zeros(1, np.int32),
        banned_arcs=none,
    )


NO_ROADS: Final = _no_roads()
"""A network without a road."""
