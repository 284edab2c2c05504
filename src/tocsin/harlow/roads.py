"""Harlow's motorway, railway, bridges and the roads that carry the town."""

from collections.abc import Sequence
from typing import Final

from tocsin.harlow.land import RIVER
from tocsin.harlow.lines import Line, Point, beside, circle, met_at_m, shifted, smooth
from tocsin.harlow.sheet import Sheet

MOTORWAY: Final = smooth(
    [
        (-3560, -4100),
        (-3380, -2700),
        (-3260, -1780),
        (-3080, -800),
        (-2940, 56),
        (-2760, 900),
        (-2280, 1850),
        (-1560, 2620),
        (-900, 3180),
        (-330, 3640),
        (250, 4150),
    ],
    step_m=120.0,
)
"""The middle of US 7, drawn northward. It crosses the river at (-1300, 2900), about."""

RAIL: Final = smooth(
    [(-4100, -330), (-2500, -560), (-1000, -800), (200, -1300), (900, -2400), (1250, -4100)],
    step_m=80.0,
)

CARRIAGEWAY_M: Final = 13.0
"""Each carriageway's distance from the middle."""

RAMP_M: Final = 62.0
"""How far from the motorway's middle a ramp meets the road that crosses it."""

MAIN_WEST: Final[tuple[Point, ...]] = (
    (55, 56),
    (-1155, 56),
    (-1850, 56),
    (-2940, 56),
    (-3480, 56),
    (-4050, 90),
)
"""Drawn westward: house numbers rise from Center Avenue both ways."""

MAIN_EAST: Final[tuple[Point, ...]] = (
    (55, 56),
    (1155, 56),
    (1650, 45),
    (2360, 5),
    (2800, -40),
    (4050, -110),
)
ROUNDABOUT: Final[Point] = (40.0, -1750.0)
ROUNDABOUT_RADIUS_M: Final = 24.0
MILL_ROAD: Final = [
    (-1990, -3300),
    (-1950, -1750),
    (-1900, -1000),
    (-1850, 56),
    (-1800, 700),
    *smooth([(-1800, 700), (-1560, 1450), (-1080, 2050), (-820, 2240)])[1:],
]
MILL_LANE: Final = smooth(
    [(-820, 2240), (-420, 2390), (-190, 2520), (-60, 2710), (40, 2950), (180, 3240), (250, 3574)]
)
RIDGE_ROAD: Final = smooth(
    [
        (-820, 3990),
        (-330, 3640),
        (300, 3570),
        (1200, 3610),
        (2200, 3540),
        (3020, 3462),
        (4050, 3440),
    ]
)
PARKWAY_WEST: Final[tuple[Point, ...]] = ((-4050, -1860), (-3260, -1780), (-1950, -1750))
PARKWAY_EAST: Final = smooth([(64, -1750), (560, -1800), (1500, -1690), (2200, -1380)])


def draw_roads(sheet: Sheet) -> None:
    """Everything of class tertiary and above outside downtown, and the tracks."""
    sheet.track(RAIL, name="Harlow Valley Line", gauge="1435")
    sheet.take_line(RAIL, 28.0)
    _draw_motorway(sheet)
    _draw_ramps(sheet, [MAIN_WEST, PARKWAY_WEST, RIDGE_ROAD])
    _draw_main_street(sheet)
    _draw_north(sheet)
    _draw_east_bank(sheet)
    _draw_parkway(sheet)
    _draw_west(sheet)


def _draw_motorway(sheet: Sheet) -> None:
    under_rail: tuple[Line, float, dict[str, str]] = (RAIL, 45.0, {})
    over_river: tuple[Line, float, dict[str, str]] = (
        RIVER,
        110.0,
        {"bridge:name": "Freeway Bridge"},
    )
    tags = {"oneway": "yes", "lanes": "2", "ref": "US 7"}
    for carriageway in (
        shifted(MOTORWAY, CARRIAGEWAY_M),
        list(reversed(shifted(MOTORWAY, -CARRIAGEWAY_M))),
    ):
        sheet.crossing_road(
            carriageway, [under_rail, over_river], "motorway", "Valley Freeway", **tags
        )
    sheet.take_line(MOTORWAY, 60.0)


def _draw_ramps(sheet: Sheet, crossed: Sequence[Line]) -> None:
    """A diamond at each crossing: off, up to the road, and down again, on both sides."""
    for number, line in enumerate(crossed, 1):
        for way in (MOTORWAY, list(reversed(MOTORWAY))):
            met_m = met_at_m(way, line)
            meets = _beside_crossing(way, met_m, line)
            off = [
                beside(way, met_m - 430, CARRIAGEWAY_M),
                beside(way, met_m - 300, CARRIAGEWAY_M + 16),
                beside(way, met_m - 120, RAMP_M - 8),
                meets,
            ]
            on = [
                meets,
                beside(way, met_m + 120, RAMP_M - 8),
                beside(way, met_m + 300, CARRIAGEWAY_M + 16),
                beside(way, met_m + 430, CARRIAGEWAY_M),
            ]
            _ramp(sheet, off, destination="Harlow", junction__ref=str(number))
            _ramp(sheet, on, destination="Valley Freeway")
            sheet.mark(off[0], highway="motorway_junction", ref=str(number))
            sheet.mark(meets, highway="traffic_signals")
            sheet.take(off + on[1:], 25.0)


