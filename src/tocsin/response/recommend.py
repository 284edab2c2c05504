"""Which units to send, and why: every unit is looked at, none is left out silently.

Distance is along a straight line and says so; road travel time replaces it.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from tocsin.facts.agency import Place, ResponseLine, ResponsePlan, UnitProfile
from tocsin.facts.units import Reason
from tocsin.geo.line import distance_m
from tocsin.response.unit import Status, UnitNow

METHOD = "straight_line"


class Shortfall(StrEnum):
    """What the response plan asks for and cannot get."""

    NO_LOCATION = "no_location"
    NO_UNIT_OF_KIND = "no_unit_of_kind"
    NO_UNIT_WITH_CAPABILITY = "no_unit_with_capability"
    NOT_ENOUGH_AVAILABLE = "not_enough_available"


class Candidate(msgspec.Struct, frozen=True):
    """One unit as a choice: distance in metres by straight line, None when unknown."""

    unit: str
    kind: str
    status: Status
    distance_m: float | None
    reasons: tuple[Reason, ...]
    staged: bool = False
    capabilities: tuple[str, ...] = ()


class LinePicks(msgspec.Struct, frozen=True):
    """One line of the response plan: who is assigned, who is picked, what is missing."""

    kind: str
    count: int
    staged: bool
    assigned: tuple[str, ...]
    picks: tuple[Candidate, ...]
    shortfalls: tuple[Shortfall, ...]


class Recommendation(msgspec.Struct, frozen=True):
    """What to send now, line by line, and every other unit with why it is not picked."""

    method: str
    lines: tuple[LinePicks, ...]
    others: tuple[Candidate, ...]
    shortfalls: tuple[Shortfall, ...]


def recommend(
    incident: str,
    plan: ResponsePlan,
    point: tuple[float, float] | None,
    profiles: Sequence[UnitProfile],
    units: Mapping[str, UnitNow],
    places: Mapping[str, Place],
) -> Recommendation:
    """Fill each line of the plan with the nearest available units of its kind.

    `point` is (latitude, longitude) in degrees or None. Without a point units
    are still recommended, in the order of the agency file.
    """
    ranked = sorted(
        (_candidate(profile, point, units, places) for profile in profiles),
        key=lambda c: (c.distance_m is None, c.distance_m or 0.0),
    )
    free = [c for c in ranked if c.status is Status.AVAILABLE]
    lines: list[LinePicks] = []
    picked: set[str] = set()
    for line in plan.lines:
        filled = _fill(incident, line, ranked, [c for c in free if c.unit not in picked], units)
        picked.update(c.unit for c in filled.picks)
        lines.append(filled)
    others = tuple(c for c in ranked if c.unit not in picked)
    missing = () if point else (Shortfall.NO_LOCATION,)
    return Recommendation(METHOD, tuple(lines), others, missing)


def _candidate(
    profile: UnitProfile,
    point: tuple[float, float] | None,
    units: Mapping[str, UnitNow],
    places: Mapping[str, Place],
) -> Candidate:
    now = units.get(profile.unit)
    status = now.status if now else Status.AVAILABLE
    home = places.get(profile.home)
    far = distance_m(point, (home.latitude, home.longitude)) if point and home else None
    reasons = [Reason.NO_LOCATION] if far is None else []
    if profile.agency:
        reasons.append(Reason.MUTUAL_AID)
    if now and now.incident:
        reasons.append(Reason.ALREADY_ASSIGNED)
    return Candidate(
        profile.unit,
        profile.kind,
        status,
        far,
        tuple(reasons),
        capabilities=profile.capabilities,
    )


def _fill(
    incident: str,
    line: ResponseLine,
    ranked: Sequence[Candidate],
    free: Sequence[Candidate],
    units: Mapping[str, UnitNow],
) -> LinePicks:
    of_kind = [c for c in ranked if c.kind == line.kind]
    assigned = [c.unit for c in of_kind if c.unit in units and units[c.unit].incident == incident]
    wanted = max(0, line.count - len(assigned))
    able = sorted((c for c in free if c.kind == line.kind), key=lambda c: not _is_able(c, line))
    picks = tuple(_picked(c, line) for c in able[:wanted])
    shortfalls: list[Shortfall] = []
    if not of_kind:
        shortfalls.append(Shortfall.NO_UNIT_OF_KIND)
    elif len(picks) < wanted:
        shortfalls.append(Shortfall.NOT_ENOUGH_AVAILABLE)
    if not all(_is_able(c, line) for c in picks):
        shortfalls.append(Shortfall.NO_UNIT_WITH_CAPABILITY)
    return LinePicks(line.kind, line.count, line.staged, tuple(assigned), picks, tuple(shortfalls))


def _is_able(candidate: Candidate, line: ResponseLine) -> bool:
    return not line.capability or line.capability in candidate.capabilities


def _picked(candidate: Candidate, line: ResponseLine) -> Candidate:
    """The candidate with the reasons for which it is picked for this line."""
    reasons = [Reason.RIGHT_KIND]
    if line.capability and _is_able(candidate, line):
        reasons.append(Reason.HAS_CAPABILITY)
    if candidate.distance_m is not None:
        reasons.append(Reason.NEAREST_BY_LINE)
    if line.staged:
        reasons.append(Reason.STAGED_UNTIL_SAFE)
    return msgspec.structs.replace(
        candidate, staged=line.staged, reasons=(*reasons, *candidate.reasons)
    )
