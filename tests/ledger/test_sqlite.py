"""The ledger on SQLite keeps every promise of the contract, and opens nothing but ledgers."""

import stat
from contextlib import contextmanager
from typing import Any

import apsw
import pytest

from tests.contracts.ledger_contract import AGENCY, LedgerContract, draft
from tocsin.ledger import schema
from tocsin.ledger.kek import create_kek, kek_path_of
from tocsin.ledger.ledger import LedgerCorrupt, LedgerError, LedgerUnavailable
from tocsin.ledger.queries import QUERIES
from tocsin.ledger.sqlite import SqliteLedger


def created(path) -> Any:
    """A new ledger whose inside the test may touch."""
    return SqliteLedger.create(path, AGENCY)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "town.ledger"


@contextmanager
def raw(path):
    """The file of a closed ledger, without any of our protection."""
    connection = apsw.Connection(str(path))
    yield connection
    connection.close()


class TestSqliteLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, path):
        create_kek(kek_path_of(path), bytes)
        self.open = [SqliteLedger.create(path, AGENCY)]
        yield self.open[0]
        for ledger in self.open:
            ledger.close()

    def reopened(self, ledger):
        # Closing in order must not be what makes entries durable: only the
        # ownership goes, as it does when a process dies, and the log stays.
        ledger._owner.release()
        self.open.append(SqliteLedger(ledger._path, AGENCY))
        return self.open[-1]

    @contextmanager
    def full_disk(self, ledger):
        writer = ledger._writer
        (pages,) = writer.execute("PRAGMA page_count").fetchone()
        writer.execute(f"PRAGMA max_page_count = {pages + 8}")
        yield
        writer.execute("PRAGMA max_page_count = 4294967294")


# --- making -------------------------------------------------------------------


def test_all_its_files_are_for_the_owner_only(path):
    ledger = created(path)
    ledger.append([draft(1)])
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    ledger.close()

    assert modes == dict.fromkeys(
        ["town.ledger", "town.ledger-wal", "town.ledger-shm", "town.ledger.lock"], 0o600
    )


def test_full_durability_and_secure_deletion_are_on(path):
    ledger = created(path)
    settings = {
        name: ledger._writer.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete", "recursive_triggers")
    }
    ledger.close()

    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "recursive_triggers": 1,
    }


def test_what_exists_is_never_overwritten(path):
    path.write_bytes(b"precious")
    with pytest.raises(LedgerError, match="exists already"):
        SqliteLedger.create(path, AGENCY)

    assert path.read_bytes() == b"precious"


def test_a_ledger_needs_an_agency(path):
    with pytest.raises(LedgerError, match="name of its agency"):
        SqliteLedger.create(path, "")


def test_a_half_made_ledger_of_a_crash_is_made_anew(path):
    path.with_name("town.ledger.new").write_bytes(b"half")
    SqliteLedger.create(path, AGENCY).close()

    assert SqliteLedger(path).agency == AGENCY


def test_a_ledger_in_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(LedgerError, match="No such file"):
        SqliteLedger.create(tmp_path / "nowhere" / "town.ledger", AGENCY)


def test_a_ledger_that_cannot_be_made_leaves_nothing_that_looks_like_one(path, monkeypatch):
    monkeypatch.setattr(schema, "sync_folder", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        SqliteLedger.create(path, AGENCY)
    monkeypatch.setattr(schema, "connect_writer", _no_space)
    with pytest.raises(LedgerUnavailable, match="No space"):
        SqliteLedger.create(path.with_name("other.ledger"), AGENCY)

    assert not path.with_name("other.ledger").exists()


def _no_space(_):
    raise OSError(28, "No space left on device")


# --- opening ------------------------------------------------------------------


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "There is no ledger at"),
        (b"", "has 0 bytes"),
        (b"SOS " * 2_000, "is not a ledger: a ledger is an SQLite file"),
        (b"x" * 511, "has 511 bytes"),
    ],
)
def test_anything_but_a_ledger_is_refused_in_clear_words(path, content, what, read_only):
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LedgerError, match=what):
        SqliteLedger(path, read_only=read_only)

    assert (path.read_bytes() if path.exists() else None) == content


def test_a_folder_is_no_ledger(tmp_path):
    with pytest.raises(LedgerError, match="is not a file"):
        SqliteLedger(tmp_path)


@pytest.mark.parametrize("read_only", [False, True])
def test_somebody_elses_database_is_refused_and_left_as_it_was(path, read_only):
    with raw(path) as connection:
        connection.execute("CREATE TABLE entry (position)")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="not a ledger of Tocsin"):
        SqliteLedger(path, read_only=read_only)

    assert path.read_bytes() == before


def test_another_agencys_ledger_is_refused(path):
    SqliteLedger.create(path, AGENCY).close()
    with pytest.raises(LedgerError, match=f"belongs to {AGENCY}, not to Elsewhere"):
        SqliteLedger(path, "Elsewhere")


def test_a_ledger_that_does_not_say_whose_it_is_is_corrupt(path):
    SqliteLedger.create(path, AGENCY).close()
    with raw(path) as connection:
        connection.execute("DROP TRIGGER meta_is_never_deleted; DELETE FROM meta")
    with pytest.raises(LedgerCorrupt, match="which agency"):
        SqliteLedger(path)


def test_a_newer_format_is_refused_and_not_touched(path):
    SqliteLedger.create(path, AGENCY).close()
    newer = len(schema.MIGRATIONS) + 1
    with raw(path) as connection:
        connection.execute(f"PRAGMA user_version = {newer}")
    with pytest.raises(LedgerError, match=rf"format {newer}; this Tocsin knows up to"):
        SqliteLedger(path)


