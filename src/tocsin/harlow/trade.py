"""Where Harlow shops, fuels, sleeps, learns and prays."""

from typing import Final

from tocsin.harlow.downtown import AVENUE_STEP_M, WEST_M
from tocsin.harlow.lines import Point, box
from tocsin.harlow.lots import address, park_cars, walk
from tocsin.harlow.sheet import Sheet

MALL: Final[Point] = (-470.0, -2080.0)


def draw_trade(sheet: Sheet) -> None:
    """The mall first, then what stands in the blocks of downtown and on the roads out."""
    _draw_mall(sheet)
    _draw_mall_lots(sheet)
    _draw_garage(sheet)
    for place in DOWNTOWN:
        _draw_in_block(sheet, *place)
    _draw_fuel(sheet)
    _draw_motel(sheet)
    _draw_market(sheet)
    _draw_schools(sheet)


def _draw_mall(sheet: Sheet) -> None:
    east, north = MALL
    doors = [
        ((east, north + 60), "main"),
        ((east - 110, north + 60), "yes"),
        ((east + 60, north - 60), "yes"),
        ((east - 150, north - 60), "service"),
    ]
    sheet.building(
        MALL,
        (340, 120),
        doors,
        building="retail",
        shop="mall",
        name="Quarry Crossing",
        alt_name="Harlow Mall;The Mall",
        building__levels="2",
        **address(1200, "Valley Parkway"),
    )
    walk(sheet, doors[0][0], (east, north + 96))
    walk(sheet, doors[1][0], (east - 110, north + 96))
    walk(sheet, doors[2][0], (east + 60, north - 102))
    grounds = box((east, north + 10), 560, 580)
    sheet.take(grounds)
    sheet.area(grounds, landuse="retail")


def _draw_mall_lots(sheet: Sheet) -> None:
    """In front rows 1 to 8, behind rows A to F, and a ring road that joins both."""
    east, north = MALL
    ring = [
        (east - 215, north + 70),
        (east + 215, north + 70),
        (east + 215, north - 70),
        (east - 215, north - 70),
        (east - 215, north + 70),
    ]
    sheet.road(ring, "service", "Mall Ring", maxspeed="15 mph")
    park_cars(
        sheet,
        (east, north + 184),
        (400, 190),
        8,
        [
            [(east - 193, north + 96), (east - 193, north + 70)],
            [(east + 193, north + 96), (east + 193, north + 70)],
            [(east + 100, -1760), (east + 100, north + 272)],
            [(east - 120, -1760), (east - 120, north + 272)],
        ],
        labels="12345678",
        name="Mall Front Lot",
    )
    park_cars(
        sheet,
        (east, north - 160),
        (400, 130),
        6,
        [
            [(east - 193, north - 102), (east - 193, north - 70)],
            [(east + 193, north - 102), (east + 193, north - 70)],
            [(east + 193, north - 218), (34.3, north - 218)],
        ],
        name="Mall Back Lot",
    )


def _draw_garage(sheet: Sheet) -> None:
    """The town's garage, four levels, on Market Street."""
    ring = box((220, -130), 76, 70)
    sheet.take(ring, 10.0)
    sheet.area(
        ring,
        building="parking",
        amenity="parking",
        parking="multi-storey",
        name="Market Street Garage",
        building__levels="4",
        capacity="360",
        maxheight="7'0\"",
    )
    sheet.road([(220, -192), (220, -165), (220, -130)], "service", service="parking_aisle")
    sheet.mark((220, -165), amenity="parking_entrance", maxheight="7'0\"", level="0")


Placed = tuple[int, float, tuple[float, float], dict[str, str]]

