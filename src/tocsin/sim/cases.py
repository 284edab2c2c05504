"""Cases in a run: an order against a colleague is entered while everything else goes on."""

from datetime import timedelta
from functools import partial
from random import Random
from typing import Final

from tocsin.agency.dismissal import DismissStaff
from tocsin.facts.orders import Condition, Order, OrderKind
from tocsin.facts.respondents import Respondent
from tocsin.kernel.private import Private
from tocsin.sim.plan import Plan
from tocsin.sim.town import Town
from tocsin.watch.order_entry import EnterOrder, VerifyOrder
from tocsin.watch.respondent_entry import SetRespondent

SHARE: Final = 0.4
"""In so many runs there is a case."""

DAY: Final = timedelta(days=1)


class Cases:
    """A coordinator enters who must stay away; in some runs he is dismissed as well."""

    def __init__(self, town: Town, plan: Plan) -> None:
        self._town = town
        chance = plan.chance("cases")
        if chance.random() >= SHARE:
            return
        colleague = chance.choice(sorted(set(town.agency.staff) - {"ana", "jo"}))
        at = plan.some_time(chance, 0.6)
        for late, name, words, act in (
            (0, "respondent", f"jo enters a respondent, who is {colleague}", self._respondent),
            (2, "order", f"jo enters an order for ana against {colleague}", self._order),
            (60, "verify", "pat verifies the order", self._verify),
        ):
            when = at + timedelta(seconds=late)
            if plan.takes(f"case:{name}", words, when):
                town.at(when, partial(act, colleague))
        self._dismissal(plan, chance, colleague)

    def _dismissal(self, plan: Plan, chance: Random, colleague: str) -> None:
        at = plan.some_time(chance)
        if chance.random() < 0.5 and plan.takes("case:dismissal", f"{colleague} is dismissed", at):
            self._town.at(at, partial(self._town.submit, DismissStaff(colleague, "jo"), "jo"))

    def _respondent(self, colleague: str) -> None:
        name = Private("respondent:R-1", "Rex Vosskamp")
        self._town.submit(SetRespondent(Respondent("R-1", name, colleague=colleague), "jo"), "jo")

    def _order(self, _colleague: str) -> None:
        now = self._town.now
        order = Order(
            order="O-1",
            court="District Court",
            kind=OrderKind.FINAL,
            zone="America/Chicago",
            protected=("ana",),
            respondents=("R-1",),
            issued_at=now - 100 * DAY,
            effective_at=now - 100 * DAY,
            served_at=now - 90 * DAY,
            expires_at=now + 100 * DAY,
            conditions=(Condition.STAY_AWAY, Condition.NO_COMMUNICATION),
        )
        self._town.submit(EnterOrder(order, "jo"), "jo")

    def _verify(self, _colleague: str) -> None:
        self._town.submit(VerifyOrder("O-1", "pat"), "pat")
