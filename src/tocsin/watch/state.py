"""What the watch remembers, folded from the ledger and from nothing else."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeKind
from tocsin.facts.signals import Answer
from tocsin.kernel.agenda import Agenda
from tocsin.kernel.private import Private
from tocsin.watch.case_state import Cases
from tocsin.watch.near_state import Near
from tocsin.watch.sharing_state import Sharing
from tocsin.watch.sighted import Heard, Sighting
from tocsin.watch.trail_state import Trails
from tocsin.watch.walk import OnScene, Over, ShiftEnd, Walk


class Notice(msgspec.Struct, frozen=True):
    """Something one person is told or asked, until it ends. `cause` says by what.

    `is_gone` once its recipient does not work here any more.
    """

    notice: str
    recipient: str
    kind: NoticeKind
    about: str
    cause: str
    at: datetime
    page: str = ""
    answer: Answer | None = None
    detail: Private | None = None
    is_gone: bool = False


class WatchState(msgspec.Struct):
    """Everything the watch knows. A key of the agenda is `part:name`.

    `walk_of` leads from a recipient to their walk or check; `walks_over` to their last one.
    """

    notices: dict[str, Notice] = {}
    notice_count: int = 0
    threat_count: int = 0
    cases: Cases = msgspec.field(default_factory=Cases)
    last_read: Heard | None = None
    heard: dict[str, Heard] = {}
    sightings: dict[str, Sighting] = {}
    sighting_count: int = 0
    violation_count: int = 0
    near: dict[str, Near] = {}
    troubles: dict[str, tuple[str, ...]] = {}
    consents: dict[str, str] = {}
    walks: dict[str, Walk] = {}
    walk_of: dict[str, str] = {}
    walks_over: dict[str, Over] = {}
    walk_count: int = 0
    shift_ends: dict[str, ShiftEnd] = {}
    scenes: dict[str, OnScene] = {}
    unit_check_s: int = 0
    sharing: Sharing = msgspec.field(default_factory=Sharing)
    trails: Trails = msgspec.field(default_factory=Trails)
    agenda: Agenda = msgspec.field(default_factory=Agenda)


Evolvers: TypeAlias = Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]
"""What each fact does to the state, in place, at the time of its envelope."""
