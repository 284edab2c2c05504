"""Trails on disk: sealed under whose they are, thinned, deleted, and never in an alarm's way."""

from datetime import timedelta
from itertools import count

import apsw
import pytest

from tests import cast
from tocsin.geo.trail import TrailPoint
from tocsin.ledger import trails
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.tracks import TrackStore
from tocsin.ledger.trails import TrailStore
from tocsin.ledger.vault import Vault

NOW = cast.SATURDAY
ALL = (NOW - timedelta(days=9), NOW + timedelta(days=9))
ANA, REX = "person:ana", "respondent:R-1"


def at(seconds):
    return NOW + timedelta(seconds=seconds)


def point(seconds=0.0, latitude=35.25):
    return TrailPoint(at(seconds), latitude, -92.4321, 8.0, "county", at(seconds + 1))


@pytest.fixture
def vault():
    drawn = count()
    return Vault(MemoryLedger("tarn"), b"k" * 32, lambda n: (b"%032d" % next(drawn))[-n:])


def seconds(store, owner):
    return [round((one.at - NOW).total_seconds()) for one in store.between(owner, *ALL)]


def test_what_was_kept_is_there_after_a_restart_in_its_order_and_as_it_was(vault, tmp_path):
    path = tmp_path / "tracks"
    store = TrailStore(vault, path)
    store.add(REX, [point(30), point(10)])
    store.add(ANA, [point(20)])
    # No close: the process was killed.
    again = TrailStore(vault, path)
    assert again.between(REX, *ALL) == [point(10), point(30)]
    assert seconds(again, ANA) == [20]
    again.close()
    store.close()


def test_no_place_stands_in_the_file_and_a_key_that_is_gone_takes_its_points_with_it(
    vault, tmp_path
):
    path = tmp_path / "tracks"
    store = TrailStore(vault, path)
    store.add(REX, [point(0)])
    store.add(ANA, [point(0)])
    store.close()
    assert b"92.43" not in path.read_bytes()
    assert b"county" not in path.read_bytes()
    vault.erase(REX)
    again = TrailStore(vault, path)
    assert again.between(REX, *ALL) == []
    assert seconds(again, ANA) == [0]
    again.close()


def test_a_point_of_one_owner_is_not_opened_as_anothers(vault, tmp_path):
    path = tmp_path / "tracks"
    store = TrailStore(vault, path)
    store.add(ANA, [point(0)])
    store.close()
    db = apsw.Connection(str(path))
    db.execute("UPDATE trail SET owner = ?", (REX,))
    db.close()
    again = TrailStore(vault, path)
    assert again.between(REX, *ALL) == []
    again.close()


def test_only_what_lies_in_a_window_stays(vault):
    store = TrailStore(vault)
    store.add(REX, [point(each) for each in (0, 10, 20, 30, 40, 50)])
    store.add(ANA, [point(0)])
    assert store.keep_only({REX: [(at(30), at(40)), (at(10), at(20))]})
    assert seconds(store, REX) == [10, 20, 30, 40]
    assert seconds(store, ANA) == []
    assert store.keep_only({REX: [(at(20), None)]})
    assert seconds(store, REX) == [20, 30, 40]


def test_what_is_deleted_is_not_left_in_the_file(vault, tmp_path):
    path = tmp_path / "tracks"
    store = TrailStore(vault, path)
    store.add(REX, [point(each) for each in range(50)])
    store.add(ANA, [point(0)])
    store.keep_only({ANA: [(at(0), None)]})
    store.close()
    assert b"respondent:R-1" not in path.read_bytes()


def test_an_owner_with_too_many_points_keeps_the_newest_and_every_second_of_the_older(
    vault, monkeypatch
):
    monkeypatch.setattr(trails, "TRAIL_POINTS_MAX", 8)
    store = TrailStore(vault)
    store.add(REX, [point(each) for each in range(9)])
    assert seconds(store, REX) == [0, 2, 4, 6, 7, 8]
    store.add(REX, [point(each) for each in range(9, 100)])
    assert len(seconds(store, REX)) < 100
    assert seconds(store, REX)[-1] == 99


def test_a_full_disk_is_no_error_and_what_it_did_not_take_is_written_later(vault, tmp_path):
    path = tmp_path / "tracks"
    store = TrailStore(vault, path)
    pages = next(store._db.execute("PRAGMA page_count"))[0]
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    taken = [store.add(REX, [point(each)]) for each in range(0, 2000, 10)]
    assert False in taken
    assert store.waits
    # They can be read all the same.
    assert len(seconds(store, REX)) == 200
    store._db.execute("PRAGMA max_page_count = 100000")
    assert store.flush()
    assert not store.waits
    assert len(seconds(store, REX)) == 200
    store.close()


def test_what_waits_in_memory_is_bounded_and_forgotten_as_well(vault, monkeypatch):
    monkeypatch.setattr(trails, "TRAIL_WAITING_MAX", 3)
    store = TrailStore(vault)
    store._is_failing = True
    store.add(REX, [point(each) for each in range(5)])
    assert seconds(store, REX) == [2, 3, 4]
    store.keep_only({REX: [(at(3), None)]})
    assert seconds(store, REX) == [3, 4]


def test_a_disk_that_takes_nothing_keeps_nobody_from_hearing_where_a_unit_is(tmp_path):
    from tests.ledger.test_tracks import fix

    store = TrackStore(tmp_path / "tracks")
    store._db.execute("PRAGMA query_only = ON")
    assert store.add("unit:P11", fix(0), NOW)
    assert store.last("unit:P11") is not None
    assert store.is_failing
    store._db.execute("PRAGMA query_only = OFF")
    store.add("unit:P11", fix(5), NOW)
    assert not store.is_failing
    store.close()
