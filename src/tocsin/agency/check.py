"""Whether the tables of an agency file fit each other.

Each table was read on its own; here every reference is followed, and every
policy is asked whether it can ever reach somebody.
"""

from collections.abc import Callable, Iterable
from itertools import combinations
from statistics import median
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec

from tocsin.agency.mistakes import Path, Report, nearest
from tocsin.agency.weekly import DAYS
from tocsin.facts.agency import (
    Duty,
    OnCall,
    Place,
    Policy,
    ResponsePlan,
    Role,
    SafetyPlan,
    Settings,
    Staff,
    Step,
    UnitProfile,
)
from tocsin.kernel.limits import PLACE_SPREAD_KM_MAX

T = TypeVar("T")

DURESS: Final = "duress"
"""The response plan that every agency has."""

_KM_PER_DEGREE: Final = 111
_PLACES_WITH_A_MIDDLE: Final = 3
_MINUTES_PER_DAY: Final = 24 * 60
_TARGET_RULE: Final = "person:ID, role:ROLE, oncall:ID or everyone."


class At(NamedTuple, Generic[T]):
    """A row's value and where it stands in the file."""

    path: Path
    item: T


class Draft(msgspec.Struct):
    """All rows of a file that could be read, in its order, whether they fit or not."""

    settings: Settings | None
    staff: list[At[Staff]]
    places: list[At[Place]]
    units: list[At[UnitProfile]]
    policies: list[At[Policy]]
    oncalls: list[At[OnCall]]
    safety_plans: list[At[SafetyPlan]]
    response_plans: list[At[ResponsePlan]]


class Known(NamedTuple):
    """What can be referred to, by id.

    Whatever was reported already counts as if it were right, so that one slip is
    one mistake: somebody with a bad number is in `reachable`, somebody with a
    bad role is in `any_role`, and a rota with somebody unknown in `any_person`.
    """

    staff: dict[str, Staff]
    places: dict[str, Place]
    policies: dict[str, Policy]
    oncalls: dict[str, OnCall]
    units: dict[str, UnitProfile]
    reachable: set[str]
    any_role: set[str]
    any_person: set[str]


def check(draft: Draft, report: Report) -> None:
    """Report everything that does not fit."""
    known = Known(
        staff=_once(draft.staff, "id", lambda item: item.person, report),
        places=_once(draft.places, "id", lambda item: item.place, report),
        policies=_once(draft.policies, "id", lambda item: item.policy, report),
        oncalls=_once(draft.oncalls, "id", lambda item: item.oncall, report),
        units=_once(draft.units, "id", lambda item: item.unit, report),
        reachable={at.item.person for at in draft.staff if _is_reachable(at, report)},
        any_role={a.item.person for a in draft.staff if report.has_wrong((*a.path, "roles"))},
        any_person=set(),
    )
    _once(draft.safety_plans, "person", lambda item: item.person, report)
    plans = _once(draft.response_plans, "kind", lambda item: item.kind, report)
    if DURESS not in plans and not report.is_doubtful("response_plan", DURESS):
        rule = f'a [[response_plan]] with kind = "{DURESS}".'
        report.missing((), "nothing says whom to send when somebody is under threat.", rule)
    _check_settings(draft.settings, known, report)
    _check_numbers(draft, report)
    _check_places(draft.places, report)
    _check_words(draft.places, report)
    for path, staff in draft.staff:
        for index, shift in enumerate(staff.shifts):
            if shift.place and shift.place not in known.places:
                report.unknown(
                    (*path, "shifts", index, "place"), "place", shift.place, known.places
                )
    for path, unit in draft.units:
        if unit.home and unit.home not in known.places:
            report.unknown((*path, "home"), "place", unit.home, known.places)
        for index, person in enumerate(unit.crew):
            if person not in known.staff:
                report.unknown((*path, "crew", index), "staff", person, known.staff)
    for path, plan in draft.safety_plans:
        if plan.person and plan.person not in known.staff:
            report.unknown((*path, "person"), "staff", plan.person, known.staff)
    for path, oncall in draft.oncalls:
        _check_oncall(path, oncall, known, report)
        if report.has_wrong(path):
            known.any_person.add(oncall.oncall)
    for path, policy in draft.policies:
        _check_policy(path, policy, known, report)
    for path, response in draft.response_plans:
        _check_response(path, response, known, report)


