"""Without a map: sane times along straight lines, said to be that, and no question left open."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.harness import TestTown
from tests.response.looking import search_of, start, tasks
from tocsin.facts.pages import Purpose
from tocsin.facts.roads import Condition
from tocsin.facts.units import Reason
from tocsin.geo.line import distance_m
from tocsin.geo.track import Track
from tocsin.ground.ground import Start
from tocsin.ground.line import DETOUR, DRIVE_MPS, arrival
from tocsin.ground.straight import StraightGround
from tocsin.kernel.limits import FIX_AHEAD_S, FIX_STALE_S
from tocsin.response.arrival import Spot
from tocsin.response.roads import RoadNow

NOW = cast.SATURDAY
HOME = (35.200, -92.400)
LOT = Spot(35.204, -92.401)


def at(latitude=35.2, longitude=-92.4, age_s=0.0):
    return Track(latitude, longitude, NOW - timedelta(seconds=age_s))


def asked(*starts, spots=(LOT,)):
    return StraightGround().arrivals(starts, spots, {}, NOW)


def test_a_time_is_turnout_and_a_road_that_is_longer_than_the_line():
    (found,) = asked(Start("P11", HOME, None, 60.0))
    line_m = distance_m(HOME, LOT[:2])
    assert found.line_m == pytest.approx(line_m)
    assert found.road_s == pytest.approx(line_m * DETOUR / DRIVE_MPS)
    assert found.travel_s == pytest.approx(60.0 + found.road_s)
    assert found.low_s < found.travel_s < found.high_s
    assert (found.method, found.foot_s, found.turnout_s) == ("straight_line", 0.0, 60.0)
    assert 60 < found.travel_s < 180


def test_it_says_that_there_is_no_map_and_no_fix():
    (found,) = asked(Start("P11", HOME, None, 60.0))
    assert set(found.doubts) == {Reason.NO_FIX, Reason.NO_MAP}
    assert found.fix_age_s is None


def test_a_position_counts_before_the_home_and_is_as_old_as_it_is():
    (found,) = asked(Start("P11", (35.5, -92.9), at(age_s=45), 0.0))
    assert found.line_m == pytest.approx(distance_m(HOME, LOT[:2]))
    assert found.fix_age_s == 45.0
    assert set(found.doubts) == {Reason.NO_MAP}


def test_the_older_the_fix_the_wider_the_time():
    widths = []
    for age_s in (0, 60, 300, FIX_STALE_S, FIX_STALE_S * 20):
        (found,) = asked(Start("P11", None, at(age_s=age_s), 60.0))
        widths.append(found.high_s - found.low_s)
        assert found.low_s >= 0
    assert widths == sorted(widths)
    assert widths[-1] == widths[-2]


@pytest.mark.parametrize(
    ("age_s", "doubt"),
    [
        (FIX_STALE_S, None),
        (FIX_STALE_S + 1, Reason.STALE_FIX),
        (-FIX_AHEAD_S, None),
        (-FIX_AHEAD_S - 1, Reason.FIX_FROM_THE_FUTURE),
    ],
)
def test_a_fix_that_is_old_or_from_tomorrow_is_doubted(age_s, doubt):
    (found,) = asked(Start("P11", HOME, at(age_s=age_s), 60.0))
    assert [one for one in found.doubts if one is not Reason.NO_MAP] == [doubt] * bool(doubt)
    assert found.fix_age_s >= 0


def test_of_a_unit_of_which_nothing_is_known_nothing_is_said():
    assert asked(Start("P11", None, None, 60.0)) == [None]
    assert asked(Start("P11", HOME, None, 60.0), spots=()) == [None]


def test_several_spots_are_weighed_by_how_probable_they_are():
    near, far = Spot(35.201, -92.4, 0.9), Spot(35.3, -92.4, 0.1)
    (found,) = asked(Start("P11", HOME, None, 0.0), spots=(near, far))
    (close,) = asked(Start("P11", HOME, None, 0.0), spots=(near,))
    (distant,) = asked(Start("P11", HOME, None, 0.0), spots=(far,))
    expected = 0.9 * close.travel_s + 0.1 * distant.travel_s
    assert found.travel_s == pytest.approx(expected)


places = st.tuples(st.floats(35.0, 35.5), st.floats(-92.9, -92.0))


@given(st.lists(places, min_size=1, max_size=8), places)
def test_who_is_nearer_is_sooner_and_the_answers_come_in_the_order_of_the_question(homes, where):
    starts = [Start(f"U{i}", home, None, 60.0) for i, home in enumerate(homes)]
    found = StraightGround().arrivals(starts, [Spot(*where)], {}, NOW)
    assert len(found) == len(starts)
    by_line = sorted(range(len(starts)), key=lambda i: distance_m(homes[i], where))
    by_time = sorted(range(len(starts)), key=lambda i: found[i].travel_s)
    assert [found[i].travel_s for i in by_line] == [found[i].travel_s for i in by_time]
    for begin, one in zip(starts, found, strict=True):
        assert one == arrival(begin, [Spot(*where)], NOW, (Reason.NO_MAP,))


def test_a_closed_road_changes_no_straight_line():
    closed = {"R-1": RoadNow("R-1", Condition.CLOSED, (HOME,), 1.0, "mo", NOW, None)}
    one = Start("P11", HOME, None, 60.0)
    ground = StraightGround()
    assert ground.arrivals([one], [LOT], closed, NOW) == ground.arrivals([one], [LOT], {}, NOW)


def test_what_a_unit_covers_grows_with_the_time_it_has():
    ground = StraightGround()
    starts = [Start("P11", HOME, None, 0.0), Start("nowhere", None, None, 0.0)]
    known = list(cast.PLACES)
    near, nothing = ground.covers(starts, known, 300.0, {}, NOW)
    far, _ = ground.covers(starts, known, 3600.0, {}, NOW)
    assert near == frozenset({"base", "lot"})
    assert near < far == frozenset({"base", "lot", "ward"})
    assert nothing == frozenset()
    assert ground.covers([], known, 300.0, {}, NOW) == []


def test_nobody_is_told_where_to_wait_and_only_the_agencys_places_are_read():
    ground = StraightGround()
    assert ground.staging([LOT], Start("M", HOME, None, 0.0), {}, NOW) is None
    (read,) = ground.read("he is in the north lot", cast.PLACES, NOW)
    assert (read.place, read.source) == ("lot", "sighting")
    assert ground.read("at 5 Elm Street", cast.PLACES, NOW) == []


@pytest.mark.parametrize(
    ("point", "doubt"),
    [((0.0, 0.0), "off_the_map"), ((35.2, -92.4), ""), ((0.0, 10.0), ""), ((-89.0, 179.0), "")],
)
def test_only_null_island_is_doubted_without_a_map(point, doubt):
    assert StraightGround().doubt(*point) == doubt


def test_an_agency_without_a_map_sends_finds_and_searches():
    town = TestTown()
    town.strict = False
    town.ana.texts("SOS in the north lot")
    views = town.engine.views(town.now)
    located = views.located(town.incident())
    assert located.peaks
    best = located.peaks[0]
    assert distance_m((best.latitude, best.longitude), LOT[:2]) < 150
    assert 0 <= located.elsewhere <= 1
    assert sum(peak.mass for peak in located.peaks) <= 1 + 1e-9
    start(town, "person:lee", "person:sam")
    assert set(tasks(town)) == {"person:lee", "person:sam"}
    assert len(set(tasks(town).values())) == 2
    town.lee.expects_page("SEARCH", purpose=Purpose.SEARCH)
    town.lee.texts("clear")
    assert len(search_of(town).cleared) == 1
    town.sam.texts("found")
    assert not search_of(town).is_running
    assert not [n for n in town.state.paging.alarms if n.startswith("stage_failed")]
