"""Writing an EIDO: an incident for a neighbour centre (NENA-STA-021.1).

An EIDO has no member for how sure a statement is. So each statement is a note:
its HTML says the certainty, the source and the time in words and in `data-`
attributes, its time stamp is the time of the statement, and the place, person,
vehicle or caution that it is about refers to it. Nothing is written without one.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

from tocsin.exchange import eido_words, pidf_out
from tocsin.exchange.civic import Civic
from tocsin.exchange.eido import OPENED, unknown_members
from tocsin.exchange.fix import Fix, Malformed, Reason, clean, place, radius, share
from tocsin.exchange.pidf_out import zulu
from tocsin.exchange.statement import Statement, as_note, is_whole
from tocsin.facts.incidents import Certainty

CONTEXT: Final = "./JSON-LD_Contexts/EmergencyIncidentDataObjectType.jsonld"
"""The vocabulary every EIDO names."""

_REQUEST: Final = "Requested: {count} x {kind}."

_PLACE_RULE: Final = (
    "A place needs an address or a fix: in range, with a radius above 0 m or none,"
    " a confidence of 0 to 1 or none, and a time with offset or none."
)

Part = dict[str, Any]
Rules = tuple[tuple[bool, str], ...]


class NoteOut(msgspec.Struct, frozen=True):
    """A statement about the incident. `author` is an agent id such as `d-2@centre.example`.

    `key` keeps the note the same note in every later EIDO of the incident; here
    and below, an empty key means that its place in the list does.
    """

    statement: Statement
    author: str = ""
    key: str = ""


class PlaceOut(msgspec.Struct, frozen=True):
    """Where: a fix, an address or both, and the statement they come from.

    `kind` is a word of EIDO-LocationType.
    """

    statement: Statement
    fix: Fix | None = None
    civic: Civic | None = None
    kind: str = "CurrentIncident"
    key: str = ""


class PersonOut(msgspec.Struct, frozen=True):
    """Somebody described, without a name. `role` is a word of EIDO-PersonRole."""

    statement: Statement
    role: str = "InvolvedPerson"
    key: str = ""


class VehicleOut(msgspec.Struct, frozen=True):
    """A vehicle described. `relation` is a word of EIDO-VehicleRelationshipType."""

    statement: Statement
    relation: str = "InvolvedVehicle"
    key: str = ""


class CautionOut(msgspec.Struct, frozen=True):
    """What may hurt those who come. `severity` is highest, high, normal, low or lowest."""

    statement: Statement
    severity: str = "high"
    key: str = ""


class UnitsOut(msgspec.Struct, frozen=True):
    """Units asked for: how many of which kind (EIDO-EmergencyResourceType), by whom, when."""

    count: int
    kind: str
    source: str
    at: datetime
    key: str = ""


class EidoOut(msgspec.Struct, frozen=True):
    """What an EIDO is to say.

    `unique` is the incident's own part of the tracking id, letters and digits
    only; `agency` is the agency id, a domain name; `issuer` the element that
    sends. `type_code` is a common incident type of APCO, as ASSIST or WELFARE.
    `asked` are the agencies whose help is asked for.
    """

    unique: str
    agency: str
    issuer: str
    updated_at: datetime
    opened_at: datetime
    type_code: str
    status: str = "Active"
    type_text: str = ""
    local_id: str = ""
    agency_kinds: tuple[str, ...] = ("psap",)
    places: tuple[PlaceOut, ...] = ()
    notes: tuple[NoteOut, ...] = ()
    cautions: tuple[CautionOut, ...] = ()
    persons: tuple[PersonOut, ...] = ()
    vehicles: tuple[VehicleOut, ...] = ()
    units: tuple[UnitsOut, ...] = ()
    asked: tuple[str, ...] = ()


def tracking_id(unique: str, agency: str) -> str:
    """The incident's name in all centres (NENA-STA-010)."""
    return f"urn:emergency:uid:incidentid:{unique}:{agency}"


def write(incident: EidoOut) -> bytes | Malformed:
    """The JSON document, valid against the EIDO schema, or what the incident lacks."""
    lacking = _lacking(incident)
    if lacking:
        return Malformed(Reason.INVALID, " ".join(lacking))
    document = _Writer(incident).document()
    unknown = unknown_members(document)
    assert not unknown, unknown  # Our own misspelling, which the open schema would let through.
    names = [part["$id"] for each in document.values() if isinstance(each, list) for part in each]
    if len(set(names)) < len(names):
        return Malformed(
            Reason.INVALID, "Two parts have the same key, or an agency is named twice."
        )
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def _statements(incident: EidoOut) -> Iterable[Statement]:
    yield from (each.statement for each in incident.notes)
    yield from (each.statement for each in incident.places)
    yield from (each.statement for each in incident.cautions)
    yield from (each.statement for each in incident.persons)
    yield from (each.statement for each in incident.vehicles)


