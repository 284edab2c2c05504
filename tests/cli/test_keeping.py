"""Backup, restore, drill and archive, as somebody types them."""

import pytest
from typer.testing import CliRunner

from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.cli import cli
from tocsin.ledger.kek import kek_path_of, load_or_create_kek
from tocsin.ledger.sqlite import SqliteLedger

SETTINGS = """
agency_file = "agency.toml"
ledger = "town.ledger"
[[hook]]
name = "texts"
kind = "json"
secret = "hidden"
[backup]
folder = "kept"
"""


def run(*arguments):
    return CliRunner().invoke(cli, [str(each) for each in arguments])


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with settings, an agency file and a ledger of 12 entries that is being written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tocsin.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "agency.toml").write_text("# nobody\n", encoding="utf-8")
    ledger = SqliteLedger.create(tmp_path / "town.ledger", AGENCY)
    load_or_create_kek(kek_path_of(tmp_path / "town.ledger"), bytes)
    ledger.append([draft(number) for number in range(12)])
    yield tmp_path
    ledger.close()


def test_a_backup_is_taken_while_the_ledger_is_open_for_writing_and_restored(place):
    made = run("backup")
    assert made.exit_code == 0, made.output
    assert "12 entries" in made.output
    assert "The key file is not in it" in made.output
    (folder,) = (place / "kept").glob("2*")
    assert "hidden" not in (folder / "tocsin.toml").read_text()
    back = run("restore", "kept", "--to", "new", "--key", "town.ledger.kek")
    assert back.exit_code == 0, back.output
    assert "12 entries of" in back.output
    assert "To do now:" in back.output
    assert "entries verify" in run("verify", "new/town.ledger").output
    again = run("restore", "kept", "--to", "new")
    assert again.exit_code == 1
    assert "is not empty" in again.output


def test_secrets_are_kept_when_asked_for(place):
    assert run("backup", "--with-secrets").exit_code == 0
    (folder,) = (place / "kept").glob("2*")
    assert "hidden" in (folder / "tocsin.toml").read_text()


def test_the_key_file_goes_to_another_place_only(place):
    made = run("backup", "--key-to", "elsewhere")
    assert made.exit_code == 0, made.output
    assert (place / "elsewhere/town.ledger.kek").read_bytes() == bytes(32)
    assert (place / "elsewhere/town.ledger.kek").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("where", ["kept/keys", "."])
def test_the_key_file_is_never_put_with_the_backups(place, where):
    refused = run("backup", "--key-to", where)
    assert refused.exit_code == 1
    assert "Whoever gets both" in refused.output
    assert not list((place / "kept").rglob("*.kek"))


def test_a_drill_says_what_it_has_shown_and_a_failed_one_ends_with_1(place):
    missing = run("drill")
    assert missing.exit_code == 1
    assert "no backup in" in missing.output
    run("backup")
    # These drafts are no facts of ours, so nothing can resume on them: that must be found.
    failed = run("drill")
    assert failed.exit_code == 1
    assert "FAILED" in failed.output


def test_an_archive_is_made_and_checked(place):
    made = run("archive", "--after-days", "0", "--to", "segments")
    assert made.exit_code == 0, made.output
    assert "with 12 entries verify" in made.output
    assert run("archive", "--check", "--to", "segments").exit_code == 0
    (file,) = (place / "segments").glob("*.segment")
    file.write_bytes(file.read_bytes()[:-1])
    checked = run("archive", "--check", "--to", "segments")
    assert checked.exit_code == 1
    assert "must have" in checked.output


def test_a_ledger_without_settings_is_named_by_itself(place):
    (place / "tocsin.toml").unlink()
    assert run("backup").exit_code == 2
    assert run("backup", "--ledger", "town.ledger", "--to", "b").exit_code == 0
