"""What every ledger must keep, whatever it is made of.

A test file subclasses `LedgerContract` and says how to make, reopen and break
its kind of ledger; the promises themselves are written once, here.
"""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta, timezone
from threading import Thread
from typing import Any

import pytest

from tocsin.facts.envelope import GENESIS_HASH, Draft
from tocsin.ledger import chain
from tocsin.ledger.chain import Verified
from tocsin.ledger.ledger import LedgerConflict, LedgerError, LedgerUnavailable

AGENCY = "Harlow Valley EMS"
SATURDAY = datetime(2026, 3, 7, 17, 30, tzinfo=UTC)


def draft(number: int = 0, stream: str = "incident/I-1", body: bytes | None = None) -> Draft:
    """A small fact; different for every number."""
    return Draft(
        recorded_at=SATURDAY + timedelta(seconds=number, microseconds=number),
        stream=stream,
        kind="IncidentOpened",
        version=1,
        actor="person/mo",
        cause=0,
        body=b'{"number":%d}' % number if body is None else body,
    )


class LedgerContract:
    """The promises. A subclass gives the fixture `ledger` and the two methods below."""

    @pytest.fixture
    def ledger(self) -> Any:
        """A new, empty ledger of AGENCY."""
        raise NotImplementedError

    def reopened(self, ledger: Any) -> Any:
        """The same ledger after its process has died without closing it."""
        raise NotImplementedError

    def full_disk(self, ledger: Any) -> AbstractContextManager[None]:
        """Nothing of a megabyte can be made durable while this lasts."""
        raise NotImplementedError

    # --- order and chain -----------------------------------------------------

    def test_a_new_ledger_is_empty_and_verifies(self, ledger):
        assert ledger.agency == AGENCY
        assert ledger.head() == (0, GENESIS_HASH)
        assert list(ledger.read()) == []
        assert chain.verify(ledger.read(), AGENCY) == Verified(0, GENESIS_HASH)

    def test_appended_entries_get_the_next_places_and_the_chain_verifies(self, ledger):
        first = ledger.append([draft(1), draft(2)])
        second = ledger.append([draft(3)])

        assert [entry.position for entry in first + second] == [1, 2, 3]
        assert ledger.head() == (3, second[0].hash)
        assert list(ledger.read()) == first + second
        assert chain.verify(ledger.read(), AGENCY) == Verified(3, second[0].hash)

    def test_every_field_comes_back_as_it_was_given(self, ledger):
        given = Draft(
            recorded_at=SATURDAY + timedelta(microseconds=1),
            stream="person/Ünal \0 💙",
            kind="NoteTaken",
            version=7,
            actor="",
            cause=2**40,
            body=bytes(range(256)),
        )
        ledger.append([given])
        (entry,) = self.reopened(ledger).read()

        assert {name: getattr(entry, name) for name in given.__struct_fields__} == {
            name: getattr(given, name) for name in given.__struct_fields__
        }

    def test_a_time_in_another_zone_is_kept_as_the_same_moment_in_utc(self, ledger):
        zoned = SATURDAY.astimezone(timezone(timedelta(hours=-5)))
        (appended,) = ledger.append([Draft(zoned, "s/1", "K", 1, "system", 0, b"{}")])
        (read,) = ledger.read()

        assert appended == read
        assert read.recorded_at == SATURDAY
        assert read.recorded_at.tzinfo is UTC

    def test_a_time_without_a_zone_is_refused_and_nothing_is_recorded(self, ledger):
        naive = SATURDAY.replace(tzinfo=None)
        with pytest.raises(ValueError, match="time zone"):
            ledger.append([draft(1), Draft(naive, "s/1", "K", 1, "system", 0, b"{}")])

        assert ledger.head() == (0, GENESIS_HASH)
        assert ledger.append([draft(1)])[0].position == 1

    def test_appending_nothing_changes_nothing(self, ledger):
        ledger.append([draft(1)])
        head = ledger.head()

        assert ledger.append([]) == []
        assert ledger.head() == head

    # --- the expected head ---------------------------------------------------

    def test_an_append_on_the_expected_head_is_accepted(self, ledger):
        ledger.append([draft(1)], expected=0)
        ledger.append([draft(2)], expected=1)

        assert ledger.head()[0] == 2

    @pytest.mark.parametrize("expected", [0, 2, 7])
    def test_an_append_on_another_head_is_a_conflict_and_records_nothing(self, ledger, expected):
        ledger.append([draft(1)])
        with pytest.raises(LedgerConflict):
            ledger.append([draft(2)], expected=expected)

        assert [entry.position for entry in ledger.read()] == [1]
        assert ledger.append([draft(2)], expected=1)[0].position == 2

    def test_even_an_empty_append_says_when_the_head_has_moved(self, ledger):
        ledger.append([draft(1)])
        with pytest.raises(LedgerConflict):
            ledger.append([], expected=0)

    def test_of_writers_that_expect_the_same_head_exactly_one_wins(self, ledger):
        outcomes: list[str] = []

        def write(number: int) -> None:
            try:
                ledger.append([draft(number)], expected=0)
                outcomes.append("won")
            except LedgerConflict:
                outcomes.append("conflict")

        run_all([Thread(target=write, args=(number,)) for number in range(8)])

        assert sorted(outcomes) == ["conflict"] * 7 + ["won"]
        assert ledger.head()[0] == 1

    # --- reading -------------------------------------------------------------

    @pytest.mark.parametrize(
        ("after", "limit", "positions"),
        [
            (0, None, [1, 2, 3, 4, 5]),
            (-3, None, [1, 2, 3, 4, 5]),
            (2, None, [3, 4, 5]),
            (2, 2, [3, 4]),
            (4, 9, [5]),
            (5, None, []),
            (99, None, []),
            (0, 0, []),
            (0, -1, []),
        ],
    )
    def test_read_gives_what_lies_behind_a_position(self, ledger, after, limit, positions):
        ledger.append([draft(number) for number in range(5)])

        assert [entry.position for entry in ledger.read(after, limit)] == positions

    def test_a_long_ledger_is_read_whole_and_in_order(self, ledger):
        for start in range(0, 2_400, 300):
            ledger.append([draft(number) for number in range(start, start + 300)])

        assert [entry.position for entry in ledger.read()] == list(range(1, 2_401))
        assert [entry.position for entry in ledger.read(700, 1_100)] == list(range(701, 1_801))

    def test_read_stream_gives_one_history_in_order(self, ledger):
        ledger.append([draft(number, stream=f"unit/{number % 3}") for number in range(2_100)])

        assert [e.position for e in ledger.read_stream("unit/1")] == list(range(2, 2_101, 3))
        assert list(ledger.read_stream("unit/9")) == []
        assert list(ledger.read_stream("unit/")) == []

    def test_a_reader_may_append_while_it_reads(self, ledger):
        ledger.append([draft(1), draft(2)])
        for entry in ledger.read(limit=2):
            ledger.append([draft(entry.position + 2)])

        assert [entry.position for entry in ledger.read()] == [1, 2, 3, 4]

    def test_a_follower_sees_every_entry_once_and_never_out_of_order(self, ledger):
        def write(name: int) -> None:
            for number in range(40):
                ledger.append([draft(number, stream=f"writer/{name}")] * 3)

        writers = [Thread(target=write, args=(name,)) for name in range(4)]
        for writer in writers:
            writer.start()
        seen: list[int] = []
        while len(seen) < 4 * 40 * 3:
            is_over = not any(writer.is_alive() for writer in writers)
            seen.extend(entry.position for entry in ledger.read(after=len(seen)))
            assert seen == list(range(1, len(seen) + 1))
            assert not is_over or len(seen) == 4 * 40 * 3
        run_all([], writers)
        assert isinstance(chain.verify(ledger.read(), AGENCY), Verified)

    # --- durability ----------------------------------------------------------

    def test_what_was_acknowledged_is_there_after_a_crash(self, ledger):
        entries = ledger.append([draft(1), draft(2)])
        again = self.reopened(ledger)

        assert list(again.read()) == entries
        assert again.head() == (2, entries[-1].hash)
        assert again.append([draft(3)], expected=2)[0].previous_hash == entries[-1].hash

    def test_on_a_full_disk_nothing_is_recorded_and_later_the_same_drafts_are(self, ledger):
        ledger.append([draft(1)])
        head = ledger.head()
        ledger.stage_key("person/ana", b"wrapped")
        big = [draft(2), draft(3, body=b"x" * 1_000_000)]
        with self.full_disk(ledger):
            for _ in range(2):
                with pytest.raises(LedgerUnavailable):
                    ledger.append(big, expected=1)
            assert ledger.head() == head
            assert [entry.position for entry in ledger.read()] == [1]
            assert ledger.get_key("person/ana") == b"wrapped"

        entries = ledger.append(big, expected=1)
        again = self.reopened(ledger)
        assert [entry.position for entry in entries] == [2, 3]
        assert isinstance(chain.verify(again.read(), AGENCY), Verified)
        assert again.get_key("person/ana") == b"wrapped"

    def test_a_closed_ledger_refuses_in_plain_words(self, ledger):
        ledger.close()
        ledger.close()
        for use in (ledger.read, lambda: ledger.append([draft(1)]), ledger.drop_snapshot):
            with pytest.raises(LedgerError, match="closed"):
                use()

    # --- snapshots -----------------------------------------------------------

    def test_the_last_snapshot_is_kept_and_can_be_dropped(self, ledger):
        assert ledger.load_snapshot() is None
        ledger.append([draft(1), draft(2)])
        ledger.save_snapshot(1, "v1", b"one")
        ledger.save_snapshot(2, "v2", b"two" * 100_000)
        again = self.reopened(ledger)

        assert again.load_snapshot() == (2, "v2", b"two" * 100_000)
        again.drop_snapshot()
        again.drop_snapshot()
        assert again.load_snapshot() is None
        assert again.head()[0] == 2

    @pytest.mark.parametrize("position", [-1, 2])
    def test_a_snapshot_of_what_is_not_recorded_is_refused(self, ledger, position):
        ledger.append([draft(1)])
        with pytest.raises(LedgerError, match="beyond the head"):
            ledger.save_snapshot(position, "v1", b"")

    def test_a_snapshot_that_cannot_be_kept_leaves_the_one_before(self, ledger):
        ledger.save_snapshot(0, "v1", b"small")
        with self.full_disk(ledger), pytest.raises(LedgerUnavailable):
            ledger.save_snapshot(0, "v1", b"x" * 1_000_000)

        assert ledger.load_snapshot() == (0, "v1", b"small")

    # --- keys ----------------------------------------------------------------

    def test_a_staged_key_is_durable_with_the_next_append_and_not_before(self, ledger):
        assert ledger.get_key("person/ana") is None
        ledger.stage_key("person/ana", b"wrapped")
        assert ledger.get_key("person/ana") == b"wrapped"

        ledger = self.reopened(ledger)
        assert ledger.get_key("person/ana") is None

        ledger.stage_key("person/ana", b"wrapped again")
        ledger.append([draft(1)])
        ledger = self.reopened(ledger)
        assert ledger.get_key("person/ana") == b"wrapped again"
        assert ledger.get_key("person/rex") is None

    def test_a_key_is_not_replaced_by_who_asked_for_it_before_there_was_one(self, ledger):
        assert ledger.get_key("person/ana") is None
        ledger.stage_key("person/ana", b"first")
        with pytest.raises(LedgerError):
            ledger.stage_key("person/ana", b"second")
        assert ledger.get_key("person/bo") is None
        ledger.append([draft()])
        for subject in ("person/ana", "person/bo"):
            ledger.get_key(subject)
            if subject == "person/bo":
                ledger.stage_key(subject, b"his")
            with pytest.raises(LedgerError):
                ledger.stage_key(subject, b"third")
        assert ledger.get_key("person/ana") == b"first"

    def test_a_key_is_never_replaced_by_staging(self, ledger):
        ledger.stage_key("person/ana", b"first")
        with pytest.raises(LedgerError, match="already"):
            ledger.stage_key("person/ana", b"second")
        ledger.append([draft(1)])
        with pytest.raises(LedgerError, match="already"):
            ledger.stage_key("person/ana", b"second")

        assert ledger.get_key("person/ana") == b"first"

    def test_a_destroyed_key_is_gone_and_so_is_the_snapshot(self, ledger):
        ledger.stage_key("person/ana", b"of ana")
        ledger.stage_key("person/rex", b"of rex")
        ledger.append([draft(1)])
        ledger.save_snapshot(1, "v1", b"state")

        assert ledger.destroy_key("person/ana") is True
        assert ledger.destroy_key("person/ana") is False
        again = self.reopened(ledger)
        assert again.get_key("person/ana") is None
        assert again.get_key("person/rex") == b"of rex"
        assert again.load_snapshot() is None
        assert isinstance(chain.verify(again.read(), AGENCY), Verified)

    def test_a_staged_key_can_be_destroyed_before_it_was_ever_durable(self, ledger):
        ledger.stage_key("person/ana", b"of ana")

        assert ledger.destroy_key("person/ana") is True
        ledger.append([draft(1)])
        assert ledger.get_key("person/ana") is None

    def test_an_erased_subject_may_get_a_new_key(self, ledger):
        ledger.stage_key("person/ana", b"old")
        ledger.append([draft(1)])
        ledger.destroy_key("person/ana")
        ledger.stage_key("person/ana", b"new")
        ledger.append([draft(2)])

        assert self.reopened(ledger).get_key("person/ana") == b"new"

    def test_keys_are_replaced_together_and_only_where_there_are_any(self, ledger):
        ledger.stage_key("person/ana", b"old")
        ledger.append([draft(1)])
        ledger.stage_key("person/rex", b"old")
        ledger.replace_keys({"person/ana": b"1", "person/rex": b"2", "person/zed": b"3"})

        assert ledger.keys() == {"person/ana": b"1", "person/rex": b"2"}
        ledger.append([draft(2)])
        assert self.reopened(ledger).keys() == {"person/ana": b"1", "person/rex": b"2"}


def run_all(to_start: list[Thread], started: list[Thread] | None = None) -> None:
    """Run threads to their end."""
    for thread in to_start:
        thread.start()
    for thread in [*to_start, *(started or [])]:
        thread.join(timeout=60)
        assert not thread.is_alive()
