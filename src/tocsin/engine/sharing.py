"""Which outsider sees what of a case: one table, and the record that is made from it.

Pure: the same state, past and moment give the same record. A statement without
source, time or certainty does not leave (rule 9).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from tocsin.engine import saying, sharing_orders
from tocsin.engine import sharing_parts as parts
from tocsin.engine.outgoing import Description
from tocsin.engine.sharing_parts import Parts
from tocsin.engine.sharing_past import Ask, Past
from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.exchange.statement import Statement, is_whole
from tocsin.facts.sharing import OutsiderRole


class Section(StrEnum):
    """One part of a case. The incident and its scene are told when the link is to an incident."""

    WHOM = "whom"
    INCIDENT = "incident"
    SCENE = "scene"
    CAUTION = "caution"
    RESPONDENT = "respondent"
    CUSTODY = "custody"
    ORDER = "order"
    ORDER_STATUS = "order_status"
    SERVICE = "service"
    AREAS = "areas"
    VIOLATIONS = "violations"
    SIGHTINGS = "sightings"
    MEASURES = "measures"
    RISK = "risk"
    MAY_KNOW = "may_know"


SEES: Final[Mapping[OutsiderRole, tuple[Section, ...]]] = {
    OutsiderRole.POLICE: (
        Section.WHOM,
        Section.CAUTION,
        Section.INCIDENT,
        Section.SCENE,
        Section.RESPONDENT,
        Section.CUSTODY,
        Section.ORDER,
        Section.AREAS,
        Section.VIOLATIONS,
        Section.SIGHTINGS,
    ),
    OutsiderRole.COURT: (
        Section.WHOM,
        Section.INCIDENT,
        Section.ORDER,
        Section.SERVICE,
        Section.VIOLATIONS,
    ),
    OutsiderRole.ADVOCATE: (
        Section.WHOM,
        Section.ORDER_STATUS,
        Section.CUSTODY,
        Section.MEASURES,
        Section.RISK,
    ),
    OutsiderRole.HOSPITAL: (Section.WHOM, Section.CAUTION, Section.MAY_KNOW),
}
"""What each role sees, in the order in which it is shown; nothing else is (rule 8)."""

NAMES: Final = frozenset({OutsiderRole.POLICE, OutsiderRole.COURT})
"""Who hears a colleague's name as the source of a statement; others hear the role only."""

NO_NAMES: Final = frozenset({OutsiderRole.ADVOCATE})
"""For whom names of colleagues are taken out of what people wrote as well."""

COLLEAGUE: Final = "[colleague]"
"""What stands where a colleague's name stood."""

_TELLS: Final[Mapping[Section, Callable[[Parts], Iterable[Statement]]]] = {
    Section.WHOM: parts.whom,
    Section.INCIDENT: parts.incident,
    Section.SCENE: parts.scene,
    Section.CAUTION: parts.caution,
    Section.RESPONDENT: parts.respondent,
    Section.CUSTODY: parts.custody,
    Section.ORDER: sharing_orders.order,
    Section.ORDER_STATUS: sharing_orders.order_status,
    Section.SERVICE: sharing_orders.service,
    Section.AREAS: sharing_orders.areas,
    Section.VIOLATIONS: sharing_orders.violations,
    Section.SIGHTINGS: parts.sightings,
    Section.MEASURES: parts.measures,
    Section.RISK: parts.risk,
    Section.MAY_KNOW: parts.may_know,
}


class Told(msgspec.Struct, frozen=True):
    """One section with all that is known of it; an empty one says that nothing is on record."""

    section: Section
    statements: tuple[Statement, ...]


class SharedCase(msgspec.Struct, frozen=True):
    """What one role sees of one case at one moment."""

    agency: str
    role: OutsiderRole
    made_at: datetime
    incident: str
    sections: tuple[Told, ...]

    def __repr__(self) -> str:
        """Not what it says."""
        return f"SharedCase({self.role})"


def shared_case(
    state: State, view: Views, now: datetime, role: OutsiderRole, ask: Ask, past: Past
) -> SharedCase:
    """The record of a case for this role."""
    p = Parts(state, view, now, ask, past, role in NAMES)
    sections = SEES[role]
    if not ask.incident:
        sections = tuple(each for each in sections if each not in _OF_INCIDENTS)
    told = tuple(Told(each, tuple(_said(p, role, each))) for each in sections)
    return SharedCase(saying.agency_name(state), role, now, ask.incident, told)


_OF_INCIDENTS: Final = frozenset({Section.INCIDENT, Section.SCENE})


def _said(p: Parts, role: OutsiderRole, section: Section) -> Iterator[Statement]:
    for one in _TELLS[section](p):
        said = one
        if role in NO_NAMES:
            text, source = (_without_names(p, words) for words in (one.text, one.source))
            said = replace(one, text=text, source=source)
        if is_whole(said):
            yield said


def _without_names(p: Parts, text: str) -> str:
    """The same text without the name of any colleague but her own."""
    for person, staff in p.state.agency.staff.items():
        if person != p.ask.person and staff.name.text:
            # The whole name first, or its parts would leave two marks.
            for name in (staff.name.text, *staff.name.text.split()):
                text = re.sub(rf"\b{re.escape(name)}\b", COLLEAGUE, text)
    return text


def lookout(
    state: State, view: Views, now: datetime, ask: Ask, past: Past
) -> tuple[Description, ...]:
    """What a lookout says of the respondents of a case; nobody is named in it."""
    return tuple(parts.to_look_for(Parts(state, view, now, ask, past, names=False)))
