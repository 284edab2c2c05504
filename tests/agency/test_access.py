"""Keys open for one person, until they expire, are ended, or the person goes."""

from datetime import timedelta

import pytest

from tests.agency.small import BEFORE, loaded
from tocsin.agency.access import (
    AccessRefusal,
    EndKey,
    EndKeys,
    IssueKey,
    RedeemLink,
    decide,
    who_holds,
)
from tocsin.agency.state import evolve
from tocsin.facts.agency import AgencyItemRemoved, StaffSet
from tocsin.facts.pages import PageLinkGiven
from tocsin.facts.system import KeyEnded, KeyIssued, KeyKind, KeysEnded
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.private import Private

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


def test_every_key_of_a_person_ends_at_once_and_the_new_link_alone_opens():
    state = loaded()
    issue(state)
    issue(state, "token", KeyKind.TOKEN)
    issue(state, "own", KeyKind.OWN)
    issue(state, "old", KeyKind.LINK)
    issue(state, "of-bo", person="bo")
    evolve(state, PageLinkGiven("P-1", "ada", "of-page", NOW + HOUR), NOW)
    command = EndKeys("ada", "nell", "phone lost", "new", NOW + HOUR)
    assert tell(state, command) == Accepted(
        (
            KeysEnded("ada", "nell", Private("person:ada", "phone lost")),
            KeyIssued("new", KeyKind.LINK, "ada", NOW + HOUR, "nell"),
        )
    )
    assert [who_holds(state, key, NOW) for key in ("k", "token", "own")] == [None] * 3
    for dead in ("old", "of-page"):
        assert isinstance(tell(state, RedeemLink(dead, "s", NOW + HOUR)), Refused)
    assert isinstance(tell(state, RedeemLink("new", "s", NOW + HOUR)), Accepted)
    assert who_holds(state, "of-bo", NOW) is state.staff["bo"]


def test_the_keys_of_nobody_are_not_ended_and_without_a_link_none_is_given():
    state = loaded()
    answer = tell(state, EndKeys("zed", "nell"))
    assert isinstance(answer, Refused)
    assert answer.reason is AccessRefusal.PERSON_UNKNOWN
    assert tell(state, EndKeys("ada", "nell", " ")) == Accepted((KeysEnded("ada", "nell"),))
