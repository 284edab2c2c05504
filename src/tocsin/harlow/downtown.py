"""Downtown Harlow: numbered streets and named avenues, one-way pairs, alleys, the plaza."""

from typing import Final

from tocsin.harlow.lines import Line, Point, circle, closed
from tocsin.harlow.sheet import Sheet

WEST_M: Final = -1155
EAST_M: Final = 1155
AVENUE_STEP_M: Final = 110

STREETS: Final = {
    "Railroad Street": -440,
    "Depot Street": -316,
    "Market Street": -192,
    "Commerce Street": -68,
    "Second Street": 180,
    "Third Street": 304,
    "Fourth Street": 428,
    "Fifth Street": 552,
    "Sixth Street": 676,
    "Seventh Street": 800,
    "Eighth Street": 924,
    "Ninth Street": 1048,
    "Tenth Street": 1172,
    "Eleventh Street": 1296,
}
"""Each street's metres north; Main Street (56) and Center Avenue (55 east) are drawn apart."""

AVENUES: Final = (
    "9th Avenue",
    "8th Avenue",
    "7th Avenue",
    "6th Avenue",
    "5th Avenue",
    "4th Avenue",
    "Juniper Avenue",
    "Magnolia Avenue",
    "Sycamore Avenue",
    "Hickory Avenue",
    "Court Avenue",
    "",
    "Oak Avenue",
    "Maple Avenue",
    "Cedar Avenue",
    "Elm Avenue",
    "Walnut Avenue",
    "Pine Avenue",
    "Birch Avenue",
    "Ash Avenue",
    "Willow Avenue",
    "River Avenue",
)
"""From west to east, one each 110 m; the blank is Center Avenue."""

ONE_WAY: Final = {
    "Second Street": "yes",
    "Third Street": "-1",
    "Oak Avenue": "yes",
    "Maple Avenue": "-1",
}
"""Pairs. `-1` is one-way against the direction in which the line is drawn."""

SECONDARY: Final = frozenset({"Fifth Street"})
TERTIARY: Final = frozenset(
    {"Second Street", "Third Street", "Oak Avenue", "Maple Avenue", "Ninth Street", "5th Avenue"}
)


def draw_downtown(sheet: Sheet) -> None:
    """The grid between the railway and Eleventh Street, with what makes it less of one."""
    for name, north_m in STREETS.items():
        _street(sheet, name, [(WEST_M, north_m), (EAST_M, north_m)])
    for number, name in enumerate(AVENUES):
        east_m = WEST_M + AVENUE_STEP_M * number
        if name:
            _avenue(sheet, name, float(east_m))
    _draw_level_crossing_street(sheet)
    _draw_alleys(sheet)
    _draw_plaza(sheet)
    _close_a_block(sheet)


def _street(sheet: Sheet, name: str, points: Line) -> None:
    highway = "residential"
    if name in SECONDARY or name in TERTIARY:
        highway = "secondary" if name in SECONDARY else "tertiary"
    tags = {"oneway": ONE_WAY[name]} if name in ONE_WAY else {}
    sheet.road(points, highway, name, **tags)


def _avenue(sheet: Sheet, name: str, east_m: float) -> None:
    """An avenue, broken where a large block lies across it."""
    for south_m, north_m in _BROKEN.get(name, ((-440.0, 1296.0),)):
        _street(sheet, name, [(east_m, south_m), (east_m, north_m)])


_BROKEN: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "Court Avenue": ((-440, 304), (428, 1296)),
    "Pine Avenue": ((-440, 676), (924, 1296)),
    "6th Avenue": ((-440, 180), (428, 1296)),
    "Ash Avenue": ((-440, 1048),),
    "7th Avenue": ((-316, 1296),),
}
"""Station One's block, the school's, the park's: an avenue ends and begins again."""


def _draw_level_crossing_street(sheet: Sheet) -> None:
    sheet.road([(-385, -440), (-385, -900), (-400, -1120)], "residential", "South Magnolia Avenue")


def _draw_alleys(sheet: Sheet) -> None:
    """Narrow lanes behind the shops, halfway between two avenues."""
    for number in (6, 7, 13, 14, 15, 16, 18):
        east_m = WEST_M + AVENUE_STEP_M * (number + 0.5)
        for south_m in (-192, 428, 552):
            sheet.road([(east_m, south_m), (east_m, south_m + 124)], "service", service="alley")


def _draw_plaza(sheet: Sheet) -> None:
    """Plaza del Rio: a square for people on foot, between River and Willow Avenue."""
    ring: list[Point] = [(1062, 318), (1138, 318), (1138, 412), (1062, 412)]
    sheet.road(
        closed(ring),
        "pedestrian",
        "Plaza del Rio",
        area="yes",
        place="square",
        alt_name="Plaza del Río",
        short_name="The Plaza",
        name__es="Plaza del Río",
    )
    sheet.take(ring, 10.0)
    sheet.spot((1100, 365), amenity="fountain")
    sheet.road([(1100, 304), (1100, 318)], "footway")
    sheet.road([(1100, 412), (1100, 428)], "footway")
    sheet.road([(1045, 365), (1062, 365)], "footway")
    sheet.road([(1138, 365), (1155, 365)], "footway")
    sheet.road([(1062, 318), (1138, 412)], "footway")
    sheet.road([(1062, 412), (1138, 318)], "footway")
    sheet.area(circle((1082, 400), 6, 8)[:-1], building="kiosk", name="Plaza Kiosk")


def _close_a_block(sheet: Sheet) -> None:
    """Birch Avenue is shut by bollards in the middle of a block; who walks passes."""
    sheet.mark((825, 366), barrier="bollard", bicycle="yes", foot="yes")
