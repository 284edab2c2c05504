"""A ledger shared in memory keeps the promises of ledger, lease, inbox and bell."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.contracts.inbox_contract import InboxContract
from tests.contracts.lease_contract import LeaseContract
from tests.contracts.ledger_contract import AGENCY, LedgerContract, draft
from tests.ledger.test_memory import FakeDisk
from tocsin.ledger import chain
from tocsin.ledger.chain import Verified
from tocsin.ledger.lease import LEASE_S, NotTaken
from tocsin.ledger.ledger import LeaseLost, LedgerConflict, LedgerUnavailable
from tocsin.ledger.shared import MemoryServer


class World:
    """Nodes that share a server in memory, and the clock it goes by."""

    def __init__(self, disk=None):
        self.moment = datetime(2026, 3, 7, 17, 30, tzinfo=UTC)
        self.server = MemoryServer(self, disk)

    def now(self):
        return self.moment

    def node(self, machine, agency=AGENCY, stage_version=1):
        return self.server.seat(agency, machine, stage_version)

    def age(self, seconds):
        self.moment += timedelta(seconds=seconds)

    def die(self, node):
        node.end_session()


class TestSharedLedger(LedgerContract):
    @pytest.fixture
    def ledger(self):
        self.disk = FakeDisk()
        self.world = World(self.disk)
        return self.world.node("anvil").ledger

    def reopened(self, ledger):
        return self.world.node("anvil").ledger

    @contextmanager
    def full_disk(self, ledger):
        self.disk.is_full = True
        yield
        self.disk.is_full = False


class TestMemoryLease(LeaseContract):
    @pytest.fixture
    def world(self):
        return World()


class TestMemoryInbox(InboxContract):
    @pytest.fixture
    def world(self):
        return World()


@pytest.fixture
def world():
    return World()


@pytest.fixture
def leader(world):
    node = world.node("anvil")
    node.ledger.fence(node.lease.take().token)
    node.ledger.append([draft(1)])
    return node


def positions(node):
    assert isinstance(chain.verify(node.ledger.read(), AGENCY), Verified)
    return [entry.position for entry in node.ledger.read()]


# --- cuts ----------------------------------------------------------------------


def test_a_cut_node_gets_no_answer_and_keeps_its_lock_until_it_is_too_old(world, leader):
    other = world.node("bell")
    leader.cut()
    for ask in (leader.ledger.head, leader.lease.renew, leader.lease.take, leader.inbox.backlog):
        with pytest.raises(LedgerUnavailable):
            ask()
    assert other.lease.take() is NotTaken.HELD
    world.age(LEASE_S + 0.5)

    assert other.lease.take().token == 2
    leader.mend()
    with pytest.raises(LeaseLost):
        leader.ledger.append([draft(2)])


def test_while_the_server_is_down_nobody_gets_an_answer_and_then_all_is_there(world, leader):
    world.server.is_down = True
    with pytest.raises(LedgerUnavailable):
        leader.ledger.append([draft(2)])
    world.server.restart()
    world.server.is_down = False

    leader.lease.renew()
    assert leader.ledger.append([draft(2)])[0].position == 2


# --- an answer that is lost ------------------------------------------------------


@pytest.mark.parametrize("more", [[], [draft(4), draft(5)]])
def test_what_was_recorded_unanswered_is_found_and_not_doubled(leader, more):
    leader.break_next_append()
    with pytest.raises(LedgerUnavailable):
        leader.ledger.append([draft(2), draft(3)], expected=1)
    assert leader.land()

    entries = leader.ledger.append([draft(2), draft(3), *more], expected=1)
    assert [entry.position for entry in entries] == list(range(2, 4 + len(more)))
    assert positions(leader) == list(range(1, 4 + len(more)))


def test_what_was_not_recorded_is_appended_and_cannot_come_late(leader):
    leader.break_next_append()
    with pytest.raises(LedgerUnavailable):
        leader.ledger.append([draft(2)], expected=1)
    leader.ledger.append([draft(2), draft(3)], expected=1)

    assert not leader.land()
    assert positions(leader) == [1, 2, 3]


def test_two_unanswered_appends_behind_each_other_are_both_found(leader):
    leader.break_next_append()
    with pytest.raises(LedgerUnavailable):
        leader.ledger.append([draft(2)], expected=1)
    assert leader.land()
    leader.break_next_append()
    with pytest.raises(LedgerUnavailable):
        leader.ledger.append([draft(2), draft(3)], expected=1)
    assert leader.land()

    assert len(leader.ledger.append([draft(2), draft(3), draft(4)], expected=1)) == 3
    assert positions(leader) == [1, 2, 3, 4]


def test_other_drafts_are_a_conflict_with_what_was_recorded_unanswered(leader):
    leader.break_next_append()
    with pytest.raises(LedgerUnavailable):
        leader.ledger.append([draft(2)], expected=1)
    assert leader.land()

    with pytest.raises(LedgerConflict):
        leader.ledger.append([draft(7)], expected=1)


def test_what_is_in_flight_when_another_takes_over_is_never_recorded(world, leader):
    leader.break_next_append()
    with pytest.raises(LedgerUnavailable):
        leader.ledger.append([draft(2)], expected=1)
    world.die(leader)
    other = world.node("bell")
    other.ledger.fence(other.lease.take().token)

    assert not leader.land()
    assert positions(other) == [1]


def test_a_key_that_another_node_made_meanwhile_is_a_conflict_and_no_text_is_lost(world):
    # Without a lease nothing keeps two writers apart but this.
    one, two = world.node("anvil").ledger, world.node("bell").ledger
    one.stage_key("person/ana", b"one")
    two.stage_key("person/ana", b"two")
    one.append([draft(1)])
    with pytest.raises(LedgerConflict, match="person/ana"):
        two.append([draft(2)])

    assert one.head()[0] == 1


def test_a_leader_that_is_cut_off_still_has_every_key_and_can_make_new_ones(world, leader):
    leader.ledger.stage_key("person/ana", b"hers")
    leader.ledger.append([draft(2)])
    leader.ledger.fence(leader.lease.take().token)
    leader.cut()

    assert leader.ledger.get_key("person/ana") == b"hers"
    assert leader.ledger.get_key("person/lee") is None
    leader.ledger.stage_key("person/lee", b"his")
    leader.mend()
    leader.ledger.append([draft(3)])
    assert world.node("bell").ledger.get_key("person/lee") == b"his"


def test_a_node_whose_term_has_ended_asks_the_server_for_keys_again(world, leader):
    other = world.node("bell")
    world.age(LEASE_S + 0.5)
    other.ledger.fence(other.lease.take().token)
    other.ledger.stage_key("person/ana", b"hers")
    other.ledger.append([draft(2)])

    assert leader.ledger.get_key("person/ana") is None
    leader.ledger.fence(0)
    assert leader.ledger.get_key("person/ana") == b"hers"
