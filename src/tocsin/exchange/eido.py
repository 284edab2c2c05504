"""Reading an EIDO, the incident of a neighbour centre (NENA-STA-021.1).

An EIDO is a set of components that name each other: `$id` is a component's name
and `$ref` mentions it. Both are plain data here; nothing is followed outside of
the document. All that came stays in `document`, with the members that no
version of the standard knows named under `unknown`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from tocsin.exchange import pidf, safe_json
from tocsin.exchange.eido_parts import (
    Agency,
    Call,
    Caution,
    Disposition,
    Eido,
    Link,
    Note,
    Person,
    Resource,
    Vehicle,
    Where,
)
from tocsin.exchange.eido_words import DOCUMENT, MEMBERS, PROLOGUE
from tocsin.exchange.fix import Malformed, Reason, clean, moment
from tocsin.exchange.statement import Statement, from_note

COMPONENTS_MAX: Final = 2_000
"""So many components of one kind are read."""

TEXT_CHARACTERS_MAX: Final = 4_000
"""So many characters of a description are kept."""


OPENED: Final = "Incident opened."
"""The words of the note that says when an incident began: an EIDO has no member for it."""


def read(body: bytes) -> Eido | Malformed:
    """The incident in a document, or in a notification of one. Never raises."""
    message = safe_json.parse(body)
    if isinstance(message, Malformed):
        return message
    # A subscriber gets it inside of an event (NENA-STA-024, conveyance).
    notified = safe_json.items(safe_json.member(message, "event", "notification"))
    document = notified[0] if notified else message
    if not isinstance(document, dict) or not {"eidoVersion", "agencyComponent"} & document.keys():
        return Malformed(Reason.WRONG_FORMAT, "An EIDO is an object with eidoVersion and $id.")
    return _Reader(document).eido()


def unknown_members(document: dict[str, Any]) -> tuple[str, ...]:
    """Members that no EIDO of version 1.0 has: misspelt ones, or a newer version's."""
    found = {clean(name) for name in document if name not in PROLOGUE | DOCUMENT}
    for name, known in MEMBERS.items():
        for part in _objects(document.get(name)):
            found |= {f"{name}.{clean(each)}" for each in part if each not in PROLOGUE | known}
    return tuple(sorted(found)[:COMPONENTS_MAX])


def _objects(value: Any) -> list[dict[str, Any]]:
    parts = [each for each in safe_json.items(value) if isinstance(each, dict)]
    return parts[:COMPONENTS_MAX]


def _texts(value: Any, characters_max: int = 200) -> tuple[str, ...]:
    found = (clean(each, characters_max) for each in safe_json.items(value))
    return tuple(each for each in found if each)[:COMPONENTS_MAX]


def _refs(value: Any) -> tuple[str, ...]:
    found = (clean(each.get("$ref")) for each in _objects(value))
    return tuple(each for each in found if each)


def _ref(value: Any) -> str:
    return next(iter(_refs(value)), "")


def _niem_texts(value: Any) -> tuple[str, ...]:
    """NIEM says each text as an object with a `value`; simple senders as the text alone."""
    plain = (
        each.get("value") if isinstance(each, dict) else each for each in safe_json.items(value)
    )
    return _texts(list(plain), TEXT_CHARACTERS_MAX)


