"""Looking at a case again whenever anything changed that it rests on.

Level, not edge: what is owed is computed from what is known now, so no order in
which facts arrive, and no restart, can lose it.
"""

from datetime import datetime, timedelta

from tocsin.kernel.limits import DISMISSED_RECENT_S
from tocsin.watch import risk
from tocsin.watch.case_state import (
    Cases,
    colleagues_kept_from,
    has_case,
    people,
    protected_from,
    respondents_of,
    respondents_who_are,
    staff_of,
)
from tocsin.watch.state import WatchState


def touch(state: WatchState, person: str, at: datetime, *, always: bool = False) -> None:
    """Set when this person's risk must be assessed: now, when its reasons are others than before.

    `always`: something changed that only an assessment can see, such as her shifts.
    """
    state.agenda.set(f"risk:{person}", _moment(state.cases, person, at, always=always))
    for respondent in respondents_of(state.cases, person):
        key = f"{person}/{respondent}"
        owed = is_untold(state.cases, person, respondent, at)
        state.agenda.set(f"dismissal:{key}", at if owed else None)
    _touch_colleagues(state, person, at)


def _touch_colleagues(state: WatchState, person: str, at: datetime) -> None:
    """Whoever must stay away from her now, or need not any more, and it was not said yet."""
    kept = colleagues_kept_from(state.cases, person)
    said = frozenset(state.cases.kept_away.get(person, ()))
    for colleague in kept | said:
        is_owed = (colleague in kept) != (colleague in said)
        state.agenda.set(f"away:{person}/{colleague}", at if is_owed else None)


def _moment(cases: Cases, person: str, at: datetime, *, always: bool) -> datetime | None:
    known = cases.risks.get(person)
    if known is None:
        return at if has_case(cases, person) else None
    if always or risk.standing(cases, person, at) != known.reasons:
        return at
    change = risk.next_change(cases, person, at)
    return known.again_at if change is None else min(change, known.again_at)


def is_untold(cases: Cases, person: str, respondent: str, now: datetime) -> bool:
    """Whether a respondent of hers left the agency, and the coordinators were not told yet."""
    left_at = cases.left.get(staff_of(cases, respondent))
    if left_at is None or now >= left_at + timedelta(seconds=DISMISSED_RECENT_S):
        return False
    told_at = cases.told.get(f"{person}/{respondent}")
    return told_at is None or told_at < left_at


def touch_respondent(state: WatchState, respondent: str, at: datetime) -> None:
    """Look again at everybody who is protected from this respondent."""
    for person in protected_from(state.cases, respondent):
        touch(state, person, at)


def touch_colleague(state: WatchState, person: str, at: datetime) -> None:
    """Look again at everybody who is protected from this colleague."""
    for respondent in respondents_who_are(state.cases, person):
        touch_respondent(state, respondent, at)


def touch_all(state: WatchState, at: datetime) -> None:
    """Look again at everybody."""
    for person in people(state.cases):
        touch(state, person, at)
