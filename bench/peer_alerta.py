"""Alerts accepted a second by Alerta, and texts by us, in one run: `python -m bench.peer_alerta`.

`python -m bench.peer_alerta [seconds] [connections] [kills]`. Alerta (alerta-server on PyPI) has a
venv of its own, for it brings much along:

    python -m venv /tmp/alerta-venv
    /tmp/alerta-venv/bin/pip install alerta-server gunicorn psycopg2-binary

It runs under gunicorn with two workers on the PostgreSQL that the tests bring, fsync on; so do
we, and once more on SQLite. Both get the same posts from the same generator over the same number
of connections. Then each is killed (-9, every process of it) under that load and started again:
what was answered with 2xx and is not there is lost.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.request import Request

import psycopg

from bench.accepted import COMPILED_S, texts_at
from bench.load import Taken, Target, post_for
from tests.adapters.fake_http import unused_port
from tests.app.killing import LEDGER
from tests.app.real_program import ASK, RealProgram, wait_for
from tests.postgres_server import PostgresServer
from tocsin.ledger.opening import open_ledger

VENV = Path("/tmp/alerta-venv/bin")
CARRIED_S = 20.0


class Served(Protocol):
    """Something that takes posts and can be killed."""

    target: Target

    def start(self) -> None: ...
    def kill(self) -> None: ...
    def kept(self) -> set[str]: ...


class Alerta:
    """Alerta as its own documents run it, without a password."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder, self._address, self._port = folder, address, unused_port()
        self._process: subprocess.Popen[bytes] | None = None
        headers = {"Content-Type": "application/json"}
        self.target = Target(self._port, "/alert", headers, _alert, lambda s: json.loads(s)["id"])

    def start(self) -> None:
        settings = {
            "DATABASE_URL": self._address,
            "AUTH_REQUIRED": "False",
            "SECRET_KEY": "bench",
            "PLUGINS": "",
        }
        serve = [
            "gunicorn",
            "--workers=2",
            f"--bind=127.0.0.1:{self._port}",
            "alerta.app:create_app()",
        ]
        with (self._folder / "alerta.log").open("ab") as log:
            self._process = subprocess.Popen(
                [VENV / serve[0], *serve[1:]],
                cwd=self._folder,
                env={"PATH": os.environ["PATH"], **settings},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(self._is_up, "Alerta is up", 60.0)

    def _is_up(self) -> bool:
        try:
            with ASK(Request(f"http://127.0.0.1:{self._port}/"), timeout=2) as answer:
                return bool(answer.status)
        except OSError as error:
            return hasattr(error, "code")

    def kill(self) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def kept(self) -> set[str]:
        with psycopg.connect(self._address) as connection:
            return {row[0] for row in connection.execute("SELECT id FROM alerts")}


def _alert(number: int) -> bytes:
    return json.dumps(
        {
            "environment": "Production",
            "resource": f"+1501555{2000 + number % 1000:04d}",
            "event": f"SOS {number}",
            "severity": "critical",
            "service": ["Harlow"],
            "text": f"SOS he is in the lot {number}",
        }
    ).encode()


class Tocsin:
    """We, on either ledger."""

    def __init__(self, folder: Path, ledger: str, more: str = "") -> None:
        self._program = RealProgram(folder, ledger, {}, more=more)
        self._ledger = ledger if "://" in ledger else str(folder / ledger)
        self.target = texts_at(self._program.port)

    def start(self) -> None:
        self._program.start()
        wait_for(lambda: (self._program.answers() or {}).get("ok"), "we are well")

    def kill(self) -> None:
        self._program.kill()

    def kept(self) -> set[str]:
        ledger = open_ledger(self._ledger, read_only=True)
        try:
            received = (each for each in ledger.read() if each.kind == "SignalReceived")
            return {json.loads(each.body)["signal"] for each in received}
        finally:
            ledger.close()


def killed(served: Served, seconds: float, connections: int) -> Taken:
    """What was acknowledged until it was killed, and a little after."""
    timer = threading.Timer(seconds / 2, served.kill)
    timer.start()
    taken = post_for(served.target, seconds / 2 + 0.3, connections)
    timer.join()
    return taken


def missing(served: Served, ids: set[str]) -> set[str]:
    """Which are not there. A node's letters are durable, but need a leader to be carried out."""
    until = time.monotonic() + CARRIED_S
    while (left := ids - served.kept()) and time.monotonic() < until:
        time.sleep(0.2)
    return left


def measure(
    name: str, make: Callable[[], Served], seconds: float, connections: int, kills: int
) -> None:
    served = make()
    try:
        served.start()
        time.sleep(COMPILED_S)
        taken, lost, accepted = post_for(served.target, seconds, connections), 0, 0
        for _ in range(kills):
            ids = killed(served, seconds / 2, connections).ids
            served.start()
            lost += len(missing(served, set(ids)))
            accepted += len(ids)
    finally:
        served.kill()
    print(
        f"{name:22} {taken.per_s:6,.0f} accepted a second, p50 {taken.p50_ms:.1f} ms, "
        f"p99 {taken.p99_ms:.1f} ms; {kills} kills: {accepted:,} accepted, {lost} lost",
        flush=True,
    )


def main(seconds: float, connections: int, kills: int) -> None:
    if not (VENV / "gunicorn").exists():
        print(f"Alerta is not installed in {VENV.parent}: nothing is measured.")
        return
    server = PostgresServer(tempfile.gettempdir())
    node = 'node = { name = "anvil" }\n'
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            print(
                f"{seconds:.0f} s, {connections} connections, load {os.getloadavg()[0]:.1f} before"
            )
            ways: dict[str, Callable[[], Served]] = {
                "Alerta, PostgreSQL": lambda: Alerta(folder, server.database()),
                "Tocsin, PostgreSQL": lambda: Tocsin(folder / "pg", server.database(), node),
                "Tocsin, SQLite": lambda: Tocsin(folder / "file", LEDGER),
            }
            for each, make in ways.items():
                measure(each, make, seconds, connections, kills)
    finally:
        server.remove()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        float(arguments[0]) if arguments else 8.0,
        int(arguments[1]) if len(arguments) > 1 else 16,
        int(arguments[2]) if len(arguments) > 2 else 5,
    )
