"""The file of a ledger: making one, recognising one, bringing an old one up to date."""

import os
from pathlib import Path
from typing import Final

import apsw

from tocsin.ledger.database import connect_writer, one, transaction, translated
from tocsin.ledger.ledger import LedgerCorrupt, LedgerError, LedgerUnavailable
from tocsin.ledger.ownership import Ownership
from tocsin.ledger.queries import QUERIES

# The migration tools of the field (alembic, yoyo) bring their own connection
# layer, and none of them speaks apsw. SQLite's user_version, raised inside the
# same transaction as the change, is all that a list of ordered steps needs.
MIGRATIONS: Final = ("migration_1",)
"""Names of queries; the n-th brings a ledger from format n-1 to format n."""

APPLICATION_ID: Final = 0x546F6373

SMALLEST_FILE_BYTES: Final = 512
"""One SQLite page at its smallest; a shorter file SQLite would take for a new one."""


def create_file(path: Path, agency: str) -> None:
    """Make an empty ledger (mode 0600), whole or not at all, even when power fails.

    Raises LedgerError when something is there already.
    """
    if not agency:
        raise LedgerError("A ledger needs the name of its agency.")
    owner = Ownership(path)
    try:
        if path.exists():
            raise LedgerError(f"{path} exists already; a ledger is never overwritten.")
        _build(path, agency)
    except OSError as error:
        raise LedgerUnavailable(f"{path} cannot be made: {error.strerror}.") from error
    finally:
        owner.release()


def check_file(path: Path) -> None:
    """Raises LedgerError, in clear words, when there is no ledger to open at `path`."""
    if not path.exists():
        raise LedgerError(f"There is no ledger at {path}.")
    if not path.is_file():
        raise LedgerError(f"{path} is not a file; a ledger is one SQLite file.")
    size = path.stat().st_size
    if size < SMALLEST_FILE_BYTES:
        raise LedgerError(f"{path} has {size} bytes. Even a ledger without entries has more.")


def recognise(connection: apsw.Connection, path: Path) -> int:
    """The format version. Raises LedgerError for any file but a ledger we know."""
    (mark,) = one(connection, "application_id")
    (version,) = one(connection, "format_version")
    if mark != APPLICATION_ID:
        raise LedgerError(f"{path} is an SQLite database, but not a ledger of Tocsin.")
    if version > len(MIGRATIONS):
        raise LedgerError(
            f"{path} has format {version}; this Tocsin knows up to {len(MIGRATIONS)}. Upgrade it."
        )
    return int(version)


def migrate(
    connection: apsw.Connection, version: int, migrations: tuple[str, ...] = MIGRATIONS
) -> None:
    """Run the steps (names of queries) that a file of format `version` has not seen."""
    for step in migrations[version:]:
        with translated(f"{step} failed"), transaction(connection):
            connection.execute(QUERIES[step])


def agency_of(connection: apsw.Connection, path: Path) -> str:
    """Whose ledger this is. Raises LedgerCorrupt when the file no longer says."""
    row = one(connection, "get_agency")
    if row is None:
        raise LedgerCorrupt(f"{path} does not say which agency it belongs to.")
    return str(row[0])


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in `folder` survive power loss."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _build(path: Path, agency: str) -> None:
    """Build under another name and rename, so that no half-made ledger is ever found."""
    draft = path.with_name(path.name + ".new")
    for leftover in (draft, draft.with_name(draft.name + "-wal")):
        leftover.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with translated(f"{path} cannot be made"):
        connection = connect_writer(draft)
        try:
            connection.execute(QUERIES["mark_application"])
            migrate(connection, 0)
            connection.execute(QUERIES["set_agency"], (agency,))
        finally:
            connection.close()
    draft.rename(path)
    sync_folder(path.parent)
