"""What a lookout must not tell: whom it happened to, how to reach her, where she is.

A lookout goes to many who need to know only whom to look for. So nothing of the
incident is put into it by itself, what a dispatcher writes is looked at for what
may not leave, and an area is a wide circle that does not give its middle away.
"""

import re
from collections.abc import Iterable, Iterator
from math import floor
from typing import Final

from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.geo import coordinates
from tocsin.geo.line import distance_m
from tocsin.kernel.private import Private
from tocsin.response.incident import Incident
from tocsin.response.place import point_of

AREA_M: Final = 2_000.0
"""The radius of a lookout's area. It covers every point of its cell with 1 km to spare."""

CELL_DEG: Final = 0.01
"""An area's middle is that of a cell of this size: it says nothing of where in the cell she is."""

NEAR_M: Final = 1_000.0
"""Coordinates this near to where she may be, or to a place of hers, stay here."""

_DIGITS_LEAST: Final = 7
"""So many digits in common are a telephone number."""


def wide_circle(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Latitude, longitude and radius in metres of an area around a point that hides it."""
    middle = [round((floor(deg / CELL_DEG) + 0.5) * CELL_DEG, 6) for deg in (latitude, longitude)]
    return middle[0], middle[1], AREA_M


def tells_of_her(state: State, view: Views, incident: Incident, text: str) -> str:
    """What in a text may not stand in a lookout, in words that do not repeat it; or nothing."""
    folded = _folded(text)
    if any(f" {name} " in folded for name in _names(state, incident)):
        return "the name of the person who asked for help"
    digits = re.sub(r"\D", "", text)
    if any(number in digits for number in _numbers(state, incident)):
        return "a telephone number of the person who asked for help"
    if any(address in text.casefold() for address in _addresses(state, incident)):
        return "an address of the person who asked for help"
    if any(f" {name} " in folded for name in _place_names(state, view, incident)):
        return "a place of the person who asked for help"
    if _is_near(state, view, incident, text):
        return "coordinates near the person who asked for help or a place of hers"
    return ""


def _folded(text: str) -> str:
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return f" {words} "


def _names(state: State, incident: Incident) -> Iterator[str]:
    """Her whole name and her given name. A family name alone may be that of who is looked for."""
    staff = state.agency.staff.get(incident.sender.removeprefix("person:"))
    if staff is not None and staff.name.text:
        whole = _folded(staff.name.text).strip()
        yield from filter(None, {whole, whole.partition(" ")[0]})


def _opened(sealed: Iterable[Private | None]) -> Iterator[str]:
    yield from (one.text for one in sealed if one is not None and one.text)


def _numbers(state: State, incident: Incident) -> Iterator[str]:
    staff = state.agency.staff.get(incident.sender.removeprefix("person:"))
    for number in _opened((incident.number, *(staff.numbers if staff else ()))):
        digits = re.sub(r"\D", "", number)
        if len(digits) >= _DIGITS_LEAST:
            # With or without the country code in front of it.
            yield digits[-10:]


def _addresses(state: State, incident: Incident) -> Iterator[str]:
    staff = state.agency.staff.get(incident.sender.removeprefix("person:"))
    for each in _opened((*staff.emails, *staff.services, *staff.devices) if staff else ()):
        yield each.casefold()


def _her_places(state: State, incident: Incident) -> set[str]:
    """Places of the agency where she may be, or works."""
    staff = state.agency.staff.get(incident.sender.removeprefix("person:"))
    rostered = {shift.place for shift in staff.shifts} if staff else set()
    return (rostered | {one.place for one in incident.evidence}) - {""}


def _place_names(state: State, view: Views, incident: Incident) -> Iterator[str]:
    for name in _her_places(state, incident):
        known = view.places().get(name)
        if known is not None:
            yield _folded(known.name).strip()
    for one in incident.evidence:
        if one.label is not None and one.label.text:
            yield _folded(one.label.text).strip() or "\0"


def _is_near(state: State, view: Views, incident: Incident, text: str) -> bool:
    known = [view.places().get(name) for name in _her_places(state, incident)]
    hers = [(one.latitude, one.longitude) for one in known if one is not None]
    points = (point_of(one, view.places()) for one in incident.evidence)
    hers += [point for point in points if point is not None]
    for reading in coordinates.read(text, hers[0] if hers else None):
        if reading.latitude is None or reading.longitude is None:
            continue
        point = (reading.latitude, reading.longitude)
        if any(distance_m(point, each) <= NEAR_M for each in hers):
            return True
    return False
