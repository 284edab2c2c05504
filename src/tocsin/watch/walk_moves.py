"""The moves of a walk or a check, as the facts that each of them is.

Every move also ends what was asked of her, so that nobody answers what is over.
"""

from datetime import datetime, timedelta
from typing import Final

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.facts.notices import NoticeKind
from tocsin.facts.threats import ThreatKind, ThreatRaised
from tocsin.facts.walks import (
    CheckPassed,
    LeavingAsked,
    WalkAsked,
    WalkEnd,
    WalkEnded,
    WalkExtended,
    WalkKind,
    WalkStarted,
)
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.limits import (
    LEAVE_AGAIN_S,
    LEAVE_GRACE_S,
    WALK_GRACE_S,
    WALK_LONGEST_S,
    WALK_OVER_S,
)
from tocsin.kernel.private import Private
from tocsin.watch import notices, walk_saying
from tocsin.watch.case_state import walk_of
from tocsin.watch.known import Known
from tocsin.watch.state import WatchState
from tocsin.watch.walk import HER_OWN, LEAVING, RUNNING, Walk, is_just_over

CRIES: Final = frozenset({
    "sos", "help", "me", "he", "she", "they", "him", "her", "knife", "gun", "weapon", "following",
    "follows", "followed", "behind", "hurt", "attack", "attacked", "police", "emergency",
    "danger", "duress", "911", "112", "999", "now", "please", "not", "no", "dont", "don't",
    "ayuda", "socorro", "auxilio", "policia", "policía", "cuchillo", "pistola", "arma", "peligro",
    "sigue", "siguen", "el", "él", "ella", "emergencia", "urgente",
})  # fmt: skip
"""Words that nobody calls an unknown place by, and that somebody in danger writes."""

PLACE_ACCURACY_M: Final = 150.0
"""Somebody on the way to a place is near it, or between."""


def of(state: WatchState, recipient: str) -> Walk | None:
    """The walk or check of somebody that is not over."""
    return state.walks.get(state.walk_of.get(recipient, ""))


def ask_to_leave(
    state: WatchState, walk: Walk, now: datetime, known: Known, *, again: bool
) -> tuple[Fact, ...]:
    """Her shift is over: she is to say that she leaves."""
    grace_s = LEAVE_AGAIN_S if again else LEAVE_GRACE_S
    texted = known.may_ask(walk.recipient)
    asked = LeavingAsked(walk.walk, now + timedelta(seconds=grace_s), again, texted)
    ended = notices.endings(state, walk.cause, "asked_again", frozenset({NoticeKind.LEAVE}))
    if not texted:
        return (asked, *ended)
    return (asked, *ended, _to_her(state, walk, NoticeKind.LEAVE))


def _to_her(state: WatchState, walk: Walk, kind: NoticeKind) -> Fact:
    return notices.give(state, walk.recipient, kind, walk.about, walk.cause)


def ask(
    state: WatchState,
    walk: Walk,
    now: datetime,
    known: Known,
    *,
    closing: bool = False,
    signal: str = "",
) -> tuple[Fact, ...]:
    """The moment passed without a word: she is asked once. A silent phone is not asked.

    Nor is one outside of the safe hours, unless this answers what she has just written.
    """
    quiet = known.is_silent(walk.recipient) if signal else not known.may_ask(walk.recipient)
    needs_code = known.has_code(walk.recipient)
    until = now + timedelta(seconds=WALK_GRACE_S)
    asked = WalkAsked(walk.walk, until, not quiet, needs_code, closing, signal, quiet)
    ended = notices.endings(state, walk.cause, "asked_again", HER_OWN)
    question = NoticeKind.ARRIVED
    if walk.kind is WalkKind.CHECK:
        question = NoticeKind.CHECK_CODE if needs_code else NoticeKind.CHECK_DUE
    return (asked, *ended, *(() if quiet else (_to_her(state, walk, question),)))


def missed(state: WatchState, walk: Walk, known: Known) -> tuple[Fact, ...]:
    """Asked and no answer: help is called with everything known, and the walk is over by it."""
    kind, _, name = walk.recipient.partition(":")
    raised = ThreatRaised(
        f"T-{state.threat_count + 1}",
        name if kind == "person" else "",
        ThreatKind.MISSED_WALK,
        (_because(walk),),
        Private(walk.about, walk_saying.missed_words(walk, known)),
        "walk",
        Certainty.REPORTED,
        walk.seen_at,
        walk.cause,
        *evidence(walk, known),
        unit=name if kind == "unit" else "",
    )
    ended = WalkEnded(walk.walk, walk.recipient, WalkEnd.MISSED, SYSTEM, threat=raised.threat)
    return (raised, ended, *notices.endings(state, walk.cause, "missed"))


def _because(walk: Walk) -> str:
    if walk.kind is WalkKind.WALK:
        return "walk_overdue"
    return "crew_check_missed" if walk.incident else "check_missed"


