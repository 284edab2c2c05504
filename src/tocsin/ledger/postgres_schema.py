"""The tables of ledgers in a PostgreSQL database: made, recognised, brought up to date.

Migrations only add: a table, a column with a default, a function under a new
name. So nodes of the version before go on while a newer one has migrated, and
nothing has to be stopped. One node at a time migrates, under an advisory lock.
"""

from typing import Final

from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.postgres_link import LONG_WAIT_S, Link, Timed, one
from tocsin.ledger.queries import POSTGRES

MIGRATIONS: Final = ("migration_1",)
"""Names of queries; the n-th brings the database from format n-1 to format n."""

NEEDED: Final = 1
"""How many steps a program must know to work on what these make. It rises only when
a step changes what is there, and then everything must be stopped for it."""


def migrate(link: Link, migrations: tuple[str, ...] = MIGRATIONS) -> None:
    """Run the steps that the database has not seen. Raises LedgerError for one that is newer."""
    if format_of(link) < len(migrations):
        link.run(
            "The tables of the ledger cannot be made",
            lambda connection: _migrate(connection, migrations),
            limit_s=LONG_WAIT_S,
        )


def _migrate(connection: Timed, migrations: tuple[str, ...]) -> None:
    with connection.transaction():
        connection.execute(POSTGRES["migration_lock"])
        connection.execute(POSTGRES["create_format"])
        # Another node may have migrated while this one waited for the lock.
        for number in range(_known(connection) + 1, len(migrations) + 1):
            connection.execute(POSTGRES[migrations[number - 1]])
            connection.execute(POSTGRES["set_format"], {"version": number, "needed": NEEDED})


def format_of(link: Link) -> int:
    """The format of the database; 0 when it holds no ledger.

    Raises LedgerError for one that this program does not know.
    """

    def ask(connection: Timed) -> int:
        (is_there,) = one(connection, "has_format") or (False,)
        return _known(connection) if is_there else 0

    return link.run("The database cannot be recognised", ask, again=True)


def _known(connection: Timed) -> int:
    version, needed = one(connection, "format_version") or (0, 0)
    if needed > len(MIGRATIONS):
        raise LedgerError(
            f"The database has format {version}, for a Tocsin that knows {needed} or more; "
            f"this one knows {len(MIGRATIONS)}. Upgrade it."
        )
    return int(version)


def agency_id(link: Link, name: str) -> int | None:
    """The number of an agency in this database, or None."""
    rows = link.rows("The agency cannot be looked up", "find_agency", name=name)
    return rows[0][0] if rows else None


def add_agency(link: Link, name: str) -> int:
    """Make a new, empty ledger. Raises LedgerError when the agency has one here."""
    if not name:
        raise LedgerError("A ledger needs the name of its agency.")
    row = link.run("The ledger cannot be made", lambda c: one(c, "add_agency", name=name))
    if row is None:
        raise LedgerError(f"{name} has a ledger in this database; one is never overwritten.")
    return int(row[0])


def agencies(link: Link) -> dict[str, int]:
    """Every agency with a ledger here, and its number."""
    return {name: number for number, name in link.rows("Nobody can be listed", "list_agencies")}


def note_kek(link: Link, agency: int, kek_id: bytes) -> bytes:
    """Note which key file wraps the keys of an agency, the first time; the one that is noted."""
    while True:
        values = {"agency": agency, "kek": kek_id}
        rows = link.rows("The key file cannot be noted", "note_kek", **values)
        if rows:  # None when another node was noting at the same moment: then it is there now.
            return bytes(rows[0][0])
