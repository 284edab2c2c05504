"""From a map file to what the stages ask: everything is mapped, nothing is built."""

from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import NamedTuple

import msgspec

from tocsin.finding.terrain import Terrain
from tocsin.ground.ground import Ground
from tocsin.ground.mapped import MapGround
from tocsin.ground.straight import StraightGround
from tocsin.maps.file import MapFile, open_map
from tocsin.maps.mistakes import MapUnreadable
from tocsin.places.gazetteer import gazetteer_from
from tocsin.roads.engine import Engine
from tocsin.roads.hierarchy import HierarchyEngine, hierarchy_from
from tocsin.roads.network import footways_from, network_from
from tocsin.roads.speeds import DEFAULT, Calibration, calibrated, check
from tocsin.roads.sweep import Sweep
from tocsin.roads.times import Roads
from tocsin.roads.turns import TurnGraph, turns_from
from tocsin.tiles.atlas import Atlas, Sources
from tocsin.tiles.scenery import scenery_from


def open_ground(path: Path, zone: tzinfo, calibration: Calibration = DEFAULT) -> MapGround:
    """What a map can be asked. MapUnreadable says what is wrong with the file."""
    return _ground_of(open_map(path), zone, calibration)


def atlas_of(found: MapFile) -> Atlas:
    """What of a map is drawn. Costs nothing until the first tile is asked for."""
    return Atlas(
        Sources(
            network_from(found.arrays),
            found.names,
            gazetteer_from(found.arrays),
            scenery_from(found.arrays),
            found.meta.box,
            found.digest,
        )
    )


def _ground_of(found: MapFile, zone: tzinfo, calibration: Calibration) -> MapGround:
    gazetteer = gazetteer_from(found.arrays)
    roads = open_roads(found, calibration)
    terrain = Terrain(roads.network, footways_from(found.arrays), gazetteer, found.names)
    return MapGround(roads, terrain, gazetteer, zone)


class Opened(NamedTuple):
    """What there is to ask, and what is wrong when it is not a map.

    `covers` says whether a latitude and longitude lie within the box of the map;
    `atlas` draws it.
    """

    ground: Ground
    trouble: str
    covers: Callable[[float, float], bool] | None = None
    atlas: Atlas | None = None


def ground_or_lines(map_file: Path | None, calibration: Path | None, zone: tzinfo) -> Opened:
    """The ground of a map file; straight lines, with a sentence on why, when it cannot be used."""
    if map_file is None:
        return Opened(StraightGround(), "")
    try:
        fitted = read_calibration(calibration) if calibration else DEFAULT
        found = open_map(map_file)
        ground = _ground_of(found, zone, fitted)
        return Opened(ground, "", found.meta.covers, atlas_of(found))
    except (MapUnreadable, OSError, ValueError) as error:
        why = error.detail if isinstance(error, MapUnreadable) else type(error).__name__
        return Opened(StraightGround(), f"The map cannot be used: {why}. Straight lines it is.")


def open_roads(found: MapFile, calibration: Calibration = DEFAULT) -> Roads:
    """The roads of a map file."""
    network, footways = network_from(found.arrays), footways_from(found.arrays)
    on_left = found.meta.drives_on_left
    turns = calibrated(turns_from(found.arrays), network, calibration, drives_on_left=on_left)
    return Roads(network, footways, turns, _engine(found, turns), calibration=calibration)


def _engine(found: MapFile, turns: TurnGraph) -> Engine:
    """The hierarchy of the file; a plain sweep over the same turns where it has none."""
    if "hierarchy.rank" not in found.arrays:
        return Sweep(turns)
    return HierarchyEngine(hierarchy_from(found.arrays), turns)


def read_calibration(path: Path) -> Calibration:
    """What `tocsin calibrate` wrote. ValueError says what is wrong with it."""
    try:
        calibration = msgspec.json.decode(path.read_bytes(), type=Calibration)
    except msgspec.MsgspecError as error:
        raise ValueError(f"this is no calibration: {error}") from error
    check(calibration)
    return calibration
