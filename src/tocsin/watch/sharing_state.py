"""What the watch remembers of what outsiders are let see."""

from datetime import datetime

import msgspec

from tocsin.facts.sharing import OutsiderRole
from tocsin.kernel.private import Private

READER = "outsider:"
"""With the name of their link behind it: an outsider who reads."""


class Link(msgspec.Struct, frozen=True):
    """A link to one case, how often it was opened, and why it opens nothing any more."""

    link: str
    role: OutsiderRole
    subject: str
    incident: str
    outsider: Private
    agency: str
    issued_at: datetime
    expires_at: datetime
    reads_max: int
    by: str
    reads: int = 0
    read_at: datetime | None = None
    ended_at: datetime | None = None
    ended_because: str = ""

    @property
    def person(self) -> str:
        """The id of whose case it is, or whatever else they are called by."""
        return self.subject.removeprefix("person:")

    @property
    def about(self) -> str:
        """The incident, or else whose case it is: the name under which a reading is recorded."""
        return self.incident or self.person

    @property
    def reader(self) -> str:
        """Who reads by it, as facts name them."""
        return f"{READER}{self.link}"


class Sharing(msgspec.Struct):
    """Every link; `by_hash` leads from the SHA-256 of a key to its link."""

    links: dict[str, Link] = {}
    by_hash: dict[str, str] = {}
    link_count: int = 0
    packet_count: int = 0
    erased: dict[str, datetime] = {}
