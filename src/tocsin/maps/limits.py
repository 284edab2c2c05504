"""`maxspeed` as people write it, to km/h."""

import re
from collections.abc import Mapping
from typing import Final

MPH: Final = 1.609344
"""km/h in a mile per hour."""

KNOT: Final = 1.852
"""km/h in a knot."""

WALK_KPH: Final = 7.0
"""`walk`: walking pace as courts in Germany read it, 4 to 7 km/h."""

NONE_KPH: Final = 130.0
"""`none`: no limit; the advised speed on a German motorway."""

POSTED_KPH_MAX: Final = 200.0
"""Above this a sign is a slip of the keyboard."""

_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(km/?h|kmh|kph|mph|knots?)?", re.IGNORECASE)

_ZONE: Final = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z]+)?:(?:zone:?)?([a-z_]+|\d+)")

_BY_ZONE: Final = {
    "urban": 50.0,
    "rural": 90.0,
    "nsl_single": 60 * MPH,
    "nsl_dual": 70 * MPH,
    "trunk": 100.0,
    "motorway": 130.0,
    "living_street": 20.0,
    "bicycle_road": 30.0,
    "pedestrian_zone": WALK_KPH,
    "walk": WALK_KPH,
}
"""Legal limits that a sign only names, where the country is not in the next table."""

_BY_COUNTRY: Final = {
    "RU:urban": 60.0,
    "UA:urban": 50.0,
    "BY:urban": 60.0,
    "DE:rural": 100.0,
    "DE:motorway": NONE_KPH,
    "DE:living_street": WALK_KPH,
    "AT:rural": 100.0,
    "CH:rural": 80.0,
    "CH:motorway": 120.0,
    "FR:rural": 80.0,
    "IT:urban": 50.0,
    "RU:motorway": 110.0,
    "RU:living_street": 20.0,
    "GB:motorway": 70 * MPH,
    "GB:urban": 30 * MPH,
    "GB:rural": 60 * MPH,
}

_ZONE_KEYS: Final = ("maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic")


def read(value: str) -> float:
    """One value of `maxspeed` in km/h, 0 where it says nothing; of a list, the lowest."""
    found = [kph for part in re.split(r"[;,|]", value) if (kph := _one(part.strip())) > 0]
    return min(found, default=0.0)


def _one(text: str) -> float:
    if text in {"none", "unlimited"}:
        return NONE_KPH
    if text == "walk":
        return WALK_KPH
    if zone := _ZONE.fullmatch(text):
        name = zone.group(1)
        kph = float(name) if name.isdecimal() else _BY_ZONE.get(name, 0.0)
        return _within(_BY_COUNTRY.get(text, kph))
    if number := _NUMBER.fullmatch(text.partition("@")[0].strip()):
        unit = (number.group(2) or "").lower()
        factor = MPH if unit == "mph" else KNOT if unit.startswith("knot") else 1.0
        return _within(float(number.group(1)) * factor)
    return 0.0


def _within(kph: float) -> float:
    return kph if 0 < kph <= POSTED_KPH_MAX else 0.0


def posted_kph(tags: Mapping[str, str]) -> float:
    """The posted limit of a way in km/h, 0 where none is on the map.

    Where each direction has its own, the greater one. What holds only at times
    (`maxspeed:conditional`) is not read. Where no number is posted, the zone that
    a sign names stands for it.
    """
    each = [read(tags[key]) for key in ("maxspeed:forward", "maxspeed:backward") if key in tags]
    kph = max(each, default=0.0) or read(tags.get("maxspeed", ""))
    if kph or "maxspeed" in tags:
        return kph
    return next((found for key in _ZONE_KEYS if (found := read(tags.get(key, ""))) > 0), 0.0)
