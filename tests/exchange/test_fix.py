from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.reading import read_browser
from tocsin.exchange.fix import (
    Fix,
    Malformed,
    clean,
    from_epoch,
    heading,
    moment,
    number,
    place,
    radius,
)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("+54.5", 54.5),
        ("-000.18305", -0.18305),
        (" 1e3 ", 1000.0),
        (7, 7.0),
        ("", None),
        ("nan", None),
        ("infinity", None),
        ("1e999", None),
        ("1_000", None),
        ("٣", None),
        ("g4.7", None),
        (True, None),
        (None, None),
        ([1], None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
    ],
)
def test_a_number_is_finite_and_plain_or_none(given, value):
    assert number(given) == value


@pytest.mark.parametrize(
    "pair",
    [
        (float("nan"), 1.0),
        (1.0, float("inf")),
        (0.0, 0.0),
        (-0.0, 0.0),
        (90.1, 0.0),
        (0.0, -180.1),
        (None, 1.0),
        (1.0, None),
    ],
)
def test_no_location_and_beyond_the_earth_is_no_place(pair):
    assert place(*pair) is None


def test_the_edges_of_the_earth_are_places_and_so_is_the_equator():
    assert place(-90.0, 180.0) == (-90.0, 180.0)
    assert place(0.0, 9.5) == (0.0, 9.5)


@pytest.mark.parametrize("value", [0.0, -1.0, 3e7, None])
def test_a_radius_that_nobody_means_is_none(value):
    assert radius(value) is None


def test_a_heading_of_minus_one_is_none_and_360_is_north():
    assert heading(-1.0) is None
    assert heading(360.0) == 0.0
    assert heading(278.0) == 278.0


@pytest.mark.parametrize("seconds", [0, -5, 1e15, None])
def test_no_moment_comes_from_a_clock_that_knows_none(seconds):
    assert from_epoch(seconds) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2009-06-22T20:57:29Z", datetime(2009, 6, 22, 20, 57, 29, tzinfo=UTC)),
        ("2014-05-14T20:10:00+08:00", datetime(2014, 5, 14, 12, 10, tzinfo=UTC)),
        ("2012-05-02T23:21:04-00:00", datetime(2012, 5, 2, 23, 21, 4, tzinfo=UTC)),
        ("2009-06-22T20:57:29", None),
        ("2009-06-22", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (5, None),
    ],
)
def test_a_moment_has_an_offset_or_is_none(text, at):
    assert moment(text) == at


@given(st.text() | st.text(alphabet="\ud800\udfff\x00\x1b\r\n a"))
def test_a_clean_text_can_be_kept_anywhere(text):
    kept = clean(text, 50)
    kept.encode()
    assert len(kept) <= 50
    assert not any(letter < " " and letter not in "\t\n" for letter in kept)


def test_a_browsers_position_is_a_fix_of_95_percent():
    told = read_browser(
        b'{"coords":{"latitude":34.7465,"longitude":-92.2896,"accuracy":12.5,"altitude":null,'
        b'"speed":null,"heading":null},"timestamp":1795352403000}'
    )
    at = datetime(2026, 11, 22, 13, 0, 3, tzinfo=UTC)
    assert told == Fix(34.7465, -92.2896, 12.5, 0.95, at)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"coords":[]}', b'{"coords":{"latitude":0,"longitude":0}}', b'{"coords":{}}'],
)
def test_a_position_that_is_none_says_what_is_accepted(body):
    assert isinstance(read_browser(body), Malformed)
