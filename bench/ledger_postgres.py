"""What a durable, chained, fenced append costs on PostgreSQL: `python -m bench.ledger_postgres`.

Beside it, in the same run, on the same server and with the same bytes: bare
psycopg commits of the same columns (no chain, no fence, no second index), one
statement or `executemany` a commit. Read the ratios. The server is the one that
the tests bring, with its files in the given folder, fsync on.
"""

import os
import platform
import sys
import tempfile
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg

from bench.ledger import BATCHES, MADE_UP, Append, timed_appends
from tests.postgres_server import PostgresServer
from tocsin.facts.envelope import Draft
from tocsin.ledger.postgres import PostgresLedger

ROUNDS: Final = 5
AGENCY: Final = "Harlow Valley EMS"

TABLE: Final = """
DROP TABLE IF EXISTS bare;
CREATE TABLE bare (position bigint PRIMARY KEY, recorded_at bigint, stream text, kind text,
    version int, actor text, cause bigint, body bytea, previous_hash bytea, hash bytea)
"""
INSERT: Final = "INSERT INTO bare VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
HASHES: Final = tuple(bytes.fromhex(each) for each in MADE_UP)


def tocsin(address: str) -> tuple[Append, Any]:
    ledger = PostgresLedger.create(address, f"{AGENCY} {next(NUMBERS)}")
    return ledger.append, ledger.close


def bare(address: str) -> tuple[Append, Any]:
    """The plainest thing: rows and a commit."""
    connection = psycopg.connect(address, autocommit=True)
    connection.execute(TABLE)
    positions = count(1)

    def row(d: Draft) -> tuple[Any, ...]:
        place = (next(positions), 0, d.stream, d.kind, d.version, d.actor, d.cause)
        return (*place, d.body, *HASHES)

    def append(batch: list[Draft]) -> None:
        if len(batch) == 1:
            connection.execute(INSERT, row(batch[0]))
            return
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(INSERT, [row(each) for each in batch])

    return append, connection.close


NUMBERS: Final = count(1)
KINDS: Final = {"tocsin": tocsin, "bare psycopg": bare}


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else tempfile.gettempdir()
    server = PostgresServer(folder)
    try:
        address = server.address("postgres")
        version = server.admin("SHOW server_version")[0][0]
        print(
            f"Ledger on PostgreSQL {version}: medians of {ROUNDS} interleaved rounds; "
            f"{Path(folder)}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; "
            f"Python {platform.python_version()}, psycopg {psycopg.__version__}, fsync on."
        )
        runs: dict[tuple[str, int], list[tuple[float, float]]] = {}
        for _ in range(ROUNDS):
            for size in BATCHES:
                for kind, make in KINDS.items():
                    append, close = make(address)
                    runs.setdefault((kind, size), []).append(timed_appends(append, size))
                    close()
    finally:
        server.remove()
    print(f"{'entries/s':>10} {'to bare psycopg':>16} {'p50 ms':>7}")
    for (kind, size), mine in runs.items():
        ratio = median(a[0] / b[0] for a, b in zip(mine, runs["bare psycopg", size], strict=True))
        speed, p50 = median(run[0] for run in mine), median(run[1] for run in mine)
        print(f"{speed:>10,.0f} {ratio:>16.2f} {p50:>7.3f}  {kind}, {size} a commit")


if __name__ == "__main__":
    main()
