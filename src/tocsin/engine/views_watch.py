"""What the watch asks of the agency."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from tocsin.agency import duty
from tocsin.agency.weekly import stretches
from tocsin.engine.stages import State
from tocsin.facts.agency import Role
from tocsin.facts.units import Reason
from tocsin.paging.state import Page, pages_of
from tocsin.tongues.tongue import Tongue
from tocsin.watch.case_state import (
    kept_from,
    respondents_of,
    respondents_who_are,
    who_may_not_hear_of,
)
from tocsin.watch.known import ShiftAhead

SHARING_ROLES = frozenset({Role.SUPERVISOR, Role.SAFETY_COORDINATOR})
"""Who may let somebody outside see a case."""


_OWNER: Final = re.compile(r"(?:person|respondent):[\w-]+")
_NAMED: Final = re.compile(r"\b[IPW]-\d+\b")
_SIGHTING: Final = re.compile(r"\bS-\d+\b")


class WatchViews:
    """The part of the views that the watch asks."""

    _state: State
    _now: datetime

    def has_place(self, place: str) -> bool:
        """Whether the agency file has this place."""
        return place in self._state.agency.places

    def may_share(self, person: str) -> bool:
        """Whether this person works here and may let outsiders see a case."""
        staff = self._state.agency.staff.get(person)
        return staff is not None and not SHARING_ROLES.isdisjoint(staff.roles)

    def sender_of(self, incident: str) -> str:
        """Whose incident this is, as a recipient; empty when it is not in memory."""
        found = self._state.response.incidents.get(incident)
        return found.sender if found else ""

    def outsider(self, link: str) -> str:
        """What to call whoever reads by this link."""
        found = self._state.watch.sharing.links.get(link)
        return f"{found.outsider.reveal()} ({found.role}, {found.agency})" if found else ""

    def may_hear_of(self, recipient: str, sender: str) -> bool:
        """Whether nothing of this sender is to be kept from this recipient.

        Of her, from whoever must stay away from her. Of a respondent whose tracker
        cries for help, from those who are protected from him, and from himself.
        """
        cases, who = self._state.watch.cases, recipient.removeprefix("person:")
        kind, _, name = sender.partition(":")
        if kind == "respondent":
            return name not in (*respondents_of(cases, who), *respondents_who_are(cases, who))
        return sender.removeprefix("person:") not in kept_from(cases, who)

    def _tracker_words(self, sender: str, tongue: Tongue, *, knows: bool) -> str:
        """What to call a respondent whose tracker cries for help; empty for everybody else.

        His name is for those who may know the caution.
        """
        kind, _, name = sender.partition(":")
        if kind != "respondent":
            return ""
        known = self._state.watch.cases.respondents.get(name)
        if known is None or not knows:
            return tongue.tell("a tracker")
        called = known.name.text or name
        return tongue.tell("{0} (respondent {1}, by tracker)", called, name)

    def may_hear_alarm(self, recipient: str, words: str) -> bool:
        """Whether an alarm names nobody from whom this recipient must stay away.

        Also not by an incident, a walk or a page of hers, and no sighting whosever.
        """
        cases, person = self._state.watch.cases, recipient.removeprefix("person:")
        own = respondents_who_are(cases, person)
        if not own:
            return True
        hidden = {f"person:{one}" for one in kept_from(cases, person)}
        hidden |= {f"respondent:{one}" for one in own}
        named = set(_OWNER.findall(words))
        for name in _NAMED.findall(words):
            named |= set(self._whose(name))
        return hidden.isdisjoint(named) and not _SIGHTING.search(words)

    def _whose(self, name: str) -> Iterator[str]:
        """Whom the incident, walk or page of this name is about."""
        state = self._state
        page = state.paging.pages.get(name)
        incidents = (name, *(page.incidents if page is not None else ()))
        yield from filter(None, (self.sender_of(one) for one in incidents))
        walk = state.watch.walks.get(name)
        if walk is not None:
            yield walk.recipient

    def is_helping(self, recipient: str, sender: str) -> bool:
        """Whether they are paged for, in command of, or looking for this sender now."""
        who = recipient.removeprefix("person:")
        for one in self._state.response.incidents.values():
            if not one.is_open or one.sender != sender:
                continue
            search = one.search.searchers if one.search and one.search.is_running else ()
            if one.commander == who or any(each.recipient == recipient for each in search):
                return True
            if any(one.incident in page.incidents for page in self._pages(recipient)):
                return True
        return False

    def _pages(self, recipient: str) -> list[Page]:
        return pages_of(self._state.paging, recipient)

    def crew_doubts(self, sender: str) -> Mapping[str, Reason]:
        """Units on which somebody may be who must stay away from this sender, and how sure.

        Nobody says who is on a crew that the agency file does not list; a
        neighbour's crews are no colleagues of ours.
        """
        kept = who_may_not_hear_of(self._state.watch.cases, sender)
        if not kept:
            return {}
        agency = self._state.agency
        is_here = not kept.isdisjoint(agency.staff)
        found = {
            unit: Reason.CREW_UNKNOWN
            for unit, one in agency.units.items()
            if is_here and not one.crew and not one.agency
        }
        listed = (unit for unit, one in agency.units.items() if not kept.isdisjoint(one.crew))
        return found | dict.fromkeys(listed, Reason.CREW_KEPT_AWAY)

    def units_with(self, colleague: str, sender: str) -> Sequence[str]:
        """The units on their way to this sender, or there, whose crew lists this colleague."""
        agency, response = self._state.agency, self._state.response
        hers = {one.incident for one in response.incidents.values() if one.sender == sender}
        return [
            unit
            for unit, one in agency.units.items()
            if colleague in one.crew
            and (now := response.units.get(unit)) is not None
            and now.incident in hers
        ]

    def shifts_ahead(self, person: str, until: datetime) -> Sequence[ShiftAhead]:
        """The shifts of this person that end after now and start before `until`, in order."""
        agency = self._state.agency
        staff = agency.staff.get(person)
        zone = duty.zone(agency)
        found = []
        for shift in staff.shifts if staff else ():
            place = agency.places.get(shift.place)
            where = (place.latitude, place.longitude) if place else (None, None)
            for starts_at, ends_at in stretches(shift, zone, self._now, until):
                found.append(ShiftAhead(starts_at, ends_at, shift.place, *where))
        return sorted(found, key=lambda one: (one.starts_at, one.ends_at))
