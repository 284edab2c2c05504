"""One case as statements for somebody outside: each with its source, its time, its certainty.

What each role sees of them is the table of `engine.sharing`. Nothing here says who
else is protected, where her tracker is, or a code; what was erased is not said.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tocsin.engine import saying
from tocsin.engine.outgoing import Description
from tocsin.engine.sharing_past import Ask, Past
from tocsin.engine.stages import State
from tocsin.engine.telling import words
from tocsin.engine.views import Views
from tocsin.exchange.statement import Statement
from tocsin.facts.agency import Role
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.respondents import Respondent
from tocsin.facts.risk import RiskReason
from tocsin.kernel.limits import LINK_INCIDENT_BEFORE_S
from tocsin.kernel.private import Private
from tocsin.response.incident import Incident
from tocsin.watch.case_state import OrderNow, orders_for, respondents_of
from tocsin.watch.custody import status_at
from tocsin.watch.risk_words import EN
from tocsin.watch.sighted import Sighting

_REPORTED: Final = Certainty.REPORTED
_OF_TRACKERS: Final = frozenset({RiskReason.TRACKER_SILENT, RiskReason.RESPONDENT_NEAR})
"""Reasons that say what a tracker says."""


class Parts(NamedTuple):
    """What is needed to tell of one case. `names`: whether colleagues may be named."""

    state: State
    view: Views
    now: datetime
    ask: Ask
    past: Past
    names: bool

    # Whose word it is.

    @property
    def agency(self) -> str:
        return saying.agency_name(self.state)

    def by(self, who: str) -> str:
        """A colleague by role, and by name where that may be said; a crew; a reader of plates."""
        kind, _, rest = who.rpartition(":")
        if kind in ("unit", "gateway"):
            return f"{'crew of' if kind == 'unit' else 'plate reader'} {rest}, {self.agency}"
        staff = self.state.agency.staff.get(rest)
        if staff is None:
            return f"{'Tocsin' if rest == 'system' else 'somebody'} of {self.agency}"
        role = words(staff.roles[0] if staff.roles else Role.WORKER)
        named = staff.name.text if self.names else None
        return f"{named} ({role}), {self.agency}" if named else f"{role}, {self.agency}"

    # Which of it.

    @property
    def incident(self) -> Incident | None:
        return self.state.response.incidents.get(self.ask.incident)

    def within(self, at: datetime) -> bool:
        """Whether this belongs to what is asked for: all, or the time around one incident."""
        if not self.ask.incident:
            return True
        if self.past.opened is None:
            return False
        end = self.past.closed[1] if self.past.closed else self.now
        return self.past.opened[1] - timedelta(seconds=LINK_INCIDENT_BEFORE_S) <= at <= end

    @property
    def respondents(self) -> tuple[str, ...]:
        return respondents_of(self.state.watch.cases, self.ask.person)

    def orders(self) -> Iterator[OrderNow]:
        return orders_for(self.state.watch.cases, self.ask.person)

    def respondent(self, name: str) -> str:
        """The name of a respondent, or the id where that is erased."""
        known = self.state.watch.cases.respondents.get(name)
        return (known.name.text if known else None) or name

    def place(self, place: str) -> str:
        known = self.state.agency.places.get(place)
        return known.name if known else ""


def text_of(sealed: Private | None) -> str:
    return (sealed.text or "").strip() if sealed is not None else ""


def _end(text: str) -> str:
    """What somebody wrote, as the end of a sentence."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def joined(texts: Sequence[str]) -> str:
    return ", ".join(filter(None, texts))


# Whom, and the incident.


def whom(p: Parts) -> Iterator[Statement]:
    """Whose case it is."""
    staff = p.state.agency.staff.get(p.ask.person)
    if staff is not None and staff.name.text:
        said = f"This is about {staff.name.text}, of {p.agency}."
        yield Statement(said, f"staff list, {p.agency}", p.now, Certainty.CONFIRMED)


def incident(p: Parts) -> Iterator[Statement]:
    """When the incident began and how it ended."""
    if p.past.opened is not None:
        fact, at = p.past.opened
        said = f"Incident {p.ask.incident} was opened: {words(fact.kind)}."
        yield Statement(said, f"Tocsin of {p.agency}", at, Certainty.CONFIRMED)
    if p.past.closed is not None:
        end, at = p.past.closed
        said = f"It was closed: {words(end.disposition)}."
        yield Statement(said, p.by(end.by), at, _REPORTED)


def scene(p: Parts) -> Iterator[Statement]:
    """Where, what was said, who is there: what mutual aid is told."""
    found = p.incident
    if found is None:
        return
    for place in saying.places(p.state, p.view, found):
        point = f" At {place.fix.latitude:.6f},{place.fix.longitude:.6f}." if place.fix else ""
        said = place.statement
        yield Statement(f"{said.text}{point}", said.source, said.at, said.certainty)
    for note in (
        *saying.words(p.state, p.view, found),
        *saying.evidence(p.state, p.view, found),
        *saying.units(p.state, found),
        *saying.search(p.state, found, p.now),
    ):
        yield note.statement


def caution(p: Parts) -> Iterator[Statement]:
    """What may hurt her or those who come."""
    found = p.incident
    if found is not None:
        yield from (one.statement for one in saying.cautions(p.state, p.view, found, p.now))
        return
    plan = p.state.agency.safety_plans.get(p.ask.person)
    text = saying.without_code(text_of(plan.caution), plan) if plan else ""
    if text:
        yield Statement(text, f"safety plan, {p.agency}", p.now, _REPORTED)


# The respondent.


