"""Alarms and test pages: what is wrong, who is told, and whether everybody can be reached."""

from collections.abc import Iterable
from typing import Final

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.pages import (
    AlarmPaged,
    TestPageRequested,
)
from tocsin.facts.system import AlarmKind, AlarmRaised
from tocsin.kernel.decision import Accepted, Refused
from tocsin.paging.known import Known
from tocsin.paging.refusals import Reason
from tocsin.paging.state import PagingState


class PageAlarm(msgspec.Struct, frozen=True):
    """An alarm that nobody was told of yet."""

    alarm: str


class StartTestRound(msgspec.Struct, frozen=True):
    """The scheduled test pages are due."""


class RequestTestPage(msgspec.Struct, frozen=True):
    """Somebody asks for a test page now; an empty channel means all."""

    recipient: str
    channel: str
    by: str


class RaiseAlarm(msgspec.Struct, frozen=True):
    """Something is wrong."""

    kind: AlarmKind
    subject: str
    detail: str


class ClearAlarm(msgspec.Struct, frozen=True):
    """It is right again."""

    alarm: str
    by: str


def fresh(state: PagingState, facts: Iterable[Fact]) -> Iterable[Fact]:
    """Leave out alarms that are raised already: a repeated step must not repeat them."""
    for fact in facts:
        if not (isinstance(fact, AlarmRaised) and fact.alarm in state.alarms):
            yield fact


_OTHERS: Final = (("role:safety_coordinator", "role:supervisor"), ("everyone",))
"""Who is told of an alarm that none of those may hear who are told of alarms."""


def page_alarm(state: PagingState, command: PageAlarm, view: Known) -> Accepted[Fact] | Refused:
    """Whom an alarm is told: nobody who must stay away from whom it names.

    Where that leaves nobody, those who lead are told, or whoever else there is.
    """
    found = state.alarms.get(command.alarm)
    words = f"{command.alarm} {found.detail if found else ''}"
    meant = _people(view.alarm_targets(), view)
    told = tuple(who for who in meant if view.may_hear_alarm(who, words))
    for targets in _OTHERS if meant else ():
        told = told or tuple(w for w in _people(targets, view) if view.may_hear_alarm(w, words))
    return Accepted((AlarmPaged(command.alarm, told),))


def _people(targets: Iterable[str], view: Known) -> tuple[str, ...]:
    return tuple(dict.fromkeys(who for target in targets for who in view.resolve(target)))


def everybody(view: Known) -> tuple[str, ...]:
    return tuple(
        f"{recipient} {channel}"
        for recipient in view.resolve("everyone")
        if view.is_safe_hour(recipient)
        for channel in dict.fromkeys(contact.channel for contact in view.contacts(recipient))
    )


def request_test_page(command: RequestTestPage, view: Known) -> Accepted[Fact] | Refused:
    channels = {contact.channel for contact in view.contacts(command.recipient)}
    if not channels:
        return Refused(
            Reason.RECIPIENT_UNKNOWN, "A test page goes to person:ID or unit:ID with a contact."
        )
    if command.channel and command.channel not in channels:
        have = ", ".join(sorted(channels))
        return Refused(Reason.CHANNEL_UNKNOWN, f"This recipient can be reached by: {have}.")
    return Accepted((TestPageRequested(command.recipient, command.channel, command.by),))


def raise_alarm(state: PagingState, command: RaiseAlarm) -> Accepted[Fact] | Refused:
    alarm = f"{command.kind}:{command.subject}"
    if alarm in state.alarms:
        return Refused(Reason.ALARM_ALREADY_RAISED, "This alarm is raised already.")
    return Accepted((AlarmRaised(alarm, command.kind, command.detail),))
