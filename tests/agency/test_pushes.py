"""By which browsers somebody is paged: until they, their push service or their going ends it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.agency.small import BEFORE, loaded
from tocsin.agency.duty import contacts, contacts_of_file
from tocsin.agency.pushes import EndPush, PushRefusal, SubscribePush, decide_push, live
from tocsin.agency.state import evolve
from tocsin.agency.who_now import HoleKind, PersonNow, holes
from tocsin.facts.agency import AgencyItemRemoved, StaffDismissed, StaffReinstated, StaffSet
from tocsin.facts.pushes import GONE, PushEnded, PushSubscribed
from tocsin.facts.system import KeysEnded, PersonErased
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.ids import push_id
from tocsin.kernel.limits_push import PUSH_SUBSCRIPTIONS_MAX
from tocsin.kernel.private import Private

NOW = BEFORE + timedelta(days=1)


def tell(state, command):
    answer = decide_push(state, command)
    for fact in answer.facts if isinstance(answer, Accepted) else ():
        evolve(state, fact, NOW)
    return answer


def on(state, browser="phone", person="ada", **more):
    return tell(state, SubscribePush(person, Private(f"person:{person}", browser), person, **more))


def off(state, browser="phone", person="ada"):
    return tell(state, EndPush(person, push_id(browser), person))


def gone(state, browser="phone", person="ada"):
    evolve(state, PushEnded(person, push_id(browser), GONE, "push-1"), NOW)


def browsers(state, person="ada"):
    return [
        one.address.text for one in contacts(state, f"person:{person}") if one.channel == "push"
    ]


def test_a_browser_is_one_more_way_and_the_last():
    state = loaded()
    before = contacts(state, "person:ada")
    assert isinstance(on(state), Accepted)
    after = contacts(state, "person:ada")
    assert after[:-1] == before
    assert (after[-1].channel, after[-1].address.text) == ("push", "phone")
    assert contacts_of_file(state, "person:ada") == before


def test_the_same_browser_twice_is_one():
    state = loaded()
    on(state)
    assert on(state).reason is PushRefusal.PUSH_UNCHANGED
    assert browsers(state) == ["phone"]


def test_nobody_of_the_agency_has_none():
    assert on(loaded(), person="x").reason is PushRefusal.PUSH_FOR_NOBODY


def test_who_has_it_switches_it_off():
    state = loaded()
    on(state)
    assert off(state) == Accepted((PushEnded("ada", push_id("phone"), "switched_off", "ada"),))
    assert browsers(state) == []
    assert off(state).reason is PushRefusal.PUSH_UNKNOWN


def test_a_browser_is_paged_for_whoever_subscribed_last():
    state = loaded()
    on(state)
    answer = on(state, person="bo")
    assert PushEnded("ada", push_id("phone"), "moved", "bo") in answer.facts
    assert (browsers(state), browsers(state, "bo")) == ([], ["phone"])


def test_a_new_subscription_takes_the_place_of_the_one_before():
    state = loaded()
    on(state)
    on(state, "tablet")
    on(state, "phone again", replaces=push_id("phone"))
    assert browsers(state) == ["tablet", "phone again"]


def test_nobody_can_end_somebody_elses_by_replacing_it():
    state = loaded()
    on(state, "hers", "bo")
    on(state, "mine", replaces=push_id("hers"))
    assert browsers(state, "bo") == ["hers"]


def test_one_too_many_ends_the_oldest():
    state = loaded()
    for number in range(PUSH_SUBSCRIPTIONS_MAX + 1):
        on(state, str(number))
    assert browsers(state) == [str(n) for n in range(1, PUSH_SUBSCRIPTIONS_MAX + 1)]


def test_what_is_gone_stays_in_sight_until_it_is_made_good():
    state = loaded()
    on(state)
    gone(state)
    assert browsers(state) == []
    assert [one.lost_at for one in state.pushes["ada"]] == [NOW]
    on(state, "phone again")
    assert [one.lost_at for one in state.pushes["ada"]] == [None]


def test_or_until_its_owner_wants_it_no_more():
    state = loaded()
    on(state)
    gone(state)
    assert isinstance(off(state), Accepted)
    assert "ada" not in state.pushes


def test_a_browser_that_comes_back_under_the_same_name_is_paged():
    state = loaded()
    on(state)
    gone(state)
    assert isinstance(on(state), Accepted)
    assert browsers(state) == ["phone"]


@pytest.mark.parametrize(
    "going",
    [
        AgencyItemRemoved("staff", "ada"),
        StaffDismissed("ada", "bo"),
        PersonErased("person:ada", "bo"),
    ],
)
def test_who_goes_is_paged_by_none_from_that_moment_and_for_good(going):
    state = loaded()
    ada = state.staff["ada"]
    on(state)
    evolve(state, going, NOW)
    assert browsers(state) == []
    evolve(state, StaffReinstated("ada", "bo"), NOW)
    evolve(state, StaffSet(ada), NOW)
    assert browsers(state) == []
    assert "ada" not in state.pushes


def test_a_lost_phone_is_paged_no_more():
    state = loaded()
    on(state)
    evolve(state, KeysEnded("ada", "bo"), NOW)
    assert browsers(state) == []
    assert contacts(state, "person:ada") == contacts_of_file(state, "person:ada")


def test_nothing_is_kept_for_who_is_gone():
    state = loaded()
    evolve(state, StaffDismissed("ada", "bo"), NOW)
    evolve(state, PushSubscribed("ada", "x", Private("person:ada", "phone")), NOW)
    assert state.pushes == {}


def test_by_a_browser_alone_nobody_counts_as_reachable():
    state = loaded()
    for person, staff in state.staff.items():
        state.staff[person] = replace(staff, numbers=(), emails=(), services=())
        on(state, f"phone of {person}", person)
    found = {hole.kind for hole in holes(state, NOW, NOW + timedelta(hours=1))}
    assert HoleKind.NOBODY_REACHABLE in found
    assert not PersonNow("person:ada", Private("person:ada", "Ada"), ("push",)).is_reachable


MOVES = st.lists(
    st.tuples(
        st.sampled_from((on, off, gone)), st.sampled_from("pqr"), st.sampled_from(("ada", "bo"))
    ),
    max_size=20,
)


@given(MOVES)
@settings(max_examples=40, deadline=None)
def test_whatever_happens_a_browser_has_one_owner_and_is_there_once(moves):
    state = loaded()
    for move, browser, person in moves:
        assert isinstance(move(state, browser, person), Accepted | Refused | None)
    every = [one.subscription for who in state.pushes for one in live(state, who)]
    assert len(every) == len(set(every))
    assert all(state.pushes.values())
