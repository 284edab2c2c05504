"""What ground is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.finding.ends import Course, End
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


def course(name, *ends, length_m=230.0, east_m=100.0, north_m=100.0, others=(), nameless=False):
    ends = tuple(end if isinstance(end, End) else End(end) for end in ends)
    return Course(name, ends, length_m, east_m, north_m, tuple(others), nameless)


def test_a_street_is_named_by_what_it_lies_between():
    assert street(course("Mill Lane", "Oak St", "5th Ave")) == (
        "Mill Lane between Oak St and 5th Ave"
    )
    assert street(course("", "Oak St", "Elm St")) == "Side road between Oak St and Elm St"
    assert street(course("Mill Lane", "Oak St", "Oak St")) == (
        "Mill Lane, from Oak St round to Oak St"
    )
    assert street(course("Mill Lane", "Oak St")) == "Mill Lane, all round from Oak St"


def test_with_one_crossing_known_it_says_how_far_and_which_way_to_go_from_there():
    dead = End("", is_dead=True)
    assert street(course("Mill Lane", "Oak St", dead)) == "Mill Lane from Oak St to its end"
    assert street(course("Mill Lane", "Oak St", End(""))) == (
        "Mill Lane from Oak St for 230 m north-east"
    )
    assert street(course("", End(""), "Oak St")) == "Side road from Oak St for 230 m south-west"


def test_a_part_of_a_long_road_says_where_it_begins():
    one, other = End("Oak St", 800.0), End("Oak St", 1600.0)
    assert street(course("Mill Lane", one, other, length_m=800.0, north_m=0.0)) == (
        "Mill Lane, 800 m east, beginning 800 m from Oak St"
    )
    assert street(course("Mill Lane", other, one, length_m=800.0, north_m=0.0)) == (
        "Mill Lane, 800 m west, beginning 800 m from Oak St"
    )


def test_a_road_that_meets_no_other_is_said_whole():
    dead = End("", is_dead=True)
    assert street(course("Mill Lane", dead, dead)) == "Mill Lane, all 230 m of it"
    assert (
        street(course("Mill Lane", End(""), End(""))) == "Mill Lane, 230 m of it going north-east"
    )


def test_the_other_roads_of_the_walk_are_named_while_there_is_room():
    assert street(course("Mill Lane", "Oak St", "5th Ave", others=("Elm Ct",))) == (
        "Mill Lane between Oak St and 5th Ave, with Elm Ct"
    )
    assert street(course("Mill Lane", "Oak St", "5th Ave", nameless=True)).endswith(
        ", with side roads"
    )
    long = street(course("Mill Lane", "Oak St", "5th Ave", others=("x" * 70,)))
    assert long == "Mill Lane between Oak St and 5th Ave"


def test_long_street_words_are_written_as_on_signs_before_anything_is_left_out():
    found = street(
        course(
            "Southwest Alder Street", "Southwest Broadway Avenue", "Southwest Park Avenue West One"
        )
    )
    assert found == "SW Alder St between SW Broadway Ave and SW Park Ave West One"
    assert brief("Northeast Oak Road") == "NE Oak Rd"


def test_where_to_stop_is_never_left_out():
    found = street(course("A" * 50, "B" * 50, "C" * 50))
    assert len(found) <= LABEL_MAX
    assert "A…" in found
    assert "B… and C" in found


ENDS = st.builds(End, st.text(max_size=200), st.floats(0, 5_000), st.booleans())


@given(st.text(max_size=200), st.lists(ENDS, min_size=1, max_size=2), st.floats(1, 9_000))
def test_no_label_is_too_long(name, ends, metres):
    assert 0 < len(street(course(name, *ends, length_m=metres))) <= LABEL_MAX
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
