"""Where a ledger lies: a file, or `postgresql://USER@HOST/DATABASE#AGENCY`.

Whoever runs Tocsin names a ledger in one word, in settings and on the command
line; here is what becomes of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tocsin.ledger import address as addresses
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.lease import NotTaken
from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.sqlite import SqliteLedger

if TYPE_CHECKING:
    from tocsin.ledger.postgres import PostgresLedger
    from tocsin.ledger.postgres_seat import PostgresSeat

AnyLedger: TypeAlias = "SqliteLedger | PostgresLedger"

KEY_FILE = "tocsin.ledger.kek"
"""The key file of a ledger that is no file, where nothing else is said."""


def is_postgres(address: str) -> bool:
    """Whether an address names a database, and not a file."""
    return addresses.is_postgres(address)


def shown(address: str) -> str:
    """An address for people: without its password."""
    return addresses.shown(address) if is_postgres(address) else address


def key_path_of(address: str, folder: Path = Path()) -> Path:
    """Where the key file lies by convention: beside the file, or in `folder` for a database."""
    return folder / KEY_FILE if is_postgres(address) else kek_path_of(folder / address)


def open_ledger(address: str, agency: str | None = None, *, read_only: bool = False) -> AnyLedger:
    """Open an existing ledger. Raises LedgerError and its kind, never quoting a password."""
    if is_postgres(address):
        # What speaks to a database is loaded by whoever has one.
        from tocsin.ledger.postgres import PostgresLedger  # noqa: PLC0415

        return PostgresLedger(address, agency, read_only=read_only)
    return SqliteLedger(Path(address), agency, read_only=read_only)


def create_ledger(address: str, agency: str) -> "PostgresLedger":
    """Make the ledger of an agency in a database. Raises LedgerError if it is there."""
    from tocsin.ledger.postgres import PostgresLedger  # noqa: PLC0415 - see above.

    return PostgresLedger.create(address, agency)


@contextmanager
def sole_writer(address: str, machine: str) -> Iterator[AnyLedger]:
    """A ledger to which nobody else writes meanwhile: its service is stopped.

    Raises LedgerError when a process has the file open, or a node holds the lease.
    """
    if not is_postgres(address):
        file = SqliteLedger(Path(address))
        try:
            yield file
        finally:
            file.close()
        return
    seat = seat_at(address, machine)
    try:
        term = seat.lease.take()
        if isinstance(term, NotTaken):
            raise LedgerError(f"{seat.ledger.agency}: {term}. Stop its nodes first.")
        seat.ledger.fence(term.token)
        yield seat.ledger
    finally:
        seat.close()


def seat_at(address: str, machine: str) -> "PostgresSeat":
    """A seat for a command: it knows as many stages as have decided, and adds none."""
    from tocsin.ledger.postgres import PostgresLedger  # noqa: PLC0415 - see open_ledger.
    from tocsin.ledger.postgres_seat import PostgresSeat  # noqa: PLC0415

    ledger = PostgresLedger(address, read_only=True)
    ledger.close()
    plain, _ = addresses.without_agency(address)
    seat = PostgresSeat(plain, ledger.agency, machine, 0)
    try:
        version = seat.lease.standing().stage_version
    finally:
        seat.close()
    return PostgresSeat(plain, ledger.agency, machine, version)
