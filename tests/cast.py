"""The fixed cast of the tests: a small agency in which everybody is invented.

Ana is a dispatcher with a safety plan, because of Rex, who is not of the
agency. Lee and Sam are supervisors, Lee the one who is paged first. Mo is a
dispatcher, Jo the safety coordinator and administrator. Zed works here and may
see nothing. 4A21 is an ambulance, P11 and P12 are police.
"""

from datetime import UTC, datetime
from typing import Any, Final

from msgspec.structs import replace

from tocsin.agency.state import Agency
from tocsin.facts.agency import (
    OnCall,
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
from tocsin.kernel.private import Private

SATURDAY: Final = datetime(2026, 3, 7, 23, 30, tzinfo=UTC)
"""17:30 in the agency's zone: Ana's shift has just ended."""

NUMBERS: Final = {
    "ana": "+15015550101",
    "mo": "+15015550102",
    "lee": "+15015550103",
    "sam": "+15015550104",
    "jo": "+15015550105",
    "zed": "+15015550106",
    "4A21": "+15015550121",
    "P11": "+15015550111",
    "P12": "+15015550112",
}
REX_NUMBER: Final = "+15015550199"
"""Rex Vosskamp's: of nobody the agency knows."""

SAFE_CODE: Final = "yellow umbrella"
DURESS_CODE: Final = "garden gate"
CAUTION: Final = "Order against Rex Vosskamp, grey pickup."


def private(subject: str, text: str) -> Private:
    return Private(f"person:{subject}", text)


def staff(person: str, surname: str, *roles: Role, **more: Any) -> Staff:
    name = private(person, f"{person.title()} {surname}")
    numbers = (private(person, NUMBERS[person]),)
    return Staff(person, name, roles=roles or (Role.WORKER,), numbers=numbers, **more)


def unit(name: str, kind: str, home: str) -> UnitProfile:
    return UnitProfile(name, kind, home, numbers=(Private(f"unit:{name}", NUMBERS[name]),))


POLICY: Final = Policy(
    "sos",
    (Step(("person:lee",), 20), Step(("role:supervisor",), 30)),
    repeat_s=60,
    received_lease_s=120,
    command_lease_s=180,
    check_back_s=600,
    check_back_grace_s=60,
)
"""Lee; after 20 s both supervisors; after 30 s more everybody, every minute."""

UNKNOWN: Final = Policy("unknown", (Step(("person:mo",), 60),), repeat_s=300, bundle_s=60)
"""Mo, bundled; after a minute everybody, every five."""

PLAN: Final = SafetyPlan(
    "ana",
    silent=False,
    caution=private("ana", CAUTION),
    safe_code=private("ana", SAFE_CODE),
    duress_code=private("ana", DURESS_CODE),
)

STAFF: Final = (
    staff(
        "ana",
        "Brindlewick",
        Role.DISPATCHER,
        shifts=(Shift(("sat",), "09:00", "17:30", "base"),),
    ),
    staff("mo", "Tasselford", Role.DISPATCHER),
    staff("lee", "Harrowgale", Role.SUPERVISOR),
    staff("sam", "Oakenvane", Role.SUPERVISOR),
    staff("jo", "Pellworth", Role.SAFETY_COORDINATOR, Role.ADMINISTRATOR),
    staff("zed", "Nightgrove"),
)

PLACES: Final = (
    Place("base", "Station One", "station", 35.200, -92.400),
    Place("lot", "North lot", "lot", 35.204, -92.401, ("the lot",)),
    Place("ward", "Mercy Ward", "hospital", 35.230, -92.450),
)

UNITS: Final = (
    unit("4A21", "ambulance", "base"),
    unit("P11", "police", "ward"),
    unit("P12", "police", "lot"),
)

RESPONSE: Final = ResponsePlan(
    "duress", (ResponseLine("police", 2), ResponseLine("ambulance", 1, staged=True))
)

SETTINGS: Final = Settings(
    "tarn",
    "Tarn Valley EMS",
    "America/Chicago",
    "US",
    "en",
    sos_policy="sos",
    unknown_policy="unknown",
    alarm_targets=("person:jo",),
    test_page_every_days=0,
)

AGENCY: Final = Agency(
    SETTINGS,
    staff={one.person: one for one in STAFF},
    places={place.place: place for place in PLACES},
    units={one.unit: one for one in UNITS},
    policies={"sos": POLICY, "unknown": UNKNOWN},
    oncalls={"first": OnCall("first", ())},
    safety_plans={"ana": PLAN},
    response_plans={"duress": RESPONSE},
)


def agency(**changes: Any) -> Agency:
    """The cast's agency with some tables changed."""
    return replace(AGENCY, **changes)


def with_policy(**changes: Any) -> Agency:
    """The agency with another policy for known senders."""
    return agency(policies=AGENCY.policies | {"sos": replace(POLICY, **changes)})


def with_plan(**changes: Any) -> Agency:
    """The agency with another safety plan for Ana."""
    return agency(safety_plans={"ana": replace(PLAN, **changes)})


def without(*people: str) -> Agency:
    """The agency after these people were dismissed."""
    left = {name: one for name, one in AGENCY.staff.items() if name not in people}
    plans = {name: plan for name, plan in AGENCY.safety_plans.items() if name in left}
    return agency(staff=left, safety_plans=plans)


def with_staff(person: str, **changes: Any) -> Agency:
    """The agency with something changed of one person."""
    return agency(staff=AGENCY.staff | {person: replace(AGENCY.staff[person], **changes)})


def with_settings(**changes: Any) -> Agency:
    """The agency with other settings."""
    return agency(settings=replace(SETTINGS, **changes))


def with_caution(text: str) -> Agency:
    """The agency in which Ana's caution says this."""
    return with_plan(caution=private("ana", text))
