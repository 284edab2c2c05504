"""What anybody may read of a ledger on PostgreSQL: a follower, a command, the node that leads."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from tocsin.facts.envelope import Envelope
from tocsin.ledger import chain, postgres_rows, postgres_schema
from tocsin.ledger.address import without_agency
from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.postgres_link import LONG_WAIT_S, Link, one, rows_of

PAGE_ENTRIES_MAX: Final = 1_000
"""Entries fetched at once. No transaction stays open between two pages."""


class PostgresReading:
    """The reading half of a ledger. Safe to use from several threads."""

    def __init__(
        self, address: str, agency: str | None, *, may_lose: bool, any_server: bool
    ) -> None:
        """See `PostgresLedger` and `Link`."""
        plain, named = without_agency(address)
        self._wanted = agency or named
        name = self._wanted or "reader"
        self._reader = Link(plain, name, may_lose=may_lose, any_server=any_server, rests=True)
        self._agency = ""
        self._id = 0

    def _find_agency(self) -> None:
        """Raises LedgerError when there is no ledger, or it is not clear which is meant."""
        self._reader.open()
        if not postgres_schema.format_of(self._reader):
            raise LedgerError("There is no ledger in this database.")
        there = postgres_schema.agencies(self._reader)
        if self._wanted and self._wanted not in there:
            raise LedgerError(f"{self._wanted} has no ledger in this database.")
        if not self._wanted and len(there) != 1:
            raise LedgerError(
                f"The database has {len(there)} ledgers; name one behind a # of the address."
            )
        self._agency = self._wanted or next(iter(there))
        self._id = there[self._agency]

    @property
    def agency(self) -> str:
        return self._agency

    @property
    def agency_id(self) -> int:
        """The number of the agency in the database."""
        return self._id

    def head(self) -> tuple[int, str]:
        return self._head_by(self._reader)

    def _head_by(self, link: Link) -> tuple[int, str]:
        rows = link.rows("The head cannot be read", "head", agency=self._id)
        return (rows[0][0], rows[0][1].hex()) if rows else chain.GENESIS

    def read(self, after: int = 0, limit: int | None = None) -> Iterator[Envelope]:
        self._require_open()
        return self._pages("read_entries", {}, after, limit)

    def read_stream(self, stream: str) -> Iterator[Envelope]:
        self._require_open()
        return self._pages("read_stream_entries", {"stream": postgres_rows.escaped(stream)}, 0)

    def _pages(
        self, query: str, values: dict[str, str], after: int, limit: int | None = None
    ) -> Iterator[Envelope]:
        """Entries page by page; those appended while reading are read too."""
        left = limit
        while left is None or left > 0:
            wanted = PAGE_ENTRIES_MAX if left is None else min(left, PAGE_ENTRIES_MAX)
            place = {"agency": self._id, "after": after, "limit": wanted}
            rows = self._reader.rows("The ledger cannot be read", query, **values, **place)
            yield from map(postgres_rows.envelope, rows)
            if len(rows) < wanted:
                return
            after = rows[-1][0]
            left = None if left is None else left - wanted

    def load_snapshot(self) -> tuple[int, str, bytes] | None:
        """As promised by Ledger; one that was damaged on disk is as good as none."""
        self._require_open()
        row = self._reader.run(
            "The snapshot cannot be read",
            lambda connection: one(connection, "load_snapshot", agency=self._id),
            again=True,
            limit_s=LONG_WAIT_S,
        )
        if row is None or sha256(row[2]).digest() != row[3]:
            return None
        position, fingerprint, blob, _ = row
        return position, fingerprint, blob

    def get_key(self, subject: str) -> bytes | None:
        self._require_open()
        digest = postgres_rows.digest_of(subject)
        rows = self._reader.rows(
            "The key cannot be read", "get_key", agency=self._id, digest=digest
        )
        return rows[0][0] if rows else None

    def keys(self) -> dict[str, bytes]:
        """Every subject's wrapped key."""
        self._require_open()
        rows = self._reader.run(
            "The keys cannot be read",
            lambda connection: rows_of(connection, "list_keys", agency=self._id),
            again=True,
            limit_s=LONG_WAIT_S,
        )
        return {postgres_rows.plain(subject): key for subject, key in rows}

    def check_structure(self) -> None:
        """Nothing: PostgreSQL checks its pages as it reads them, where checksums are on."""

    def close(self) -> None:
        self._reader.close()

    def _require_open(self) -> None:
        if self._reader.is_closed:
            raise LedgerError("The ledger is closed.")
