"""Who and what the agency is. Settings that decide are recorded too.

Each item of the agency file is one value here and one `…Set` fact; an item that
leaves the file is one `AgencyItemRemoved`. A reload records only what changed.
Ids are the agency file's own; a *recipient* is `person:ID` or `unit:ID`.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.kernel.limits_trails import TRAIL_KEEP_DAYS
from tocsin.kernel.private import Private


class Contact(msgspec.Struct, frozen=True):
    """One way to reach a recipient: `channel` is `sms`, `email`, `apprise` or `push`."""

    channel: str
    address: Private


class Role(StrEnum):
    """What somebody does for the agency, and so what they may see."""

    WORKER = "worker"
    TELECOMMUNICATOR = "telecommunicator"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    SAFETY_COORDINATOR = "safety_coordinator"
    RECORDS_OFFICER = "records_officer"
    PUBLIC_INFORMATION_OFFICER = "public_information_officer"
    PEER_SUPPORTER = "peer_supporter"
    ADMINISTRATOR = "administrator"


class Shift(msgspec.Struct, frozen=True):
    """A weekly recurring shift in the agency's time zone.

    `days` are `mon` … `sun` and name the day the shift starts; `start` and
    `end` are `HH:MM`; an end at or before the start is on the next day.
    """

    days: tuple[str, ...]
    start: str
    end: str
    place: str = ""


class Staff(msgspec.Struct, frozen=True):
    """One person of the agency and how to reach them.

    `numbers` are E.164; `services` are Apprise URLs. The first of each is tried
    first. `shifts` say when and where they work. `devices` are the ids under which
    their phone or tracker tells its position; `badges` open doors.
    """

    person: str
    name: Private
    language: str = "en"
    roles: tuple[Role, ...] = (Role.WORKER,)
    numbers: tuple[Private, ...] = ()
    emails: tuple[Private, ...] = ()
    services: tuple[Private, ...] = ()
    shifts: tuple[Shift, ...] = ()
    devices: tuple[Private, ...] = ()
    badges: tuple[Private, ...] = ()


class Place(msgspec.Struct, frozen=True):
    """A station, lot, hospital or other known place; WGS 84 degrees."""

    place: str
    name: str
    kind: str
    latitude: float
    longitude: float
    aliases: tuple[str, ...] = ()


class UnitProfile(msgspec.Struct, frozen=True):
    """A unit that can be sent: its kind, what it can do, where it lives, how it is told.

    `kind` is `ambulance`, `police`, `fire`, `supervisor` or `other`; `agency`
    names a neighbour when the unit is not ours (mutual aid). `turnout_s` passes
    from the page to rolling wheels when it waits at its home; `devices` are the
    ids under which its tracker tells its position. `crew` are the people of the
    agency who may be on it, as person ids; none when nobody says.
    """

    unit: str
    kind: str
    home: str
    capabilities: tuple[str, ...] = ()
    agency: str = ""
    numbers: tuple[Private, ...] = ()
    emails: tuple[Private, ...] = ()
    services: tuple[Private, ...] = ()
    turnout_s: int = 60
    devices: tuple[Private, ...] = ()
    crew: tuple[str, ...] = ()


class Step(msgspec.Struct, frozen=True):
    """One step of an escalation policy: all targets at once.

    A target is `person:ID`, `role:ROLE`, `oncall:ID` or `everyone`. The step
    waits `wait_s` for `need` different people to acknowledge before the next.
    """

    targets: tuple[str, ...]
    wait_s: int
    need: int = 1


class Policy(msgspec.Struct, frozen=True):
    """An escalation policy. An incident keeps the one it started with.

    After the last step it widens to `widen_to`, everyone unless it says otherwise,
    and repeats every `repeat_s` until somebody takes command. `received_lease_s` is
    how long a bare "received" holds the next step; `command_lease_s` how soon after
    taking command there must be movement; `check_back_s` the longest silence of an
    owned incident;
    `check_back_grace_s` how long a check-back may stay unanswered. `bundle_s`
    above 0 makes its pages routine: one message per recipient in that time.
    """

    policy: str
    steps: tuple[Step, ...]
    repeat_s: int = 60
    received_lease_s: int = 120
    command_lease_s: int = 180
    check_back_s: int = 600
    check_back_grace_s: int = 60
    bundle_s: int = 0
    widen_to: tuple[str, ...] = ("everyone",)


class Duty(msgspec.Struct, frozen=True):
    """A weekly recurring stretch of an on-call rota, as `Shift`, with its person."""

    person: str
    days: tuple[str, ...]
    start: str
    end: str


class Override(msgspec.Struct, frozen=True):
    """Between two moments this person has the duty, whoever the week says."""

    person: str
    starts_at: datetime
    ends_at: datetime


class OnCall(msgspec.Struct, frozen=True):
    """An on-call rota: a week of duties, and overrides that win over it."""

    oncall: str
    week: tuple[Duty, ...]
    overrides: tuple[Override, ...] = ()


class SafetyPlan(msgspec.Struct, frozen=True):
    """A workplace safety plan for one protected person.

    `silent` means that nothing is ever sent back to her phone. The caution is
    for responders. Safe and duress code are compared without regard to case
    and blanks; on her phone they look the same. With `no_walk` she is not asked at the
    end of a shift whether she leaves.
    """

    person: str
    silent: bool
    caution: Private | None = None
    safe_code: Private | None = None
    duress_code: Private | None = None
    safe_contact: Private | None = None
    no_walk: bool = False


class ResponseLine(msgspec.Struct, frozen=True):
    """So many units of a kind; `staged` waits at a safe point until cleared in.

    Units with the `capability` (empty: any) come first; without one, the nearest
    of the kind is sent all the same.
    """

    kind: str
    count: int
    staged: bool = False
    capability: str = ""


class ResponsePlan(msgspec.Struct, frozen=True):
    """What an incident of this kind gets."""

    kind: str
    lines: tuple[ResponseLine, ...]


class Settings(msgspec.Struct, frozen=True):
    """What holds for the whole agency.

    `region` is the ISO 3166 code in which numbers without country code are
    read; `emergency_number` what the board tells people to call by hand.
    `test_page_every_days` is 0 for no scheduled test pages. What help is worth
    halves with every `survival_half_life_s` of delay: a search weighs minutes by
    it. A place counts as covered when a free unit of a kind is there within
    `cover_within_s`. `risk_policy` is who is paged when the risk of a protected
    person rises; empty means coordinators and supervisors. A crew on scene for `unit_check_s` is
    asked that often whether all is well; 0 means never. A trail of positions is kept for
    `trail_keep_days` after its end. With a `public_url`, where phones reach this service,
    pages to a control room's people carry a link.
    """

    agency: str
    name: str
    timezone: str
    region: str
    language: str
    sos_policy: str
    unknown_policy: str
    alarm_targets: tuple[str, ...] = ("role:administrator",)
    emergency_number: str = "911"
    test_page_every_days: int = 30
    test_page_at: str = "10:00"
    survival_half_life_s: int = 900
    cover_within_s: int = 480
    risk_policy: str = ""
    unit_check_s: int = 0
    trail_keep_days: int = TRAIL_KEEP_DAYS
    public_url: str = ""


class _AgencyFact(Fact, frozen=True):
    def stream(self) -> str:
        return "agency"


class SettingsSet(_AgencyFact, frozen=True):
    """The agency's settings are now these."""

    settings: Settings


