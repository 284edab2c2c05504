"""How facts change what paging knows, and so what it owes: one table of all of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.paging import (
    fold_alarms,
    fold_health,
    fold_incidents,
    fold_messages,
    fold_notices,
    fold_pages,
    fold_walks,
    trying,
)
from tocsin.paging.state import PagingState

EVOLVERS: Final[Mapping[type[Fact], Callable[[PagingState, Any, datetime], None]]] = {
    **fold_incidents.EVOLVERS,
    **fold_pages.EVOLVERS,
    **fold_messages.EVOLVERS,
    **fold_alarms.EVOLVERS,
    **fold_health.EVOLVERS,
    **fold_notices.EVOLVERS,
    **fold_walks.EVOLVERS,
    **trying.EVOLVERS,
}
