"""What ground is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.finding.labels import (
    LABEL_MAX,
    brief,
    compass,
    floors,
    part,
    shortened,
    street,
    unlike,
    with_suffix,
)


def test_a_street_is_named_by_what_it_lies_between():
    assert street("Mill Lane", ["Oak St", "5th Ave"]) == "Mill Lane between Oak St and 5th Ave"
    assert street("Mill Lane", ["Oak St", ""]) == "Mill Lane by Oak St"
    assert street("Mill Lane", ["Oak St", "Oak St"]) == "Mill Lane by Oak St"
    assert street("Mill Lane", []) == "Mill Lane"
    assert street("", ["Oak St"]) == "Side road off Oak St"
    assert street("", []) == "Side road"


def test_long_street_words_are_written_as_on_signs_before_anything_is_left_out():
    found = street("Southwest Alder Street", ["Southwest Broadway", "Southwest Park Avenue"])
    assert found == "SW Alder St between SW Broadway and SW Park Ave"
    assert brief("Northeast Oak Road") == "NE Oak Rd"


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
def test_no_label_is_too_long(name, ends):
    assert len(street(name, ends)) <= LABEL_MAX
    assert len(shortened(name)) <= LABEL_MAX
    assert with_suffix(name, ", floor 12").endswith(", floor 12")
    assert len(with_suffix(name, ", floor 12")) <= LABEL_MAX


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Side road", "Mill Lane", "x" * LABEL_MAX, "Side road (north)"]),
            st.tuples(st.integers(-9, 9), st.integers(-9, 9)),
        ),
        max_size=12,
    )
)
def test_labels_that_are_alike_are_told_apart(rows):
    found = unlike([label for label, _ in rows], [place for _, place in rows])
    assert len(set(found)) == len(rows)
    assert all(len(label) <= LABEL_MAX for label in found)


def test_they_are_told_apart_by_where_they_lie():
    found = unlike(["Side road", "Side road", "Mill Lane"], [(0, 0), (0, 100), (5, 5)])
    assert found == ["Side road (south)", "Side road (north)", "Mill Lane"]


@pytest.mark.parametrize(
    ("east", "north", "word"),
    [(1, 0, "east"), (0, 2, "north"), (-3, 3, "north-west"), (0, -1, "south"), (0, 0, "middle")],
)
def test_directions_have_words(east, north, word):
    assert compass(east, north) == word


def test_parts_and_floors_have_words():
    assert [part(n, 2, ("north", "south")) for n in (0, 1)] == ["north half", "south half"]
    assert part(1, 3, ("west", "east")) == "middle third"
    assert part(0, 5, ("north", "south")) == "part 1 of 5 from north"
    assert (floors(2, 2), floors(2, 4)) == ("floor 2", "floors 2 to 4")
