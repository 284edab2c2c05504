"""The ledger on PostgreSQL keeps every promise of the contract."""

import os
from contextlib import contextmanager
from threading import Event, Thread

import psycopg
import pytest

from tests.contracts.ledger_contract import AGENCY, LedgerContract, draft, run_all
from tocsin.ledger import chain, postgres_link
from tocsin.ledger.chain import Verified
from tocsin.ledger.kek import KekError
from tocsin.ledger.ledger import LedgerConflict, LedgerCorrupt, LedgerError, LedgerUnavailable
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.postgres_seat import PostgresSeat
from tocsin.ledger.vault import open_vault, rotate_kek


class TestPostgresLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, postgres):
        self.address = postgres.emptied()
        self.open = [PostgresLedger.create(self.address, AGENCY)]
        yield self.open[0]
        for ledger in self.open:
            ledger.close()

    def reopened(self, ledger):
        self.open.append(PostgresLedger(self.address, AGENCY))
        return self.open[-1]

    @contextmanager
    def full_disk(self, ledger):
        # The server says what it says on a full disk; a real one takes too long to fill.
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(FULL)
            yield
            connection.execute("DROP FUNCTION tocsin.is_full CASCADE")


@pytest.fixture
def address(postgres):
    return postgres.emptied()


def run(address, *statements):
    """What somebody with a client of their own does."""
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


# --- the tables -----------------------------------------------------------------


def test_the_tables_are_made_once_however_many_make_them(postgres):
    address = postgres.database()
    run_all(
        [
            Thread(target=lambda n=n: PostgresLedger.create(address, f"A{n}").close())
            for n in range(4)
        ]
    )

    assert run(address, "SELECT version, needed FROM tocsin.format") == [(1, 1)]
    assert [name for (name,) in run(address, "SELECT name FROM tocsin.agency ORDER BY 1")] == [
        "A0",
        "A1",
        "A2",
        "A3",
    ]


def test_an_agency_has_one_ledger(address):
    PostgresLedger.create(address, AGENCY).close()
    with pytest.raises(LedgerError, match="never overwritten"):
        PostgresLedger.create(address, AGENCY)
    with pytest.raises(LedgerError, match="name of its agency"):
        PostgresLedger.create(address, "")


def test_ledgers_of_several_agencies_do_not_touch(address):
    ours, theirs = (PostgresLedger.create(address, name) for name in (AGENCY, "Coldwater Fire"))
    ours.append([draft(1)])
    theirs.append([draft(2), draft(3)])

    assert [each.position for each in ours.read()] == [1]
    assert [each.position for each in theirs.read()] == [1, 2]
    assert isinstance(chain.verify(theirs.read(), "Coldwater Fire"), Verified)
    ours.close()
    theirs.close()


def test_a_format_that_this_program_does_not_know_is_refused(address):
    PostgresLedger.create(address, AGENCY).close()
    run(address, "UPDATE tocsin.format SET version = 9, needed = 9")
    try:
        with pytest.raises(LedgerError, match="Upgrade it"):
            PostgresLedger(address, AGENCY)
    finally:
        run(address, "UPDATE tocsin.format SET version = 1, needed = 1")


def test_a_newer_format_that_only_adds_is_worked_on(address):
    ledger = PostgresLedger.create(address, AGENCY)
    run(address, "UPDATE tocsin.format SET version = 9")
    try:
        again = PostgresLedger(address, AGENCY)
        again.append([draft(1)])
        again.close()
        assert ledger.head()[0] == 1
    finally:
        run(address, "UPDATE tocsin.format SET version = 1")
        ledger.close()


