"""What the gazetteer knows of a map, and that it opens as it was closed."""

import numpy as np
import pytest

from tests.places.drawn import MAPS, gazetteer_of, hand_made
from tocsin.geo.line import distance_m
from tocsin.places.feature import Feature
from tocsin.places.gazetteer import gazetteer_from, to_arrays
from tocsin.places.record import Target
from tocsin.places.words import read_places

CORNER, EAST, NORTH, FAR = (35.2, -92.4), (35.2, -92.39), (35.21, -92.4), (35.5, -92.4)
HOUSE = Feature(
    "node", 7, 35.2001, -92.396, (), {"addr:housenumber": "12-16", "addr:street": "Alder St"}
)
LIBRARY = Feature(
    "way",
    8,
    35.205,
    -92.401,
    ((35.2049, -92.4011), (35.2051, -92.4011), (35.2051, -92.4009), (35.2049, -92.4011)),
    {"name": "Harlow Library", "alt_name": "The Stacks;Old Library", "amenity": "library"},
)
WAY_1 = Feature("way", 1, 35.2, -92.395, (), {"highway": "residential", "old_name": "Mill Road"})


def town():
    streets = [
        ("Alder Street", [CORNER, EAST]),
        ("N 5th Avenue", [CORNER, NORTH]),
        ("Alder Street", [FAR, (35.5, -92.39)]),
    ]
    return hand_made(streets, [HOUSE, LIBRARY, WAY_1])


def called(gazetteer, text):
    key = gazetteer.key(text)
    assert key is not None
    return list(gazetteer.named(key))


def things(gazetteer, text):
    shown = {Target.STREET: gazetteer.streets, Target.PLACE: gazetteer.places}
    return [shown[named.target][named.id] for named in called(gazetteer, text)]


def test_one_name_far_apart_is_two_streets():
    found = town()
    assert things(found, "alder") == ["Alder Street", "Alder Street"]
    streets = [named.id for named in called(found, "alder")]
    assert {found.stretches(street) for street in streets} == {(0,), (2,)}


def test_a_crossing_lies_where_both_streets_pass():
    found = town()
    alders = [named.id for named in called(found, "alder")]
    [fifth] = [named.id for named in called(found, "5")]
    where = [found.crossings(street, fifth).tolist() for street in alders]
    assert sorted(map(len, where)) == [0, 1]
    assert max(where)[0] == pytest.approx(CORNER, abs=1e-6)
    assert max(found.crossings(fifth, street).tolist() for street in alders) == max(where)


def test_a_dual_carriageway_is_crossed_once():
    lanes = [0.0, 0.0002]
    streets = [
        ("Broad Way", [(35.2 + d, -92.41), (35.2 + d, -92.4), (35.2 + d, -92.39)]) for d in lanes
    ]
    streets.append(("Elm Road", [(35.19, -92.4), (35.2, -92.4), (35.2002, -92.4), (35.21, -92.4)]))
    found = hand_made(streets, [])
    [elm] = [named.id for named in called(found, "elm")]
    [broad] = [named.id for named in called(found, "broad")]
    assert found.crossings(elm, broad) == pytest.approx(np.array([[35.2001, -92.4]]), abs=1e-6)


def test_streets_that_end_twenty_metres_apart_meet_halfway():
    streets = [
        ("Oak Lane", [(35.2, -92.4), EAST]),
        ("Ash Lane", [(35.19, -92.4), (35.1998, -92.4)]),
    ]
    found = hand_made(streets, [])
    oak, ash = (called(found, name)[0].id for name in ("oak", "ash"))
    assert found.crossings(oak, ash) == pytest.approx(np.array([[35.1999, -92.4]]), abs=1e-6)


def test_a_house_stands_in_the_street_of_its_name_nearest_to_it_however_it_is_written():
    found = town()
    near = next(n.id for n in called(found, "alder") if found.stretches(n.id) == (0,))
    table = found.tables
    part = slice(table.first_address[near], table.first_address[near + 1])
    assert table.address_number[part].tolist() == [12, 16]
    assert table.address_latitude[part].tolist() == [35.2001, 35.2001]


def test_a_house_in_a_street_that_is_not_drawn_makes_the_street_known():
    house = HOUSE._replace(tags={"addr:housenumber": "3b", "addr:street": "Ghost Alley"})
    found = hand_made([("Alder Street", [CORNER, EAST])], [house])
    [ghost] = called(found, "ghost")
    assert found.stretches(ghost.id) == ()
    table = found.tables
    assert table.first_address[ghost.id + 1] - table.first_address[ghost.id] == 1
    assert table.address_letter.tolist() == [2]


def test_every_name_of_a_place_leads_to_it_and_to_its_outline():
    found = town()
    for key in ("harlowlibrary", "stacks", "oldlibrary"):
        assert things(found, key) == ["Harlow Library"]
    place = called(found, "stacks")[0].id
    assert found.kind(place) == "amenity=library"
    assert found.outline(place) == LIBRARY.outline
    assert list(found.of_kind["amenity=library"]) == [place]


def test_a_way_of_the_network_lends_its_other_names_to_the_street_and_is_no_place():
    found = town()
    assert things(found, "mill") == ["Alder Street"]
    assert len(found.places) == 2


def test_a_misspelled_key_is_among_the_like_ones():
    found = town()
    assert [found.keys[key] for key in found.like("aldr", 3)] == ["alder"]
    assert found.like("xyz", 3) == []
    assert found.key("aldr") is None


def test_it_opens_as_it_was_closed():
    arrays = to_arrays(town())
    assert all(name.startswith("gazetteer.") for name in arrays)
    again = to_arrays(gazetteer_from(arrays))
    assert arrays.keys() == again.keys()
    assert all(arrays[name] is again[name] for name in arrays)


def test_what_is_missing_in_a_file_is_named():
    arrays = to_arrays(town())
    del arrays["gazetteer.key_blob"]
    with pytest.raises(KeyError, match=r"gazetteer\.key_blob"):
        gazetteer_from(arrays)


def test_a_map_with_nothing_on_it_knows_nothing_and_says_so():
    empty = hand_made([], [])
    assert empty.key("alder") is None
    assert empty.like("alder", 3) == []
    assert empty.of_kind == {}


@pytest.mark.skipif(not MAPS.exists(), reason="the shared maps are not on this machine")
def test_a_real_city_has_its_streets_crossings_and_spellings():
    portland = gazetteer_of("portland_central")
    assert "Southwest Alder Street" in things(portland, "alder")
    keys = [portland.keys[key] for key in portland.like("yamhlil", 30)]
    assert "yamhill" in keys
    sizes = np.diff(portland.tables.first_crossing)
    assert len(portland.streets) > 500
    assert (sizes > 0).mean() > 0.9


@pytest.mark.skipif(not MAPS.exists(), reason="the shared maps are not on this machine")
@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("5th n alder hurry", (45.5195, -122.6772)),
        ("estoy en la sexta con yamhil", (45.5184, -122.6790)),
        ("on sw alder btwn 5th and 6th", (45.5196, -122.6777)),
    ],
)
def test_a_text_from_a_real_city_is_read_to_its_corner(text, where):
    reading = read_places(text, gazetteer_of("portland_central"))[0]
    first = reading.alternatives[0]
    assert distance_m((first.latitude, first.longitude), where) < 60
