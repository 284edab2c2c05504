"""What somebody can do about an incident by phone, and whom they may call.

Every move is tried on the stage that will decide it, for this very person; no rule is
written here a second time.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from tocsin.agency.numbers import numbers_in
from tocsin.engine.core import Command
from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.kernel.context import Context, draws_nothing
from tocsin.kernel.decision import Refused
from tocsin.paging.stage import AnswerPage
from tocsin.paging.state import Page
from tocsin.response import stage as response
from tocsin.response.incident import Incident, TakeCommand, VerifyCancel
from tocsin.response.stage import CloseIncident
from tocsin.web.problems import Said


class Move(NamedTuple):
    """One thing to do: the command it gives, or why it is refused."""

    name: str
    command: Command | None
    refused: Said | None = None


class Call(NamedTuple):
    """Somebody to call. Without a number `why_not` is the key of the reason; `how` is that of
    how a call must sound, empty where it may sound as it likes.
    """

    who: str
    number: str
    why_not: str = ""
    how: str = ""


class Calls(msgspec.Struct, frozen=True):
    """Everybody one could call: the sender, the safe contact, colleagues by recipient."""

    sender: Call
    contacts: tuple[str, ...]
    colleagues: Mapping[str, str]


ANSWERS: Final = {"received": (Purpose.SOS, Answer.RECEIVED)} | {
    "check_back": (Purpose.CHECK_BACK, Answer.OK)
}
"""Moves that answer a page, with the page they answer."""


def moves(
    state: State, view: Views, now: datetime, incident: Incident, person: str
) -> Mapping[str, Move]:
    """What this person can do now, by name. A page they do not have cannot be answered."""
    if not incident.is_open:
        return {}
    found = [_answer(state, incident, person, name) for name in ANSWERS]
    name = incident.incident
    tried: dict[str, Any] = {"command": TakeCommand(name, person)}
    if incident.cancel is not None and incident.cancel.safe is None:
        tried["safe"] = VerifyCancel(name, person, safe=True)
        tried["not_safe"] = VerifyCancel(name, person, safe=False)
    tried["close"] = CloseIncident(name, person, Disposition.PERSON_SAFE)
    tries = [_tried(state, view, now, name, command) for name, command in tried.items()]
    return {move.name: move for move in (*found, *tries) if move is not None}


def _tried(state: State, view: Views, now: datetime, name: str, command: Any) -> Move:
    outcome = response.decide(state.response, command, Context(now, draws_nothing, view))
    if isinstance(outcome, Refused):
        return Move(name, None, Said(str(outcome.reason), outcome.detail))
    return Move(name, command)


def as_seen(command: Command, over: str | None) -> Command:
    """A command to take command, over whoever the page showed in it; others as they are."""
    if isinstance(command, TakeCommand):
        return msgspec.structs.replace(command, over=over)
    return command


def page_to(state: State, incident: str, person: str, purpose: Purpose) -> Page | None:
    """The newest open page of this purpose to this person."""
    escalation = state.paging.escalations.get(incident)
    for name in reversed(escalation.pages if escalation else ()):
        page = state.paging.pages.get(name)
        if page and page.recipient == f"person:{person}" and page.purpose is purpose:
            return page
    return None


def _answer(state: State, incident: Incident, person: str, name: str) -> Move | None:
    purpose, answer = ANSWERS[name]
    page = page_to(state, incident.incident, person, purpose)
    if page is None or page.answer is not None:
        return None
    return Move(name, AnswerPage(page.page, page.recipient, answer, person))


# Whom one may call.


def calls(view: Views, incident: Incident, recipients: Iterable[str], safe_contact: str) -> Calls:
    """Whom one may call about an incident."""
    numbers = {
        who: number
        for who in recipients
        if who != incident.sender and view.may_ask(who) and (number := view.first_number(who))
    }
    contacts = numbers_in(safe_contact, view.region()) if safe_contact else ()
    return Calls(_sender(view, incident), contacts, numbers)


def _sender(view: Views, incident: Incident) -> Call:
    who = view.who(incident)
    why_not = why_no_call(view, incident)
    if why_not:
        return Call(who, "", why_not)
    stranger = incident.number.text if incident.number is not None else ""
    number = view.first_number(incident.sender) or stranger or ""
    if not number:
        return Call(who, "", "no_number")
    # Her phone said that a supervisor will call: that none does would show that it was no cancel.
    return Call(who, number, how="call_routine" if incident.duress else "")


def why_no_call(view: Views, incident: Incident) -> str:
    """Why nobody may call the sender, as the key of a sentence; empty when one may."""
    if incident.silent or view.is_silent(incident.sender):
        return "no_call_silent"
    if any(word.meaning is not None for word in incident.words):
        return "no_call_code_word"
    return "" if view.is_safe_hour(incident.sender) else "no_call_hours"
