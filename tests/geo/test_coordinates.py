"""Coordinates are read however they are written, and nothing else is taken for them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.geo.coordinates import Doubt, Notation, read

HARLOW = (35.2, -92.4)
"""An invented town's middle: everything here lies about it."""

WRITTEN = [
    # decimal
    "35.2031, -92.4012",
    "35.2031,-92.4012",
    "35.2031 -92.4012",
    "(35.2031; -92.4012)",
    "help im at 35.203100/-92.401200 hurry",
    "35,2031 -92,4012",
    "35,2031; -92,4012",
    "35,2031, -92,4012",
    "estoy en 35,2031,-92,4012",
    "35.2031−92.4012",
    "35.2031 N 92.4012 W",
    "35.2031N, 92.4012W",
    "N35.2031 W92.4012",
    "N 35.2031, W 92.4012",
    "N 35.2031 O 92.4012",
    "35.2031° N, 92.4012° W",
    "35.2031º norte 92.4012º oeste",
    "35,2031 norte, 92,4012 oeste",
    "lat: 35.2031 lng: -92.4012",
    "Lat 35.2031 Long -92.4012",
    "latitude=35.2031&longitude=-92.4012",
    "latitud 35,2031 y longitud -92,4012",
    '{"lat":35.2031,"lng":-92.4012}',
    "lng -92.4012 lat 35.2031",
    "W 92.4012, N 35.2031",
    # degrees, minutes, seconds
    "35°12'11.2\"N 92°24'04.3\"W",
    "35° 12’ 11.2” N, 92° 24’ 04.3” W",
    "35º12′11.2″N 92º24′4.3″O",
    "35d12m11.2sN 92d24m4.3sW",
    "35 deg 12 min 11.2 sec N 92 deg 24 min 4.3 sec W",
    "35°12'11.2''N 92°24'04.3''W",
    "35 12 11.2 N 92 24 04.3 W",
    "35:12:11.2N 92:24:04.3W",
    "N35 12.187 W092 24.072",
    "35°12.187'N 92°24.072'W",
    "N 35° 12.187' W 092° 24.072'",
    # geo
    "geo:35.2031,-92.4012",
    "geo:35.2031,-92.4012,120;u=20",
    "geo:35.2031,-92.4012;crs=wgs84;u=20",
    "geo:0,0?q=35.2031,-92.4012(me)",
    # links
    "https://maps.google.com/?q=35.2031,-92.4012",
    "https://www.google.com/maps/search/?api=1&query=35.2031%2C-92.4012",
    "https://www.google.com/maps/place/Harlow/@35.21,-92.45,15z/data=!3m1!4b1!4m5!3d35.2031!4d-92.4012",
    "https://www.google.com/maps/@35.2031,-92.4012,17z",
    "https://www.google.es/maps/place/35%C2%B012'11.2%22N+92%C2%B024'04.3%22W/",
    "http://maps.google.com/maps?daddr=35.2031,-92.4012",
    "https://www.google.com/maps/dir//35.2031,-92.4012/",
    "google.com/maps?q=loc:35.2031,-92.4012",
    "https://maps.apple.com/?ll=35.2031,-92.4012&q=Me",
    "https://maps.apple.com/?sll=35.2031,-92.4012",
    "https://maps.apple.com/?q=35.2031,-92.4012",
    "https://www.openstreetmap.org/?mlat=35.2031&mlon=-92.4012#map=12/35.3/-92.5",
    "https://www.openstreetmap.org/#map=18/35.2031/-92.4012",
    "https://osm.org/#map=18/35.2031/-92.4012&layers=N",
    "https://www.bing.com/maps?cp=35.2031~-92.4012&lvl=16",
    "https://waze.com/ul?ll=35.2031%2C-92.4012&navigate=yes",
    "waze://?ll=35.2031,-92.4012",
    "https://share.here.com/l/35.2031,-92.4012,Me",
    "https://wego.here.com/?map=35.2031,-92.4012,16,normal",
    "come https://maps.google.com/?q=35.2031,-92.4012 please",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_every_way_of_writing_a_point_gives_the_point(text):
    [reading] = read(text, HARLOW)
    assert reading.point == pytest.approx((35.2031, -92.4012), abs=2e-5)
    assert not reading.doubts - {Doubt.VIEW}
    start, end = reading.span
    assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("text", WRITTEN)
def test_it_is_the_same_without_knowing_where_we_serve(text):
    if "N" in text or "-" in text or "−" in text:
        [reading] = read(text)
        assert reading.point == pytest.approx((35.2031, -92.4012), abs=2e-5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "help",
        "on 12.05.2024 at 10:15, again 13.05.2024 10:20",
        "2024-05-12 10:15:33",
        "call 501-555-0100 or 501.555.0101",
        "+1 501 555 0100, +34 600 555 010",
        "case 24-12345, 24-12346",
        "case 2412.345 and 2412.678",
        "$12.50, $13.75",
        "12.50, 13.75",
        "it was 12,50 y 13,75 euros",
        "98.6 101.2",
        "bp 120/80 hr 95",
        "room 12, floor 3",
        "version 1.2.3, 4.5.6",
        "192.168.10.12",
        "10:15 10:30",
        "40% 60%",
        "$1234.5678, $9876.5432",
        "units 12 14 16 W 5 S 3",
        "1.234 5.678",
        "+1 a",
        "C++ 2345+67",
        "https://example.com/?q=1,2",
        "lat lat lat",
        "5 N",
        "I am 35 and he is 40",
    ],
)
def test_dates_times_numbers_and_prices_are_no_coordinates(text):
    assert read(text, HARLOW) == []


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("-92.4012, 35.2031", Doubt.SWAPPED),
        ("35.2031, 92.4012", Doubt.SIGN),
        ("https://maps.google.com/?q=-92.4012,35.2031", Doubt.SWAPPED),
    ],
)
def test_swapped_numbers_and_missing_signs_are_put_right_and_doubted(text, doubt):
    [reading] = read(text, HARLOW)
    assert reading.point == (35.2031, -92.4012)
    assert doubt in reading.doubts


