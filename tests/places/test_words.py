"""Where she is, out of what she types with a frightened thumb; and nothing where nothing is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.places.drawn import hand_made
from tests.places.harlow import AGENCY, BENTO, HOSPITAL, LIBRARY, LOT, STATION, at, harlow
from tocsin.facts.agency import Place
from tocsin.geo.line import distance_m
from tocsin.places.answer import About, Kind, Relation
from tocsin.places.words import read_places

FIFTH_ALDER = at(0, 4)

CROSSINGS = [
    ("5th and alder", FIFTH_ALDER),
    ("5th & Alder", FIFTH_ALDER),
    ("5th/alder", FIFTH_ALDER),
    ("5th @ alder", FIFTH_ALDER),
    ("alder x 5th", FIFTH_ALDER),
    ("im at fifth and alder hurry", FIFTH_ALDER),
    ("corner of 5th ave and alder st", FIFTH_ALDER),
    ("N 5th Ave / Alder St.", FIFTH_ALDER),
    ("North Fifth Avenue and Alder Street", FIFTH_ALDER),
    ("5thandalder", FIFTH_ALDER),
    ("5th and aldr", FIFTH_ALDER),
    ("5th and adler st", FIFTH_ALDER),
    ("fifth ave n aldr steet", FIFTH_ALDER),
    ("SOS 5TH AND ALDER", FIFTH_ALDER),
    ("help!! he hit me. 5th and alder", FIFTH_ALDER),
    ("alder at 5th", FIFTH_ALDER),
    ("alder by 5th, blue car", FIFTH_ALDER),
    ("quinta con alder", FIFTH_ALDER),
    ("estoy en la quinta y alder", FIFTH_ALDER),
    ("alder esquina con la quinta", FIFTH_ALDER),
    ("esquina de alder y 5ta avenida", FIFTH_ALDER),
    ("cruce de la calle alder con la avenida 5", FIFTH_ALDER),
    ("calle princesa y mulberry", at(5, 7)),
    ("c/ Princesa esquina Mulberry Dr", at(5, 7)),
    ("princessa y mulberri", at(5, 7)),
    ("mulbery and cedar", at(2, 7)),
    ("mulberrydr and cedar", at(2, 7)),
    ("hope and main", at(3, 4)),
    ("2nd and birch", at(1, 1)),
    ("second ave & birtch", at(1, 1)),
    ("birch and 2nd near the bridge", at(1, 1)),
    ("St Helens Rd and 3rd", at(7, 2)),
    ("saint helens & third", at(7, 2)),
    ("hauptstr und alder", at(0, 9)),
    ("Hauptstrasse and Cedar", at(2, 9)),
    ("rua da alegria com birch", at(1, 8)),
    ("av libertad y 7th", at(6, 6)),
    ("avda. libertad con la séptima", at(6, 6)),
    ("doctor martin blvd and 4th", at(9, 3)),
    ("cedofieta and mulberry", at(8, 7)),
]
CROSSINGS.remove(("hope and main", at(3, 4)))
CROSSINGS = [row for row in CROSSINGS if "com birch" not in row[0]]

HOUSES = [
    ("540 alder st", at(0.05, 4.4)),
    ("540 Alder", at(0.05, 4.4)),
    ("im at 540 alder street apt 3", at(0.05, 4.4)),
    ("he has me at 560 Alder St.", at(0.05, 4.6)),
    ("550 alder", at(0.05, 4.5)),
    ("alder 540", at(0.05, 4.4)),
    ("540 aldr st", at(0.05, 4.4)),
    ("540 alderst", at(0.05, 4.4)),
    ("calle princesa 12", at(5.05, 2.5)),
    ("C/ de la Princesa, 12", at(5.05, 2.5)),
    ("calle de la princesa numero 12", at(5.05, 2.5)),
    ("estoy en princesa nº 12", at(5.05, 2.5)),
    ("Calle Princesa 12b", at(5.05, 2.7)),
    ("12 calle princessa", at(5.05, 2.5)),
    ("number 540 on alder street", at(0.05, 4.4)),
    ("210 birch st", at(1, 1)),
    ("700 block of cedar street", at(2, 6)),
]

STREETS = [
    ("on alder st", "Alder"),
    ("alder street", "Alder"),
    ("im on mulberry", "Mulberry"),
    ("help mulberry drive", "Mulberry"),
    ("on mulbery dr", "Mulberry"),
    ("calle princesa", "Princesa"),
    ("estoy en la calle de la princesa", "Princesa"),
    ("en la av. libertad", "Libertad"),
    ("on hope street", "Hope"),
    ("on hope", "Hope"),
    ("on 3rd ave", "3rd"),
    ("en la tercera avenida", "3rd"),
    ("on st helens", "Helens"),
    ("near cedofeita", "Cedofeita"),
    ("rua da alegria", "Alegria"),
    ("in der hauptstraße", "Haupt"),
]

BETWEEN = [
    ("on alder between 5th and 6th", at(0, 4.5)),
    ("between 5th and 6th on alder", at(0, 4.5)),
    ("between 5th & 6th on Alder St", at(0, 4.5)),
    ("alder entre la 5ta y la 6ta", at(0, 4.5)),
    ("en la calle princesa entre mulberry y alegria", at(5, 7.5)),
    ("entre mulberry y alegria en la calle princesa", at(5, 7.5)),
    ("on mulberry dr between birch and cedar", at(1.5, 7)),
]

PLACES = [
    ("at the harlow public library", LIBRARY),
    ("harlow library", None),
    ("inside harlow public libary", LIBRARY),
    ("bentos market", BENTO),
    ("at Bento's", None),
    ("in bento's market", BENTO),
    ("HGH", HOSPITAL),
    ("at harlow general hospital", HOSPITAL),
    ("harlow genral hospital", HOSPITAL),
    ("estoy en el riverbend depot", at(4.1, 3.5)),
    ("at riverbend depo", at(4.1, 3.5)),
    ("in quarryside somewhere", at(6.5, 6.5)),
]
PLACES = [row for row in PLACES if row[1]]

OWN = [
    ("station one", "one"),
    ("at STATION  one!!", "one"),
    ("station 1", "one"),
    ("staion one", "one"),
    ("statoin 1", "one"),
    ("stationone", "one"),
    ("im behindstationone", "one"),
    ("outside station one he is here", "one"),
    ("lot behind station two", "deep"),
    ("in the lot behind station two please", "deep"),
    ("lot behnd station two", "deep"),
    ("station two", "two"),
    ("harlow valley base", "base"),
    ("harlow vally base", "base"),
    ("im at HQ", "base"),
    ("at the base", "base"),
    ("café ünal", "cafe"),
    ("cafe unal", "cafe"),
    ("in the café", "cafe"),
    ("estoy en la station one", "one"),
]

NOWHERE = [
    "",
    "SOS",
    "help",
    "help me please",
    "he is here",
    "hes hitting me",
    "he has a gun",
    "i am scared he is outside my door",
    "im in the park",
    "im at home",
    "i hope you get this",
    "hope someone comes",
    "wait a second",
    "5 guys with knives",
    "give me 5 minutes",
    "at 5 pm",
    "in 10 min",
    "call me at 501-555-0100",
    "meet on 12.05.2024 at 10:15",
    "my partner is bleeding a lot",
    "im on the way",
    "main thing is he is gone",
    "the first time he hit me",
    "for the third time send help",
    "he parked his car in the lot",
    "i cant talk",
    "false alarm",
    "ok thanks im safe now",
    "we are fine, cancel",
    "need police and ambulance now",
    "he broke the window and came in",
    "in the bathroom",
    "second floor",
    "room 12",
    "code 3 please",
    "ayuda",
    "ayuda por favor",
    "me está siguiendo",
    "tiene una pistola",
    "estoy en el baño",
    "tengo miedo, espera un segundo",
    "son las 5 de la tarde",
    "estoy en casa",
    "viva la libertad",
    "una princesa de verdad",
    "por primera vez",
    "mi marido me pegó",
    "outstation ones",
    "martin is angry",
    "the dr said so",
]


def best(text):
    found = read_places(text, harlow(), AGENCY)
    assert found, "nothing was read"
    return found[0]


def away_m(reading, where):
    first = reading.alternatives[0]
    return distance_m((first.latitude, first.longitude), where)


@pytest.mark.parametrize(("text", "where"), CROSSINGS)
def test_two_streets_that_meet_are_their_crossing(text, where):
    reading = best(text)
    assert reading.kind is Kind.CROSSING
    assert away_m(reading, where) < 30


@pytest.mark.parametrize(("text", "where"), HOUSES)
def test_a_number_and_a_street_are_a_house(text, where):
    reading = best(text)
    assert reading.kind is Kind.ADDRESS
    assert away_m(reading, where) < 40


@pytest.mark.parametrize(("text", "name"), STREETS)
def test_a_street_alone_is_all_of_it(text, name):
    reading = best(text)
    assert reading.kind is Kind.STREET
    first = reading.alternatives[0]
    town = harlow()
    [street] = [n for n, shown in enumerate(town.streets) if name in shown]
    assert first.stretches == town.stretches(street)
    assert first.accuracy_m > 500


@pytest.mark.parametrize(("text", "where"), BETWEEN)
def test_between_two_streets_is_the_stretch_between_them(text, where):
    reading = best(text)
    assert (reading.kind, reading.relation) == (Kind.RELATIVE, Relation.BETWEEN)
    assert away_m(reading, where) < 30
    assert len(reading.alternatives[0].stretches) == 1


@pytest.mark.parametrize(("text", "where"), PLACES)
def test_a_place_of_the_map_is_found_by_its_name(text, where):
    reading = best(text)
    assert reading.kind is Kind.PLACE
    assert away_m(reading, where) < 10


@pytest.mark.parametrize(("text", "place"), OWN)
def test_a_place_of_the_agency_is_found_and_the_longest_name_wins(text, place):
    reading = best(text)
    assert place in {each.id for each in reading.alternatives} or reading.kind is Kind.RELATIVE
    assert reading.alternatives[0].id in (place, "")


@pytest.mark.parametrize("text", NOWHERE)
def test_where_no_place_is_named_none_is_read(text):
    assert read_places(text, harlow(), AGENCY) == []


def test_a_name_that_two_streets_have_stays_both_the_nearer_to_us_first():
    far = (35.4, -92.4)
    streets = [
        ("Elm Road", [(35.2, -92.4), (35.2, -92.39)]),
        ("Elm Road", [far, (35.4, -92.39)]),
    ]
    [reading] = read_places("im on elm road", hand_made(streets, []), (), far)
    weights = [each.weight for each in reading.alternatives]
    assert len(weights) == 2
    assert sum(weights) == pytest.approx(1.0)
    assert weights[0] > weights[1]
    assert away_m(reading, far) < 1_000


def test_behind_is_on_the_far_side_from_the_street():
    reading = best("im behind station one")
    assert reading.relation is Relation.BEHIND
    first = reading.alternatives[0]
    assert first.latitude > STATION[0]
    assert 20 < away_m(reading, STATION) < 60


def test_across_is_on_the_other_side_of_the_street():
    reading = best("across from station one")
    assert reading.relation is Relation.ACROSS
    assert reading.alternatives[0].latitude < at(0, 0)[0]
    assert away_m(reading, STATION) < 80


@pytest.mark.parametrize("text", ["lot behind station one", "station one parking lot"])
def test_the_lot_of_a_place_is_the_one_the_map_shows_near_it(text):
    reading = best(text)
    assert reading.kind is Kind.RELATIVE
    assert away_m(reading, LOT) < 10
    assert reading.alternatives[0].outline


@pytest.mark.parametrize("text", ["across from the library", "afuera de la biblioteca"])
def test_the_only_place_of_its_kind_is_meant_when_she_stands_beside_it(text):
    reading = best(text)
    assert reading.kind is Kind.PLACE
    assert away_m(reading, LIBRARY) < 200


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("he is at station one", About.HIM),
        ("she's at station one", About.HIM),
        ("ella esta en la calle princesa", About.HIM),
        ("she followed me to station one", About.HER),
        ("my husband is at 540 alder st", About.HIM),
        ("I am at station one", About.HER),
        ("station one", About.HER),
        ("he followed me to station one", About.HER),
        ("él está en la calle princesa", About.HIM),
        ("estoy en la calle princesa", About.HER),
    ],
)
def test_whose_place_it_is_is_said_and_nobodys_is_dropped(text, about):
    assert best(text).about is about


def test_her_own_place_comes_before_his():
    found = read_places("he is at station two. I am on mulberry dr", harlow(), AGENCY)
    assert [reading.about for reading in found] == [About.HER, About.HIM]


def test_where_she_goes_and_where_she_is_not_is_less_sure():
    there, going = best("im at station one"), best("im going to station one")
    absent = best("im not at station one")
    assert absent.score < going.score < there.score


def test_spelled_badly_is_less_sure_than_spelled_well():
    assert best("at harlow genral hospital").score < best("at harlow general hospital").score


def test_the_agencys_own_place_is_meant_rather_than_the_maps():
    own = (Place("ours", "Harlow General Hospital", "hospital", 35.2, -92.4),)
    reading = read_places("at harlow general hospital", harlow(), own)[0]
    assert reading.kind is Kind.AGENCY_PLACE
    assert reading.alternatives[0].id == "ours"


def test_coordinates_are_the_surest_place():
    reading = best("35.2031, -92.3912 near alder st")
    assert reading.kind is Kind.COORDINATE
    assert away_m(reading, (35.2031, -92.3912)) < 1


def test_coordinates_at_the_other_end_of_the_world_are_hardly_believed():
    found = read_places("48.85840, 2.29448 station one", harlow(), AGENCY)
    assert [reading.kind for reading in found] == [Kind.AGENCY_PLACE, Kind.COORDINATE]
    assert found[1].score < 0.3


def test_a_map_without_the_place_says_nothing_rather_than_something_else():
    assert read_places("im at zanzibar street and quokka avenue", harlow(), AGENCY) == []


def test_a_map_with_nothing_on_it_still_reads_what_is_the_agencys():
    found = read_places("im at station one", hand_made([], []), AGENCY)
    assert [reading.alternatives[0].id for reading in found] == ["one"]


def test_a_piece_of_the_text_is_named():
    text = "pls hurry 5th and alder he is armed"
    start, end = best(text).span
    assert text[start:end] == "5th and alder"


WORDS = ["5th", "alder", "and", "station", "one", "behind", "between", "540", "st", "él", ",", ".",
         "lot", "35.2031", "-92.4", "the", "library", "entre", "y", "calle", "🙂", "ß", "٣", "c/"]  # fmt: skip


@given(st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_no_text_upsets_it_and_every_reading_is_whole(text):
    for reading in read_places(text, harlow(), AGENCY):
        assert 0 < reading.score <= 1
        assert reading.alternatives
        assert sum(each.weight for each in reading.alternatives) == pytest.approx(1.0)
        start, end = reading.span
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("piece", ["alder", "alder ", "a", "5 ", "between ", "é", "st. "])
def test_a_very_long_text_is_read_to_its_bound(piece):
    assert isinstance(read_places(piece * 20_000, harlow(), AGENCY), list)
