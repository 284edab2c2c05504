"""What follows from who is near whom: an alarm, a violation, a word to her, a reason of risk.

The numbers come from `proximity` by way of the engine's edge. Here it is decided
what they mean, and what was used is written into the fact.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.facts.nearness import (
    ConsentRecorded,
    Nearness,
    NearnessChanged,
    TrackerRestored,
    TrackerTroubled,
)
from tocsin.facts.notices import NoticeEnded, NoticeGiven, NoticeKind
from tocsin.facts.risk import ConcernEnded, RiskReason
from tocsin.facts.sightings import ViolationRecorded
from tocsin.facts.system import AlarmCleared, AlarmKind, AlarmRaised
from tocsin.facts.threats import ThreatKind, ThreatRaised
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import NOTICE_AGAIN_S
from tocsin.kernel.private import Private
from tocsin.tongues.known import texting
from tocsin.tongues.tongue import Tongue
from tocsin.watch import concerns, notices, orders, violations
from tocsin.watch.case_state import Concern, protected_from
from tocsin.watch.concerns import RaiseConcern
from tocsin.watch.known import Known
from tocsin.watch.near_state import Near, key_of
from tocsin.watch.state import WatchState

BASES: Final = ("consent", "court_order", "condition_of_release")
_ALARMING: Final = frozenset({Nearness.MAYBE_NEAR, Nearness.NEAR})
_BLINDING: Final = frozenset({"silent", "frozen", "jumped", "replayed", "strap_open", "tampered"})
"""While one of these lasts, nobody knows where the respondent is."""


class ReportNearness(msgspec.Struct, frozen=True):
    """The trackers say that how near they are has changed; fields as `NearnessChanged`."""

    fact: NearnessChanged


class ReportTracker(msgspec.Struct, frozen=True):
    """Something is wrong with a tracker, or is right again."""

    owner: str
    trouble: str
    is_over: bool
    at: datetime


class RecordConsent(msgspec.Struct, frozen=True):
    """Say on what ground somebody's positions are looked at, or that they are not any more."""

    owner: str
    basis: str
    purpose: str
    is_given: bool
    by: str


NearnessCommand: TypeAlias = ReportNearness | ReportTracker | RecordConsent


class NearnessRefusal(StrEnum):
    """Why the watch says no, in order of precedence."""

    OWNER_UNKNOWN = "owner_unknown"
    BASIS_UNKNOWN = "basis_unknown"
    CONSENT_NEEDED = "consent_needed"
    PURPOSE_MISSING = "purpose_missing"
    NOTHING_NEW = "nothing_new"


def decide(
    state: WatchState, command: NearnessCommand, context: Context[Known]
) -> Accepted[Fact] | Refused:
    """Decide what a report of the trackers means."""
    match command:
        case ReportNearness():
            return _changed(state, command.fact, context)
        case ReportTracker():
            return _tracker(state, command, context)
        case RecordConsent():
            return _consent(state, command, context.view)


def _changed(
    state: WatchState, fact: NearnessChanged, context: Context[Known]
) -> Accepted[Fact] | Refused:
    before = state.near.get(key_of(fact))
    is_news = before is None or before.nearness is not fact.nearness or fact.was_passing
    if not is_news or fact.respondent not in state.cases.respondents:
        return Refused(NearnessRefusal.NOTHING_NEW, "This is known already, or is of nobody known.")
    facts: list[Fact] = [fact]
    if fact.nearness in _ALARMING:
        tongue = texting(context.view.agency_language())
        threat, broken = _threat(state, fact, tongue), tuple(_violation(state, fact))
        counts = violations.counted(
            state,
            threat,
            fact.respondent,
            is_broken=bool(broken),
            reason=RiskReason.RESPONDENT_NEAR,
        )
        facts += [threat, *broken, *counts]
    return Accepted((*facts, *_told_her(state, fact, before, context)))


def words(state: WatchState, fact: NearnessChanged, tongue: Tongue) -> str:
    """What the trackers say, for those who must act on it."""
    known = state.cases.respondents.get(fact.respondent)
    who = (known.name.text if known else None) or fact.respondent
    sure = "is" if fact.nearness is Nearness.NEAR else "may be"
    if fact.was_passing:
        sure = "was, between two fixes,"
    what = "a stay-away area" if fact.by == "area" else "her"
    parts = [tongue.tell(f"{{0}} {sure} too near {what}", who)]
    if fact.distance_m is not None:
        away = f"{fact.distance_m:.0f}"
        far = tongue.tell("inside it") if fact.distance_m < 0 else tongue.tell("{0} m away", away)
        if fact.uncertainty_m:
            far = tongue.tell("{0}, give or take {1} m", far, f"{fact.uncertainty_m:.0f}")
        parts.append(far)
    if fact.allowed_m and fact.by == "pair":
        parts.append(tongue.tell("{0} m must lie between", f"{fact.allowed_m:.0f}"))
    soon = fact.contact_s if fact.drive_s is None else fact.drive_s
    if soon is not None:
        parts.append(tongue.tell("could meet in {0} min", max(1, round(soon / 60))))
    if fact.is_doubtful:
        parts.append(tongue.tell("a fix is doubtful"))
    return "; ".join(parts) + "."


def _certainty(fact: NearnessChanged) -> Certainty:
    is_sure = fact.nearness is Nearness.NEAR and not (fact.is_doubtful or fact.was_passing)
    return Certainty.CONFIRMED if is_sure else Certainty.REPORTED


def _threat(state: WatchState, fact: NearnessChanged, tongue: Tongue) -> ThreatRaised:
    because = "respondent_in_area" if fact.by == "area" else "respondent_near"
    return ThreatRaised(
        f"T-{state.threat_count + 1}",
        fact.person,
        ThreatKind.THREAT,
        (because,),
        Private(f"person:{fact.person}", words(state, fact, tongue)),
        "tracker",
        _certainty(fact),
        fact.at,
        f"near/{key_of(fact)}",
    )


