"""Handing over a shift: what is owed is written down, and command goes over when it is received.

Between the two nothing changes hands. The giver stays in command and is asked as
ever, so no incident is without an owner because somebody went home.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.handovers import HandoverReceived, Owed, ShiftHandedOver
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits_room import HANDOVER_OWED_MAX, HANDOVERS_MAX
from tocsin.kernel.private import Private
from tocsin.response.incident import Incident, TakeCommand

YOURS: Final = "your_command"
Take: TypeAlias = Callable[[Incident, TakeCommand], Accepted[Fact] | Refused]
Busy: TypeAlias = Callable[[str, str], bool]


class HandoverNow(msgspec.Struct, frozen=True):
    """A hand-over that nobody has received yet."""

    handover: str
    by: str
    to: str
    words: Private
    owed: tuple[Owed, ...]
    at: datetime


class HandOver(msgspec.Struct, frozen=True):
    """Go off shift. `to` is a person, or empty for whoever comes next."""

    by: str
    to: str
    words: str


class ReceiveHandover(msgspec.Struct, frozen=True):
    """Go on with what somebody left, and take command of what was theirs."""

    handover: str
    by: str


HandoverCommand: TypeAlias = HandOver | ReceiveHandover


class Refusal(StrEnum):
    """Why a shift cannot be handed over, or a hand-over not be received."""

    HANDOVER_WITHOUT_WORDS = "handover_without_words"
    HANDOVER_TO_NOBODY = "handover_to_nobody"
    TOO_MANY_HANDOVERS = "too_many_handovers"
    HANDOVER_UNKNOWN = "handover_unknown"
    OWN_HANDOVER = "own_handover"


class Room(Protocol):
    """What of response a hand-over is about."""

    @property
    def incidents(self) -> Mapping[str, Incident]: ...
    @property
    def handovers(self) -> Mapping[str, HandoverNow]: ...
    @property
    def handover_count(self) -> int: ...


def decide_handover(
    room: Room,
    command: HandoverCommand,
    take: Take,
    is_busy: Busy,
    is_active: Callable[[str], bool],
) -> Accepted[Fact] | Refused:
    """Decide one command about hand-overs.

    `take` decides whether somebody may take command of an incident; `is_busy` says
    whether a unit is on an incident still.
    """
    if isinstance(command, ReceiveHandover):
        return _receive(room, command, take)
    if not command.words.strip():
        detail = "Say in a few words what the next one must know."
        return Refused(Refusal.HANDOVER_WITHOUT_WORDS, detail)
    if command.to and (command.to == command.by or not is_active(command.to)):
        detail = "Name somebody else who works here now, or nobody: then it is for whoever comes."
        return Refused(Refusal.HANDOVER_TO_NOBODY, detail)
    if len(room.handovers) >= HANDOVERS_MAX:
        detail = f"At most {HANDOVERS_MAX} hand-overs wait at once; receive one first."
        return Refused(Refusal.TOO_MANY_HANDOVERS, detail)
    name = f"H-{room.handover_count + 1}"
    words = Private(f"person:{command.by}", command.words)
    owed = tuple(_owed(room.incidents.values(), command.by, is_busy))[:HANDOVER_OWED_MAX]
    return Accepted((ShiftHandedOver(name, command.by, command.to, words, owed),))


def _owed(incidents: Iterable[Incident], by: str, is_busy: Busy) -> list[Owed]:
    found = [Owed(one.incident, tuple(_what(one, by, is_busy))) for one in incidents if one.is_open]
    return sorted(found, key=lambda each: YOURS not in each.what)


def _what(incident: Incident, by: str, is_busy: Busy) -> Iterator[str]:
    if incident.commander == by:
        yield YOURS
    elif not incident.commander:
        yield "nobody_in_command"
    if incident.asked_until is not None:
        yield "check_back_asked"
    if incident.cancel is not None and incident.cancel.safe is None:
        yield "cancel_not_verified"
    if any(is_busy(unit, incident.incident) for unit in incident.units):
        yield "units_assigned"
    if incident.search is not None and incident.search.is_running:
        yield "search_under_way"


def _receive(room: Room, command: ReceiveHandover, take: Take) -> Accepted[Fact] | Refused:
    found = room.handovers.get(command.handover)
    if found is None:
        return Refused(Refusal.HANDOVER_UNKNOWN, "There is no such hand-over waiting.")
    if found.by == command.by:
        return Refused(Refusal.OWN_HANDOVER, "Somebody else must receive what you hand over.")
    taken: list[Fact] = []
    for incident in room.incidents.values():
        # Only what is still the giver's: who took command meanwhile keeps it. What the
        # receiver may not take (their own SOS) stays with the giver, who is asked as ever.
        if incident.is_open and incident.commander == found.by:
            outcome = take(incident, TakeCommand(incident.incident, command.by))
            taken += outcome.facts if isinstance(outcome, Accepted) else ()
    names = tuple(getattr(fact, "incident", "") for fact in taken)
    return Accepted((HandoverReceived(found.handover, command.by, names), *taken))
