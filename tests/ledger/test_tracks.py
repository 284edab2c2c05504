"""Positions outside the chain: the newest counts, what lies about its time gives way, none stays."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.geo.track import Track
from tocsin.kernel.limits import FIX_AHEAD_S
from tocsin.ledger import tracks
from tocsin.ledger.tracks import KEEP_DAYS, TrackStore

NOW = datetime(2026, 3, 7, 23, 30, tzinfo=UTC)


def fix(seconds=0.0, latitude=35.2, **more):
    return Track(latitude, -92.4, NOW + timedelta(seconds=seconds), **more)


def test_the_newest_position_is_the_last_one():
    store = TrackStore()
    assert store.add("unit:P11", fix(-60), NOW)
    assert store.add("unit:P11", fix(-30, 35.3), NOW)
    assert store.last("unit:P11") == fix(-30, 35.3)
    assert store.last("unit:P12") is None


def test_what_comes_late_never_replaces_something_newer():
    store = TrackStore()
    store.add("person:ana", fix(-10), NOW)
    assert not store.add("person:ana", fix(-300, 35.9), NOW)
    assert not store.add("person:ana", fix(-10, 35.9), NOW)
    assert store.last("person:ana") == fix(-10)


def test_one_dated_tomorrow_gives_way_to_whatever_comes_next():
    store = TrackStore()
    assert store.add("unit:P11", fix(86_400, 35.9), NOW)
    assert store.add("unit:P11", fix(-5), NOW)
    assert store.last("unit:P11") == fix(-5)
    assert [one.latitude for one in store.between("unit:P11".partition(":")[2], *WEEK)] == [35.2]


WEEK = (NOW - timedelta(days=7), NOW + timedelta(days=7))


def test_a_clock_that_is_a_little_ahead_is_believed():
    store = TrackStore()
    store.add("unit:P11", fix(FIX_AHEAD_S), NOW)
    assert not store.add("unit:P11", fix(0), NOW)


def test_only_units_are_written_down(tmp_path):
    path = tmp_path / "tracks"
    store = TrackStore(path)
    store.add("person:ana", fix(-5), NOW)
    store.add("unit:P11", fix(-5, accuracy_m=4.0, speed_mps=9.5, heading_deg=271.0), NOW)
    store.close()
    again = TrackStore(path)
    assert again.last("person:ana") is None
    assert again.last("unit:P11") == fix(-5, accuracy_m=4.0, speed_mps=9.5, heading_deg=271.0)
    again.close()
    assert b"ana" not in path.read_bytes()


def test_a_restart_knows_the_newest_of_many(tmp_path):
    store = TrackStore(tmp_path / "tracks")
    for seconds in (-50, -10, -30):
        store.add("unit:P11", fix(seconds, 35.0 - seconds / 100), NOW)
        store.add("unit:P12", fix(seconds - 1), NOW)
    store.close()
    again = TrackStore(tmp_path / "tracks")
    assert again.last("unit:P11") == fix(-10, 35.1)
    assert again.last("unit:P12") == fix(-11)
    assert [t.at for t in again.between("P11", *WEEK)] == [fix(s).at for s in (-50, -30, -10)]
    again.close()


def test_numbers_that_are_none_are_left_out():
    store = TrackStore()
    store.add("unit:P11", fix(0, accuracy_m=float("nan"), speed_mps=float("inf")), NOW)
    (kept,) = store.between("P11", *WEEK)
    assert (kept.accuracy_m, kept.speed_mps) == (None, None)


def test_the_same_moment_twice_is_kept_once():
    store = TrackStore()
    store.add("unit:P11", fix(0), NOW)
    store.add("unit:P11", fix(0, 35.9), NOW)
    assert len(list(store.between("P11", *WEEK))) == 1


def test_positions_are_not_kept_longer_than_is_said(monkeypatch):
    monkeypatch.setattr(tracks, "FORGET_EVERY", 2)
    store = TrackStore()
    store.add("unit:P11", fix(-KEEP_DAYS * 86_400 - 60), NOW)
    store.add("unit:P11", fix(0), NOW)
    assert [one.at for one in store.between("P11", NOW - timedelta(days=30), NOW)] == [NOW]


@pytest.mark.parametrize("recipient", ["person:ana", "unit:P11"])
def test_whoever_is_forgotten_is_gone_from_memory_and_from_the_file(recipient, tmp_path):
    store = TrackStore(tmp_path / "tracks")
    store.add("unit:P12", fix(0), NOW)
    store.add(recipient, fix(0), NOW)
    store.forget(recipient)
    assert store.last(recipient) is None
    assert list(store.between("P11", *WEEK)) == []
    store.close()
    again = TrackStore(tmp_path / "tracks")
    assert again.last(recipient) is None
    assert again.last("unit:P12") is not None
    again.close()


@given(st.lists(st.integers(-5_000, 5_000), min_size=1, max_size=20))
def test_in_whatever_order_positions_come_the_newest_that_can_be_true_counts(order):
    store = TrackStore()
    for seconds in order:
        store.add("unit:P11", fix(seconds), NOW)
    sane = [seconds for seconds in order if seconds <= FIX_AHEAD_S]
    last = store.last("unit:P11")
    if sane and order[-1] <= FIX_AHEAD_S:
        # One dated ahead may have stood in between: what came after it counts again.
        ahead = [i for i, seconds in enumerate(order) if seconds > FIX_AHEAD_S]
        since = order[ahead[-1] + 1 :] if ahead else order
        assert last.at == fix(max(since)).at
    store.close()
