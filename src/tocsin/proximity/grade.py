"""The one rule of far, maybe and surely, for pairs and for areas, and when it is told.

Somebody who is in stays in until they are surely out by the margin, so that
nothing flaps; and only fixes that are fresh, in order and beyond doubt let
anything become better.
"""

from tocsin.proximity.tables import FAR, MAYBE, SURE
from tocsin.roads.compiled import compiled


@compiled
def grade(
    state: int,
    distance: float,
    may: float,
    sure: float,
    allowed: float,
    margin: float,
    may_lower: bool,
) -> int:
    """The new state, of a distance that may be off by `may`, and surely by no more than `sure`."""
    if distance + sure < allowed:
        return SURE
    leave = allowed + margin
    if state == SURE and (not may_lower or distance + sure < leave):
        return SURE
    if distance - may < allowed:
        return MAYBE
    if state >= MAYBE and (not may_lower or distance - may < leave):
        return MAYBE
    return FAR if may_lower else state


@compiled
def news(state: int, told: int) -> int:
    """What there is to tell: a state that is higher than what was told, FAR for an end, or -1."""
    if state >= MAYBE and state > told:
        return state
    if state == FAR and told >= MAYBE:
        return FAR
    return -1
