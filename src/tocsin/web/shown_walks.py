"""What boards show of walks and checks: who is awaited, by when, and who goes with her.

Where a protected person goes is shown one walk at a time, and who looks is on
record first; the list of all says no place of hers.
"""

from datetime import datetime

import msgspec

from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.facts.walks import WalkKind
from tocsin.tongues.tongue import Tongue
from tocsin.watch.walk import EscortState, Phase, Walk
from tocsin.watch.walk_saying import place_of
from tocsin.web.access import Seat
from tocsin.web.asking import ENGLISH
from tocsin.web.desk_moves import Trials
from tocsin.web.shown import ActionShown


class EscortShown(msgspec.Struct, frozen=True):
    """How far the search for an escort is; nobody goes with her who is not `accepted`."""

    status: EscortState
    recipient: str
    name: str
    until: datetime | None
    asked: tuple[str, ...]


class WalkShown(msgspec.Struct, frozen=True):
    """A walk or check that is not over. `remaining_s` is below 0 once it is late.

    `place` is empty for a protected person where `is_guarded`.
    """

    walk: str
    recipient: str
    name: str
    kind: WalkKind
    phase: Phase
    since: datetime
    seen_at: datetime
    until: datetime | None
    remaining_s: float | None
    by: str
    every_s: int
    incident: str
    start: str
    place: str
    is_guarded: bool
    escort: EscortShown | None
    moves: tuple[ActionShown, ...] = ()


class OwnWalkShown(msgspec.Struct, frozen=True):
    """Your own walk or check: how far it is, and the seconds until there must be word.

    It names nobody: somebody else may be looking at your page.
    """

    kind: WalkKind
    phase: Phase
    until: datetime | None
    remaining_s: float | None
    has_escort: bool


def walks_shown(
    state: State, view: Views, now: datetime, seat: Seat, tongue: Tongue = ENGLISH
) -> tuple[WalkShown, ...]:
    """Everybody whom this person may see awaited, the most pressing first."""
    found = sorted(state.watch.walks.values(), key=lambda walk: walk.until or walk.since)
    trials = Trials(state, view, now, seat, tongue)
    return tuple(
        walk_shown(view, now, walk, trials) for walk in found if not seat.wall.hides(walk.recipient)
    )


def walk_shown(
    view: Views, now: datetime, walk: Walk, trials: Trials, *, opened: bool = False
) -> WalkShown:
    """One walk; with everything where its reading is on record."""
    is_guarded = view.safety_plan(walk.recipient) is not None and not opened
    return WalkShown(
        walk.walk,
        walk.recipient,
        view.name(walk.recipient),
        walk.kind,
        walk.phase,
        walk.since,
        walk.seen_at,
        walk.until,
        _remaining_s(walk, now),
        walk.by,
        walk.every_s,
        walk.incident,
        "" if is_guarded else view.place_name(walk.start),
        "" if is_guarded else place_of(walk, view),
        is_guarded,
        _escort_shown(walk, view),
        tuple(trials.of_walk(walk)),
    )


def _remaining_s(walk: Walk, now: datetime) -> float | None:
    return (walk.until - now).total_seconds() if walk.until is not None else None


def _escort_shown(walk: Walk, view: Views) -> EscortShown | None:
    escort = walk.escort
    if escort is None:
        return None
    name = view.name(escort.recipient) if escort.recipient else ""
    return EscortShown(escort.status, escort.recipient, name, escort.until, escort.asked)


def own_walk_shown(state: State, person: str, now: datetime) -> OwnWalkShown | None:
    """The walk of whoever looks, or None."""
    walk = state.watch.walks.get(state.watch.walk_of.get(f"person:{person}", ""))
    if walk is None:
        return None
    escort = walk.escort
    has_escort = escort is not None and escort.status is EscortState.ACCEPTED
    return OwnWalkShown(walk.kind, walk.phase, walk.until, _remaining_s(walk, now), has_escort)
