"""Keys open for one person, until they expire, are ended, or the person goes."""

from datetime import timedelta

import pytest

from tests.agency.small import BEFORE, loaded
from tocsin.agency.access import (
    AccessRefusal,
    EndKey,
    IssueKey,
    RedeemLink,
    decide,
    who_holds,
)
from tocsin.agency.state import evolve
from tocsin.facts.agency import AgencyItemRemoved, StaffSet
from tocsin.facts.system import KeyEnded, KeyIssued, KeyKind
from tocsin.kernel.decision import Accepted, Refused

NOW = BEFORE + timedelta(days=1)
HOUR = timedelta(hours=1)


def tell(state, command, now=NOW):
    """Decide the command and fold what comes of it."""
    answer = decide(state, command, now)
    for fact in answer.facts if isinstance(answer, Accepted) else ():
        evolve(state, fact, now)
    return answer


def issue(state, key="k", kind=KeyKind.SESSION, person="ada", now=NOW, life=HOUR):
    return tell(state, IssueKey(key, kind, person, now + life, "nell"), now)


def test_a_session_is_its_persons_until_it_expires():
    state = loaded()
    assert issue(state) == Accepted((KeyIssued("k", KeyKind.SESSION, "ada", NOW + HOUR, "nell"),))
    assert who_holds(state, "k", NOW) is state.staff["ada"]
    assert who_holds(state, "k", NOW + HOUR - timedelta(microseconds=1)) is state.staff["ada"]
    assert who_holds(state, "k", NOW + HOUR) is None
    assert who_holds(state, "other", NOW) is None


def test_who_is_removed_is_out_the_same_moment_and_for_good():
    state = loaded()
    ada = state.staff["ada"]
    issue(state)
    issue(state, "b", person="bo")
    evolve(state, AgencyItemRemoved("staff", "ada"), NOW)
    assert who_holds(state, "k", NOW) is None
    evolve(state, StaffSet(ada), NOW)
    assert who_holds(state, "k", NOW) is None
    assert who_holds(state, "b", NOW) is state.staff["bo"]


def test_an_ended_key_opens_nothing():
    state = loaded()
    issue(state)
    assert tell(state, EndKey("k", "signed out")) == Accepted((KeyEnded("k", "signed out"),))
    assert who_holds(state, "k", NOW) is None
    again = tell(state, EndKey("k", "signed out"))
    assert isinstance(again, Refused)
    assert again.reason is AccessRefusal.UNKNOWN_KEY


def test_a_link_is_spent_once_on_a_session():
    state = loaded()
    issue(state, "link", KeyKind.LINK)
    assert who_holds(state, "link", NOW) is None
    redeem = RedeemLink("link", "session", NOW + HOUR)
    assert tell(state, redeem) == Accepted(
        (
            KeyEnded("link", "used"),
            KeyIssued("session", KeyKind.SESSION, "ada", NOW + HOUR, "ada"),
        )
    )
    assert who_holds(state, "session", NOW) is state.staff["ada"]
    again = tell(state, RedeemLink("link", "session2", NOW + HOUR))
    assert isinstance(again, Refused)
    assert again.reason is AccessRefusal.UNKNOWN_KEY


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (IssueKey("have", KeyKind.LINK, "x", NOW, "ada"), AccessRefusal.KEY_EXISTS),
        (IssueKey("new", KeyKind.LINK, "x", NOW, "ada"), AccessRefusal.PERSON_UNKNOWN),
        (IssueKey("new", KeyKind.LINK, "ada", NOW, "ada"), AccessRefusal.EXPIRY_PAST),
        (RedeemLink("x", "new", NOW), AccessRefusal.UNKNOWN_KEY),
        (RedeemLink("old", "new", NOW + HOUR), AccessRefusal.KEY_EXPIRED),
        (RedeemLink("have", "new", NOW + HOUR), AccessRefusal.NOT_A_LINK),
        (RedeemLink("link", "have", NOW + HOUR), AccessRefusal.KEY_EXISTS),
        (RedeemLink("link", "new", NOW), AccessRefusal.EXPIRY_PAST),
        (EndKey("x", "revoked"), AccessRefusal.UNKNOWN_KEY),
    ],
)
def test_refusals(command, reason):
    state = loaded()
    issue(state, "old", KeyKind.LINK, now=NOW - HOUR, life=HOUR)
    issue(state, "have", now=NOW - HOUR / 2)
    issue(state, "link", KeyKind.LINK, now=NOW - HOUR / 2)
    before = dict(state.keys)
    answer = tell(state, command)
    assert isinstance(answer, Refused)
    assert answer.reason is reason
    assert answer.detail.endswith(".")
    assert state.keys == before


def test_expired_keys_are_dropped_when_the_next_is_given():
    state = loaded()
    issue(state, "old")
    issue(state, "new", now=NOW + HOUR)
    assert list(state.keys) == ["new"]
