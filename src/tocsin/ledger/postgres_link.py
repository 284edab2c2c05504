"""One connection to PostgreSQL that mends itself, and what its errors mean to us.

Nothing here waits for long: a server that does not answer within the limit of a
call is given up, and connecting anew goes on in a thread of its own, so that
whoever pages from memory is not held up by a cable that was cut.

No message has a password or a value in it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from threading import RLock, Thread
from time import monotonic
from typing import Any, Final, TypeVar

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import tuple_row

from tocsin.ledger.address import without_agency
from tocsin.ledger.lease import ANSWER_WAIT_S
from tocsin.ledger.ledger import LedgerCorrupt, LedgerError, LedgerUnavailable
from tocsin.ledger.postgres_rows import understand
from tocsin.ledger.queries import POSTGRES

CONNECT_WAIT_S: Final = 5.0
"""How long the first connection may take."""

RECONNECT_WAIT_S: Final = 0.25
"""How long a call waits for a new connection; one that takes longer is there for a later call."""

LONG_WAIT_S: Final = 60.0
"""The limit of what may take long: a migration, a kept state, writing a table anew."""

SLOW_S: Final = 0.5
REST_S: Final = 3.0
"""After a call that took so long and failed, the next ones fail at once for a while: a server
that hangs must not hold up, call after call, whoever pages from memory."""

SERVER_VERSION_MIN: Final = 140_000

UNAVAILABLE: Final = (psycopg.OperationalError, errors.ReadOnlySqlTransaction)
"""Connection lost, shut down, no space, too many connections, lock not free, failed over."""

DAMAGED: Final = (errors.DataCorrupted, errors.IndexCorrupted)

T = TypeVar("T")
Work = Callable[["Timed"], T]


class Timed(psycopg.Connection[tuple[Any, ...]]):
    """A connection that is closed when the server does not answer in time."""

    limit_s: float = LONG_WAIT_S
    was_silent: bool = False

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As in psycopg, with `limit_s` where it would wait for ever."""
        try:
            return super().wait(gen, interval, self.limit_s if timeout is None else timeout)
        except errors._WaitTimeout:  # noqa: SLF001 - what `wait` is documented to raise.
            if timeout is not None:
                raise
            self.was_silent = True
            self.pgconn.finish()
            raise psycopg.OperationalError("the server did not answer in time") from None


