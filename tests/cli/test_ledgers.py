"""The commands that look into a ledger work on a database as on a file."""

import os
import re
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from tests import cast
from tocsin.agency.diff import LoadAgency
from tocsin.cli import cli
from tocsin.engine import replay
from tocsin.engine.core import Engine, Request
from tocsin.facts.codec import Codec
from tocsin.ledger.lease import NotTaken
from tocsin.ledger.opening import KEY_FILE, key_path_of, sole_writer
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.postgres_seat import PostgresSeat
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import open_vault

AGENCY = cast.AGENCY.settings.agency


def run(*arguments):
    return CliRunner().invoke(cli, [str(each) for each in arguments])


def filled(ledger, key_path):
    """The agency of the cast on record."""
    codec = Codec(open_vault(ledger, key_path, os.urandom))
    state, position = replay.load(ledger, codec)
    engine = Engine(ledger, codec, lambda most: most - 1, state, position)
    now = datetime(2026, 3, 7, 17, 30, tzinfo=UTC)
    engine.execute([Request(LoadAgency(cast.AGENCY, "jo"), "jo")], now)
    engine.settle(now)
    position, blob = engine.snapshot()
    ledger.save_snapshot(position, replay.fingerprint(), blob)
    ledger.close()


@pytest.fixture(params=["file", "database"])
def ledger(request, tmp_path, monkeypatch):
    """The name of a ledger of each kind, with the cast in it and its key file in this folder."""
    monkeypatch.chdir(tmp_path)
    if request.param == "file":
        filled(SqliteLedger.create(tmp_path / "town.ledger", AGENCY), tmp_path / "town.ledger.kek")
        return "town.ledger"
    address = request.getfixturevalue("postgres").emptied()
    filled(PostgresLedger.create(address, AGENCY), tmp_path / KEY_FILE)
    return address.replace("tocsin@", "tocsin:hunter2@")


def test_it_verifies_replays_and_is_told(ledger):
    said = run("verify", ledger).output.replace("\n", "")
    assert "entries verify" in said
    assert "hunter2" not in said
    assert run("replay", ledger).exit_code == 0, run("replay", ledger).output
    assert "Ana" in run("timeline", ledger).output


def test_an_erased_person_is_gone_and_the_chain_verifies(ledger):
    result = run("erase", "person:ana", "--ledger", ledger, "--by", "nell")
    assert result.exit_code == 0, result.output
    assert "hunter2" not in result.output
    assert ("rotate-key" in result.output) == ledger.startswith("postgresql")
    assert "Ana" not in run("timeline", ledger).output
    assert run("verify", ledger).exit_code == 0
    assert run("replay", ledger).exit_code == 0


def test_a_new_key_file_opens_everything_and_the_old_one_nothing(ledger):
    path = key_path_of(ledger)
    old = path.read_bytes()
    result = run("rotate-key", ledger)

    assert result.exit_code == 0, result.output
    assert "hunter2" not in result.output
    assert "Ana" in run("timeline", ledger).output
    path.write_bytes(old)
    closed = run("timeline", ledger)
    assert "Ana" not in closed.output
    assert closed.exit_code == 1


def test_a_key_file_may_lie_elsewhere(ledger, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    key_path_of(ledger).rename(kept / "kek")

    assert "Ana" not in run("timeline", ledger).output
    assert "Ana" in run("timeline", ledger, "--key", kept / "kek").output


def test_nothing_is_erased_while_a_node_decides(postgres, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    address = postgres.emptied()
    filled(PostgresLedger.create(address, AGENCY), tmp_path / KEY_FILE)
    node = PostgresSeat(address, AGENCY, "anvil", 7)
    node.lease.take()
    result = run("erase", "person:ana", "--ledger", address, "--by", "nell")
    node.close()

    assert result.exit_code == 2
    assert NotTaken.HELD in result.output.replace("\n", " ")
    assert "Ana" in run("timeline", address).output


def test_a_command_that_writes_locks_no_older_node_out(postgres, tmp_path):
    address = postgres.emptied()
    PostgresLedger.create(address, AGENCY).close()
    node = PostgresSeat(address, AGENCY, "anvil", 7)
    node.lease.take()
    node.lease.release()
    with sole_writer(address, "erase") as writer:
        assert writer.append([]) == []

    assert node.lease.take().token == 3
    node.close()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://tocsin:hunter2@127.0.0.1:1/town", "cannot be reached"),
        ("postgresql://tocsin:hunter2@[::1/town", "not a postgresql:// address"),
        ("postgresql://tocsin:hun%zzter2@127.0.0.1:1/town", "not a postgresql:// address"),
    ],
)
def test_a_database_that_is_not_there_is_said_without_the_password(address, said):
    result = run("verify", address)

    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert not re.search("hunter2|hun%zz", result.output)


def test_a_database_without_that_ledger_says_so(postgres):
    address = postgres.emptied()
    create = PostgresLedger.create
    for agency in ("Harlow", "Coldwater Fire"):
        create(address, agency).close()

    assert "2 ledgers" in run("verify", address).output
    assert "entries verify" in run("verify", f"{address}#Coldwater%20Fire").output
    assert "no ledger" in run("verify", f"{address}#Elm").output