def last_known(state: WatchState, recipient: str, now: datetime) -> Walk | None:
    """The walk that says where somebody may be: under way, or just ended by a duress code."""
    walk, over = of(state, recipient), state.walks_over.get(recipient)
    if walk is not None and walk.phase in RUNNING:
        return walk
    if over is None or over.how is not WalkEnd.DURESS or not is_just_over(over, now, WALK_OVER_S):
        return None
    return over.last


def evidence(walk: Walk, known: Known) -> tuple[str, Private | None, float]:
    """Where she is expected: where she goes, or else where she set out, or the scene."""
    scene = known.scene(walk.incident) if walk.incident else None
    if scene is not None:
        point = Private(walk.about, scene.point) if scene.point else None
        return scene.place, point, scene.accuracy_m
    place = walk.place or walk.start
    return place, None, PLACE_ACCURACY_M if place else 0.0


# What people do.


LEAVE_KINDS: Final = frozenset({NoticeKind.LEAVE, NoticeKind.NOT_LEFT})


def placed(words: str, known: Known) -> tuple[str, str]:
    """The place that the words can only mean, or else the words themselves."""
    place = known.place_named(words) if words else ""
    if words and not place and words not in CRIES:
        place = known.place_named(words, partly=True)
    return (place, "") if place else ("", words)


def start_walk(
    state: WatchState,
    who: str,
    minutes: int,
    by: str,
    now: datetime,
    known: Known,
    *,
    place: str = "",
    words: str = "",
    signal: str = "",
) -> tuple[Fact, ...]:
    """She is on her way. A check of hers is replaced; a walk that was planned becomes this one."""
    before = of(state, who)
    is_hers = before is not None and before.kind is WalkKind.WALK
    name = before.walk if before is not None and is_hers else f"W-{state.walk_count + 1}"
    started = WalkStarted(
        name,
        who,
        WalkKind.WALK,
        now + timedelta(minutes=minutes),
        by,
        start=known.place_now(who) or _set_out_from(state, before),
        place=place or (before.place if before and is_hers and not words else ""),
        words=Private(who, words) if words else (before.words if before and not place else None),
        signal=signal,
        quiet=known.is_silent(who),
    )
    return (*_replaced(state, before, by, is_hers=is_hers), started)


def _set_out_from(state: WatchState, before: Walk | None) -> str:
    """Where her plan has her walk from after a shift; it says nothing of other walks."""
    is_after_shift = before is not None and before.phase in LEAVING
    hers = walk_of(state.cases, before.recipient.removeprefix("person:")) if before else None
    return hers.start if hers and is_after_shift else ""


def _replaced(
    state: WatchState, before: Walk | None, by: str, *, is_hers: bool
) -> tuple[Fact, ...]:
    if before is None:
        return ()
    if is_hers:
        return notices.endings(state, before.cause, "left", LEAVE_KINDS)
    ended = WalkEnded(before.walk, before.recipient, WalkEnd.REPLACED, by)
    return (ended, *notices.endings(state, before.cause, "replaced"))


def start_check(
    state: WatchState,
    who: str,
    minutes: int,
    by: str,
    now: datetime,
    known: Known,
    *,
    incident: str = "",
    signal: str = "",
) -> tuple[Fact, ...]:
    """Somebody is asked every so often from now on; a crew on scene is asked at once."""
    before = of(state, who)
    first = now if incident else now + timedelta(minutes=minutes)
    started = WalkStarted(
        f"W-{state.walk_count + 1}",
        who,
        WalkKind.CHECK,
        first,
        by,
        minutes * 60,
        known.place_now(who),
        incident=incident,
        signal=signal,
        quiet=known.is_silent(who),
    )
    return (*_replaced(state, before, by, is_hers=False), started)


def passed(
    state: WatchState, walk: Walk, now: datetime, *, signal: str = "", quiet: bool = False
) -> tuple[Fact, ...]:
    """All is well, they say; the next check is due then."""
    until = now + timedelta(seconds=walk.every_s)
    return (
        CheckPassed(walk.walk, until, signal, quiet),
        *notices.endings(state, walk.cause, "answered"),
    )


def extended(
    state: WatchState,
    walk: Walk,
    until: datetime,
    by: str,
    *,
    signal: str = "",
    quiet: bool = False,
) -> tuple[Fact, ...]:
    """There must be word by another moment, never later than a walk may take at all."""
    last = walk.since + timedelta(seconds=WALK_LONGEST_S)
    until = min(until, last) if walk.phase in RUNNING else until
    kinds = frozenset({NoticeKind.ARRIVED}) | LEAVE_KINDS
    return (
        WalkExtended(walk.walk, until, by, signal, quiet),
        *notices.endings(state, walk.cause, "extended", kinds),
    )


def over(
    state: WatchState,
    walk: Walk,
    how: WalkEnd,
    by: str,
    *,
    signal: str = "",
    reason: str = "",
    quiet: bool = False,
) -> tuple[Fact, ...]:
    """It is over, and nobody is asked anything about it any more."""
    said = Private(walk.about, reason) if reason else None
    ended = WalkEnded(walk.walk, walk.recipient, how, by, signal, reason=said, quiet=quiet)
    return (ended, *notices.endings(state, walk.cause, str(how)))
