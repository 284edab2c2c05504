"""How facts about pages and their answers change what paging knows."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.agency import AgencyItemRemoved, StaffDismissed
from tocsin.facts.fact import Fact
from tocsin.facts.pages import PageEnded, PageRequested, Purpose
from tocsin.facts.respondents import ColleagueKeptAway
from tocsin.facts.signals import Answer, MeaningAsked, MeaningSettled, PageAnswered
from tocsin.kernel.limits import CODE_MEMORY_S, ROUTINE_LIFE_S
from tocsin.paging import escalation as moves
from tocsin.paging import fold_messages, owed
from tocsin.paging.state import (
    Code,
    Echo,
    EchoKind,
    Page,
    PagingState,
    Reach,
    key_of,
    pages_of,
)

NOTICES: Final = frozenset({Purpose.NOTICE, Purpose.JUDGE})
"""What the watch tells or asks: such a page lasts as long as its notice."""

_COUNTED: Final = frozenset({Answer.RECEIVED, Answer.COMMAND, Answer.OK})


def ending(state: PagingState, page: Page, now: datetime) -> str:
    """Why this page needs no answer any more, or '' while it does."""
    if page.is_gone:
        return "recipient_removed"
    if page.incidents:
        known = (state.escalations.get(name) for name in page.incidents)
        first = next((one for one in known if one is not None and not one.closed), None)
        if first is None:
            return "incident_closed"
        if page.purpose is Purpose.CHECK_BACK and not first.asked:
            return "check_back_over"
        if page.purpose is Purpose.VERIFY_CANCEL and not first.verifying:
            return "cancel_judged"
        unit = page.recipient.partition(":")[2]
        if page.purpose is Purpose.DISPATCH and unit not in first.units:
            return "unit_cleared"
        if page.purpose is Purpose.SEARCH and page.task not in first.tasks:
            return "task_over"
        return ""
    if page.purpose in NOTICES:
        return "" if page.task in state.notices else "notice_over"
    if page.answer is not None:
        return "answered"
    return "unanswered" if page.at + timedelta(seconds=ROUTINE_LIFE_S) <= now else ""


def touch_page(state: PagingState, name: str, at: datetime) -> None:
    page = state.pages.get(name)
    moment = None
    if page is not None and ending(state, page, at):
        moment = at
    elif page is not None and not page.incidents and page.purpose not in NOTICES:
        moment = page.at + timedelta(seconds=ROUTINE_LIFE_S)
    state.agenda.set(f"page:{name}", moment)


def touch_pages(state: PagingState, incident: str, at: datetime) -> None:
    escalation = state.escalations.get(incident)
    for name in escalation.pages if escalation else ():
        touch_page(state, name, at)


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
        task=fact.task,
    )
    _forget_codes(state, at - timedelta(seconds=CODE_MEMORY_S))
    state.codes[fact.code] = Code(fact.page, fact.recipient, fact.purpose, at)
    state.codes_of.setdefault(fact.recipient, []).append(fact.code)
    state.open_of.setdefault(fact.recipient, {})[fact.page] = None
    if not fact.urgent:
        state.bundled_at[fact.recipient] = at
    owed.unwant(state, key_of(fact, fact.channel))
    for incident in fact.incidents:
        escalation = state.escalations.get(incident)
        if escalation is not None:
            owed.change(state, incident, pages=(*escalation.pages, fact.page))
    touch_page(state, fact.page, at)


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
        else:
            _forget_code(state, oldest, code.recipient)


def _forget_code(state: PagingState, code: str, recipient: str) -> None:
    codes = state.codes_of[recipient]
    codes.remove(code)
    if not codes:
        del state.codes_of[recipient]


def _page_ended(state: PagingState, fact: PageEnded, at: datetime) -> None:
    page = state.pages.pop(fact.page, None)
    touch_page(state, fact.page, at)
    if page is None:
        return
    _not_open(state, page)
    if page.code in state.codes:
        state.codes[page.code] = replace(state.codes[page.code], over_at=at, answer=page.answer)
    for name in page.messages:
        fold_messages.settle(state, name)
    for incident in page.incidents:
        escalation = state.escalations.get(incident)
        if escalation is None:
            continue
        rest = tuple(name for name in escalation.pages if name != fact.page)
        owed.change(state, incident, pages=rest)
        if escalation.closed and not rest:
            drop(state, incident)


def _not_open(state: PagingState, page: Page) -> None:
    mine = state.open_of.get(page.recipient, {})
    mine.pop(page.page, None)
    if not mine:
        state.open_of.pop(page.recipient, None)


def drop(state: PagingState, incident: str) -> None:
    del state.escalations[incident]
    state.words_at.pop(incident, None)
    state.agenda.set(f"escalation:{incident}", None)


def _answered(state: PagingState, fact: PageAnswered, at: datetime) -> None:
    number = state.numbers.pop(fact.signal, None)
    page = state.pages.get(fact.page)
    if number is not None:
        incident = page.incidents[0] if page and page.incidents else ""
        code, purpose = _asked(state, fact.recipient, fact.page)
        echo = Echo(
            EchoKind.ANSWER,
            fact.recipient,
            number,
            incident,
            fact.page,
            fact.answer,
            code,
            purpose,
            bare=fact.bare,
        )
        owed.owe_echo(state, f"{EchoKind.ANSWER}|{fact.signal}", echo, at)
        key = f"{fact.recipient} sms"
        state.reach[key] = replace(state.reach.get(key, Reach()), answered_at=at)
    if page is None:
        return
    firm = page.answer in (Answer.COMMAND, Answer.FOUND)
    if page.purpose is Purpose.SEARCH and page.answer is Answer.CLEAR:
        firm = fact.answer is not Answer.FOUND
    answer = page.answer if firm else fact.answer
    state.pages[fact.page] = replace(page, answer=answer, answered_at=at)
    if page.purpose is Purpose.SOS and fact.answer in _COUNTED:
        for incident in page.incidents:
            _acknowledge(state, incident, fact.recipient, at)
    touch_page(state, fact.page, at)


def _which(state: PagingState, fact: MeaningAsked, at: datetime) -> None:
    number = state.numbers.get(fact.signal)
    if number is not None:
        echo = Echo(EchoKind.WHICH, fact.sender, number, pages=fact.pages)
        owed.owe_echo(state, f"{EchoKind.WHICH}|{fact.signal}", echo, at)


def _settled(state: PagingState, fact: MeaningSettled, _at: datetime) -> None:
    state.numbers.pop(fact.signal, None)


def _asked(state: PagingState, recipient: str, page: str) -> tuple[str, Purpose | None]:
    """The code and the purpose of a page, also when it is over."""
    known = state.pages.get(page)
    if known is not None and known.recipient == recipient and known.code in state.codes:
        return known.code, state.codes[known.code].purpose
    for code in reversed(state.codes_of.get(recipient, ())):
        if state.codes[code].page == page:
            return code, state.codes[code].purpose
    return "", None


def _acknowledge(state: PagingState, incident: str, recipient: str, at: datetime) -> None:
    before = state.escalations.get(incident)
    if before is None or recipient in before.acknowledged:
        return
    acknowledged = (*before.acknowledged, recipient)
    owed.change(state, incident, acknowledged=acknowledged, held_until=moves.hold(before, at))


def _removed(state: PagingState, fact: AgencyItemRemoved, at: datetime) -> None:
    """Who is dismissed is told nothing more, from this very moment.

    A unit that is taken out of service for good ends what it was sent to first,
    but searches no more.
    """
    if fact.table == "unit":
        _search_no_more(state, f"unit:{fact.id}", at)
    if fact.table == "staff":
        _told_no_more(state, f"person:{fact.id}", at)


def _dismissed(state: PagingState, fact: StaffDismissed, at: datetime) -> None:
    _told_no_more(state, f"person:{fact.person}", at)


def _told_no_more(state: PagingState, gone: str, at: datetime) -> None:
    for key, want in list(state.wants.items()):
        if want.recipient == gone:
            owed.unwant(state, key)
    for key, echo in list(state.echoes.items()):
        if echo.recipient == gone:
            owed.drop_echo(state, key)
    for page in list(state.pages.values()):
        if page.recipient == gone:
            state.pages[page.page] = replace(page, is_gone=True)
            touch_page(state, page.page, at)
    for name in list(state.escalations):
        _answers_no_more(state, name, gone)
    fold_messages.stop(state, gone, at)


def _kept_away(state: PagingState, fact: ColleagueKeptAway, at: datetime) -> None:
    """Whoever must stay away from her is told nothing more of hers, from this very moment."""
    gone, hers = f"person:{fact.colleague}", f"person:{fact.person}"
    mine = {name for name, one in state.escalations.items() if one.sender == hers}
    for key, want in list(state.wants.items()):
        if want.recipient == gone and not mine.isdisjoint(want.incidents):
            owed.unwant(state, key)
    for key, echo in list(state.echoes.items()):
        if echo.recipient == gone and echo.incident in mine:
            owed.drop_echo(state, key)
    for page in pages_of(state, gone):
        if not mine.isdisjoint(page.incidents):
            state.pages[page.page] = replace(page, is_gone=True)
            touch_page(state, page.page, at)
    for name in mine:
        _answers_no_more(state, name, gone)
    fold_messages.stop(state, gone, at, mine)


def _answers_no_more(state: PagingState, incident: str, gone: str) -> None:
    """That they answered holds no step of this incident any more."""
    before = state.escalations[incident]
    if gone not in (*before.recipients, *before.acknowledged):
        return
    recipients = tuple(one for one in before.recipients if one != gone)
    acknowledged = tuple(one for one in before.acknowledged if one != gone)
    held_until = before.held_until if acknowledged else None
    owed.change(
        state, incident, recipients=recipients, acknowledged=acknowledged, held_until=held_until
    )


def _search_no_more(state: PagingState, unit: str, at: datetime) -> None:
    for key, want in list(state.wants.items()):
        if want.recipient == unit and want.task:
            owed.unwant(state, key)
    for page in pages_of(state, unit):
        if page.task:
            state.pages[page.page] = replace(page, is_gone=True)
            touch_page(state, page.page, at)


EVOLVERS: Final[Mapping[type[Fact], Callable[[PagingState, Any, datetime], None]]] = {
    PageRequested: _page_requested,
    PageEnded: _page_ended,
    PageAnswered: _answered,
    MeaningAsked: _which,
    MeaningSettled: _settled,
    AgencyItemRemoved: _removed,
    StaffDismissed: _dismissed,
    ColleagueKeptAway: _kept_away,
}
