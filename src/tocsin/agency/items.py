"""Each table of the agency file as the value it describes.

A row whose id cannot be read gives None: nothing can refer to it.
"""

import re
from datetime import UTC, datetime, tzinfo
from typing import Final

from tocsin.agency.codes import check_codes
from tocsin.agency.mistakes import nearest
from tocsin.agency.numbers import is_region
from tocsin.agency.row import Row
from tocsin.agency.zones import zone_names
from tocsin.facts.agency import (
    Duty,
    OnCall,
    Override,
    Place,
    Policy,
    ResponseLine,
    ResponsePlan,
    Role,
    SafetyPlan,
    Settings,
    Shift,
    Staff,
    Step,
    UnitProfile,
)
from tocsin.kernel import limits, limits_phone, limits_trails
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.private import Private

UNIT_KINDS: Final = ("ambulance", "police", "fire", "supervisor", "other")
PLACE_KINDS: Final = ("station", "lot", "hospital", "court", "school", "home", "other")
LANGUAGES: Final = ("en", "es")
MODES: Final = ("silent", "answering")
LATITUDE_MAX: Final = 90
LONGITUDE_MAX: Final = 180
_ADDRESS: Final = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?|http://127\.0\.0\.1(:\d+)?")
"""What a phone opens safely; without a certificate only on this machine itself."""
_NEVER: Final = datetime(1, 1, 2, tzinfo=UTC)
_DEGREES: Final = "degrees north from -90 to 90, degrees east from -180 to 180; west is negative."


def settings(row: Row) -> Settings:
    """The one `[agency]` table."""
    zone, region = row.text("timezone"), row.text("region")
    if zone and zone not in zone_names():
        rule = f'an IANA name such as "America/Chicago"; {nearest(zone, zone_names())}'
        row.wrong("timezone", "this is no time zone.", rule)
    if region and not is_region(region):
        row.wrong("region", "this is no region.", 'the two letters of a country, such as "US".')
    every = row.whole("test_page_every_days", 30, 0, limits.TEST_PAGE_DAYS_MAX, "days (0: never)")
    found = Settings(
        agency=row.identifier("id", "agency"),
        name=row.text("name"),
        timezone=zone if zone in zone_names() else "UTC",
        region=region if is_region(region) else "US",
        language=row.choice("language", LANGUAGES, "en"),
        sos_policy=row.text("sos_policy"),
        unknown_policy=row.text("unknown_policy"),
        risk_policy=row.text("risk_policy", ""),
        alarm_targets=row.texts("alarm_targets", ("role:administrator",)),
        emergency_number=row.text("emergency_number", "911"),
        test_page_every_days=every,
        test_page_at=row.clock("test_page_at", "10:00"),
        survival_half_life_s=row.whole(
            "survival_half_life_s", 900, *limits.SURVIVAL_HALF_LIFE_S, "seconds"
        ),
        cover_within_s=row.whole("cover_within_s", 480, *limits.COVER_WITHIN_S, "seconds"),
        unit_check_s=_unit_check_s(row),
        trail_keep_days=row.whole(
            "trail_keep_days",
            limits_trails.TRAIL_KEEP_DAYS,
            1,
            limits_trails.TRAIL_KEEP_DAYS_MAX,
            "days",
        ),
        public_url=_public_url(row),
    )
    row.close()
    return found


def is_public_url(given: str) -> bool:
    """Whether phones can be sent to this address by a link that fits into an SMS."""
    is_short = len(given) <= limits_phone.PUBLIC_URL_CHARACTERS_MAX
    return is_short and _ADDRESS.fullmatch(given) is not None


def _public_url(row: Row) -> str:
    """Where phones reach this service: scheme and host, for a link that fits into an SMS."""
    given = row.text("public_url", "").rstrip("/")
    if not given or is_public_url(given):
        return given
    rule = f"at most {limits_phone.PUBLIC_URL_CHARACTERS_MAX} characters."
    row.wrong("public_url", "no phone can be sent there.", f'as "https://sos.example.org", {rule}')
    return ""


