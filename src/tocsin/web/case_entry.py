"""From what the API was given to what the watch takes: every text sealed, every moment in UTC."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tocsin.agency.weekly import DAYS
from tocsin.facts.orders import Order, StayAwayArea
from tocsin.facts.plans import (
    Instrument,
    PlannedWalk,
    SafeHours,
    ScreenAnswer,
    ScreenItem,
    WorkplacePlan,
)
from tocsin.facts.respondents import Respondent, Vehicle
from tocsin.kernel.private import Private
from tocsin.watch.orders import end_of_day
from tocsin.watch.screen import TakeScreen
from tocsin.web import asked_watch as asked
from tocsin.web.problems import Problem


def sealed(subject: str, text: str) -> Private | None:
    """A text under this subject; None when it says nothing."""
    return Private(subject, text.strip()) if text.strip() else None


def _all(subject: str, texts: Iterable[str]) -> tuple[Private, ...]:
    return tuple(Private(subject, text.strip()) for text in texts if text.strip())


def utc(at: datetime | None) -> datetime | None:
    """The same moment in UTC."""
    return None if at is None else at.astimezone(UTC)


def respondent(given: asked.Respondent) -> Respondent:
    """A respondent; the watch seals it under the name that it gets."""
    subject = f"respondent:{given.respondent}"
    return Respondent(
        given.respondent,
        Private(subject, given.name.strip()),
        _all(subject, given.aliases),
        sealed(subject, given.description),
        tuple(
            Vehicle(sealed(subject, v.plate), sealed(subject, v.description))
            for v in given.vehicles
        ),
        sealed(subject, given.photo),
        devices=_all(subject, given.devices),
        colleague=given.staff.strip(),
    )


def order(given: asked.Order) -> Order:
    """An order. Raises Problem where two fields contradict each other."""
    subject = f"person:{given.protected[0]}" if given.protected else ""
    return Order(
        order=given.order,
        court=given.court,
        kind=given.kind,
        zone=given.zone,
        protected=tuple(dict.fromkeys(given.protected)),
        respondents=tuple(dict.fromkeys(given.respondents)),
        issued_at=given.issued_at.astimezone(UTC),
        effective_at=(given.effective_at or given.issued_at).astimezone(UTC),
        expires_at=_expires_at(given),
        served_at=utc(given.served_at),
        number=sealed(subject, given.number),
        petitioners=_all(subject, given.petitioners),
        conditions=tuple(sorted(set(given.conditions))),
        text=sealed(subject, given.text),
        areas=tuple(_area(subject, area) for area in given.areas),
        distance_m=given.distance_m,
        workplaces=given.workplaces,
        vehicles=_all(subject, given.vehicles),
    )


def _expires_at(given: asked.Order) -> datetime | None:
    if given.expires_on is None:
        return utc(given.expires_at)
    if given.expires_at is not None:
        raise Problem(400, "bad_input", "Give expires_on or expires_at, not both.")
    return _last_moment(given.expires_on, given.zone)


def _last_moment(day: date, zone: str) -> datetime:
    try:
        ZoneInfo(zone)
        return end_of_day(day, zone)
    except (ValueError, OSError, LookupError, OverflowError):
        detail = 'zone: an IANA name such as "America/Chicago"; expires_on: a day that can come.'
        raise Problem(400, "bad_input", detail) from None


def _area(subject: str, given: asked.Area) -> StayAwayArea:
    has_point = given.latitude is not None and given.longitude is not None
    if has_point == bool(given.place) or (given.latitude is None) != (given.longitude is None):
        raise Problem(400, "bad_input", "areas: give a place, or both latitude and longitude.")
    if has_point and not given.latitude and not given.longitude:
        raise Problem(400, "bad_input", "areas: 0, 0 is open sea, and no place of hers.")
    if given.radius_m <= 0:
        raise Problem(400, "bad_input", "areas: radius_m is more than 0 metres.")
    point = f"{given.latitude:.6f},{given.longitude:.6f}" if has_point else ""
    return StayAwayArea(
        given.radius_m, given.place, sealed(subject, point), sealed(subject, given.label)
    )


def plan(person: str, given: asked.Plan) -> WorkplacePlan:
    """A workplace plan, sealed under its protected person."""
    subject = f"person:{person}"
    return WorkplacePlan(
        person=person,
        review_at=given.review_at.astimezone(UTC),
        respondents=given.respondents,
        escort=given.escort,
        photo=given.photo,
        screening=given.screening,
        parking=sealed(subject, given.parking),
        code_words=sealed(subject, given.code_words),
        safe_contact=sealed(subject, given.safe_contact),
        safe_hours=_hours(given.safe_hours),
        shift_changes=sealed(subject, given.shift_changes),
        notes=sealed(subject, given.notes),
        may_know=given.may_know,
        walk=_walk(subject, given.walk),
        no_walk=given.no_walk,
        by_contact=given.by_contact,
    )


def _hours(given: Iterable[asked.Hours]) -> tuple[SafeHours, ...]:
    """Hours whose days are days: what is misspelt would never be safe, and nobody would know."""
    for each in given:
        if not each.days or not set(each.days) <= set(DAYS):
            raise Problem(400, "bad_input", f"safe_hours: days are some of {', '.join(DAYS)}.")
    return tuple(SafeHours(each.days, each.start, each.end) for each in given)


def _walk(subject: str, given: asked.Walk | None) -> PlannedWalk | None:
    if given is None:
        return None
    return PlannedWalk(given.start, given.end, given.minutes, sealed(subject, given.door))


def screen(person: str, given: asked.Screen, at: datetime, by: str) -> TakeScreen:
    """A screen as it is taken down. Raises Problem where it is said to be two things at once."""
    is_level = given.level is not None or given.score is not None or bool(given.not_answered)
    if given.instrument is Instrument.LETHALITY_SCREEN and is_level:
        detail = "level, score and not_answered are of a danger_assessment."
        raise Problem(400, "bad_input", detail)
    if given.instrument is Instrument.DANGER_ASSESSMENT and given.answers:
        raise Problem(
            400, "bad_input", "answers: of a danger_assessment the result alone is taken."
        )
    return TakeScreen(
        person,
        answers(given) if given.instrument is Instrument.LETHALITY_SCREEN else (),
        given.belief,
        at,
        given.source,
        by,
        given.instrument,
        given.level,
        given.score,
        given.not_answered,
    )


def answers(given: asked.Screen) -> tuple[ScreenAnswer, ...]:
    """The answers in the order of the items; what was left out was not answered."""
    return tuple(given.answers.get(item, ScreenAnswer.NOT_ANSWERED) for item in ScreenItem)
