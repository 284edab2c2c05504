"""What an incident owes, and that an open one always has a next moment."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import cast
from tocsin.response.incident import (
    Cancel,
    DeclareDuress,
    Incident,
    LapseCommand,
    RenewCommand,
    RequestCancelVerification,
    RequestCheckBack,
    TakeCommand,
    VerifyCancel,
    next_moment,
    owed,
)

NOW = cast.SATURDAY
SOON = NOW + timedelta(seconds=30)
BARE = Incident(
    "I-1",
    "duress",
    "person:ana",
    None,
    verified=True,
    silent=False,
    policy=cast.POLICY,
    response="duress",
    opened_at=NOW,
)
OWNED = replace(BARE, commander="lee", leased_by="command", check_back_at=SOON)


def owes(incident, now=NOW, *, moving=False):
    return owed(incident, now, moving=moving)


def test_without_an_owner_the_first_volunteer_takes_command():
    assert owes(BARE) == []
    assert owes(replace(BARE, volunteers=("sam", "lee"))) == [TakeCommand("I-1", "sam")]


def test_an_owner_is_asked_when_the_lease_ends_and_not_before():
    assert owes(OWNED) == []
    assert owes(OWNED, SOON) == [RequestCheckBack("I-1")]


def test_movement_keeps_the_first_lease_and_no_other():
    assert owes(OWNED, SOON, moving=True) == [RenewCommand("I-1", "units_moving")]
    renewed = replace(OWNED, leased_by="units_moving")
    assert owes(renewed, SOON, moving=True) == [RequestCheckBack("I-1")]


def test_an_owner_who_answers_keeps_it_and_one_who_does_not_loses_it():
    asked = replace(OWNED, asked_until=SOON)
    assert owes(asked) == []
    assert owes(replace(asked, answered=True)) == [RenewCommand("I-1", "answered")]
    assert owes(asked, SOON) == [LapseCommand("I-1", "check_back_unanswered")]


def test_an_owner_who_is_gone_loses_it_at_once():
    assert owes(replace(OWNED, commander_gone=True)) == [LapseCommand("I-1", "owner_removed")]


def test_a_cancel_is_verified_by_somebody_and_asked_again_when_nobody_does():
    given_ = replace(BARE, cancel=Cancel("S-2", duress=False))
    assert owes(given_) == [RequestCancelVerification("I-1")]
    asked = replace(given_, cancel=Cancel("S-2", duress=False, asked_until=SOON))
    assert owes(asked) == []
    assert owes(asked, SOON) == [RequestCancelVerification("I-1")]
    judged = replace(asked, verdict=("lee", False))
    assert owes(judged) == [VerifyCancel("I-1", "lee", safe=False)]


def test_a_duress_code_is_declared_before_anything_else():
    given_ = replace(BARE, cancel=Cancel("S-2", duress=True))
    assert owes(given_)[0] == DeclareDuress("I-1")
    assert DeclareDuress("I-1") not in owes(replace(given_, duress=True))


def test_a_closed_incident_owes_nothing():
    closed = replace(OWNED, closed_at=NOW, cancel=Cancel("S-2", duress=True), verdict=("a", True))
    assert owes(closed, SOON) == []
    assert next_moment(closed, NOW) is None


moments = st.none() | st.integers(-60, 60).map(lambda s: NOW + timedelta(seconds=s))
cancels = st.none() | st.builds(
    Cancel, st.just("S-2"), st.booleans(), moments, st.none() | st.booleans()
)


@given(
    st.builds(
        replace,
        st.just(BARE),
        commander=st.sampled_from(("", "lee")),
        commander_gone=st.booleans(),
        volunteers=st.sampled_from(((), ("sam",))),
        check_back_at=moments.filter(bool),
        asked_until=moments,
        answered=st.booleans(),
        cancel=cancels,
        verdict=st.sampled_from((None, ("lee", True))),
        duress=st.booleans(),
        leased_by=st.sampled_from(("command", "answered")),
    ),
    st.booleans(),
)
def test_what_is_owed_is_due_and_an_owned_incident_is_never_without_a_moment(incident, moving):
    moment = next_moment(incident, NOW)
    if incident.commander:
        assert moment is not None
    if owes(incident, moving=moving):
        assert moment is not None
        assert moment <= NOW
    if moment is not None and moment > NOW:
        assert not owes(incident, moving=moving)
