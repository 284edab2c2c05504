"""What a real map answers: Harlow, which is drawn, imported and opened as any other town."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tocsin.facts.incidents import Certainty, Evidence
from tocsin.facts.roads import Condition
from tocsin.facts.units import Reason
from tocsin.geo.track import Track
from tocsin.ground.ground import Start
from tocsin.ground.mapped import FRESH
from tocsin.kernel.private import Private
from tocsin.response.arrival import Spot
from tocsin.response.roads import RoadNow
from tocsin.roads.network import StretchFlag

NOON = datetime(2031, 6, 10, 17, 0, tzinfo=UTC)
"""A Tuesday at noon in Harlow."""

STATION_ONE, STATION_TWO = (35.2031, -92.4012), (35.2317, -92.3655)
FERRY_POINT = Spot(35.22010, -92.38144)


def unit(name, home, track=None, turnout_s=60.0):
    return Start(name, home, track, turnout_s)


BOTH = (unit("4A21", STATION_ONE), unit("4A22", STATION_TWO))


def closed(*points, until=None):
    return {"R-1": RoadNow("R-1", Condition.CLOSED, points, 1.0, "mo", NOON, until)}


def said(ground, agency, text):
    return ground.read(text, list(agency.places.values()), NOON)


def test_the_river_makes_another_unit_the_nearest_than_the_straight_line(ground):
    one, two = ground.arrivals(BOTH, [FERRY_POINT], {}, NOON)
    assert two.line_m < one.line_m
    assert one.travel_s < two.travel_s
    assert one.method == two.method == "road"


def test_a_time_is_its_parts_and_lies_in_its_range(ground):
    for each in ground.arrivals(BOTH, [FERRY_POINT], {}, NOON):
        parts = each.turnout_s + each.road_s + each.foot_s
        assert each.travel_s == pytest.approx(parts, abs=0.1)
        assert each.low_s <= each.travel_s <= each.high_s
        assert each.turnout_s == 60.0
        assert Reason.NO_FIX in each.doubts


def test_an_old_fix_widens_the_time_and_says_how_old_it_is(ground):
    def at(age_s):
        track = Track(*STATION_ONE, NOON - timedelta(seconds=age_s), 10.0)
        (found,) = ground.arrivals([unit("4A21", None, track)], [FERRY_POINT], {}, NOON)
        return found

    fresh, old, tomorrow = at(5), at(1800), at(-86_400)
    assert fresh.high_s - fresh.low_s < old.high_s - old.low_s
    assert (fresh.fix_age_s, old.fix_age_s) == (5, 1800)
    assert Reason.STALE_FIX in old.doubts
    assert Reason.FIX_FROM_THE_FUTURE in tomorrow.doubts


def test_a_unit_at_its_home_is_as_surely_there_an_hour_later(ground):
    before, _ = ground.arrivals(BOTH, [FERRY_POINT], {}, NOON)
    after, _ = ground.arrivals(BOTH, [FERRY_POINT], {}, NOON + timedelta(minutes=50))
    assert after.high_s - after.low_s == pytest.approx(before.high_s - before.low_s, abs=1)
    assert Reason.STALE_FIX not in after.doubts


def test_a_closed_road_counts_at_once_and_an_open_one_at_once_again(ground):
    lot = [Spot(35.2034, -92.4004)]
    (before,) = ground.arrivals(BOTH[1:], lot, {}, NOON)
    route = ground.route(BOTH[1], lot[0], {}, NOON)
    middle = route.points[len(route.points) // 2]
    (during,) = ground.arrivals(BOTH[1:], lot, closed(middle), NOON)
    (after,) = ground.arrivals(BOTH[1:], lot, {}, NOON)
    assert during.travel_s > before.travel_s
    assert after.travel_s == before.travel_s


def test_a_severed_network_still_gives_a_time_and_says_why(ground):
    """Every bridge closed: the other bank is a guess along a straight line."""
    lot = [Spot(35.2034, -92.4004)]
    network = ground.driving.roads.network
    bridges = np.flatnonzero(network.stretch_flags & StretchFlag.BRIDGE)
    roads = {}
    for bridge in bridges.tolist():
        first, last = network.first_point[bridge], network.first_point[bridge + 1]
        ends = [
            (float(network.point_latitude[at]), float(network.point_longitude[at]))
            for at in (first, last - 1)
        ]
        middle = ((ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2)
        name = f"R-{bridge}"
        roads[name] = RoadNow(name, Condition.CLOSED, (middle,), 1.0, "mo", NOON, None)
    (found,) = ground.arrivals(BOTH[1:], lot, roads, NOON)
    assert Reason.NO_ROAD in found.doubts
    assert found.method == "straight_line"
    assert found.travel_s > 60


def test_nobody_known_anywhere_has_no_time_and_a_place_in_the_sea_is_said_so(ground):
    assert ground.arrivals([unit("4A21", None)], [FERRY_POINT], {}, NOON) == [None]
    (far,) = ground.arrivals(BOTH[:1], [Spot(30.0, -60.0)], {}, NOON)
    assert Reason.OFF_THE_MAP in far.doubts
    assert ground.doubt(30.0, -60.0) == "off_the_map"
    assert ground.doubt(-92.4, 35.2) in ("perhaps_swapped", "no_place")
    assert ground.doubt(*STATION_ONE) == ""


def test_what_a_unit_covers_is_what_it_reaches_in_time(ground, agency):
    places = list(agency.places.values())
    near, wide = (ground.covers(BOTH, places, s, {}, NOON) for s in (150.0, 3600.0))
    assert "station_one" in near[0]
    assert "station_one" not in near[1]
    assert wide[0] == wide[1] == frozenset(place.place for place in places)


def test_a_staged_unit_waits_near_and_not_in_it(ground):
    found = ground.staging([Spot(35.2034, -92.4004)], BOTH[0], {}, NOON)
    assert found is not None
    assert found.label
    assert 10 < found.to_scene_s < 200


@pytest.mark.parametrize(
    ("text", "latitude", "longitude", "within_m"),
    [
        ("35.2201,-92.3814", 35.2201, -92.3814, 20),
        ("at Ferry Point boat ramp", 35.2193, -92.3788, 150),
        ("lot behind station one", 35.2034, -92.4004, 120),
    ],
)
def test_words_become_evidence(ground, agency, text, latitude, longitude, within_m):
    from tocsin.geo.line import distance_m

    points = [item.point.reveal().split(",") for item in said(ground, agency, text)]
    apart = [distance_m((float(lat), float(lon)), (latitude, longitude)) for lat, lon in points]
    assert min(apart) <= within_m


def test_a_text_without_a_place_is_no_evidence(ground, agency):
    assert said(ground, agency, "SOS help me") == []


def evidence(latitude, longitude, source="phone", accuracy_m=20.0, at=NOON, doubt=""):
    point = Private("person:ana", f"{latitude:.6f},{longitude:.6f}")
    return Evidence(source, "", point, accuracy_m, at, Certainty.REPORTED, doubt=doubt)


def test_two_sources_that_cannot_both_be_right_stay_two_peaks(ground, incident):
    torn = incident(
        evidence(35.2034, -92.4004), evidence(35.2285, -92.3700, "words", accuracy_m=50.0)
    )
    found = ground.locate(torn, {}, NOON)
    assert found.disagrees
    assert len([peak for peak in found.peaks if peak.mass > 0.15]) == 2
    assert sum(peak.mass for peak in found.peaks) + found.elsewhere <= 1.0001


def test_a_bare_position_is_called_by_the_crossing_it_is_near(ground, agency, incident):
    crossing = ground.read("SOS Third Street and Hickory Avenue", [], NOON)[0].point.reveal()
    point = tuple(map(float, crossing.split(",")))
    (peak,) = ground.locate(incident(evidence(*point)), {}, NOON).peaks
    assert peak.label == "Third Street at Hickory Avenue"


def test_a_doubted_fix_never_wins(ground, incident):
    torn = incident(
        evidence(35.2285, -92.3700, "words", accuracy_m=50.0),
        evidence(35.2034, -92.4004, doubt="fix_from_the_future"),
    )
    best = ground.locate(torn, {}, NOON).peaks[0]
    assert best.latitude == pytest.approx(35.2285, abs=0.002)


def counted(monkeypatch, ground):
    asked = []
    within = ground.driving.arrivals

    def arrivals(*question):
        asked.append(question)
        return within(*question)

    monkeypatch.setattr(ground.driving, "arrivals", arrivals)
    return asked


def test_where_nobody_moved_nobody_is_timed_again(ground, monkeypatch):
    asked = counted(monkeypatch, ground)
    first = ground.arrivals(BOTH, [FERRY_POINT], {}, NOON)
    assert ground.arrivals(BOTH, [FERRY_POINT], {}, NOON + timedelta(seconds=1)) == first
    assert len(asked) == 1


@pytest.mark.parametrize("change", ["moved", "closed", "elsewhere", "later", "earlier"])
def test_whatever_moves_is_timed_anew(ground, monkeypatch, change):
    asked = counted(monkeypatch, ground)
    ground.arrivals(BOTH, [FERRY_POINT], {}, NOON)
    starts, spots, roads, now = BOTH, [FERRY_POINT], {}, NOON
    match change:
        case "moved":
            starts = (unit("4A21", STATION_TWO), BOTH[1])
        case "closed":
            roads = closed(STATION_ONE)
        case "elsewhere":
            spots = [Spot(*STATION_TWO)]
        case "later":
            now += FRESH + timedelta(seconds=1)
        case _:
            now -= timedelta(seconds=1)
    ground.arrivals(starts, spots, roads, now)
    assert len(asked) == 2


def test_peaks_are_named_once_for_each_map(ground, incident):
    made = incident(evidence(35.2034, -92.4004))
    assert ground.locate(made, {}, NOON) is ground.locate(made, {}, NOON + timedelta(seconds=1))
    more = incident(evidence(35.2034, -92.4004), evidence(35.2285, -92.3700, "words"))
    assert ground.locate(more, {}, NOON) is not ground.locate(made, {}, NOON)
