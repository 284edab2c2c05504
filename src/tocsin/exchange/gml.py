"""The geometry inside a PIDF-LO: GML and the shapes that OGC added to it (RFC 5491)."""

import math
import re
from collections.abc import Callable
from typing import Final

from tocsin.exchange import safe_xml
from tocsin.exchange.fix import number, place
from tocsin.exchange.safe_xml import Element
from tocsin.exchange.shapes import (
    ArcBand,
    Circle,
    Corner,
    Ellipse,
    Ellipsoid,
    Point,
    Polygon,
    Prism,
    Shape,
    Sphere,
)

CORNERS_MAX: Final = 5_000
"""A polygon with more corners is refused; RFC 5491 advises 15 at most."""

MAX_SIZE_M: Final = 20_037_508.0
"""Half of the way round the Earth: no shape is larger."""

_LAT_LON: Final = re.compile(r"epsg(?::[0-9.]*)?[:#](?:4326|4979)$", re.IGNORECASE)
_LON_LAT: Final = re.compile(r"crs(?::[0-9.]*)?[:#]?(?:84|84h)$", re.IGNORECASE)
_METRES: Final = {"9001": 1.0, "9002": 0.3048, "9003": 1200 / 3937}
_DEGREES: Final = {"9102": 1.0, "9101": 180 / math.pi}
_DMS: Final = re.compile(
    r"(\d{1,3})(?::(\d{1,2}))?(?::(\d{1,2}(?:\.\d+)?))?([NS])[\s,]+"
    r"(\d{1,3})(?::(\d{1,2}))?(?::(\d{1,2}(?:\.\d+)?))?([EW])",
    re.IGNORECASE,
)


class ShapeError(ValueError):
    """What a shape lacks, as a sentence that quotes nothing."""


def read_shape(element: Element) -> Shape:
    """The shape of an element that `SHAPES` names. Raises ShapeError, which the reader catches."""
    _check_system(element)
    return SHAPES[safe_xml.name(element)](element)


def _check_system(element: Element) -> None:
    system = _system(element)
    if system and not _LAT_LON.search(system) and not _LON_LAT.search(system):
        raise ShapeError("The coordinate system is unknown; EPSG 4326 and 4979 are read.")


def _system(element: Element) -> str:
    """The coordinate system said here or further out; not said is WGS 84, latitude first."""
    for each in (element, *element.iterancestors()):
        found = each.get("srsName")
        if found:
            return str(found).strip()
    return ""


def _position(numbers: list[float], element: Element) -> tuple[float, float, float | None]:
    first, second = numbers[:2]
    if _LON_LAT.search(_system(element)):
        first, second = second, first
    where = place(first, second)
    if where is None:
        raise ShapeError("Latitude and longitude are 0 or out of range, or they are swapped.")
    return *where, (numbers[2] if len(numbers) > 2 else None)


def _numbers(element: Element) -> list[float]:
    found = [number(word) for word in safe_xml.text(element, CORNERS_MAX * 60).split()]
    told = [each for each in found if each is not None]
    if len(told) != len(found):
        raise ShapeError("A coordinate is no number.")
    return told


def _pos(element: Element) -> tuple[float, float, float | None]:
    pos = safe_xml.child(element, "pos")
    if pos is None:
        return _old_coordinates(element)
    numbers = _numbers(pos)
    if len(numbers) not in {2, 3}:
        raise ShapeError("A position is two or three numbers: latitude, longitude, altitude.")
    return _position(numbers, pos)


def _old_coordinates(element: Element) -> tuple[float, float, None]:
    """GML 2 in degrees, minutes, seconds with their letters, as in RFC 4119.

    Bare numbers there may stand in either order, so they are not guessed at.
    """
    found = _DMS.fullmatch(safe_xml.text_of(element, "coordinates"))
    if found is None:
        raise ShapeError("A position is missing: pos, or coordinates with N, S, E, W.")
    sides = []
    for degrees, minutes, seconds, side in (found.groups()[:4], found.groups()[4:]):
        size = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
        sides.append(-size if side.upper() in "SW" else size)
    where = place(sides[0], sides[1])
    if where is None:
        raise ShapeError("Latitude and longitude are 0 or out of range.")
    return *where, None


def _measure(element: Element, name: str, units: dict[str, float], missing: str) -> float:
    found = safe_xml.child(element, name)
    value = number(safe_xml.text(found))
    if found is None or value is None:
        raise ShapeError(f"The {name} is missing or no number.")
    unit = str(found.get("uom") or "")
    factor = units.get(unit.rpartition(":")[2] or missing)
    if factor is None:
        raise ShapeError(f"The unit of {name} is unknown; {', '.join(sorted(units))} are read.")
    return value * factor