def test_the_tables_refuse_every_edit(address):
    ledger = PostgresLedger.create(address, AGENCY)
    ledger.append([draft(1)])
    ledger.close()
    for edit in (
        "UPDATE tocsin.entry SET body = 'x'",
        "DELETE FROM tocsin.entry",
        "TRUNCATE tocsin.entry",
        "UPDATE tocsin.agency SET name = 'x'",
        "DELETE FROM tocsin.agency",
    ):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
            run(address, edit)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("SET body = '{}' WHERE position = 2", "Position 2"),
        ("SET recorded_at = 9223372036854775807 WHERE position = 2", "Position 2"),
        ("SET hash = '' WHERE position = 2", "Position 2"),
        ("SET position = 7 WHERE position = 3", "Position 3"),
    ],
)
def test_a_change_past_the_tables_own_refusal_is_found(address, edit, said):
    ledger = PostgresLedger.create(address, AGENCY)
    ledger.append([draft(1), draft(2), draft(3)])
    ledger.close()
    run(address, "SET session_replication_role = replica", f"UPDATE tocsin.entry {edit}")
    with pytest.raises(LedgerCorrupt, match=said):
        PostgresLedger(address, AGENCY)


def test_whoever_only_reads_writes_nothing(address):
    PostgresLedger.create(address, AGENCY).close()
    ledger = PostgresLedger(address, read_only=True)
    for write in (
        lambda: ledger.append([draft(1)]),
        lambda: ledger.stage_key("person/ana", b"wrapped"),
        lambda: ledger.save_snapshot(0, "v1", b""),
    ):
        with pytest.raises(LedgerError, match="read-only"):
            write()
    ledger.close()


# --- durability -----------------------------------------------------------------


