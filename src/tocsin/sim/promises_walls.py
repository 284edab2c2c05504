"""Rule 8: whoever must stay away from somebody hears nothing of her need, whatever else happens."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tocsin.facts.fact import Fact
from tocsin.facts.orders import Order, OrderEntered, OrderVacated
from tocsin.facts.respondents import RespondentSet

if TYPE_CHECKING:
    from tocsin.sim.promises import Watch


class Walls:
    """Who must stay away from whom, by what was entered."""

    def __init__(self) -> None:
        self._colleagues: dict[str, str] = {}
        self._orders: dict[str, Order] = {}
        self._kept: frozenset[str] = frozenset()

    def write(self, _at: datetime, fact: Fact) -> None:
        """Take down one fact."""
        match fact:
            case RespondentSet():
                one = fact.respondent
                staff = one.colleague or (one.staff.reveal() if one.staff else "")
                self._colleagues[one.respondent] = staff
            case OrderEntered():
                self._orders[fact.order.order] = fact.order
            case OrderVacated():
                self._orders.pop(fact.order, None)
            case _:
                return
        kept = (who for order in self._orders.values() for who in order.respondents)
        self._kept = frozenset(self._colleagues.get(who, "") for who in kept)

    def keep(self, recipient: str) -> bool:
        """Whether there is anybody from whom this recipient must stay away."""
        return recipient.removeprefix("person:") in self._kept

    def parts(self, recipient: str, sender: str) -> bool:
        """Whether this recipient must stay away from this sender."""
        who, whom = recipient.removeprefix("person:"), sender.removeprefix("person:")
        return who != whom and any(
            whom in order.protected
            and any(self._colleagues.get(name) == who for name in order.respondents)
            for order in self._orders.values()
        )


def who_must_stay_away_hears_nothing(watch: "Watch") -> Iterator[str]:
    """Nothing about her SOS goes to somebody whom an order keeps from her."""
    record = watch.record
    for handed in watch.fresh_sends:
        if handed.purpose in ("echo", "alarm", "test") or not record.walls.keep(handed.recipient):
            continue
        sheet = record.page_of(handed.message)
        for name in sheet.incidents if sheet else (handed.incident,):
            sender = record.senders.get(name, "")
            if sender and record.walls.parts(handed.recipient, sender):
                yield f"{handed.recipient} must stay away from {sender}, and was sent {name}."
