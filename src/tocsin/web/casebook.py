"""From state to what somebody may see of cases. Pure.

Whoever must stay away from a protected person and works here sees nothing of her
case: to them it is as if there were none.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.facts.orders import StayAwayArea
from tocsin.facts.plans import PlannedWalk, ScreenOutcome, WorkplacePlan
from tocsin.facts.respondents import Respondent
from tocsin.kernel.limits import RISK_AHEAD_S
from tocsin.kernel.private import Private
from tocsin.tongues.tongue import Tongue
from tocsin.watch import orders, screen
from tocsin.watch.case_state import (
    Cases,
    Concern,
    OrderNow,
    PlanNow,
    people,
    protected_from,
    staff_of,
)
from tocsin.watch.custody import status_at
from tocsin.watch.known import ShiftAhead
from tocsin.watch.risk import counts_until
from tocsin.watch.standing import Standing, of_a_shift, standing
from tocsin.watch.tonight import Gap, ShiftTonight, Tonight, tonight
from tocsin.web import shown_watch as shown
from tocsin.web.access import Right, Seat
from tocsin.web.asking import ENGLISH
from tocsin.web.desk_moves import Trials


def text(sealed: Private | None) -> str:
    return sealed.reveal() if sealed is not None else ""


def texts(sealed: Iterable[Private]) -> tuple[str, ...]:
    return tuple(each.reveal() for each in sealed)


class Casebook:
    """What one person may see of the cases at one moment."""

    def __init__(
        self, state: State, view: Views, now: datetime, seat: Seat, tongue: Tongue = ENGLISH
    ) -> None:
        self._cases: Cases = state.watch.cases
        self._view = view
        self._now = now
        self._whole = seat.may(Right.VERIFY)
        self._wall = seat.wall
        self._trials = Trials(state, view, now, seat, tongue)

    def may_see(self, person: str) -> bool:
        """Whether the case of this person is not kept from whoever looks."""
        return person not in self._wall.people

    def knows(self, respondent: str) -> bool:
        """Whether there is a respondent of this name, to whoever looks."""
        return respondent in self._cases.respondents and respondent not in self._wall.respondents

    def order_of(self, name: str) -> OrderNow | None:
        """An order, unless it is kept from whoever looks."""
        found = self._cases.orders.get(name)
        if found is None or not self._wall.respondents.isdisjoint(found.order.respondents):
            return None
        return found if all(map(self.may_see, found.order.protected)) else None

    # Respondents.

    def respondents(self) -> tuple[shown.RespondentShown, ...]:
        """Every respondent."""
        known = self._cases.respondents.values()
        return tuple(self.respondent(one) for one in known if self.knows(one.respondent))

    def respondent(self, one: Respondent) -> shown.RespondentShown:
        """One respondent."""
        protected = protected_from(self._cases, one.respondent)
        return shown.RespondentShown(
            one.respondent,
            text(one.name),
            texts(one.aliases),
            text(one.description),
            tuple(shown.VehicleShown(text(v.plate), text(v.description)) for v in one.vehicles),
            text(one.photo),
            staff_of(self._cases, one.respondent),
            bool(one.devices),
            self.custody(one.respondent),
            tuple(filter(self.may_see, protected)),
        )

    def custody(self, respondent: str) -> shown.CustodyShown:
        """Where a respondent is, and what was said last."""
        found = self._cases.custody.get(respondent)
        status = status_at(found, self._now)
        if found is None:
            return shown.CustodyShown(status)
        said = (found.status, found.source, found.at, found.certainty, found.by)
        return shown.CustodyShown(status, *said)

    # Orders.

    def orders(self) -> tuple[shown.OrderShown, ...]:
        """Every order."""
        found = map(self.order_of, self._cases.orders)
        return tuple(self.order(one) for one in found if one is not None)

    def order(self, one: OrderNow) -> shown.OrderShown:
        """One order; what only its reader needs is empty for the others."""
        order = one.order
        return shown.OrderShown(
            order=order.order,
            status=orders.status(one, self._now),
            court=order.court,
            kind=order.kind,
            zone=order.zone,
            protected=order.protected,
            respondents=order.respondents,
            issued_at=order.issued_at,
            effective_at=order.effective_at,
            expires_at=order.expires_at,
            served_at=order.served_at,
            vacated_at=one.vacated_at,
            number=text(order.number) if self._whole else "",
            petitioners=texts(order.petitioners) if self._whole else (),
            conditions=order.conditions,
            text=text(order.text) if self._whole else "",
            areas=_areas(order.areas),
            distance_m=order.distance_m,
            workplaces=order.workplaces,
            vehicles=texts(order.vehicles),
            entered_by=one.entered_by,
            verified_by=one.verified_by,
            together=tuple(self._together(one)),
            entered_by_name=self._name(one.entered_by),
            verified_by_name=self._name(one.verified_by),
            moves=tuple(self._trials.of_order(one)),
        )

    def _name(self, person: str) -> str:
        """What people call a colleague; empty for nobody."""
        return self._view.name(f"person:{person}") if person else ""

    def _together(self, one: OrderNow) -> Iterator[shown.TogetherShown]:
        for person in one.order.protected:
            for respondent in one.order.respondents:
                found = orders.strictest(self._cases, person, respondent, self._now)
                if found is not None:
                    yield shown.TogetherShown(
                        person,
                        respondent,
                        found.orders,
                        found.conditions,
                        found.contact,
                        found.distance_m,
                        _areas(found.areas),
                        found.workplaces,
                        found.conflicts,
                        found.verified,
                    )

    # Risk and tonight.

    def risks(self) -> tuple[shown.RiskShown, ...]:
        """Everybody's risk as it is on record."""
        return tuple(
            shown.RiskShown(
                person,
                self._view.name(f"person:{person}"),
                one.level,
                one.reasons,
                tuple(
                    shown.ShiftRiskShown(s.starts_at, s.ends_at, s.place, s.level, s.reasons)
                    for s in one.shifts
                ),
                tuple(self._concerns(person)),
                one.at,
            )
            for person, one in self._cases.risks.items()
            if self.may_see(person)
        )

    def _concerns(self, person: str) -> Iterator[shown.ConcernShown]:
        for one in self._cases.concerns.values():
            if one.person == person and one.respondent not in self._wall.respondents:
                yield _concern(one)

    def tonight(self) -> tuple[shown.TonightShown, ...]:
        """Every shift of the next day of everybody with a case, and what is missing."""
        until = self._now + timedelta(seconds=RISK_AHEAD_S)
        shifts = {who: self._view.shifts_ahead(who, until) for who in people(self._cases)}
        rows = tonight(self._cases, shifts, self._now)
        return tuple(
            self._tonight(row, shifts[row.person]) for row in rows if self.may_see(row.person)
        )

    def _tonight(self, row: Tonight, ahead: Sequence[ShiftAhead]) -> shown.TonightShown:
        return shown.TonightShown(
            row.person,
            self._view.name(f"person:{row.person}"),
            row.level,
            row.reasons,
            tuple(map(self._gap, row.missing)),
            tuple(
                self._shift(row.person, shift, coming)
                for shift, coming in zip(row.shifts, ahead, strict=True)
            ),
            tuple(map(self._stands, standing(self._cases, row.person, self._now))),
        )

    def _shift(
        self, person: str, shift: ShiftTonight, coming: ShiftAhead
    ) -> shown.ShiftTonightShown:
        plan = self._cases.plans.get(person)
        walk = plan.plan.walk if plan else None
        return shown.ShiftTonightShown(
            shift.starts_at,
            shift.ends_at,
            shift.place,
            shift.walk_from,
            shift.walk_to,
            text(walk.door) if walk else "",
            shift.level,
            shift.reasons,
            tuple(map(self._gap, shift.missing)),
            tuple(map(self._stands, of_a_shift(self._cases, person, coming))),
        )

    def _gap(self, gap: Gap) -> shown.GapShown:
        why_not, name = self._trials.why_not(gap), self._called(gap.subject)
        body = dict(gap.body)
        return shown.GapShown(
            gap.missing, gap.subject, gap.method, gap.path, body, name, not why_not, why_not
        )

    def _called(self, respondent: str) -> str:
        """What people call a respondent; empty where this is the name of something else."""
        known = self._cases.respondents.get(respondent)
        return text(known.name) if known is not None else ""

    def _stands(self, one: Standing) -> shown.StandingShown:
        return shown.StandingShown(
            one.what,
            one.about,
            self._called(one.about),
            self._view.name(f"person:{one.by}"),
            one.source,
            one.at,
            one.until,
            one.custody,
            one.certainty,
        )

    # Plans.

    def plans(self) -> tuple[shown.PlanListed, ...]:
        """Whose plan is to be looked through when; whoever has none stands first."""
        listed = (self._plan(person) for person in people(self._cases) if self.may_see(person))
        return tuple(sorted(listed, key=_review_first))

    def _plan(self, person: str) -> shown.PlanListed:
        found, name = self._cases.plans.get(person), self._view.name(f"person:{person}")
        if found is None:
            return shown.PlanListed(person, name, None, review_due=True, by="", at=None)
        by, is_due = self._view.name(f"person:{found.by}"), found.due_since is not None
        return shown.PlanListed(person, name, found.plan.review_at, is_due, by, found.at)


