"""Whatever happens to the database, nothing acknowledged is lost and nothing is doubled."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from tests.contracts.ledger_contract import AGENCY, draft
from tests.ledger.postgres_proxy import Proxy
from tocsin.facts.envelope import Draft
from tocsin.ledger import chain, postgres, postgres_link
from tocsin.ledger.chain import Verified
from tocsin.ledger.ledger import LedgerConflict, LedgerUnavailable
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.postgres_seat import PostgresSeat


class Writer(threading.Thread):
    """Appends as the engine does: behind the head it knows, the same again until it is there."""

    def __init__(self, ledger):
        super().__init__(daemon=True)
        self.ledger = ledger
        self.acknowledged = []
        self.refused = 0
        self.failure = None
        self._is_over = threading.Event()
        self._enough = threading.Semaphore(0)

    def run(self):
        try:
            number, head = 0, self.ledger.head()[0]
            waiting: list[Draft] = []
            while not self._is_over.is_set() or waiting:
                number += 1
                waiting += [draft(number, body=b"%d" % number)]
                try:
                    entries = self.ledger.append(waiting, head)
                except LedgerUnavailable:
                    self.refused += 1
                    self._is_over.wait(0.01)
                    continue
                self.acknowledged += entries
                head, waiting = entries[-1].position, []
                self._enough.release()
        except BaseException as error:
            self.failure = error
            self._enough.release(1_000)

    def catch_up(self):
        """Count from now on."""
        while self._enough.acquire(blocking=False):
            pass

    def wait_for(self, appends):
        """Until so many more appends were acknowledged."""
        for _ in range(appends):
            assert self._enough.acquire(timeout=30)
        assert self.failure is None, self.failure

    def end(self):
        self._is_over.set()
        self.join(30)
        assert self.failure is None, self.failure


def whole(address, acknowledged, agency=AGENCY):
    """What was acknowledged is there as it was, nothing is there twice, and all of it verifies."""
    ledger = PostgresLedger(address, agency)
    entries = list(ledger.read())
    ledger.close()
    assert isinstance(chain.verify(entries, agency), Verified)
    assert {each.position: each for each in entries}.items() >= {
        each.position: each for each in acknowledged
    }.items()
    assert max(Counter(each.body for each in entries).values()) == 1


@pytest.fixture
def address(postgres):
    return postgres.emptied()


@pytest.fixture
def writer(address):
    ledger = PostgresLedger.create(address, AGENCY)
    found = Writer(ledger)
    found.start()
    found.wait_for(5)
    yield found
    found.end()
    ledger.close()


# --- the server dies -------------------------------------------------------------


def test_no_acknowledged_entry_is_lost_however_often_the_server_is_killed(
    postgres, address, writer
):
    for _ in range(3):
        postgres.kill()
        postgres.start()
        writer.wait_for(20)
    writer.end()

    whole(address, writer.acknowledged)


def test_a_restart_under_load_loses_and_doubles_nothing(postgres, address, writer):
    for how in (signal.SIGINT, signal.SIGQUIT):
        postgres.stop(how)
        postgres.start()
        writer.wait_for(20)
    writer.end()

    whole(address, writer.acknowledged)


def test_a_session_that_is_ended_under_load_is_made_anew(postgres, address, writer):
    for _ in range(10):
        postgres.admin(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name LIKE 'tocsin %'"
        )
        writer.wait_for(3)
    writer.end()

    whole(address, writer.acknowledged)


def test_a_restart_takes_the_lease_from_nobody(postgres, address):
    PostgresLedger.create(address, AGENCY).close()
    one, two = (PostgresSeat(address, AGENCY, name) for name in ("anvil", "bell"))
    term = one.lease.take()
    one.ledger.fence(term.token)
    postgres.stop()
    postgres.start()

    assert two.lease.take() == "another node holds the lease"
    one.lease.renew()
    assert one.ledger.append([draft(1)])
    assert one.lease.take() == term
    for seat in (one, two):
        seat.close()


@pytest.fixture
def standby(postgres, address):
    """A second server, without which the first acknowledges nothing; the ledger is there."""
    PostgresLedger.create(address, AGENCY).close()
    found = postgres.standby()
    postgres.admin("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
    while postgres.admin("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
        pass
    yield found
    found.remove()
    postgres.start(synchronous_standby_names="")
    postgres.admin("ALTER SYSTEM RESET synchronous_standby_names")


def test_a_failover_to_a_synchronous_standby_loses_nothing_acknowledged(postgres, address, standby):
    ledger = PostgresLedger(f"{address},{standby.folder}", AGENCY)
    writer = Writer(ledger)
    writer.start()
    writer.wait_for(20)
    postgres.kill()
    standby.admin("SELECT pg_promote()")
    writer.wait_for(20)
    writer.end()
    ledger.close()

    whole(standby.address("postgres"), writer.acknowledged)


# --- an answer is lost ------------------------------------------------------------


@pytest.fixture
def proxy(postgres, tmp_path):
    found = Proxy(tmp_path, postgres.folder)
    yield found
    found.close()


@pytest.fixture
def behind(proxy, address):
    """A ledger that is reached through the proxy, with one entry."""
    PostgresLedger.create(address, AGENCY).close()
    ledger = PostgresLedger(address.partition("?")[0] + f"?host={proxy.folder}", AGENCY)
    ledger.append([draft(1)])
    yield ledger
    ledger.close()


@pytest.mark.parametrize("how", ["lost", "unanswered"])
def test_when_the_connection_breaks_in_the_commit_the_answer_is_still_the_truth(
    proxy, behind, address, how
):
    proxy.break_next(how)
    behind.stage_key("person/ana", b"wrapped")
    entries = behind.append([draft(2), draft(3)], expected=1)

    assert proxy.broken.is_set()
    assert [each.position for each in entries] == [2, 3]
    assert behind.get_key("person/ana") == b"wrapped"
    assert behind.append([draft(4)], expected=3)[0].position == 4
    whole(address, entries)


def test_without_a_second_try_what_was_recorded_is_found_at_the_next(
    proxy, behind, address, monkeypatch
):
    proxy.break_next("unanswered")
    monkeypatch.setattr(postgres, "BREAKS_MAX", 0)
    with pytest.raises(LedgerUnavailable):
        behind.append([draft(2)], expected=1)
    entries = behind.append([draft(2), draft(3)], expected=1)

    assert [each.position for each in entries] == [2, 3]
    whole(address, entries)


def test_other_drafts_are_a_conflict_with_what_was_recorded(proxy, behind, monkeypatch):
    proxy.break_next("unanswered")
    monkeypatch.setattr(postgres, "BREAKS_MAX", 0)
    with pytest.raises(LedgerUnavailable):
        behind.append([draft(2)], expected=1)

    with pytest.raises(LedgerConflict):
        behind.append([draft(7)], expected=1)


def test_an_append_that_arrives_after_its_second_try_is_not_recorded_twice(proxy, behind, address):
    proxy.break_next("late")
    entries = behind.append([draft(2), draft(3)], expected=1)
    proxy.deliver()

    assert behind.head()[0] == 3
    whole(address, entries)


def test_an_append_that_arrives_while_nobody_looks_is_found(proxy, behind, address, monkeypatch):
    proxy.break_next("late")
    monkeypatch.setattr(postgres, "BREAKS_MAX", 0)
    with pytest.raises(LedgerUnavailable):
        behind.append([draft(2)], expected=1)
    proxy.deliver()

    entries = behind.append([draft(2), draft(3)], expected=1)
    assert [each.position for each in entries] == [2, 3]
    whole(address, entries)


# --- silence ------------------------------------------------------------------------


def test_a_server_that_says_nothing_is_given_up_and_what_it_did_then_is_found(address, monkeypatch):
    monkeypatch.setattr(postgres, "ANSWER_WAIT_S", 0.1)
    ledger = PostgresLedger.create(address, AGENCY)
    ledger.append([draft(1)])
    pid = ledger.writer._connection.info.backend_pid
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(LedgerUnavailable, match="in time"):
        ledger.append([draft(2)], expected=1)
    os.kill(pid, signal.SIGCONT)

    entries = ledger.append([draft(2), draft(3)], expected=1)
    ledger.close()
    assert [each.position for each in entries] == [2, 3]
    whole(address, entries)


def test_after_a_silence_the_next_appends_wait_for_nothing(address, monkeypatch):
    monkeypatch.setattr(postgres, "ANSWER_WAIT_S", 0.1)
    monkeypatch.setattr(postgres_link, "SLOW_S", 0.05)
    monkeypatch.setattr(postgres_link, "REST_S", 3_600.0)
    ledger = PostgresLedger.create(address, AGENCY)
    pid = ledger.writer._connection.info.backend_pid
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(LedgerUnavailable, match="in time"):
        ledger.append([draft(1)], expected=0)
    os.kill(pid, signal.SIGCONT)
    for _ in range(100):
        with pytest.raises(LedgerUnavailable, match="let be"):
            ledger.append([draft(1)], expected=0)
    ledger.writer._rests_until = 0.0

    assert [each.position for each in ledger.append([draft(1), draft(2)], expected=0)] == [1, 2]
    ledger.close()


def test_a_leader_that_was_stopped_and_goes_on_can_write_nothing(address):
    PostgresLedger.create(address, AGENCY).close()
    leading = Path(__file__).with_name("leading_child.py")
    child = subprocess.Popen(
        [sys.executable, leading, address, AGENCY], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "1\n"
    child.send_signal(signal.SIGSTOP)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("UPDATE tocsin.lease SET renewed_at = renewed_at - interval '4 s'")
    seat = PostgresSeat(address, AGENCY, "bell")
    seat.ledger.fence(seat.lease.take().token)
    head = seat.ledger.head()
    child.send_signal(signal.SIGCONT)

    said, _ = child.communicate(timeout=30)
    assert said.splitlines()[-1] == "LeaseLost"
    assert seat.ledger.append([draft(1)], expected=head[0])
    seat.close()


def test_a_leader_that_is_cut_off_has_every_key_and_can_seal_more(postgres, address):
    PostgresLedger.create(address, AGENCY).close()
    seat = PostgresSeat(address, AGENCY, "anvil")
    seat.ledger.fence(seat.lease.take().token)
    seat.ledger.stage_key("person/ana", b"of ana")
    seat.ledger.append([draft(1)])
    postgres.stop()
    try:
        assert seat.ledger.get_key("person/ana") == b"of ana"
        seat.ledger.stage_key("person/rex", b"of rex")
        with pytest.raises(LedgerUnavailable):
            seat.ledger.append([draft(2)], expected=1)
    finally:
        postgres.start()

    seat.ledger.append([draft(2)], expected=1)
    seat.close()
    again = PostgresLedger(address, read_only=True)
    assert again.get_key("person/rex") == b"of rex"
    again.close()
