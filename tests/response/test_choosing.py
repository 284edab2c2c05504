"""Choosing by time: what is left behind, who is rolling, who stands in, and that nobody is lost."""

from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.facts.agency import ResponseLine, ResponsePlan, UnitProfile
from tocsin.facts.units import Reason
from tocsin.kernel.limits import KEEPS_COVERAGE_S, ROLLING_GAIN_S
from tocsin.response.arrival import Arrival, Spot, Staging
from tocsin.response.recommend import ROLLING, Shortfall, recommend
from tocsin.response.unit import Status, UnitNow

LOT = (Spot(35.204, -92.401),)
GATE = Staging(35.2, -92.4, "the gate", 60.0)


class Times:
    """Space in which every time is as the test says; a unit without one is nowhere."""

    def __init__(self, times, line_m=None, covers=None, doubts=None):
        self.times = times
        self.line_m = line_m or {}
        self.reach = covers or {}
        self.doubts = doubts or {}
        self.asked_staging = []

    def arrivals(self, units, spots):
        return {unit: self.arrival(unit) for unit in units if spots and unit in self.times}

    def arrival(self, unit):
        seconds = float(self.times[unit])
        return Arrival(
            seconds,
            seconds / 2,
            seconds * 2,
            0.0,
            seconds,
            0.0,
            self.line_m.get(unit, seconds * 10),
            None,
            "road",
            self.doubts.get(unit, ()),
        )

    def covers(self, units):
        return {unit: self.reach[unit] for unit in units if unit in self.reach}

    def staging(self, spots, unit):
        self.asked_staging.append(unit)
        return GATE


def profile(name, kind="police", *able):
    return UnitProfile(name, kind, "", capabilities=able)


def now(name, status=Status.AVAILABLE, incident=""):
    return UnitNow(name, status, cast.SATURDAY, incident)


def advised(space, profiles, *lines, units=None, spots=LOT):
    plan = ResponsePlan("duress", tuple(ResponseLine(*line) for line in lines))
    known = {one.unit: now(one.unit) for one in profiles} | (units or {})
    return recommend("I-1", plan, spots, profiles, known, space)


def names(candidates):
    return [one.unit for one in candidates]


A, B, C = profile("A"), profile("B"), profile("C")
TOWN = frozenset({"north", "south"})


# What stays covered.


def test_of_nearly_equal_ones_goes_whoever_leaves_most_covered():
    space = Times({"A": 100, "B": 100 + KEEPS_COVERAGE_S}, covers={"A": TOWN, "B": frozenset()})
    (line,) = advised(space, (A, B), ("police", 1)).lines
    assert names(line.picks) == ["B"]
    assert Reason.KEEPS_COVERAGE in line.picks[0].reasons
    assert Reason.NEAREST_BY_ROAD not in line.picks[0].reasons
    assert line.picks[0].coverage_left == 1.0


def test_more_than_half_a_minute_is_never_given_away_for_coverage():
    space = Times({"A": 100, "B": 101 + KEEPS_COVERAGE_S}, covers={"A": TOWN, "B": frozenset()})
    (line,) = advised(space, (A, B), ("police", 1)).lines
    assert names(line.picks) == ["A"]
    assert line.picks[0].coverage_left == 0.0


def test_where_coverage_is_the_same_the_soonest_goes():
    space = Times({"A": 110, "B": 100}, covers={"A": TOWN, "B": TOWN})
    (line,) = advised(space, (A, B), ("police", 1)).lines
    assert names(line.picks) == ["B"]


def test_without_a_location_nobody_is_asked_what_is_covered():
    space = Times({"A": 1, "B": 2}, covers={"A": TOWN})
    advice = advised(space, (A, B), ("police", 1), spots=())
    assert names(advice.lines[0].picks) == ["A"]
    assert advice.shortfalls == (Shortfall.NO_LOCATION,)
    assert not space.asked_staging


# Who is rolling to somebody else.


def rolling(name, status=Status.EN_ROUTE, incident="I-2"):
    return {name: now(name, status, incident)}


def test_a_unit_rolling_elsewhere_is_offered_only_when_it_gains_more_than_a_minute():
    for seconds, offered in ((100, []), (99, ["B"])):
        space = Times({"A": 100 + ROLLING_GAIN_S, "B": seconds})
        (line,) = advised(space, (A, B), ("police", 1), units=rolling("B")).lines
        assert names(line.picks) == ["A"]
        assert names(line.rolling) == offered
    assert line.rolling[0].reasons[0] is Reason.ROLLING_ELSEWHERE
    assert line.rolling[0].status is Status.EN_ROUTE


