"""When and how somebody with a plan is written to: mode, safe hours, safe contact, code words."""

from collections.abc import Sequence

from tocsin.agency import duty
from tocsin.agency.codes import RESERVED as NO_CODES
from tocsin.agency.codes import fold
from tocsin.agency.numbers import numbers_in
from tocsin.agency.weekly import covers
from tocsin.engine.views_space import SpaceViews
from tocsin.facts.agency import Contact, SafetyPlan
from tocsin.intake.grammar import RESERVED as ANSWERS
from tocsin.intake.walking import read_walk
from tocsin.kernel.private import Private
from tocsin.watch import code_words
from tocsin.watch.case_state import plan_of, walk_of


class ContactViews(SpaceViews):
    """The part of the views that says whether, when and where somebody is written to."""

    def safety_plan(self, sender: str) -> SafetyPlan | None:
        """The safety plan of a sender."""
        kind, _, person = sender.partition(":")
        return self._agency.safety_plans.get(person) if kind == "person" else None

    def is_taken_up(self, sender: str) -> bool:
        """Whether somebody is in command of an open incident of this sender."""
        response = self._state.response
        incident = response.incidents.get(response.open_by_sender.get(sender, ""))
        return incident is not None and bool(incident.commander)

    def is_silent(self, recipient: str) -> bool:
        """Whether their plan says that nothing is ever sent to their phone."""
        plan = self.safety_plan(recipient)
        return plan is not None and plan.silent

    def is_safe_hour(self, recipient: str) -> bool:
        """Whether the plan at work lets Tocsin write to them now of its own accord."""
        kind, _, person = recipient.partition(":")
        plan = plan_of(self._state.watch.cases, person) if kind == "person" else None
        if plan is None:
            return True
        zone = duty.zone(self._agency)
        hours = plan.safe_hours
        is_safe = not hours or any(covers(each, self._now, zone) for each in hours)
        return is_safe and not plan.by_contact

    def may_ask(self, recipient: str) -> bool:
        """Whether Tocsin may write to them now of its own accord: mode, safe hours, contact."""
        return self.is_safe_hour(recipient) and not self.is_silent(recipient)

    def may_be_told(self, recipient: str) -> bool:
        """Whether this is somebody who works here, and may be written to now."""
        kind, _, person = recipient.partition(":")
        return kind == "person" and person in self._agency.staff and self.may_ask(recipient)

    def safe_contact(self, person: str) -> str:
        """The recipient `contact:ID` who is written to in her place now; empty for nobody."""
        who = f"contact:{person}"
        is_wanted = not self.is_safe_hour(f"person:{person}")
        return who if is_wanted and self.contacts_of(who) else ""

    def contacts_of(self, recipient: str) -> Sequence[Contact]:
        """Every way to reach a recipient; of a safe contact the numbers that the plan has."""
        kind, _, person = recipient.partition(":")
        if kind != "contact":
            return duty.contacts(self._agency, recipient)
        plan, other = (
            plan_of(self._state.watch.cases, person),
            self._agency.safety_plans.get(person),
        )
        settings = self._agency.settings
        said = [one.safe_contact for one in (plan, other) if one and one.safe_contact]
        numbers = (
            number
            for text in said
            for number in numbers_in(text.text or "", settings.region if settings else "US")
        )
        # Sealed under her: whose contact somebody is tells of her.
        subject = f"person:{person}"
        return [Contact("sms", Private(subject, number)) for number in dict.fromkeys(numbers)]

    def way_from(self, recipient: str, start: str) -> str:
        """From where a walk of theirs leads, in words, with the door that the plan names."""
        person = recipient.removeprefix("person:")
        way = walk_of(self._state.watch.cases, person)
        place = self.places().get(start or (way.start if way else ""))
        name = place.name if place else start
        door = way.door.text if way and way.door and start in ("", way.start) else ""
        return ", ".join(filter(None, (name, door)))

    # Code words.

    def code_word(self, sender: str, text: str) -> str | None:
        """What a code word of her plan in this text means, empty if nobody said; None: none."""
        kind, _, person = sender.partition(":")
        plan = plan_of(self._state.watch.cases, person) if kind == "person" else None
        found = code_words.heard(plan, text)
        return None if found is None else found.meaning

    def is_reply_word(self, person: str, words: str) -> bool:
        """Whether these words are an answer, a word of a walk, or stand in a code of hers."""
        plan = self.safety_plan(f"person:{person}")
        codes = (plan.safe_code, plan.duress_code) if plan else ()
        is_code = any(fold(words) in fold(code.text) for code in codes if code and code.text)
        is_word = words in ANSWERS or words in NO_CODES
        return is_code or is_word or (read_walk(words) is not None)