class _Reader:
    """One document on its way to an `Eido`: its notes are looked up by their names."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.problems: list[str] = []
        self.raw_notes = _objects(document.get("notesComponent"))
        self.notes = tuple(self._note(each) for each in self.raw_notes)
        self.by_name = {each.id: each.statement for each in reversed(self.notes) if each.id}
        self.warnings: dict[str, list[Statement]] = {}
        for note in self.notes:
            for caution in dict.fromkeys(note.cautions):
                self.warnings.setdefault(caution, []).append(note.statement)
        self.call_backs = {
            clean(each.get("$id")): _texts(each.get("callBackInformationUri"))
            for each in reversed(_objects(document.get("callbackComponent")))
        }

    def parts(self, name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Each component of a kind, and the arguments of its prologue."""
        for part in _objects(self.document.get(name)):
            yield part, self.prologue(part)

    def prologue(self, part: dict[str, Any]) -> dict[str, Any]:
        # The first editions write Timestamp with a small s.
        at = part.get("lastUpdateTimeStamp") or part.get("lastUpdateTimestamp")
        return {
            "id": clean(part.get("$id")),
            "updated_at": moment(at),
            "agency": _ref(part.get("updatedByAgencyReference")),
        }

    def said(self, part: dict[str, Any]) -> tuple[Statement, ...]:
        """The notes that a component refers to."""
        names = _refs(part.get("notesReference"))
        return tuple(self.by_name[name] for name in names if name in self.by_name)

    def eido(self) -> Eido:
        document = self.document
        incident = next(iter(_objects(document.get("incidentComponent"))), {})
        prologue = self.prologue(document)
        if not prologue["id"]:
            self.problems.append("The document does not name its incident.")
        if document.get("eidoVersion") != "1.0":
            self.problems.append("The version is not 1.0; what is known of it was read.")
        calls = tuple(self._call(*each) for each in self.parts("callComponent"))
        return Eido(
            document=document,
            version=clean(document.get("eidoVersion")),
            issuer=clean(document.get("issuingElementIdentification")),
            type_code=clean(incident.get("incidentTypeCommonRegistryText")),
            type_text=clean(incident.get("incidentTypeInternalText")),
            statuses=_texts(incident.get("incidentStatusCommonRegistryText")),
            local_id=clean(incident.get("internalIncidentId")),
            opened_at=self._opened(calls),
            calls=calls,
            locations=tuple(self._where(*each) for each in self.parts("locationComponent")),
            persons=tuple(self._person(*each) for each in self.parts("personComponent")),
            vehicles=tuple(self._vehicle(*each) for each in self.parts("vehicleComponent")),
            notes=self.notes,
            cautions=tuple(self._caution(*each) for each in self.parts("cautionComponent")),
            agencies=tuple(self._agency(*each) for each in self.parts("agencyComponent")),
            resources=tuple(
                self._resource(*each) for each in self.parts("emergencyResourceComponent")
            ),
            dispositions=tuple(
                Disposition(
                    code=clean(each.get("dispositionCommonRegistryCode")),
                    text=clean(each.get("dispositionDescriptionText")),
                    **self.prologue(each),
                )
                for each in _objects(incident.get("dispositionComponent"))
            ),
            links=tuple(self._links()),
            unknown=unknown_members(document),
            problems=tuple(dict.fromkeys(self.problems)),
            **prologue,
        )

    def _opened(self, calls: tuple[Call, ...]) -> datetime | None:
        """What an opening note says; else when its first call began."""
        said = (each.statement for each in self.notes if each.statement.text == OPENED)
        noted = next((each.at for each in said if each.at and each.certainty), None)
        return noted or min((each.started_at for each in calls if each.started_at), default=None)

    def _note(self, part: dict[str, Any]) -> Note:
        prologue = self.prologue(part)
        agent = _ref(part.get("agentReference"))
        markup = part.get("notesActionComments")
        statement = from_note(
            markup if isinstance(markup, str) else "",
            agent or prologue["agency"],
            prologue["updated_at"],
        )
        cautions = _refs(part.get("cautionReference"))
        return Note(statement=statement, agent=agent, cautions=cautions, **prologue)

    def _call(self, part: dict[str, Any], prologue: dict[str, Any]) -> Call:
        return Call(
            started_at=moment(part.get("callStartTimestamp")),
            state=clean(part.get("callStateRegistryText")),
            direction=clean(part.get("direction")),
            kind=clean(part.get("standardPrimaryCallType")),
            call_back=self.call_backs.get(_ref(part.get("callBackReference")), ()),
            **prologue,
        )

    def _where(self, part: dict[str, Any], prologue: dict[str, Any]) -> Where:
        value = part.get("locationByValue")
        found = pidf.read(_octets(value)) if isinstance(value, str) else None
        if isinstance(found, Malformed):
            self.problems.append(f"A location by value could not be read. {found.detail}")
            found = None
        elif found is not None:
            self.problems.extend(found.problems)
        return Where(
            kind=clean(part.get("locationTypeDescriptionRegistryText")),
            pidf=found,
            url=clean(part.get("locationByReferenceUrl"), 2_000),
            description=clean(part.get("locationDescriptionText"), TEXT_CHARACTERS_MAX),
            statements=self.said(part),
            **prologue,
        )

    def _person(self, part: dict[str, Any], prologue: dict[str, Any]) -> Person:
        told = part.get("ncPersonComponent")
        names = _objects(safe_json.member(told, "name"))
        full = [text for each in names for text in _niem_texts(each.get("personFullName"))]
        parts = [
            text
            for each in names[:1]
            for key in ("personGivenName", "personMiddleName", "personSurName")
            for text in _niem_texts(each.get(key))
        ]
        return Person(
            roles=_texts(part.get("personIncidentRoleRegistryText")),
            name=full[0] if full else " ".join(parts),
            descriptions=_niem_texts(safe_json.member(told, "description")),
            statements=self.said(part),
            **prologue,
        )

    def _vehicle(self, part: dict[str, Any], prologue: dict[str, Any]) -> Vehicle:
        return Vehicle(
            relations=_texts(part.get("vehicleRelationshipType")),
            descriptions=_niem_texts(
                safe_json.member(part.get("ncVehicleComponent"), "description")
            ),
            statements=self.said(part),
            **prologue,
        )

    def _caution(self, part: dict[str, Any], prologue: dict[str, Any]) -> Caution:
        return Caution(
            text=clean(part.get("cautionTypeInternalText"), TEXT_CHARACTERS_MAX),
            kind=clean(part.get("cautionTypeCommonRegistryText")),
            severity=clean(part.get("cautionSeverity")),
            source=clean(part.get("cautionSource")),
            since=moment(part.get("startDate")),
            statements=tuple(self.warnings.get(prologue["id"], ())),
            **prologue,
        )

    def _agency(self, part: dict[str, Any], prologue: dict[str, Any]) -> Agency:
        return Agency(
            roles=_texts(part.get("agencyRoleDescriptionRegistryText")),
            kinds=_texts(part.get("agencyType")),
            is_owner=part.get("incidentOwningAgencyIndicator") is True,
            **prologue,
        )

    def _resource(self, part: dict[str, Any], prologue: dict[str, Any]) -> Resource:
        return Resource(
            kind=clean(part.get("emergencyResourceTypeCommonRegistryText")),
            name=clean(part.get("emergencyResourceName")),
            status=clean(part.get("primaryUnitStatusRegistryText")),
            statuses=_texts(part.get("secondaryUnitStatusRegistryText")),
            **prologue,
        )

    def _links(self) -> Iterator[Link]:
        for name, direction in (
            ("linkComponent", "linkDirectionCode"),
            ("mergeComponent", "incidentMergeDirectionCode"),
        ):
            for part, prologue in self.parts(name):
                yield Link(
                    incident=clean(part.get("incidentTrackingIdentifier")),
                    direction=clean(part.get(direction)),
                    reason=clean(part.get("transactionReasonText"), TEXT_CHARACTERS_MAX),
                    **prologue,
                )


def _octets(document: str) -> bytes:
    """A document in a text is characters already: what its declaration says does not count."""
    bare = document.lstrip("\ufeff \t\r\n")
    if bare.startswith("<?xml"):
        bare = bare.partition("?>")[2]
    return bare.encode("utf-8", "replace")