def _areas(areas: Iterable[StayAwayArea]) -> tuple[shown.AreaShown, ...]:
    return tuple(
        shown.AreaShown(area.radius_m, area.place, text(area.point), text(area.label))
        for area in areas
    )


def _concern(one: Concern) -> shown.ConcernShown:
    return shown.ConcernShown(
        one.concern,
        one.reason,
        one.source,
        one.certainty,
        one.at,
        counts_until(one),
        text(one.words),
        one.cause,
        one.respondent,
    )


def _review_first(one: shown.PlanListed) -> tuple[float, str]:
    return one.review_at.timestamp() if one.review_at else 0.0, one.name


def plan_shown(found: PlanNow) -> shown.PlanShown:
    """A workplace plan."""
    plan: WorkplacePlan = found.plan
    return shown.PlanShown(
        person=plan.person,
        review_at=plan.review_at,
        review_due=found.due_since is not None,
        respondents=plan.respondents,
        escort=plan.escort,
        photo=plan.photo,
        screening=plan.screening,
        parking=text(plan.parking),
        code_words=text(plan.code_words),
        safe_contact=text(plan.safe_contact),
        safe_hours=tuple(shown.HoursShown(h.days, h.start, h.end) for h in plan.safe_hours),
        shift_changes=text(plan.shift_changes),
        notes=text(plan.notes),
        may_know=plan.may_know,
        walk=_walk(plan.walk),
        by=found.by,
        no_walk=plan.no_walk,
        by_contact=plan.by_contact,
    )


def _walk(walk: PlannedWalk | None) -> shown.WalkShown | None:
    if walk is None:
        return None
    return shown.WalkShown(walk.start, walk.end, walk.minutes, text(walk.door))


def screen_shown(cases: Cases, person: str) -> shown.ScreenShown | None:
    """The newest screen of a person."""
    found = screen.newest(cases, person)
    if found is None:
        return None
    answers = screen.answers_of(found)
    outcome = ScreenOutcome(found.outcome)
    return shown.ScreenShown(
        person,
        outcome,
        answers,
        found.belief,
        found.at,
        found.source,
        found.by,
        found.instrument,
        found.score,
        found.not_answered,
    )
