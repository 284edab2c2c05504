"""Parking lots: the ground, the rows, the drives in and out."""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import Final

from tocsin.harlow.lines import Line, Point, box, placed
from tocsin.harlow.sheet import Sheet

EDGE_M: Final = 7.0
"""The aisles keep so far from the edge of their lot."""

CAR_M2: Final = 28.0
"""Ground for one car, its share of the aisle included."""


def park_cars(
    sheet: Sheet,
    centre: Point,
    size_m: tuple[float, float],
    rows: int,
    drives: Sequence[Line],
    *,
    turn_deg: float = 0.0,
    labels: Sequence[str] = ascii_uppercase,
    **tags: str,
) -> None:
    """A lot with its rows, named from its far (south) end: Row A, Row B and so on.

    `drives` lead in from the streets; each ends on one of the two aisles that
    join the rows at their ends, or on a row.
    """
    width_m, depth_m = size_m
    ring = box(centre, width_m, depth_m, turn_deg)
    sheet.take(ring, 8.0)
    said = {"parking": "surface", "capacity": str(round(width_m * depth_m / CAR_M2))} | tags
    sheet.area(ring, amenity="parking", **said)
    wide, deep = width_m / 2 - EDGE_M, depth_m / 2 - EDGE_M
    step_m = 2 * deep / (rows - 1) if rows > 1 else 0.0
    norths = [-deep + step_m * row for row in range(rows)] if rows > 1 else [0.0]
    for label, north in zip(labels, norths, strict=False):
        ends = [placed((side, north), centre, turn_deg) for side in (-wide, wide)]
        _aisle(sheet, ends, name=f"Row {label}", ref=label)
    if rows > 1:
        for side in (-wide, wide):
            _aisle(sheet, [placed((side, north), centre, turn_deg) for north in norths])
    for drive in drives:
        sheet.road(drive, "service", service="driveway")


def _aisle(sheet: Sheet, points: Line, **tags: str) -> None:
    sheet.road(points, "service", service="parking_aisle", maxspeed="10 mph", **tags)


def walk(sheet: Sheet, *points: Point, highway: str = "footway", **tags: str) -> None:
    """A way for people on foot."""
    sheet.road(points, highway, **tags)


def address(number: int, street: str) -> dict[str, str]:
    """An address in Harlow as keyword tags."""
    return {
        "addr__housenumber": str(number),
        "addr__street": street,
        "addr__city": CITY,
        "addr__postcode": POSTCODE,
    }


CITY: Final = "Harlow"
POSTCODE: Final = "00072"
"""No post office has it."""
