"""The agenda against the simplest thing that could be right: a dict that is sorted."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.agenda import Agenda

START = datetime(2026, 3, 7, tzinfo=UTC)
moments = st.integers(0, 20).map(lambda s: START + timedelta(seconds=s))
keys = st.sampled_from([f"page:P-{n}" for n in range(8)])
changes = st.lists(st.tuples(keys, st.none() | moments), max_size=200)


class Naive:
    def __init__(self):
        self.at: dict[str, datetime] = {}

    def set(self, key, at):
        if at is None:
            self.at.pop(key, None)
        else:
            self.at[key] = at

    def due(self, now):
        return [key for at, key in sorted((at, key) for key, at in self.at.items()) if at <= now]

    def next(self):
        return min(self.at.values(), default=None)


def both(steps):
    agenda, naive = Agenda(), Naive()
    for key, at in steps:
        agenda.set(key, at)
        naive.set(key, at)
    return agenda, naive


@given(changes, moments)
def test_it_says_what_the_naive_one_says(steps, now):
    agenda, naive = both(steps)
    assert agenda.due(now) == naive.due(now)
    assert agenda.next() == naive.next()
    assert dict(agenda) == naive.at
    assert len(agenda) == len(naive.at)


@given(st.lists(st.tuples(keys, st.none() | moments, moments), max_size=200))
def test_it_says_so_at_every_step_on_the_way(steps):
    agenda, naive = Agenda(), Naive()
    for key, at, now in steps:
        agenda.set(key, at)
        naive.set(key, at)
        assert agenda.due(now) == naive.due(now)
        assert agenda.next() == naive.next()
        assert agenda.get(key) == naive.at.get(key)


def test_asking_takes_nothing_off():
    agenda = Agenda()
    agenda.set("a", START)
    assert agenda.due(START) == agenda.due(START) == ["a"]


def test_a_key_moved_ten_thousand_times_costs_no_memory():
    agenda = Agenda()
    for second in range(10_000):
        agenda.set("a", START + timedelta(seconds=second))
    assert len(agenda._heap) < 100
    assert agenda.next() == START + timedelta(seconds=9_999)


def test_two_agendas_are_equal_when_they_say_the_same():
    one, other = Agenda(), Agenda()
    one.set("a", START)
    other.set("b", START)
    assert one != other
    other.set("a", START)
    other.set("b", None)
    assert one == other
    assert one != {"a": START}


@given(changes, st.sets(keys))
def test_the_next_of_all_but_some_leaves_those_where_they_were(steps, without):
    agenda, naive = both(steps)
    rest = [at for key, at in naive.at.items() if key not in without]
    assert agenda.next(without) == min(rest, default=None)
    assert agenda.next() == naive.next()
    assert dict(agenda) == naive.at