class StaffSet(_AgencyFact, frozen=True):
    """This person works here, and this is how to reach them."""

    staff: Staff


class PlaceSet(_AgencyFact, frozen=True):
    """This place is known."""

    place: Place


class UnitSet(_AgencyFact, frozen=True):
    """This unit can be sent."""

    unit: UnitProfile


class PolicySet(_AgencyFact, frozen=True):
    """This escalation policy holds for incidents that open from now on."""

    policy: Policy


class OnCallSet(_AgencyFact, frozen=True):
    """This on-call rota holds."""

    oncall: OnCall


class SafetyPlanSet(_AgencyFact, frozen=True):
    """This safety plan holds for its protected person."""

    plan: SafetyPlan


class ResponsePlanSet(_AgencyFact, frozen=True):
    """This response plan holds for incidents of its kind."""

    plan: ResponsePlan


class AgencyItemRemoved(_AgencyFact, frozen=True):
    """An item left the agency file.

    `table` is `staff`, `place`, `unit`, `policy`, `oncall`, `safety_plan` or
    `response_plan`. A removed person can see and do nothing from here on.
    """

    table: str
    id: str


class StaffDismissed(_AgencyFact, frozen=True):
    """This person does not work here from this moment, whatever the agency file still says.

    Every key of theirs is ended and every duty vacated by this one fact.
    """

    person: str
    by: str
    reason: Private | None = None


class StaffReinstated(_AgencyFact, frozen=True):
    """The dismissal is taken back: what the agency file says of them holds again."""

    person: str
    by: str