def _beside_crossing(way: Line, met_m: float, line: Line) -> Point:
    """Where the crossing road is `RAMP_M` to the right of the motorway."""
    right = [beside(way, met_m + step, RAMP_M) for step in (-250, -120, 0, 120, 250)]
    return beside(line, met_at_m(line, right))


def _ramp(sheet: Sheet, points: Line, **tags: str) -> None:
    sheet.road(points, "motorway_link", oneway="yes", lanes="1", **tags)


def _draw_main_street(sheet: Sheet) -> None:
    over: tuple[Line, float, dict[str, str]] = (MOTORWAY, 42.0, {})
    sheet.crossing_road(MAIN_WEST, [over], "primary", "Main Street", lanes="2")
    bridge = {"bridge:name": "Harlow Bridge", "alt_name": "Main Street Bridge"}
    sheet.crossing_road(
        MAIN_EAST, [(RIVER, 85.0, bridge)], "primary", "East Main Street", lanes="2"
    )
    center = [(55, -440), (60, -800), (60, -1240), (40, -1726)]
    sheet.road([(55, 56), *center], "secondary", "South Center Avenue")
    sheet.road([(40, -1774), (20, -3600)], "secondary", "South Center Avenue")
    north = smooth([(55, 1296), (95, 1800), (-60, 2200), (-300, 2440)])
    sheet.road([(55, 56), (55, 1172), *north], "secondary", "Center Avenue")
    sheet.cuts += [(55, -440), (55, 1296)]


def _draw_north(sheet: Sheet) -> None:
    sheet.road(MILL_ROAD, "secondary", "Mill Road")
    narrow = {
        "bridge:name": "Old Mill Bridge",
        "maxweight": "3 st",
        "maxheight": "8'0\"",
        "maxwidth": "7'6\"",
        "lanes": "1",
        "maxspeed": "10 mph",
        "old_name": "Harlow Toll Bridge",
    }
    sheet.crossing_road(MILL_LANE, [(RIVER, 75.0, narrow)], "tertiary", "Mill Lane")
    over: tuple[Line, float, dict[str, str]] = (MOTORWAY, 45.0, {})
    sheet.crossing_road(RIDGE_ROAD, [over], "secondary", "Ridge Road", ref="HV 12")
    ferry = smooth([(1155, 552), (1340, 800), (1470, 1300), (1560, 1800), (1600, 2060)])
    sheet.road(ferry, "tertiary", "Ferry Street", old_name="Steamboat Road")
    sheet.road(
        smooth([(95, 1790), (600, 1690), (1100, 1640), (1535, 1650)]), "tertiary", "Meadow Drive"
    )


def _draw_east_bank(sheet: Sheet) -> None:
    bluff = smooth(
        [
            (3020, 3462),
            (2960, 2900),
            (2760, 2100),
            (2600, 1300),
            (2650, 600),
            (2800, -40),
            (3150, -700),
            (3620, -1000),
        ]
    )
    sheet.road(bluff, "secondary", "Bluff Road")
    sheet.road(
        smooth([(2735, 2000), (3300, 1960), (3720, 2300), (3780, 3447)]), "tertiary", "Orchard Road"
    )
    sheet.road(
        smooth([(2600, 1290), (3200, 1180), (3700, 900), (3760, -95)]), "tertiary", "Eastbank Loop"
    )


def _draw_parkway(sheet: Sheet) -> None:
    """Valley Parkway: a bridge over US 7, two carriageways by the mall, a roundabout."""
    over: tuple[Line, float, dict[str, str]] = (MOTORWAY, 42.0, {})
    name = "Valley Parkway"
    sheet.crossing_road(PARKWAY_WEST, [over], "secondary", name, maxspeed="45 mph")
    sheet.road([(-1950, -1750), (-1780, -1750)], "secondary", name, maxspeed="45 mph")
    ring_west = (40 - 22.2, -1750.0)
    south = [(-1780, -1750), (-1700, -1760), (-30, -1760), (ring_west[0] + 1, -1759)]
    north = [(ring_west[0] + 1, -1741), (-30, -1740), (-1700, -1740), (-1780, -1750)]
    sheet.road(south, "secondary", name, oneway="yes", lanes="2")
    sheet.road(north, "secondary", name, oneway="yes", lanes="2")
    sheet.road(
        circle(ROUNDABOUT, ROUNDABOUT_RADIUS_M),
        "secondary",
        "Valley Circle",
        junction="roundabout",
        oneway="yes",
        maxspeed="15 mph",
    )
    for east_m in (-590.0, -370.0):
        sheet.road([(east_m, -1760), (east_m, -1740)], "secondary", oneway="no")
    over_rail: tuple[Line, float, dict[str, str]] = (RAIL, 35.0, {})
    sheet.crossing_road(PARKWAY_EAST, [over_rail], "secondary", name)
    levee = smooth([(2200, -1380), (2080, -1000), (1900, -600), (1690, -200), (1650, 45)])
    sheet.road(levee, "tertiary", "Levee Road")


def _draw_west(sheet: Sheet) -> None:
    quarry = smooth([(-3480, 56), (-3560, 400), (-3480, 720), (-3560, 905)])
    sheet.road(quarry, "tertiary", "Quarry Road")
    sheet.road(
        smooth([(-3480, 56), (-3600, -700), (-3620, -1300), (-3560, -1810)]),
        "unclassified",
        "Quarry Road South",
    )
    sheet.road([(-1810, 560), (-1155, 552)], "secondary", "Fifth Street")
    sheet.road(
        smooth([(-1900, -1050), (-2150, -1080), (-2330, -1110)]), "tertiary", "Hospital Drive"
    )
