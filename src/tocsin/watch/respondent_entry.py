"""Respondents as people enter them, and whose tracker a device is."""

from datetime import datetime
from typing import Final

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.respondents import Respondent, RespondentSet, Vehicle
from tocsin.facts.risk import Measure
from tocsin.facts.system import PersonErased
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.numbers import Numbers
from tocsin.kernel.private import Private
from tocsin.watch import measures
from tocsin.watch.case_state import Cases, protected_from
from tocsin.watch.known import Known
from tocsin.watch.refusals import AGAINST_HERSELF, CaseRefusal
from tocsin.watch.state import Evolvers, WatchState
from tocsin.watch.touching import touch_all, touch_respondent


class SetRespondent(msgspec.Struct, frozen=True):
    """Somebody enters a respondent, or what is known of them now."""

    respondent: Respondent
    by: str


def subject(respondent: str) -> str:
    """Whose key seals what is known of a respondent; also the owner of their tracker."""
    return f"respondent:{respondent}"


def owner_of(cases: Cases, device: str) -> str | None:
    """`respondent:ID` whose tracker has this id; None when nobody's has."""
    return cases.devices.get(device)


def sealed(respondent: Respondent, name: str) -> Respondent:
    """The same respondent under this id, every text sealed under it."""
    whose = subject(name)

    def one(text: Private | None) -> Private | None:
        return None if text is None else Private(whose, text.text)

    def all_of(texts: tuple[Private, ...]) -> tuple[Private, ...]:
        return tuple(Private(whose, text.text) for text in texts)

    return Respondent(
        name,
        Private(whose, respondent.name.text),
        all_of(respondent.aliases),
        one(respondent.description),
        tuple(Vehicle(one(v.plate), one(v.description)) for v in respondent.vehicles),
        one(respondent.photo),
        devices=all_of(respondent.devices),
        colleague=respondent.colleague or (respondent.staff.text or "" if respondent.staff else ""),
    )


def _next(cases: Cases) -> str:
    """The next name that is free, where whoever enters one gives none."""
    count = cases.respondent_count + 1
    while f"R-{count}" in cases.respondents:
        count += 1
    return f"R-{count}"


def decide(state: WatchState, command: SetRespondent, view: Known) -> Accepted[Fact] | Refused:
    """Take down a respondent whose name is there and whose devices are nobody else's."""
    found = sealed(command.respondent, command.respondent.respondent or _next(state.cases))
    if not (found.name.text or "").strip():
        return Refused(
            CaseRefusal.TEXT_MISSING, "A respondent has a name, or what they are called."
        )
    if found.colleague in protected_from(state.cases, found.respondent):
        return Refused(CaseRefusal.AGAINST_HERSELF, AGAINST_HERSELF)
    for device in found.devices:
        owner = view.who_has_device(device.text or "")
        if owner not in (None, subject(found.respondent)):
            return Refused(CaseRefusal.DEVICE_TAKEN, "A device of this list is somebody else's.")
    return Accepted((RespondentSet(found, command.by),))


def due(state: WatchState, name: str, _now: datetime) -> list[SetRespondent]:
    """One whose colleague's id stands sealed only is put down anew, or erasing would lose it."""
    known = state.cases.respondents.get(name)
    return [SetRespondent(known, SYSTEM)] if known is not None and known.staff is not None else []


def _set(state: WatchState, fact: RespondentSet, at: datetime) -> None:
    cases, one = state.cases, fact.respondent
    before = cases.respondents.get(one.respondent)
    cases.respondent_count += before is None
    cases.respondents[one.respondent] = one
    is_sealed_only = one.staff is not None and bool(one.staff.text) and not one.colleague
    state.agenda.set(f"respondent:{one.respondent}", at if is_sealed_only else None)
    if before is not None and before.photo != one.photo:
        # The picture at reception is the old one now.
        for person in protected_from(cases, one.respondent):
            cases.measures.pop(measures.key(person, Measure.PHOTO, None), None)
    _index(cases)
    touch_respondent(state, one.respondent, at)


def _index(cases: Cases) -> None:
    cases.devices = Numbers(
        {
            device.text: subject(name)
            for name, one in cases.respondents.items()
            for device in one.devices
            if device.text is not None
        }
    )


def _erased(state: WatchState, fact: PersonErased, at: datetime) -> None:
    # The texts are blanked before this; what was found by them must follow.
    _index(state.cases)
    kind, _, name = fact.subject.partition(":")
    if kind == "respondent":
        state.agenda.set(f"respondent:{name}", None)
    touch_all(state, at)


EVOLVERS: Final[Evolvers] = {RespondentSet: _set, PersonErased: _erased}
