"""What starts a walk or a check by itself: the end of a shift, and long minutes on scene."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from tocsin.facts.agency import AgencyItemRemoved, SafetyPlanSet, SettingsSet, StaffSet
from tocsin.facts.fact import Fact
from tocsin.facts.plans import WorkplacePlanSet
from tocsin.facts.units import (
    UnitAcknowledged,
    UnitAtHospital,
    UnitCleared,
    UnitDispatched,
    UnitEnRoute,
    UnitOnScene,
    UnitOutOfService,
    UnitStaged,
    UnitTransporting,
)
from tocsin.facts.walks import ShiftEndNoted, WalkEnd, WalkEnded, WalkPlanned, WalkStarted
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.limits import WALK_DEFAULT_S
from tocsin.watch import walk_moves
from tocsin.watch.case_state import walk_of
from tocsin.watch.known import Known
from tocsin.watch.state import WatchState
from tocsin.watch.walk import RUNNING, OnScene, Phase, ShiftEnd


class LookAtRoster(msgspec.Struct, frozen=True):
    """A shift of this protected person ended, or the roster may say something else now."""

    person: str


class LookAtScene(msgspec.Struct, frozen=True):
    """This unit is on scene for long, or not any more."""

    unit: str


RosterCommand = LookAtRoster | LookAtScene


def due_roster(_state: WatchState, name: str, _now: datetime) -> list[LookAtRoster]:
    """The roster of somebody is to be looked at."""
    return [LookAtRoster(name)]


def due_scene(state: WatchState, name: str, _now: datetime) -> list[LookAtScene]:
    """A unit is on scene for so long that its crew is to be asked; or has left it."""
    scene, walk = state.scenes.get(name), walk_moves.of(state, f"unit:{name}")
    begins = scene is not None and not scene.is_checked
    ends = scene is None and walk is not None and bool(walk.incident)
    return [LookAtScene(name)] if begins or ends else []


def decide(
    state: WatchState, command: RosterCommand, now: datetime, known: Known
) -> tuple[Fact, ...]:
    """The facts of looking at the roster, or at a unit on scene."""
    if isinstance(command, LookAtScene):
        return _scene(state, command.unit, now, known)
    is_here = known.can_be_followed(f"person:{command.person}")
    asked = _shift_over(state, command.person, now) if is_here else ()
    return (*asked, _next_end(command.person, now, known))


def _next_end(person: str, now: datetime, known: Known) -> ShiftEndNoted:
    found = known.walk_due(person, now)
    if found is None:
        return ShiftEndNoted(person, None)
    return ShiftEndNoted(person, found.ends_at, found.place, found.minutes)


def _shift_over(state: WatchState, person: str, now: datetime) -> tuple[Fact, ...]:
    """Her shift is over now: a walk begins with the question whether she leaves."""
    noted = state.shift_ends.get(person)
    if noted is None or noted.ends_at is None or noted.ends_at > now:
        return ()
    walk = walk_moves.of(state, f"person:{person}")
    if walk is not None and (walk.phase in RUNNING or (walk.until and walk.until > now)):
        return ()
    if walk is not None and walk.phase is Phase.PLANNED:
        return ()  # It asks by itself now, with what the person said who planned it.
    name = walk.walk if walk is not None else f"W-{state.walk_count + 1}"
    minutes = noted.minutes or WALK_DEFAULT_S // 60
    hers = walk_of(state.cases, person)
    to = hers.end if hers else ""
    return (WalkPlanned(name, person, noted.ends_at, minutes, SYSTEM, to),)


def _scene(state: WatchState, unit: str, now: datetime, known: Known) -> tuple[Fact, ...]:
    who, scene = f"unit:{unit}", state.scenes.get(unit)
    walk = walk_moves.of(state, who)
    if scene is None:
        return walk_moves.over(state, walk, WalkEnd.LEFT_SCENE, SYSTEM) if walk is not None else ()
    minutes = state.unit_check_s // 60
    return walk_moves.start_check(state, who, minutes, SYSTEM, now, known, incident=scene.incident)


# Folds.


def _look(state: WatchState, person: str, at: datetime) -> None:
    if person in state.shift_ends:
        state.agenda.set(f"roster:{person}", at)


def _plan_set(state: WatchState, fact: SafetyPlanSet | WorkplacePlanSet, at: datetime) -> None:
    state.shift_ends.setdefault(fact.plan.person, ShiftEnd())
    _look(state, fact.plan.person, at)


def _staff_set(state: WatchState, fact: StaffSet, at: datetime) -> None:
    _look(state, fact.staff.person, at)


def _settings_set(state: WatchState, fact: SettingsSet, at: datetime) -> None:
    """Another time zone moves the end of every shift; another pause moves every check."""
    for person in state.shift_ends:
        _look(state, person, at)
    state.unit_check_s = fact.settings.unit_check_s
    for unit in state.scenes:
        _touch_scene(state, unit)


def _removed(state: WatchState, fact: AgencyItemRemoved, at: datetime) -> None:
    if fact.table == "safety_plan" and walk_of(state.cases, fact.id) is not None:
        _look(state, fact.id, at)
    elif fact.table == "safety_plan":
        state.shift_ends.pop(fact.id, None)
        state.agenda.set(f"roster:{fact.id}", None)
    if fact.table == "unit":
        state.scenes.pop(fact.id, None)
        state.agenda.set(f"scene:{fact.id}", None)


def _noted(state: WatchState, fact: ShiftEndNoted, _at: datetime) -> None:
    if fact.person in state.shift_ends:
        state.shift_ends[fact.person] = ShiftEnd(fact.ends_at, fact.place, fact.minutes)
        state.agenda.set(f"roster:{fact.person}", fact.ends_at)


def _touch_scene(state: WatchState, unit: str) -> None:
    scene, at = state.scenes.get(unit), None
    if scene is not None and not scene.is_checked and state.unit_check_s:
        at = scene.since + timedelta(seconds=state.unit_check_s)
    state.agenda.set(f"scene:{unit}", at)


def _on_scene(state: WatchState, fact: UnitOnScene, at: datetime) -> None:
    state.scenes[fact.unit] = OnScene(fact.incident, at)
    _touch_scene(state, fact.unit)


def _left(state: WatchState, fact: Any, at: datetime) -> None:
    if state.scenes.pop(fact.unit, None) is None:
        return
    walk = walk_moves.of(state, f"unit:{fact.unit}")
    is_checked = walk is not None and bool(walk.incident)
    state.agenda.set(f"scene:{fact.unit}", at if is_checked else None)


def _started(state: WatchState, fact: WalkStarted, _at: datetime) -> None:
    unit = fact.recipient.removeprefix("unit:")
    scene = state.scenes.get(unit)
    if fact.incident and scene is not None:
        state.scenes[unit] = replace(scene, is_checked=True)
        _touch_scene(state, unit)


def _ended(state: WatchState, fact: WalkEnded, _at: datetime) -> None:
    unit = fact.recipient.removeprefix("unit:")
    if unit != fact.recipient and unit not in state.scenes:
        state.agenda.set(f"scene:{unit}", None)


EVOLVERS: Final[Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]] = {
    SafetyPlanSet: _plan_set,
    WorkplacePlanSet: _plan_set,
    StaffSet: _staff_set,
    SettingsSet: _settings_set,
    AgencyItemRemoved: _removed,
    ShiftEndNoted: _noted,
    UnitOnScene: _on_scene,
    WalkStarted: _started,
    WalkEnded: _ended,
    **dict.fromkeys(
        (
            UnitAcknowledged,
            UnitAtHospital,
            UnitCleared,
            UnitDispatched,
            UnitEnRoute,
            UnitOutOfService,
            UnitStaged,
            UnitTransporting,
        ),
        _left,
    ),
}
