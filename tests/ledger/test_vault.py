"""Personal text opens for its own subject and key only, and never after erasing."""

import os
from base64 import b64decode, b64encode
from threading import Thread

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.ledger import vault as vault_module
from tocsin.ledger.kek import KekError
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.vault import Vault, VaultError, rewrap

KEK = bytes(range(32))
ANA, REX = "person/ana", "person/rex"


@pytest.fixture
def ledger():
    return MemoryLedger(AGENCY)


@pytest.fixture
def vault(ledger):
    return Vault(ledger, KEK, os.urandom)


@given(st.text(st.characters()), st.text())
@example("\ud800", "\ud800")
def test_what_was_sealed_opens_again(subject, text):
    vault = Vault(MemoryLedger(AGENCY), KEK, os.urandom)

    assert vault.open(subject, vault.seal(subject, text)) == text


@pytest.mark.parametrize("text", ["", "He's in the lot", "💙\0\n", "\ud800", "x" * 100_000])
def test_any_text_at_all_can_be_sealed_and_is_ascii_then(vault, text):
    sealed = vault.seal(ANA, text)

    assert sealed.isascii()
    assert vault.open(ANA, sealed) == text


def test_the_same_text_is_never_sealed_to_the_same_letters(vault):
    assert len({vault.seal(ANA, "SOS") for _ in range(50)}) == 50


def test_another_vault_of_the_same_ledger_opens_it(ledger, vault):
    sealed = vault.seal(ANA, "SOS")
    ledger.append([draft(1)])
    ledger.power_cycle()

    assert Vault(ledger, KEK, os.urandom).open(ANA, sealed) == "SOS"


def test_a_text_does_not_open_as_another_persons(vault):
    sealed = vault.seal(ANA, "SOS")
    vault.seal(REX, "x")

    # Rex's key has another id, and even with Ana's key the subject is part of the seal.
    assert vault.open(REX, sealed) is None
    vault._open_keys[REX] = vault._open_keys[ANA]
    with pytest.raises(VaultError):
        vault.open(REX, sealed)


def test_every_changed_byte_of_the_sealed_text_is_an_error_not_an_erasure(vault):
    box = b64decode(vault.seal(ANA, "SOS"))
    key_id = range(1, 9)
    for index in range(len(box)):
        if index in key_id:  # It would be a text of another, destroyed key.
            continue
        changed = box[:index] + bytes([box[index] ^ 1]) + box[index + 1 :]
        with pytest.raises(VaultError):
            vault.open(ANA, b64encode(changed).decode())


@pytest.mark.parametrize("sealed", ["", "SOS", "ü", "A" * 8, "=" * 60, "!" * 60, "A" * 60])
def test_what_is_no_sealed_text_at_all_is_an_error(vault, sealed):
    vault.seal(ANA, "SOS")
    with pytest.raises(VaultError):
        vault.open(ANA, sealed)


def test_a_second_way_to_write_the_same_bytes_is_refused(vault):
    sealed = next(s for s in (vault.seal(ANA, "S" * n) for n in range(1, 4)) if s.endswith("="))
    last = sealed.rstrip("=")[-1]
    other = sealed.replace(last + "=", chr(ord(last) + 1) + "=")
    assert b64decode(other) == b64decode(sealed)
    with pytest.raises(VaultError):
        vault.open(ANA, other)


def test_a_tampered_wrapped_key_is_an_error(ledger):
    sealed = Vault(ledger, KEK, os.urandom).seal(ANA, "SOS")
    wrapped = ledger.get_key(ANA)
    for index in range(len(wrapped)):
        changed = wrapped[:index] + bytes([wrapped[index] ^ 1]) + wrapped[index + 1 :]
        ledger.replace_keys({ANA: changed})
        with pytest.raises(VaultError):
            Vault(ledger, KEK, os.urandom).open(ANA, sealed)
    ledger.replace_keys({ANA: wrapped[:9]})
    with pytest.raises(VaultError):
        Vault(ledger, KEK, os.urandom).open(ANA, sealed)


def test_keys_may_not_change_places(ledger, vault):
    sealed = vault.seal(ANA, "SOS")
    vault.seal(REX, "x")
    ledger.replace_keys({ANA: ledger.get_key(REX)})
    with pytest.raises(VaultError):
        Vault(ledger, KEK, os.urandom).open(ANA, sealed)


def test_neither_key_nor_text_is_stored_in_the_open(ledger):
    given_out = []

    def random(count):
        given_out.append(os.urandom(count))
        return given_out[-1]

    sealed = Vault(ledger, KEK, random).seal(ANA, "he is in the lot")
    secret = next(piece for piece in given_out if len(piece) == 32)

    assert secret not in ledger.get_key(ANA)
    assert b"lot" not in b64decode(sealed)


# --- erasing ------------------------------------------------------------------


def test_erased_text_is_none_and_everybody_elses_is_not(ledger, vault):
    of_ana, of_rex = vault.seal(ANA, "SOS"), vault.seal(REX, "hello")
    ledger.append([draft(1)])

    assert vault.erase(ANA) is True
    assert vault.erase(ANA) is False
    assert vault.open(ANA, of_ana) is None
    assert vault.open(REX, of_rex) == "hello"


