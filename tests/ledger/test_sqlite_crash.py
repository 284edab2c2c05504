"""Killed, starved of space, shared: what was acknowledged is there, and nothing half."""

import os
import resource
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

import tocsin
from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.ledger.chain import Verified, verify
from tocsin.ledger.kek import create_kek, kek_path_of
from tocsin.ledger.ledger import LedgerError, LedgerUnavailable
from tocsin.ledger.sqlite import SqliteLedger

KILLS = 20
SOURCE = Path(tocsin.__file__).parents[1]


def created(path) -> Any:
    """A new ledger whose inside the test may touch."""
    return SqliteLedger.create(path, AGENCY)


@pytest.fixture
def path(tmp_path):
    create_kek(kek_path_of(tmp_path / "town.ledger"), bytes)
    return tmp_path / "town.ledger"


def child(*arguments):
    """Another Python process that knows Tocsin."""
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )


def test_no_acknowledged_append_is_lost_however_often_the_process_is_killed(path):
    SqliteLedger.create(path, AGENCY).close()
    random = Random(1)
    acknowledged = 0
    for _ in range(KILLS):
        process = child(Path(__file__).with_name("writing_child.py"), path)
        for _ in range(random.randrange(1, 60)):
            assert process.stdout.readline(), process.stderr.read()
        process.kill()
        # What it had said before it died counts as well.
        rest = [line for line in process.stdout.read().splitlines(keepends=True) if "\n" in line]
        process.communicate()
        ledger = SqliteLedger(path, AGENCY)
        head = ledger.head()
        assert head[0] >= max([acknowledged, *map(int, rest)])
        assert verify(ledger.read(), AGENCY) == Verified(*head)
        ledger.check_structure()
        ledger.close()
        acknowledged = head[0]
    assert acknowledged > KILLS


def test_a_second_process_may_read_and_verify_but_not_write(path):
    ledger = created(path)
    ledger.append([draft(number) for number in range(700)])
    refused = child(Path(__file__).with_name("writing_child.py"), path)
    reading = child(
        "-c",
        "import sys; from pathlib import Path; from tocsin.ledger.sqlite import SqliteLedger;"
        "from tocsin.ledger.chain import verify\n"
        "ledger = SqliteLedger(Path(sys.argv[1]), read_only=True)\n"
        "for _ in range(6): print(verify(ledger.read(), ledger.agency).count)",
        path,
    )
    while reading.poll() is None:
        ledger.append([draft(1)] * 10)
    counts = [int(line) for line in reading.communicate()[0].split()]
    _, complaint = refused.communicate()
    assert f"is open for writing in process {os.getpid()}" in complaint
    assert refused.returncode != 0
    assert len(counts) == 6
    assert counts == sorted(counts)
    assert counts[0] >= 700
    ledger.close()


# --- no space -----------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if (
        shutil.which("mount") is None
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("*** THE FULL-DISK TEST DID NOT RUN: it must be allowed to mount a tmpfs. ***")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_on_a_disk_that_is_really_full_nothing_is_half_recorded(small_disk):
    path = small_disk / "town.ledger"
    ledger = created(path)
    create_kek(kek_path_of(path), bytes)
    ledger.append([draft(0)])
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 300_000)
    filled = []
    with pytest.raises(LedgerUnavailable, match="append failed"):  # noqa: PT012
        for _ in range(10_000):
            filled += [entry.position for entry in ledger.append([draft(body=b"x" * 2_000)])]
    ledger.stage_key("person/ana", b"wrapped")
    retried = [draft(number, body=b"y" * 2_000) for number in range(60)]
    head = ledger.head()
    for _ in range(3):
        with pytest.raises(LedgerUnavailable):
            ledger.append(retried, expected=head[0])
    with pytest.raises(LedgerUnavailable):
        ledger.save_snapshot(1, "v1", b"x" * 400_000)
    assert ledger.head() == head == (filled[-1], list(ledger.read())[-1].hash)

    ballast.unlink()
    ledger.append(retried, expected=head[0])
    ledger.close()
    again = SqliteLedger(path)
    assert verify(again.read(), AGENCY) == Verified(*again.head())
    assert again.head()[0] == head[0] + 60
    assert again.get_key("person/ana") == b"wrapped"
    again.close()


