"""How facts change what paging knows, and so what it owes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.agency import SettingsSet
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import (
    CancelVerificationRequested,
    CancelVerified,
    CheckBackRequested,
    CommandLapsed,
    CommandRenewed,
    CommandTaken,
    DuressDeclared,
    IncidentClosed,
    IncidentOpened,
    SignalJoined,
)
from tocsin.facts.pages import (
    AlarmPaged,
    EscalationStepStarted,
    PageEnded,
    PageRequested,
    ProvidersSet,
    Purpose,
    TestPageRequested,
    TestRoundStarted,
    UpdatePaged,
)
from tocsin.facts.signals import Answer, CancelGiven, PageAnswered, SignalRead
from tocsin.facts.system import AlarmCleared, AlarmRaised
from tocsin.facts.units import UnitCleared, UnitDispatched, UnitEnRoute
from tocsin.kernel.limits import CODE_MEMORY_S, ROUTINE_BUNDLE_S, ROUTINE_LIFE_S
from tocsin.paging import escalation as moves
from tocsin.paging import fold_messages
from tocsin.paging.schedule import next_round
from tocsin.paging.state import (
    Alarm,
    Code,
    Echo,
    EchoKind,
    Escalation,
    Page,
    PagingState,
    Reach,
    Update,
    Want,
)

_COUNTED: Final = frozenset({Answer.RECEIVED, Answer.COMMAND, Answer.OK})


def _put(state: PagingState, escalation: Escalation) -> None:
    state.escalations[escalation.incident] = escalation
    state.agenda.set(f"escalation:{escalation.incident}", moves.next_moment(escalation))


def _change(state: PagingState, incident: str, **changes: Any) -> Escalation | None:
    before = state.escalations.get(incident)
    if before is None:
        return None
    after = replace(before, **changes)
    _put(state, after)
    return after


def ending(state: PagingState, page: Page, now: datetime) -> str:
    """Why this page needs no answer any more, or '' while it does."""
    if page.incidents:
        live = [state.escalations.get(name) for name in page.incidents]
        live = [one for one in live if one is not None and not one.closed]
        if not live:
            return "incident_closed"
        first = live[0]
        if page.purpose is Purpose.CHECK_BACK and first is not None and not first.asked:
            return "check_back_over"
        if page.purpose is Purpose.VERIFY_CANCEL and first is not None and not first.verifying:
            return "cancel_judged"
        unit = page.recipient.partition(":")[2]
        if page.purpose is Purpose.DISPATCH and first is not None and unit not in first.units:
            return "unit_cleared"
        return ""
    if page.answer is not None:
        return "answered"
    return "unanswered" if page.at + timedelta(seconds=ROUTINE_LIFE_S) <= now else ""


def _touch_page(state: PagingState, name: str, at: datetime) -> None:
    page = state.pages.get(name)
    if page is None:
        state.agenda.set(f"page:{name}", None)
    elif ending(state, page, at):
        state.agenda.set(f"page:{name}", at)
    elif not page.incidents:
        state.agenda.set(f"page:{name}", page.at + timedelta(seconds=ROUTINE_LIFE_S))


def _touch_pages(state: PagingState, incident: str, at: datetime) -> None:
    escalation = state.escalations.get(incident)
    for name in escalation.pages if escalation else ():
        _touch_page(state, name, at)


def _want(state: PagingState, want: Want) -> None:
    """Merge with what is wanted already; routine wants wait for the recipient's next bundle."""
    key = want.key()
    at = want.at
    last = state.bundled_at.get(want.recipient)
    if not want.urgent and last is not None:
        at = max(at, last + timedelta(seconds=ROUTINE_BUNDLE_S))
    known = state.wants.get(key)
    if known is not None:
        incidents = tuple(dict.fromkeys((*known.incidents, *want.incidents)))
        alarms = tuple(dict.fromkeys((*known.alarms, *want.alarms)))
        want = replace(known, incidents=incidents, alarms=alarms)
        at = min(at, known.at)
    state.wants[key] = replace(want, at=at)
    state.agenda.set(f"want:{key}", at)


def _unwant(state: PagingState, key: str) -> None:
    state.wants.pop(key, None)
    state.agenda.set(f"want:{key}", None)


def _want_page(
    state: PagingState, escalation: Escalation, recipient: str, purpose: Purpose, at: datetime
) -> None:
    urgent = escalation.policy.bundle_s == 0 or purpose is not Purpose.SOS
    _want(state, Want(recipient, purpose, urgent, at, (escalation.incident,)))


