"""The demo's town is an example to copy: without a mistake and without a hole."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.agency.small import loaded
from tocsin.agency.duty import on_shift, resolve
from tocsin.agency.load import read
from tocsin.agency.who_now import who_now

HARLOW = (Path(__file__).parents[2] / "src/tocsin/sim/demo/harlow.toml").read_text()
SATURDAY = datetime(2031, 5, 24, 17, 0, tzinfo=ZoneInfo("America/Chicago")).astimezone(UTC)


def test_it_has_no_mistake():
    assert read(HARLOW)[1] == ()


@pytest.mark.parametrize("week", range(0, 60, 4))
def test_it_has_no_hole(week):
    assert who_now(loaded(HARLOW), SATURDAY + timedelta(weeks=week)).holes == ()


def test_the_override_weeks_have_no_hole():
    state = loaded(HARLOW)
    at = datetime(2031, 6, 14, 18, tzinfo=UTC)
    assert resolve(state, "oncall:supervisor", at) == ("person:pat",)
    assert who_now(state, at - timedelta(days=3)).holes == ()


def test_the_cast_is_where_the_story_needs_it():
    state = loaded(HARLOW)
    tz = ZoneInfo("America/Chicago")
    for person in ("ana", "mo"):
        shift = on_shift(state.staff[person], SATURDAY, tz)
        assert shift is not None
        assert shift.place == "station_one"
    assert resolve(state, "oncall:supervisor", SATURDAY) == ("person:lee",)
    assert resolve(state, "oncall:dispatcher", SATURDAY) == ("person:mo",)
    assert state.safety_plans["ana"].silent is False
    assert [
        (line.kind, line.count, line.staged) for line in state.response_plans["duress"].lines
    ] == [
        ("police", 2, False),
        ("ambulance", 1, True),
        ("supervisor", 1, False),
    ]


def test_every_number_is_of_the_range_kept_for_fiction():
    numbers = loaded(HARLOW).by_number
    assert all(number.startswith("+150155501") for number in numbers)
