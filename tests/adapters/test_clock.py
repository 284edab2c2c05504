"""The steady clock, against a wall and a monotonic clock that are set by hand."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tocsin.adapters.clock import SteadyClock

NOON = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)


def after(seconds):
    return NOON + timedelta(seconds=seconds)


class Machine:
    """A machine whose two clocks are turned by the test, in seconds after noon."""

    def __init__(self, wall_s=0.0):
        self.wall_s = wall_s
        self.steady_s = 0.0

    def passes(self, seconds):
        self.wall_s += seconds
        self.steady_s += seconds

    def clock(self, floor=None):
        return SteadyClock(
            floor, wall=lambda: after(self.wall_s), monotonic=lambda: 1_000 + self.steady_s
        )


def test_it_goes_with_the_machine():
    machine = Machine()
    clock = machine.clock()
    machine.passes(60)
    assert clock.now() == after(60)
    assert (clock.skew_s, clock.jump()) == (0, 0)


def test_a_wall_clock_set_back_is_not_followed_and_shows():
    machine = Machine()
    clock = machine.clock()
    machine.passes(60)
    machine.wall_s -= 3_600
    assert clock.now() == after(60)
    machine.passes(5)
    assert clock.now() == after(65)
    assert (clock.skew_s, clock.jump()) == (-3_600, 0)


def test_a_wall_clock_far_ahead_is_followed_and_shows():
    machine = Machine()
    clock = machine.clock()
    machine.wall_s += 3_600  # A laptop slept: its monotonic clock did not count.
    assert clock.now() == after(3_600)
    assert clock.skew_s == 3_600
    assert clock.jump() == 3_600
    assert clock.jump() == 0
    machine.passes(1)
    assert clock.now() == after(3_601)
    assert clock.skew_s == 0


def test_a_wall_clock_a_little_ahead_is_not_followed():
    machine = Machine()
    clock = machine.clock()
    machine.wall_s += 0.5
    assert clock.now() == NOON
    assert (clock.skew_s, clock.jump()) == (0.5, 0)


def test_time_does_not_start_before_the_last_record():
    machine = Machine(wall_s=-1_000_000)
    clock = machine.clock(floor=NOON)
    assert clock.skew_s == -1_000_000
    machine.passes(2)
    assert clock.now() == after(2)
    machine.wall_s = 60  # The time server was reached.
    assert clock.now() == after(60)
    assert clock.jump() == 58


def test_an_old_record_does_not_hold_time_back():
    assert Machine().clock(floor=after(-60)).now() == NOON


def test_by_default_it_reads_the_machine():
    clock = SteadyClock()
    first = clock.now()
    assert first.tzinfo is UTC
    assert clock.now() >= first


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-10, 1e4))))
def test_it_never_goes_back(turns):
    machine = Machine()
    clock = machine.clock()
    last = clock.now()
    for wall_s, steady_s in turns:
        machine.wall_s += wall_s
        machine.steady_s += steady_s  # Even if the monotonic clock were broken.
        now = clock.now()
        assert now >= last
        last = now
