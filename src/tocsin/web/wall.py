"""The wall: for a colleague who must stay away from somebody, nothing of hers exists here.

The one place that decides it. A seat carries its wall. What a path names behind
it is exchanged for a name that nobody bears, so every route answers as it does to
an unknown name; lists, boards and streams leave out what the wall hides.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

import msgspec
from msgspec.structs import replace

from tocsin.engine.service import Service
from tocsin.engine.stages import State
from tocsin.facts.fact import Fact
from tocsin.facts.system import PersonErased
from tocsin.watch.case_state import Cases, kept_from, staff_of
from tocsin.web.shown import (
    AdviceShown,
    AlarmShown,
    CandidateShown,
    EntryShown,
    IncidentShown,
    SystemShown,
    TimelineShown,
)

NOBODY: Final = "\x00"
"""A name that no record bears, and none can be given."""

CASE_STREAMS: Final = frozenset({"respondent", "order", "plan"})
"""Whose facts may put up a wall or take one down."""

_WORD: Final = re.compile(r"[\w-]+")
_INCIDENT: Final = re.compile(r"I-\d+")


class Wall(NamedTuple):
    """As which respondents somebody is known, and which people they are kept from.

    `trackers` are the respondents who must stay away from them: what such a tracker
    says, and a cry for help of it, is kept from whoever is protected.
    """

    respondents: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    trackers: frozenset[str] = frozenset()

    @property
    def is_up(self) -> bool:
        """Whether anything is hidden at all."""
        return bool(self.respondents or self.trackers)

    @property
    def is_of_respondent(self) -> bool:
        """Whether it stands before somebody who must stay away from somebody."""
        return bool(self.respondents)

    def hides_sender(self, owner: str) -> bool:
        """Whether whoever cries for help, or whose positions these are, stands behind it."""
        kind, _, name = owner.partition(":")
        return self.hides(owner) or (kind == "respondent" and name in self.trackers)

    def hides(self, owner: str) -> bool:
        """Whether `person:ID` or `respondent:ID` stands behind it."""
        kind, _, name = owner.partition(":")
        if kind == "respondent":
            return name in self.respondents
        return kind == "person" and name in self.people

    def seen_as(self, owner: str) -> str:
        """`person:ID` or `respondent:ID` as whoever looks knows it: nobody's when hidden."""
        return f"{owner.partition(':')[0]}:{NOBODY}" if self.hides(owner) else owner

    def person(self, person: str) -> str:
        """A person's id as whoever looks knows it: nobody's when hidden."""
        return NOBODY if person in self.people else person

    def respondent(self, respondent: str) -> str:
        """A respondent's id as whoever looks knows it: nobody's when hidden."""
        return NOBODY if respondent in self.respondents else respondent


OPEN: Final = Wall()
"""No wall: almost everybody's."""


