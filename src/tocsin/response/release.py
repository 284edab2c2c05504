"""Handing a document about an incident to somebody outside: first on record, then out of hand."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import DocumentReleased
from tocsin.kernel.decision import Accepted, Refused

MUTUAL_AID = "mutual_aid"
"""The purpose of a document that asks others to come; a closed incident needs nobody."""

RELEASED_MAX = 64
"""So many released documents of one incident are remembered; all stay on record."""


class Released(msgspec.Struct, frozen=True):
    """A document that left: what it was, for whom, and under which name and time."""

    document: str
    purpose: str
    to: str
    name: str
    made_at: datetime
    is_over: bool = False


class ReleaseDocument(msgspec.Struct, frozen=True):
    """Put on record that somebody takes this document for another agency.

    `digest` is the SHA-256 of its octets in hex. `is_over`: it takes back what
    was asked for before.
    """

    incident: str
    by: str
    document: str
    purpose: str
    to: str
    digest: str
    name: str
    made_at: datetime
    is_over: bool = False


class ReleaseReason(StrEnum):
    """Why a document is not handed out."""

    INCIDENT_OVER = "incident_over"
    DOCUMENT_OUTDATED = "document_outdated"


def release(
    released: tuple[Released, ...], command: ReleaseDocument, *, is_open: bool
) -> Accepted[Fact] | Refused:
    """Decide on a document of an incident that `released` documents have left before.

    Who is looked for may be looked for still when the incident is closed; help
    is asked for while it is open.
    """
    if not is_open and command.purpose == MUTUAL_AID and not command.is_over:
        return Refused(
            ReleaseReason.INCIDENT_OVER, "The incident is closed; help is asked for open ones."
        )
    alerts = {one.name for one in released if one.document == "cap"}
    if command.document == "cap" and command.name in alerts:
        return Refused(
            ReleaseReason.DOCUMENT_OUTDATED,
            "Somebody released another alert in the same moment; ask for yours again.",
        )
    fact = DocumentReleased(
        command.incident,
        command.by,
        command.document,
        command.purpose,
        command.to,
        command.digest,
        command.name,
        command.made_at,
        command.is_over,
    )
    return Accepted((fact,))
