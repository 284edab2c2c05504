"""How pages and the answers to them change what response knows."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.pages import PageEnded, PageRequested, Purpose
from tocsin.facts.signals import Answer, MeaningSettled, PageAnswered
from tocsin.response.incident import Incident
from tocsin.response.state import ResponseState, Sheet, put
from tocsin.response.unit import ANSWERS, MOVES


def _answered_by_text(state: ResponseState, fact: PageAnswered, at: datetime) -> None:
    state.words.pop(fact.signal, None)
    sheet = state.sheets.get(fact.page)
    if sheet is None:
        return
    for name in sheet.incidents:
        incident = state.incidents.get(name)
        if incident is not None and incident.is_open:
            _apply_answer(state, incident, sheet, fact, at)


def _apply_answer(
    state: ResponseState, incident: Incident, sheet: Sheet, fact: PageAnswered, at: datetime
) -> None:
    kind, _, person = fact.recipient.partition(":")
    if sheet.purpose is Purpose.SEARCH:
        _search_answer(state, incident, sheet.task, fact.answer, at)
        return
    if kind == "unit":
        _unit_answer(state, person, incident, fact.answer, at)
        return
    if sheet.purpose is Purpose.VERIFY_CANCEL and _judges(incident, fact):
        # Of two who called, the one who found her not safe counts.
        verdict = (person, fact.answer is Answer.SAFE)
        put(state, replace(incident, verdict=verdict), at)
    if incident.commander == person and incident.asked_until is not None:
        # The first check-back takes a bare word, every later one its code.
        holds = not (fact.bare and incident.leased_by == "answered")
        put(state, replace(incident, answered=incident.answered or holds), at)
    elif fact.answer is Answer.COMMAND and _volunteers(incident, person, fact):
        put(state, replace(incident, volunteers=(*incident.volunteers, person)), at)


def _judges(incident: Incident, fact: PageAnswered) -> bool:
    """Whether this answer judges the cancel. SAFE does with the page's code only.

    A sender number can be made up, and SAFE is the answer that makes people less
    careful. NOT SAFE is believed of anybody, also after a SAFE.
    """
    if fact.answer is Answer.SAFE:
        return incident.verdict is None and not fact.bare
    return fact.answer is Answer.NOT_SAFE


def _volunteers(incident: Incident, person: str, fact: PageAnswered) -> bool:
    """Whether this COMMAND takes command; whose command lapsed takes it again by code only."""
    again = fact.bare and person in incident.lapsed
    return not again and person not in incident.volunteers


def _search_answer(
    state: ResponseState, incident: Incident, task: str, answer: Answer, at: datetime
) -> None:
    """Owe what the answer means for the task; FOUND once said is not undone by CLEAR."""
    search = incident.search
    if search is None or answer not in (Answer.CLEAR, Answer.FOUND):
        return
    tasks = tuple(
        replace(one, answer=str(answer)) if one.task == task and one.answer != "found" else one
        for one in search.tasks
    )
    put(state, replace(incident, search=replace(search, tasks=tasks)), at)


def _unit_answer(
    state: ResponseState, unit: str, incident: Incident, answer: Answer, at: datetime
) -> None:
    """Owe the move only if the table allows it now; the echo tells the crew otherwise."""
    now = state.units.get(unit)
    kind = ANSWERS.get(answer)
    if now is None or kind is None or now.incident != incident.incident:
        return
    if (now.status, kind) in MOVES:
        state.unit_answers[unit] = answer
        state.agenda.set(f"unit:{unit}", at)


def _settled(state: ResponseState, fact: MeaningSettled, _at: datetime) -> None:
    state.words.pop(fact.signal, None)


def _page(state: ResponseState, fact: PageRequested, _at: datetime) -> None:
    if fact.incidents:
        state.sheets[fact.page] = Sheet(fact.purpose, fact.incidents, fact.task)


def _page_ended(state: ResponseState, fact: PageEnded, _at: datetime) -> None:
    state.sheets.pop(fact.page, None)


EVOLVERS: Final[Mapping[type[Fact], Callable[[ResponseState, Any, datetime], None]]] = {
    PageAnswered: _answered_by_text,
    MeaningSettled: _settled,
    PageRequested: _page,
    PageEnded: _page_ended,
}
