"""What one stage may know of the others: read-only, through the stage's own protocol."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from tocsin.agency import duty
from tocsin.engine.stages import State
from tocsin.engine.views_pages import PageViews
from tocsin.engine.views_sightings import SightingViews
from tocsin.engine.views_space import AS_IT_IS, own_words
from tocsin.engine.views_walks import WalkViews
from tocsin.engine.views_watch import WatchViews
from tocsin.engine.views_ways import CAUTION_ROLES, WayViews
from tocsin.facts.agency import (
    Contact,
    Policy,
    ResponseLine,
    ResponsePlan,
    SafetyPlan,
    Staff,
    Step,
    UnitProfile,
)
from tocsin.facts.incidents import Evidence
from tocsin.facts.threats import ThreatKind
from tocsin.ground.ground import Ground, NoTracks, Tracks
from tocsin.ground.straight import StraightGround
from tocsin.intake.grammar import cancel_kind
from tocsin.kernel.limits import ROSTER_REACH_S
from tocsin.kernel.private import ERASED
from tocsin.paging.wording import Brief
from tocsin.response.incident import Incident, Word
from tocsin.response.place import best
from tocsin.response.stage import NOBODY_SENT
from tocsin.response.state import SOS
from tocsin.tongues.known import texting
from tocsin.tongues.tongue import Tongue
from tocsin.watch.respondent_entry import owner_of

LAST_RESORT_POLICY: Final = Policy("last-resort", (Step(("everyone",), 30),), repeat_s=30)
"""When the agency file names no policy an SOS still pages everyone."""

CALM_POLICY: Final = Policy(
    "risk",
    (Step(("role:safety_coordinator", "role:supervisor"), 900),),
    repeat_s=3600,
    received_lease_s=3600,
    command_lease_s=3600,
    check_back_s=24 * 3600,
    check_back_grace_s=3600,
    widen_to=("role:safety_coordinator", "role:supervisor"),
)
"""A risk that rose, where the agency file names no policy for it: who coordinates and who leads.

Nobody else hears of it, and nobody is woken every minute for what is due before a shift.
"""

LAST_RESORT_PLAN: Final = ResponsePlan(
    "duress", (ResponseLine("police", 2), ResponseLine("ambulance", 1, staged=True))
)

PAGE_WORDS_MAX: Final = 6
"""So many of the sender's last texts stand on a page."""


