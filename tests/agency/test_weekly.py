"""Weekly hours on wall clocks that jump: Chicago, 14 March and 7 November 2027."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agency.small import loaded, swapped
from tocsin.agency.weekly import DAYS, covers, moment, stretches
from tocsin.facts.agency import Shift

CHICAGO = ZoneInfo("America/Chicago")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(shift, day, tz=CHICAGO):
    """The length in hours of the stretch that starts on the local day."""
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=tz).astimezone(UTC)
    around = stretches(shift, tz, noon - timedelta(days=2), noon + timedelta(days=2))
    found = [s for s in around if str(s.starts_at.astimezone(tz).date()) == day]
    assert len(found) == 1
    return (found[0].ends_at - found[0].starts_at) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("wall", "at"),
    [
        ("2027-03-14T01:59", "2027-03-14T07:59"),
        ("2027-03-14T02:00", "2027-03-14T08:00"),  # left out: it happens at the jump
        ("2027-03-14T02:30", "2027-03-14T08:00"),
        ("2027-03-14T03:00", "2027-03-14T08:00"),
        ("2027-11-07T00:59", "2027-11-07T05:59"),
        ("2027-11-07T01:30", "2027-11-07T06:30"),  # comes twice: the first
        ("2027-11-07T02:00", "2027-11-07T08:00"),
    ],
)
def test_the_moment_of_a_wall_time(wall, at):
    assert moment(datetime.fromisoformat(wall), CHICAGO) == utc(at)


@pytest.mark.parametrize(
    ("start", "end", "day", "expected"),
    [
        ("22:00", "06:00", "2027-03-13", 7),
        ("22:00", "06:00", "2027-11-06", 9),
        ("22:00", "06:00", "2027-05-01", 8),
        ("07:00", "07:00", "2027-03-13", 23),
        ("07:00", "07:00", "2027-11-06", 25),
        ("22:00", "02:30", "2027-03-13", 4),  # ends at the jump, and no later
        ("00:00", "00:00", "2027-11-07", 25),
    ],
)
def test_a_night_is_an_hour_shorter_or_longer(start, end, day, expected):
    assert hours(Shift(DAYS, start, end), day) == expected


def test_a_shift_begins_at_its_first_moment_and_ends_before_its_last():
    shift = Shift(("fri",), "22:00", "06:00")
    assert not covers(shift, utc("2031-05-24T02:59:59"), CHICAGO)
    assert covers(shift, utc("2031-05-24T03:00"), CHICAGO)
    assert covers(shift, utc("2031-05-24T10:59:59"), CHICAGO)
    assert not covers(shift, utc("2031-05-24T11:00"), CHICAGO)


def test_half_an_hour_is_a_jump_too():
    assert hours(Shift(DAYS, "00:00", "00:00"), "2027-10-03", LORD_HOWE) == 23.5
    assert hours(Shift(DAYS, "00:00", "00:00"), "2027-04-04", LORD_HOWE) == 24.5


CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))


@settings(deadline=None)
@given(
    handover=CLOCKS,
    at=st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    tz=st.sampled_from([CHICAGO, LORD_HOWE, ZoneInfo("Europe/Dublin"), ZoneInfo("UTC")]),
)
def test_where_one_ends_as_the_next_begins_there_is_no_hole_and_no_overlap(handover, at, tz):
    rota = [Shift((day,), handover, handover) for day in DAYS]
    assert sum(covers(shift, at, tz) for shift in rota) == 1


@settings(deadline=None)
@given(first=CLOCKS, second=CLOCKS, night=st.sampled_from(["2027-03-14", "2027-11-07"]))
def test_later_on_the_wall_is_never_earlier_in_time(first, second, night):
    early, late = sorted([first, second])
    moments = [
        moment(datetime.fromisoformat(f"{night}T{clock}"), CHICAGO) for clock in (early, late)
    ]
    assert moments == sorted(moments)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ('"daily"', DAYS),
        ('"fri-mon"', ("mon", "fri", "sat", "sun")),
        ('"Mon - Wed, SAT"', ("mon", "tue", "wed", "sat")),
        ('["sun", "mon", "mon"]', ("mon", "sun")),
    ],
)
def test_days_as_people_write_them(written, days):
    text = swapped('days = "mon-fri", start = "22', f'days = {written}, start = "22')
    assert loaded(text).staff["ada"].shifts[0].days == days
