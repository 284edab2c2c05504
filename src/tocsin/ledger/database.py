"""SQLite as the ledger uses it: how to connect, and what its errors mean to us."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import apsw

from tocsin.ledger.ledger import LedgerCorrupt, LedgerError, LedgerUnavailable
from tocsin.ledger.queries import QUERIES

BUSY_WAIT_MS_MAX: Final = 2_000
"""How long to wait for somebody else's lock before the append is given up."""

UNAVAILABLE: Final = (
    apsw.FullError,
    apsw.IOError,
    apsw.ReadOnlyError,
    apsw.CantOpenError,
    apsw.BusyError,
    apsw.LockedError,
    apsw.NoMemError,
    apsw.PermissionsError,
)
DAMAGED: Final = (apsw.CorruptError, apsw.NotADBError)


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn SQLite's errors into ours; `doing` begins the message."""
    try:
        yield
    except UNAVAILABLE as error:
        raise LedgerUnavailable(f"{doing}: {error}") from error
    except DAMAGED as error:
        raise LedgerCorrupt(f"{doing}: {error}") from error
    except apsw.Error as error:
        raise LedgerError(f"{doing}: {error}") from error


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """All statements inside become durable together, or none does."""
    if connection.in_transaction:  # A rollback has failed here before, on a broken disk.
        connection.execute(QUERIES["rollback"])
    connection.execute(QUERIES["begin"])
    try:
        yield
        connection.execute(QUERIES["commit"])
    except BaseException:
        # A full disk may have ended the transaction already; a failed COMMIT has not.
        if connection.in_transaction:
            connection.execute(QUERIES["rollback"])
        raise


def connect_writer(path: Path) -> apsw.Connection:
    """The one connection that writes and checkpoints. The file must exist."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    return _configured(connection, "configure_writer")


def connect_reader(path: Path) -> apsw.Connection:
    """A connection that sees what is durable, and never waits for the writer."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return _configured(connection, "configure_reader")
    except (apsw.CantOpenError, apsw.ReadOnlyError) as error:
        connection.close()
        if _has_log(path):
            raise LedgerUnavailable(
                f"{path} was not closed in order, so its folder must be writable even for "
                "reading: copy the ledger and its -wal file to one that is."
            ) from error
    # On a read-only medium SQLite cannot make its index of the log. A ledger
    # that was closed in order has no log, so it can be read as a plain file.
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    connection = apsw.Connection(f"file:{quote(str(path))}?immutable=1", flags=flags)
    return _configured(connection, "configure_reader")


def one(connection: apsw.Connection, query: str, *values: str | int) -> Any:
    """The only row of a named query, or None."""
    return connection.execute(QUERIES[query], values).fetchone()


def _configured(connection: apsw.Connection, query: str) -> apsw.Connection:
    try:
        connection.set_busy_timeout(BUSY_WAIT_MS_MAX)
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        connection.execute(QUERIES[query]).fetchall()
        connection.execute(QUERIES["format_version"]).fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0
