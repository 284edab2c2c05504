"""What outsiders are let see of one case: by a link, or in a packet that is sent to them."""

from datetime import datetime
from enum import StrEnum

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class OutsiderRole(StrEnum):
    """Whom an outsider works for; it decides what they see (`engine.sharing.SEES`)."""

    POLICE = "police"
    COURT = "court"
    ADVOCATE = "advocate"
    HOSPITAL = "hospital"


class _LinkFact(Fact, frozen=True):
    link: str

    def stream(self) -> str:
        return f"link/{self.link}"


class LinkIssued(_LinkFact, frozen=True):
    """Somebody outside got a link to one case. Only the SHA-256 of its key is kept.

    `subject` is whose case it is, such as `person:ana`; `incident` is empty when it is
    her whole case. `outsider` is the name of who got it, sealed under
    `outsider:LINK`; `agency` is where they work. It opens `reads_max` times at most.
    """

    key_hash: str
    role: OutsiderRole
    subject: str
    outsider: Private
    agency: str
    expires_at: datetime
    reads_max: int
    by: str
    incident: str = ""


class LinkRevoked(_LinkFact, frozen=True):
    """The link opens nothing any more."""

    by: str


class PacketReleased(Fact, frozen=True):
    """What a role sees of one case was put together, to be sent to an agency by e-mail.

    `to` is the agency's domain name. `digest` is the SHA-256 of the attached page in
    hex: it proves what left.
    """

    packet: str
    role: OutsiderRole
    subject: str
    to: str
    digest: str
    by: str
    incident: str = ""

    def stream(self) -> str:
        return f"packet/{self.packet}"
