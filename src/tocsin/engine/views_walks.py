"""What walks and checks ask of the other stages, and what those ask of them."""

import re
from datetime import datetime, timedelta
from typing import cast

from tocsin.agency import duty
from tocsin.engine.views_contact import ContactViews
from tocsin.facts.agency import Place
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty, Evidence
from tocsin.facts.walks import WalkWord
from tocsin.kernel.limits import SHIFT_LOOK_AHEAD_S
from tocsin.response.place import best
from tocsin.watch import walk_moves, walk_words
from tocsin.watch.case_state import plan_of, walk_of
from tocsin.watch.known import Known, Scene, WalkDue


class WalkViews(ContactViews):
    """The part of the views for walks, and over them."""

    def walk_due(self, person: str, after: datetime) -> WalkDue | None:
        """The end of the next shift of somebody who works here and has a plan that asks for it.

        The walk of her workplace plan says from where and for how long. Without one a
        safety plan asks all the same, unless a plan says that no walk is wanted.
        """
        staff, walk = self._agency.staff.get(person), walk_of(self._state.watch.cases, person)
        if staff is None or self._wants_no_walk(person):
            return None
        if walk is None and person not in self._agency.safety_plans:
            return None
        zone = duty.zone(self._agency)
        within = timedelta(seconds=SHIFT_LOOK_AHEAD_S)
        ended = duty.next_shift_end(staff, after, zone, within)
        if ended is None:
            return None
        if walk is None:
            return WalkDue(ended.ends_at, ended.shift.place)
        return WalkDue(ended.ends_at, walk.start, walk.minutes)

    def _wants_no_walk(self, person: str) -> bool:
        at_work = plan_of(self._state.watch.cases, person)
        plan = self._agency.safety_plans.get(person)
        if at_work is not None and at_work.walk is not None:
            return False
        return bool((at_work and at_work.no_walk) or (plan and plan.no_walk))

    def has_code(self, recipient: str) -> bool:
        """Whether they have a safe code."""
        plan = self.safety_plan(recipient)
        return plan is not None and plan.safe_code is not None

    def is_known_sos(self, recipient: str) -> bool:
        """Whether an incident of theirs is open that their own phone knows of."""
        response = self._state.response
        incident = response.incidents.get(response.open_by_sender.get(recipient, ""))
        return incident is not None and not incident.quiet

    def can_be_followed(self, recipient: str) -> bool:
        """Whether this is somebody who works here or a unit of the agency."""
        return self.can_search(recipient)

    def place_named(self, words: str, *, partly: bool = False) -> str:
        """The one place that these words are a name of, or `partly` all words of one name."""
        wanted = _folded(words)
        found = {
            place.place
            for place in self.places().values()
            if any(_fits(wanted, name, partly=partly) for name in _names(place))
        }
        return found.pop() if wanted and len(found) == 1 else ""

    def place_now(self, recipient: str) -> str:
        """The place where the roster has them now, or had until just now."""
        return self.rostered_place(recipient, self._now) or ""

    def scene(self, incident: str) -> Scene | None:
        """Where an incident is, by the best evidence there is."""
        found = self._state.response.incidents.get(incident)
        evidence = best(found.evidence) if found is not None else None
        if evidence is None:
            return None
        point = evidence.point.text or "" if evidence.point is not None else ""
        return Scene(evidence.place, point, evidence.accuracy_m)

    def clock_words(self, at: datetime) -> str:
        """A moment on the agency's wall clock."""
        return f"{at.astimezone(duty.zone(self._agency)):%H:%M}"

    def agency_language(self) -> str:
        """The language in which the agency writes."""
        settings = self._agency.settings
        return settings.language if settings else "en"

    # What others ask of the watch.

    def walk_said(self, signal: str, sender: str, word: WalkWord) -> tuple[Fact, ...]:
        """The facts of a word that a walk or check of theirs expects; empty when none does."""
        text = walk_words.Text(
            self._state.watch, sender, signal, word, self._now, cast(Known, self)
        )
        try:
            return walk_words.on_text(text)
        except Exception:  # noqa: BLE001 - a bug here must not keep an SOS from being read.
            return ()

    def walk_evidence(self, sender: str) -> list[Evidence]:
        """Where somebody who is on a walk, or whose unit is on scene, is expected."""
        walk = walk_moves.last_known(self._state.watch, sender, self._now)
        if walk is None:
            return []
        place, point, accuracy_m = walk_moves.evidence(walk, cast(Known, self))
        if not place and point is None:
            return []
        return [Evidence("walk", place, point, accuracy_m, walk.seen_at, Certainty.REPORTED)]


def _folded(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold())).removeprefix("the ")


def _names(place: Place) -> tuple[str, ...]:
    return (place.place, place.name, *place.aliases)


def _fits(wanted: str, name: str, *, partly: bool) -> bool:
    known = _folded(name)
    return set(wanted.split()) <= set(known.split()) if partly else wanted == known
