"""What is wrong with the map, as alarms that end by themselves."""

from collections.abc import Callable, Collection
from typing import Final

from tocsin.engine.core import Request
from tocsin.facts.agency import Place
from tocsin.facts.system import AlarmKind
from tocsin.paging.stage import ClearAlarm, RaiseAlarm

Covers = Callable[[float, float], bool]
"""Whether a point, latitude and longitude in degrees, lies within the box of the map."""

ELSEWHERE: Final = "None of the agency's places lies on the map: it is of somewhere else."


def of_file(trouble: str) -> Request:
    """What was wrong when the map was opened; empty when nothing was."""
    return _alarm(AlarmKind.MAP_UNREADABLE, trouble)


def of_places(places: Collection[Place], covers: Covers | None) -> Request:
    """Whether the map shows anything of the agency. Without places, or a map, nobody can say."""
    is_elsewhere = covers is not None and not any(
        covers(one.latitude, one.longitude) for one in places
    )
    return _alarm(AlarmKind.MAP_ELSEWHERE, ELSEWHERE if places and is_elsewhere else "")


def _alarm(kind: AlarmKind, trouble: str) -> Request:
    if trouble:
        return Request(RaiseAlarm(kind, "map", trouble), "system")
    return Request(ClearAlarm(f"{kind}:map", "system"), "system")