def test_a_server_that_says_yes_too_early_is_not_written_to(postgres, address):
    ledger = PostgresLedger.create(address, AGENCY)
    ledger.append([draft(1)])
    postgres.admin("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    try:
        wait_until(postgres, "fsync", "off")
        with pytest.raises(LedgerUnavailable, match="before data is on disk"):
            ledger.append([draft(2)])
        with pytest.raises(LedgerError, match="fsync = off"):
            PostgresLedger(address, AGENCY)
        told = PostgresLedger(address, AGENCY, may_lose=True)
        told.append([draft(2)])
        told.close()
    finally:
        postgres.admin("ALTER SYSTEM RESET fsync", "SELECT pg_reload_conf()")
        wait_until(postgres, "fsync", "on")
    assert ledger.append([draft(3)])[0].position == 3
    ledger.close()


def wait_until(server, setting, value):
    """The server reads its settings anew when it gets round to it."""
    while server.admin(f"SHOW {setting}") != [(value,)]:
        pass


def test_a_role_that_commits_early_is_told_to_wait(postgres, address):
    postgres.admin("ALTER ROLE tocsin SET synchronous_commit = off")
    try:
        ledger = PostgresLedger.create(address, AGENCY)
        assert ledger.append([draft(1)])
        ledger.writer._connection.execute("SET synchronous_commit = off")
        with pytest.raises(LedgerUnavailable, match="before data is on disk"):
            ledger.append([draft(2)])
        ledger.close()
    finally:
        postgres.admin("ALTER ROLE tocsin RESET synchronous_commit")


# --- erasing --------------------------------------------------------------------


def kept_bytes(postgres, address):
    """What the files of the database hold, without the write-ahead log."""
    run(address, "CHECKPOINT")
    files = [each for each in (postgres.folder / "data" / "base").rglob("*") if each.is_file()]
    return b"".join(each.read_bytes() for each in files)


def test_a_destroyed_key_is_in_no_file_of_the_database(postgres, address):
    ledger = PostgresLedger.create(address, AGENCY)
    ledger.stage_key("person/ana", b"the key of ana, wrapped")
    ledger.stage_key("person/rex", b"the key of rex, wrapped")
    ledger.append([draft(1)])
    assert b"the key of ana" in kept_bytes(postgres, address)
    ledger.destroy_key("person/ana")

    found = kept_bytes(postgres, address)
    assert b"the key of ana" not in found
    assert b"the key of rex" in found
    ledger.close()


def test_a_view_that_is_older_keeps_the_traces_and_that_is_said(address):
    ledger = PostgresLedger.create(address, AGENCY)
    ledger.stage_key("person/ana", b"wrapped")
    ledger.append([draft(1)])
    with psycopg.connect(address) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT 1 FROM tocsin.agency")
        with pytest.raises(LedgerUnavailable, match="traces were not removed"):
            ledger.destroy_key("person/ana")
        reader.rollback()

        assert ledger.destroy_key("person/ana") is False
    assert ledger.get_key("person/ana") is None
    ledger.close()


def test_keys_are_not_replaced_while_a_letter_waits(address):
    PostgresLedger.create(address, AGENCY).close()
    seat = PostgresSeat(address, AGENCY, "anvil")
    token = seat.lease.take().token
    seat.ledger.fence(token)
    seat.ledger.stage_key("person/ana", b"old")
    seat.ledger.append([draft(1)])
    seat.inbox.put("L-1", b"sealed with the key file")
    with pytest.raises(LedgerError, match="letter waits"):
        seat.ledger.replace_keys({"person/ana": b"new"})
    seat.inbox.answer({"L-1": b"done"}, token)

    seat.ledger.replace_keys({"person/ana": b"new"})
    assert seat.ledger.get_key("person/ana") == b"new"
    seat.close()


def test_a_key_that_another_writer_made_meanwhile_is_a_conflict(address):
    one, two = PostgresLedger.create(address, AGENCY), PostgresLedger(address, AGENCY)
    one.stage_key("person/ana", b"one")
    two.stage_key("person/ana", b"two")
    one.append([draft(1)])
    with pytest.raises(LedgerConflict):
        two.append([draft(2)])

    assert one.get_key("person/ana") == b"one"
    one.close()
    two.close()


# --- waiting --------------------------------------------------------------------


def test_nobody_waits_for_a_server_that_does_not_come(address, monkeypatch):
    ledger = PostgresLedger.create(address, AGENCY)
    may_go = Event()
    monkeypatch.setattr(ledger.writer, "_connect", lambda: may_go.wait(10))
    monkeypatch.setattr(postgres_link, "RECONNECT_WAIT_S", 0.0)
    ledger.writer.drop()
    for _ in range(100):
        with pytest.raises(LedgerUnavailable, match="does not answer yet"):
            ledger.append([draft(1)])
    may_go.set()
    ledger.close()


FULL = """
CREATE FUNCTION tocsin.is_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER is_full BEFORE INSERT ON tocsin.entry EXECUTE FUNCTION tocsin.is_full();
CREATE TRIGGER is_full BEFORE INSERT ON tocsin.snapshot EXECUTE FUNCTION tocsin.is_full();
"""


# --- the key file ---------------------------------------------------------------


def test_of_two_machines_that_make_a_key_file_only_the_first_one_counts(address, tmp_path):
    one, two = tmp_path / "one.kek", tmp_path / "two.kek"
    first, second = PostgresLedger.create(address, AGENCY), PostgresLedger(address, AGENCY)
    open_vault(first, one, os.urandom)
    with pytest.raises(KekError, match="another machine made it first"):
        open_vault(second, two, os.urandom)
    two.write_bytes(one.read_bytes())

    letter = open_vault(second, two, os.urandom).seal_letter("L-1", b"SOS")
    assert open_vault(first, one, os.urandom).open_letter("L-1", letter) == b"SOS"
    first.close()
    second.close()


def test_after_a_rotation_the_new_key_file_is_the_one_that_counts(address, tmp_path):
    path = tmp_path / "kek"
    ledger = PostgresLedger.create(address, AGENCY)
    vault = open_vault(ledger, path, os.urandom)
    assert rotate_kek(ledger, path, os.urandom) == 0
    sealed = vault.seal("person/ana", "SOS")
    ledger.append([draft(1)])
    old = path.read_bytes()
    assert rotate_kek(ledger, path, os.urandom) == 1

    assert open_vault(ledger, path, os.urandom).open("person/ana", sealed) == "SOS"
    path.write_bytes(old)
    with pytest.raises(KekError):
        open_vault(ledger, path, os.urandom)
    ledger.close()
