"""Whose positions are kept, for what and until when; what is due is forgotten.

Trails are kept only while an incident, a walk or a nearness is open, on a ground
that is on record, and forgotten a while after it. Nobody's trail begins before a
position of theirs is heard, so nothing is said to be kept that is not.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeAlias

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.trails import (
    TrailEnd,
    TrailEnded,
    TrailForgotten,
    TrailHeld,
    TrailPurpose,
    TrailReleased,
    TrailStarted,
)
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits_trails import TRAIL_HOLD_DAYS_MAX
from tocsin.kernel.private import Private
from tocsin.watch.case_state import respondents_of
from tocsin.watch.state import WatchState
from tocsin.watch.trail_state import OWN_REQUEST, Cause, Trail


class StartTrails(msgspec.Struct, frozen=True):
    """A position of this owner was heard: begin every trail that is wanted of them."""

    owner: str


class EndTrail(msgspec.Struct, frozen=True):
    """What it was kept for is over, or its ground is gone."""

    trail: str


class ForgetTrail(msgspec.Struct, frozen=True):
    """It was kept as long as it may be."""

    trail: str


class HoldTrail(msgspec.Struct, frozen=True):
    """Somebody needs it longer, for a court, and says why."""

    trail: str
    until: datetime
    reason: str
    by: str

    def __repr__(self) -> str:
        """Not why."""
        return f"HoldTrail({self.trail!r})"


class ReleaseTrail(msgspec.Struct, frozen=True):
    """Nobody needs it longer."""

    trail: str
    by: str


TrailCommand: TypeAlias = StartTrails | EndTrail | ForgetTrail | HoldTrail | ReleaseTrail


class TrailRefusal(StrEnum):
    """Why a trail is not changed as asked, in order of precedence."""

    TRAIL_UNKNOWN = "trail_unknown"
    TRAIL_NOT_WANTED = "trail_not_wanted"
    TRAIL_NOT_DUE = "trail_not_due"
    HOLD_MOMENT = "hold_moment"
    HOLD_REASON = "hold_reason"
    TRAIL_NOT_HELD = "trail_not_held"


def wanted(state: WatchState, now: datetime) -> dict[str, tuple[str, ...]]:
    """By owner the causes for which positions of theirs are to be kept.

    One pass over orders and plans, however many causes there are.
    """
    found: dict[str, dict[str, None]] = {}
    causes = [one for one in state.trails.causes.values() if one.lasts(now)]
    named = _named(state, {one.about.partition(":")[2] for one in causes if not one.respondent})
    for cause in causes:
        for owner in _owners(cause, named):
            if ground(state, owner, cause):
                found.setdefault(owner, {})[cause.cause] = None
    return {owner: tuple(names) for owner, names in found.items()}


def _owners(cause: Cause, named: dict[str, list[str]]) -> Iterator[str]:
    yield cause.about
    if cause.respondent:
        yield f"respondent:{cause.respondent}"
        return
    kind, _, person = cause.about.partition(":")
    if kind == "person":
        yield from (f"respondent:{one}" for one in named.get(person, ()))


def _named(state: WatchState, people: set[str]) -> dict[str, list[str]]:
    """Who must stay away from each of these people, as `respondents_of` says of one."""
    found: dict[str, list[str]] = {}
    for one in state.cases.orders.values() if people else ():
        if one.vacated_at is None:
            for person in people.intersection(one.order.protected):
                found.setdefault(person, []).extend(one.order.respondents)
    for person in people:
        plan = state.cases.plans.get(person)
        if plan is not None:
            found.setdefault(person, []).extend(plan.plan.respondents)
    return found


def ground(state: WatchState, owner: str, cause: Cause) -> str:
    """On what ground positions of this owner may be kept for this; empty: they may not.

    A respondent's tracker needs a court's word on record. Whoever asked for help
    wants to be found, consent or not.
    """
    kind, _, name = owner.partition(":")
    if kind == "respondent" and owner != cause.about:
        known = state.cases.respondents.get(name)
        if known is None or not any(device.text for device in known.devices):
            return ""
    recorded = state.consents.get(owner, "")
    return recorded or (OWN_REQUEST if cause.is_own and owner == cause.about else "")


def is_wanted(state: WatchState, trail: Trail, at: datetime) -> bool:
    """Whether points are still to be added to a trail."""
    cause = state.trails.causes.get(trail.cause)
    return cause is not None and cause.lasts(at) and _has_ground(state, trail.owner, cause)


def _has_ground(state: WatchState, owner: str, cause: Cause) -> bool:
    if not ground(state, owner, cause):
        return False
    kind, _, name = owner.partition(":")
    if kind != "respondent" or owner == cause.about:
        return True
    return name in respondents_of(state.cases, cause.about.partition(":")[2])


def due(state: WatchState, name: str, _now: datetime) -> list[Any]:
    """What is owed of one trail: its end, or that it is forgotten."""
    trail = state.trails.trails.get(name)
    if trail is None:
        return []
    return [EndTrail(name) if trail.ended_at is None else ForgetTrail(name)]


def decide(state: WatchState, command: TrailCommand, now: datetime) -> Accepted[Fact] | Refused:
    """Decide one command about a trail."""
    if isinstance(command, StartTrails):
        return _start(state, command.owner, now)
    trail = state.trails.trails.get(command.trail)
    if trail is None:
        return Refused(TrailRefusal.TRAIL_UNKNOWN, "There is no trail of this name any more.")
    match command:
        case EndTrail():
            return _end(state, trail, now)
        case ForgetTrail():
            return _forget(trail, now)
        case HoldTrail():
            return _hold(trail, command, now)
        case ReleaseTrail():
            return _release(trail, command, now)


def _start(state: WatchState, owner: str, now: datetime) -> Accepted[Fact] | Refused:
    known = state.trails
    going = {known.trails[name].cause for name in known.open_of.get(owner, ())}
    causes = [
        one
        for one in known.causes.values()
        if one.cause not in going and one.lasts(now) and _concerns(owner, one)
        if _has_ground(state, owner, one)
    ]
    if not causes:
        detail = "Nothing is open for which positions of this owner are kept."
        return Refused(TrailRefusal.TRAIL_NOT_WANTED, detail)
    return Accepted(
        tuple(
            TrailStarted(
                f"TR-{known.count + offset}",
                owner,
                one.about,
                one.cause,
                one.purpose,
                ground(state, owner, one),
            )
            for offset, one in enumerate(causes, start=1)
        )
    )


def _concerns(owner: str, cause: Cause) -> bool:
    """Whether a cause can be one of this owner's at all; who is named is looked up after it."""
    if owner == cause.about:
        return True
    kind, _, name = owner.partition(":")
    return kind == "respondent" and cause.respondent in ("", name)


