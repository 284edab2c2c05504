"""Which points of a trail are worth keeping, and which show a violation."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.geo.trail import Shown, TrailPoint, is_worth, shown
from tocsin.kernel.limits_trails import TRAIL_SOONEST_S, TRAIL_STEP_M, TRAIL_STILL_S

NOW = cast.SATURDAY
STEP_DEG = TRAIL_STEP_M / 111_000 * 1.5


def point(seconds=0.0, north=0.0):
    at = NOW + timedelta(seconds=seconds)
    return TrailPoint(at, 35.2 + north, -92.4, 8.0, "county", at)


def test_whoever_stands_still_is_kept_once_a_while_and_whoever_moves_more_often():
    assert is_worth(None, point())
    assert not is_worth(point(), point(TRAIL_STILL_S - 1))
    assert is_worth(point(), point(TRAIL_STILL_S))
    assert is_worth(point(), point(TRAIL_SOONEST_S, STEP_DEG))
    assert not is_worth(point(), point(TRAIL_SOONEST_S - 1, STEP_DEG))


def test_the_way_there_the_nearest_and_the_way_away_show_a_violation():
    his = [point(s, n) for s, n in ((-60, 0.02), (0, 0.01), (60, 0.001), (120, 0.01), (180, 0.02))]
    hers = [point(s) for s in (-60, 0, 60, 120, 180)]
    assert shown(his, hers, NOW) == Shown(his[0], his[2], his[3])


def test_without_a_position_of_hers_the_one_of_the_moment_is_shown():
    his = [point(-60, 0.02), point(1, 0.01), point(60, 0.001)]
    assert shown(his, [point(-3600)], NOW) == Shown(his[0], his[1], his[2])
    assert shown(his[:1], [], NOW) == Shown(his[0])
    assert shown([], [], NOW) == Shown()


@given(st.lists(st.integers(-300, 300), unique=True, max_size=12), st.integers(-300, 300))
def test_what_is_shown_is_in_its_order_around_the_moment(seconds, moment):
    his = [point(each, each / 1e5) for each in sorted(seconds)]
    at = NOW + timedelta(seconds=moment)
    before, nearest, after = shown(his, [], at)
    assert before is None or before.at < at
    assert nearest is None or nearest.at >= at
    assert after is None or (nearest is not None and after.at > nearest.at)


def test_no_way_of_printing_a_point_tells_where():
    assert "35" not in repr(point()).replace(str(NOW), "")
