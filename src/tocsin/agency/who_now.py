"""Who would be paged this minute, and every hole of the days to come.

Who is paged changes only at certain moments: where a duty or an override begins
or ends. So the days ahead are looked at once between each two of them, and the
bounds of every hole are exact, on the nights when clocks jump too.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from tocsin.agency.duty import contacts, contacts_of_file, resolve, zone
from tocsin.agency.state import AgencyState
from tocsin.agency.weekly import stretches
from tocsin.facts.agency import OnCall, Policy, Step
from tocsin.kernel.ids import PUSH
from tocsin.kernel.limits import HOLES_LOOK_AHEAD_S
from tocsin.kernel.private import Private


class PersonNow(msgspec.Struct, frozen=True):
    """Somebody who would be paged, and on which channels; on none is unreachable."""

    recipient: str
    name: Private
    channels: tuple[str, ...]

    @property
    def is_reachable(self) -> bool:
        """Whether there is any way to them; Web Push alone is none."""
        return any(channel != PUSH for channel in self.channels)


class TargetNow(msgspec.Struct, frozen=True):
    """Whom one target of a step means at this moment."""

    target: str
    people: tuple[PersonNow, ...]


class StepNow(msgspec.Struct, frozen=True):
    """One step at this moment; `step` counts from 1."""

    step: int
    wait_s: int
    need: int
    targets: tuple[TargetNow, ...]


class PolicyNow(msgspec.Struct, frozen=True):
    """One escalation policy at this moment."""

    policy: str
    steps: tuple[StepNow, ...]


class HoleKind(StrEnum):
    """What is missing."""

    NOBODY_ON_DUTY = "nobody_on_duty"
    NOBODY_REACHABLE = "nobody_reachable"
    TOO_FEW_REACHABLE = "too_few_reachable"


class Hole(msgspec.Struct, frozen=True, order=True):
    """From this UTC moment until just before that one, somebody is missing.

    `subject` is `oncall:ID`, or `policy:ID/STEP` with the step counted from 1.
    """

    starts_at: datetime
    ends_at: datetime
    subject: str
    kind: HoleKind


class WhoNow(msgspec.Struct, frozen=True):
    """Everybody who would be paged at `at`, and the holes until `until`, both UTC."""

    at: datetime
    until: datetime
    timezone: str
    policies: tuple[PolicyNow, ...]
    holes: tuple[Hole, ...]


def who_now(state: AgencyState, at: datetime) -> WhoNow:
    """Who would be paged at `at`, and every hole in the week that begins then."""
    until = at + timedelta(seconds=HOLES_LOOK_AHEAD_S)
    return WhoNow(
        at=at,
        until=until,
        timezone=zone(state).key,
        policies=tuple(_policy(state, policy, at) for policy in state.policies.values()),
        holes=tuple(sorted(holes(state, at, until))),
    )


def holes(state: AgencyState, since: datetime, until: datetime) -> Iterator[Hole]:
    """Every hole that touches `[since, until)`, cut to it, in order of its end."""
    begun: dict[tuple[str, HoleKind], datetime] = {}
    for moment in (*_changes(state, since, until), until):
        missing = dict(_missing(state, moment)) if moment < until else {}
        for (subject, kind), starts_at in list(begun.items()):
            if missing.get(subject) is not kind:
                del begun[subject, kind]
                yield Hole(starts_at, moment, subject, kind)
        for subject, kind in missing.items():
            begun.setdefault((subject, kind), moment)


def _changes(state: AgencyState, since: datetime, until: datetime) -> list[datetime]:
    """Every moment at which somebody else may have a duty, `since` first."""
    tz = zone(state)
    found = {since}
    for oncall in state.oncalls.values():
        found.update(moment for moment in _bounds(oncall, tz, since, until) if since < moment)
    return sorted(moment for moment in found if moment < until)


def _bounds(oncall: OnCall, tz: tzinfo, since: datetime, until: datetime) -> Iterator[datetime]:
    for override in oncall.overrides:
        yield from (override.starts_at, override.ends_at)
    for duty in oncall.week:
        for stretch in stretches(duty, tz, since, until):
            yield from stretch


def _missing(state: AgencyState, at: datetime) -> Iterator[tuple[str, HoleKind]]:
    """Every duty and every step without enough people at this moment."""
    for oncall in state.oncalls:
        people = resolve(state, f"oncall:{oncall}", at)
        if not people:
            yield f"oncall:{oncall}", HoleKind.NOBODY_ON_DUTY
        elif not contacts_of_file(state, people[0]):
            yield f"oncall:{oncall}", HoleKind.NOBODY_REACHABLE
    for policy in state.policies.values():
        for number, step in enumerate(policy.steps, start=1):
            reachable = len(_reachable(state, step, at))
            if reachable < step.need:
                few = HoleKind.TOO_FEW_REACHABLE if reachable else HoleKind.NOBODY_REACHABLE
                yield f"policy:{policy.policy}/{number}", few


def _reachable(state: AgencyState, step: Step, at: datetime) -> set[str]:
    people = {person for target in step.targets for person in resolve(state, target, at)}
    return {person for person in people if contacts_of_file(state, person)}


def _policy(state: AgencyState, policy: Policy, at: datetime) -> PolicyNow:
    steps = tuple(
        StepNow(number, step.wait_s, step.need, tuple(_target(state, t, at) for t in step.targets))
        for number, step in enumerate(policy.steps, start=1)
    )
    return PolicyNow(policy.policy, steps)


def _target(state: AgencyState, target: str, at: datetime) -> TargetNow:
    return TargetNow(target, tuple(_person(state, each) for each in resolve(state, target, at)))


def _person(state: AgencyState, recipient: str) -> PersonNow:
    channels = dict.fromkeys(contact.channel for contact in contacts(state, recipient))
    name = state.staff[recipient.removeprefix("person:")].name
    return PersonNow(recipient, name, tuple(channels))


def render(now: WhoNow) -> str:
    """The same as plain text, for the terminal. It shows names: keep it from logs."""
    tz = ZoneInfo(now.timezone)
    lines = [f"Who would be paged on {_local(now.at, tz)}"]
    for policy in now.policies:
        lines += ["", f"policy {policy.policy}"]
        for step in policy.steps:
            lines += _step_lines(step)
    lines += ["", *_hole_lines(now, tz)]
    return "\n".join(lines) + "\n"


def _step_lines(step: StepNow) -> Iterator[str]:
    yield f"  step {step.step}: {step.need} needed within {step.wait_s} s"
    for target in step.targets:
        if not target.people:
            yield f"    {target.target}: NOBODY"
        for person in target.people:
            ways = ", ".join(person.channels) or "NOT REACHABLE"
            yield f"    {target.target}: {person.name.reveal()} ({person.recipient}) by {ways}"


def _hole_lines(now: WhoNow, tz: tzinfo) -> Iterator[str]:
    if not now.holes:
        yield f"No hole until {_local(now.until, tz)}."
        return
    yield f"Holes until {_local(now.until, tz)}:"
    for hole in now.holes:
        when = f"{_local(hole.starts_at, tz)} to {_local(hole.ends_at, tz)}"
        yield f"  {when}: {hole.subject}: {hole.kind.replace('_', ' ')}"


def _local(at: datetime, tz: tzinfo) -> str:
    return at.astimezone(tz).strftime("%a %Y-%m-%d %H:%M %Z")