def _lacking(incident: EidoOut) -> list[str]:
    """A sentence for each rule that is broken."""
    rules = (*_frame_rules(incident), *_registry_rules(incident), *_part_rules(incident))
    return [sentence for rule, sentence in rules if not rule]


def _frame_rules(incident: EidoOut) -> Rules:
    agencies = (incident.agency, incident.issuer, *incident.asked)
    return (
        (
            incident.unique.isascii() and incident.unique.isalnum(),
            "The unique part is letters and digits.",
        ),
        (all(map(_is_agency, agencies)), "An agency is a domain name."),
        (
            incident.updated_at.tzinfo is not None and incident.opened_at.tzinfo is not None,
            "A time has no offset.",
        ),
    )


def _registry_rules(incident: EidoOut) -> Rules:
    roles = {each.role for each in incident.persons}
    relations = {each.relation for each in incident.vehicles}
    kinds = {each.kind for each in incident.places}
    severities = {each.severity for each in incident.cautions}
    return (
        (incident.type_code in eido_words.INCIDENT_TYPES, "The type is no common incident type."),
        (incident.status in eido_words.INCIDENT_STATUSES, "The status is none of the registry."),
        (roles <= eido_words.PERSON_ROLES, "A person's role is none of the registry."),
        (relations <= eido_words.VEHICLE_RELATIONS, "A vehicle's relation is not registered."),
        (kinds <= eido_words.LOCATION_TYPES, "A location's type is none of the registry."),
        (severities <= eido_words.SEVERITIES, "A caution is highest, high, normal, low or lowest."),
    )


def _part_rules(incident: EidoOut) -> Rules:
    authors = [each.author for each in incident.notes if each.author]
    return (
        (
            all(_is_agency(each.replace("@", ".", 1)) for each in authors),
            "An author is an agent id such as name@domain.",
        ),
        (
            all(map(is_whole, _statements(incident))),
            "Each statement needs its text, source, time with offset and certainty.",
        ),
        (all(map(_is_place, incident.places)), _PLACE_RULE),
        (
            all(map(_is_request, incident.units)),
            "Units asked for need a count, a kind, a source and a time with offset.",
        ),
    )


def _is_request(units: UnitsOut) -> bool:
    return (
        units.count > 0
        and units.kind.isalnum()
        and bool(units.source.strip())
        and units.at.tzinfo is not None
    )


def _is_agency(name: str) -> bool:
    bare = name.replace(".", "").replace("-", "")
    return name.isascii() and bare.isalnum() and len(name) <= 200


def _is_place(told: PlaceOut) -> bool:
    if told.fix is None:
        return told.civic is not None and told.civic != Civic()
    fix = told.fix
    return (
        place(fix.latitude, fix.longitude) is not None
        and (fix.accuracy_m is None or radius(fix.accuracy_m) is not None)
        and (fix.confidence is None or share(fix.confidence) is not None)
        and (fix.at is None or fix.at.tzinfo is not None)
    )


