"""What sightings ask of the agency: who judges them, which place is meant, who is where."""

from collections.abc import Iterable
from datetime import datetime

from tocsin.agency import duty
from tocsin.engine.views_space import SpaceViews
from tocsin.facts.agency import Role
from tocsin.watch.case_state import people

JUDGES = frozenset({Role.DISPATCHER, Role.TELECOMMUNICATOR, Role.SUPERVISOR})
"""Who is asked to judge a sighting while on shift; safety coordinators are asked always."""


class SightingViews(SpaceViews):
    """The part of the views that sightings ask."""

    def judges(self) -> Iterable[str]:
        """The control room and supervisors on shift, and every safety coordinator.

        Without anybody of them, everybody who has such a role.
        """
        zone = duty.zone(self._agency)
        able = [s for s in self._agency.staff.values() if not JUDGES.isdisjoint(s.roles)]
        here = [one for one in able if duty.on_shift(one, self._now, zone) is not None]
        carers = [s for s in self._agency.staff.values() if Role.SAFETY_COORDINATOR in s.roles]
        return dict.fromkeys(f"person:{one.person}" for one in ((*here, *carers) or able))

    def named_place(self, text: str, at: datetime) -> str:
        """The one agency place that a text names, or empty."""
        named = {one.place for one in self.read_words(text, at) if one.place}
        return named.pop() if len(named) == 1 else ""

    def place_name(self, place: str) -> str:
        """What people call an agency place; empty for none."""
        known = self.places().get(place)
        return known.name if known else ""

    def whereabouts(self, person: str, at: datetime) -> Iterable[str]:
        """The agency places where somebody works at a moment, or worked until just now."""
        rostered = self.rostered_place(f"person:{person}", at)
        return (rostered,) if rostered else ()

    def may_sight(self, sender: str) -> bool:
        """Whether a text of theirs can tell of somebody else: a colleague without a plan.

        A protected person who writes of a sighting has him before her: an SOS.
        """
        kind, _, name = sender.partition(":")
        cases = self._state.watch.cases
        is_protected = name in self._agency.safety_plans or name in people(cases)
        if kind == "person":
            return name in self._agency.staff and not is_protected
        return kind == "unit" and name in self._agency.units
