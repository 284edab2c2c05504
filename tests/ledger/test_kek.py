"""The key file: made once and durably, never guessed, never silently replaced."""

import os
import stat

import pytest

from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.ledger.kek import KekError, create_kek, kek_path_of, load_kek, load_or_create_kek
from tocsin.ledger.ledger import LedgerError, LedgerUnavailable
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import open_vault, rotate_kek

ANA = "person/ana"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "town.ledger.kek"


def next_to(path):
    return path.with_name(path.name + ".next")


@pytest.fixture
def ledger():
    return MemoryLedger(AGENCY)


@pytest.fixture
def sealed(ledger, path):
    """A text of Ana, whose key is durable."""
    text = open_vault(ledger, path, os.urandom).seal(ANA, "SOS")
    ledger.append([draft(1)])
    return text


def test_it_lies_beside_the_ledger(tmp_path):
    assert kek_path_of(tmp_path / "town.ledger") == tmp_path / "town.ledger.kek"


def test_it_is_made_once_for_the_owner_only(path):
    kek = load_or_create_kek(path, os.urandom)

    assert len(kek) == 32
    assert load_or_create_kek(path, os.urandom) == kek
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_it_is_never_overwritten(path):
    kek = load_or_create_kek(path, os.urandom)
    with pytest.raises(KekError, match="File exists"):
        create_kek(path, os.urandom)

    assert load_kek(path) == kek


def test_a_half_made_one_of_a_crash_is_made_anew(path):
    path.with_name(path.name + ".new").write_bytes(b"half")

    assert len(load_or_create_kek(path, os.urandom)) == 32


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_one_that_others_may_read_is_refused(path, mode):
    load_or_create_kek(path, os.urandom)
    path.chmod(mode)
    with pytest.raises(KekError, match=f"has mode {mode:04o}; it must be 0600"):
        load_or_create_kek(path, os.urandom)


def test_one_that_is_stricter_is_fine(path):
    load_or_create_kek(path, os.urandom)
    path.chmod(0o400)

    assert len(load_kek(path)) == 32


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33), bytes(64)])
def test_one_of_the_wrong_length_is_refused(path, content):
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KekError, match="exactly 32 bytes"):
        load_or_create_kek(path, os.urandom)


def test_one_that_is_missing_or_cannot_be_made_is_said_so(path):
    with pytest.raises(KekError, match="No such file"):
        load_kek(path)
    with pytest.raises(KekError, match="cannot be made"):
        create_kek(path / "nowhere" / "x.kek", os.urandom)


# --- the key file and its ledger ----------------------------------------------


def test_a_new_ledger_gets_a_new_key(ledger, path, sealed):
    assert open_vault(ledger, path, os.urandom).open(ANA, sealed) == "SOS"


def test_a_ledger_with_keys_never_gets_a_new_one(ledger, path, sealed):
    path.unlink()
    with pytest.raises(KekError, match="cannot be read"):
        open_vault(ledger, path, os.urandom)

    assert not path.exists()


def test_another_ledgers_key_file_is_refused(ledger, path, sealed):
    path.unlink()
    create_kek(path, os.urandom)
    with pytest.raises(KekError, match="is not the key file of this ledger"):
        open_vault(ledger, path, os.urandom)


def test_a_sqlite_ledger_with_keys_is_not_opened_for_writing_without_its_key_file(tmp_path):
    ledger = SqliteLedger.create(tmp_path / "town.ledger", AGENCY)
    kek = kek_path_of(tmp_path / "town.ledger")
    sealed = open_vault(ledger, kek, os.urandom).seal(ANA, "SOS")
    ledger.append([draft(1)])
    ledger.close()
    kek.rename(tmp_path / "elsewhere.kek")
    with pytest.raises(LedgerError, match=r"key file .*town\.ledger\.kek is missing"):
        SqliteLedger(tmp_path / "town.ledger")

    SqliteLedger(tmp_path / "town.ledger", read_only=True).close()
    again = SqliteLedger(tmp_path / "town.ledger", kek_path=tmp_path / "elsewhere.kek")
    assert open_vault(again, tmp_path / "elsewhere.kek", os.urandom).open(ANA, sealed) == "SOS"
    again.close()


# --- rotation -----------------------------------------------------------------


def test_rotating_changes_the_file_and_keeps_every_text(ledger, path, sealed):
    before = load_kek(path)

    assert rotate_kek(ledger, path, os.urandom) == 1
    assert load_kek(path) != before
    assert not next_to(path).exists()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert open_vault(ledger, path, os.urandom).open(ANA, sealed) == "SOS"


def test_a_rotation_that_never_reached_the_ledger_is_dropped(ledger, path, sealed):
    before = load_kek(path)
    create_kek(next_to(path), os.urandom)

    assert open_vault(ledger, path, os.urandom).open(ANA, sealed) == "SOS"
    assert load_kek(path) == before
    assert not next_to(path).exists()


def test_a_rotation_that_died_after_the_ledger_had_it_is_ended(ledger, path, sealed, monkeypatch):
    monkeypatch.setattr("tocsin.ledger.vault._replace", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rotate_kek(ledger, path, os.urandom)
    monkeypatch.undo()
    waiting = load_kek(next_to(path))

    assert open_vault(ledger, path, os.urandom).open(ANA, sealed) == "SOS"
    assert load_kek(path) == waiting
    assert not next_to(path).exists()


def test_a_waiting_key_alone_is_not_thrown_away(ledger, path, sealed):
    create_kek(next_to(path), os.urandom)
    path.unlink()
    with pytest.raises(KekError):
        open_vault(ledger, path, os.urandom)

    assert next_to(path).exists()


def test_a_rotation_on_a_full_disk_changes_nothing(path):
    def disk(_):
        if is_full:
            raise LedgerUnavailable("full")

    is_full = False
    ledger = MemoryLedger(AGENCY, disk)
    sealed = open_vault(ledger, path, os.urandom).seal(ANA, "SOS")
    is_full = True
    with pytest.raises(LedgerUnavailable):
        rotate_kek(ledger, path, os.urandom)

    assert open_vault(ledger, path, os.urandom).open(ANA, sealed) == "SOS"