def _owe_update(state: PagingState, incident: str, what: str, signal: str, at: datetime) -> None:
    escalation = state.escalations.get(incident)
    if escalation is None:
        return
    if escalation.policy.bundle_s and what == "text":
        for recipient in escalation.recipients:
            _want_page(state, escalation, recipient, Purpose.SOS, at)
        return
    key = f"{incident}|{what}|{signal}"
    state.updates[key] = Update(incident, what, signal)
    state.agenda.set(f"update:{key}", at)


def _owe_echo(state: PagingState, key: str, echo: Echo, at: datetime) -> None:
    if echo.number.text:
        state.echoes[key] = echo
        state.agenda.set(f"echo:{key}", at)


def _echo_sender(
    state: PagingState, escalation: Escalation | None, kind: EchoKind, ref: str, at: datetime
) -> None:
    """Tell the sender, unless the plan is silent or a cancel was given on that phone.

    After a cancel nothing more is sent: safe and duress must look the same to
    whoever holds the phone.
    """
    if escalation is None or escalation.silent or escalation.number is None:
        return
    if escalation.cancelled and kind is not EchoKind.CANCEL:
        return
    echo = Echo(kind, escalation.sender, escalation.number, escalation.incident)
    _owe_echo(state, f"{kind}|{escalation.incident}|{ref}", echo, at)


def _read(state: PagingState, fact: SignalRead, _at: datetime) -> None:
    state.numbers[fact.signal] = fact.number


def _opened(state: PagingState, fact: IncidentOpened, at: datetime) -> None:
    number = state.numbers.pop(fact.signal, None)
    opened = Escalation(fact.incident, fact.sender, number, fact.silent, fact.policy, at)
    _put(state, opened)
    _echo_sender(state, opened, EchoKind.SOS, fact.signal, at)


def _joined(state: PagingState, fact: SignalJoined, at: datetime) -> None:
    state.numbers.pop(fact.signal, None)
    _owe_update(state, fact.incident, "text", fact.signal, at)
    escalation = state.escalations.get(fact.incident)
    # An unknown number gets one answer only: two machines could otherwise
    # answer each other for ever.
    if escalation is not None and not escalation.policy.bundle_s:
        _echo_sender(state, escalation, EchoKind.UPDATE, fact.signal, at)


def _cancel_given(state: PagingState, fact: CancelGiven, at: datetime) -> None:
    state.numbers.pop(fact.signal, None)
    first = not getattr(state.escalations.get(fact.incident), "cancelled", True)
    escalation = _change(state, fact.incident, cancelled=True)
    _echo_sender(state, escalation, EchoKind.CANCEL, fact.signal, at)
    if first and not fact.duress:
        _owe_update(state, fact.incident, "cancel", fact.signal, at)


def _verify_requested(state: PagingState, fact: CancelVerificationRequested, at: datetime) -> None:
    """First whoever is in command, else the step; when unanswered, everybody paged."""
    before = state.escalations.get(fact.incident)
    if before is None:
        return
    escalation = _change(state, fact.incident, verifying=True) or before
    asked = (f"person:{escalation.commander}",) if escalation.commander else ()
    if before.verifying or not asked:
        paged = [state.pages[name].recipient for name in escalation.pages if name in state.pages]
        asked = tuple(dict.fromkeys((*asked, *escalation.recipients, *paged)))
    for recipient in asked:
        if recipient.startswith("person:"):
            _want_page(state, escalation, recipient, Purpose.VERIFY_CANCEL, at)


def _verified(state: PagingState, fact: CancelVerified, at: datetime) -> None:
    _change(state, fact.incident, verifying=False)
    _owe_update(state, fact.incident, "safe" if fact.safe else "not_safe", "", at)
    _touch_pages(state, fact.incident, at)


def _duress(state: PagingState, fact: DuressDeclared, at: datetime) -> None:
    _owe_update(state, fact.incident, "duress", fact.signal, at)


def _taken(state: PagingState, fact: CommandTaken, at: datetime) -> None:
    recipient = f"person:{fact.person}"
    before = state.escalations.get(fact.incident)
    if before is None:
        return
    acknowledged = tuple(dict.fromkeys((*before.acknowledged, recipient)))
    escalation = _change(
        state, fact.incident, commander=fact.person, acknowledged=acknowledged, asked=False
    )
    _echo_sender(state, escalation, EchoKind.COMMAND, fact.person, at)
    _owe_update(state, fact.incident, "command", fact.person, at)
    _touch_pages(state, fact.incident, at)


