"""How alarms, test pages and providers change what paging knows."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.agency import SettingsSet
from tocsin.facts.fact import Fact
from tocsin.facts.pages import (
    AlarmPaged,
    ProvidersSet,
    Purpose,
    TestPageRequested,
    TestRoundStarted,
)
from tocsin.facts.system import AlarmCleared, AlarmRaised
from tocsin.paging import owed
from tocsin.paging.fold_health import schedule_all
from tocsin.paging.schedule import next_round
from tocsin.paging.state import (
    Alarm,
    PagingState,
    Want,
)


def _alarm_raised(state: PagingState, fact: AlarmRaised, at: datetime) -> None:
    known = state.alarms.get(fact.alarm)
    if known is not None:
        state.alarms[fact.alarm] = replace(known, detail=fact.detail)
        return
    state.alarms[fact.alarm] = Alarm(fact.alarm, fact.kind, fact.detail, at)
    state.agenda.set(f"alarm:{fact.alarm}", at)


def _alarm_cleared(state: PagingState, fact: AlarmCleared, _at: datetime) -> None:
    state.alarms.pop(fact.alarm, None)
    state.agenda.set(f"alarm:{fact.alarm}", None)


def _alarm_paged(state: PagingState, fact: AlarmPaged, at: datetime) -> None:
    known = state.alarms.get(fact.alarm)
    if known is not None:
        state.alarms[fact.alarm] = replace(known, paged=True)
    state.agenda.set(f"alarm:{fact.alarm}", None)
    for recipient in fact.recipients:
        owed.want(state, Want(recipient, Purpose.ALARM, False, at, alarms={fact.alarm: None}))


def _providers(state: PagingState, fact: ProvidersSet, at: datetime) -> None:
    state.providers = fact.providers
    schedule_all(state, at)


def _settings(state: PagingState, fact: SettingsSet, at: datetime) -> None:
    """Begin the test rounds anew only when something about them changed."""
    settings = fact.settings
    before = (state.test_at, state.test_zone, state.test_every_days)
    after = (settings.test_page_at, settings.timezone, settings.test_page_every_days)
    if after != before:
        state.test_at, state.test_zone, state.test_every_days = after
        _schedule_tests(state, at, 0)
        schedule_all(state, at)


def _schedule_tests(state: PagingState, after: datetime, days: int) -> None:
    if state.test_every_days:
        at = next_round(after + timedelta(days=days), state.test_at, state.test_zone)
        state.agenda.set("tests", at)
    else:
        state.agenda.set("tests", None)


def _test_requested(state: PagingState, fact: TestPageRequested, at: datetime) -> None:
    owed.want(state, Want(fact.recipient, Purpose.TEST, False, at, channel=fact.channel))


def _test_round(state: PagingState, fact: TestRoundStarted, at: datetime) -> None:
    _schedule_tests(state, at, max(0, state.test_every_days - 1))
    for each in fact.recipients:
        recipient, _, channel = each.partition(" ")
        owed.want(state, Want(recipient, Purpose.TEST, False, at, channel=channel))


EVOLVERS: Final[Mapping[type[Fact], Callable[[PagingState, Any, datetime], None]]] = {
    AlarmRaised: _alarm_raised,
    AlarmCleared: _alarm_cleared,
    AlarmPaged: _alarm_paged,
    ProvidersSet: _providers,
    SettingsSet: _settings,
    TestPageRequested: _test_requested,
    TestRoundStarted: _test_round,
}