def test_after_erasing_a_new_key_is_made_and_old_text_stays_none(vault):
    old = vault.seal(ANA, "old")
    vault.erase(ANA)
    new = vault.seal(ANA, "new")

    assert vault.open(ANA, old) is None
    assert vault.open(ANA, new) == "new"


def test_a_key_destroyed_elsewhere_is_gone_once_forgotten(ledger, vault):
    sealed = vault.seal(ANA, "SOS")
    ledger.destroy_key(ANA)
    vault.forget(ANA)

    assert vault.open(ANA, sealed) is None


def test_with_all_keys_at_hand_the_ledger_is_asked_for_none_and_none_stays_after(
    ledger, vault, monkeypatch
):
    sealed = vault.seal(ANA, "SOS")
    ledger.append([draft(1)])
    other = Vault(ledger, KEK, os.urandom)
    asked: list[str] = []
    get_key = ledger.get_key

    def noted(subject):
        asked.append(subject)
        return get_key(subject)

    monkeypatch.setattr(ledger, "get_key", noted)
    with other.at_hand(ledger.keys()):
        assert other.open(ANA, sealed) == "SOS"
        ledger.destroy_key(ANA)
    assert asked == []
    assert other.open(ANA, sealed) is None


def test_without_the_key_everything_is_closed_and_nothing_can_be_sealed(vault):
    sealed = vault.seal(ANA, "SOS")
    reader = Vault.without_key()

    assert reader.open(ANA, sealed) is None
    assert reader.open(ANA, "not even sealed") is None
    assert reader.erase(ANA) is False
    with pytest.raises(VaultError, match="without the key-encryption key"):
        reader.seal(ANA, "x")


# --- keys ---------------------------------------------------------------------


def test_one_subject_never_gets_two_keys_however_many_threads_seal(vault):
    sealed = []
    threads = [Thread(target=lambda: sealed.append(vault.seal(ANA, "SOS"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {vault.open(ANA, text) for text in sealed} == {"SOS"}


def test_the_cache_is_bounded_and_forgets_the_oldest(vault, monkeypatch):
    monkeypatch.setattr(vault_module, "CACHED_SUBJECTS_MAX", 3)
    sealed = {f"person/{n}": vault.seal(f"person/{n}", str(n)) for n in range(6)}

    assert list(vault._open_keys) == ["person/3", "person/4", "person/5"]
    assert [vault.open(subject, text) for subject, text in sealed.items()] == list("012345")
    assert len(vault._open_keys) == 3


def test_another_key_encryption_key_opens_nothing_and_says_so(ledger, vault):
    sealed = vault.seal(ANA, "SOS")
    with pytest.raises(VaultError, match="was not wrapped by this"):
        Vault(ledger, bytes(32), os.urandom).open(ANA, sealed)


@pytest.mark.parametrize("kek", [b"", bytes(31), bytes(33)])
def test_a_key_encryption_key_has_32_bytes(ledger, kek):
    with pytest.raises(KekError, match="32 bytes"):
        Vault(ledger, kek, os.urandom)


def test_rewrapping_changes_the_keys_and_not_the_texts(ledger, vault):
    of_ana, of_rex = vault.seal(ANA, "SOS"), vault.seal(REX, "hello")
    ledger.append([draft(1)])
    before = ledger.keys()

    assert rewrap(ledger, KEK, bytes(32), os.urandom) == 2
    assert all(before[name] != key for name, key in ledger.keys().items())
    rotated = Vault(ledger, bytes(32), os.urandom)
    assert rotated.open(ANA, of_ana) == "SOS"
    assert rotated.open(REX, of_rex) == "hello"


def test_rewrapping_with_a_wrong_old_key_changes_nothing(ledger, vault):
    vault.seal(ANA, "SOS")
    before = ledger.keys()
    with pytest.raises(VaultError):
        rewrap(ledger, bytes(32), bytes(32), os.urandom)

    assert ledger.keys() == before


# --- letters --------------------------------------------------------------------


def test_a_letter_opens_in_any_vault_of_the_same_key_and_stores_nothing(ledger, vault):
    sealed = vault.seal_letter("L-1", b"SOS from ana")

    assert b"ana" not in sealed
    assert ledger.keys() == {}
    assert (
        Vault(MemoryLedger(AGENCY), KEK, os.urandom).open_letter("L-1", sealed) == b"SOS from ana"
    )
    assert vault.seal_letter("L-1", b"SOS from ana") != sealed


def test_a_letter_that_was_changed_or_is_another_is_an_error(vault):
    sealed = vault.seal_letter("L-1", b"SOS")
    with pytest.raises(VaultError):
        vault.open_letter("L-2", sealed)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(VaultError):
            vault.open_letter("L-1", bytes(changed))
    for end in (0, 50, 80, len(sealed) - 1):
        with pytest.raises(VaultError):
            vault.open_letter("L-1", sealed[:end])


def test_without_the_key_no_letter_is_sealed_or_opened(vault):
    sealed = vault.seal_letter("L-1", b"SOS")
    closed = Vault.without_key()
    with pytest.raises(VaultError):
        closed.seal_letter("L-1", b"SOS")
    with pytest.raises(VaultError):
        closed.open_letter("L-1", sealed)
