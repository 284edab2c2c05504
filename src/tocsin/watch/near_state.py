"""What the watch remembers of who is near whom."""

from datetime import datetime

import msgspec

from tocsin.facts.nearness import Nearness, NearnessChanged


class Near(msgspec.Struct, frozen=True):
    """How near a respondent was when it last changed."""

    person: str
    respondent: str
    by: str
    order: str
    nearness: Nearness
    at: datetime
    distance_m: float | None = None


def key_of(fact: NearnessChanged) -> str:
    """Whose nearness it is: of these two, by the pair or by an order's areas."""
    return f"{fact.person}/{fact.respondent}/{fact.by}/{fact.order}"
