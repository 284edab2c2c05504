"""The compiled loops do exactly what the plain rules say, and what the rules promise."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.proximity.town import (
    Heard,
    as_batch,
    circle,
    kinds,
    plain_words,
    plainly,
    straight,
    told,
    watcher,
    words,
)
from tocsin.kernel import limits
from tocsin.proximity.happening import Kind, State, Trouble
from tocsin.proximity.shapes import Circle
from tocsin.proximity.watcher import Watcher, batch

NAN = math.nan
PLACES = st.floats(-1500.0, 1500.0)


@st.composite
def histories(draw, fixes_max=40):
    """Fixes of three people who walk, drive, stand, jump, lie and fall silent."""
    last: dict[str, tuple[float, float]] = {}
    at, history = 1000.0, []
    for _ in range(draw(st.integers(1, fixes_max))):
        at += draw(st.sampled_from([0.0, 1.0, 10.0, 30.0, 60.0, 200.0, 900.0]))
        party = draw(st.sampled_from(["she", "him", "other"]))
        x, y = last.get(party, (draw(PLACES), draw(PLACES)))
        step = draw(st.sampled_from([0.0, 0.0, 3.0, 50.0, 300.0, 60_000.0]))
        angle = draw(st.floats(0.0, 6.3))
        x, y = x + step * math.cos(angle), y + step * math.sin(angle)
        if step < 10_000.0:
            last[party] = x, y
        history.append(
            Heard(
                party, x, y, at,
                acc=draw(st.sampled_from([5.0, 5.0, 30.0, 150.0, 0.0, NAN, 3000.0])),
                late_s=draw(st.sampled_from([0.0, 0.0, 0.0, 5.0, 400.0, 90_000.0, -500.0])),
                dated=draw(st.sampled_from([True] * 9 + [False])),
                speed=draw(st.sampled_from([NAN, NAN, 0.0, 15.0])),
                battery=draw(st.sampled_from([NAN, 0.1, 0.2, 0.9])),
                flags=draw(st.sampled_from([0, 0, 0, 1, 2, 4])),
                degrees=draw(st.sampled_from([None] * 8 + [(0.0, 0.0), (95.0, 0.0)])),
            )
        )  # fmt: skip
        if draw(st.integers(0, 9)) == 0:
            history.append(history[draw(st.integers(0, len(history) - 1))])
    return history


@settings(max_examples=150)
@given(histories())
def test_the_loops_do_what_the_plain_rules_say(history):
    watched, plain = watcher(), plainly()
    for heard in history:
        expected = plain_words(plain, heard)
        assert sorted(words(told(watched, heard))) == sorted(expected), heard
        now = heard.at + heard.late_s
        assert sorted(words(watched.tick(now))) == sorted(plain.tick(now)), heard


@settings(max_examples=100)
@given(histories(), st.lists(st.integers(0, 40), max_size=5))
def test_a_batch_may_be_split_anywhere(history, cuts):
    whole, pieces, parted = watcher(), watcher(), []
    fixes = as_batch(whole, history)
    edges = sorted({0, len(history), *(cut for cut in cuts if cut < len(history))})
    for start, end in pairwise(edges):
        parted += pieces.hear(fixes[start:end])
    assert whole.hear(fixes) == parted


@given(st.lists(st.tuples(st.floats(305.0, 345.0), st.sampled_from([5.0, 8.0, 15.0])), max_size=30))
def test_within_the_margin_nothing_flaps(steps):
    watched = watcher()
    watched.remove_pair("both ways")
    kinds(watched, Heard("she", 0.0, 3000.0, 0.0), Heard("him", 280.0, 3000.0, 1.0))
    happened, at = [], 1.0
    for far, acc in steps:
        at += 10.0
        both = Heard("she", 0.0, 3000.0, at), Heard("him", far, 3000.0, at, acc=acc)
        happened += kinds(watched, *both)
    assert not {"apart", "passed"} & set(happened)
    assert happened.count("near") + happened.count("maybe_near") <= 1


@given(st.lists(st.sampled_from([None, "she", "him", "other"]), max_size=30))
def test_every_silent_party_is_told_exactly_once_until_heard_again(order):
    silent: set[str] = set()
    watched, at = watcher(), 0.0
    for party in order:
        at += 100.0
        if party is not None:
            for each in told(watched, Heard(party, 9000.0 + at / 100, 9000.0, at)):
                if each.trouble is Trouble.SILENT:
                    assert each.kind is Kind.TROUBLE_OVER
                    silent.remove(each.party)
        for each in watched.tick(at):
            assert each.kind is Kind.TROUBLE
            assert each.party not in silent
            silent.add(each.party)


def test_on_start_everything_is_unknown_and_then_silent():
    watched = watcher(now=0.0)
    assert watched.pair_now("order", 10.0).state is State.UNKNOWN
    assert watched.tick(180.0) == []
    assert {each.party for each in watched.tick(180.1)} == {"she", "him", "other"}
    assert watched.tick(10_000.0) == []
    assert watched.pair_now("order", 200.0).doubts == {Trouble.SILENT}


def test_who_is_already_near_at_the_start_is_told():
    near = told(watcher(), Heard("she", 0.0, 5000.0, 10.0), Heard("him", 100.0, 5000.0, 12.0))
    assert {(each.pair, each.kind, each.at_start) for each in near} == {
        ("order", Kind.NEAR, True),
        ("both ways", Kind.NEAR, True),
    }


def test_two_whose_order_is_new_are_judged_by_what_is_known():
    watched = watcher()
    told(watched, Heard("him", 0.0, 5000.0, 10.0), Heard("other", 10.0, 5000.0, 12.0))
    watched.set_pair("new", "other", "him", distance_m=100.0)
    (near,) = [each for each in watched.tick(13.0) if each.pair == "new"]
    assert (near.kind, near.at_start) == (Kind.NEAR, True)


def test_he_who_comes_nearer_is_told_maybe_then_surely_then_apart():
    watched = watcher()
    watched.remove_pair("both ways")
    way = straight("him", (2000.0, 5000.0), (-2000.0, 5000.0), 10.0, 1010.0, 10.0)
    there = [each for fix in way for each in (Heard("she", 0.0, 5000.0, fix.at - 1), fix)]
    assert kinds(watched, *there) == ["maybe_near", "near", "apart"]


def test_a_near_respondent_says_how_fast_he_comes_and_when_he_is_there():
    watched = watcher()
    told(watched, Heard("she", 0.0, 5000.0, 10.0), Heard("him", 900.0, 5000.0, 10.0))
    near = told(watched, Heard("she", 0.0, 5000.0, 40.0), Heard("him", 300.0, 5000.0, 40.0))[-1]
    assert near.closing_mps == pytest.approx(20.0, rel=0.01)
    assert near.contact_s == pytest.approx(15.0, rel=0.01)


def test_he_who_passed_between_two_fixes_is_told():
    watched = watcher()
    told(watched, Heard("she", 0.0, 5000.0, 0.0), Heard("him", 1500.0, 5010.0, 0.0))
    happened = told(watched, Heard("she", 0.0, 5000.0, 80.0), Heard("him", -1500.0, 5010.0, 100.0))
    assert {(each.pair, each.kind) for each in happened} == {
        ("order", Kind.PASSED),
        ("both ways", Kind.PASSED),
    }
    assert happened[0].distance_m == pytest.approx(10.0, abs=1.0)
    assert happened[0].fix_at == pytest.approx(50.0, abs=1.0)


def test_two_on_the_same_way_at_other_times_did_not_pass():
    watched = watcher()
    told(watched, Heard("she", -1500.0, 5000.0, 0.0), Heard("him", -3000.0, 5000.0, 0.0))
    she, him = Heard("she", 1500.0, 5000.0, 100.0), Heard("him", 0.0, 5000.0, 100.0)
    assert "passed" not in kinds(watched, she, him)


def test_a_way_through_an_area_is_told():
    watched = watcher()
    told(watched, Heard("him", 1200.0, 300.0, 0.0))
    assert kinds(watched, Heard("him", 600.0, 310.0, 60.0)) == ["crossed"]


def test_a_silent_partner_is_unknown_and_never_far():
    watched = watcher()
    told(watched, Heard("she", 0.0, 5000.0, 0.0), Heard("him", 9000.0, 5000.0, 0.0))
    assert watched.pair_now("order", 10.0).state is State.FAR
    told(watched, Heard("she", 0.0, 5000.0, 200.0))
    assert watched.pair_now("order", 200.0).state is State.UNKNOWN


def test_a_silent_partner_who_was_near_stays_near():
    watched = watcher()
    told(watched, Heard("she", 0.0, 5000.0, 0.0), Heard("him", 50.0, 5000.0, 0.0))
    assert "apart" not in kinds(watched, Heard("she", 4000.0, 5000.0, 500.0))
    assert watched.pair_now("order", 500.0).state is State.NEAR


@pytest.mark.parametrize(
    ("lie", "trouble"),
    [
        (Heard("him", 0.0, 0.0, 60.0, degrees=(0.0, 0.0)), Trouble.NO_PLACE),
        (Heard("him", 0.0, 0.0, 60.0, degrees=(NAN, 10.0)), Trouble.NO_PLACE),
        (Heard("him", 90_000.0, 5000.0, 60.0), Trouble.JUMPED),
        (Heard("him", 9000.0, 5000.0, 86_460.0, late_s=-86_400.0), Trouble.AHEAD),
        (Heard("him", 9000.0, 5000.0, 60.0 - 7 * 86_400, late_s=7 * 86_400), Trouble.REPLAYED),
        (Heard("him", 9000.0, 5000.0, 60.0, acc=5000.0), Trouble.ROUGH),
    ],
    ids=lambda lie: lie.value if isinstance(lie, Trouble) else "",
)
def test_a_lying_fix_is_told_once_and_never_hides_that_they_were_near(lie, trouble):
    watched = watcher()
    told(watched, Heard("she", 0.0, 5000.0, 50.0), Heard("him", 50.0, 5000.0, 50.0))
    (happened,) = told(watched, lie)
    assert (happened.kind, happened.trouble) == (Kind.TROUBLE, trouble)
    assert kinds(watched, lie, lie) == []
    assert watched.pair_now("order", 61.0).state is State.NEAR


def test_a_late_fix_near_her_is_told_as_doubtful():
    watched = watcher()
    told(watched, Heard("she", 0.0, 5000.0, 60.0), Heard("him", 2000.0, 5000.0, 60.0))
    late = told(watched, Heard("him", 20.0, 5000.0, 50.0, late_s=20.0))
    assert {(each.kind, each.doubtful) for each in late} == {(Kind.MAYBE_NEAR, True)}


def test_a_jump_that_lasts_is_believed_and_still_hides_nothing():
    watched = watcher()
    told(watched, Heard("she", 0.0, 5000.0, 0.0), Heard("him", 50.0, 5000.0, 0.0))
    far = [Heard("him", 400_000.0 + at, 5000.0, 60.0 * at) for at in range(1, 20)]
    assert kinds(watched, *far) == ["trouble"]
    assert watched.pair_now("order", 1200.0).state is State.NEAR


def test_a_tracker_that_repeats_itself_where_it_used_to_jitter_is_frozen():
    watched = watcher()
    jitter = [Heard("him", 9000.0 + at % 3, 9000.0, 60.0 * at) for at in range(9)]
    assert kinds(watched, *jitter) == []
    still = [Heard("him", 9000.0, 9000.0, 600.0 + 60.0 * at) for at in range(11)]
    (frozen,) = told(watched, *still)
    assert frozen.trouble is Trouble.FROZEN
    assert watched.party_now("him", 1200.0).troubles == {Trouble.FROZEN}
    over = told(watched, Heard("him", 9001.0, 9000.0, 1300.0))
    assert [each.kind for each in over] == [Kind.TROUBLE_OVER]


def test_the_strap_is_read_even_from_a_fix_that_says_nothing():
    watched = watcher()
    nowhere = Heard("him", 0.0, 0.0, 60.0, flags=1, degrees=(0.0, 0.0))
    troubles = {each.trouble for each in told(watched, nowhere)}
    assert troubles == {Trouble.STRAP_OPEN, Trouble.NO_PLACE}
    told(watched, Heard("she", 0.0, 5000.0, 70.0), Heard("him", 9000.0, 5000.0, 70.0, flags=1))
    assert watched.pair_now("order", 70.0).state is State.UNKNOWN


def test_a_low_battery_is_told_once_until_it_is_well():
    watched, shares = watcher(), [0.5, 0.15, 0.16, 0.14, 0.2, 0.3]
    fixes = [Heard("him", 9e3, 9e3 + at, at, battery=share) for at, share in enumerate(shares)]
    assert kinds(watched, *fixes) == ["trouble", "trouble_over"]


def test_orders_are_set_changed_and_removed_while_fixes_come():
    watched = watcher()
    told(watched, Heard("she", 0.0, 5000.0, 0.0), Heard("him", 700.0, 5000.0, 0.0))
    watched.set_pair("order", "she", "him", distance_m=900.0)
    assert [each.kind for each in watched.tick(1.0) if each.pair == "order"] == [Kind.NEAR]
    watched.remove_pair("order")
    with pytest.raises(KeyError):
        watched.pair_now("order", 1.0)
    watched.set_area("new", circle(700.0, 5000.0, 50.0), now=2.0)
    (inside,) = told(watched, Heard("him", 701.0, 5000.0, 10.0))
    assert (inside.area, inside.kind, inside.at_start) == ("new", Kind.INSIDE, True)
    watched.remove_area("new")
    assert kinds(watched, Heard("him", 5000.0, 5000.0, 80.0)) == []
    assert watched.party_now("him", 80.0).inside == ()


def test_a_party_that_is_removed_takes_all_its_orders_along():
    watched = watcher()
    watched.remove_party("him")
    assert watched.index("him") == -1
    watched.set_party("somebody else", now=0.0)
    near = (Heard("she", 0.0, 0.0, 1.0), Heard("somebody else", 0.0, 0.0, 1.0))
    assert kinds(watched, *near) == []


def test_rows_of_areas_that_are_gone_are_used_again_and_nobody_is_in_them():
    watched = watcher()
    for number in range(400):
        watched.set_area(f"a{number}", circle(0.0, 9000.0, 80.0), now=0.0)
        told(watched, Heard("other", float(number % 7), 9000.0, float(number)))
        assert [name for name, _ in watched.party_now("other", 0.0).inside] == [f"a{number}"]
        watched.remove_area(f"a{number}")


@pytest.mark.parametrize("count", [1, 50, 700])
def test_any_number_of_areas_can_hold_one_person(count):
    watched = Watcher()
    watched.set_party("him", now=0.0, everywhere=True)
    for number in range(count):
        watched.set_area(f"a{number}", circle(0.0, 0.0, 100.0 + number), now=0.0)
    assert kinds(watched, Heard("him", 0.0, 0.0, 1.0)) == ["inside"] * count
    assert len(watched.party_now("him", 1.0).inside) == count
    assert kinds(watched, Heard("him", 1000.0, 0.0, 61.0)) == ["outside"] * count


def test_a_wide_area_and_the_date_line_are_no_exception():
    watched = Watcher()
    watched.set_party("him", now=0.0, everywhere=True)
    watched.set_area("country", Circle(50.0, 179.9, 100_000.0), now=0.0)
    watched.set_area("pier", Circle(50.0, -179.999, 300.0), now=0.0)
    fixes = batch(1)
    fixes["party"], fixes["heard_at"], fixes["fix_at"] = watched.index("him"), 1.0, 1.0
    fixes["latitude"], fixes["longitude"] = 50.0, 179.9999
    assert {each.area for each in watched.hear(fixes)} == {"country", "pier"}


def test_what_is_no_batch_is_refused():
    watched = watcher()
    with pytest.raises(ValueError, match="one row"):
        watched.hear(np.zeros(3))
    with pytest.raises(ValueError, match="heard at some time"):
        watched.hear(batch(1))
    with pytest.raises(ValueError, match="themselves"):
        watched.set_pair("self", "she", "she", distance_m=10.0)
    with pytest.raises(ValueError, match="distance"):
        watched.set_pair("order", "she", "him", distance_m=limits.STAY_AWAY_M_MAX + 1)


def test_somebody_who_is_not_watched_is_passed_over():
    assert kinds(watcher(), Heard("stranger", 0.0, 0.0, 1.0)) == []
