"""Every fact that response folds, and what folds it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.response import (
    fold_answers,
    fold_handover,
    fold_leaving,
    fold_roads,
    fold_search,
    fold_threats,
    state,
)
from tocsin.response.state import ResponseState

EVOLVERS: Final[Mapping[type[Fact], Callable[[ResponseState, Any, datetime], None]]] = {
    **state.EVOLVERS,
    **fold_leaving.EVOLVERS,
    **fold_answers.EVOLVERS,
    **fold_search.EVOLVERS,
    **fold_threats.EVOLVERS,
    **fold_roads.EVOLVERS,
    **fold_handover.EVOLVERS,
}
