"""Telling the safety coordinators, or the supervisors where nobody coordinates."""

from datetime import datetime

from tocsin.facts.notices import NoticeEnded, NoticeGiven, NoticeKind
from tocsin.watch import notices
from tocsin.watch.case_state import Cases, may_hear
from tocsin.watch.known import Known
from tocsin.watch.state import WatchState

TARGETS = ("role:safety_coordinator", "role:supervisor")


def recipients(cases: Cases, view: Known, person: str) -> tuple[str, ...]:
    """Whom the case of this person is told to: neither to herself nor to a respondent."""
    for target in TARGETS:
        found = [each for each in view.resolve(target) if may_hear(cases, each, f"person:{person}")]
        if found:
            return tuple(found)
    return ()


def tell(
    state: WatchState,
    view: Known,
    kind: NoticeKind,
    person: str,
    cause: str,
    again_at: datetime,
) -> tuple[NoticeGiven, ...]:
    """A notice for each coordinator; it names the protected person by her id only."""
    everybody = recipients(state.cases, view, person)
    return tuple(
        notices.give(
            state, each, kind, f"person:{person}", cause, person, again_at=again_at, offset=count
        )
        for count, each in enumerate(everybody, start=1)
    )


def over(state: WatchState, cause: str, reason: str) -> tuple[NoticeEnded, ...]:
    """The end of every notice of this cause."""
    return tuple(
        NoticeEnded(one.notice, reason) for one in state.notices.values() if one.cause == cause
    )
