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
    judges = (Answer.NOT_SAFE,) if incident.verdict else (Answer.SAFE, Answer.NOT_SAFE)
    if sheet.purpose is Purpose.VERIFY_CANCEL and fact.answer in judges:
        # Of two who called, the one who found her not safe counts.
        verdict = (person, fact.answer is Answer.SAFE)
        put(state, replace(incident, verdict=verdict), at)
    if incident.commander == person and incident.asked_until is not None:
        put(state, replace(incident, answered=True), at)
    elif fact.answer is Answer.COMMAND and person not in incident.volunteers:
        put(state, replace(incident, volunteers=(*incident.volunteers, person)), at)


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