def test_only_who_can_still_be_turned_round_is_offered():
    for status in Status:
        space = Times({"A": 1000, "B": 10})
        (line,) = advised(space, (A, B), ("police", 1), units=rolling("B", status)).lines
        assert names(line.rolling) == (["B"] if status in ROLLING else [])


def test_a_unit_rolling_to_this_very_incident_is_not_offered_but_counted():
    space = Times({"A": 1000, "B": 10})
    (line,) = advised(space, (A, B), ("police", 1), units=rolling("B", incident="I-1")).lines
    assert (line.assigned, line.picks, line.rolling) == (("B",), (), ())


def test_the_slowest_one_picked_is_what_a_rolling_unit_is_measured_by():
    able = profile("S", "police", "negotiator")
    space = Times({"S": 500, "A": 100, "B": 300})
    plan = ("police", 2, False, "negotiator")
    (line,) = advised(space, (able, A, B), plan, units=rolling("B")).lines
    assert names(line.picks) == ["S", "A"]
    assert names(line.rolling) == ["B"]


def test_where_nobody_is_free_everybody_rolling_is_offered():
    (line,) = advised(Times({"B": 900}), (B,), ("police", 1), units=rolling("B")).lines
    assert names(line.rolling) == ["B"]
    assert Shortfall.NOBODY_FREE in line.shortfalls


# Who stands in.

MEDIC = profile("M", "ambulance")


def test_a_unit_of_another_kind_stands_in_when_none_of_the_kind_is_free():
    busy = {"A": now("A", Status.ON_SCENE, "I-9")}
    (line,) = advised(Times({"M": 50}), (A, MEDIC), ("police", 2), units=busy).lines
    assert names(line.picks) == ["M"]
    assert line.picks[0].reasons[0] is Reason.STAND_IN
    assert not line.picks[0].staged
    assert line.shortfalls == (Shortfall.NOT_ENOUGH_AVAILABLE,)


def test_a_kind_that_waits_until_it_is_safe_waits_also_when_it_stands_in():
    busy = {"A": now("A", Status.OUT_OF_SERVICE)}
    two = (MEDIC, profile("N", "ambulance"))
    space = Times({"M": 50, "N": 60})
    advice = advised(space, (A, *two), ("police", 1), ("ambulance", 1, True), units=busy)
    assert [names(line.picks) for line in advice.lines] == [["N"], ["M"]]
    assert advice.lines[0].picks[0].staged
    assert advice.lines[0].shortfalls == (Shortfall.ALL_OUT_OF_SERVICE,)


def test_nobody_stands_in_for_a_line_that_has_somebody():
    advice = advised(Times({"A": 1, "M": 2}), (A, MEDIC), ("police", 2))
    assert names(advice.lines[0].picks) == ["A"]
    assert names(advice.others) == ["M"]


def test_all_out_of_service_is_said_and_nobody_is_made_up():
    out = {name: now(name, Status.OUT_OF_SERVICE) for name in ("A", "B")}
    advice = advised(Times({"A": 1, "B": 2}), (A, B), ("police", 1), units=out)
    assert advice.lines[0].picks == ()
    assert advice.lines[0].shortfalls == (Shortfall.ALL_OUT_OF_SERVICE, Shortfall.NOBODY_FREE)
    assert all(Reason.OUT_OF_SERVICE in one.reasons for one in advice.others)


def test_an_agency_without_units_gets_an_answer():
    advice = advised(Times({}), (), ("police", 2))
    assert advice.lines[0].shortfalls == (Shortfall.NO_UNIT_OF_KIND, Shortfall.NOBODY_FREE)
    assert advice.candidates() == ()
    assert advice.method == "straight_line"


# What would have been.


def test_the_nearest_by_straight_line_is_named_with_its_time_when_another_is_sooner():
    space = Times({"A": 300, "B": 120}, line_m={"A": 500, "B": 2000})
    advice = advised(space, (A, B), ("police", 1))
    (line,) = advice.lines
    assert names(line.picks) == ["B"]
    assert (line.line_unit, line.line_travel_s) == ("A", 300.0)
    assert advice.method == "road"


def test_where_the_line_agrees_nothing_is_said_of_it():
    space = Times({"A": 100, "B": 120}, line_m={"A": 500, "B": 2000})
    (line,) = advised(space, (A, B), ("police", 1)).lines
    assert (line.line_unit, line.line_travel_s) == ("", None)