def respondent(p: Parts) -> Iterator[Statement]:
    """Who must stay away: name, description, vehicles, where a picture is."""
    for name in p.respondents:
        known, entry = p.state.watch.cases.respondents.get(name), p.past.respondents.get(name)
        for text in _described(known) if known and entry else ():
            by, at = entry or ("", p.now)
            yield Statement(text, p.by(by), at, _REPORTED)


def _described(one: Respondent) -> Iterator[str]:
    if one.name.text:
        also = joined([text_of(each) for each in one.aliases])
        yield f"Must stay away: {one.name.text}{f', also called {also}' if also else ''}."
    if description := text_of(one.description):
        yield _end(f"Description: {description}")
    yield from (_end(f"Vehicle: {each}") for each in vehicles(one))
    if photo := text_of(one.photo):
        yield _end(f"A picture is kept: {photo}")


def vehicles(one: Respondent) -> Iterator[str]:
    """Each vehicle with its plate, in words."""
    for each in one.vehicles:
        plate = text_of(each.plate)
        if said := joined([text_of(each.description), f"plate {plate}" if plate else ""]):
            yield said


def custody(p: Parts) -> Iterator[Statement]:
    """Where each respondent is, as far as anybody knows."""
    for name in p.respondents:
        found = p.state.watch.cases.custody.get(name)
        who = p.respondent(name)
        status = status_at(found, p.now)
        if found is None:
            said = f"{who}: nobody has said whether in custody; unknown counts as at large."
            yield Statement(said, f"Tocsin of {p.agency}", p.now, _REPORTED)
            continue
        lapsed = status is CustodyStatus.UNKNOWN and found.status is not CustodyStatus.UNKNOWN
        said = f"{who}: {words(status)}{_LAPSED if lapsed else ''}."
        yield Statement(said, found.source, found.at, found.certainty)


_LAPSED: Final = " now; the last word was that of custody, and nobody has said it again"


def sightings(p: Parts) -> Iterator[Statement]:
    """Where somebody who may be a respondent was seen within the last week."""
    for one in sorted(p.state.watch.sightings.values(), key=lambda each: each.at):
        who = _seen(p, one)
        if who and p.within(one.at):
            certainty = _how_sure(one, who)
            where = joined([p.place(one.place), text_of(one.point)])
            said = f'Seen{f" at {where}" if where else ""}: "{text_of(one.words) or "no words"}". '
            said += f"{'It was' if one.is_judged else 'May be'} {p.respondent(who)}."
            yield Statement(said, f"{words(one.source)}, {p.by(one.by)}", one.at, certainty)


def _seen(p: Parts, one: Sighting) -> str:
    if one.judged is not None:
        return one.judged if one.judged in p.respondents else ""
    return next((c.respondent for c in one.candidates if c.respondent in p.respondents), "")


def _how_sure(one: Sighting, who: str) -> Certainty:
    if one.is_judged:
        return Certainty.CONFIRMED
    return _REPORTED if one.is_sure(who) else Certainty.ALLEGED


def to_look_for(p: Parts) -> Iterator[Description]:
    """How each respondent and each of their vehicles looks, for a lookout that goes to many.

    No name: whoever knows his name knows whom he must stay away from.
    """
    for name in p.respondents:
        known, entry = p.state.watch.cases.respondents.get(name), p.past.respondents.get(name)
        if known is not None and entry is not None:
            by, at = entry
            if looks := text_of(known.description):
                yield Description("suspect", Statement(_end(looks), p.by(by), at, _REPORTED))
            for text in vehicles(known):
                yield Description("vehicle", Statement(_end(text), p.by(by), at, _REPORTED))


# What is done for her.


def measures(p: Parts) -> Iterator[Statement]:
    """What colleagues do for her; no door, no time, no code."""
    found = p.state.watch.cases.plans.get(p.ask.person)
    if found is not None:
        plan = found.plan
        contact = saying.without_code(
            text_of(plan.safe_contact), p.state.agency.safety_plans.get(p.ask.person)
        )
        for text, holds in (
            ("Somebody walks with her at the end of a shift.", plan.escort),
            ("Reception has a picture of the respondent.", plan.photo),
            ("Others take her calls first.", plan.screening),
            ("Her car is parked near the door.", bool(text_of(plan.parking))),
            ("Her shifts were changed.", bool(text_of(plan.shift_changes))),
            (_end(f"How to reach her safely: {contact}"), bool(contact)),
        ):
            if holds:
                yield Statement(text, p.by(found.by), found.at, _REPORTED)
    for done in p.state.watch.cases.measures.values():
        if done.person == p.ask.person:
            yield Statement(f"Done: {words(done.measure)}.", p.by(done.by), done.at, _REPORTED)


def risk(p: Parts) -> Iterator[Statement]:
    """The level, and each reason that no tracker tells."""
    found = p.state.watch.cases.risks.get(p.ask.person)
    if found is None:
        return
    source = f"Tocsin of {p.agency}, from what is on record"
    yield Statement(f"Risk: {EN[found.level]}.", source, found.at, _REPORTED)
    for reason in found.reasons:
        if reason not in _OF_TRACKERS:
            yield Statement(f"Because: {EN[reason]}.", source, found.at, _REPORTED)


def may_know(p: Parts) -> Iterator[Statement]:
    """Who of her workplace may be told of her; nobody else."""
    found = p.state.watch.cases.plans.get(p.ask.person)
    named = [p.state.agency.staff.get(person) for person in (found.plan.may_know if found else ())]
    names = joined([(one.name.text or "") for one in named if one is not None])
    said = f"May be told of her, beside the safety coordinators: {names or 'nobody'}. No one else."
    source, at = (p.by(found.by), found.at) if found else (f"Tocsin of {p.agency}", p.now)
    yield Statement(said, source, at, _REPORTED)