def test_a_second_writer_in_the_same_process_is_refused_too(path):
    ledger = created(path)
    with pytest.raises(LedgerError, match="only one may write"):
        SqliteLedger(path)
    with pytest.raises(LedgerError, match="only one may write"):
        SqliteLedger.create(path, AGENCY)
    ledger.close()

    SqliteLedger(path).close()


def test_a_refused_opening_gives_the_ownership_back(path):
    SqliteLedger.create(path, AGENCY).close()
    with pytest.raises(LedgerError, match="belongs to"):
        SqliteLedger(path, "Elsewhere")

    SqliteLedger(path, AGENCY).close()


def test_the_end_of_the_chain_is_checked_before_anything_is_added(path):
    ledger = created(path)
    ledger.append([draft(number) for number in range(1_500)])
    ledger.close()
    SqliteLedger(path).close()
    with raw(path) as connection:
        connection.execute("DROP TRIGGER entry_is_never_changed")
        connection.execute("UPDATE entry SET actor = 'person/rex' WHERE position = 900")
    with pytest.raises(LedgerCorrupt, match=r"Position 900: .* content was changed"):
        SqliteLedger(path)


# --- formats ------------------------------------------------------------------


def test_migrations_run_in_order_each_whole_or_not_at_all(path, monkeypatch):
    SqliteLedger.create(path, AGENCY).close()
    monkeypatch.setitem(QUERIES, "two", "CREATE TABLE two (x); PRAGMA user_version = 2;")
    monkeypatch.setitem(QUERIES, "three", "CREATE TABLE three (x); CREATE TABLE two (x);")
    steps = ("migration_1", "two", "three")
    with raw(path) as connection:
        with pytest.raises(LedgerError, match="three failed"):
            schema.migrate(connection, 1, steps)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        (version,) = connection.execute("PRAGMA user_version").fetchone()

    assert {"two", "three"} & tables == {"two"}
    assert version == 2


def test_an_old_format_must_be_opened_for_writing_once(path, monkeypatch):
    SqliteLedger.create(path, AGENCY).close()
    monkeypatch.setitem(QUERIES, "two", "CREATE TABLE two (x); PRAGMA user_version = 2;")
    monkeypatch.setattr(schema, "MIGRATIONS", ("migration_1", "two"))
    with pytest.raises(LedgerError, match="old format"):
        SqliteLedger(path, read_only=True)
    monkeypatch.setattr(schema.migrate, "__defaults__", (schema.MIGRATIONS,))
    SqliteLedger(path).close()

    SqliteLedger(path, read_only=True).close()


# --- never edited -------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = x'00'",
        "UPDATE entry SET position = 9 WHERE position = 2",
        "DELETE FROM entry",
        "DELETE FROM entry WHERE position = 2",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE position = 1",
        "INSERT INTO entry SELECT 9, 0, '', '', 1, '', 0, x'', '', ''",
        "UPDATE meta SET agency = 'Elsewhere'",
        "DELETE FROM meta",
    ],
)
def test_the_file_itself_refuses_every_edit(path, statement):
    ledger = created(path)
    ledger.append([draft(1), draft(2)])
    ledger.close()
    with raw(path) as connection, pytest.raises(apsw.ConstraintError):
        connection.execute(statement)

    with_all = SqliteLedger(path)
    assert [entry.position for entry in with_all.read()] == [1, 2]
    with_all.close()


def test_an_append_that_was_interrupted_after_its_commit_is_put_right(path):
    ledger = created(path)
    create_kek(kek_path_of(path), bytes)
    ledger.stage_key("person/ana", b"wrapped")
    before = ledger._head
    ledger.append([draft(1)])
    ledger._head, ledger._staged = before, {"person/ana": b"wrapped"}
    entry = ledger.append([draft(2)])[0]
    ledger.close()

    assert entry.position == 2


# --- reading only -------------------------------------------------------------


def test_a_read_only_ledger_follows_the_writer_and_refuses_to_write(path):
    ledger = created(path)
    reader = SqliteLedger(path, read_only=True)
    for number in range(1, 4):
        entry = ledger.append([draft(number)])[0]
        assert reader.head() == (number, entry.hash)
    assert list(reader.read()) == list(ledger.read())
    for write in (
        lambda: reader.append([draft(1)]),
        lambda: reader.save_snapshot(1, "", b""),
        lambda: reader.stage_key("person/ana", b""),
        lambda: reader.destroy_key("person/ana"),
    ):
        with pytest.raises(LedgerError, match="open read-only"):
            write()
    reader.close()
    ledger.close()


def test_a_slow_reader_does_not_keep_the_log_from_being_emptied(path):
    ledger = created(path)
    create_kek(kek_path_of(path), bytes)
    reader = SqliteLedger(path, read_only=True)
    ledger.stage_key("person/ana", b"wrapped")
    ledger.append([draft(number) for number in range(1_200)])
    slow = iter(reader.read())
    first = next(slow)
    assert ledger.destroy_key("person/ana") is True
    ledger.append([draft(1_200)])

    assert [first.position, *(entry.position for entry in slow)] == list(range(1, 1_202))
    reader.close()
    ledger.close()


def test_a_damaged_snapshot_is_as_good_as_none(path):
    ledger = created(path)
    ledger.save_snapshot(0, "v1", b"state")
    ledger.close()
    with raw(path) as connection:
        connection.execute("UPDATE snapshot SET blob = x'00'")

    ledger = SqliteLedger(path)
    assert ledger.load_snapshot() is None
    ledger.close()
