"""Which units to send, and why: every unit is looked at, none is left out silently.

Units are ranked by the expected time until they are with her. A free unit of
another kind stands in when none of the kind asked for is free, so that somebody
is always sent. What would have been chosen by straight line is said beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from tocsin.facts.agency import ResponseLine, ResponsePlan, UnitProfile
from tocsin.facts.units import Reason
from tocsin.kernel.limits import KEEPS_COVERAGE_S, ROLLING_GAIN_S
from tocsin.response.arrival import Arrival, Space, Spot, Staging
from tocsin.response.unit import Status, UnitNow

STRAIGHT_LINE = "straight_line"

ROLLING = frozenset({Status.DISPATCHED, Status.EN_ROUTE, Status.STAGED})
"""Not there yet: a unit in one of these could be turned round."""


class Shortfall(StrEnum):
    """What the response plan asks for and cannot get."""

    NO_LOCATION = "no_location"
    NO_UNIT_OF_KIND = "no_unit_of_kind"
    NO_UNIT_WITH_CAPABILITY = "no_unit_with_capability"
    NOT_ENOUGH_AVAILABLE = "not_enough_available"
    ALL_OUT_OF_SERVICE = "all_out_of_service"
    NOBODY_FREE = "nobody_free"
    """No unit of any kind is free: ask the neighbours, and turn round who is rolling."""


class Candidate(msgspec.Struct, frozen=True):
    """One unit as a choice. `arrival` is None where no place is known.

    `coverage_left` is the share of covered places that stay covered by its kind
    when it goes, 0 to 1.
    """

    unit: str
    kind: str
    status: Status
    arrival: Arrival | None
    reasons: tuple[Reason, ...]
    staged: bool = False
    capabilities: tuple[str, ...] = ()
    coverage_left: float | None = None

    @property
    def distance_m(self) -> float | None:
        """Metres along the straight line."""
        return None if self.arrival is None else self.arrival.line_m

    @property
    def travel_s(self) -> float:
        """Seconds until it is there; endless where that is not known."""
        return float("inf") if self.arrival is None else self.arrival.travel_s


class LinePicks(msgspec.Struct, frozen=True):
    """One line of the response plan: who is assigned, who is picked, what is missing.

    `line_unit` is the free unit of the kind nearest along the straight line when
    it is not picked, and `line_travel_s` how long it would take.
    `rolling` are units on the way to other incidents that would be there sooner.
    """

    kind: str
    count: int
    staged: bool
    assigned: tuple[str, ...]
    picks: tuple[Candidate, ...]
    shortfalls: tuple[Shortfall, ...]
    line_unit: str = ""
    line_travel_s: float | None = None
    rolling: tuple[Candidate, ...] = ()


class Recommendation(msgspec.Struct, frozen=True):
    """What to send now, line by line, and every other unit with why it is not picked."""

    method: str
    lines: tuple[LinePicks, ...]
    others: tuple[Candidate, ...]
    shortfalls: tuple[Shortfall, ...]
    staging: Staging | None = None

    def candidates(self) -> tuple[Candidate, ...]:
        """Every unit once, the picked ones first."""
        return (*(pick for line in self.lines for pick in line.picks), *self.others)


class _Field(msgspec.Struct, frozen=True):
    """Everything that the lines are filled from."""

    incident: str
    ranked: tuple[Candidate, ...]
    units: Mapping[str, UnitNow]
    covers: Mapping[str, frozenset[str]]

    def free(self, picked: Iterable[str]) -> list[Candidate]:
        taken = set(picked)
        return [c for c in self.ranked if _can_go(c) and c.unit not in taken]


def recommend(
    incident: str,
    plan: ResponsePlan,
    spots: Sequence[Spot],
    profiles: Sequence[UnitProfile],
    units: Mapping[str, UnitNow],
    space: Space,
    crews: Mapping[str, Reason] | None = None,
) -> Recommendation:
    """Fill each line of the plan with the units of its kind that are there soonest.

    Without a spot units are still recommended, in the order of the agency file.
    `crews` says what is doubtful about whom a unit would bring to her.
    """
    arrivals = space.arrivals([profile.unit for profile in profiles], spots)
    doubts = crews or {}
    candidates = (_candidate(p, units.get(p.unit), arrivals, doubts) for p in profiles)
    ranked = tuple(sorted(candidates, key=lambda c: c.travel_s))
    free = [c.unit for c in ranked if _can_go(c)]
    field = _Field(incident, ranked, units, space.covers(free) if spots else {})
    lines: list[LinePicks] = []
    picked: list[str] = []
    for line in plan.lines:
        filled = _fill(field, line, picked)
        picked.extend(c.unit for c in filled.picks)
        lines.append(filled)
    lines, picked = _with_stand_ins(field, plan, lines, picked)
    others = tuple(c for c in ranked if c.unit not in picked)
    waiting = [pick.unit for line in lines if line.staged for pick in line.picks]
    staging = space.staging(spots, waiting[0]) if spots and waiting else None
    missing = () if spots else (Shortfall.NO_LOCATION,)
    return Recommendation(_method(ranked), tuple(lines), others, missing, staging)


def _method(ranked: Iterable[Candidate]) -> str:
    methods = {c.arrival.method for c in ranked if c.arrival is not None}
    return min(methods - {STRAIGHT_LINE}, default=STRAIGHT_LINE)


def _candidate(
    profile: UnitProfile,
    now: UnitNow | None,
    arrivals: Mapping[str, Arrival],
    crews: Mapping[str, Reason],
) -> Candidate:
    arrival = arrivals.get(profile.unit)
    status = now.status if now else Status.AVAILABLE
    reasons = [Reason.NO_LOCATION] if arrival is None else list(arrival.doubts)
    if profile.agency:
        reasons.append(Reason.MUTUAL_AID)
    if now and now.incident:
        reasons.append(Reason.ALREADY_ASSIGNED)
    if status is Status.OUT_OF_SERVICE:
        reasons.append(Reason.OUT_OF_SERVICE)
    if profile.unit in crews:
        reasons.append(crews[profile.unit])
    return Candidate(
        profile.unit,
        profile.kind,
        status,
        arrival,
        tuple(reasons),
        capabilities=profile.capabilities,
    )


def _can_go(candidate: Candidate) -> bool:
    """Free, and nobody on it must stay away from her."""
    is_kept = Reason.CREW_KEPT_AWAY in candidate.reasons
    return candidate.status is Status.AVAILABLE and not is_kept


def _fill(field: _Field, line: ResponseLine, taken: Sequence[str]) -> LinePicks:
    of_kind = [c for c in field.ranked if c.kind == line.kind]
    assigned = tuple(c.unit for c in of_kind if _incident_of(field, c.unit) == field.incident)
    wanted = max(0, line.count - len(assigned))
    free = [c for c in field.free(taken) if c.kind == line.kind]
    picks = _choose(field, line, free, wanted)
    nearest = min((c for c in free if c.arrival), key=_line_m, default=None)
    other = nearest is not None and picks and nearest.unit not in {c.unit for c in picks}
    by_line = nearest if other else None
    return LinePicks(
        line.kind,
        line.count,
        line.staged,
        assigned,
        picks,
        _shortfalls(line, of_kind, picks, wanted),
        by_line.unit if by_line else "",
        by_line.travel_s if by_line else None,
        _rolling(field, line, picks, wanted),
    )


def _line_m(candidate: Candidate) -> float:
    return candidate.arrival.line_m if candidate.arrival else float("inf")


def _incident_of(field: _Field, unit: str) -> str:
    now = field.units.get(unit)
    return now.incident if now else ""


def _choose(
    field: _Field, line: ResponseLine, free: Sequence[Candidate], wanted: int
) -> tuple[Candidate, ...]:
    """The soonest, the able ones first; of nearly equal ones who leaves most covered."""
    rest = list(free)
    picks: list[Candidate] = []
    while rest and len(picks) < wanted:
        able = [c for c in rest if _is_able(c, line)] or rest
        near = [c for c in able if c.travel_s <= able[0].travel_s + KEEPS_COVERAGE_S]
        # Where it costs so little, whoever is known to bring nobody she must be kept from.
        near = [c for c in near if Reason.CREW_UNKNOWN not in c.reasons] or near
        # Of equals the first, which is the soonest.
        chosen = max(near, key=lambda c: _coverage_left(field, rest, c))
        left = _coverage_left(field, rest, chosen)
        picks.append(_picked(replace(chosen, coverage_left=left), line, able[0]))
        rest.remove(chosen)
    return tuple(picks)


def _coverage_left(field: _Field, free: Sequence[Candidate], goes: Candidate) -> float:
    """The share of the places covered by these units that stay covered without one of them."""
    all_of_them = _covered(field, free)
    stay = _covered(field, (c for c in free if c.unit != goes.unit))
    return len(stay) / len(all_of_them) if all_of_them else 1.0


def _covered(field: _Field, free: Iterable[Candidate]) -> frozenset[str]:
    return frozenset[str]().union(*(field.covers.get(c.unit, frozenset()) for c in free))


def _shortfalls(
    line: ResponseLine, of_kind: Sequence[Candidate], picks: Sequence[Candidate], wanted: int
) -> tuple[Shortfall, ...]:
    found: list[Shortfall] = []
    if not of_kind:
        found.append(Shortfall.NO_UNIT_OF_KIND)
    elif all(c.status is Status.OUT_OF_SERVICE for c in of_kind):
        found.append(Shortfall.ALL_OUT_OF_SERVICE)
    elif len(picks) < wanted:
        found.append(Shortfall.NOT_ENOUGH_AVAILABLE)
    if not all(_is_able(c, line) for c in picks):
        found.append(Shortfall.NO_UNIT_WITH_CAPABILITY)
    return tuple(found)


def _rolling(
    field: _Field, line: ResponseLine, picks: Sequence[Candidate], wanted: int
) -> tuple[Candidate, ...]:
    """Units on the way elsewhere that would be there sooner than the slowest one picked."""
    if not wanted:
        return ()
    last = max(pick.travel_s for pick in picks) if len(picks) == wanted else float("inf")
    return tuple(
        replace(c, reasons=(Reason.ROLLING_ELSEWHERE, *c.reasons))
        for c in field.ranked
        if c.kind == line.kind
        and c.status in ROLLING
        and Reason.CREW_KEPT_AWAY not in c.reasons
        and _incident_of(field, c.unit) not in ("", field.incident)
        and c.travel_s + ROLLING_GAIN_S < last
    )


def _with_stand_ins(
    field: _Field, plan: ResponsePlan, lines: Sequence[LinePicks], picked: Sequence[str]
) -> tuple[list[LinePicks], list[str]]:
    """A line that nobody of its kind can fill gets whoever is there soonest.

    A kind that the plan keeps staged waits also when it stands in for another.
    """
    waits = {line.kind for line in plan.lines if line.staged}
    filled: list[LinePicks] = []
    taken = list(picked)
    for line in lines:
        if line.picks or line.assigned:
            filled.append(line)
            continue
        stand_in = next(iter(field.free(taken)), None)
        if stand_in is None:
            filled.append(replace(line, shortfalls=(*line.shortfalls, Shortfall.NOBODY_FREE)))
            continue
        reasons = (Reason.STAND_IN, *stand_in.reasons)
        pick = replace(stand_in, reasons=reasons, staged=line.staged or stand_in.kind in waits)
        filled.append(replace(line, picks=(pick,)))
        taken.append(pick.unit)
    return filled, taken


def _is_able(candidate: Candidate, line: ResponseLine) -> bool:
    return not line.capability or line.capability in candidate.capabilities


def _picked(candidate: Candidate, line: ResponseLine, soonest: Candidate) -> Candidate:
    """The candidate with the reasons for which it is picked for this line."""
    reasons = [Reason.RIGHT_KIND]
    if line.capability and _is_able(candidate, line):
        reasons.append(Reason.HAS_CAPABILITY)
    if candidate.arrival is not None:
        is_line = candidate.arrival.method == STRAIGHT_LINE
        nearest = Reason.NEAREST_BY_LINE if is_line else Reason.NEAREST_BY_ROAD
        reasons.append(nearest if candidate.unit == soonest.unit else Reason.KEEPS_COVERAGE)
    if line.staged:
        reasons.append(Reason.STAGED_UNTIL_SAFE)
    return replace(candidate, staged=line.staged, reasons=(*reasons, *candidate.reasons))