class _Writer:
    """One document in the making: each statement that is written becomes a note of it."""

    def __init__(self, incident: EidoOut) -> None:
        self.incident = incident
        self.notes: list[Part] = []
        self.agents: dict[str, Part] = {}

    def name(self, kind: str, key: str, at: int) -> str:
        """A component's `$id`: the same in every EIDO of the incident."""
        bare = "".join(letter for letter in key if letter.isascii() and letter.isalnum())
        unique = f"{self.incident.unique}{kind}{bare or at}"
        return f"urn:emergency:uid:eidodatacomponent:{unique}:{self.incident.agency}"

    def prologue(self, name: str, at: datetime | None = None) -> Part:
        return {
            "$id": name,
            "lastUpdateTimeStamp": zulu(at or self.incident.updated_at),
            "updatedByAgencyReference": {"$ref": self.incident.agency},
        }

    def note(self, statement: Statement, name: str, **more: Any) -> Part:
        """Writes the statement down and gives the reference to it."""
        part = {**self.prologue(name, statement.at), "notesActionComments": as_note(statement)}
        self.notes.append(part | more)
        return {"$ref": name}

    def about(self, kind: str, key: str, at: int, statement: Statement) -> Part:
        """The beginning of a component that refers to the statement it comes from."""
        name = self.name(kind, key, at)
        reference = self.note(statement, self.name(kind + "note", key, at))
        return {**self.prologue(name, statement.at), "notesReference": [reference]}

    def document(self) -> Part:
        incident = self.incident
        own = [self._opening(), *self._own_notes(), *self._requests()]
        parts = {
            "locationComponent": [self._place(*each) for each in enumerate(incident.places, 1)],
            "personComponent": [self._person(*each) for each in enumerate(incident.persons, 1)],
            "vehicleComponent": [self._vehicle(*each) for each in enumerate(incident.vehicles, 1)],
            "cautionComponent": [self._caution(*each) for each in enumerate(incident.cautions, 1)],
            "agencyComponent": [*self._agencies()],
        }
        header = {
            **self.prologue(tracking_id(incident.unique, incident.agency)),
            "eidoVersion": "1.0",
            "issuingElementIdentification": incident.issuer,
            "incidentComponent": self._incident(own, parts),
        }
        listed = parts | {"agentComponent": [*self.agents.values()], "notesComponent": self.notes}
        filled = {name: each for name, each in listed.items() if each}
        return {**header, **filled, "@context": {"@vocab": CONTEXT}}

    def _incident(self, notes: list[Part], parts: dict[str, list[Part]]) -> Part:
        told = self.incident
        references = {
            "locationReference": [{"$ref": each["$id"]} for each in parts["locationComponent"]],
            "personReference": [{"$ref": each["$id"]} for each in parts["personComponent"]],
            "vehicleReference": [{"$ref": each["$id"]} for each in parts["vehicleComponent"]],
            "notesReference": notes,
            "incidentTypeInternalText": clean(told.type_text),
            "internalIncidentId": clean(told.local_id),
        }
        return {
            **self.prologue(self.name("incident", "", 1)),
            "incidentTypeCommonRegistryText": told.type_code,
            "incidentStatusCommonRegistryText": [told.status],
            **{name: each for name, each in references.items() if each},
        }

    def _opening(self) -> Part:
        told = self.incident
        opened = Statement(OPENED, told.agency, told.opened_at, Certainty.CONFIRMED)
        return self.note(opened, self.name("opened", "", 1))

    def _own_notes(self) -> Iterable[Part]:
        for at, each in enumerate(self.incident.notes, 1):
            more = {"agentReference": self._agent(each.author)} if each.author else {}
            yield self.note(each.statement, self.name("note", each.key, at), **more)

    def _requests(self) -> Iterable[Part]:
        for at, each in enumerate(self.incident.units, 1):
            words = _REQUEST.format(count=each.count, kind=each.kind)
            asked = Statement(words, each.source, each.at, Certainty.CONFIRMED)
            yield self.note(asked, self.name("request", each.key, at))

    def _agent(self, author: str) -> Part:
        agent = {
            **self.prologue(author),
            "agentRoleRegistryText": ["Dispatching"],
            "agencyReference": {"$ref": self.incident.agency},
        }
        self.agents.setdefault(author, agent)
        return {"$ref": author}

    def _place(self, at: int, told: PlaceOut) -> Part:
        part = self.about("location", told.key, at, told.statement)
        return part | {
            "locationTypeDescriptionRegistryText": told.kind,
            "locationByValue": pidf_out.write(told.fix, told.civic, f"place{at}"),
            "locationDescriptionText": clean(told.statement.text),
        }

    def _person(self, at: int, told: PersonOut) -> Part:
        part = self.about("person", told.key, at, told.statement)
        words = clean(told.statement.text, eido_words.DESCRIPTION_MAX)
        return part | {
            "personIncidentRoleRegistryText": [told.role],
            "ncPersonComponent": {"description": [{"value": words}]},
        }

    def _vehicle(self, at: int, told: VehicleOut) -> Part:
        part = self.about("vehicle", told.key, at, told.statement)
        words = clean(told.statement.text, eido_words.DESCRIPTION_MAX)
        return part | {
            "vehicleRelationshipType": [told.relation],
            "vehicleRelationshipTimeStamp": part["lastUpdateTimeStamp"],
            "ncVehicleComponent": {"description": [{"value": words}]},
        }

    def _caution(self, at: int, told: CautionOut) -> Part:
        """A caution knows its source and time; its certainty is in the note that names it."""
        name = self.name("caution", told.key, at)
        note = self.name("cautionnote", told.key, at)
        self.note(told.statement, note, cautionReference=[{"$ref": name}])
        part = self.prologue(name, told.statement.at)
        return part | {
            "cautionTypeInternalText": clean(told.statement.text, eido_words.DESCRIPTION_MAX),
            "cautionTypeCommonRegistryText": "Other",
            "cautionSeverity": told.severity,
            "cautionSource": clean(told.statement.source),
            "startDate": part["lastUpdateTimeStamp"],
        }

    def _agencies(self) -> Iterable[Part]:
        told = self.incident
        yield self.prologue(told.agency) | {
            "agencyRoleDescriptionRegistryText": ["Dispatching"],
            "agencyType": list(told.agency_kinds),
            "incidentOwningAgencyIndicator": True,
        }
        for asked in told.asked:
            yield self.prologue(asked) | {
                "agencyRoleDescriptionRegistryText": ["Assisting"],
                "agencyType": ["psap"],
                "incidentOwningAgencyIndicator": False,
            }