class Walls:
    """Everybody's wall; reckoned anew only when a case changed."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._known: Mapping[str, Wall] | None = None
        service.engine.listen(self._hear, self._forget)

    def _forget(self) -> None:
        self._known = None

    def _hear(self, told: Sequence[tuple[int, datetime, Fact]]) -> None:
        if any(_is_case(fact) for _, _, fact in told):
            self._known = None

    def all(self) -> Mapping[str, Wall]:
        """The walls that are up, by person id."""
        if self._known is None:
            self._known = walls(self._service.engine.state.watch.cases)
        return self._known

    def of(self, person: str) -> Wall:
        """The wall of one person."""
        return self.all().get(person, OPEN)


def _is_case(fact: Fact) -> bool:
    return fact.stream().partition("/")[0] in CASE_STREAMS or isinstance(fact, PersonErased)


def walls(cases: Cases) -> dict[str, Wall]:
    """The walls that are up, by person id."""
    colleagues: dict[str, set[str]] = {}
    for name in cases.respondents:
        if staff := staff_of(cases, name):
            colleagues.setdefault(staff, set()).add(name)
    trackers = _trackers(cases)
    return {
        person: Wall(
            frozenset(colleagues.get(person, ())),
            kept_from(cases, person) if person in colleagues else frozenset(),
            frozenset(trackers.get(person, ())),
        )
        for person in {**colleagues, **trackers}
    }


def _trackers(cases: Cases) -> dict[str, set[str]]:
    """By protected person those who must stay away from them, in one pass over all cases."""
    found: dict[str, set[str]] = {}
    for one in cases.orders.values():
        for person in one.order.protected if one.vacated_at is None else ():
            found.setdefault(person, set()).update(one.order.respondents)
    for person, plan in cases.plans.items():
        found.setdefault(person, set()).update(plan.plan.respondents)
    return {person: names for person, names in found.items() if names}


# What stands behind it, by what a path calls it.


def hides_incident(wall: Wall, service: Service, name: str) -> bool:
    """Whether this is an incident of hers; one that memory forgot is looked up on record."""
    found = service.engine.state.response.incidents.get(name)
    if found is not None:
        return wall.hides_sender(found.sender)
    first = next(iter(service.ledger.read_stream(f"incident/{name}")), None)
    opened: dict[str, Any] = msgspec.json.decode(first.body) if first is not None else {}
    return wall.hides_sender(str(opened.get("sender", "")))


def hides_unit(wall: Wall, state: State, name: str) -> bool:
    """Whether a unit is on its way to her or with her: where it is, she is."""
    now = state.response.units.get(name)
    incident = state.response.incidents.get(now.incident) if now is not None else None
    return incident is not None and wall.hides_sender(incident.sender)


def _walk(wall: Wall, service: Service, name: str) -> bool:
    found = service.engine.state.watch.walks.get(name)
    return found is not None and wall.hides(found.recipient)


def _unit(wall: Wall, service: Service, name: str) -> bool:
    return hides_unit(wall, service.engine.state, name)


def _sighting(wall: Wall, service: Service, name: str) -> bool:
    # One that nobody has judged yet may be of whoever looks: all are hidden.
    return wall.is_of_respondent and name in service.engine.state.watch.sightings


def _order(wall: Wall, service: Service, name: str) -> bool:
    found = service.engine.state.watch.cases.orders.get(name)
    if found is None:
        return False
    is_other = wall.respondents.isdisjoint(found.order.respondents)
    return not (is_other and wall.people.isdisjoint(found.order.protected))


def _concern(wall: Wall, service: Service, name: str) -> bool:
    found = service.engine.state.watch.cases.concerns.get(name)
    if found is None:
        return False
    return found.person in wall.people or found.respondent in wall.respondents


def _respondent(wall: Wall, _service: Service, name: str) -> bool:
    return name in wall.respondents


def _link(wall: Wall, service: Service, name: str) -> bool:
    found = service.engine.state.watch.sharing.links.get(name)
    return found is not None and wall.hides_sender(found.subject)


def _trail(wall: Wall, service: Service, name: str) -> bool:
    found = service.engine.state.watch.trails.trails.get(name)
    return found is not None and any(map(wall.hides_sender, (found.owner, found.about)))


def _about(wall: Wall, service: Service, name: str) -> bool:
    return name in wall.people or hides_incident(wall, service, name)


class _Hides(Protocol):
    def __call__(self, wall: Wall, service: Service, name: str, /) -> bool: ...


HIDES: Final[Mapping[str, _Hides]] = {
    "incident": hides_incident,
    "walk": _walk,
    "unit": _unit,
    "sighting": _sighting,
    "order": _order,
    "concern": _concern,
    "respondent": _respondent,
    "link": _link,
    "trail": _trail,
    "about": _about,
}
"""What each parameter of a path names, and whether it is hidden. `person` is a colleague's
id, which everybody knows: a route that says more of them asks `Wall.hides` itself."""


def seen_as(wall: Wall, service: Service, kind: str, name: str) -> str:
    """This name to whoever looks: nobody's when what it names is hidden."""
    return NOBODY if wall.is_up and HIDES[kind](wall, service, name) else name


