"""SOS texts accepted durably a second, on SQLite and on PostgreSQL: `python -m bench.accepted`.

`python -m bench.accepted [rounds] [seconds] [connections]`. The released program as one process,
its ledger in a file or in the PostgreSQL that the tests bring, takes texts by its JSON hook as
fast as it answers, and does all its work for each meanwhile: it reads it, opens an incident or
joins it to one, and asks whom to page; there is no way out, as in `bench.intake`. In the same
rounds and on the same disk: bare commits of one row of the same size by one writer (apsw;
psycopg), so read the ratios. What waits together is committed together.
"""

import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

import apsw
import psycopg

from bench.load import Taken, Target, post_for
from tests.app.killing import LEDGER
from tests.app.real_program import RealProgram, wait_for
from tests.postgres_server import PostgresServer

ROW_BYTES = 600
BARE_S = 2.0
QUIET_S_MAX = 90.0
IDLE_SHARE = 0.1
"""What it compiles beside its loop after a start has ended when it takes less of a core."""


def texts_at(port: int) -> Target:
    """Texts of a thousand strangers to the JSON hook."""

    def body(number: int) -> bytes:
        who = f"+1501555{2000 + number % 1000:04d}"
        return json.dumps({"from": who, "text": f"SOS he is in the lot {number}"}).encode()

    headers = {"Authorization": "Bearer s3cret", "Content-Type": "application/json"}
    return Target(port, "/hooks/sms/texts", headers, body, lambda said: json.loads(said)["signal"])


def cores_s(pid: int) -> float:
    """Processor time that a process has taken, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def until_quiet(pid: int) -> None:
    """Wait until a program that has started does nothing more."""
    last, until = cores_s(pid), time.monotonic() + QUIET_S_MAX
    while time.monotonic() < until:
        time.sleep(1.0)
        now = cores_s(pid)
        if now - last < IDLE_SHARE:
            return
        last = now


def accepted(
    folder: Path, ledger: str, more: str, seconds: float, connections: int
) -> tuple[Taken, float]:
    """What was accepted, and the milliseconds of processor that each text took with all of it."""
    program = RealProgram(folder, ledger, {}, more=more)
    try:
        program.start()
        wait_for(lambda: (program.answers() or {}).get("ok"), "it is well")
        until_quiet(program.process.pid)
        began = cores_s(program.process.pid)
        taken = post_for(texts_at(program.port), seconds, connections)
        wait_for(lambda: not (program.answers() or {}).get("unread_signals", 1), "all is read")
        return taken, (cores_s(program.process.pid) - began) / max(1, len(taken.ids)) * 1e3
    finally:
        program.kill()


def commits_per_s(commit: Callable[[bytes], object]) -> float:
    body, count, began = secrets.token_bytes(ROW_BYTES), 0, time.perf_counter()
    while time.perf_counter() - began < BARE_S:
        commit(body)
        count += 1
    return count / (time.perf_counter() - began)


def bare_sqlite(folder: Path) -> float:
    with closing(apsw.Connection(str(folder / "bare.db"))) as connection:
        connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS row(id INTEGER PRIMARY KEY, body BLOB)")
        return commits_per_s(
            lambda body: connection.execute("INSERT INTO row(body) VALUES(?)", (body,))
        )


def bare_postgres(address: str) -> float:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare(id bigserial PRIMARY KEY, body bytea)")
        return commits_per_s(
            lambda body: connection.execute("INSERT INTO bare(body) VALUES(%s)", (body,))
        )


def main(rounds: int, seconds: float, connections: int) -> None:
    # On the disk, and not where it is quickest: a commit must be one.
    server = PostgresServer(tempfile.gettempdir())
    ways: dict[str, list[tuple[Taken, float, float]]] = {"SQLite": [], "PostgreSQL": []}
    load = os.getloadavg()[0]
    try:
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                taken = accepted(folder / "one", LEDGER, "", seconds, connections)
                ways["SQLite"].append((*taken, bare_sqlite(folder)))
                address = server.database()
                node = 'node = { name = "anvil" }\n'
                taken = accepted(folder / "two", address, node, seconds, connections)
                ways["PostgreSQL"].append((*taken, bare_postgres(address)))
    finally:
        server.remove()
    print(
        f"medians of {rounds} rounds of {seconds:.0f} s, {connections} connections, "
        f"load {load:.1f} before; the load generator is on the same {os.cpu_count()} cores"
    )
    for name, found in ways.items():
        per_s = median(taken.per_s for taken, _, _ in found)
        ratio = median(taken.per_s / bare for taken, _, bare in found)
        cpu_ms = median(each for _, each, _ in found)
        bare = median(bare for _, _, bare in found)
        p50 = median(taken.p50_ms for taken, _, _ in found)
        p99 = median(taken.p99_ms for taken, _, _ in found)
        print(
            f"{name:10} {per_s:7,.0f} texts accepted a second, {ratio:.2f} of bare commits "
            f"({bare:,.0f}); p50 {p50:.1f} ms, p99 {p99:.1f} ms; "
            f"{cpu_ms:.2f} ms of processor each"
        )


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        int(arguments[0]) if arguments else 3,
        float(arguments[1]) if len(arguments) > 1 else 5.0,
        int(arguments[2]) if len(arguments) > 2 else 32,
    )
