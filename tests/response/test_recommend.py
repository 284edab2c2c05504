"""Which units are named, in which order, and what is said of the rest."""

from msgspec.structs import replace

from tests import cast
from tocsin.facts.agency import ResponseLine, ResponsePlan
from tocsin.facts.units import Reason
from tocsin.ground.ground import Start
from tocsin.ground.line import arrival
from tocsin.response.arrival import Spot
from tocsin.response.recommend import Shortfall, recommend
from tocsin.response.unit import Status, UnitNow

LOT = (Spot(35.204, -92.401),)
ALL = tuple(cast.AGENCY.units.values())


def free(*names):
    return {name: UnitNow(name, Status.AVAILABLE, cast.SATURDAY) for name in names}


def plan(*lines):
    return ResponsePlan("duress", tuple(ResponseLine(*line) for line in lines))


class Lines:
    """Space along straight lines, from the homes of the cast's units."""

    def __init__(self, profiles, covers=None):
        self.profiles = {profile.unit: profile for profile in profiles}
        self.reach = covers or {}

    def arrivals(self, units, spots):
        found = {unit: arrival(self.start(unit), spots, cast.SATURDAY) for unit in units}
        return {unit: one for unit, one in found.items() if one is not None}

    def start(self, unit):
        home = cast.AGENCY.places.get(self.profiles[unit].home)
        return Start(unit, (home.latitude, home.longitude) if home else None, None, 60.0)

    def covers(self, units):
        return {unit: self.reach.get(unit, frozenset()) for unit in units}

    def staging(self, spots, unit):
        return None


def advised(lines, spots=LOT, units=None, profiles=ALL, covers=None):
    units = free("4A21", "P11", "P12") if units is None else units
    space = Lines(profiles, covers)
    return recommend("I-1", plan(*lines), spots, profiles, units, space)


def picks(advice):
    return [[pick.unit for pick in line.picks] for line in advice.lines]


def test_the_nearest_of_the_right_kind_come_first():
    assert picks(advised([("police", 2), ("ambulance", 1)])) == [["P12", "P11"], ["4A21"]]


def test_only_as_many_as_the_plan_asks_for_and_the_rest_is_shown():
    advice = advised([("police", 1)])
    assert picks(advice) == [["P12"]]
    assert {other.unit for other in advice.others} == {"P11", "4A21"}


def test_without_a_location_units_are_named_all_the_same():
    advice = advised([("police", 2)], spots=())
    assert picks(advice) == [["P11", "P12"]]
    assert advice.shortfalls == (Shortfall.NO_LOCATION,)
    assert Reason.NO_LOCATION in advice.lines[0].picks[0].reasons


def test_a_unit_on_its_way_to_this_incident_counts_and_one_elsewhere_does_not():
    units = free("4A21") | {
        "P11": UnitNow("P11", Status.EN_ROUTE, cast.SATURDAY, "I-1"),
        "P12": UnitNow("P12", Status.EN_ROUTE, cast.SATURDAY, "I-2"),
    }
    (line,) = advised([("police", 2)], units=units).lines
    assert line.assigned == ("P11",)
    assert line.picks == ()
    assert line.shortfalls == (Shortfall.NOT_ENOUGH_AVAILABLE,)


def test_a_kind_that_nobody_has_is_said_so():
    (line,) = advised([("fire", 1)]).lines
    assert line.shortfalls == (Shortfall.NO_UNIT_OF_KIND,)


def test_a_unit_out_of_service_is_not_picked_but_shown():
    units = free("4A21", "P11") | {"P12": UnitNow("P12", Status.OUT_OF_SERVICE, cast.SATURDAY)}
    advice = advised([("police", 1)], units=units)
    assert picks(advice) == [["P11"]]
    assert Status.OUT_OF_SERVICE in {other.status for other in advice.others}


def test_no_unit_is_picked_twice():
    advice = advised([("police", 1), ("police", 2)])
    assert picks(advice) == [["P12"], ["P11"]]


def test_a_staged_line_says_so_of_each_unit():
    (line,) = advised([("ambulance", 1, True)]).lines
    assert line.picks[0].staged
    assert Reason.STAGED_UNTIL_SAFE in line.picks[0].reasons


def test_mutual_aid_and_a_home_that_is_nowhere_are_said():
    profiles = (*ALL, replace(ALL[1], unit="P90", home="mars", agency="Next Valley"))
    advice = advised([("police", 3)], units=free("P11", "P12", "P90"), profiles=profiles)
    far = advice.lines[0].picks[-1]
    assert (far.unit, far.distance_m) == ("P90", None)
    assert {Reason.MUTUAL_AID, Reason.NO_LOCATION} <= set(far.reasons)


def test_a_unit_that_response_has_not_heard_of_counts_as_available():
    assert picks(advised([("ambulance", 1)], units={})) == [["4A21"]]


def test_a_unit_with_the_capability_comes_before_a_nearer_one():
    able = {"P11": ("negotiator",)}
    police = [replace(unit, capabilities=able.get(unit.unit, ())) for unit in ALL]
    advice = advised([("police", 1, False, "negotiator")], profiles=police)
    assert picks(advice) == [["P11"]]
    assert Reason.HAS_CAPABILITY in advice.lines[0].picks[0].reasons


def test_without_the_capability_the_nearest_of_the_kind_is_sent_all_the_same():
    advice = advised([("police", 1, False, "negotiator")])
    assert picks(advice) == [["P12"]]
    assert advice.lines[0].shortfalls == (Shortfall.NO_UNIT_WITH_CAPABILITY,)


def test_only_a_unit_that_is_picked_is_called_the_nearest():
    advice = advised([("police", 1)])
    assert not any(Reason.NEAREST_BY_LINE in other.reasons for other in advice.others)
