"""`tocsin import map`: an OpenStreetMap file becomes one map file."""

from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.texts import pack
from tocsin.maps import building, footing, restrictions, scenery
from tocsin.maps.features import features
from tocsin.maps.file import PIECE_BYTES, MapMeta, write
from tocsin.maps.gathering import Gathered, gather
from tocsin.maps.mistakes import MapUnreadable, Reason
from tocsin.maps.reading import Progress, open_source
from tocsin.maps.side import drives_on_left
from tocsin.maps.summary import Summary, sizes
from tocsin.places import gazetteer
from tocsin.roads import hierarchy, turns
from tocsin.roads.network import Footways, Network, to_arrays
from tocsin.tiles.scenery import PREFIX as SCENERY

BUILDING: Final = "building the network"


def import_map(source: Path, out: Path, progress: Progress) -> Summary:
    """Read `source`, write the map file `out`; what was made of it.

    `progress` is told what is being done and which share of that is done, 0 to 1.
    MapUnreadable when the source is missing, empty, cut short, damaged, or has no
    roads; then `out` is as it was before. OSError when a file may not be read or written.
    """
    opened = open_source(source)
    gathered = gather(opened, progress)
    _refuse_the_useless(gathered)
    progress(BUILDING, 0.0)
    roads = building.build(gathered.roads, gathered.road_lines, gathered.nodes)
    if not len(roads.network.tail):
        raise MapUnreadable(Reason.NO_ROADS, "there is no road in this file that can be driven")
    chains, restricted = restrictions.banned(gathered.restrictions, roads)
    network = restrictions.with_banned(roads.network, chains)
    footways = footing.build(gathered.roads, gathered.road_lines, roads, gathered.doors)
    progress(BUILDING, 1.0)
    counts = gathered.counts | roads.counts | restricted | sizes(network, footways)
    del roads
    on_left = drives_on_left(network)
    arrays = _arrays(gathered, network, footways, progress, on_left=on_left)
    counts |= {
        "street_names": len(gathered.names),
        "places": len(arrays["gazetteer.place_latitude"]),
        "addresses": len(arrays["gazetteer.address_number"]),
        "scenery": len(arrays[f"{SCENERY}.kind"]),
    }
    meta = MapMeta(
        source=source.name,
        source_bytes=source.stat().st_size,
        source_digest=_digest(source),
        box=_box(network, footways),
        counts=counts,
        data_until=opened.data_until,
        drives_on_left=on_left,
    )
    progress("writing the map", 0.0)
    size = write(out, meta, arrays)
    progress("writing the map", 1.0)
    return Summary(meta.counts, meta.box, meta.data_until, on_left, size)


def _refuse_the_useless(gathered: Gathered) -> None:
    if not len(gathered.roads.way):
        raise MapUnreadable(Reason.NO_ROADS, "there is no road in this file")
    if np.isnan(gathered.road_lines.latitude).all():
        raise MapUnreadable(
            Reason.NO_LOCATIONS,
            "the roads of this file have no locations; an extract with its nodes is needed",
        )


def _arrays(
    gathered: Gathered,
    network: Network,
    footways: Footways,
    progress: Progress,
    *,
    on_left: bool,
) -> dict[str, NDArray[Any]]:
    """Everything that lies in the map file, by name."""
    blob, first = pack(gathered.names)
    arrays: dict[str, NDArray[Any]] = {
        **to_arrays("network", network),
        **to_arrays("footways", footways),
        "names.blob": blob,
        "names.first": first,
    }
    progress("indexing places and addresses", 0.0)
    things = features(gathered.points, gathered.shapes, gathered.shape_lines, gathered.entrances)
    arrays |= gazetteer.to_arrays(gazetteer.build(things, network, gathered.names))
    progress("indexing places and addresses", 1.0)
    arrays |= to_arrays(SCENERY, scenery.build(gathered.scenery))
    progress("preparing travel times", 0.0)
    graph = turns.build(network, drives_on_left=on_left)
    arrays |= to_arrays("turns", graph)
    progress("preparing travel times", 0.1)
    arrays |= to_arrays("hierarchy", hierarchy.build(graph, network))
    progress("preparing travel times", 1.0)
    return arrays


def _box(network: Network, footways: Footways) -> tuple[float, float, float, float]:
    latitude = np.concatenate([network.point_latitude, footways.latitude])
    longitude = np.concatenate([network.point_longitude, footways.longitude])
    return (
        float(latitude.min()),
        float(longitude.min()),
        float(latitude.max()),
        float(longitude.max()),
    )


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=32)
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
