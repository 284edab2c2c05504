"""A ledger in a database and one in a file are kept in the same format, and go over into each other."""

import pytest
from typer.testing import CliRunner

from tests.keeping.kept import KEK, KeptTown
from tocsin.cli import cli
from tocsin.keeping import backup
from tocsin.keeping.restore import restore
from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.sqlite import SqliteLedger


@pytest.fixture
def address(postgres):
    return postgres.emptied()


@pytest.fixture
def kept(tmp_path):
    return KeptTown(tmp_path)


def test_a_backup_goes_into_a_database_and_out_of_it_into_a_file_unchanged(kept, address, tmp_path):
    taken = kept.back_up()
    moved = restore(taken.folder, tmp_path / "new", kept.now, kek=KEK, database=address)
    assert moved.head == kept.ledger.head()
    with_agency = f"{address}#{kept.ledger.agency}"
    held = PostgresLedger(with_agency, read_only=True)
    assert list(held.read()) == list(kept.ledger.read())
    assert held.keys() == kept.ledger.keys()
    source = kept.source(ledger=held)
    again = backup.take(source, tmp_path / "second", kept.later(minutes=9), "0.1", 9)
    held.close()
    assert again.manifest.segments == taken.manifest.segments
    found = restore(again.folder, tmp_path / "file", kept.now)
    ledger = SqliteLedger(found.ledger, read_only=True)
    assert ledger.head() == kept.ledger.head()
    assert ledger.keys() == kept.ledger.keys()
    ledger.close()
    said = CliRunner().invoke(cli, ["backup", "--ledger", with_agency, "--to", str(tmp_path / "b")])
    assert said.exit_code == 0, said.output
    assert taken.manifest.head in said.output


def test_a_database_that_has_a_ledger_of_this_agency_is_not_restored_into(kept, address, tmp_path):
    PostgresLedger.create(address, kept.ledger.agency).close()
    taken = kept.back_up()
    with pytest.raises(LedgerError, match="never overwritten"):
        restore(taken.folder, tmp_path / "new", kept.now, database=address)
    assert not (tmp_path / "new").exists()