def _unit_check_s(row: Row) -> int:
    """How often a crew on scene is asked; 0 is never."""
    least, most = limits.UNIT_CHECK_S
    found = row.whole("unit_check_s", 0, 0, most, "seconds (0: never)")
    if 0 < found < least:
        row.wrong("unit_check_s", "this is too often.", f"0, or {least} to {most} seconds.")
        return least
    return found


def staff(row: Row, region: str) -> Staff | None:
    """One `[[staff]]`; everything that reaches or names the person is sealed."""
    person = row.identifier("id", "staff")
    if person == SYSTEM:
        row.wrong("id", f"{SYSTEM} is Tocsin itself.", "any other id.")
    subject = f"person:{person}"
    found = Staff(
        person=person,
        name=Private(subject, row.text("name")),
        language=row.choice("language", LANGUAGES, "en"),
        roles=_roles(row),
        numbers=row.numbers(subject, region),
        emails=row.emails(subject),
        services=row.services(subject),
        shifts=tuple(_shift(each) for each in row.rows("shifts")),
        devices=row.devices(subject),
        badges=row.badges(subject),
    )
    return found if person else None


def _roles(row: Row) -> tuple[Role, ...]:
    found: dict[Role, None] = {}
    known = tuple(role.value for role in Role)
    for path, word in row.each_text("roles", (Role.WORKER.value,)):
        if word in known:
            found[Role(word)] = None
        else:
            row.report.add(path, "there is no such role.", nearest(word, known))
    return tuple(found)


def _shift(row: Row) -> Shift:
    days, start, end = _hours(row)
    found = Shift(days=days, start=start, end=end, place=row.text("place", ""))
    row.close()
    return found


def _hours(row: Row) -> tuple[tuple[str, ...], str, str]:
    return row.days("days"), row.clock("start"), row.clock("end")


def place(row: Row) -> Place | None:
    """One `[[place]]`, WGS 84; None also when its coordinates cannot be read."""
    name, latitude, longitude = row.identifier("id", "place"), *_coordinates(row)
    words = {"name": row.text("name"), "kind": row.choice("kind", PLACE_KINDS)}
    aliases = row.texts("aliases")
    if latitude is None or longitude is None:
        row.report.doubt("place", name)
        return None
    found = Place(place=name, latitude=latitude, longitude=longitude, aliases=aliases, **words)
    return found if name else None


def _coordinates(row: Row) -> tuple[float | None, float | None]:
    """Latitude and longitude in degrees, None where it cannot be a coordinate."""
    latitude, longitude = row.number("latitude"), row.number("longitude")
    if latitude is None or longitude is None:
        return latitude, longitude
    if latitude == 0 and longitude == 0:
        row.wrong("latitude", "0, 0 is in the sea off Africa.", _DEGREES)
        return None, None
    if not abs(latitude) <= LATITUDE_MAX:
        swapped = LATITUDE_MAX < abs(latitude) <= LONGITUDE_MAX and abs(longitude) <= LATITUDE_MAX
        hint = " Latitude and longitude are probably swapped." if swapped else ""
        row.wrong("latitude", f"this is out of range.{hint}", _DEGREES)
        latitude = None
    if not abs(longitude) <= LONGITUDE_MAX:
        row.wrong("longitude", "this is out of range.", _DEGREES)
        longitude = None
    return latitude, longitude


def unit(row: Row, region: str) -> UnitProfile | None:
    """One `[[unit]]`; how it is told is sealed under the unit."""
    name = row.identifier("id", "unit")
    subject = f"unit:{name}"
    found = UnitProfile(
        unit=name,
        kind=row.choice("kind", UNIT_KINDS),
        home=row.text("home"),
        capabilities=row.texts("capabilities"),
        agency=row.text("agency", ""),
        numbers=row.numbers(subject, region),
        emails=row.emails(subject),
        services=row.services(subject),
        turnout_s=row.whole("turnout_s", 60, 0, limits.TURNOUT_S_MAX, "seconds"),
        devices=row.devices(subject),
        crew=row.texts("crew"),
    )
    return found if name else None


