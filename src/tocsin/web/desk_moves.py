"""What somebody may do from the desk, and why not: by their roles, then tried on the stage.

A trial changes nothing: the stage decides, and nobody writes down what it decided.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.facts.signals import Answer
from tocsin.kernel.context import Context, draws_nothing
from tocsin.kernel.decision import Refused
from tocsin.tongues.tongue import Tongue
from tocsin.watch import stage as watch
from tocsin.watch.case_state import OrderNow
from tocsin.watch.escorts import ReportEscort, WantEscort
from tocsin.watch.known import Known
from tocsin.watch.order_entry import ServeOrder, VacateOrder, VerifyOrder
from tocsin.watch.tonight import Gap, Missing
from tocsin.watch.walk import Walk
from tocsin.watch.walks import EndWalk, ExtendWalk
from tocsin.web.access import Right, Seat
from tocsin.web.asking import ENGLISH
from tocsin.web.shown import ActionShown


class NotYours(StrEnum):
    """Why somebody's roles do not close a gap."""

    OF_COORDINATORS = "A safety coordinator does this."
    OF_VERIFIERS = "A supervisor or safety coordinator does this."
    OF_CONTROL_ROOM = "The control room does this."


_SAID: Final[Mapping[Right, NotYours]] = {
    Right.CASES: NotYours.OF_COORDINATORS,
    Right.VERIFY: NotYours.OF_VERIFIERS,
    Right.THREATS: NotYours.OF_CONTROL_ROOM,
    Right.ACT: NotYours.OF_CONTROL_ROOM,
}
CLOSES: Final[Mapping[Missing, Right]] = {
    **dict.fromkeys(Missing, Right.CASES),
    Missing.ORDER_NOT_VERIFIED: Right.VERIFY,
    Missing.ORDERS_CONFLICT: Right.THREATS,
    Missing.CUSTODY_NOT_CHECKED: Right.THREATS,
    Missing.POLICE_NOT_TOLD: Right.THREATS,
    Missing.PHOTO_NOT_POSTED: Right.THREATS,
    Missing.WALK_NOT_ARRANGED: Right.THREATS,
    Missing.ESCORT_NOT_CONFIRMED: Right.ACT,
}
"""Which right the request of a gap asks for; a test asks every one of them."""

_TRIAL: Final = "-"
_MINUTES: Final = 10


class Trials:
    """What one person may do at one moment; why not is said in their language."""

    def __init__(
        self, state: State, view: Views, now: datetime, seat: Seat, tongue: Tongue = ENGLISH
    ) -> None:
        self._watch = state.watch
        self._context: Context[Known] = Context(now, draws_nothing, view)
        self._seat = seat
        self._tongue = tongue

    def why_not(self, gap: Gap) -> str:
        """Why they may not close this gap; empty when they may."""
        refused = self._by_role(CLOSES[gap.missing])
        if refused or gap.missing is not Missing.ORDER_NOT_VERIFIED:
            return refused
        return self._tried(VerifyOrder(gap.subject, self._seat.person))

    def of_order(self, one: OrderNow) -> Iterator[ActionShown]:
        """What may be said of an order."""
        name, by, at = one.order.order, self._seat.person, self._context.now
        yield self._move("verify", Right.VERIFY, VerifyOrder(name, by))
        yield self._move("served", Right.CASES, ServeOrder(name, at, _TRIAL, by))
        yield self._move("vacated", Right.CASES, VacateOrder(name, at, _TRIAL, by))

    def of_walk(self, walk: Walk) -> Iterator[ActionShown]:
        """What may be done for whoever is on this walk or check."""
        name, by = walk.walk, self._seat.person
        yield self._move("escort", Right.ACT, WantEscort(name, by, (f"person:{by}",)))
        yield self._move("report", Right.ACT, ReportEscort(name, by, Answer.RECEIVED))
        yield self._move("extend", Right.ACT, ExtendWalk(name, by, _MINUTES))
        yield self._move("end", Right.ACT, EndWalk(name, by, _TRIAL))

    def _move(self, action: str, right: Right, command: watch.Command) -> ActionShown:
        why_not = self._by_role(right) or self._tried(command)
        return ActionShown(action, not why_not, why_not)

    def _by_role(self, right: Right) -> str:
        return "" if self._seat.may(right) else self._tongue.sentence(_SAID[right])

    def _tried(self, command: watch.Command) -> str:
        outcome = watch.decide(self._watch, command, self._context)
        return self._tongue.sentence(outcome.detail) if isinstance(outcome, Refused) else ""
