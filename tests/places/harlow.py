"""Harlow as a map: a grid of streets, some houses and places, all invented."""

from functools import cache

from tests.places.drawn import hand_made
from tocsin.facts.agency import Place
from tocsin.places.feature import Feature
from tocsin.places.gazetteer import Gazetteer

SOUTH, WEST = 35.2, -92.4
ROW_DEG, COLUMN_DEG = 0.002, 0.0025

ROWS = (
    "Alder Street", "Birch Street", "Cedar Street", "Hope Street", "Main Street",
    "Calle de la Princesa", "Avenida Libertad", "Saint Helens Road", "Cedofeita Lane",
    "Dr. Martin Boulevard",
)  # fmt: skip
COLUMNS = (
    "N 1st Avenue", "N 2nd Avenue", "N 3rd Avenue", "N 4th Avenue", "N 5th Avenue",
    "N 6th Avenue", "N 7th Avenue", "Mulberry Drive", "Rua da Alegria", "Hauptstraße",
)  # fmt: skip


def at(row: float, column: float) -> tuple[float, float]:
    """The crossing of a row and a column; fractions lie between."""
    return round(SOUTH + row * ROW_DEG, 7), round(WEST + column * COLUMN_DEG, 7)


def _place(number, where, outline=(), **tags):
    latitude, longitude = where
    return Feature("way" if outline else "node", number, latitude, longitude, outline, tags)


def _box(where, half=0.0002):
    a, b = where
    corners = (
        (a - half, b - half),
        (a - half, b + half),
        (a + half, b + half),
        (a + half, b - half),
    )
    return (*corners, corners[0])


LIBRARY, BENTO, LOT, QUARRY = at(1.15, 2.5), at(2.1, 5.5), at(0.35, 0.5), at(6.5, 6.5)
HOSPITAL, DEPOT = at(8.5, 1.5), at(4.1, 3.5)
FEATURES = [
    _place(1_000, LIBRARY, _box(LIBRARY), name="Harlow Public Library", amenity="library"),
    _place(1_001, BENTO, name="Bento's Market", shop="supermarket"),
    _place(1_002, LOT, _box(LOT), amenity="parking"),
    _place(1_003, QUARRY, name="Quarryside", place="neighbourhood"),
    _place(1_004, HOSPITAL, name="Harlow General Hospital", alt_name="HGH", amenity="hospital"),
    _place(1_005, DEPOT, name="Riverbend Depot", building="industrial"),
    *(
        _place(2_000 + n, at(0.05, 4 + n / 100), **{"addr:housenumber": str(500 + n), "addr:street": "Alder Street"})
        for n in range(0, 100, 20)
    ),
    _place(3_000, at(5.05, 2.5), **{"addr:housenumber": "12", "addr:street": "Calle de la Princesa"}),
    _place(3_001, at(5.05, 2.7), **{"addr:housenumber": "12b", "addr:street": "Calle de la Princesa"}),
]  # fmt: skip

STATION = at(0.15, 0.5)
AGENCY = (
    Place("one", "Station One", "station", *STATION, ("station 1",)),
    Place("deep", "lot behind Station Two", "lot", *at(3.2, 6.2)),
    Place("two", "Station Two", "station", *at(3.1, 6.2)),
    Place("base", "Harlow Valley Base", "station", *at(7.1, 4.5), ("the base", "HQ")),
    Place("cafe", "Café Ünal", "other", *at(2.4, 1.4), ("the café",)),
)


@cache
def harlow() -> Gazetteer:
    """The town's gazetteer."""
    rows = [(name, [at(row, c) for c in range(len(COLUMNS))]) for row, name in enumerate(ROWS)]
    columns = [
        (name, [at(r, column) for r in range(len(ROWS))]) for column, name in enumerate(COLUMNS)
    ]
    return hand_made([*rows, *columns], FEATURES)