def _violation(state: WatchState, fact: NearnessChanged) -> Iterator[ViolationRecorded]:
    """What breaks an order in effect, as far as it is sure: nobody goes straight for certain."""
    order = state.cases.orders.get(fact.order)
    if fact.nearness is not Nearness.NEAR or fact.was_passing or order is None:
        return
    if orders.holds(order, fact.at):
        yield ViolationRecorded(
            f"V-{state.violation_count + 1}",
            fact.person,
            fact.respondent,
            fact.order,
            "stay_away" if fact.by == "area" else "distance",
            "tracker",
            f"near/{key_of(fact)}",
            fact.at,
            _certainty(fact),
            distance_m=fact.distance_m,
        )


def _standing(state: WatchState, cause: str) -> list[Concern]:
    """The concerns that this cause has made and that count still."""
    return [one for one in state.cases.concerns.values() if one.cause == cause]


_FOR_CONTACT: Final = {
    NoticeKind.NEAR: NoticeKind.CONTACT_NEAR,
    NoticeKind.NEAR_PLACE: NoticeKind.CONTACT_NEAR,
    NoticeKind.FAR: NoticeKind.CONTACT_FAR,
}
"""What her safe contact is told in her place."""


def _told_her(
    state: WatchState, fact: NearnessChanged, before: Near | None, context: Context[Known]
) -> Iterator[NoticeGiven | NoticeEnded]:
    """What she needs to know, and what to do: never where he is, nothing on a silent phone."""
    cause = f"near/{fact.person}/{fact.respondent}"
    standing = [one for one in state.notices.values() if one.cause == cause]
    recipient = f"person:{fact.person}"
    if fact.nearness in _ALARMING:
        kind = NoticeKind.NEAR if fact.by == "pair" else NoticeKind.NEAR_PLACE
    elif fact.nearness is Nearness.FAR and before is not None and standing:
        kind = NoticeKind.FAR
    else:
        return
    if any(one.kind in (kind, _FOR_CONTACT.get(kind)) for one in standing):
        return
    yield from (NoticeEnded(one.notice, "overtaken") for one in standing)
    if context.view.may_be_told(recipient):
        again_at = context.now + timedelta(seconds=NOTICE_AGAIN_S)
        again = again_at if kind is not NoticeKind.FAR else None
        yield notices.give(state, recipient, kind, recipient, cause, again_at=again)
    elif contact := context.view.safe_contact(fact.person):
        # Nobody answers from a phone that is nobody's here: it is said once.
        said = _FOR_CONTACT[kind]
        yield notices.give(state, contact, said, recipient, cause, context.view.name(recipient))


def _tracker(
    state: WatchState, command: ReportTracker, context: Context[Known]
) -> Accepted[Fact] | Refused:
    known = state.troubles.get(command.owner, ())
    if command.is_over == (command.trouble not in known):
        return Refused(NearnessRefusal.NOTHING_NEW, "This is known of the tracker already.")
    alarm = f"{AlarmKind.TRACKER_TROUBLE}:{command.owner} {command.trouble}"
    if command.is_over:
        restored = TrackerRestored(command.owner, command.trouble, command.at)
        cause = f"tracker/{command.owner.partition(':')[2]}/{command.trouble}"
        tongue = texting(context.view.agency_language())
        ended = (
            ConcernEnded(
                one.person,
                one.concern,
                "system",
                Private(f"person:{one.person}", tongue.tell("The tracker is right again.")),
            )
            for one in _standing(state, cause)
        )
        return Accepted((restored, AlarmCleared(alarm, "system"), *ended))
    what = command.trouble.replace("_", " ")
    detail = f"The tracker of {command.owner}: {what}. Unknown counts as near."
    facts: list[Fact] = [
        TrackerTroubled(command.owner, command.trouble, command.at),
        AlarmRaised(alarm, AlarmKind.TRACKER_TROUBLE, detail),
    ]
    kind, _, respondent = command.owner.partition(":")
    if kind == "respondent" and command.trouble in _BLINDING:
        people = protected_from(state.cases, respondent)
        facts += [
            concerns.raised(
                state,
                RaiseConcern(
                    person,
                    RiskReason.TRACKER_SILENT,
                    "tracker",
                    Certainty.REPORTED,
                    context.now,
                    "system",
                    respondent=respondent,
                    cause=f"tracker/{respondent}/{command.trouble}",
                ),
                offset,
            )
            for offset, person in enumerate(people, start=1)
        ]
    return Accepted(tuple(facts))


def _consent(state: WatchState, command: RecordConsent, view: Known) -> Accepted[Fact] | Refused:
    kind, _, name = command.owner.partition(":")
    is_known = name in state.cases.respondents if kind == "respondent" else view.is_active(name)
    if kind not in ("person", "respondent") or not is_known:
        return Refused(NearnessRefusal.OWNER_UNKNOWN, "Give person:ID or respondent:ID.")
    if command.basis not in BASES:
        return Refused(NearnessRefusal.BASIS_UNKNOWN, f"A basis is one of: {', '.join(BASES)}.")
    if kind == "person" and command.basis != "consent":
        detail = "A person's own positions are looked at with their consent only."
        return Refused(NearnessRefusal.CONSENT_NEEDED, detail)
    if not command.purpose.strip():
        return Refused(NearnessRefusal.PURPOSE_MISSING, "Say for what the positions are needed.")
    return Accepted(
        (
            ConsentRecorded(
                command.owner, command.basis, command.purpose, command.is_given, command.by
            ),
        )
    )
