"""The ledger in memory keeps every promise of the contract."""

from contextlib import contextmanager

import pytest

from tests.contracts.ledger_contract import AGENCY, LedgerContract, draft
from tocsin.ledger.ledger import LedgerUnavailable
from tocsin.ledger.memory import MemoryLedger


class FakeDisk:
    """Refuses while it is full, and remembers what it was asked to keep."""

    def __init__(self):
        self.is_full = False
        self.asked = []

    def __call__(self, envelopes):
        self.asked.append([entry.position for entry in envelopes])
        if self.is_full:
            raise LedgerUnavailable("The disk is full.")


class TestMemoryLedger(LedgerContract):
    @pytest.fixture
    def ledger(self):
        self.disk = FakeDisk()
        return MemoryLedger(AGENCY, self.disk)

    def reopened(self, ledger):
        ledger.power_cycle()
        return ledger

    @contextmanager
    def full_disk(self, ledger):
        self.disk.is_full = True
        yield
        self.disk.is_full = False


def test_the_disk_is_asked_before_anything_is_stored():
    disk = FakeDisk()
    ledger = MemoryLedger(AGENCY, disk)
    ledger.append([draft(1), draft(2)])
    ledger.save_snapshot(2, "v1", b"")
    ledger.destroy_key("person/ana")

    assert disk.asked == [[1, 2], [], []]


def test_a_key_that_could_not_be_destroyed_is_still_there():
    disk = FakeDisk()
    ledger = MemoryLedger(AGENCY, disk)
    ledger.stage_key("person/ana", b"wrapped")
    disk.is_full = True
    with pytest.raises(LedgerUnavailable):
        ledger.destroy_key("person/ana")

    assert ledger.get_key("person/ana") == b"wrapped"
