"""Posted limits in every way people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.maps.limits import KNOT, MPH, NONE_KPH, POSTED_KPH_MAX, WALK_KPH, posted_kph, read


@pytest.mark.parametrize(
    ("value", "kph"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("50kmh", 50),
        ("7.5", 7.5),
        ("30 mph", 30 * MPH),
        ("30mph", 30 * MPH),
        ("5 knots", 5 * KNOT),
        ("walk", WALK_KPH),
        ("none", NONE_KPH),
        ("RU:urban", 60),
        ("RO:urban", 50),
        ("DE:rural", 100),
        ("DE:zone:30", 30),
        ("DE:zone30", 30),
        ("FR:30", 30),
        ("GB:nsl_single", 60 * MPH),
        ("DE:living_street", WALK_KPH),
        ("50;30", 30),
        ("30 | 50 | 70", 30),
        ("50 @ (22:00-06:00)", 50),
        ("signals", 0),
        ("variable", 0),
        ("fast", 0),
        ("", 0),
        ("0", 0),
        ("-50", 0),
        ("5000", 0),
        ("XX:somewhere", 0),
        ("50; rubbish", 50),
    ],
)
def test_a_limit_is_read_as_it_is_written(value, kph):
    assert read(value) == pytest.approx(kph)


@pytest.mark.parametrize(
    ("tags", "kph"),
    [
        ({}, 0),
        ({"maxspeed": "50"}, 50),
        ({"maxspeed:forward": "50", "maxspeed:backward": "70"}, 70),
        ({"maxspeed": "30", "maxspeed:forward": "50"}, 50),
        ({"maxspeed": "30", "maxspeed:forward": "rubbish"}, 30),
        ({"maxspeed": "100", "maxspeed:conditional": "80 @ wet"}, 100),
        ({"maxspeed:conditional": "80 @ wet"}, 0),
        ({"source:maxspeed": "RU:urban"}, 60),
        ({"maxspeed:type": "GB:nsl_dual"}, 70 * MPH),
        ({"source:maxspeed": "sign"}, 0),
        ({"maxspeed": "signals", "source:maxspeed": "DE:urban"}, 0),
    ],
)
def test_a_way_has_one_limit(tags, kph):
    assert posted_kph(tags) == pytest.approx(kph)


@given(st.text())
def test_no_text_upsets_the_reader_or_makes_a_wild_limit(text):
    assert 0 <= read(text) <= POSTED_KPH_MAX
