"""Who would be paged, and every hole at its exact bounds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agency.small import SMALL, loaded, swapped
from tocsin.agency.duty import resolve
from tocsin.agency.state import evolve
from tocsin.agency.who_now import Hole, HoleKind, holes, render, who_now
from tocsin.facts.agency import AgencyItemRemoved
from tocsin.facts.system import PersonErased

CHICAGO = ZoneInfo("America/Chicago")
WEEKEND = '  { person = "bo", days = "sat,sun", start = "07:00", end = "07:00" },\n'


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO).astimezone(UTC)


def test_it_says_who_where_and_how():
    state = loaded()
    now = who_now(state, local("2031-06-07T12:00"))
    (policy,) = now.policies
    (step,) = policy.steps
    (target,) = step.targets
    (person,) = target.people
    assert (policy.policy, step.step, step.wait_s, step.need) == ("sos", 1, 30, 1)
    assert target.target == "oncall:rota"
    assert (person.recipient, person.name.text) == ("person:bo", "Bo Tarrowinde")
    assert person.channels == ("sms", "email")
    assert person.is_reachable
    assert now.holes == ()


def test_an_empty_weekend_is_one_hole_with_exact_bounds():
    state = loaded(swapped(WEEKEND, ""))
    now = who_now(state, local("2031-06-03T19:00"))
    saturday, monday = local("2031-06-07T07:00"), local("2031-06-09T07:00")
    assert now.holes == (
        Hole(saturday, monday, "oncall:rota", HoleKind.NOBODY_ON_DUTY),
        Hole(saturday, monday, "policy:sos/1", HoleKind.NOBODY_REACHABLE),
    )


def test_a_hole_in_the_night_of_the_jump_is_as_long_as_the_night():
    text = SMALL.replace('"07:00", end = "07:00"', '"06:00", end = "22:00"')
    state = loaded(text)
    spring = who_now(state, local("2027-03-13T12:00")).holes[0]
    autumn = who_now(state, local("2027-11-06T12:00")).holes[0]
    assert spring.starts_at == local("2027-03-13T22:00")
    assert spring.ends_at - spring.starts_at == timedelta(hours=7)
    assert autumn.ends_at - autumn.starts_at == timedelta(hours=9)


def test_a_hole_is_cut_to_the_week_and_can_be_all_of_it():
    state = loaded()
    for person in ("ada", "bo"):
        evolve(state, AgencyItemRemoved("staff", person), local("2031-06-01T00:00"))
    at = local("2031-06-03T12:00")
    now = who_now(state, at)
    assert {(hole.starts_at, hole.ends_at) for hole in now.holes} == {(at, now.until)}
    assert now.until - at == timedelta(days=7)
    assert now.policies[0].steps[0].targets[0].people == ()
    assert "oncall:rota: NOBODY" in render(now)


def test_somebody_without_an_address_is_shown_and_is_a_hole():
    state = loaded()
    evolve(state, PersonErased("person:bo", "jo"), local("2031-06-01T00:00"))
    now = who_now(state, local("2031-06-07T12:00"))
    (person,) = now.policies[0].steps[0].targets[0].people
    assert not person.is_reachable
    assert {hole.kind for hole in now.holes} == {HoleKind.NOBODY_REACHABLE}
    assert "[erased] (person:bo) by NOT REACHABLE" in render(now)


def test_too_few_is_a_hole_of_its_own():
    text = swapped('targets = ["oncall:rota"]', 'targets = ["oncall:rota", "person:ada"]')
    text = swapped("wait_s = 30", "wait_s = 30\nneed = 2", text)
    now = who_now(loaded(text), local("2031-06-04T12:00"))
    # While Ada has the duty, rota and person are one and the same.
    assert [(hole.kind, hole.subject) for hole in now.holes] == [
        (HoleKind.TOO_FEW_REACHABLE, "policy:sos/1"),
        (HoleKind.TOO_FEW_REACHABLE, "policy:sos/1"),
    ]
    assert now.holes[0].ends_at == local("2031-06-07T07:00")
    assert now.holes[1].starts_at == local("2031-06-09T07:00")


def test_as_text():
    text = render(who_now(loaded(swapped(WEEKEND, "")), local("2031-06-06T12:00")))
    assert text.splitlines() == [
        "Who would be paged on Fri 2031-06-06 12:00 CDT",
        "",
        "policy sos",
        "  step 1: 1 needed within 30 s",
        "    oncall:rota: Ada Quellimarsh (person:ada) by sms",
        "",
        "Holes until Fri 2031-06-13 12:00 CDT:",
        "  Sat 2031-06-07 07:00 CDT to Mon 2031-06-09 07:00 CDT: oncall:rota: nobody on duty",
        "  Sat 2031-06-07 07:00 CDT to Mon 2031-06-09 07:00 CDT: policy:sos/1: nobody reachable",
    ]


def test_without_a_hole_it_says_so():
    assert "No hole until Mon 2031-06-09 12:00 CDT." in render(
        who_now(loaded(), local("2031-06-02T12:00"))
    )


@settings(deadline=None, max_examples=30)
@given(
    start=st.integers(0, 23),
    end=st.integers(0, 23),
    night=st.sampled_from(["2027-03-12T12:00", "2027-11-05T12:00", "2031-06-01T12:00"]),
    minutes=st.lists(st.integers(0, 7 * 24 * 60 - 1), min_size=1, max_size=20),
)
def test_a_moment_is_in_a_hole_exactly_when_nobody_is_meant(start, end, night, minutes):
    state = loaded(SMALL.replace('"07:00", end = "07:00"', f'"{start:02}:30", end = "{end:02}:15"'))
    since = local(night)
    found = [hole for hole in holes(state, since, since + timedelta(days=7))
             if hole.subject == "oncall:rota"]  # fmt: skip
    for minute in minutes:
        at = since + timedelta(minutes=minute)
        in_hole = sum(hole.starts_at <= at < hole.ends_at for hole in found)
        assert in_hole == (not resolve(state, "oncall:rota", at))