def policy(row: Row) -> Policy | None:
    """One `[[policy]]` with its `[[policy.step]]`s."""

    def time_s(key: str, default: int, low: int) -> int:
        return row.whole(key, default, low, limits.POLICY_TIME_S_MAX, "seconds")

    lease = limits.POLICY_LEASE_S_MIN
    found = Policy(
        policy=row.identifier("id", "policy"),
        steps=tuple(_step(each) for each in row.rows("step", required=True)),
        repeat_s=time_s("repeat_s", 60, limits.POLICY_REPEAT_S_MIN),
        received_lease_s=time_s("received_lease_s", 120, lease),
        command_lease_s=time_s("command_lease_s", 180, lease),
        check_back_s=time_s("check_back_s", 600, lease),
        check_back_grace_s=time_s("check_back_grace_s", 60, lease),
        bundle_s=time_s("bundle_s", 0, 0),
        widen_to=row.texts("widen_to", ("everyone",)),
    )
    return found if found.policy else None


def _step(row: Row) -> Step:
    low, high = limits.STEP_WAIT_S_MIN, limits.STEP_WAIT_S_MAX
    found = Step(
        targets=row.texts("targets", None),
        wait_s=row.whole("wait_s", None, low, high, "seconds"),
        need=row.whole("need", 1, 1, limits.AGENCY_LIST_ITEMS_MAX, "people"),
    )
    row.close()
    return found


def oncall(row: Row, tz: tzinfo) -> OnCall | None:
    """One `[[oncall]]`: its week, and its `[[oncall.override]]`s."""
    found = OnCall(
        oncall=row.identifier("id", "oncall"),
        week=tuple(_duty(each) for each in row.rows("week")),
        overrides=tuple(_override(each, tz) for each in row.rows("override")),
    )
    return found if found.oncall else None


def _duty(row: Row) -> Duty:
    person = row.text("person")
    days, start, end = _hours(row)
    row.close()
    return Duty(person=person, days=days, start=start, end=end)


def _override(row: Row, tz: tzinfo) -> Override:
    """An override; one whose moments cannot be read covers no time at all."""
    person, starts_at, ends_at = row.text("person"), *_moments(row, tz)
    row.close()
    return Override(person=person, starts_at=starts_at, ends_at=ends_at)


def _moments(row: Row, tz: tzinfo) -> tuple[datetime, datetime]:
    starts_at, ends_at = row.moment("starts_at", tz), row.moment("ends_at", tz)
    if starts_at is None or ends_at is None:
        return _NEVER, _NEVER
    if ends_at <= starts_at:
        row.wrong("ends_at", "it ends before it starts.", "a moment after starts_at.")
        return _NEVER, _NEVER
    return starts_at, ends_at


def safety_plan(row: Row) -> SafetyPlan | None:
    """One `[[safety_plan]]`; every word of it is sealed under the protected person."""
    person = row.text("person")
    subject = f"person:{person}"
    found = SafetyPlan(
        person=person,
        silent=row.choice("mode", MODES) == "silent",
        caution=row.private("caution", subject),
        safe_code=row.private("safe_code", subject),
        duress_code=row.private("duress_code", subject),
        safe_contact=row.private("safe_contact", subject),
        no_walk=row.flag("no_walk", default=False),
    )
    check_codes(row, found)
    return found if person else None


def response_plan(row: Row) -> ResponsePlan | None:
    """One `[[response_plan]]` with its `[[response_plan.line]]`s."""
    kind = row.identifier("kind", "response_plan")
    lines = tuple(_line(each) for each in row.rows("line", required=True))
    return ResponsePlan(kind=kind, lines=lines) if kind else None


def _line(row: Row) -> ResponseLine:
    found = ResponseLine(
        kind=row.choice("kind", UNIT_KINDS),
        count=row.whole("count", 1, 1, limits.RESPONSE_COUNT_MAX, "units"),
        staged=row.flag("staged", default=False),
        capability=row.text("capability", default=""),
    )
    row.close()
    return found