def test_the_able_one_goes_before_a_much_nearer_one():
    able = profile("S", "police", "negotiator")
    space = Times({"A": 10, "S": 900})
    (line,) = advised(space, (A, able), ("police", 1, False, "negotiator")).lines
    assert names(line.picks) == ["S"]
    assert Reason.HAS_CAPABILITY in line.picks[0].reasons
    assert line.shortfalls == ()


def test_what_is_doubtful_about_a_time_stands_beside_it():
    space = Times({"A": 10}, doubts={"A": (Reason.STALE_FIX, Reason.NO_ROAD)})
    (line,) = advised(space, (A, B), ("police", 2)).lines
    assert {Reason.STALE_FIX, Reason.NO_ROAD} <= set(line.picks[0].reasons)
    assert (line.picks[1].unit, line.picks[1].arrival) == ("B", None)
    assert {Reason.NO_LOCATION, Reason.RIGHT_KIND} <= set(line.picks[1].reasons)


def test_where_to_wait_is_asked_once_for_the_first_who_waits():
    space = Times({"M": 1, "N": 2, "A": 3})
    profiles = (A, MEDIC, profile("N", "ambulance"))
    advice = advised(space, profiles, ("police", 1), ("ambulance", 2, True))
    assert space.asked_staging == ["M"]
    assert advice.staging == GATE
    space = Times({"A": 3})
    assert advised(space, (A,), ("police", 1)).staging is None
    assert space.asked_staging == []


# Whatever there is.

KINDS = ("police", "ambulance", "fire")
seconds = st.none() | st.integers(0, 2000)
units_st = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        seconds,
        st.sampled_from(tuple(Status)),
        st.sampled_from(("", "I-1", "I-2")),
        st.booleans(),
        st.frozensets(st.sampled_from(("n", "s", "e")), max_size=3),
    ),
    max_size=9,
)
lines_st = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.integers(1, 4), st.booleans(), st.sampled_from(("", "rope"))
    ),
    min_size=1,
    max_size=4,
)


def drawn(rows, lines, has_spot):
    profiles, times, units, reach = [], {}, {}, {}
    for number, (kind, time, status, incident, is_able, covers) in enumerate(rows):
        name = f"U{number}"
        profiles.append(profile(name, kind, *(("rope",) if is_able else ())))
        works = status not in (Status.AVAILABLE, Status.OUT_OF_SERVICE)
        units[name] = now(name, status, incident if works else "")
        reach[name] = covers
        if time is not None:
            times[name] = time
    space = Times(times, covers=reach)
    return profiles, advised(space, profiles, *lines, units=units, spots=LOT if has_spot else ())


@given(units_st, lines_st, st.booleans())
def test_every_unit_is_there_exactly_once_and_nobody_more_often_than_asked_for(
    rows, lines, has_spot
):
    profiles, advice = drawn(rows, lines, has_spot)
    everybody = names(advice.candidates())
    assert sorted(everybody) == sorted(one.unit for one in profiles)
    for line in advice.lines:
        assert len(line.picks) <= max(0, line.count - len(line.assigned))
        assert all(one.status is Status.AVAILABLE for one in line.picks)
        assert not set(names(line.picks)) & set(line.assigned)


@given(units_st, lines_st, st.booleans())
def test_somebody_is_picked_wherever_anybody_is_free(rows, lines, has_spot):
    _, advice = drawn(rows, lines, has_spot)
    left = [one for one in advice.others if one.status is Status.AVAILABLE]
    for line in advice.lines:
        if left:
            assert line.picks or line.assigned
        elif not line.picks and not line.assigned:
            assert Shortfall.NOBODY_FREE in line.shortfalls


@given(units_st, lines_st)
def test_no_free_unit_of_the_kind_is_left_out_for_a_slower_one(rows, lines):
    _, advice = drawn(rows, lines, has_spot=True)
    for asked, line in zip(lines, advice.lines, strict=True):
        capability = asked[3]
        for pick in line.picks:
            if Reason.STAND_IN in pick.reasons:
                assert not any(
                    one.kind == line.kind and one.status is Status.AVAILABLE
                    for one in advice.others
                )
                continue
            for other in advice.others:
                is_rival = other.kind == line.kind and other.status is Status.AVAILABLE
                is_less = (
                    bool(capability)
                    and capability in pick.capabilities
                    and capability not in other.capabilities
                )
                if is_rival and not is_less and pick.arrival:
                    assert pick.travel_s <= other.travel_s + KEEPS_COVERAGE_S


@given(units_st, lines_st, st.booleans())
def test_the_same_question_has_the_same_answer(rows, lines, has_spot):
    assert drawn(rows, lines, has_spot) == drawn(rows, lines, has_spot)
