"""What one shift leaves to the next: said once, and open until somebody has received it."""

import msgspec

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class Owed(msgspec.Struct, frozen=True):
    """One open incident, and what of it is still to be done, in short words.

    `what`: `your_command` (the giver is in command), `nobody_in_command`,
    `check_back_asked`, `cancel_not_verified`, `units_assigned`, `search_under_way`.
    """

    incident: str
    what: tuple[str, ...]


class _HandoverFact(Fact, frozen=True):
    handover: str

    def stream(self) -> str:
        return f"handover/{self.handover}"


class ShiftHandedOver(_HandoverFact, frozen=True):
    """Somebody goes off shift. `to` is a person, or empty for whoever comes next.

    Nothing changes hands yet: who was in command stays so until it is received.
    """

    by: str
    to: str
    words: Private
    owed: tuple[Owed, ...]


class HandoverReceived(_HandoverFact, frozen=True):
    """Somebody read it and goes on. `incidents` are those whose command they took over."""

    by: str
    incidents: tuple[str, ...]
