"""What the web shows: plain frozen records, the same for the board, the API and the stream.

Moments are UTC. Everything is what somebody recorded; nothing is computed here.
"""

from datetime import datetime
from typing import Any

import msgspec

from tocsin.facts.incidents import Certainty, Disposition
from tocsin.facts.units import Reason
from tocsin.response.recommend import Shortfall
from tocsin.response.unit import Status
from tocsin.web.shown_space import (
    ArrivalShown,
    LocatedShown,
    RoadShown,
    SearcherShown,
    SearchShown,
    StagingShown,
)


class WordsShown(msgspec.Struct, frozen=True):
    """What the sender wrote, exactly; `text` is None when it could not be read.

    `is_code`: it was a safe or duress code, which is never shown.
    """

    text: str | None
    at: datetime
    is_code: bool = False


class EvidenceShown(msgspec.Struct, frozen=True):
    """One piece of evidence of where: with its source, time and certainty.

    `share` is below 1 where the words can be read in several ways: how probably this one.
    """

    where: str
    source: str
    at: datetime
    certainty: Certainty
    accuracy_m: float
    latitude: float | None
    longitude: float | None
    is_best: bool
    doubt: str = ""
    share: float = 1.0


class ChannelShown(msgspec.Struct, frozen=True):
    """How far a page got on one channel: queued, sent, delivered, failed or gave_up."""

    channel: str
    status: str
    at: datetime
    provider: str = ""
    reason: str = ""
    addresses: int = 1


class PageShown(msgspec.Struct, frozen=True):
    """One human paged: every channel, and what they answered (`silent` while nothing)."""

    page: str
    recipient: str
    name: str
    purpose: str
    at: datetime
    answer: str
    answered_at: datetime | None
    is_current: bool
    channels: tuple[ChannelShown, ...]


class MomentShown(msgspec.Struct, frozen=True):
    """What happens by itself next, and when."""

    at: datetime
    kind: str
    words: str


class StepShown(msgspec.Struct, frozen=True):
    """How far the escalation is. `widened`: everyone is being paged, again and again."""

    round: int
    step: int
    steps: int
    widened: bool
    need: int
    answered: int
    is_resting: bool


class CandidateShown(msgspec.Struct, frozen=True):
    """One unit as a choice, with its reasons, and why it cannot be sent if it cannot."""

    unit: str
    kind: str
    agency: str
    status: Status
    distance_m: float | None
    reasons: tuple[Reason, ...]
    staged: bool
    allowed: bool
    why_not: str
    arrival: ArrivalShown | None = None
    coverage_left: float | None = None
    can_redirect: bool = False


class LineShown(msgspec.Struct, frozen=True):
    """One line of the response plan."""

    kind: str
    count: int
    staged: bool
    assigned: tuple[str, ...]
    picks: tuple[CandidateShown, ...]
    shortfalls: tuple[Shortfall, ...]
    line_unit: str = ""
    line_slower_s: float | None = None
    """How much later than the first pick the unit nearest by straight line would be there."""
    rolling: tuple[CandidateShown, ...] = ()


class AdviceShown(msgspec.Struct, frozen=True):
    """What to send now. `left_out` says how many further units are not listed."""

    method: str
    lines: tuple[LineShown, ...]
    others: tuple[CandidateShown, ...]
    shortfalls: tuple[Shortfall, ...]
    left_out: int = 0
    staging: StagingShown | None = None


class ActionShown(msgspec.Struct, frozen=True):
    """Something one can do now, or why one cannot."""

    action: str
    allowed: bool
    why_not: str = ""


class CancelShown(msgspec.Struct, frozen=True):
    """A cancel that was given. `safe` is None until somebody, `judged_by`, has spoken to them."""

    duress: bool
    asked_until: datetime | None
    safe: bool | None
    judged_by: str = ""


class WaitShown(msgspec.Struct, frozen=True):
    """Where a unit that was sent waits until the scene is safe."""

    unit: str
    label: str
    latitude: float
    longitude: float


class TrackShown(msgspec.Struct, frozen=True):
    """Where a unit is as far as anybody knows; `at` is the moment of its fix.

    None for `at` says that it tells no position: then it is shown at its home.
    `accuracy_m` is the radius that the tracker told, None where it told none.
    """

    unit: str
    latitude: float
    longitude: float
    at: datetime | None
    accuracy_m: float | None = None


