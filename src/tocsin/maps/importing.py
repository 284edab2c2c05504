"""`tocsin import map`: an OpenStreetMap file becomes one map file."""

from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from tocsin.geo.texts import pack
from tocsin.maps import building, footing, restrictions
from tocsin.maps.features import features
from tocsin.maps.file import PIECE_BYTES, MapMeta, write
from tocsin.maps.gathering import Gathered, gather
from tocsin.maps.mistakes import MapUnreadable, Reason
from tocsin.maps.reading import Progress, Source, open_source
from tocsin.roads.network import Footways, Network, StretchFlag, to_arrays


class Summary(NamedTuple):
    """What an import made, and what it left out."""

    counts: dict[str, int]
    box: tuple[float, float, float, float]
    """South, west, north, east in degrees WGS 84."""
    data_until: str
    file_bytes: int

    def lines(self) -> list[str]:
        """The summary for people, what was left out at the end."""
        get = self.counts.get
        south, west, north, east = self.box
        rows = [
            f"{get('junctions', 0):,} junctions, {get('stretches', 0):,} stretches, "
            f"{get('arcs', 0):,} directions to drive, {get('road_km', 0):,} km of road",
            f"{get('footways', 0):,} footways, {get('kerbs', 0):,} kerbs",
            f"{get('street_names', 0):,} street names, {get('features', 0):,} places and addresses",
            f"{get('restrictions_kept', 0):,} of {get('restrictions', 0):,} turn restrictions",
            f"from {south:.4f}, {west:.4f} to {north:.4f}, {east:.4f}",
            f"{self.file_bytes / 2**20:,.1f} MiB"
            + (f", the map as of {self.data_until}" if self.data_until else ""),
        ]
        return rows + [f"{text}: {get(key, 0):,}" for key, text in LEFT_OUT.items() if get(key)]


LEFT_OUT = {
    "restrictions_exempt": "restrictions that do not hold for emergency vehicles",
    "restrictions_conditional": "restrictions that hold only at times, left out",
    "restrictions_for_others": "restrictions for other vehicles, left out",
    "restrictions_outside": "restrictions on ways that are not roads of this map, left out",
    "restrictions_needless": "restrictions that the one-ways make needless",
    "restrictions_broken": "broken restrictions, left out",
    "missing_road_segments": "pieces of road lost because the map lacks a node",
    "zero_length_stretches": "pieces of road without length, left out",
    "duplicate_ways": "ways that stand in the file twice, taken once",
    "barriers_on_junctions": "barriers drawn on a junction, left out",
    "stretches_cut_off": "stretches that cannot be reached from everywhere, or not be left",
}
"""What a summary tells besides, in this order."""


def import_map(source: Path, out: Path, progress: Progress) -> Summary:
    """Read `source`, write the map file `out`; what was made of it.

    `progress` is told what is being done and which share of that is done, 0 to 1.
    MapUnreadable when the source is missing, empty, cut short, damaged, or has no
    roads; then `out` is as it was before. OSError when the disk refuses.
    """
    opened = open_source(source)
    gathered = gather(opened, progress)
    _refuse_the_useless(gathered)
    progress("building the network", 0.0)
    roads = building.build(gathered.roads, gathered.road_lines, gathered.nodes)
    if not len(roads.network.tail):
        raise MapUnreadable(Reason.NO_ROADS, "there is no road in this file that can be driven")
    progress("building the network", 0.4)
    chains, restricted = restrictions.banned(gathered.restrictions, roads)
    network = restrictions.with_banned(roads.network, chains)
    footways = footing.build(gathered.roads, gathered.road_lines, roads, gathered.doors)
    progress("building the network", 1.0)
    arrays, kept = _arrays(gathered, network, footways)
    counts = gathered.counts | roads.counts | restricted | kept | _sizes(network, footways)
    box = _box(network, footways)
    meta = MapMeta(
        source=source.name,
        source_bytes=source.stat().st_size,
        source_digest=_digest(source),
        box=box,
        counts=counts,
        data_until=opened.data_until,
    )
    progress("writing the map", 0.0)
    size = write(out, meta, arrays)
    progress("writing the map", 1.0)
    return Summary(counts, box, opened.data_until, size)


def _refuse_the_useless(gathered: Gathered) -> None:
    if not len(gathered.roads.way):
        raise MapUnreadable(Reason.NO_ROADS, "there is no road in this file")
    if np.isnan(gathered.road_lines.latitude).all():
        raise MapUnreadable(
            Reason.NO_LOCATIONS,
            "the roads of this file have no locations; an extract with its nodes is needed",
        )


def _arrays(
    gathered: Gathered, network: Network, footways: Footways
) -> tuple[dict[str, NDArray[Any]], dict[str, int]]:
    """Everything that lies in the map file, by name, and how much of it."""
    things = list(
        features(gathered.points, gathered.shapes, gathered.shape_lines, gathered.entrances)
    )
    blob, first = pack(gathered.names)
    tags, first_tags = pack([msgspec.json.encode(t.tags).decode() for t in things])
    arrays: dict[str, NDArray[Any]] = {
        **to_arrays("network", network),
        **to_arrays("footways", footways),
        "names.blob": blob,
        "names.first": first,
        "features.kind": np.array([t.kind[0] for t in things], "S1").view(np.uint8),
        "features.id": np.array([t.id for t in things], np.int64),
        "features.latitude": np.array([t.latitude for t in things], np.float64),
        "features.longitude": np.array([t.longitude for t in things], np.float64),
        "features.first_point": np.cumsum([0, *(len(t.outline) for t in things)]),
        "features.outline": np.array([p for t in things for p in t.outline]).reshape(-1, 2),
        "features.tags_blob": tags,
        "features.tags_first": first_tags,
    }
    return arrays, {"features": len(things), "street_names": len(gathered.names)}


def _sizes(network: Network, footways: Footways) -> dict[str, int]:
    cut_off = (network.stretch_flags & StretchFlag.CUT_OFF) > 0
    nowhere = (network.stretch_flags & StretchFlag.LINK_TO_NOWHERE) > 0
    return {
        "junctions": len(network.latitude),
        "stretches": len(network.way),
        "arcs": len(network.tail),
        "road_km": round(float(network.length_m.sum(dtype=np.float64)) / 1000),
        "stretches_cut_off": int(cut_off.sum()),
        "links_to_nowhere": int(nowhere.sum()),
        "corners": len(footways.latitude),
        "footways": len(footways.one),
        "kerbs": len(footways.kerb),
    }


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
