"""The ledger on a disk that forgets what was not synced: nothing acknowledged is ever missing."""

from random import Random

import pytest

from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.ledger import chain
from tocsin.ledger.kek import create_kek, kek_path_of
from tocsin.ledger.ledger import LedgerCorrupt, LedgerError, LedgerUnavailable
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.sim.power import Medium, flip, mounted


@pytest.fixture
def path(tmp_path):
    create_kek(kek_path_of(tmp_path / "town.ledger"), bytes)
    return tmp_path / "town.ledger"


def cut(medium, ledger, chance, *, torn):
    """The power fails in this moment."""
    medium.is_down = True
    ledger.close()
    medium.cut(chance, torn=torn)


@pytest.mark.parametrize("torn", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_what_was_acknowledged_survives_any_power_cut(path, seed, torn):
    chance = Random(f"{seed} {torn}")
    with mounted(Medium()) as medium:
        ledger = SqliteLedger.create(path, AGENCY)
        known = ledger.head()
        for _ in range(6):
            for _ in range(chance.randrange(1, 9)):
                drafts = [draft(n) for n in range(chance.randrange(1, 40))]
                known = ledger.append(drafts)[-1].position, ledger.head()[1]
            cut(medium, ledger, chance, torn=torn)
            ledger = SqliteLedger(path, AGENCY)
            assert ledger.head() == known
        assert chain.verify(ledger.read(), AGENCY, witness=known) == chain.Verified(*known)
        ledger.check_structure()
        ledger.close()
    assert medium.syncs > 0


@pytest.mark.parametrize("seed", range(3))
def test_an_append_that_was_under_way_is_whole_or_not_there(path, seed):
    """The disk is full or does not sync now and then, and the power fails in the middle."""
    chance = Random(seed)
    with mounted(Medium()) as medium:
        ledger = SqliteLedger.create(path, AGENCY)
        known = ledger.head()[0]
        for _ in range(6):
            medium.fails = lambda what: chance.random() < (0.2 if what == "sync" else 0.02)
            tried = known
            for _ in range(12):
                drafts = [draft(n) for n in range(chance.randrange(1, 30))]
                tried = known + len(drafts)
                try:
                    known = ledger.append(drafts, known)[-1].position
                except LedgerUnavailable:
                    continue
            medium.fails = lambda _: False
            cut(medium, ledger, chance, torn=True)
            ledger = SqliteLedger(path, AGENCY)
            assert ledger.head()[0] in (known, tried)
            known = ledger.head()[0]
            assert isinstance(chain.verify(ledger.read(), AGENCY), chain.Verified)
        ledger.close()


@pytest.mark.parametrize("seed", range(8))
def test_a_bit_that_flips_while_the_machine_is_down_is_never_silent(path, seed):
    chance = Random(seed)
    with mounted(Medium()) as medium:
        ledger = SqliteLedger.create(path, AGENCY)
        for _ in range(20):
            ledger.append([draft(n) for n in range(chance.randrange(1, 20))])
        witness, entries = ledger.head(), list(ledger.read())
        cut(medium, ledger, chance, torn=False)
        log = path.with_name(path.name + "-wal")
        flip(chance.choice([path, log]) if log.exists() else path, chance)
        try:
            ledger = SqliteLedger(path, AGENCY)
            found = chain.verify(ledger.read(), AGENCY, witness=witness)
            same = list(ledger.read()) == entries
            ledger.close()
        except (LedgerCorrupt, LedgerError):
            return
        assert same or isinstance(found, chain.Broken)
