"""A newer program brings a ledger forward in one step; an older one never guesses.

There is one format so far, so the next one is invented here: what is tested is the way.
"""

import pytest

from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.ledger import chain, schema
from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.queries import QUERIES
from tocsin.ledger.sqlite import SqliteLedger

NEXT = "CREATE TABLE shelf (book TEXT NOT NULL) STRICT; PRAGMA user_version = 2;"


@pytest.fixture
def path(tmp_path):
    """A ledger of format 1 with entries in it."""
    found = tmp_path / "town.ledger"
    ledger = SqliteLedger.create(found, AGENCY)
    ledger.append([draft(number) for number in range(5)])
    ledger.close()
    return found


@pytest.fixture
def newer(monkeypatch):
    """Until it is taken back, this is the program of the next format."""
    monkeypatch.setitem(QUERIES, "migration_2", NEXT)

    def become(query="migration_2"):
        monkeypatch.setattr(schema, "MIGRATIONS", ("migration_1", query))
        monkeypatch.setattr(schema.migrate, "__defaults__", (("migration_1", query),))

    def older():
        monkeypatch.setattr(schema, "MIGRATIONS", ("migration_1",))
        monkeypatch.setattr(schema.migrate, "__defaults__", (("migration_1",),))

    become.older = older  # type: ignore[attr-defined]
    return become


def test_a_newer_program_opens_an_old_ledger_and_every_entry_is_there_and_verifies(path, newer):
    before = SqliteLedger(path, read_only=True)
    entries = list(before.read())
    before.close()
    newer()
    ledger = SqliteLedger(path)
    assert list(ledger.read()) == entries
    ledger.append([draft(9)])
    assert isinstance(chain.verify(ledger.read(), AGENCY), chain.Verified)
    ledger.close()


def test_while_the_older_one_runs_the_newer_one_does_not_start_and_changes_nothing(path, newer):
    running = SqliteLedger(path)
    newer()
    with pytest.raises(LedgerError, match="is open for writing in process"):
        SqliteLedger(path)
    running.append([draft(9)])
    running.close()
    newer.older()
    SqliteLedger(path).close()


def test_an_older_reader_goes_on_reading_while_the_file_is_brought_forward(path, newer):
    reading = SqliteLedger(path, read_only=True)
    newer()
    ledger = SqliteLedger(path)
    ledger.append([draft(9)])
    assert len(list(reading.read())) == 6
    reading.close()
    ledger.close()


def test_an_older_program_refuses_the_newer_format_by_name(path, newer):
    newer()
    SqliteLedger(path).close()
    newer.older()
    for read_only in (True, False):
        with pytest.raises(LedgerError, match="has format 2; this Tocsin knows up to 1"):
            SqliteLedger(path, read_only=read_only)


def test_a_newer_program_that_only_reads_says_that_the_format_is_old(path, newer):
    newer()
    with pytest.raises(LedgerError, match="has an old format; open it for writing once"):
        SqliteLedger(path, read_only=True)


def test_a_step_that_fails_midway_leaves_the_ledger_as_it_was(path, newer, monkeypatch):
    monkeypatch.setitem(QUERIES, "migration_bad", NEXT + "CREATE TABLE shelf (again TEXT);")
    newer("migration_bad")
    with pytest.raises(LedgerError, match="migration_bad failed"):
        SqliteLedger(path)
    newer.older()
    ledger = SqliteLedger(path)
    assert ledger.head()[0] == 5
    ledger.append([draft(9)])
    ledger.close()
