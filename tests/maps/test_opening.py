"""A map that is opened says what it is of; what cannot be opened says nothing."""

from zoneinfo import ZoneInfo

from tests.harlow.drawn import file_of
from tocsin.engine import map_alarms
from tocsin.facts.agency import Place
from tocsin.maps.importing import import_map
from tocsin.maps.opening import ground_or_lines
from tocsin.paging.stage import ClearAlarm, RaiseAlarm

ZONE = ZoneInfo("America/Chicago")


def test_an_opened_map_tells_whether_it_is_ours(tmp_path):
    out = tmp_path / "harlow.map"
    import_map(file_of(1)[0], out, lambda _step, _share: None)
    opened = ground_or_lines(out, None, ZONE)
    ours = Place("one", "Station One", "station", 35.2, -92.4)
    far = Place("far", "Station Far", "station", 41.75, -88.28)
    assert isinstance(map_alarms.of_places([far], opened.covers).command, RaiseAlarm)
    assert isinstance(map_alarms.of_places([far, ours], opened.covers).command, ClearAlarm)


def test_what_is_no_map_says_nothing_of_places(tmp_path):
    opened = ground_or_lines(tmp_path / "none.map", None, ZONE)
    assert opened.trouble
    assert opened.covers is None