def _once(rows: list[At[T]], key: str, id_of: Callable[[T], str], report: Report) -> dict[str, T]:
    found: dict[str, At[T]] = {}
    for row in rows:
        first = found.setdefault(id_of(row.item), row)
        if first is not row:
            line = report.line((*first.path, key))
            wrong = f"this {key} is taken by line {line}."
            report.add((*row.path, key), wrong, f"each {key} once in its table.")
    return {id_: row.item for id_, row in found.items()}


def _check_settings(settings: Settings | None, known: Known, report: Report) -> None:
    if settings is None:
        return
    for key in ("sos_policy", "unknown_policy", "risk_policy"):
        policy = getattr(settings, key)
        if policy and policy not in known.policies:
            report.unknown(("agency", key), "policy", policy, known.policies)
    for index, target in enumerate(settings.alarm_targets):
        _check_target(("agency", "alarm_targets", index), target, known, report)
    if not settings.alarm_targets:
        report.add(("agency", "alarm_targets"), "nobody would hear of trouble.", _TARGET_RULE)


def _check_numbers(draft: Draft, report: Report) -> None:
    """One number, one device leads to one recipient, or a text could be laid to the wrong one."""
    owners: dict[str, Path] = {}
    reachable: list[At[Any]] = [*draft.staff, *draft.units]
    for path, item in reachable:
        for number in item.numbers:
            first = owners.setdefault(number.text or "", path)
            if first != path:
                wrong = f"one of these numbers is also at {report.where(first)}."
                report.add((*path, "numbers"), wrong, "each number for one person or unit.")
    devices: dict[str, Path] = {}
    for path, item in reachable:
        for device in item.devices:
            first = devices.setdefault(device.text or "", path)
            if first != path:
                wrong = f"one of these devices is also at {report.where(first)}."
                report.add((*path, "devices"), wrong, "each device for one person or unit.")


def _check_places(places: list[At[Place]], report: Report) -> None:
    """A place far from the middle of all, and near it when turned round, is swapped."""
    if len(places) < _PLACES_WITH_A_MIDDLE:
        return
    north = median(at.item.latitude for at in places)
    east = median(at.item.longitude for at in places)
    for path, place in places:
        if _km(place.latitude - north, place.longitude - east) <= PLACE_SPREAD_KM_MAX:
            continue
        swapped = _km(place.longitude - north, place.latitude - east) <= PLACE_SPREAD_KM_MAX
        hint = " Latitude and longitude are probably swapped." if swapped else ""
        wrong = f"it is more than {PLACE_SPREAD_KM_MAX} km from the other places.{hint}"
        report.add((*path, "latitude"), wrong, "a place of this agency or near it.")


def _check_words(places: list[At[Place]], report: Report) -> None:
    """The words of an SOS lead to one place, or they lead searchers astray."""
    owners: dict[str, Path] = {}
    for path, place in places:
        words = [((*path, "name"), place.name)]
        words += [((*path, "aliases", i), alias) for i, alias in enumerate(place.aliases)]
        for where, word in words:
            first = owners.setdefault(" ".join(word.casefold().split()), path)
            if word and first != path:
                wrong = f"the same words also mean {report.where(first)}."
                report.add(where, wrong, "words that mean one place.")


def _km(north: float, east: float) -> float:
    """A rough distance from degrees, as good as the question needs."""
    return _KM_PER_DEGREE * max(abs(north), min(abs(east), 360 - abs(east)))


def _check_oncall(path: Path, oncall: OnCall, known: Known, report: Report) -> None:
    people = [(("week", i), duty.person) for i, duty in enumerate(oncall.week)]
    people += [(("override", i), each.person) for i, each in enumerate(oncall.overrides)]
    for where, person in people:
        if person and person not in known.staff:
            report.unknown((*path, *where, "person"), "staff", person, known.staff)
    if not people:
        report.missing(path, "nobody ever has this duty.", "a week of persons, days and hours.")
    _check_week(path, oncall.week, report)
    for (_, first), (index, later) in combinations(enumerate(oncall.overrides), 2):
        if max(first.starts_at, later.starts_at) < min(first.ends_at, later.ends_at):
            wrong = "it overlaps an override above it."
            report.add((*path, "override", index), wrong, "overrides one after the other.")


def _check_week(path: Path, week: tuple[Duty, ...], report: Report) -> None:
    """One person at a time: the rota must never have to choose."""
    taken: dict[int, str] = {}
    for index, duty in enumerate(week):
        minutes = _minutes(duty)
        if any(taken.get(minute, duty.person) != duty.person for minute in minutes):
            wrong = "somebody else has the duty at the same time."
            report.add((*path, "week", index), wrong, "one person at a time; two rotas for two.")
        taken |= dict.fromkeys(minutes, duty.person)


