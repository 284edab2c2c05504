"""What a way or a node of OpenStreetMap is to an emergency vehicle, and to somebody on foot.

Follows the OpenStreetMap wiki (Key:highway, Key:access, Key:oneway, Key:barrier),
with the eyes of an ambulance: what is private is driven, what is closed is closed
unless the map says that emergency vehicles may.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from tocsin.maps.limits import posted_kph
from tocsin.roads.network import JunctionFlag, RoadClass, StretchFlag

Tags: TypeAlias = Mapping[str, str]


class WayRule(NamedTuple):
    """What a way is to us. `road_class` is -1 for what cannot be driven."""

    road_class: int
    forward: bool
    backward: bool
    flags: int
    posted_kph: float
    lanes: int
    walkable: bool
    is_steps: bool


CLASSES: Final = {
    "motorway": RoadClass.MOTORWAY,
    "trunk": RoadClass.TRUNK,
    "primary": RoadClass.PRIMARY,
    "secondary": RoadClass.SECONDARY,
    "tertiary": RoadClass.TERTIARY,
    "unclassified": RoadClass.UNCLASSIFIED,
    "road": RoadClass.UNCLASSIFIED,
    "residential": RoadClass.RESIDENTIAL,
    "living_street": RoadClass.LIVING_STREET,
    "service": RoadClass.SERVICE,
    "busway": RoadClass.SERVICE,
    "track": RoadClass.TRACK,
    "motorway_link": RoadClass.MOTORWAY_LINK,
    "trunk_link": RoadClass.TRUNK_LINK,
    "primary_link": RoadClass.PRIMARY_LINK,
    "secondary_link": RoadClass.SECONDARY_LINK,
    "tertiary_link": RoadClass.TERTIARY_LINK,
    "pedestrian": RoadClass.PEDESTRIAN,
}

PATHS: Final = {"footway", "path", "cycleway", "bridleway"}
"""Driven only where the map says that emergency vehicles may, at walking pace."""

ON_FOOT: Final = PATHS | {"steps", "corridor", "platform", "pedestrian"}

FAST: Final = {"motorway", "motorway_link", "trunk", "trunk_link", "busway"}
"""Nobody walks along these, unless the map says so."""

YES: Final = {"yes", "designated", "official", "permissive", "destination", "emergency"}

RESTRICTED: Final = {
    "private",
    "customers",
    "delivery",
    "permissive",
    "destination",
    "permit",
    "residents",
    "employees",
    "agricultural",
    "forestry",
    "military",
    "agricultural;forestry",
}
"""Not for everybody, but a road: an ambulance drives it."""

MOTOR_KEYS: Final = ("motorcar", "motor_vehicle", "vehicle", "access")
"""The most specific first."""

UNPAVED: Final = {
    "unpaved",
    "gravel",
    "fine_gravel",
    "ground",
    "dirt",
    "earth",
    "grass",
    "sand",
    "mud",
    "compacted",
    "pebblestone",
    "rock",
    "woodchips",
    "snow",
    "ice",
    "shells",
}

BLOCKING: Final = {
    "bollard",
    "block",
    "jersey_barrier",
    "cycle_barrier",
    "motorcycle_barrier",
    "log",
    "debris",
    "planter",
    "wall",
    "fence",
    "hedge",
    "guard_rail",
    "stile",
    "turnstile",
    "full-height_turnstile",
    "kissing_gate",
    "horse_stile",
    "tank_trap",
    "rope",
    "delineators",
    "barrier_board",
    "bar",
    "wicket_gate",
}
"""Barriers that stop a vehicle."""

OPEN: Final = {
    "kerb",
    "entrance",
    "toll_booth",
    "border_control",
    "cattle_grid",
    "height_restrictor",
    "bump_gate",
    "bus_trap",
    "sump_buster",
    "no",
    "coupure",
    "checkpoint",
}
"""Barriers that an emergency vehicle drives past without opening anything."""


def way_rule(tags: Tags) -> WayRule | None:
    """What this way is to us, None when it can be neither driven nor walked."""
    highway = tags.get("highway", "")
    walkable = _walkable(highway, tags)
    road_class, flags = _driven(highway, tags)
    forward, backward = _directions(highway, tags) if road_class >= 0 else (False, False)
    if not forward and not backward:
        road_class, flags = -1, 0
    if road_class < 0 and not walkable:
        return None
    return WayRule(
        road_class,
        forward,
        backward,
        flags,
        posted_kph(tags) if road_class >= 0 else 0.0,
        _lanes(tags),
        walkable,
        highway == "steps",
    )


def _driven(highway: str, tags: Tags) -> tuple[int, int]:
    """Class and flags for driving; the class is -1 for what an emergency vehicle cannot use."""
    if tags.get("route") == "ferry" and not highway:
        return (int(RoadClass.FERRY), 0) if _public(tags) in YES else (-1, 0)
    emergency = tags.get("emergency")
    if emergency == "no" or (highway in CLASSES and tags.get("area") == "yes"):
        return -1, 0
    if highway in CLASSES:
        road_class = int(CLASSES[highway])
    elif highway in PATHS and (emergency in YES or _motor_only(tags) in YES):
        road_class = int(RoadClass.PEDESTRIAN)
    else:
        return -1, 0
    access = _access_flags(highway, tags)
    return (-1, 0) if access is None else (road_class, access | _looks(highway, tags))


def _public(tags: Tags) -> str:
    """What the map says about motor vehicles of the public, the most specific key first."""
    return next((tags[key] for key in MOTOR_KEYS if key in tags), "")


def _motor_only(tags: Tags) -> str:
    return next((tags[key] for key in ("motorcar", "motor_vehicle") if key in tags), "")


def _access_flags(highway: str, tags: Tags) -> int | None:
    """The flags of access, None when not even an emergency vehicle may."""
    public = _public(tags)
    named = tags.get("emergency") in YES or tags.get("service") == "emergency_access"
    buses = highway == "busway" or (public == "no" and _for_buses(tags))
    on_foot = highway in ON_FOOT and public not in YES
    if _closed(highway, tags) and not (named or buses):
        return None
    flags = StretchFlag(0)
    if buses:
        flags |= StretchFlag.BUSWAY | StretchFlag.EMERGENCY_ONLY
    if on_foot or public in {"no", "emergency"} or tags.get("service") == "emergency_access":
        flags |= StretchFlag.EMERGENCY_ONLY
    if public in RESTRICTED:
        flags |= StretchFlag.PRIVATE
    return int(flags)


def _closed(highway: str, tags: Tags) -> bool:
    """Whether motor vehicles are kept out. Of a pedestrian street that goes without saying."""
    return (tags.get("access") if highway == "pedestrian" else _public(tags)) == "no"


def _for_buses(tags: Tags) -> bool:
    return any(tags.get(key) in YES for key in ("bus", "psv", "taxi"))


_SERVICE_FLAGS: Final = {
    "driveway": StretchFlag.DRIVEWAY,
    "drive-through": StretchFlag.DRIVEWAY,
    "parking_aisle": StretchFlag.PARKING_AISLE,
    "alley": StretchFlag.ALLEY,
}


def _looks(highway: str, tags: Tags) -> int:
    flags = _SERVICE_FLAGS.get(tags.get("service", ""), StretchFlag(0))
    if tags.get("bridge", "no") != "no":
        flags |= StretchFlag.BRIDGE
    if tags.get("tunnel", "no") != "no":
        flags |= StretchFlag.TUNNEL
    if tags.get("junction") in {"roundabout", "circular"}:
        flags |= StretchFlag.ROUNDABOUT
    if _unpaved(highway, tags):
        flags |= StretchFlag.UNPAVED
    return int(flags)


def _unpaved(highway: str, tags: Tags) -> bool:
    surface = tags.get("surface")
    if surface:
        return surface in UNPAVED
    return highway == "track" and tags.get("tracktype") != "grade1"


def _directions(highway: str, tags: Tags) -> tuple[bool, bool]:
    """Whether the way may be driven as it is drawn, and against.

    A reversible way (its direction changes with the hour) is driven in neither:
    nobody here knows the hour's direction, and the wrong one is deadly.
    """
    keys = ("oneway:emergency", "oneway:motor_vehicle", "oneway:vehicle", "oneway")
    oneway = next((tags[key] for key in keys if key in tags), "")
    if oneway in {"yes", "true", "1"}:
        return True, False
    if oneway in {"-1", "reverse"}:
        return False, True
    if oneway == "reversible":
        return False, False
    if oneway in {"no", "false", "0", "alternating"}:
        return True, True
    implied = highway == "motorway" or tags.get("junction") in {"roundabout", "circular"}
    return True, not implied


def _lanes(tags: Tags) -> int:
    text = tags.get("lanes", "").split(";")[0].split(".")[0].strip()
    return min(int(text), 255) if text.isascii() and text.isdecimal() else 0


def _walkable(highway: str, tags: Tags) -> bool:
    platform = "platform" in {tags.get("railway"), tags.get("public_transport")}
    if highway not in CLASSES and highway not in ON_FOOT and not platform:
        return False
    foot = tags.get("foot")
    if foot is not None:
        return foot not in {"no", "use_sidepath"}
    if tags.get("access") == "no":
        return False
    if highway in FAST:
        return tags.get("sidewalk") in {"both", "left", "right", "yes"}
    return True


class NodeRule(NamedTuple):
    """What stands at a node of a road: `cuts` stops a vehicle, `gate` has to be opened."""

    cuts: bool
    gate: bool
    flags: int


def node_rule(tags: Tags) -> NodeRule | None:
    """What this node is to a road through it, None when it is nothing special."""
    flags = _standing(tags)
    barrier = tags.get("barrier")
    if barrier is None or barrier in OPEN:
        return NodeRule(cuts=False, gate=False, flags=flags) if flags else None
    cuts = _cuts(barrier, tags)
    return NodeRule(cuts=cuts, gate=not cuts, flags=flags)


def _cuts(barrier: str, tags: Tags) -> bool:
    emergency = tags.get("emergency")
    if emergency in YES or emergency == "no":
        return emergency == "no"
    public = _public(tags)
    if barrier in BLOCKING:
        return public not in YES
    return public == "no"


def _standing(tags: Tags) -> int:
    highway, flags = tags.get("highway"), JunctionFlag(0)
    by_signals = tags.get("crossing") == "traffic_signals" or tags.get("crossing:signals") == "yes"
    if highway == "traffic_signals" or (highway == "crossing" and by_signals):
        flags |= JunctionFlag.SIGNALS
    if highway == "stop":
        flags |= JunctionFlag.STOP
    if highway == "give_way":
        flags |= JunctionFlag.GIVE_WAY
    if highway == "mini_roundabout":
        flags |= JunctionFlag.MINI_ROUNDABOUT
    if tags.get("railway") == "level_crossing":
        flags |= JunctionFlag.LEVEL_CROSSING
    return int(flags)
