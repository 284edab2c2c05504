"""The land under Harlow: the river and its bend, the creek, the woods, the quarry's hill."""

from typing import Final

from tocsin.harlow.lines import Point, shifted, smooth
from tocsin.harlow.sheet import Sheet

RIVER: Final = smooth(
    [
        (-2950, 4450),
        (-2200, 3600),
        (-1400, 3050),
        (-600, 2720),
        (200, 2700),
        (1000, 2900),
        (1650, 2740),
        (2050, 2250),
        (2090, 1650),
        (1970, 1000),
        (2010, 250),
        (2350, -700),
        (3100, -1400),
        (4450, -1950),
    ],
    step_m=90.0,
)
"""The middle of the river. Its bend holds Ferry Point; Station Two is on its far side."""

RIVER_WIDTH_M: Final = 96.0

CREEK: Final = smooth(
    [(1180, 1720), (1330, 1930), (1420, 2160), (1500, 2330), (1580, 2540), (1650, 2700)]
)
"""Willow Creek runs through Ferry Point Park into the river."""

_CITY_LIMIT: Final[tuple[Point, ...]] = ((-3990, -3990), (3990, -3990), (3990, 3990), (-3990, 3990))


def draw_land(sheet: Sheet) -> None:
    """Water, woods and what the town is called."""
    half = RIVER_WIDTH_M / 2
    banks = [*shifted(RIVER, half), *reversed(shifted(RIVER, -half))]
    sheet.outline(RIVER, waterway="river", name="Harlow River")
    sheet.area(banks, natural="water", water="river", name="Harlow River")
    sheet.take_line(RIVER, half + 30.0)
    sheet.outline(CREEK, waterway="stream", name="Willow Creek")
    sheet.take_line(CREEK, 18.0)
    sheet.area(
        _CITY_LIMIT, boundary="administrative", admin_level="8", name="Harlow", border_type="city"
    )
    sheet.spot((0, 40), place="town", name="Harlow", population="25000")
    sheet.spot((2900, 1000), place="suburb", name="Eastbank")
    sheet.spot((-2330, 800), place="neighbourhood", name="Hickory Hills")
    sheet.spot((-900, -1300), place="neighbourhood", name="Depot Quarter")
    sheet.spot((1550, 700), place="neighbourhood", name="Ferry Landing")
    _draw_woods(sheet)


def _draw_woods(sheet: Sheet) -> None:
    hill = smooth(
        [(-3960, 700), (-3620, 620), (-3380, 900), (-3300, 1600), (-3500, 2300), (-3950, 2400)]
    )
    sheet.area(hill, natural="wood", name="Quarry Ridge")
    sheet.take(hill)
    sheet.spot((-3690, 1560), natural="peak", name="Quarry Ridge", ele="214")
    pit = smooth([(-3900, 2600), (-3500, 2550), (-3350, 2850), (-3600, 3150), (-3880, 3050)])
    sheet.area(pit, landuse="quarry", name="Old Harlow Quarry", disused="yes")
    sheet.area([(2600, -2400), (3900, -2300), (3900, -3900), (2500, -3900)], landuse="farmland")
    sheet.area([(-3900, 3300), (-3000, 3500), (-3500, 3950), (-3950, 3950)], natural="wood")
    sheet.area([(-2500, 2950), (-2100, 2700), (-1950, 2950), (-2300, 3300)], natural="wood")