def _minutes(duty: Duty) -> list[int]:
    """The minutes of the week that a duty covers, counted from Monday 00:00."""
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (duty.start, duty.end))
    length = (end - start) % _MINUTES_PER_DAY or _MINUTES_PER_DAY
    first = [DAYS.index(day) * _MINUTES_PER_DAY + start for day in duty.days]
    week = 7 * _MINUTES_PER_DAY
    return [minute % week for begin in first for minute in range(begin, begin + length)]


def _check_policy(path: Path, policy: Policy, known: Known, report: Report) -> None:
    for index, target in enumerate(policy.widen_to):
        _check_target((*path, "widen_to", index), target, known, report)
    if not policy.widen_to:
        report.add((*path, "widen_to"), "it would end with nobody.", _TARGET_RULE)
    for index, step in enumerate(policy.steps):
        where: Path = (*path, "step", index)
        good = [
            _check_target((*where, "targets", i), target, known, report)
            for i, target in enumerate(step.targets)
        ]
        if good and all(good):
            _check_need(where, step, known, report)


def _check_need(where: Path, step: Step, known: Known, report: Report) -> None:
    most = _people_most(step, known)
    if most < step.need:
        wrong = f"need is {step.need}, and the step can never have more than {most} to reach."
        report.missing((*where, "need"), wrong, f"1 to {most}, or more targets.")


def _people_most(step: Step, known: Known) -> int:
    """The most people that a step can ever page at one moment."""
    always: set[str] = set()
    rotas: list[set[str]] = []
    for target in step.targets:
        kind, _, name = target.partition(":")
        people = _people(target, known) & known.reachable
        if kind == "oncall" and name:
            rotas.append(people)
        else:
            always |= people
    extra = sum(1 for people in rotas if people - always)
    return min(len(always) + extra, len(always.union(*rotas)))


def _check_target(path: Path, target: str, known: Known, report: Report) -> bool:
    """Report a target that leads to nobody who can be reached; True when it is good."""
    kind, _, name = target.partition(":")
    tables: dict[str, Iterable[str]] = {"person": known.staff, "oncall": known.oncalls}
    if kind in tables and name not in tables[kind]:
        table = {"person": "staff"}.get(kind, kind)
        report.unknown(path, table, name, tables[kind])
        return False
    if kind == "role" and name not in {role.value for role in Role}:
        report.add(path, "there is no such role.", nearest(name, [role.value for role in Role]))
        return False
    if kind not in {*tables, "role"} and target != "everyone":
        report.add(path, "this is no target.", _TARGET_RULE)
        return False
    people = _people(target, known)
    if not people & known.reachable and not report.is_doubtful("staff"):
        who = "nobody has it" if not people else "nobody in it has a number, e-mail or service"
        rule = "somebody with numbers, emails or services in [[staff]]."
        report.missing(path, f"it can never reach anybody: {who}.", rule)
        return False
    return True


def _people(target: str, known: Known) -> set[str]:
    """Everybody whom a target can ever mean."""
    kind, _, name = target.partition(":")
    if target == "everyone":
        return set(known.staff)
    if kind == "role":
        return known.any_role | {id_ for id_, row in known.staff.items() if name in row.roles}
    if kind == "oncall" and (rota := known.oncalls.get(name)):
        people = {duty.person for duty in rota.week} | {each.person for each in rota.overrides}
        return known.staff.keys() & (known.staff.keys() if name in known.any_person else people)
    return {name} & known.staff.keys()


def _is_reachable(at: At[Staff], report: Report) -> bool:
    written = any(report.has_wrong((*at.path, key)) for key in ("numbers", "emails", "services"))
    return bool(written or at.item.numbers or at.item.emails or at.item.services)


def _check_response(path: Path, plan: ResponsePlan, known: Known, report: Report) -> None:
    for index, line in enumerate(plan.lines):
        able = {name for unit in known.units.values() for name in unit.capabilities}
        if line.capability and line.capability not in able and not report.is_doubtful("unit"):
            where = (*path, "line", index, "capability")
            wrong = "no [[unit]] of this file has this capability."
            report.missing(where, wrong, nearest(line.capability, able))
        have = sum(unit.kind == line.kind for unit in known.units.values())
        if have < line.count and not report.is_doubtful("unit"):
            wrong = f"it asks for {line.count} of a kind of which this file has {have}."
            rule = "as many as there are [[unit]]s of the kind, neighbours included."
            report.missing((*path, "line", index), wrong, rule)
