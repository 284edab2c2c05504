"""Who holds which seat of a broker: always somebody, and never for longer than they are alive."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.test_positions import here
from tests.web.town import START
from tocsin.engine.feeds import Feed, Seats
from tocsin.kernel.limits import FEED_SILENT_S, WATCHER_LEASE_S


def at(seconds):
    return START + timedelta(seconds=seconds)


def test_without_watchers_every_seat_is_ours_at_once():
    assert Seats(3, START).ours(START) == [1, 2, 3]


def test_where_watchers_may_come_they_get_a_lease_to_say_so():
    seats = Seats(2, START, watched=True)
    assert seats.ours(START) == []
    assert seats.beat("a", at(1)) == [1, 2]
    assert seats.ours(at(2)) == []
    quiet = Seats(2, START, watched=True)
    assert [quiet.ours(at(second)) for second in (1, 2, 3)] == [[], [], [1, 2]]


def test_seats_are_shared_evenly_and_nobody_gives_up_one_without_need():
    seats = Seats(4, START)
    assert seats.beat("a", at(0)) == [1, 2, 3, 4]
    assert len(seats.beat("b", at(0.1))) == 2
    kept = seats.beat("a", at(0.2))
    assert len(kept) == 2
    assert seats.beat("a", at(0.3)) == kept
    assert sum(len(seats.beat(name, at(0.4))) for name in "abc") >= 4


def test_a_watcher_beyond_the_seats_stands_by_and_takes_over():
    seats = Seats(1, START)
    assert seats.beat("a", at(0)) == [1]
    assert seats.beat("b", at(1)) == []
    assert seats.ours(at(1)) == []
    assert seats.beat("b", at(WATCHER_LEASE_S + 0.5)) == [1]


def test_when_the_last_watcher_falls_silent_the_seats_are_ours():
    seats = Seats(2, START)
    seats.beat("a", at(0))
    answers = [seats.ours(at(second)) for second in (1, 2, 3, 4)]
    assert answers == [[], [], [1, 2], [1, 2]]


def test_being_held_up_ourselves_is_no_silence_of_the_watchers():
    seats = Seats(2, START)
    seats.beat("a", at(0))
    assert seats.ours(at(1)) == []
    assert seats.ours(at(60)) == []


@given(st.lists(st.tuples(st.sampled_from("abcd "), st.floats(0, 2)), max_size=60))
def test_every_seat_is_held_by_exactly_one_who_is_alive(steps):
    seats, now = Seats(3, START), START
    for who, passed_s in steps:
        now += timedelta(seconds=passed_s)
        if who.strip():
            seats.beat(who, now)
        ours = seats.ours(now)
        held = dict.fromkeys(range(1, 4), "")
        held.update(seats._holders)
        assert set(held) == {1, 2, 3}
        assert {seat for seat, holder in held.items() if not holder} == set(ours)
        assert {holder for holder in held.values() if holder} <= seats.living(now)
        counts = [list(held.values()).count(name) for name in seats.living(now)]
        assert not counts or max(counts) - min(counts) <= 1


@pytest.mark.parametrize(("quiet_s", "is_raised"), [(0.0, False), (300.0, True)])
async def test_a_broker_that_is_there_and_says_nothing_is_alarmed_only_if_asked(quiet_s, is_raised):
    async with here() as (t, _):
        feed = Feed("county", "owntracks", ("o/+",), t.positions, t.service, quiet_s=quiet_s)
        feed.say(1, True)
        t.clock.at = at(300)
        await feed.look()
        assert bool(t.facts("AlarmRaised")) is is_raised
        await feed.take([])
        await feed.look()
        assert bool(t.facts("AlarmCleared")) is is_raised


async def test_one_session_of_many_that_stays_away_is_alarmed():
    async with here() as (t, _):
        feed = Feed("county", "owntracks", ("o/+",), t.positions, t.service, seats=2)
        feed.say(1, True)
        t.clock.at = at(FEED_SILENT_S)
        await feed.look()
        (alarm,) = t.facts("AlarmRaised")
        assert "1 of 2 sessions" in alarm.detail
