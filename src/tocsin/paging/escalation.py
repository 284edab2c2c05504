"""How an escalation moves: which step is next, and when.

It rests only while somebody is in command and enough people have answered. It
ends only when the incident is closed. After the last step it widens to everyone
and repeats, so it can never run out.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from tocsin.facts.fact import Fact
from tocsin.facts.pages import EscalationStepSkipped, EscalationStepStarted
from tocsin.facts.system import AlarmKind, AlarmRaised
from tocsin.paging.state import Escalation

Resolve = Callable[[str], Iterable[str]]
"""From a target of a policy to the recipients it means at this moment."""


def is_satisfied(escalation: Escalation) -> bool:
    """Whether as many different people answered as the step needs."""
    return len(escalation.acknowledged) >= escalation.need


def next_moment(escalation: Escalation) -> datetime | None:
    """When the next step starts; None while it rests or after the incident closed."""
    if escalation.closed:
        return None
    if escalation.step == 0:
        return escalation.since
    if is_satisfied(escalation):
        if escalation.commander:
            return None
        return escalation.held_until or escalation.until
    return escalation.until


def hold(escalation: Escalation, at: datetime) -> datetime | None:
    """Until when a bare "received" at this moment holds the next step."""
    held = at + timedelta(seconds=escalation.policy.received_lease_s)
    return held if escalation.until is None else max(held, escalation.until)


def start_next(
    escalation: Escalation,
    now: datetime,
    resolve: Resolve,
    is_reachable: Callable[[str], bool],
) -> tuple[Fact, ...]:
    """The facts of starting the next step that reaches anybody.

    An empty or unreachable step takes no time: it is skipped at once, with an
    alarm. The sender of the SOS is never paged about it.
    """
    facts: list[Fact] = []
    steps = escalation.policy.steps
    round_, index = escalation.round, escalation.step + 1
    while index <= len(steps):
        step = steps[index - 1]
        found = _recipients(escalation, step.targets, resolve, is_reachable)
        if found:
            until = now + timedelta(seconds=step.wait_s)
            need = min(step.need, len(found))
            facts.append(
                EscalationStepStarted(escalation.incident, round_, index, found, need, until)
            )
            return tuple(facts)
        facts.extend(_skipped(escalation, round_, index))
        index += 1
    widened = _widened(escalation, now, round_, resolve, is_reachable)
    if not widened.recipients:
        facts.append(_nobody(escalation))
    return (*facts, widened)


def _recipients(
    escalation: Escalation,
    targets: Iterable[str],
    resolve: Resolve,
    is_reachable: Callable[[str], bool],
) -> tuple[str, ...]:
    found = dict.fromkeys(recipient for target in targets for recipient in resolve(target))
    return tuple(r for r in found if r != escalation.sender and is_reachable(r))


def _skipped(escalation: Escalation, round_: int, index: int) -> tuple[Fact, ...]:
    subject = f"{escalation.policy.policy}.{index}"
    detail = f"Step {index} of policy {escalation.policy.policy} reached nobody and was skipped."
    return (
        EscalationStepSkipped(escalation.incident, round_, index, "nobody_reachable"),
        AlarmRaised(f"{AlarmKind.STEP_EMPTY}:{subject}", AlarmKind.STEP_EMPTY, detail),
    )


def _nobody(escalation: Escalation) -> AlarmRaised:
    policy = escalation.policy.policy
    detail = f"Policy {policy} has widened to everyone, and there is nobody who can be reached."
    return AlarmRaised(f"{AlarmKind.POLICY_EMPTY}:{policy}", AlarmKind.POLICY_EMPTY, detail)


def _widened(
    escalation: Escalation,
    now: datetime,
    round_: int,
    resolve: Resolve,
    is_reachable: Callable[[str], bool],
) -> EscalationStepStarted:
    """Everyone, again and again, or whom else the policy ends with. Each is a round of its own."""
    everyone = _recipients(escalation, escalation.policy.widen_to, resolve, is_reachable)
    return EscalationStepStarted(
        escalation.incident,
        round_ + 1 if escalation.widened else round_,
        len(escalation.policy.steps) + 1,
        everyone,
        1,
        now + timedelta(seconds=escalation.policy.repeat_s),
        widened=True,
    )
