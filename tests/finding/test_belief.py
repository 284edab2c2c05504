"""One map out of all evidence: honest about disagreement, and about what is not known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.finding.townlet import HALL, NOW, PLANE, ago, at, box, item, town
from tocsin.finding.belief import Searched, locate, prior_of
from tocsin.finding.evidence import RELIABILITY
from tocsin.finding.ground import Circle, plain
from tocsin.finding.statements import circles
from tocsin.geo.line import distance_m

SOURCES = (
    "phone",
    "words",
    "sighting",
    "roster",
    "walk",
    "third_party",
    "dispatcher",
    "neighbour",
)


def believed(*items, searched=(), terrain=None):
    ground = circles(items, NOW)
    support = terrain.support(ground) if terrain else plain(ground)
    return locate(items, support, NOW, searched)


def near(belief, east_m, north_m, within_m=150.0):
    """The probability within so many metres of there."""
    away = [distance_m(tuple(point), at(east_m, north_m)) for point in belief.points.tolist()]
    return float(belief.mass[np.array(away) <= within_m].sum())


rows = st.lists(
    st.builds(
        item,
        st.sampled_from(SOURCES),
        st.integers(-2000, 2000),
        st.integers(-2000, 2000),
        st.floats(0.0, 3000.0),
        at=st.integers(0, 7200).map(ago),
        confidence=st.floats(0.01, 1.0),
        is_doubted=st.booleans(),
        weight=st.floats(0.01, 1.0),
        reading=st.sampled_from(["", "a", "b"]),
    ),
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_all_of_it_is_one_and_the_order_of_evidence_changes_nothing(items, chance):
    one = believed(*items)
    shuffled = list(items)
    chance.shuffle(shuffled)
    other = believed(*shuffled)
    assert math.fsum(one.mass) + one.elsewhere == pytest.approx(1.0, abs=1e-9)
    assert (one.mass >= 0).all()
    assert np.array_equal(one.mass, other.mass)
    assert (one.elsewhere, one.peaks) == (other.elsewhere, other.peaks)


def test_without_evidence_she_is_elsewhere():
    nothing = believed()
    assert nothing.elsewhere == 1.0
    assert nothing.peaks == ()
    assert nothing.is_wide


def test_one_sharp_fix_is_one_narrow_peak_as_probable_as_its_source_is_reliable():
    fix = item("phone", 0, 0)
    found = believed(fix)
    (peak,) = found.peaks
    assert peak.mass == pytest.approx(fix.reliability(NOW), abs=0.005)
    assert distance_m((peak.latitude, peak.longitude), at(0, 0)) < 5.0
    assert peak.radius_50_m <= peak.radius_90_m < 60.0
    assert peak.sources == ("phone",)
    assert not found.is_wide
    assert not found.disagreement


def test_two_irreconcilable_sources_stay_two_peaks_with_their_odds():
    fix, words = item("phone", 0, 0), item("words", 1500, 0, 75.0, label="Mill lot")
    found = believed(fix, words)
    assert [peak.sources for peak in found.peaks] == [("phone",), ("words",)]
    assert found.peaks[1].label == "Mill lot"
    r, s = fix.reliability(NOW), words.reliability(NOW)
    odds = r * (1 - s) / (s * (1 - r))
    assert found.peaks[0].mass / found.peaks[1].mass == pytest.approx(odds, rel=0.05)
    assert found.contradictions == (("phone", "words"),)
    assert found.disagreement
    assert found.is_wide


def test_what_a_third_party_says_stays_beside_her_words_and_never_above_them():
    words = item("words", 0, 0, 75.0, label="hers")
    crowd = [item("third_party", 1500, 0, 10.0, at=ago(70 * n)) for n in range(9)]
    found = believed(words, *crowd)
    assert [peak.sources for peak in found.peaks] == [("words",), ("third_party",)]
    assert found.peaks[0].mass > 2 * found.peaks[1].mass


def test_what_she_says_of_somebody_else_stays_beside_what_she_says_of_herself():
    seen = [item("sighting", 1500, 0, 10.0, at=ago(70 * n)) for n in range(9)]
    found = believed(item("words", 0, 0, 75.0), *seen)
    assert [peak.sources for peak in found.peaks] == [("words",), ("sighting",)]


def test_what_she_says_of_somebody_else_agrees_with_her_less_than_another_witness_does():
    words, fix = item("words", 0, 0, 75.0), item("phone", 1500, 0)
    assert RELIABILITY["sighting"] == RELIABILITY["walk"]

    def mass(source):
        peaks = believed(words, item(source, 0, 0, 75.0), fix).peaks
        return sum(peak.mass for peak in peaks if "words" in peak.sources)

    assert mass("sighting") < mass("walk")


def test_a_third_party_who_says_what_the_roster_says_does_not_outweigh_her_words():
    found = believed(
        item("words", 0, 0, 75.0), item("roster", 1500, 0, 75.0), item("third_party", 1500, 0, 50.0)
    )
    assert [peak.sources for peak in found.peaks] == [("words",), ("roster", "third_party")]


def test_a_third_party_against_two_who_agree_is_still_shown():
    found = believed(
        item("phone", 0, 0), item("words", 0, 0, 75.0), item("third_party", 1500, 0, 50.0)
    )
    assert found.peaks[0].sources == ("phone", "words")
    assert ("third_party",) in [peak.sources for peak in found.peaks]


def test_two_phones_with_one_number_are_two_peaks_and_said_to_disagree():
    found = believed(item("phone", 0, 0), item("phone", 2000, 0))
    assert len(found.peaks) == 2
    assert found.peaks[0].mass == pytest.approx(found.peaks[1].mass, rel=0.01)
    assert found.contradictions == (("phone", "phone"),)


@given(st.sampled_from(SOURCES), st.integers(0, 6))
@settings(max_examples=30, deadline=None)
def test_what_is_doubted_never_wins_over_good_evidence(source, more):
    good = item("roster", 0, 0, 100.0)
    doubted = [
        item(each, 1500, 0, 10.0, is_doubted=True, at=ago(100 * n))
        for n, each in enumerate((source, *SOURCES)[: more + 1])
    ]
    found = believed(good, *doubted)
    assert near(found, 0, 0, 400.0) > 5 * near(found, 1500, 0, 400.0)
    assert not found.disagreement


def test_doubted_evidence_alone_still_shows_where_to_look_but_mostly_elsewhere():
    found = believed(item("phone", 0, 0, is_doubted=True))
    assert found.peaks[0].mass < 0.1
    assert found.elsewhere > 0.9


@given(st.floats(5.0, 60.0))
@settings(max_examples=25, deadline=None)
def test_a_sharper_source_that_agrees_makes_the_map_narrower_and_surer(accuracy):
    words = item("words", 0, 0, 120.0)
    alone = believed(words)
    both = believed(words, item("phone", 10, 0, accuracy))
    assert both.radius_90_m < alone.radius_90_m
    assert both.elsewhere < alone.elsewhere
    assert both.entropy_bits < alone.entropy_bits


def test_an_old_fix_weakens_rather_than_lies():
    new, old = item("words", 400, 0, 60.0), item("phone", 0, 0, 15.0, at=ago(1800))
    aged = believed(new, old)
    fresh = believed(new, item("phone", 0, 0, 15.0))
    assert aged.contradictions == ()
    assert fresh.contradictions == (("phone", "words"),)
    assert near(aged, 400, 0) > 0.7
    assert near(fresh, 400, 0) < 0.5


def test_alternatives_of_one_reading_are_peaks_by_their_weight_and_no_disagreement():
    found = believed(
        item("words", 0, 0, 40.0, reading="r", weight=0.75, label="Mill St east"),
        item("words", 2000, 0, 40.0, reading="r", weight=0.25, label="Mill St west"),
    )
    assert [peak.label for peak in found.peaks] == ["Mill St east", "Mill St west"]
    assert found.peaks[0].mass / found.peaks[1].mass == pytest.approx(3.0, rel=0.05)
    assert not found.disagreement


def test_an_outline_holds_her_anywhere_in_it():
    lot = item("words", 0, 0, 10.0, label="lot")._replace(outline=box(0, 0, 200, 100))
    found = believed(lot)
    assert near(found, 100, 50, 120.0) > 0.8
    assert near(found, 30, 30, 30.0) == pytest.approx(near(found, 170, 70, 30.0), rel=0.35)


def test_a_search_in_vain_moves_probability_away_by_bayes_rule():
    items = [item("phone", 0, 0), item("words", 1500, 0, 75.0)]
    before = believed(*items)
    after = believed(*items, searched=[Searched(box(-200, -200, 400, 400), 0.9)])
    there, other = near(before, 0, 0, 190.0), near(before, 1500, 0)
    left = 1.0 - 0.9 * there
    assert near(after, 0, 0, 190.0) == pytest.approx(0.1 * there / left, rel=1e-6)
    assert near(after, 1500, 0) == pytest.approx(other / left, rel=1e-6)
    assert after.elsewhere == pytest.approx(before.elsewhere / left, rel=1e-6)
    assert after.peaks[0].sources == ("words",)


def test_a_perfect_search_rules_nothing_out():
    over = [Searched(box(-2000, -2000, 4000, 4000), 1.0)] * 40
    after = believed(item("phone", 0, 0), searched=over)
    assert (after.mass > 0).any()
    assert after.elsewhere > 0.99
    assert math.fsum(after.mass) + after.elsewhere == pytest.approx(1.0, abs=1e-9)


def test_a_searched_street_clears_its_own_points_and_not_the_next_street():
    terrain = town()
    fix = item("phone", 0, 0, 300.0)
    line = (at(-450, 0), at(450, 0))
    before = believed(fix, terrain=terrain)
    after = believed(fix, terrain=terrain, searched=[Searched(line, 0.8)])
    metres = terrain_points(terrain, fix)
    on, next_street = np.abs(metres[:, 1]) < 1.0, np.abs(metres[:, 1] - 150.0) < 1.0
    assert after.mass[on].sum() < 0.5 * before.mass[on].sum()
    assert after.mass[next_street].sum() > before.mass[next_street].sum()


def terrain_points(terrain, *items):
    support = terrain.support(circles(items, NOW))
    degrees = support.plane.to_degrees(support.points)
    return PLANE.to_metres(degrees[:, 0], degrees[:, 1])


def test_one_floor_searched_leaves_the_others():
    terrain = town(floors=4)
    inside = item("words", 0, 0, 5.0)._replace(outline=box(170, 20, 40, 40))
    support = terrain.support(circles([inside], NOW))
    cleared = Searched(box(170, 20, 40, 40), 0.9, "Town hall, floor 2")
    before = locate([inside], support, NOW)
    after = locate([inside], support, NOW, [cleared])
    hall = support.owner == HALL
    for floor in (1, 2, 3, 4):
        here = hall & (support.floor == floor)
        assert (after.mass[here].sum() > before.mass[here].sum()) == (floor != 2)


def test_what_lies_beyond_the_ground_counts_as_elsewhere():
    wide = item("phone", 0, 0, 8000.0, confidence=0.9)
    assert believed(wide).elsewhere > 0.5


def test_a_place_off_the_map_s_ground_is_not_dragged_to_its_edge():
    support = plain([Circle(*at(0, 0), 300.0)])
    far = locate([item("phone", 9000, 0)], support, NOW)
    assert far.elsewhere > 0.99


def test_before_any_evidence_the_ground_has_its_share_of_a_town():
    support = plain([Circle(*at(0, 0), 1000.0)])
    prior = prior_of(support)
    assert prior.sum() == pytest.approx(1.0)
    assert 0.005 < 1.0 - prior[-1] < 0.02


def test_the_least_believed_of_very_many_voices_are_left_out_and_counted():
    fixes = [item("phone", 3 * n, 0, at=ago(90 * n)) for n in range(30)]
    found = believed(*fixes)
    assert found.left_out == 22
    assert near(found, 0, 0) > 0.8
