"""What waits for the disk is offered to it a little at a time, and goes on record in its order."""

import pytest

from tests import cast
from tests.harness import TestTown
from tocsin.ledger.ledger import LedgerUnavailable


def offered(town, monkeypatch):
    """How many drafts each append is given, as they come."""
    counts, append = [], town.ledger.append

    def counting(drafts, expected=None):
        counts.append(len(drafts))
        return append(drafts, expected)

    monkeypatch.setattr(town.engine._ledger, "append", counting)
    return counts


@pytest.fixture
def town():
    return TestTown(cast.AGENCY)


def test_in_an_outage_a_turn_asks_with_one_decision_however_much_waits(town, monkeypatch):
    with town.full_disk():
        for each in range(8):
            town.texts(cast.NUMBERS["ana"], f"SOS {each}")
        counts = offered(town, monkeypatch)
        waiting = town.engine.pending_facts
        town.fast_forward(seconds=30)
        assert town.engine.pending_facts > waiting > 8
        assert counts
        assert max(counts) < 8, "all that waits was sealed again"
    town.fast_forward(seconds=2)
    assert town.engine.pending_facts == 0
    assert town.engine.unavailable_since is None
    assert town.engine.durable_position == town.engine.position == town.ledger.head()[0]


def test_a_ledger_that_takes_the_first_and_fails_again_has_each_once(town, monkeypatch):
    with town.full_disk():
        for each in range(4):
            town.texts(cast.NUMBERS["ana"], f"SOS {each}")
    append, calls = town.ledger.append, []

    def once(drafts, expected=None):
        calls.append(len(drafts))
        if len(calls) == 2:
            raise LedgerUnavailable("full again")
        return append(drafts, expected)

    monkeypatch.setattr(town.engine._ledger, "append", once)
    assert not town.engine.retry_pending(town.now)
    head = town.ledger.head()[0]
    assert head == town.engine.durable_position < town.engine.position
    assert town.engine.retry_pending(town.now)
    assert town.engine.durable_position == town.engine.position == town.ledger.head()[0]