class Views(PageViews, SightingViews, WalkViews, WatchViews, WayViews):
    """The views of intake, response and paging over one state, at one moment."""

    def __init__(
        self,
        state: State,
        now: datetime,
        ground: Ground | None = None,
        tracks: Tracks | None = None,
    ) -> None:
        """Without a ground space is known along straight lines only."""
        super().__init__(state, now, ground or StraightGround(), tracks or NoTracks())

    # What intake asks.

    def region(self) -> str:
        """The ISO 3166 region of numbers without a country code."""
        settings = self._agency.settings
        return settings.region if settings else "US"

    def who_has(self, number: str) -> str | None:
        """The recipient with this E.164 number."""
        return self._agency.by_number.get(number)

    def who_has_device(self, device: str) -> str | None:
        """Whose phone or tracker has this id: a recipient of the agency, or `respondent:ID`."""
        known = duty.who_has_device(self._agency, device)
        return known or owner_of(self._state.watch.cases, device)

    def first_number(self, recipient: str) -> str:
        """The number that a recipient is reached on first; empty when there is none."""
        contacts = duty.contacts(self._agency, recipient)
        return next((one.address.text or "" for one in contacts if one.channel == "sms"), "")

    def open_incident(self, sender: str) -> str | None:
        """The open incident of a sender."""
        return self._state.response.open_by_sender.get(sender)

    # What response asks.

    def policy_for(self, *, verified: bool, kind: str = SOS) -> Policy:
        """The policy of the agency file for known or unknown senders, and for a risk that rose."""
        settings = self._agency.settings
        if settings is None:
            return LAST_RESORT_POLICY
        name = settings.sos_policy if verified else settings.unknown_policy
        if kind == ThreatKind.RISK:
            return self._agency.policies.get(settings.risk_policy, CALM_POLICY)
        return self._agency.policies.get(name, LAST_RESORT_POLICY)

    def rostered_place(self, sender: str, at: datetime) -> str | None:
        """Where the roster has a sender now, or had until just now."""
        staff = self._staff(sender)
        if staff is None:
            return None
        zone = duty.zone(self._agency)
        shift = duty.on_shift(staff, at, zone)
        if shift is not None:
            return shift.place or None
        worked = duty.last_shift(staff, at, zone, timedelta(seconds=ROSTER_REACH_S))
        return worked.shift.place or None if worked else None

    def unit_profiles(self) -> Iterable[UnitProfile]:
        """Every unit, in the order of the agency file."""
        return self._agency.units.values()

    def response_plan(self, kind: str) -> ResponsePlan:
        """What an incident of this kind gets."""
        if kind == NOBODY_SENT:
            return ResponsePlan(NOBODY_SENT, ())
        return self._agency.response_plans.get(kind, LAST_RESORT_PLAN)

    def is_active(self, person: str) -> bool:
        """Whether this person works here now."""
        return person in self._agency.staff

    # What paging asks.

    def resolve(self, target: str) -> Iterable[str]:
        """The recipients that a target means at this moment."""
        return duty.resolve(self._agency, target, self._now)

    def contacts(self, recipient: str) -> Sequence[Contact]:
        """Every way to reach a recipient."""
        return self.contacts_of(recipient)

    def language(self, recipient: str) -> str:
        """The language of a recipient; the agency's for strangers."""
        staff = self._staff(recipient)
        if staff is not None:
            return staff.language
        settings = self._agency.settings
        return settings.language if settings else "en"

    def alarm_targets(self) -> Iterable[str]:
        """Who is told of alarms."""
        settings = self._agency.settings
        return settings.alarm_targets if settings else ("everyone",)

    def unit_status(self, unit: str) -> str:
        """The unit's status."""
        now = self._state.response.units.get(unit)
        return str(now.status) if now else "unknown"

    def is_known(self, incident: str) -> bool:
        """Whether there is an incident of this name in memory, open or closed."""
        return incident in self._state.response.incidents

    def brief(self, incident: str, recipient: str, signal: str = "") -> Brief | None:
        """What this recipient may be told of an incident."""
        found = self._state.response.incidents.get(incident)
        if found is None:
            return None
        settings, knows = self._agency.settings, self.may_know_caution(recipient)
        tongue = texting(self.language(recipient))
        return Brief(
            incident=incident,
            who=self._tracker_words(found.sender, tongue, knows=knows) or self.who(found, tongue),
            time=f"{self.local(found.opened_at):%H:%M}",
            words=self._words_for(found, recipient, signal, tongue),
            where=self.where(found, tongue),
            caution=self.caution(found) if knows else "",
            verified=found.verified,
            duress=found.duress,
            commander=self._person(found.commander),
            judge=self._person(found.cancel.judged_by if found.cancel else ""),
            now=f"{self.local(self._now):%H:%M}",
            emergency_number=settings.emergency_number if settings else "911",
            staged=self._is_staged(recipient, incident),
            staging=tongue.label(self._staging_words(recipient, found)),
            task=tongue.label(self._task_words(found, signal)),
            searcher=self._searcher_name(found, signal),
            kind=found.kind,
            unreadable=found.sender.startswith("unreadable:"),
        )

    def _words_for(self, incident: Incident, recipient: str, signal: str, tongue: Tongue) -> str:
        """The words of an incident; why her risk rose is for those who may know the caution."""
        if incident.kind == ThreatKind.RISK and not self.may_know_caution(recipient):
            return ""
        return self.words(incident, signal, tongue)

    def _task_words(self, incident: Incident, name: str) -> str:
        """The words for the ground of a search task, or of a segment of that name."""
        search = incident.search
        if search is None or not name:
            return ""
        task = search.task(name)
        segment = search.segment(task.segment if task else name)
        return segment.label.reveal() if segment else ""

    def _searcher_name(self, incident: Incident, name: str) -> str:
        """Who has this search task, or who found her."""
        if incident.search is None:
            return ""
        task = incident.search.task(name)
        by = task.recipient if task else incident.search.found_by
        return self.name(by if ":" in by else f"person:{by}") if by else ""

    def _staging_words(self, recipient: str, incident: Incident) -> str:
        unit = recipient.partition(":")[2] if recipient.startswith("unit:") else ""
        staging = dict(incident.staging).get(unit)
        return staging.reveal().partition(" ")[2] if staging else ""

    # What boards ask as well.

    def name(self, recipient: str, tongue: Tongue = AS_IT_IS) -> str:
        """A person's name, a unit's id, or what else there is to call a sender by."""
        staff = self._staff(recipient)
        if staff is not None:
            return staff.name.reveal()
        kind, _, rest = recipient.partition(":")
        if kind == "contact":
            return tongue.tell("safe contact of {0}", self.name(f"person:{rest}"))
        if kind == "outsider" and (outsider := self.outsider(rest)):
            return outsider
        return f"{tongue.term(kind)} {rest}" if rest else recipient

    def who(self, incident: Incident, tongue: Tongue = AS_IT_IS) -> str:
        """Whose incident this is, in words."""
        if incident.sender.startswith("unknown:") and incident.number is not None:
            return incident.number.reveal() or tongue.tell("unknown number")
        return self.name(incident.sender, tongue)

    def words(self, incident: Incident, signal: str = "", tongue: Tongue = AS_IT_IS) -> str:
        """The words of one signal, or the latest ones newest first; never a code of her plan.

        A page is often the first that somebody hears of it, so "hurry" alone
        must not stand where "he's in the lot" was said before.
        """
        plan = self.safety_plan(incident.sender)
        said = [word for word in incident.words if not _is_code(word, plan)]
        if signal:
            return words_of(said, signal, tongue)
        recent = reversed(said[-PAGE_WORDS_MAX:])
        texts = dict.fromkeys(words_of(said, word.signal, tongue) for word in recent)
        return " / ".join(filter(None, texts))

    def _person(self, person: str) -> str:
        return self.name(f"person:{person}") if person else ""

    def where(self, incident: Incident, tongue: Tongue = AS_IT_IS) -> str:
        """The best evidence of where, in words with its source; empty when there is none.

        A bare position is called by what is near it. Where sources disagree the other
        place is said too: whoever goes must not take the likelier for the truth.
        """
        evidence = best(incident.evidence)
        if evidence is None:
            return ""
        words = self.evidence_words(evidence, tongue)
        here = self.point_of(evidence)
        is_bare = not evidence.place and evidence.label is None
        near = tongue.label(self.near(incident, here)) if is_bare else ""
        other = tongue.label(self.other_place(incident, here))
        found = f"{near}, {words}" if near else words
        return tongue.tell("{0}; OR {1}: sources disagree", found, other) if other else found

    def evidence_words(self, evidence: Evidence, tongue: Tongue = AS_IT_IS) -> str:
        """One piece of evidence in words: the place and how it is known."""
        place = self._agency.places.get(evidence.place)
        source = tongue.sentence(_SOURCES.get(evidence.source, evidence.source))
        known = f"{source} {self.local(evidence.at):%H:%M}"
        name = place.name if place else evidence.place
        if evidence.label is not None:
            name = evidence.label.reveal()
        # Whoever works here knows the agency's own places by their names.
        point = evidence.point.reveal() if evidence.point is not None and not place else ""
        return f"{', '.join(filter(None, (name, point)))} ({known})"

    def caution(self, incident: Incident) -> str:
        """The caution for responders; empty when the plan has none."""
        plan = self.safety_plan(incident.sender)
        return plan.caution.reveal() if plan and plan.caution else ""

    def may_know_caution(self, recipient: str) -> bool:
        """Whether this recipient's role in the case needs the caution (rule 8)."""
        staff = self._staff(recipient)
        if staff is None:
            return recipient.startswith("unit:")
        return not CAUTION_ROLES.isdisjoint(staff.roles)

    def local(self, at: datetime) -> datetime:
        """A moment on the agency's wall clock."""
        return at.astimezone(duty.zone(self._agency))

    def _staff(self, recipient: str) -> Staff | None:
        kind, _, person = recipient.partition(":")
        return self._agency.staff.get(person) if kind == "person" else None

    def _is_staged(self, recipient: str, incident: str) -> bool:
        unit = recipient.partition(":")[2] if recipient.startswith("unit:") else ""
        profile = self._agency.units.get(unit)
        found = self._state.response.incidents.get(incident)
        if profile is None or found is None:
            return False
        if unit in dict(found.staging):
            return True
        lines = self.response_plan(found.response).lines
        return any(line.kind == profile.kind and line.staged for line in lines)


_SOURCES: Final = {
    "words": "sender's words",
    "sighting": "sender's words of somebody else",
    "third_party": "a third party's word",
}


def _is_code(word: Word, plan: SafetyPlan | None) -> bool:
    """Whether this is exactly a safe or a duress code, which nobody is ever shown."""
    return word.text is not None and cancel_kind(word.text.text or "", plan) is not None


def words_of(words: Sequence[Word], signal: str = "", tongue: Tongue = AS_IT_IS) -> str:
    """The words of one signal, or the last; the parts of a long text joined."""
    chosen = [w for w in words if w.signal == signal] or list(words[-1:])
    if not chosen:
        return ""
    word = chosen[-1]
    same = [w for w in words if word.reference and w.reference == word.reference]
    parts: list[Word] = sorted(same or [word], key=lambda each: each.part)
    said = "".join(part.text.text or ERASED for part in parts if part.text is not None)
    own = own_words(said) or (tongue.tell("(position)") if said else "")
    if word.meaning is None:
        return own
    return tongue.tell("CODE WORD: {0}: {1}", word.meaning.text or "?", own)
