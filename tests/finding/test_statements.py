"""What counts as one voice."""

from hypothesis import given
from hypothesis import strategies as st

from tests.finding.townlet import NOW, ago, item
from tocsin.finding.statements import CIRCLES_MAX, circles, is_torn, statements


def sources(*items):
    return [(one.source, len(one.items)) for one in statements(items, NOW)]


def test_fixes_of_one_minute_are_one_voice_and_of_two_times_are_two():
    near = [item("phone", 0, 0, at=ago(20)), item("phone", 5, 0)]
    assert sources(*near) == [("phone", 2)]
    assert sources(item("phone", 0, 0, at=ago(600)), item("phone", 5, 0)) == [
        ("phone", 1),
        ("phone", 1),
    ]


def test_the_newest_of_equal_fixes_counts_most():
    new, old = statements([item("phone", 0, 0, at=ago(600)), item("phone", 5, 0)], NOW)
    assert new.items[0].at == NOW
    assert old.reliability < 0.5 * new.reliability


def test_a_sharp_fix_counts_more_than_a_later_vague_one():
    first, _ = statements(
        [item("phone", 0, 0, 15.0, at=ago(120)), item("phone", 0, 0, 3000.0)], NOW
    )
    assert first.items[0].accuracy_m == 15.0


def test_all_third_parties_together_are_one_voice_and_so_is_all_that_is_doubted():
    told = [item("third_party", 0, 0, at=ago(60 * n)) for n in range(5)]
    odd = [item(source, 0, 0, is_doubted=True) for source in ("phone", "words", "roster")]
    found = {one.is_doubted: len(one.items) for one in statements([*told, *odd], NOW)}
    assert found == {False: 5, True: 3}


def test_alternatives_of_a_reading_share_by_weight_and_separate_readings_stay_apart():
    one = item("words", 0, 0, reading="s/1", weight=0.6)
    other = item("words", 500, 0, reading="s/1", weight=0.2)
    (voice,) = statements([one, other], NOW)
    assert sorted(round(share, 6) for share in voice.shares) == [0.25, 0.75]
    assert voice.reliability < 0.8 * statements([item("words", 0, 0)], NOW)[0].reliability + 1e-9
    assert sources(one, item("words", 0, 0, reading="s/2")) == [("words", 1), ("words", 1)]


def test_the_same_item_told_twice_is_told_once():
    assert sources(item("phone", 0, 0), item("phone", 0, 0)) == [("phone", 1)]


def test_two_phones_with_one_number_tear_their_voice():
    (torn,) = statements([item("phone", 0, 0), item("phone", 3000, 0)], NOW)
    (whole,) = statements([item("phone", 0, 0), item("phone", 10, 0)], NOW)
    assert is_torn(torn, NOW)
    assert not is_torn(whole, NOW)


places = st.tuples(
    st.sampled_from(["phone", "words", "roster", "walk", "third_party"]),
    st.integers(-3000, 3000),
    st.integers(0, 2000),
)


@given(st.lists(places, max_size=40))
def test_there_are_never_more_than_a_few_pieces_of_ground(rows):
    found = [item(source, x, 0, 50.0, at=ago(age)) for source, x, age in rows]
    assert len(circles(found, NOW)) <= CIRCLES_MAX
    assert bool(circles(found, NOW)) == bool(rows)


def test_ground_within_other_ground_is_not_taken_twice():
    assert len(circles([item("phone", 0, 0, 20.0), item("roster", 50, 0, 400.0)], NOW)) == 1
    assert len(circles([item("phone", 0, 0, 20.0), item("words", 5000, 0, 75.0)], NOW)) == 2
