"""Erasing a person: the text is gone for good, and the chain still verifies."""

import os
from random import Random
from typing import Any

import pytest

from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.ledger.chain import Verified, verify
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import open_vault, rotate_kek

ANA = "person/ana"


class Dice:
    """Chance that remembers every data key it gave out."""

    def __init__(self, seed):
        self._random = Random(seed)
        self.secrets = []

    def __call__(self, count):
        piece = self._random.randbytes(count)
        if count == 32:
            self.secrets.append(piece)
        return piece


def created(path) -> Any:
    """A new ledger whose inside the test may touch."""
    return SqliteLedger.create(path, AGENCY)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "town.ledger"


def on_disk(path):
    """Every byte of the ledger, its log and what else lies beside it but the key file."""
    files = sorted(path.parent.glob(path.name + "*"))
    return b"".join(file.read_bytes() for file in files if ".kek" not in file.name)


def traces(path, secret):
    """How many pieces of 16 bytes of a secret are still on disk."""
    content = on_disk(path)
    return sum(secret[at : at + 16] in content for at in range(len(secret) - 15))


def test_the_text_is_gone_and_the_chain_verifies(path):
    ledger = created(path)
    dice = Dice(1)
    vault = open_vault(ledger, kek_path_of(path), dice)
    kek, *_ = dice.secrets
    sealed = {name: vault.seal(name, f"of {name}") for name in (ANA, "person/rex")}
    ledger.append([draft(n, name, text.encode()) for n, (name, text) in enumerate(sealed.items())])
    head = ledger.head()
    wrapped, data_key = ledger.get_key(ANA), dice.secrets[1]
    assert traces(path, wrapped) > 0

    assert vault.erase(ANA) is True
    assert traces(path, wrapped) == traces(path, data_key) == traces(path, kek) == 0
    ledger.close()
    assert traces(path, wrapped) == 0

    again = SqliteLedger(path, AGENCY)
    vault = open_vault(again, kek_path_of(path), os.urandom)
    assert verify(again.read(), AGENCY, witness=head) == Verified(*head)
    assert [vault.open(e.stream, e.body.decode()) for e in again.read()] == [None, "of person/rex"]
    again.close()


def test_erasing_anybody_among_many_leaves_no_trace_of_theirs_and_all_of_the_others(path):
    """Pages split and merge as keys come and go; no copy may stay behind in any of them."""
    random = Random(2)
    ledger = created(path)
    kek_path_of(path).touch()
    living: dict[str, bytes] = {}
    dead = []
    for step in range(2_000):
        if len(living) > 40 and random.random() < 0.15:
            name = random.choice(sorted(living))
            dead.append(living.pop(name))
            assert ledger.destroy_key(name)
        name = f"person/{random.randrange(10**6)}" * random.randrange(1, 20)
        if name not in living:
            living[name] = random.randbytes(77)
            ledger.stage_key(name, living[name])
        if step % 5 == 0:
            ledger.append([draft(step)])
    ledger.append([draft(0)])
    ledger.destroy_key("nobody")
    content = on_disk(path)
    left = [key for key in dead if any(key[at : at + 16] in content for at in range(0, 62, 8))]

    assert len(dead) > 200
    assert left == []
    assert ledger.keys() == living
    assert isinstance(verify(ledger.read(), AGENCY), Verified)
    ledger.close()


def test_a_crash_between_destroying_and_scrubbing_is_put_right_on_opening(path, monkeypatch):
    ledger = created(path)
    vault = open_vault(ledger, kek_path_of(path), os.urandom)
    vault.seal(ANA, "SOS")
    ledger.append([draft(1)])
    wrapped = ledger.get_key(ANA)
    monkeypatch.setattr(SqliteLedger, "_scrub", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        vault.erase(ANA)
    monkeypatch.undo()
    assert traces(path, wrapped) > 0
    ledger._owner.release()
    again = SqliteLedger(path)

    assert traces(path, wrapped) == 0
    again.close()
    ledger.close()


def test_rotating_leaves_no_key_wrapped_by_the_old(path):
    ledger = created(path)
    vault = open_vault(ledger, kek_path_of(path), os.urandom)
    sealed = [vault.seal(f"person/{n}", "SOS") for n in range(200)]
    ledger.append([draft(1)])
    old = ledger.keys()

    assert rotate_kek(ledger, kek_path_of(path), os.urandom) == 200
    assert not [key for key in old.values() if traces(path, key[17:])]
    vault = open_vault(ledger, kek_path_of(path), os.urandom)
    assert {vault.open(f"person/{n}", text) for n, text in enumerate(sealed)} == {"SOS"}
    ledger.close()