def _length(element: Element, name: str) -> float:
    value = _measure(element, name, _METRES, "9001")
    if not 0 <= value <= MAX_SIZE_M:
        raise ShapeError(f"The {name} is below 0 m or larger than the Earth.")
    return value


def _angle(element: Element, name: str) -> float:
    return _measure(element, name, _DEGREES, "9102")


def _point(element: Element) -> Shape:
    return Point(*_pos(element))


def _circle(element: Element) -> Shape:
    lat, lon, _ = _pos(element)
    return Circle(lat, lon, _length(element, "radius"))


def _sphere(element: Element) -> Shape:
    lat, lon, altitude = _pos(element)
    return Sphere(lat, lon, altitude or 0.0, _length(element, "radius"))


def _ellipse(element: Element) -> Shape:
    lat, lon, _ = _pos(element)
    major, minor = _length(element, "semiMajorAxis"), _length(element, "semiMinorAxis")
    return Ellipse(lat, lon, major, minor, _angle(element, "orientation"))


def _ellipsoid(element: Element) -> Shape:
    lat, lon, altitude = _pos(element)
    return Ellipsoid(
        lat,
        lon,
        altitude or 0.0,
        _length(element, "semiMajorAxis"),
        _length(element, "semiMinorAxis"),
        _length(element, "verticalAxis"),
        _angle(element, "orientation"),
    )


def _arc_band(element: Element) -> Shape:
    lat, lon, _ = _pos(element)
    inner, outer = _length(element, "innerRadius"), _length(element, "outerRadius")
    start, opening = _angle(element, "startAngle"), _angle(element, "openingAngle")
    if inner > outer or not 0 <= opening <= 360:
        raise ShapeError(
            "An arc band goes from a smaller to a larger radius, over 0 to 360 degrees."
        )
    return ArcBand(lat, lon, inner, outer, start % 360, opening)


def _polygon(element: Element) -> Shape:
    corners, altitude = _ring(element)
    return Polygon(corners, altitude)


def _prism(element: Element) -> Shape:
    base = safe_xml.child(element, "base")
    polygon = None if base is None else safe_xml.child(base, "Polygon")
    if polygon is None:
        raise ShapeError("A prism has a base with a polygon.")
    corners, altitude = _ring(polygon)
    return Prism(corners, altitude or 0.0, _length(element, "height"))


def _ring(polygon: Element) -> tuple[tuple[Corner, ...], float | None]:
    exterior = safe_xml.child(polygon, "exterior")
    ring = None if exterior is None else safe_xml.child(exterior, "LinearRing")
    if ring is None:
        raise ShapeError("A polygon has an exterior with a linear ring.")
    listed = safe_xml.child(ring, "posList")
    if listed is None:
        found = [_position(_enough(_numbers(pos)), pos) for pos in safe_xml.children(ring, "pos")]
    else:
        found = _cut(listed, polygon)
    corners = tuple((lat, lon) for lat, lon, _ in found)
    if len(corners) > CORNERS_MAX:
        raise ShapeError(f"At most {CORNERS_MAX} corners of a polygon are read.")
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners = corners[:-1]
    if len(set(corners)) < 3:
        raise ShapeError("A polygon has three corners or more.")
    return corners, found[0][2]


def _enough(numbers: list[float]) -> list[float]:
    if len(numbers) not in {2, 3}:
        raise ShapeError("A position is two or three numbers: latitude, longitude, altitude.")
    return numbers


def _cut(listed: Element, polygon: Element) -> list[tuple[float, float, float | None]]:
    """A list of positions in threes when it says so or stands in EPSG 4979, else in twos."""
    numbers = _numbers(listed)
    told = str(listed.get("srsDimension") or polygon.get("srsDimension") or "")
    size = 3 if told == "3" or (not told and _system(listed).endswith("4979")) else 2
    if len(numbers) % size:
        raise ShapeError(f"The positions are not a list of {size} numbers each.")
    return [_position(numbers[at : at + size], listed) for at in range(0, len(numbers), size)]


SHAPES: Final[dict[str, Callable[[Element], Shape]]] = {
    "Point": _point,
    "Circle": _circle,
    "Sphere": _sphere,
    "Ellipse": _ellipse,
    "Ellipsoid": _ellipsoid,
    "ArcBand": _arc_band,
    "Polygon": _polygon,
    "Prism": _prism,
}
"""What is read inside of `location-info`."""
