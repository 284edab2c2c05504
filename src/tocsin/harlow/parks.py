"""Parks, paths, homes of many, and the gated estate."""

from typing import Final

from tocsin.harlow.lines import Point, box, circle, smooth
from tocsin.harlow.lots import address, park_cars, walk
from tocsin.harlow.sheet import Sheet

FERRY_POINT_LOT: Final[Point] = (1690.0, 2230.0)
"""Nearer to Station Two by line, far nearer to Station One by road."""


def draw_parks(sheet: Sheet) -> None:
    """Green and blue first, then who lives beside it."""
    _draw_ferry_point(sheet)
    _draw_river_walk(sheet)
    _draw_trailhead(sheet)
    _draw_square(sheet)
    _draw_north_shore(sheet)
    _draw_estate(sheet)
    _draw_apartments(sheet)


def _draw_ferry_point(sheet: Sheet) -> None:
    """The park in the bend: a lot, paths, a bridge over the creek that is closed."""
    ring = smooth(
        [(1330, 2080), (1640, 2020), (1960, 1950), (1940, 2250), (1640, 2600), (1350, 2560)]
    )
    sheet.take(ring, 20.0)
    sheet.area(ring, leisure="park", name="Ferry Point Park", alt_name="The Point")
    park_cars(
        sheet,
        FERRY_POINT_LOT,
        (100, 56),
        3,
        [[(1600, 2060), (1647, 2140), (1647, 2209)]],
        name="Ferry Point Parking",
    )
    walk(sheet, (1720, 2251), (1760, 2320), (1800, 2400), (1720, 2480), (1610, 2470))
    walk(sheet, (1733, 2230), (1850, 2200), (1920, 2120), (1860, 2000), (1640, 2100), (1600, 2060))
    walk(sheet, (1610, 2470), (1560, 2400), highway="path", surface="gravel")
    sheet.road(
        [(1560, 2400), (1500, 2430)],
        "footway",
        "Creek Footbridge",
        bridge="yes",
        layer="1",
        access="no",
        description="Closed after the flood",
    )
    walk(sheet, (1500, 2430), (1420, 2460), (1380, 2380), highway="path", surface="ground")
    walk(sheet, (1380, 2380), (1360, 2150), (1380, 1660), highway="path", surface="ground")
    sheet.area(box((1790, 2300), 14, 10), building="pavilion", name="Point Pavilion")
    sheet.spot((1930, 2140), leisure="slipway", name="Ferry Point Boat Ramp")
    sheet.spot((1725, 2275), emergency="phone")


def _draw_river_walk(sheet: Sheet) -> None:
    """A path along the bank, reached from the plaza by steps; it runs under the bridge."""
    bank = smooth([(1560, 1290), (1780, 1180), (1860, 1000), (1880, 600), (1890, 250), (1935, 30)])
    bank += smooth([(1935, 30), (1960, -120), (2080, -400), (2120, -640)])[1:]
    sheet.road(bank, "footway", "River Walk", surface="asphalt", lit="yes")
    walk(sheet, (1470, 1300), (1560, 1290))
    sheet.road([(1155, 365), (1300, 365), (1420, 366)], "footway", "Plaza Walk")
    sheet.road([(1420, 366), (1450, 367)], "steps", "Plaza Steps", step_count="42", incline="down")
    sheet.road([(1450, 367), (1700, 380), (1882, 420)], "footway", "Plaza Walk")


def _draw_trailhead(sheet: Sheet) -> None:
    """Where Quarry Road ends and the ridge begins."""
    park_cars(
        sheet,
        (-3600, 930),
        (70, 44),
        2,
        [[(-3560, 905), (-3572, 915)]],
        name="Quarry Ridge Parking",
        surface="gravel",
    )
    sheet.mark(
        (-3572, 945), highway="trailhead", name="Quarry Ridge Trailhead", information="board"
    )
    loop = smooth(
        [
            (-3572, 945),
            (-3520, 1150),
            (-3560, 1380),
            (-3690, 1560),
            (-3810, 1380),
            (-3780, 1120),
            (-3628, 945),
        ]
    )
    sheet.road(loop, "path", "Ridge Trail", surface="ground", sac_scale="hiking")
    climb = [(-3690, 1560), (-3680, 1640)]
    sheet.road(climb, "steps", "Overlook Steps", step_count="96")
    on = smooth([(-3680, 1640), (-3600, 1850), (-3640, 2200), (-3600, 2560)])
    sheet.road(on, "path", "Quarry Trail", surface="ground")
    sheet.spot((-3690, 1565), tourism="viewpoint", name="Ridge Overlook")


