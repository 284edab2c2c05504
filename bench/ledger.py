"""What a durable, chained append costs: `python -m bench.ledger [folder]`.

Beside it, in the same run and with the same bytes: commits through bare apsw
(same settings; no chain, index or trigger) and a file that is appended to and
fsync'd. Read the ratios: the figures themselves depend on the disk.
"""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final

import apsw

from tocsin.facts.envelope import GENESIS_HASH, Draft
from tocsin.ledger.chain import Verified, seal_all, verify
from tocsin.ledger.queries import QUERIES
from tocsin.ledger.sqlite import SqliteLedger

ROUNDS: Final = 5
SECONDS_A_RUN: Final = 0.7
BATCHES: Final = (1, 10, 100)
BODY_BYTES: Final = 250
VERIFIED_ENTRIES: Final = 100_000
START: Final = datetime(2026, 3, 7, 17, 30, tzinfo=UTC)

MADE_UP: Final = (GENESIS_HASH, GENESIS_HASH)
"""Hashes for what has no chain, so that as many bytes are written."""

Append = Callable[[list[Draft]], object]


def drafts(size: int) -> Iterator[list[Draft]]:
    """Endless batches: 500 streams, bodies of BODY_BYTES."""
    body = b'{"note":"' + b"x" * (BODY_BYTES - 11) + b'"}'
    for number in count():
        moment = START + timedelta(milliseconds=number)
        stream = f"incident/I-{number * 7919 % 500}"
        yield [Draft(moment, stream, "IncidentOpened", 1, "person/mo", number, body)] * size


def tocsin(folder: Path) -> tuple[Append, Callable[[], object]]:
    ledger = SqliteLedger.create(folder / "town.ledger", "Harlow Valley EMS")
    return ledger.append, ledger.close


def bare_apsw(folder: Path) -> tuple[Append, Callable[[], object]]:
    """The same columns in a plain table."""
    connection = apsw.Connection(str(folder / "bare.db"))
    connection.execute(QUERIES["configure_writer"]).fetchall()
    columns = "position INTEGER PRIMARY KEY, a, b, c, d, e, f, body, previous_hash, hash"
    connection.execute(f"CREATE TABLE entry ({columns})")
    positions = count(1)

    def append(batch: list[Draft]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        rows: list[tuple[Any, ...]] = [
            (next(positions), 0, d.stream, d.kind, d.version, d.actor, d.cause, d.body, *MADE_UP)
            for d in batch
        ]
        connection.executemany("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
        connection.execute("COMMIT")

    return append, connection.close


def synced_file(folder: Path) -> tuple[Append, Callable[[], object]]:
    handle = os.open(folder / "file", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    extra = len("incident/I-1IncidentOpenedperson/mo") + 2 * len(GENESIS_HASH) + 32

    def append(batch: list[Draft]) -> None:
        os.write(handle, b"".join(d.body + b"x" * extra for d in batch))
        os.fdatasync(handle)

    return append, lambda: os.close(handle)


KINDS: Final = {"tocsin": tocsin, "bare apsw": bare_apsw, "file + fdatasync": synced_file}


def appends_per_s(kind: str, size: int, folder: Path) -> tuple[float, float]:
    """Entries a second, and the median commit in milliseconds."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        append, close = KINDS[kind](Path(name))
        found = timed_appends(append, size)
        close()
    return found


def timed_appends(append: Append, size: int) -> tuple[float, float]:
    """Entries a second, and the median commit in milliseconds."""
    batches = drafts(size)
    for _ in range(20):
        append(next(batches))
    taken = []
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS_A_RUN:
        batch = next(batches)
        before = time.perf_counter()
        append(batch)
        taken.append(time.perf_counter() - before)
    return size * len(taken) / sum(taken), median(taken) * 1_000


def print_appends(folder: Path) -> None:
    runs: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for _ in range(ROUNDS):
        for size in BATCHES:
            for kind in KINDS:
                runs.setdefault((kind, size), []).append(appends_per_s(kind, size, folder))
    print(f"{'entries/s':>10} {'to bare apsw':>13} {'to file':>8} {'p50 ms':>7}")
    for size in BATCHES:
        for kind in KINDS:
            mine = runs[kind, size]
            to_apsw, to_file = (
                median(a[0] / b[0] for a, b in zip(mine, runs[other, size], strict=True))
                for other in ("bare apsw", "file + fdatasync")
            )
            speed, p50 = median(run[0] for run in mine), median(run[1] for run in mine)
            print(
                f"{speed:>10,.0f} {to_apsw:>13.2f} {to_file:>8.2f} {p50:>7.3f}"
                f"  {kind}, {size} a commit"
            )


def print_verify(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        ledger = SqliteLedger.create(Path(name) / "town.ledger", "Harlow Valley EMS")
        batches = drafts(1_000)
        for _ in range(VERIFIED_ENTRIES // 1_000):
            ledger.append(next(batches))
        held = list(ledger.read())
        flat = [draft for _ in range(VERIFIED_ENTRIES // 1_000) for draft in next(batches)]
        works: dict[str, Callable[[], object]] = {
            "sealed": lambda: seal_all(ledger.agency, flat, (0, GENESIS_HASH)),
            "verified from memory": lambda: verified(verify(held, ledger.agency)),
            "read from the file": lambda: sum(1 for _ in ledger.read()),
            "read and verified": lambda: verified(verify(ledger.read(), ledger.agency)),
        }
        speeds: dict[str, list[float]] = {work: [] for work in works}
        for _ in range(ROUNDS):
            for work, run in works.items():
                start = time.perf_counter()
                run()
                speeds[work].append(VERIFIED_ENTRIES / (time.perf_counter() - start))
        ledger.close()
    for work, measured in speeds.items():
        print(f"{median(measured):>10,.0f} entries/s {work}")


def verified(result: object) -> None:
    assert isinstance(result, Verified), result


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.gettempdir())
    print(
        f"Ledger: medians of {ROUNDS} interleaved rounds of {SECONDS_A_RUN} s; bodies of "
        f"{BODY_BYTES} bytes; {folder}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; "
        f"Python {platform.python_version()}, SQLite {apsw.sqlite_lib_version()}, WAL, FULL."
    )
    print_appends(folder)
    print_verify(folder)


if __name__ == "__main__":
    main()