def _end(state: WatchState, trail: Trail, now: datetime) -> Accepted[Fact] | Refused:
    if trail.ended_at is not None or is_wanted(state, trail, now):
        return Refused(TrailRefusal.TRAIL_NOT_DUE, "This trail goes on, or has ended.")
    cause = state.trails.causes.get(trail.cause)
    is_over = cause is None or not cause.lasts(now)
    # Whoever takes their consent back is not followed a day longer; what a court's word
    # allowed to be kept of a respondent goes as it would have gone.
    is_taken_back = not is_over and not trail.owner.startswith("respondent:")
    keeps = timedelta(days=0 if is_taken_back else state.trails.keep_days)
    why = TrailEnd.OVER if is_over else TrailEnd.GROUND_GONE
    return Accepted((TrailEnded(trail.trail, why, now + keeps),))


def _forget(trail: Trail, now: datetime) -> Accepted[Fact] | Refused:
    if trail.goes_at is None or trail.goes_at > now:
        return Refused(TrailRefusal.TRAIL_NOT_DUE, "This trail is kept, or held.")
    return Accepted((TrailForgotten(trail.trail),))


def _hold(trail: Trail, command: HoldTrail, now: datetime) -> Accepted[Fact] | Refused:
    if not now < command.until <= now + timedelta(days=TRAIL_HOLD_DAYS_MAX):
        detail = f"A trail is held until a moment within {TRAIL_HOLD_DAYS_MAX} days."
        return Refused(TrailRefusal.HOLD_MOMENT, detail)
    if not command.reason.strip():
        return Refused(TrailRefusal.HOLD_REASON, "Say for which proceeding it is needed.")
    reason = Private(trail.owner, command.reason.strip())
    return Accepted((TrailHeld(trail.trail, command.until, reason, command.by),))


def _release(trail: Trail, command: ReleaseTrail, now: datetime) -> Accepted[Fact] | Refused:
    if trail.held_until is None or trail.held_until <= now:
        return Refused(TrailRefusal.TRAIL_NOT_HELD, "Nobody holds this trail.")
    return Accepted((TrailReleased(trail.trail, command.by),))


PURPOSES: Final = {"incident": TrailPurpose.HELP, "walk": TrailPurpose.WALK}
"""What is kept for by the first word of a cause; what else there is shows a violation."""
