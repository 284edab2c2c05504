"""What the importer hands over of the map besides roads: things with a name or an address."""

from typing import NamedTuple


class Feature(NamedTuple):
    """One named, addressed or useful thing of the map.

    `outline` are (latitude, longitude) pairs in degrees, closed for an area, and
    empty for a point; `latitude`, `longitude` stand for it as a whole. `tags` are
    OpenStreetMap's own.
    """

    kind: str  # node, way or relation
    id: int
    latitude: float
    longitude: float
    outline: tuple[tuple[float, float], ...]
    tags: dict[str, str]
