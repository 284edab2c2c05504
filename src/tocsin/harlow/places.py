"""The places of Harlow that the agency's file names: stations, police, hospital."""

from tocsin.harlow.lines import beside, box, circle
from tocsin.harlow.lots import address, park_cars, walk
from tocsin.harlow.parks import draw_parks
from tocsin.harlow.roads import RIDGE_ROAD
from tocsin.harlow.sheet import Sheet, at_deg
from tocsin.harlow.trade import draw_trade

STATION_ONE = at_deg(35.2031, -92.4012)
STATION_ONE_LOT = at_deg(35.2034, -92.4004)
STATION_TWO = at_deg(35.2317, -92.3655)
POLICE = at_deg(35.2102, -92.4120)
HOSPITAL = at_deg(35.1890, -92.4275)


def draw_places(sheet: Sheet) -> None:
    """Everything that has a name of its own and is no street."""
    _draw_station_one(sheet)
    _draw_station_two(sheet)
    _draw_police(sheet)
    _draw_hospital(sheet)
    _draw_hospital_grounds(sheet)
    draw_trade(sheet)
    draw_parks(sheet)


def _draw_station_one(sheet: Sheet) -> None:
    """Dispatch is here. East of it the lot, with three rows and two drives."""
    east, north = STATION_ONE
    doors = [
        ((east + 4, north - 13), "main"),
        ((east + 22, north + 4), "staff"),
        ((east - 8, north + 13), "emergency"),
    ]
    sheet.building(
        STATION_ONE,
        (44, 26),
        doors,
        building="fire_station",
        amenity="fire_station",
        emergency="ambulance_station",
        name="Station One",
        alt_name="Harlow Valley EMS Headquarters",
        building__levels="2",
        **address(1041, "Third Street"),
    )
    lot_east, lot_north = STATION_ONE_LOT
    park_cars(
        sheet,
        STATION_ONE_LOT,
        (84, 60),
        3,
        [
            [(-55, 428), (-55, lot_north + 23)],
            [(55, lot_north - 8), (lot_east + 35, lot_north - 8)],
        ],
        name="Station One Parking",
        access="permissive",
    )
    walk(sheet, doors[0][0], (east + 4, 304))
    walk(sheet, doors[1][0], (lot_east - 39, north + 4), (lot_east - 35, lot_north - 23))
    walk(sheet, doors[1][0], (east + 27, 411), (-55, 411))
    walk(sheet, (lot_east + 10, lot_north - 23), (lot_east + 10, 304))
    bay = [(-165, north + 22), (east - 8, north + 22), doors[2][0]]
    sheet.road(bay, "service", service="driveway", access="no", emergency="yes")
    sheet.take([(-160, 310), (50, 310), (50, 422), (-160, 422)])


def _draw_station_two(sheet: Sheet) -> None:
    east, north = STATION_TWO
    doors = [((east - 6, north - 11), "main"), ((east + 8, north - 11), "emergency")]
    sheet.building(
        STATION_TWO,
        (36, 22),
        doors,
        building="fire_station",
        emergency="ambulance_station",
        name="Station Two",
        building__levels="1",
        **address(3141, "Ridge Road"),
    )
    road = [beside(RIDGE_ROAD, along) for along in (4015, 4060)]
    sheet.road([road[1], (east + 8, north - 25), doors[1][0]], "service", service="driveway")
    walk(sheet, doors[0][0], (east - 6, north - 25), (east + 8, north - 25))
    park_cars(
        sheet,
        (east - 45, north + 6),
        (40, 34),
        2,
        [[(east + 8, north - 25), (east - 30, north - 22), (east - 32, north - 4)]],
        access="private",
    )


def _draw_police(sheet: Sheet) -> None:
    east, north = POLICE
    doors = [((east, north - 14), "main"), ((east + 18, north + 14), "staff")]
    sheet.building(
        POLICE,
        (48, 28),
        doors,
        building="civic",
        amenity="police",
        name="Harlow Police Headquarters",
        short_name="HPD",
        building__levels="3",
        **address(141, "Ninth Street"),
    )
    walk(sheet, doors[0][0], (east, 1048))
    walk(sheet, doors[1][0], (east + 18, north + 18))
    drive = [(-1045, north + 18), (east + 18, north + 18)]
    sheet.road([*drive, (east - 40, north + 18)], "service", service="driveway")


def _draw_hospital(sheet: Sheet) -> None:
    """The building, and round it a loop that is driven one way, past Emergency first."""
    east, north = HOSPITAL
    doors = [
        ((east + 70, north + 15), "emergency"),
        ((east - 10, north + 40), "main"),
        ((east + 10, north - 40), "service"),
    ]
    sheet.building(
        HOSPITAL,
        (140, 80),
        doors,
        building="hospital",
        name="Harlow Valley Hospital",
        building__levels="5",
        alt_name="Valley General",
        **address(200, "Hospital Drive"),
    )
    sheet.area(
        box((east + 20, north + 10), 400, 250),
        amenity="hospital",
        emergency="yes",
        name="Harlow Valley Hospital",
        healthcare="hospital",
    )
    gate = (-2330.0, -1110.0)
    loop = [
        gate,
        (east + 100, north + 60),
        (east - 92, north + 60),
        (east - 92, north - 62),
        (east + 100, north - 62),
        (east + 104, north + 15),
        gate,
    ]
    sheet.road(loop, "service", "Hospital Loop", oneway="yes", maxspeed="15 mph")
    sheet.road(
        [(east + 104, north + 15), doors[0][0]],
        "service",
        "Ambulance Entrance",
        access="no",
        emergency="yes",
    )
    walk(sheet, doors[1][0], (east - 10, north + 77))
    walk(sheet, doors[2][0], (east + 10, north - 62))
    sheet.take(box((east + 20, north + 10), 420, 270), 10.0)


def _draw_hospital_grounds(sheet: Sheet) -> None:
    """The helipad, the visitors' lot and the garage."""
    east, north = HOSPITAL
    sheet.area(circle((east - 125, north + 15), 13, 12)[:-1], aeroway="helipad", name="Helipad")
    walk(sheet, (east - 92, north + 15), (east - 110, north + 15))
    park_cars(
        sheet,
        (east - 10, north + 96),
        (150, 52),
        3,
        [[(east - 40, north + 60), (east - 40, north + 77)]],
        name="Visitor Parking",
    )
    garage = (east + 165.0, north - 20.0)
    ring = box(garage, 60, 70)
    sheet.take(ring, 12.0)
    sheet.area(
        ring,
        building="parking",
        amenity="parking",
        parking="multi-storey",
        name="Hospital Garage",
        building__levels="4",
        capacity="420",
        maxheight="8'2\"",
    )
    sheet.road(
        [(east + 103, north - 20), (east + 135, north - 20), (east + 180, north - 20)],
        "service",
        service="parking_aisle",
    )
    walk(sheet, (east + 135, north - 20), (east + 120, north - 2), (east + 104, north + 15))
    sheet.mark((east + 135, north - 20), amenity="parking_entrance", maxheight="8'2\"")
