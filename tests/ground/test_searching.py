"""A search over a real map: divided, given out, cleared and found, as people would do it."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from tests.ground.test_mapped import evidence
from tocsin.facts.search import Mode, Searcher
from tocsin.finding.detection import Light
from tocsin.finding.labels import LABEL_MAX
from tocsin.ground.ground import AssignAsked, DivideAsked, Start
from tocsin.ground.searching import light_at
from tocsin.ground.straight import StraightGround
from tocsin.response.search import Cleared, Search, Task

EVENING = datetime(2031, 6, 11, 0, 0, tzinfo=UTC)
LOT = (35.2034, -92.4004)
THREE = tuple(Searcher(f"person:{name}", Mode.FOOT) for name in ("lee", "mo", "kit"))
STARTS = {one.recipient: Start(one.recipient, LOT, None, 0.0) for one in THREE}


def searched(incident, *items, searchers=THREE):
    made = incident(*items)
    return replace(made, search=Search("mo", searchers))


def divided(ground, made, starts=STARTS):
    asked = DivideAsked(made, made.search, {}, starts, 900.0, {}, EVENING)
    return ground.planner().divide(asked)


def assigned(ground, search, starts=STARTS):
    return ground.planner().assign(AssignAsked("I-1", search, starts, 900.0, {}, EVENING))


def planned(ground, made):
    advice = divided(ground, made)
    assert advice is not None
    return replace(made, search=replace(made.search, segments=advice.segments, stale="", plan=1))


def test_the_ground_has_pieces_with_names_a_text_can_carry(ground, incident):
    made = searched(incident, evidence(*LOT, accuracy_m=300.0, at=EVENING))
    advice = divided(ground, made)
    labels = [segment.label.reveal() for segment in advice.segments]
    assert len(labels) >= 6
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= LABEL_MAX
    assert abs(sum(s.poa for s in advice.segments) + advice.elsewhere - 1.0) < 0.01
    assert 0 < advice.worth <= advice.bound + 1e-9 <= 1
    assert advice.worth <= advice.found_within


def test_three_colleagues_get_three_places_and_the_likely_first(ground, incident):
    made = planned(ground, searched(incident, evidence(*LOT, accuracy_m=300.0, at=EVENING)))
    tasks = assigned(ground, made.search)
    assert {task.recipient for task in tasks} == {one.recipient for one in THREE}
    assert len({task.segment for task in tasks}) == 3
    for task in tasks:
        assert 0 < task.pod < 1
        assert 60 < task.seconds < 3600


def test_what_was_cleared_counts_less_and_who_is_busy_gets_nothing(ground, incident):
    made = planned(ground, searched(incident, evidence(*LOT, accuracy_m=300.0, at=EVENING)))
    first, second, third = assigned(ground, made.search)
    ground_of = made.search.segment
    later = EVENING + timedelta(minutes=5)
    search = replace(
        made.search,
        tasks=(
            Task("T-2", second.segment, second.recipient, second.pod, EVENING, later),
            Task("T-3", third.segment, third.recipient, third.pod, EVENING, later),
        ),
        cleared=(Cleared(ground_of(first.segment), first.recipient, 0.95, EVENING),),
    )
    (following,) = assigned(ground, search)
    assert following.recipient == first.recipient
    assert following.segment not in {first.segment, second.segment, third.segment}


def test_a_clear_moves_the_belief_and_a_new_plan_avoids_what_is_under_way(ground, incident):
    made = planned(ground, searched(incident, evidence(*LOT, accuracy_m=200.0, at=EVENING)))
    likeliest = max(made.search.segments, key=lambda one: one.poa)
    busy = Task("T-1", likeliest.segment, "person:lee", 0.8, EVENING, EVENING)
    going = replace(made, search=replace(made.search, tasks=(busy,)))
    again = divided(ground, going)
    assert likeliest.outline not in [one.outline for one in again.segments]


def test_new_evidence_far_away_takes_searchers_off_ground_that_is_worth_nothing(ground, incident):
    made = planned(ground, searched(incident, evidence(*LOT, accuracy_m=200.0, at=EVENING)))
    first, *_ = assigned(ground, made.search)
    busy = Task("T-1", first.segment, first.recipient, 0.8, EVENING, EVENING)
    search = replace(made.search, tasks=(busy,))
    same = divided(ground, replace(made, search=search))
    assert same.leave == ()
    later = EVENING + timedelta(minutes=1)
    elsewhere = (*made.evidence, evidence(35.2285, -92.3700, "words", 30.0, later))
    torn = divided(ground, replace(made, search=search, evidence=elsewhere))
    sure = (
        *elsewhere,
        evidence(35.2285, -92.3700, "dispatcher", 30.0, later),
        evidence(35.2286, -92.3701, "phone", 15.0, later),
    )
    assert torn.leave == ()
    assert divided(ground, replace(made, search=search, evidence=sure)).leave == ("T-1",)


def test_a_crew_in_a_vehicle_searches_roads_and_fifty_units_all_get_something(ground, incident):
    fifty = tuple(Searcher(f"unit:U{n}", Mode.VEHICLE) for n in range(50))
    starts = {one.recipient: Start(one.recipient, LOT, None, 0.0) for one in fifty}
    made = searched(incident, evidence(*LOT, accuracy_m=1500.0, at=EVENING), searchers=fifty)
    advice = divided(ground, made, starts)
    search = replace(made.search, segments=advice.segments, stale="", plan=1)
    tasks = assigned(ground, search, starts)
    assert len(tasks) == 50
    assert len({task.segment for task in tasks}) == 50


def test_without_evidence_there_is_nothing_to_divide(ground, incident):
    made = replace(searched(incident, evidence(*LOT, at=EVENING)), evidence=())
    assert divided(ground, made) is None


def test_without_a_map_the_ground_is_squares_and_people_are_sent_all_the_same(incident):
    plain = StraightGround()
    made = planned(plain, searched(incident, evidence(*LOT, accuracy_m=300.0, at=EVENING)))
    tasks = assigned(plain, made.search)
    assert len({task.segment for task in tasks}) == 3


def test_the_dark_is_known_from_the_sun():
    assert light_at(LOT, datetime(2031, 6, 10, 18, tzinfo=UTC)) is Light.DAY
    assert light_at(LOT, datetime(2031, 6, 11, 1, 45, tzinfo=UTC)) is Light.DUSK
    assert light_at(LOT, datetime(2031, 6, 11, 6, tzinfo=UTC)) is Light.DARK
