"""Who is on duty, who works, who is meant, how they are reached."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.agency.small import BEFORE, loaded, swapped
from tocsin.agency.duty import (
    contacts,
    last_shift,
    on_duty,
    on_shift,
    person_by_number,
    resolve,
    zone,
)
from tocsin.agency.state import AgencyState, evolve
from tocsin.facts.agency import AgencyItemRemoved, Duty, OnCall, Override
from tocsin.facts.system import PersonErased

CHICAGO = ZoneInfo("America/Chicago")


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "person"),
    [
        ("2031-06-02T06:59:59", "bo"),  # Sunday's day ends on Monday at seven
        ("2031-06-02T07:00", "ada"),
        ("2031-06-03T11:59:59", "ada"),
        ("2031-06-03T12:00", "bo"),  # the override
        ("2031-06-03T17:59:59", "bo"),
        ("2031-06-03T18:00", "ada"),
        ("2031-06-07T06:59", "ada"),
        ("2031-06-07T07:00", "bo"),
    ],
)
def test_the_week_and_its_overrides(at, person):
    state = loaded()
    assert on_duty(state.oncalls["rota"], local(at), CHICAGO) == person
    assert resolve(state, "oncall:rota", local(at)) == (f"person:{person}",)


@pytest.mark.parametrize(
    ("at", "person"),
    [
        ("2027-03-14T07:59:59", "ada"),  # 01:59:59 CST
        ("2027-03-14T08:00", "bo"),  # 03:00 CDT, the left-out hand-over of 02:30
        ("2027-11-07T07:29:59", "ada"),  # 01:29:59 CST, the second time
        ("2027-11-07T08:29:59", "ada"),
        ("2027-11-07T08:30", "bo"),  # 02:30 CST
    ],
)
def test_a_hand_over_on_the_nights_of_the_jumps(at, person):
    rota = OnCall(
        "rota",
        (Duty("ada", ("sat",), "02:30", "02:30"), Duty("bo", ("sun",), "02:30", "02:30")),
    )
    assert on_duty(rota, datetime.fromisoformat(at).replace(tzinfo=UTC), CHICAGO) == person


def test_the_later_override_wins():
    whole = Override("ada", local("2031-06-03T00:00"), local("2031-06-04T00:00"))
    part = Override("bo", local("2031-06-03T10:00"), local("2031-06-03T11:00"))
    at = local("2031-06-03T10:30")
    assert on_duty(OnCall("rota", (), (whole, part)), at, CHICAGO) == "bo"
    assert on_duty(OnCall("rota", (), (part, whole)), at, CHICAGO) == "ada"


def test_a_rota_can_have_nobody():
    rota = OnCall("rota", (Duty("ada", ("mon",), "07:00", "19:00"),))
    assert on_duty(rota, local("2031-06-02T19:00"), CHICAGO) is None


def test_a_shift_goes_over_midnight():
    ada = loaded().staff["ada"]
    for at, works in [
        ("2031-06-06T21:59", False),
        ("2031-06-06T22:00", True),
        ("2031-06-07T00:00", True),
        ("2031-06-07T05:59", True),  # Saturday, but Friday's shift
        ("2031-06-07T06:00", False),
        ("2031-06-07T22:00", False),
    ]:
        assert (on_shift(ada, local(at), CHICAGO) is not None) == works, at


def test_the_last_shift_is_the_one_that_ended_last():
    ada, hour = loaded().staff["ada"], timedelta(hours=1)
    assert last_shift(ada, local("2031-06-07T05:59"), CHICAGO, hour) is None
    worked = last_shift(ada, local("2031-06-07T06:00"), CHICAGO, hour)
    assert worked is not None
    assert worked.shift.place == "base"
    assert worked.ends_at == local("2031-06-07T06:00")
    assert worked.starts_at == local("2031-06-06T22:00")
    assert last_shift(ada, local("2031-06-07T07:00"), CHICAGO, hour) == worked
    assert last_shift(ada, local("2031-06-07T07:01"), CHICAGO, hour) is None


def test_what_a_target_means():
    state = loaded()
    everyone = ("person:ada", "person:bo", "person:cy")
    assert resolve(state, "everyone", BEFORE) == everyone
    assert resolve(state, "person:bo", BEFORE) == ("person:bo",)
    assert resolve(state, "role:dispatcher", BEFORE) == ("person:bo",)
    for nobody in ("person:x", "role:x", "oncall:x", "x", "", "unit:A1"):
        assert resolve(state, nobody, BEFORE) == ()


def test_who_was_removed_is_meant_by_nothing():
    state = loaded()
    evolve(state, AgencyItemRemoved("staff", "bo"), BEFORE)
    at = local("2031-06-07T12:00")
    for target in ("person:bo", "role:dispatcher", "oncall:rota"):
        assert resolve(state, target, at) == ()
    assert "person:bo" not in resolve(state, "everyone", at)
    assert contacts(state, "person:bo") == ()
    assert person_by_number(state, "+15015550102", "US") is None


def test_contacts_come_best_first():
    state = loaded(swapped('emails = ["bo@', 'services = ["ntfy://x/bo"]\nemails = ["bo@'))
    found = [(each.channel, each.address.text) for each in contacts(state, "person:bo")]
    assert found == [
        ("sms", "+15015550102"),
        ("email", "bo@small.example"),
        ("apprise", "ntfy://x/bo"),
    ]
    assert [each.address.text for each in contacts(state, "unit:A1")] == ["+15015550103"]
    for nobody in ("person:cy", "person:x", "unit:x", "unknown:bo", ""):
        assert contacts(state, nobody) == ()


def test_what_is_erased_is_no_contact():
    state = loaded()
    evolve(state, PersonErased("person:bo", "jo"), BEFORE)
    assert contacts(state, "person:bo") == ()
    assert resolve(state, "person:bo", BEFORE) == ("person:bo",)


@pytest.mark.parametrize(
    "written", ["+15015550102", "15015550102", "(501) 555-0102", "501.555.0102", "1 501 555 0102"]
)
def test_a_number_is_found_however_it_is_written(written):
    assert person_by_number(loaded(), written, "US") == "person:bo"


@pytest.mark.parametrize("written", ["", "72975", "+44 20 7946 0018", "MEDCO", "5015550199"])
def test_other_numbers_are_nobodys(written):
    assert person_by_number(loaded(), written, "US") is None


def test_before_any_file_there_is_nobody_and_the_zone_is_utc():
    state = AgencyState()
    assert zone(state).key == "UTC"
    assert resolve(state, "everyone", BEFORE) == ()