def path_seen_as(wall: Wall, service: Service, names: Mapping[str, Any]) -> dict[str, Any]:
    """What a path names, with nobody's name for whatever stands behind the wall.

    Always a new dict: the framework keeps the parts of a path for whoever asks next.
    """
    return {
        kind: seen_as(wall, service, kind, name) if kind in HIDES else name
        for kind, name in names.items()
    }


def hides_alarm(wall: Wall, service: Service, words: str) -> bool:
    """Whether an alarm or a finding names her, her incident, walk, page or sighting, or them."""
    own = wall.respondents | wall.trackers
    owners = (*(f"person:{p}" for p in wall.people), *(f"respondent:{r}" for r in own))
    if any(re.search(rf"{re.escape(owner)}(?![\w-])", words) for owner in owners):
        return True
    return any(
        hides_incident(wall, service, word)
        if _INCIDENT.fullmatch(word)
        else _named(wall, service, word)
        for word in _WORD.findall(words)
    )


def alarm_seen_as(wall: Wall, service: Service, alarm: str) -> str:
    """The name of this alarm to whoever looks: nobody's when it is hidden."""
    found = service.engine.state.paging.alarms.get(alarm)
    if found is None or not wall.is_up:
        return alarm
    return NOBODY if hides_alarm(wall, service, f"{alarm} {found.detail}") else alarm


def _named(wall: Wall, service: Service, word: str) -> bool:
    page = service.engine.state.paging.pages.get(word)
    if page is not None and any(hides_incident(wall, service, one) for one in page.incidents):
        return True
    return _walk(wall, service, word) or _sighting(wall, service, word)


# What is left out of what is shown.


def alarms_left(
    wall: Wall, service: Service, alarms: tuple[AlarmShown, ...]
) -> tuple[AlarmShown, ...]:
    """The alarms that do not name her or whoever looks."""
    if not wall.is_up:
        return alarms
    return tuple(a for a in alarms if not hides_alarm(wall, service, f"{a.alarm} {a.detail}"))


def system_left(wall: Wall, service: Service, shown: SystemShown) -> SystemShown:
    """How Tocsin is, without what it found about her; that something is wrong stays true."""
    if not wall.is_up or not shown.findings:
        return shown
    left = tuple(one for one in shown.findings if not hides_alarm(wall, service, one))
    return replace(shown, findings=left)


def incident_left(wall: Wall, state: State, shown: IncidentShown) -> IncidentShown:
    """Somebody else's incident without what leads to hers: what is related, and her units."""
    if not wall.is_up:
        return shown
    others = state.response.incidents
    related = tuple(
        r for r in shown.related if r not in others or not wall.hides_sender(others[r].sender)
    )
    units = tuple(unit for unit in shown.units if not hides_unit(wall, state, unit))
    advice = _advice_left(wall, state, shown.advice) if shown.advice else None
    return replace(shown, related=related, units=units, advice=advice)


def _advice_left(wall: Wall, state: State, advice: AdviceShown) -> AdviceShown:
    def left(found: tuple[CandidateShown, ...]) -> tuple[CandidateShown, ...]:
        return tuple(one for one in found if not hides_unit(wall, state, one.unit))

    lines = tuple(
        replace(line, picks=left(line.picks), rolling=left(line.rolling)) for line in advice.lines
    )
    return replace(advice, lines=lines, others=left(advice.others))


def timeline_left(wall: Wall, service: Service, shown: TimelineShown) -> TimelineShown:
    """The record of another incident without the entries that name hers."""
    if not wall.is_up:
        return shown
    left = tuple(one for one in shown.entries if not _leads(wall, service, one))
    return replace(shown, entries=left)


def _leads(wall: Wall, service: Service, entry: EntryShown) -> bool:
    """Whether an entry names an incident of hers, in what was recorded or in its words."""
    words = _INCIDENT.findall(f"{entry.words} {entry.body}")
    return any(hides_incident(wall, service, word) for word in dict.fromkeys(words))
