"""Workplace safety plans: set by a coordinator, and looked through again when that is due."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeKind
from tocsin.facts.plans import (
    PlanReviewDue,
    PlanReviewed,
    WorkplacePlan,
    WorkplacePlanSet,
)
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import CODE_CHARACTERS_MIN, NOTICE_DAILY_S
from tocsin.watch import code_words, coordinators
from tocsin.watch.case_state import PlanNow, is_against_herself
from tocsin.watch.known import Known
from tocsin.watch.refusals import AGAINST_HERSELF, CaseRefusal
from tocsin.watch.state import Evolvers, WatchState
from tocsin.watch.touching import touch


class SetPlan(msgspec.Struct, frozen=True):
    """A coordinator sets the plan of a protected person."""

    plan: WorkplacePlan
    by: str


class ReviewPlan(msgspec.Struct, frozen=True):
    """Somebody looked through a plan; the next time is at `review_at`."""

    person: str
    by: str
    review_at: datetime


class AskForReview(msgspec.Struct, frozen=True):
    """The review of a plan is due."""

    person: str


PlanCommand = SetPlan | ReviewPlan | AskForReview


def decide(
    state: WatchState, command: PlanCommand, now: datetime, view: Known
) -> Accepted[Fact] | Refused:
    """Decide one command about a plan."""
    if isinstance(command, SetPlan):
        return _set(state, command, now, view)
    found = state.cases.plans.get(command.person)
    if found is None:
        return Refused(CaseRefusal.PLAN_UNKNOWN, "This person has no workplace safety plan here.")
    if isinstance(command, AskForReview):
        return Accepted(_ask(state, found, now, view))
    if command.review_at <= now:
        return Refused(CaseRefusal.MOMENTS_OUT_OF_ORDER, "The next review is later than now.")
    over = coordinators.over(state, cause_of(command.person), "reviewed")
    return Accepted((PlanReviewed(command.person, command.by, command.review_at), *over))


def _set(
    state: WatchState, command: SetPlan, now: datetime, view: Known
) -> Accepted[Fact] | Refused:
    plan = command.plan
    if not view.is_active(plan.person):
        detail = "The protected person is a person id of the agency file."
        return Refused(CaseRefusal.PROTECTED_UNKNOWN, detail)
    if any(each not in state.cases.respondents for each in plan.respondents):
        detail = "Enter the respondent first; one of this list is not known."
        return Refused(CaseRefusal.RESPONDENT_UNKNOWN, detail)
    if is_against_herself(state.cases, (plan.person,), plan.respondents):
        return Refused(CaseRefusal.AGAINST_HERSELF, AGAINST_HERSELF)
    if plan.walk is not None and not all(map(view.has_place, (plan.walk.start, plan.walk.end))):
        detail = "A walk leads from one place of the agency file to another."
        return Refused(CaseRefusal.PLACE_NOT_KNOWN, detail)
    if plan.walk is not None and plan.no_walk:
        detail = "A plan names the walk at the end of a shift, or says that none is wanted."
        return Refused(CaseRefusal.WALK_AND_NO_WALK, detail)
    if code_words.unfit(plan, view):
        detail = (
            f"A code word has {CODE_CHARACTERS_MIN} letters or more, and is nothing that is "
            "answered to a page, said of a walk, or part of a code of the safety plan."
        )
        return Refused(CaseRefusal.CODE_WORD_UNFIT, detail)
    if plan.review_at <= now:
        return Refused(CaseRefusal.MOMENTS_OUT_OF_ORDER, "The next review is later than now.")
    over = coordinators.over(state, cause_of(plan.person), "reviewed")
    return Accepted((WorkplacePlanSet(plan, command.by), *over))


def cause_of(person: str) -> str:
    """What a notice about the review of this plan rests on."""
    return f"plan/{person}"


def due(state: WatchState, name: str, now: datetime) -> list[AskForReview]:
    """A review that is due and was not asked for yet."""
    found = state.cases.plans.get(name)
    moment = _next_moment(found) if found else None
    return [AskForReview(name)] if moment is not None and moment <= now else []


def _next_moment(found: PlanNow) -> datetime | None:
    return found.plan.review_at if found.due_since is None else None


def _ask(state: WatchState, found: PlanNow, now: datetime, view: Known) -> tuple[Fact, ...]:
    person, review_at = found.plan.person, found.plan.review_at
    again_at = now + timedelta(seconds=NOTICE_DAILY_S)
    cause = cause_of(person)
    told = coordinators.tell(state, view, NoticeKind.REVIEW_DUE, person, cause, again_at)
    return (PlanReviewDue(person, review_at), *told)


def _plan_set(state: WatchState, fact: WorkplacePlanSet, at: datetime) -> None:
    state.cases.plans[fact.plan.person] = PlanNow(fact.plan, fact.by, at)
    _changed(state, fact.plan.person, at)


def _review_due(state: WatchState, fact: PlanReviewDue, at: datetime) -> None:
    found = state.cases.plans.get(fact.person)
    if found is not None and found.plan.review_at == fact.review_at:
        state.cases.plans[fact.person] = replace(found, due_since=at)
        _changed(state, fact.person, at)


def _reviewed(state: WatchState, fact: PlanReviewed, at: datetime) -> None:
    found = state.cases.plans.get(fact.person)
    if found is not None:
        plan = replace(found.plan, review_at=fact.review_at)
        state.cases.plans[fact.person] = replace(found, plan=plan, due_since=None)
        _changed(state, fact.person, at)


def _changed(state: WatchState, person: str, at: datetime) -> None:
    state.agenda.set(f"plan:{person}", _next_moment(state.cases.plans[person]))
    touch(state, person, at, always=person in state.cases.risks)


EVOLVERS: Final[Evolvers] = {
    WorkplacePlanSet: _plan_set,
    PlanReviewDue: _review_due,
    PlanReviewed: _reviewed,
}
