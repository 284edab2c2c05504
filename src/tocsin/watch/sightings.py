"""Somebody was seen: whom it fits, who is asked, and when it is an alarm.

A sure one near a protected person is an alarm at once, whoever is asleep. An
unsure one is for a person to judge, who is asked again and again; when nobody
has judged it in time it counts as him, because what is unknown is not safe.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.facts.notices import NoticeEnded, NoticeKind
from tocsin.facts.risk import RiskReason
from tocsin.facts.sightings import (
    Candidate,
    SightingJudged,
    SightingReported,
    SightingSource,
    SightingUnjudged,
    WordsCompared,
)
from tocsin.facts.threats import ThreatKind, ThreatRaised
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import NOTICE_AGAIN_S, PLATE_REPEAT_S
from tocsin.kernel.private import Private
from tocsin.tongues.known import texting
from tocsin.watch import concerns, notices, violations
from tocsin.watch.case_state import people, protected_from, respondents_who_are
from tocsin.watch.concerns import RaiseConcern
from tocsin.watch.descriptions import Match, Profile, match
from tocsin.watch.known import Known
from tocsin.watch.sighted import Sighting
from tocsin.watch.state import WatchState
from tocsin.watch.violations import Spot


class ReportSighting(msgspec.Struct, frozen=True):
    """Somebody or something saw somebody. Degrees are WGS 84.

    `respondent` is whom a person recognised, empty when they did not.
    """

    by: str
    source: SightingSource
    words: str
    at: datetime | None = None
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    plate: str = ""
    respondent: str = ""


class ReadSighting(msgspec.Struct, frozen=True):
    """The words of this signal must be compared with the plans."""

    signal: str


class AskJudges(msgspec.Struct, frozen=True):
    """Somebody must judge this sighting."""

    sighting: str


class JudgeSighting(msgspec.Struct, frozen=True):
    """A person says who it was; an empty `respondent` is nobody we know."""

    sighting: str
    by: str
    respondent: str


class LapseSighting(msgspec.Struct, frozen=True):
    """Nobody has judged this sighting in time."""

    sighting: str


class RaiseSighting(msgspec.Struct, frozen=True):
    """This sighting threatens this person."""

    sighting: str
    respondent: str
    person: str


SightingCommand: TypeAlias = (
    ReportSighting | ReadSighting | AskJudges | JudgeSighting | LapseSighting | RaiseSighting
)


class SightingRefusal(StrEnum):
    """Why the watch says no to a sighting, in order of precedence."""

    SIGHTING_UNKNOWN = "sighting_unknown"
    SIGHTING_JUDGED = "sighting_judged"
    RESPONDENT_UNKNOWN = "respondent_unknown"
    PLACE_UNKNOWN = "sighting_place_unknown"
    NOTHING_SAID = "nothing_said"
    SEEN_ALREADY = "seen_already"
    NOT_DUE = "sighting_not_due"


def due_heard(state: WatchState, signal: str, _now: datetime) -> list[SightingCommand]:
    """Words that were heard are compared once."""
    return [ReadSighting(signal)] if signal in state.heard else []


def due(state: WatchState, name: str, now: datetime) -> list[SightingCommand]:
    """What a sighting owes: alarms first, then its judge, then the end of waiting."""
    sighting = state.sightings.get(name)
    if sighting is None:
        return []
    owed: list[SightingCommand] = [
        RaiseSighting(name, respondent, person) for respondent, person in sighting.threatens()
    ]
    if sighting.verdict is not None and not sighting.is_judged:
        return [*owed, JudgeSighting(name, *sighting.verdict)]
    if sighting.waits and not sighting.is_asked:
        owed.append(AskJudges(name))
    if sighting.waits and now >= sighting.judge_by:
        owed.append(LapseSighting(name))
    return owed


def decide(
    state: WatchState, command: SightingCommand, context: Context[Known]
) -> Accepted[Fact] | Refused:
    """Decide one command about a sighting."""
    if isinstance(command, ReportSighting):
        return _report(state, command, context)
    if isinstance(command, ReadSighting):
        return _read(state, command, context)
    sighting = state.sightings.get(command.sighting)
    if sighting is None:
        return Refused(SightingRefusal.SIGHTING_UNKNOWN, "There is no such sighting in memory.")
    match command:
        case JudgeSighting():
            return _judge(state, sighting, command, context)
        case AskJudges():
            return Accepted(tuple(_ask(state, sighting, context)))
        case LapseSighting():
            if not sighting.waits or context.now < sighting.judge_by:
                return Refused(SightingRefusal.NOT_DUE, "There is time yet to judge it.")
            return Accepted((SightingUnjudged(sighting.sighting),))
        case RaiseSighting():
            return Accepted(_raise(state, sighting, command, context))


def _report(
    state: WatchState, command: ReportSighting, context: Context[Known]
) -> Accepted[Fact] | Refused:
    if command.respondent and command.respondent not in state.cases.respondents:
        return Refused(SightingRefusal.RESPONDENT_UNKNOWN, "Give the id of a known respondent.")
    if command.place and command.place not in context.view.places():
        return Refused(SightingRefusal.PLACE_UNKNOWN, "Give a place of the agency file, or none.")
    if not (command.words.strip() or command.plate.strip() or command.respondent):
        return Refused(SightingRefusal.NOTHING_SAID, "Say who or what was seen, in a few words.")
    fact = _reported(state, command, context)
    if command.source is SightingSource.PLATE_READER and _is_known(state, fact, context.now):
        return Refused(SightingRefusal.SEEN_ALREADY, "The same plate was read here just now.")
    return Accepted((fact,))


def _is_known(state: WatchState, fact: SightingReported, now: datetime) -> bool:
    """Whether a camera tells again of a car that stands where it stood."""
    since = now - timedelta(seconds=PLATE_REPEAT_S)
    fits = {one.respondent for one in fact.candidates}
    return any(
        one.by == fact.by
        and one.place == fact.place
        and one.at > since
        and fits == {each.respondent for each in one.candidates}
        for one in state.sightings.values()
    )


def _read(
    state: WatchState, command: ReadSighting, context: Context[Known]
) -> Accepted[Fact] | Refused:
    heard = state.heard.get(command.signal)
    if heard is None:
        return Refused(SightingRefusal.NOT_DUE, "These words were compared already.")
    words = heard.words.text or ""
    report = ReportSighting(heard.sender, SightingSource.TEXT, words, heard.at)
    fact = _reported(state, report, context, heard.signal)
    if heard.is_sos and not any(one.is_sure for one in fact.candidates):
        # Their SOS pages people with these very words already: nothing is lost here.
        return Accepted((WordsCompared(heard.signal),))
    return Accepted((fact,))


def _reported(
    state: WatchState, command: ReportSighting, context: Context[Known], signal: str = ""
) -> SightingReported:
    name = f"S-{state.sighting_count + 1}"
    subject = f"sighting:{name}"
    at = min(command.at or context.now, context.now)
    spot = _where(command, at, context.view)
    point = spot.point
    plate = Private(subject, command.plate) if command.plate.strip() else None
    return SightingReported(
        name,
        command.by,
        command.source,
        Private(subject, command.words),
        at,
        spot.place,
        Private(subject, f"{point[0]:.6f},{point[1]:.6f}") if point else None,
        plate,
        tuple(_candidates(state, command, spot, context)),
        signal,
    )


def _where(command: ReportSighting, at: datetime, view: Known) -> Spot:
    """The agency place and the point of a sighting, as far as it says one or the other.

    0, 0 is what devices send that do not know where they are: then nobody said where.
    """
    latitude, longitude = command.latitude, command.longitude
    if latitude is not None and longitude is not None and (latitude or longitude):
        return Spot(command.place, (latitude, longitude))
    return Spot(command.place or view.named_place(command.words, at), None)


def _candidates(
    state: WatchState,
    command: ReportSighting,
    spot: Spot,
    context: Context[Known],
) -> Iterable[Candidate]:
    read = (command.plate,) if command.plate.strip() else ()
    found = match(command.words, read, profiles(state))
    if command.respondent:
        found = [one for one in found if one.respondent != command.respondent]
        yield _candidate(state, Match(command.respondent, ()), spot, context, is_sure=True)
    for one in found:
        is_sure = one.is_sure and not command.respondent
        yield _candidate(state, one, spot, context, is_sure=is_sure)


def _candidate(
    state: WatchState,
    found: Match,
    spot: Spot,
    context: Context[Known],
    *,
    is_sure: bool,
) -> Candidate:
    near = violations.near(state, found.respondent, spot, context.now, context.view)
    because = tuple(str(reason) for reason in found.because) or ("recognised",)
    return Candidate(found.respondent, because, is_sure, near)


def profiles(state: WatchState) -> list[Profile]:
    """What is known of everybody whom a plan warns of, for comparing words with."""
    return [
        Profile(
            one.respondent,
            tuple(filter(None, (name.text for name in (one.name, *one.aliases)))),
            tuple(v.plate.text for v in one.vehicles if v.plate and v.plate.text),
            tuple(v.description.text for v in one.vehicles if v.description and v.description.text),
        )
        for one in state.cases.respondents.values()
    ]


def _judge(
    state: WatchState, sighting: Sighting, command: JudgeSighting, context: Context[Known]
) -> Accepted[Fact] | Refused:
    if sighting.is_judged:
        return Refused(SightingRefusal.SIGHTING_JUDGED, "Somebody has judged this one already.")
    if command.respondent and command.respondent not in state.cases.respondents:
        return Refused(SightingRefusal.RESPONDENT_UNKNOWN, "Give the id of a known respondent.")
    near: tuple[str, ...] = ()
    if command.respondent:
        spot = Spot(sighting.place, sighting.degrees())
        near = violations.near(state, command.respondent, spot, sighting.at, context.view)
    ended = (
        NoticeEnded(notice.notice, "judged")
        for notice in state.notices.values()
        if notice.cause == sighting.cause
    )
    judged = SightingJudged(sighting.sighting, command.by, command.respondent, near)
    return Accepted((judged, *_elsewhere(state, sighting, command, near), *ended))


def _elsewhere(
    state: WatchState, sighting: Sighting, command: JudgeSighting, near: tuple[str, ...]
) -> Iterable[Fact]:
    """Seen somewhere else it is no alarm, but a reason for everybody else he must keep from."""
    people = protected_from(state.cases, command.respondent) if command.respondent else ()
    for offset, person in enumerate((one for one in people if one not in near), start=1):
        said = RaiseConcern(
            person,
            RiskReason.SIGHTING,
            str(sighting.source),
            Certainty.CONFIRMED,
            sighting.at,
            command.by,
            respondent=command.respondent,
            cause=sighting.cause,
        )
        yield concerns.raised(state, said, offset)


def _ask(state: WatchState, sighting: Sighting, context: Context[Known]) -> Iterable[Fact]:
    asked = _judges(state, sighting, context.view)
    if not asked:
        # Nobody is left who could say who it was: what is unknown counts as him.
        yield SightingUnjudged(sighting.sighting)
    fits = sighting.candidates[0].respondent if sighting.candidates else ""
    known = state.cases.respondents.get(fits)
    who = (known.name.text or "") if known else ""
    where = context.view.place_name(sighting.place)
    said = ", ".join(filter(None, (f'"{sighting.words.reveal()}"', where, who and f"{who}?")))
    again_at = context.now + timedelta(seconds=NOTICE_AGAIN_S)
    kind = NoticeKind.SIGHTING_FITS if fits else NoticeKind.SIGHTING
    for offset, recipient in enumerate(asked, start=1):
        yield notices.give(
            state,
            recipient,
            kind,
            f"sighting:{sighting.sighting}",
            sighting.cause,
            said,
            again_at=again_at,
            offset=offset,
        )


def _judges(state: WatchState, sighting: Sighting, view: Known) -> list[str]:
    """Who is asked: neither who saw it, nor a respondent, nor whoever needs protection herself.

    The page says whom it fits and where: that is nothing to read on her phone, also
    when it is her shift in the control room. Where nobody else is left the leaders are.
    """
    left = [each for each in view.judges() if _may_judge(state, sighting, each)]
    leaders = notices.leaders(state, view, f"sighting:{sighting.sighting}") if not left else ()
    return left or [each for each in leaders if _may_judge(state, sighting, each)]


def _may_judge(state: WatchState, sighting: Sighting, recipient: str) -> bool:
    person = recipient.removeprefix("person:")
    is_involved = person in people(state.cases) or respondents_who_are(state.cases, person)
    return recipient != sighting.by and not is_involved


def _raise(
    state: WatchState, sighting: Sighting, command: RaiseSighting, context: Context[Known]
) -> tuple[Fact, ...]:
    """The alarm, and what a court will ask for."""
    known = state.cases.respondents[command.respondent]
    view = context.view
    tongue = texting(view.agency_language())
    where = view.place_name(sighting.place) or tongue.tell("place not said")
    how = "Confirmed" if sighting.is_judged else "Nobody judged it in time"
    if not sighting.is_judged and sighting.is_sure(command.respondent):
        how = "Sure by name or plate"
    who = known.name.text or command.respondent
    pattern = f"{{0}} was seen at {{1}}. {how}. {{2}}"
    words = tongue.tell(pattern, who, where, sighting.words.reveal())
    sure = Certainty.CONFIRMED if sighting.is_judged else Certainty.REPORTED
    threat = ThreatRaised(
        f"T-{state.threat_count + 1}",
        command.person,
        ThreatKind.THREAT,
        ("sighting_near",),
        Private(f"person:{command.person}", words),
        str(sighting.source),
        sure,
        sighting.at,
        f"{sighting.cause}/{command.respondent}",
    )
    known_by = "plate_reader" if sighting.source is SightingSource.PLATE_READER else "sighting"
    spot = Spot(sighting.place, sighting.degrees())
    seen = (sighting.at, known_by, sighting.cause, sure)
    broken = tuple(
        violations.of_sighting(state, command.person, command.respondent, spot, seen, view)
    )
    counts = violations.counted(state, threat, command.respondent, is_broken=bool(broken))
    return (threat, *broken, *counts)