def test_numbers_out_of_range_are_swapped_without_knowing_where_we_serve():
    [reading] = read("-122.4012, 45.2031")
    assert reading.point == (45.2031, -122.4012)
    assert Doubt.SWAPPED in reading.doubts


def test_swapped_within_range_is_seen_by_where_we_serve():
    porto = (41.15, -8.61)
    [reading] = read("-8.61234, 41.15123", porto)
    assert reading.point == (41.15123, -8.61234)
    assert reading.doubts == {Doubt.SWAPPED}


def test_what_is_written_beside_a_number_is_believed():
    [reading] = read("lat -8.61234 lon 41.15123", (41.15, -8.61))
    assert reading.point == (-8.61234, 41.15123)
    assert reading.doubts == {Doubt.OUTSIDE}


def test_a_point_at_the_other_end_of_the_world_stays_and_is_doubted():
    [reading] = read("48.85840, 2.29448", HARLOW)
    assert reading.point == (48.8584, 2.29448)
    assert reading.doubts == {Doubt.OUTSIDE}


def test_zero_zero_is_no_position():
    [reading] = read("0.00000, 0.00000", HARLOW)
    assert reading.point is None
    assert reading.doubts == {Doubt.NULL_ISLAND}


@pytest.mark.parametrize(
    "text", ["///filled.count.soap", "https://w3w.co/filled.count.soap", "what3words.com/a.b.c"]
)
def test_three_words_are_seen_and_said_to_be_unreadable(text):
    [reading] = read(text, HARLOW)
    assert reading.point is None
    assert reading.doubts == {Doubt.WHAT3WORDS}


def test_a_shortened_link_is_seen_and_said_to_be_unreadable():
    [reading] = read("im here https://maps.app.goo.gl/aBcDeFgH12", HARLOW)
    assert reading.point is None
    assert reading.doubts == {Doubt.SHORT_LINK}


@pytest.mark.parametrize("text", ["86796H3X+6G", "im at 86796h3x+6g ok"])
def test_a_full_plus_code_is_a_point(text):
    [reading] = read(text)
    assert reading.notation is Notation.PLUS_CODE
    assert reading.accuracy_m < 10
    assert reading.point == pytest.approx((35.2031, -92.4012), abs=1e-4)


def test_a_short_plus_code_is_the_one_nearest_to_where_we_serve():
    [full] = read("8668524V+6G")
    [short] = read("524V+6G Harlow", full.point)
    assert short.point == pytest.approx(full.point, abs=1e-9)
    [lost] = read("524V+6G Harlow")
    assert lost.doubts == {Doubt.NO_REFERENCE}


@pytest.mark.parametrize(
    ("text", "accuracy_m"),
    [
        ("35.2031, -92.4012", 11.1),
        ("35.20310000, -92.40120000", 5.0),
        ("gps 35.20 -92.40", 1113.2),
        ("35°12'11\"N 92°24'04\"W", 30.9),
        ("35°12'N 92°24'W", 1855.3),
        ("geo:35.2031,-92.4012;u=80", 80.0),
    ],
)
def test_the_digits_say_how_fine_it_is(text, accuracy_m):
    [reading] = read(text, HARLOW)
    assert reading.accuracy_m == pytest.approx(accuracy_m, rel=0.01)
    assert (Doubt.ROUGH in reading.doubts) == (accuracy_m > 500)


def test_the_middle_of_a_view_is_no_pin_and_rough_when_zoomed_out():
    [near] = read("https://www.google.com/maps/@35.2031,-92.4012,17z", HARLOW)
    [far] = read("https://www.google.com/maps/@35.2031,-92.4012,10z", HARLOW)
    assert near.doubts == {Doubt.VIEW}
    assert far.doubts == {Doubt.VIEW, Doubt.ROUGH}


def test_two_points_in_one_text_are_both_read_in_their_order():
    found = read("from 35.2031,-92.4012 to 35.2100,-92.4100", HARLOW)
    assert [reading.point for reading in found] == [(35.2031, -92.4012), (35.21, -92.41)]


PIECES = [
    "35.2031", "-92.4012", "°", "'", '"', "N", "W", ",", " ", "lat", "lng", "geo:", "https://",
    "maps.google.com/?q=", "@", "!3d", "!4d", "+", "866V6H3X", "1", "²", "٣", "://", ".", "%", "%2",
]  # fmt: skip


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
@example("geo:1,2;u=9?q=%ff")
@example("٣٥.٢٠٣١, -٩٢.٤٠١٢")
def test_no_text_upsets_it_and_every_point_is_on_earth(text):
    for reading in read(text, HARLOW):
        if reading.point is not None:
            assert abs(reading.point[0]) <= 90
            assert abs(reading.point[1]) <= 180
        assert reading.accuracy_m >= 0
        assert 0 <= reading.span[0] < reading.span[1] <= len(text)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1.", "-", "35.2031 ", "lat", "35°", "35°12' ", "a.", "https://", "a.b/",
              "google.com/?q=", "2345+", "geo:1,1;", "!3d1", "(", "N", "///a", ";a=b"],
)  # fmt: skip
def test_a_hundred_thousand_letters_of_the_same_take_no_time(piece):
    text = piece * (100_000 // len(piece))
    assert isinstance(read(text, HARLOW), list)