DOWNTOWN: Final[tuple[Placed, ...]] = (
    (
        12,
        118,
        (64, 60),
        {"building": "civic", "amenity": "townhall", "name": "Harlow Town Hall"}
        | {"alt_name": "City Hall", "building__levels": "3"},
    ),
    (13, 118, (60, 50), {"building": "civic", "amenity": "library", "name": "Harlow Library"}),
    (
        9,
        -254,
        (74, 50),
        {"building": "transportation", "amenity": "bus_station", "name": "Harlow Bus Station"}
        | {"short_name": "The Depot"},
    ),
    (
        15,
        366,
        (50, 60),
        {"building": "church", "amenity": "place_of_worship"}
        | {"religion": "christian", "name": "Fourth Street Church"},
    ),
    (
        4,
        738,
        (40, 60),
        {"building": "church", "amenity": "place_of_worship"}
        | {"religion": "christian", "name": "Church of the Valley"},
    ),
    (
        10,
        118,
        (56, 44),
        {"building": "civic", "amenity": "courthouse"}
        | {"name": "Harlow County Courthouse", "building__levels": "3"},
    ),
    (7, 118, (44, 40), {"building": "civic", "amenity": "post_office", "name": "Post Office"}),
    (14, -6, (44, 40), {"building": "commercial", "amenity": "bank", "name": "Valley Bank"}),
    (
        16,
        242,
        (60, 60),
        {"building": "apartments", "name": "Depot Lofts"}
        | {"old_name": "Harlow Grain Depot", "building__levels": "6"},
    ),
    (5, 242, (50, 40), {"building": "retail", "amenity": "pharmacy", "name": "Fifth Avenue Drugs"}),
    (
        19,
        -130,
        (60, 60),
        {"building": "hotel", "tourism": "hotel", "name": "Riverside Hotel"}
        | {"building__levels": "7"},
    ),
)
"""(column of the grid, metres north of the middle, size, tags)."""


def _draw_in_block(
    sheet: Sheet, column: int, north_m: float, size_m: tuple[float, float], tags: dict[str, str]
) -> None:
    """A building in the middle of a block, its door to the south and a path to the street."""
    east_m = WEST_M + AVENUE_STEP_M * (column + 0.5)
    door = (east_m, north_m - size_m[1] / 2)
    sheet.building((east_m, north_m), size_m, [(door, "main")], **tags)
    walk(sheet, door, (east_m, north_m - 62))


def _draw_fuel(sheet: Sheet) -> None:
    """Four stations on the roads out of town, each with a drive to its road."""
    for name, east, north, road in (
        ("Mill Road Fuel", -1760.0, 130.0, (-1854.0, 130.0)),
        ("Parkway Gas", -2120.0, -1690.0, (-2120.0, -1753.5)),
        ("Eastbank Fuel", 2900.0, 20.0, (2900.0, -48.0)),
        ("Ridge Stop", 420.0, 3640.0, (420.0, 3567.0)),
    ):
        sheet.building((east, north), (24, 14), building="retail", shop="convenience")
        sheet.area(box((east, north), 60, 44), amenity="fuel", name=name)
        in_road = [(east, north - 12), (east + 20, north - 12), road]
        if abs(road[0] - east) > 40:
            in_road = [(east, north - 12), (east - 40, north - 12), road]
        sheet.road(in_road, "service", service="driveway")


def _draw_motel(sheet: Sheet) -> None:
    sheet.building(
        (-2700, 128),
        (90, 18),
        [((-2690, 119), "main")],
        building="hotel",
        tourism="motel",
        name="Freeway Motel",
        building__levels="2",
        **address(2700, "Main Street"),
    )
    park_cars(sheet, (-2700, 95), (90, 26), 1, [[(-2670, 56), (-2670, 95)]], name="Motel Parking")
    walk(sheet, (-2690, 119), (-2690, 95))


def _draw_market(sheet: Sheet) -> None:
    """Two supermarkets with a lot in front."""
    for name, east, north, street_m in (
        ("Valley Market", -1500.0, 240.0, 56.0),
        ("Eastbank Grocery", 3300.0, 110.0, -69.7),
    ):
        door = (east, north - 25)
        sheet.building((east, north), (84, 50), [(door, "main")], shop="supermarket", name=name)
        drives = [[(east + 30, street_m), (east + 30, north - 113)]]
        park_cars(sheet, (east, north - 80), (110, 80), 4, drives)
        walk(sheet, door, (east, north - 47))


def _draw_schools(sheet: Sheet) -> None:
    """Two in town on blocks of their own, one across the river."""
    for name, east, north, south_m in (
        ("Harlow High School", -880.0, 242.0, 180.0),
        ("Pine Avenue School", 715.0, 862.0, 800.0),
        ("Eastbank Elementary", 3120.0, 700.0, 700.0),
    ):
        grounds = box((east, north), 200, 104)
        sheet.take(grounds)
        sheet.area(grounds, amenity="school", name=name)
        door = (east, north - 22)
        sheet.building((east, north), (110, 44), [(door, "main")], building="school")
        if south_m < north:
            walk(sheet, door, (east, south_m))
    lane = [(2634, 780), (3020, 650), (3120, 640), (3220, 650)]
    sheet.road(lane, "residential", "Schoolhouse Lane")
    walk(sheet, (3120, 678), (3120, 640))