def _lapsed(state: PagingState, fact: CommandLapsed, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    if before is None:
        return
    _change(
        state,
        fact.incident,
        commander="",
        asked=False,
        since=at,
        round=before.round + 1,
        step=0,
        widened=False,
        acknowledged=(),
        held_until=None,
        until=None,
    )
    _touch_pages(state, fact.incident, at)


def _renewed(state: PagingState, fact: CommandRenewed, at: datetime) -> None:
    _change(state, fact.incident, asked=False)
    _touch_pages(state, fact.incident, at)


def _check_back(state: PagingState, fact: CheckBackRequested, at: datetime) -> None:
    escalation = _change(state, fact.incident, asked=True)
    if escalation is not None:
        _want_page(state, escalation, f"person:{fact.person}", Purpose.CHECK_BACK, at)


def _closed(state: PagingState, fact: IncidentClosed, at: datetime) -> None:
    _owe_update(state, fact.incident, "closed", "", at)
    escalation = _change(state, fact.incident, closed=True)
    for key, want in list(state.wants.items()):
        if want.incidents == (fact.incident,):
            _unwant(state, key)
    _touch_pages(state, fact.incident, at)
    if escalation is not None and not escalation.pages:
        _drop(state, fact.incident)


def _drop(state: PagingState, incident: str) -> None:
    del state.escalations[incident]
    state.agenda.set(f"escalation:{incident}", None)


def _step_started(state: PagingState, fact: EscalationStepStarted, at: datetime) -> None:
    escalation = _change(
        state,
        fact.incident,
        round=fact.round,
        step=fact.step,
        widened=fact.widened,
        recipients=fact.recipients,
        need=fact.need,
        until=fact.until,
        acknowledged=(),
        held_until=None,
    )
    for recipient in fact.recipients if escalation else ():
        if escalation is not None:
            _want_page(state, escalation, recipient, Purpose.SOS, at)


def _page_requested(state: PagingState, fact: PageRequested, at: datetime) -> None:
    state.page_count += 1
    state.pages[fact.page] = Page(
        fact.page,
        fact.code,
        fact.recipient,
        fact.purpose,
        fact.urgent,
        fact.incidents,
        fact.alarms,
        at,
    )
    _forget_codes(state, at - timedelta(seconds=CODE_MEMORY_S))
    state.codes[fact.code] = Code(fact.page, fact.recipient, fact.purpose, at)
    if not fact.urgent:
        state.bundled_at[fact.recipient] = at
    wanted = Want(fact.recipient, fact.purpose, fact.urgent, at, fact.incidents)
    _unwant(state, replace(wanted, channel=fact.channel).key())
    for incident in fact.incidents:
        escalation = state.escalations.get(incident)
        if escalation is not None:
            _change(state, incident, pages=(*escalation.pages, fact.page))
    _touch_page(state, fact.page, at)


def _forget_codes(state: PagingState, before: datetime) -> None:
    """Free codes older than a week, oldest first; a page still open keeps its code."""
    while state.codes:
        oldest = next(iter(state.codes))
        code = state.codes[oldest]
        if code.at >= before:
            return
        del state.codes[oldest]
        if code.page in state.pages:
            state.codes[oldest] = replace(code, at=before)


def _page_ended(state: PagingState, fact: PageEnded, at: datetime) -> None:
    page = state.pages.pop(fact.page, None)
    _touch_page(state, fact.page, at)
    if page is None:
        return
    for name in page.messages:
        fold_messages.settle(state, name)
    for incident in page.incidents:
        escalation = state.escalations.get(incident)
        if escalation is None:
            continue
        rest = tuple(name for name in escalation.pages if name != fact.page)
        _change(state, incident, pages=rest)
        if escalation.closed and not rest:
            _drop(state, incident)


def _answered(state: PagingState, fact: PageAnswered, at: datetime) -> None:
    number = state.numbers.pop(fact.signal, None)
    page = state.pages.get(fact.page)
    if number is not None:
        incident = page.incidents[0] if page and page.incidents else ""
        echo = Echo(EchoKind.ANSWER, fact.recipient, number, incident, fact.page, fact.answer)
        _owe_echo(state, f"{EchoKind.ANSWER}|{fact.signal}", echo, at)
        key = f"{fact.recipient} sms"
        state.reach[key] = replace(state.reach.get(key, Reach()), answered_at=at)
    if page is None:
        return
    answer = Answer.COMMAND if page.answer is Answer.COMMAND else fact.answer
    state.pages[fact.page] = replace(page, answer=answer, answered_at=at)
    if page.purpose is Purpose.SOS and fact.answer in _COUNTED:
        for incident in page.incidents:
            _acknowledge(state, incident, fact.recipient, at)
    _touch_page(state, fact.page, at)


def _acknowledge(state: PagingState, incident: str, recipient: str, at: datetime) -> None:
    before = state.escalations.get(incident)
    if before is None or recipient in before.acknowledged:
        return
    acknowledged = (*before.acknowledged, recipient)
    _change(state, incident, acknowledged=acknowledged, held_until=moves.hold(before, at))


def _dispatched(state: PagingState, fact: UnitDispatched, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    if before is not None:
        escalation = _change(state, fact.incident, units=(*before.units, fact.unit)) or before
        _want_page(state, escalation, f"unit:{fact.unit}", Purpose.DISPATCH, at)


def _rolling(state: PagingState, fact: UnitEnRoute, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    if before is not None and not before.rolling:
        escalation = _change(state, fact.incident, rolling=True)
        _echo_sender(state, escalation, EchoKind.ROLLING, fact.unit, at)


def _cleared(state: PagingState, fact: UnitCleared, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    if before is not None:
        _change(state, fact.incident, units=tuple(u for u in before.units if u != fact.unit))
        _touch_pages(state, fact.incident, at)


def _update_paged(state: PagingState, fact: UpdatePaged, _at: datetime) -> None:
    key = f"{fact.incident}|{fact.what}|{fact.signal}"
    state.updates.pop(key, None)
    state.agenda.set(f"update:{key}", None)


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
        _want(state, Want(recipient, Purpose.ALARM, False, at, alarms=(fact.alarm,)))


def _providers(state: PagingState, fact: ProvidersSet, _at: datetime) -> None:
    state.providers = fact.providers


def _settings(state: PagingState, fact: SettingsSet, at: datetime) -> None:
    settings = fact.settings
    state.test_at, state.test_zone = settings.test_page_at, settings.timezone
    state.test_every_days = settings.test_page_every_days
    _schedule_tests(state, at, 0)


def _schedule_tests(state: PagingState, after: datetime, days: int) -> None:
    if state.test_every_days:
        at = next_round(after + timedelta(days=days), state.test_at, state.test_zone)
        state.agenda.set("tests", at)
    else:
        state.agenda.set("tests", None)


def _test_requested(state: PagingState, fact: TestPageRequested, at: datetime) -> None:
    _want(state, Want(fact.recipient, Purpose.TEST, False, at, channel=fact.channel))


def _test_round(state: PagingState, fact: TestRoundStarted, at: datetime) -> None:
    _schedule_tests(state, at, max(0, state.test_every_days - 1))
    for each in fact.recipients:
        recipient, _, channel = each.partition(" ")
        _want(state, Want(recipient, Purpose.TEST, False, at, channel=channel))


EVOLVERS: Final[Mapping[type[Fact], Callable[[PagingState, Any, datetime], None]]] = {
    SignalRead: _read,
    IncidentOpened: _opened,
    SignalJoined: _joined,
    CancelGiven: _cancel_given,
    CancelVerificationRequested: _verify_requested,
    CancelVerified: _verified,
    DuressDeclared: _duress,
    CommandTaken: _taken,
    CommandLapsed: _lapsed,
    CommandRenewed: _renewed,
    CheckBackRequested: _check_back,
    IncidentClosed: _closed,
    EscalationStepStarted: _step_started,
    PageRequested: _page_requested,
    PageEnded: _page_ended,
    PageAnswered: _answered,
    UnitDispatched: _dispatched,
    UnitEnRoute: _rolling,
    UnitCleared: _cleared,
    UpdatePaged: _update_paged,
    AlarmRaised: _alarm_raised,
    AlarmCleared: _alarm_cleared,
    AlarmPaged: _alarm_paged,
    ProvidersSet: _providers,
    SettingsSet: _settings,
    TestPageRequested: _test_requested,
    TestRoundStarted: _test_round,
    **fold_messages.EVOLVERS,
}