def test_a_ledger_on_a_full_disk_still_opens(small_disk):
    path = small_disk / "town.ledger"
    ledger = created(path)
    ledger.append([draft(number, body=b"x" * 2_000) for number in range(100)])
    ledger._owner.release()  # As a crash does: the log stays as it is.
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="No space"):
        ballast.write_bytes(b"x" * 1_000_000)
    again = SqliteLedger(path)
    assert verify(again.read(), AGENCY) == Verified(100, again.head()[1])

    ballast.unlink()
    assert again.append([draft(1)])[0].position == 101
    again.close()
    ledger.close()


@contextmanager
def file_size_limit(size):
    """No file of this process may grow beyond `size` bytes: a write there fails half-way."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_wherever_in_an_append_a_write_fails_all_or_nothing_is_there(path):
    """The device gives out at every 512th byte that the append would write."""
    ledger = created(path)
    log = path.with_name(path.name + "-wal")
    drafts = [draft(number, body=b"x" * 1_500) for number in range(12)]
    failures = 0
    for room in range(0, 64_000, 512):
        ledger.append([draft(room)])
        head = ledger.head()
        with file_size_limit(log.stat().st_size + room):
            try:
                ledger.append(drafts, expected=head[0])
            except LedgerUnavailable:
                failures += 1
                assert ledger.head() == head
                assert len(list(ledger.read(head[0]))) == 0
        if ledger.head() == head:
            ledger.append(drafts, expected=head[0])
        ledger._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert 40 < failures < 125
    ledger.close()
    again = SqliteLedger(path)
    assert verify(again.read(), AGENCY) == Verified(125 * 13, again.head()[1])
    again.close()


def test_a_lock_held_by_a_stranger_is_waited_for_and_then_reported(path, monkeypatch):
    import apsw

    ledger = created(path)
    ledger._writer.set_busy_timeout(1)
    stranger = apsw.Connection(str(path))
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerUnavailable, match="append failed"):
        ledger.append([draft(1)])
    stranger.execute("ROLLBACK")
    stranger.close()

    assert ledger.append([draft(1)])[0].position == 1
    ledger.close()


def test_a_key_whose_traces_a_reader_holds_is_reported_and_can_be_destroyed_again(path):
    import apsw

    ledger = created(path)
    ledger.stage_key("person/ana", b"wrapped")
    ledger.append([draft(1)])
    ledger._writer.set_busy_timeout(1)
    stranger = apsw.Connection(str(path))
    stranger.execute("BEGIN; SELECT * FROM key").fetchall()
    with pytest.raises(LedgerUnavailable, match="try again"):
        ledger.destroy_key("person/ana")
    assert ledger.get_key("person/ana") is None
    stranger.close()

    assert ledger.destroy_key("person/ana") is False
    ledger.close()


def test_a_ledger_on_a_read_only_medium_can_be_examined(small_disk):
    path = small_disk / "town.ledger"
    ledger = created(path)
    ledger.append([draft(1)])
    ledger.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(LedgerError, match="cannot be opened for writing"):
        SqliteLedger(path)
    reader = SqliteLedger(path, read_only=True)

    assert verify(reader.read(), AGENCY) == Verified(1, reader.head()[1])
    reader.close()


def test_one_that_was_not_closed_says_what_it_needs_on_a_read_only_medium(path, small_disk):
    ledger = created(path)
    ledger.append([draft(1)])
    for name in ("town.ledger", "town.ledger-wal"):
        shutil.copy(path.with_name(name), small_disk)
    ledger.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(LedgerUnavailable, match="copy the ledger and its -wal file"):
        SqliteLedger(small_disk / "town.ledger", read_only=True)


def test_a_unit_that_a_broken_disk_left_open_is_given_up_before_the_next(path):
    ledger = created(path)
    ledger.save_snapshot(0, "v1", b"state")
    ledger._writer.execute("BEGIN IMMEDIATE; DELETE FROM snapshot")
    ledger.append([draft(1)])
    again = SqliteLedger(path, read_only=True)

    assert again.load_snapshot() == (0, "v1", b"state")
    assert again.head()[0] == 1
    again.close()
    ledger.close()