class Link:
    """One connection, made when it is needed and made anew when it was lost. Thread-safe."""

    def __init__(
        self,
        address: str,
        name: str,
        *,
        may_lose: bool = False,
        any_server: bool = False,
        rests: bool = False,
    ) -> None:
        """`name` is what the server lists the connection as. Raises LedgerError for a bad address.

        `may_lose` accepts a server that acknowledges before data is on disk, `any_server`
        one that only follows another: of several hosts in an address, the first that answers.
        `rests` lets calls fail at once for REST_S after one that failed slowly.
        """
        self._rests = rests
        self._rests_until = 0.0
        self._conninfo = _conninfo(address, name, "any" if any_server else "read-write")
        self.may_lose = may_lose
        self._lock = RLock()
        self._connection: Timed | None = None
        self._coming: Future[Timed] | None = None
        self._is_closed = False
        self.lost = 0
        """How many connections were lost."""

    def open(self) -> None:
        """Connect, and wait for it. Raises LedgerUnavailable or LedgerError."""
        with self._lock:
            self._connected(CONNECT_WAIT_S)

    @property
    def is_connected(self) -> bool:
        return self._connection is not None and not self._connection.closed

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def run(
        self, doing: str, work: Work[T], *, again: bool = False, limit_s: float = ANSWER_WAIT_S
    ) -> T:
        """Do work on the connection; `doing` begins the message of every error.

        Raises Broken, which is a LedgerUnavailable, when the connection broke under it.
        `again` says that it may be done a second time then; after a silence it is not.
        """
        with self._lock:
            try:
                return self._once(doing, work, limit_s)
            except Broken as error:
                if not again or error.was_silent:
                    raise
            return self._once(doing, work, limit_s)

    def rows(self, doing: str, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a named query that only reads."""
        return self.run(doing, lambda c: rows_of(c, query, **values), again=True)

    def close(self) -> None:
        """End the connection for good, once a call that is under way has its answer."""
        self._is_closed = True
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def drop(self) -> None:
        """End the connection; the next call makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self.lost += 1
            with suppress(psycopg.Error):
                connection.close()

    def _once(self, doing: str, work: Work[T], limit_s: float) -> T:
        start = monotonic()
        if start < self._rests_until:
            raise LedgerUnavailable(f"{doing}: the server hung a moment ago, and is let be.")
        try:
            return self._tried(doing, work, limit_s)
        except LedgerUnavailable:
            if self._rests and monotonic() - start > SLOW_S:
                self._rests_until = monotonic() + REST_S
            raise

    def _tried(self, doing: str, work: Work[T], limit_s: float) -> T:
        with translated(doing):
            connection = self._connected(RECONNECT_WAIT_S)
        connection.limit_s = limit_s
        try:
            with translated(doing):
                return work(connection)
        except LedgerUnavailable as error:
            if connection.closed or connection.broken:
                self.drop()
                raise Broken(str(error), was_silent=connection.was_silent) from None
            raise

    def _connected(self, wait_s: float) -> Timed:
        if self._is_closed:
            raise LedgerError("The ledger is closed.")
        if self._connection is not None and not self._connection.closed:
            return self._connection
        is_new = self._coming is None
        if self._coming is None:
            self._coming = _started(self._connect)
        try:
            connection = self._coming.result(wait_s if is_new else 0.0)
        except TimeoutError:
            if self._coming.done():  # The connecting itself has timed out.
                self._coming = None
            raise LedgerUnavailable("The server does not answer yet.") from None
        except BaseException:
            self._coming = None
            raise
        self._coming = None
        self._connection = connection
        return connection

    def _connect(self) -> Timed:
        """In a thread of its own."""
        with translated("The server cannot be reached"):
            connection = Timed.connect(self._conninfo, autocommit=True, row_factory=tuple_row)
            connection.limit_s = CONNECT_WAIT_S
            understand(connection)
            try:
                one(connection, "settle_session", may_lose=self.may_lose)
                _check_server(connection, self.may_lose)
            except BaseException:
                connection.close()
                raise
            return connection


class Broken(LedgerUnavailable):
    """The connection broke under a call; whether the server did what was asked is not known."""

    def __init__(self, what: str, *, was_silent: bool) -> None:
        super().__init__(what)
        self.was_silent = was_silent


def _started(work: Callable[[], T]) -> "Future[T]":
    """Work in a thread that nobody has to wait for, not even the end of the process."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked.
            future.set_exception(error)

    Thread(target=run, daemon=True, name="tocsin-postgres").start()
    return future


def rows_of(connection: Timed, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a named query, asked for in binary."""
    cursor = connection.execute(POSTGRES[query], values, binary=True)
    return cursor.fetchall() if cursor.description else []


def one(connection: Timed, query: str, **values: Any) -> tuple[Any, ...] | None:
    """The first row of a named query, or None."""
    rows = rows_of(connection, query, **values)
    return rows[0] if rows else None


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn PostgreSQL's errors into ours; `doing` begins the message.

    The cause is cut off: it would show the values that a statement was given.
    """
    try:
        yield
    except UNAVAILABLE as error:
        raise LedgerUnavailable(f"{doing}: {said(error)}") from None
    except DAMAGED as error:
        raise LedgerCorrupt(f"{doing}: {said(error)}") from None
    except psycopg.Error as error:
        raise LedgerError(f"{doing}: {said(error)}") from None


def said(error: psycopg.Error) -> str:
    """What the server said in one line, without the values in it."""
    if error.diag.message_primary:
        return f"{error.diag.message_primary} ({error.sqlstate})"
    return str(error).partition("\n")[0] or type(error).__name__


def _conninfo(address: str, name: str, which: str) -> str:
    plain, _ = without_agency(address)
    try:
        given = conninfo_to_dict(plain)
    except psycopg.Error:  # Its message would quote the address, and a password in it.
        raise LedgerError("The address of the database is not a postgresql:// address.") from None
    own = {
        "application_name": f"tocsin {name}"[:63],
        "connect_timeout": "3",
        "target_session_attrs": which,
        "keepalives_idle": "1",
        "keepalives_interval": "1",
        "keepalives_count": "2",
        "tcp_user_timeout": "2500",
    }
    return make_conninfo("", **(own | given))


def _check_server(connection: Timed, may_lose: bool) -> None:
    """Raises LedgerError for a server that a ledger cannot be kept on."""
    row = one(connection, "durability")
    assert row is not None
    fsync, synchronous_commit, full_pages, encoding, version = row
    if version < SERVER_VERSION_MIN:
        raise LedgerError("The server is older than PostgreSQL 14, which a ledger needs.")
    if encoding != "UTF8":
        raise LedgerError(f"The database is encoded in {encoding}; a ledger needs UTF8.")
    if may_lose:
        return
    off = {"fsync": fsync, "synchronous_commit": synchronous_commit, "full_page_writes": full_pages}
    for setting, value in off.items():
        if value == "off":
            raise LedgerError(
                f"The server has {setting} = off: it acknowledges what a power loss destroys. "
                "Nothing is written there."
            )
