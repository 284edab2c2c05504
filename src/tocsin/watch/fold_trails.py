"""How facts change what the watch remembers of trails."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.agency import SettingsSet
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import IncidentClosed, IncidentOpened
from tocsin.facts.nearness import ConsentRecorded, Nearness, NearnessChanged
from tocsin.facts.orders import ExpiryStage, OrderEntered, OrderExpiryMet, OrderVacated
from tocsin.facts.plans import WorkplacePlanSet
from tocsin.facts.respondents import RespondentSet
from tocsin.facts.system import PersonErased
from tocsin.facts.threats import ThreatKind
from tocsin.facts.trails import (
    TrailEnded,
    TrailForgotten,
    TrailHeld,
    TrailPurpose,
    TrailReleased,
    TrailStarted,
)
from tocsin.facts.walks import WalkEnded, WalkKind, WalkStarted
from tocsin.kernel.limits_trails import TRAIL_AFTER_S
from tocsin.watch.state import WatchState
from tocsin.watch.trail_state import Cause, Trail
from tocsin.watch.trails import PURPOSES, is_wanted

_ALARMING: Final = frozenset({Nearness.MAYBE_NEAR, Nearness.NEAR})


def _put(state: WatchState, trail: Trail, at: datetime) -> None:
    """Keep a trail as it is now, and when something is owed of it."""
    state.trails.trails[trail.trail] = trail
    state.agenda.set(f"trail:{trail.trail}", _moment(state, trail, at))


def _moment(state: WatchState, trail: Trail, at: datetime) -> datetime | None:
    if trail.ended_at is not None:
        return trail.goes_at
    if not is_wanted(state, trail, at):
        return at
    cause = state.trails.causes.get(trail.cause)
    return cause.until if cause is not None else at


def _look(state: WatchState, names: Iterable[str], at: datetime) -> None:
    """Ask again of these open trails whether they go on."""
    for name in names:
        _put(state, state.trails.trails[name], at)


def _look_at_cause(state: WatchState, cause: str, at: datetime) -> None:
    _look(state, state.trails.open_for.get(cause, ()), at)


def _look_at_owner(state: WatchState, owner: str, at: datetime) -> None:
    _look(state, state.trails.open_of.get(owner, ()), at)


def _look_at_people(state: WatchState, people: Iterable[str], at: datetime) -> None:
    abouts, known = {f"person:{one}" for one in people}, state.trails
    every = [name for names in known.open_of.values() for name in names]
    _look(state, [name for name in every if known.trails[name].about in abouts], at)


# What positions are kept for.


def _open(state: WatchState, cause: Cause, at: datetime) -> None:
    state.trails.causes[cause.cause] = cause
    state.trails.fading.pop(cause.cause, None)
    _look_at_cause(state, cause.cause, at)


def _shut(state: WatchState, cause: str, at: datetime) -> None:
    if state.trails.causes.pop(cause, None) is not None:
        state.trails.fading.pop(cause, None)
        _look_at_cause(state, cause, at)


def _opened(state: WatchState, fact: IncidentOpened, at: datetime) -> None:
    # Her risk is a matter of days, and nobody is on the way: nothing is kept for it.
    if fact.kind != ThreatKind.RISK:
        is_own = fact.kind != ThreatKind.THREAT
        name = f"incident/{fact.incident}"
        _open(state, Cause(name, fact.sender, PURPOSES["incident"], is_own), at)


def _closed(state: WatchState, fact: IncidentClosed, at: datetime) -> None:
    _shut(state, f"incident/{fact.incident}", at)


def _walks(state: WatchState, fact: WalkStarted, at: datetime) -> None:
    # A check goes on for a whole shift; who does not answer it has an incident, and a trail.
    if fact.kind is WalkKind.WALK:
        name = f"walk/{fact.walk}"
        _open(state, Cause(name, fact.recipient, PURPOSES["walk"], is_own=True), at)


def _walked(state: WatchState, fact: WalkEnded, at: datetime) -> None:
    _shut(state, f"walk/{fact.walk}", at)


def _near(state: WatchState, fact: NearnessChanged, at: datetime) -> None:
    """A pair, or an area, in which he is; what was so between two fixes is over at once."""
    name, by = f"near/{fact.person}/{fact.respondent}", f"{fact.by}/{fact.order}"
    cause = state.trails.causes.get(name)
    is_open = fact.nearness in _ALARMING
    if cause is None:
        if not is_open:
            return
        about = f"person:{fact.person}"
        cause = Cause(name, about, TrailPurpose.VIOLATION, respondent=fact.respondent)
    others = tuple(one for one in cause.open if one != by)
    lasts = is_open and not fact.was_passing
    _open(state, replace(cause, open=(*others, by) if lasts else others, over_at=None), at)
    _fade(state, name, at)


def _fade(state: WatchState, name: str, at: datetime) -> None:
    """Of two who are near by nothing any more the trail goes on for a while."""
    known, cause = state.trails, state.trails.causes[name]
    if not cause.open:
        known.causes[name] = replace(cause, over_at=at)
        known.fading[name] = at
        _look_at_cause(state, name, at)
    before = at - timedelta(seconds=TRAIL_AFTER_S)
    while known.fading:
        oldest = next(iter(known.fading))
        if known.fading[oldest] >= before:
            return
        del known.fading[oldest]
        _shut(state, oldest, at)


def _no_longer(state: WatchState, at: datetime, is_gone: Callable[[Cause, str], bool]) -> None:
    """What nobody watches any more can never be told to be over: it is over now."""
    for name, cause in list(state.trails.causes.items()):
        left = tuple(by for by in cause.open if not is_gone(cause, by))
        if left != cause.open:
            state.trails.causes[name] = replace(cause, open=left)
            _fade(state, name, at)


# On what ground, and whom it concerns.


def _consent(state: WatchState, fact: ConsentRecorded, at: datetime) -> None:
    if not fact.is_given:
        _no_longer(state, at, lambda cause, by: cause.about == fact.owner and by[:4] == "pair")
    _look_at_owner(state, fact.owner, at)


def _respondent(state: WatchState, fact: RespondentSet, at: datetime) -> None:
    _look_at_owner(state, f"respondent:{fact.respondent.respondent}", at)


def _order(state: WatchState, fact: OrderEntered, at: datetime) -> None:
    _look_at_people(state, fact.order.protected, at)


def _order_gone(state: WatchState, fact: OrderVacated | OrderExpiryMet, at: datetime) -> None:
    if isinstance(fact, OrderExpiryMet) and fact.stage is not ExpiryStage.OVER:
        return
    _no_longer(state, at, lambda _, by: by.partition("/")[2] == fact.order)
    known = state.cases.orders.get(fact.order)
    _look_at_people(state, known.order.protected if known else (), at)


def _plan(state: WatchState, fact: WorkplacePlanSet, at: datetime) -> None:
    _look_at_people(state, (fact.plan.person,), at)


def _settings(state: WatchState, fact: SettingsSet, _at: datetime) -> None:
    state.trails.keep_days = fact.settings.trail_keep_days


# The trails themselves.


def _started(state: WatchState, fact: TrailStarted, at: datetime) -> None:
    state.trails.count += 1
    trail = Trail(
        fact.trail, fact.owner, fact.about, fact.cause, fact.purpose, fact.basis, started_at=at
    )
    for index, key in _indices(state, trail):
        index[key] = (*index.get(key, ()), fact.trail)
    _put(state, trail, at)


def _ended(state: WatchState, fact: TrailEnded, at: datetime) -> None:
    trail = state.trails.trails.get(fact.trail)
    if trail is not None:
        _leave(state, trail)
        _put(state, replace(trail, ended_at=at, forget_at=fact.forget_at), at)


def _leave(state: WatchState, trail: Trail) -> None:
    for index, key in _indices(state, trail):
        left = tuple(each for each in index.get(key, ()) if each != trail.trail)
        if left:
            index[key] = left
        else:
            index.pop(key, None)


def _indices(state: WatchState, trail: Trail) -> Iterable[tuple[dict[str, tuple[str, ...]], str]]:
    return ((state.trails.open_of, trail.owner), (state.trails.open_for, trail.cause))


def _held(state: WatchState, fact: TrailHeld, at: datetime) -> None:
    trail = state.trails.trails.get(fact.trail)
    if trail is not None:
        _put(state, replace(trail, held_until=fact.until), at)


def _released(state: WatchState, fact: TrailReleased, at: datetime) -> None:
    trail = state.trails.trails.get(fact.trail)
    if trail is not None:
        _put(state, replace(trail, held_until=None), at)


def _forgotten(state: WatchState, fact: TrailForgotten, _at: datetime) -> None:
    _drop(state, fact.trail)


def _drop(state: WatchState, name: str) -> None:
    trail = state.trails.trails.pop(name, None)
    state.agenda.set(f"trail:{name}", None)
    if trail is not None:
        _leave(state, trail)


def _erased(state: WatchState, fact: PersonErased, _at: datetime) -> None:
    """Her key sealed them: nobody can read them any more, and nothing is owed of them."""
    for trail in list(state.trails.trails.values()):
        if trail.owner == fact.subject:
            _drop(state, trail.trail)


EVOLVERS: Final[Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]] = {
    IncidentOpened: _opened,
    IncidentClosed: _closed,
    WalkStarted: _walks,
    WalkEnded: _walked,
    NearnessChanged: _near,
    ConsentRecorded: _consent,
    RespondentSet: _respondent,
    OrderEntered: _order,
    OrderVacated: _order_gone,
    OrderExpiryMet: _order_gone,
    WorkplacePlanSet: _plan,
    SettingsSet: _settings,
    TrailStarted: _started,
    TrailEnded: _ended,
    TrailHeld: _held,
    TrailReleased: _released,
    TrailForgotten: _forgotten,
    PersonErased: _erased,
}