class IncidentShown(msgspec.Struct, frozen=True):
    """An incident as the control room sees it. The caution itself is guarded."""

    incident: str
    kind: str
    who: str
    sender: str
    verified: bool
    unreadable: bool
    duress: bool
    silent: bool
    is_open: bool
    opened_at: datetime
    closed_at: datetime | None
    disposition: Disposition | None
    words: tuple[WordsShown, ...]
    evidence: tuple[EvidenceShown, ...]
    has_caution: bool
    commander: str
    commander_name: str
    command_asked: bool
    cancel: CancelShown | None
    step: StepShown | None
    call_by_hand: bool
    moments: tuple[MomentShown, ...]
    pages: tuple[PageShown, ...]
    units: tuple[str, ...]
    related: tuple[str, ...]
    advice: AdviceShown | None
    actions: tuple[ActionShown, ...]
    located: LocatedShown | None = None
    search: SearchShown | None = None
    could_search: tuple[SearcherShown, ...] = ()
    waits: tuple[WaitShown, ...] = ()
    more_texts: int = 0
    """How many texts between the first words and the latest are on record only."""


class OwnShown(msgspec.Struct, frozen=True):
    """What the sender of an SOS sees of it: `accepted`, `paged`, `taken`, `help_on_the_way`,
    `cancel_received` or `closed`.

    `called` is how many people messages have left to, `reached` how many of them got one for
    certain; `taken_by` the role of who is in command. Nobody is named: somebody else may be
    looking. After a cancel all three stay empty.
    """

    incident: str
    state: str
    opened_at: datetime
    is_open: bool
    called: int = 0
    reached: int = 0
    taken_by: str = ""


class UnitShown(msgspec.Struct, frozen=True):
    """A unit, and each move with whether the table allows it now."""

    unit: str
    kind: str
    agency: str
    home: str
    capabilities: tuple[str, ...]
    status: Status
    since: datetime
    incident: str
    acknowledged: bool
    moves: tuple[ActionShown, ...]


class AlarmShown(msgspec.Struct, frozen=True):
    """Something that is wrong now; `runbook` is the path of the page that says what to do."""

    alarm: str
    kind: str
    detail: str
    at: datetime
    paged: bool
    runbook: str


class NodeShown(msgspec.Struct, frozen=True):
    """How the node is that shows this; `leader` is the machine that decides, '' for none.

    `not_live_since`: what is shown may lack whatever came after this moment.
    `knows_positions`: false where units and trackers are shown without their positions, for
    only the node that leads hears them. That is no sign that anybody is missing, or far away.
    """

    machine: str
    leads: bool
    leader: str
    not_live_since: datetime | None = None
    knows_positions: bool = True


class SystemShown(msgspec.Struct, frozen=True):
    """How Tocsin itself is."""

    ok: bool
    late: bool
    not_durable_since: datetime | None
    findings: tuple[str, ...]
    node: NodeShown | None = None


class PlaceShown(msgspec.Struct, frozen=True):
    """A place that can be given as a location; degrees WGS 84."""

    place: str
    name: str
    latitude: float
    longitude: float


class MeShown(msgspec.Struct, frozen=True):
    """Who is signed in."""

    person: str
    name: str
    roles: tuple[str, ...]
    rights: tuple[str, ...]


class AgencyShown(msgspec.Struct, frozen=True):
    """What a page must know of the agency."""

    name: str
    timezone: str
    emergency_number: str


class OwedShown(msgspec.Struct, frozen=True):
    """One open incident of a hand-over, and what of it was owed when it was given."""

    incident: str
    who: str
    what: tuple[str, ...]


class HandoverShown(msgspec.Struct, frozen=True):
    """What a shift leaves to the next until somebody receives it. `to` is empty for anybody.

    `words` are empty for somebody who may not see one of its incidents.
    """

    handover: str
    by: str
    by_name: str
    to: str
    to_name: str
    words: str
    at: datetime
    owed: tuple[OwedShown, ...]


class BoardShown(msgspec.Struct, frozen=True):
    """Everything this role may see now. What it may not see is empty."""

    position: int
    now: datetime
    agency: AgencyShown
    incidents: tuple[IncidentShown, ...]
    own: tuple[OwnShown, ...]
    units: tuple[UnitShown, ...]
    alarms: tuple[AlarmShown, ...]
    places: tuple[PlaceShown, ...]
    dispositions: tuple[Disposition, ...]
    system: SystemShown
    roads: tuple[RoadShown, ...] = ()
    tracks: tuple[TrackShown, ...] = ()
    handovers: tuple[HandoverShown, ...] = ()


class Guarded(msgspec.Struct, frozen=True):
    """The guarded part of an incident. `recorded`: the reading is on disk already."""

    incident: str
    caution: str
    safe_contact: str
    silent: bool
    recorded: bool


class EntryShown(msgspec.Struct, frozen=True):
    """One entry of a timeline: `words` is what `who` did; `body` is what was recorded."""

    position: int
    at: datetime
    local: str
    kind: str
    who: str
    words: str
    source: str
    certainty: str
    actor: str
    body: dict[str, Any]


class TimelineShown(msgspec.Struct, frozen=True):
    """All that is on record of one incident, and the head of the chain it stands in."""

    incident: str
    agency: str
    timezone: str
    made_at: datetime
    entries: tuple[EntryShown, ...]
    head_position: int
    head_hash: str
