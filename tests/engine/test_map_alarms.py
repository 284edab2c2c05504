"""A map of another town is an alarm, and ends by itself."""

from tests.harness import TestTown
from tocsin.engine import map_alarms
from tocsin.facts.system import AlarmKind

ALARM = f"{AlarmKind.MAP_ELSEWHERE}:map"


def asked(town, covers):
    places = town.state.agency.places.values()
    assert places
    request = map_alarms.of_places(places, covers)
    town.submit(request.command, request.actor)
    return ALARM in town.state.paging.alarms


def test_a_map_on_which_none_of_our_places_lies_is_an_alarm_until_one_does():
    town = TestTown()
    assert asked(town, lambda _latitude, _longitude: False)
    lots = [one for one in town.state.agency.places.values() if one.place == "lot"]
    here = (lots[0].latitude, lots[0].longitude)
    assert not asked(town, lambda *point: point == here)


def test_without_a_map_or_without_places_nobody_can_say():
    town = TestTown()
    assert not asked(town, None)
    request = map_alarms.of_places([], lambda *_: False)
    town.submit(request.command, request.actor)
    assert ALARM not in town.state.paging.alarms
