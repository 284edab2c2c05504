"""Who is on duty, who works where, who is meant by a target, and how to reach them."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tocsin.agency.numbers import e164
from tocsin.agency.state import AgencyState, in_role
from tocsin.agency.weekly import covers, stretches
from tocsin.facts.agency import Contact, OnCall, Shift, Staff, UnitProfile
from tocsin.kernel.ids import PUSH


class Worked(NamedTuple):
    """One turn of a shift, with its moments in UTC."""

    shift: Shift
    starts_at: datetime
    ends_at: datetime


def zone(state: AgencyState) -> ZoneInfo:
    """The agency's time zone; UTC before any agency file was loaded."""
    return ZoneInfo(state.settings.timezone if state.settings else "UTC")


def on_duty(oncall: OnCall, at: datetime, tz: tzinfo) -> str | None:
    """The id of the person who has the duty at `at`, or None: a hole in the rota.

    An override wins over the week, and of two overrides the one that stands
    later in the file. Of two duties in the week the first listed wins.
    """
    for override in reversed(oncall.overrides):
        if override.starts_at <= at < override.ends_at:
            return override.person
    for duty in oncall.week:
        if covers(duty, at, tz):
            return duty.person
    return None


def on_shift(staff: Staff, at: datetime, tz: tzinfo) -> Shift | None:
    """The shift that this person is working at `at`, or None."""
    return next((shift for shift in staff.shifts if covers(shift, at, tz)), None)


def last_shift(staff: Staff, at: datetime, tz: tzinfo, within: timedelta) -> Worked | None:
    """The shift that ended last, at `at` or up to `within` before it, or None.

    A shift that is still going on is not over, see `on_shift`.
    """
    ended = [
        Worked(shift, *stretch)
        for shift in staff.shifts
        for stretch in stretches(shift, tz, at - within - timedelta(microseconds=1), at)
        if stretch.ends_at <= at
    ]
    return max(ended, key=lambda worked: worked.ends_at, default=None)


def next_shift_end(staff: Staff, after: datetime, tz: tzinfo, within: timedelta) -> Worked | None:
    """The shift that ends next, later than `after` and at most `within` later, or None.

    Where one shift ends as another begins, nobody leaves.
    """
    ending = [
        Worked(shift, *stretch)
        for shift in staff.shifts
        for stretch in stretches(shift, tz, after, after + within)
        if stretch.ends_at > after and on_shift(staff, stretch.ends_at, tz) is None
    ]
    return min(ending, key=lambda worked: worked.ends_at, default=None)


def resolve(state: AgencyState, target: str, at: datetime) -> tuple[str, ...]:
    """The recipients `person:ID` that a policy target means at `at`, active staff only.

    Targets are `person:ID`, `role:ROLE`, `oncall:ID` and `everyone`; anything
    else, and whoever is no longer here, is nobody.
    """
    kind, _, name = target.partition(":")
    people: Iterable[str | None] = ()
    if target == "everyone":
        people = state.staff
    elif kind == "person":
        people = (name,)
    elif kind == "role":
        people = in_role(state, name)
    elif kind == "oncall" and (oncall := state.oncalls.get(name)):
        people = (on_duty(oncall, at, zone(state)),)
    return tuple(f"person:{id_}" for id_ in people if id_ in state.staff)


def contacts(state: AgencyState, recipient: str) -> tuple[Contact, ...]:
    """Every way to reach a person or a unit, best first; erased addresses are left out.

    The browsers that somebody is paged by come last.
    """
    pushes = state.pushes.get(recipient.removeprefix("person:"), ())
    browsers = (one.address for one in pushes if one.lost_at is None)
    more = (Contact(PUSH, address) for address in browsers if address.text is not None)
    return (*contacts_of_file(state, recipient), *more)


def contacts_of_file(state: AgencyState, recipient: str) -> tuple[Contact, ...]:
    """The ways that the agency file gives: by none of them, nobody counts as reachable."""
    kind, _, name = recipient.partition(":")
    item: Staff | UnitProfile | None = None
    if kind == "person":
        item = state.staff.get(name)
    elif kind == "unit":
        item = state.units.get(name)
    if item is None:
        return ()
    ways = (("sms", item.numbers), ("email", item.emails), ("apprise", item.services))
    return tuple(
        Contact(channel, address)
        for channel, addresses in ways
        for address in addresses
        if address.text is not None
    )


def person_by_number(state: AgencyState, number: str, region: str) -> str | None:
    """The recipient, `person:ID` or `unit:ID`, whose number this is, however written.

    A number without a country code is read as one of `region` (ISO 3166);
    gateways that leave the plus away are understood too.
    """
    for written in (number, f"+{number}"):
        recipient = state.by_number.get(e164(written, region) or written)
        if recipient is not None:
            return recipient
    return None


def who_has_device(state: AgencyState, device: str) -> str | None:
    """`person:ID` or `unit:ID` whose phone or tracker has this id; None when nobody's has."""
    return state.by_device.get(device)