def _draw_square(sheet: Sheet) -> None:
    """Courthouse Park fills a block of downtown, crossed by paths."""
    ring: list[Point] = [(-602, 434), (-498, 434), (-498, 546), (-602, 546)]
    sheet.take(ring, 4.0)
    sheet.area(ring, leisure="park", name="Juniper Park")
    middle = (-550.0, 490.0)
    for corner in ((-605, 428), (-495, 428), (-495, 552), (-605, 552)):
        walk(sheet, corner, middle)
    sheet.area(circle((-550, 510), 6, 8)[:-1], building="roof", amenity="shelter")


def _draw_north_shore(sheet: Sheet) -> None:
    """Apartments by the narrow bridge: Station One is nearer by line, not for an ambulance."""
    for number, (east, north) in enumerate(((170, 2990), (270, 3010), (230, 3110)), 1):
        doors = [
            ((float(east) + off, float(north) - 9), kind)
            for off, kind in ((-22, "main"), (0, "staircase"), (22, "staircase"))
        ]
        sheet.building(
            (float(east), float(north)),
            (76, 18),
            doors,
            building="apartments",
            name=f"North Shore Building {number}",
            building__levels="4",
            addr__unit=f"{number}",
            **address(18 + 2 * number, "North Shore Way"),
        )
        for door, _ in doors:
            walk(sheet, door, (door[0], door[1] - 9))
        walk(sheet, (doors[0][0][0], north - 18.0), (east + 60.0, north - 18.0))
    way = [(60, 3012), (110, 3045), (330, 3052), (330, 2970), (330, 2935)]
    sheet.road(way, "residential", "North Shore Way")
    walk(sheet, (230, 2972), (330, 2972))
    walk(sheet, (290, 3092), (300, 3051))
    sheet.take([(50, 2930), (350, 2930), (350, 3140), (50, 3140)])
    sheet.mark((330, 2935), highway="turning_circle")


def _draw_estate(sheet: Sheet) -> None:
    """Heron Estate is private behind a gate; crews have a second one of their own."""
    ring = [(1000, 3140), (1760, 3120), (1760, 3430), (1000, 3430)]
    sheet.area(ring, landuse="residential", name="Heron Estate", barrier="fence")
    drive = smooth([(1380, 3603), (1380, 3500), (1400, 3380), (1380, 3280)])
    sheet.road(drive, "residential", "Heron Drive", access="private")
    sheet.mark((1382, 3455), barrier="gate", access="private", emergency="yes")
    loop = smooth(
        [
            (1380, 3280),
            (1080, 3330),
            (1060, 3190),
            (1380, 3170),
            (1700, 3190),
            (1690, 3340),
            (1380, 3280),
        ]
    )
    sheet.road(loop, "residential", "Heron Circle", access="private")
    crews = [(1733, 3275), (1830, 3300), (1850, 3450), (1845, 3568)]
    sheet.road(crews, "service", access="no", emergency="yes")
    sheet.mark((1835, 3330), barrier="gate", access="no", emergency="yes")


def _draw_apartments(sheet: Sheet) -> None:
    """Levee Court: four blocks round a lot, three entrances each."""
    for number, (east, north) in enumerate(
        ((1130, -760), (1130, -660), (1290, -760), (1290, -660))
    ):
        doors = [((float(east + off), north - 10.0), "main") for off in (-30, 0, 30)]
        sheet.building(
            (float(east), float(north)),
            (96, 20),
            doors,
            building="apartments",
            name=f"Levee Court {'ABCD'[number]}",
            building__levels="3",
            **address(11 + 2 * number, "Levee Court"),
        )
        for door, _ in doors:
            walk(sheet, door, (door[0], door[1] - 10))
        walk(sheet, (east - 30.0, north - 20.0), (1210.0, north - 20.0))
        walk(sheet, (east + 30.0, north - 20.0), (1210.0, north - 20.0))
    sheet.road([(1210, -1010), (1210, -640)], "residential", "Levee Court")
    sheet.mark((1210, -640), highway="turning_circle")
    sheet.take([(1060, -800), (1360, -800), (1360, -620), (1060, -620)])
