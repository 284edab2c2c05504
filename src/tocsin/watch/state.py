"""What the watch remembers, folded from the ledger and from nothing else."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeKind
from tocsin.facts.signals import Answer
from tocsin.kernel.agenda import Agenda
from tocsin.watch.case_state import Cases
from tocsin.watch.near_state import Near
from tocsin.watch.sighted import Heard, Sighting


class Notice(msgspec.Struct, frozen=True):
    """Something one person is told or asked, until it ends. `cause` says by what."""

    notice: str
    recipient: str
    kind: NoticeKind
    about: str
    cause: str
    at: datetime
    page: str = ""
    answer: Answer | None = None


class WatchState(msgspec.Struct):
    """Everything the watch knows. A key of the agenda is `part:name`."""

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
    agenda: Agenda = msgspec.field(default_factory=Agenda)


Evolvers: TypeAlias = Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]
"""What each fact does to the state, in place, at the time of its envelope."""
