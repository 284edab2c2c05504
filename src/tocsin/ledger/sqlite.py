"""The ledger on SQLite: one file, one writing process, any number of readers."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any, Final, Self

import apsw

from tocsin.facts.envelope import Draft, Envelope
from tocsin.ledger import chain, schema
from tocsin.ledger.database import connect_reader, connect_writer, one, transaction, translated
from tocsin.ledger.kek import kek_path_of, next_kek_path
from tocsin.ledger.ledger import (
    LedgerConflict,
    LedgerCorrupt,
    LedgerError,
    LedgerUnavailable,
)
from tocsin.ledger.ownership import Ownership
from tocsin.ledger.queries import QUERIES

PAGE_ENTRIES_MAX: Final = 500
"""Entries fetched at once. No reading stays open between two pages, however slow
the caller is, so a reader never keeps the log from being emptied."""

TAIL_ENTRIES_CHECKED: Final = 1_000
"""How much of the chain is checked whenever a ledger is opened for writing."""

ROW_TYPES: Final = (int, int, str, str, int, str, int, bytes, str, str)


class SqliteLedger:
    """A Ledger and KeyStore in one SQLite file. Safe to use from several threads."""

    @classmethod
    def create(cls, path: Path, agency: str) -> Self:
        """Make a new ledger and open it for writing. Raises LedgerError if `path` exists."""
        schema.create_file(path, agency)
        return cls(path, agency)

    def __init__(
        self,
        path: Path,
        agency: str | None = None,
        *,
        read_only: bool = False,
        kek_path: Path | None = None,
    ) -> None:
        """Open an existing ledger; `agency`, when given, must be the one it belongs to.

        For writing, the key file must be there if the ledger holds keys, and
        the end of the chain must verify. Opening read-only asks for neither, so
        that a damaged ledger can still be examined, and needs no ownership.

        Raises LedgerError for anything but a ledger, LedgerCorrupt for a damaged one.
        """
        schema.check_file(path)
        self._path = path
        self._writing = RLock()
        self._reading = RLock()
        self._staged: dict[str, bytes] = {}
        self._keyless = ""
        """The subject that was found without a key last; '' once anything was written since."""
        self._writer: apsw.Connection | None = None
        self._owner = None if read_only else Ownership(path)
        self._reader: apsw.Connection | None = None
        try:
            self._open(agency, kek_path or kek_path_of(path))
        except BaseException:
            self.close()
            raise

    @property
    def agency(self) -> str:
        return self._agency

    def head(self) -> tuple[int, str]:
        return self._stored_head() if self._owner is None else self._head

    def append(self, drafts: Sequence[Draft], expected: int | None = None) -> list[Envelope]:
        with self._writing:
            writer = self._require_writer()
            with translated("The append failed"), transaction(writer):
                # The file and not our memory says what the head is: an append
                # that was interrupted after its commit is put right by this.
                self._head = _head_of(writer)
                if expected is not None and expected != self._head[0]:
                    raise LedgerConflict(f"The head is {self._head[0]}, not {expected}.")
                envelopes = chain.seal_all(self._agency, drafts, self._head)
                if not envelopes:
                    return []
                writer.executemany(QUERIES["append_entry"], map(_row, envelopes))
                writer.executemany(QUERIES["add_key"], self._staged.items())
            self._head = envelopes[-1].position, envelopes[-1].hash
            self._staged.clear()
            self._keyless = ""
            return envelopes

    def read(self, after: int = 0, limit: int | None = None) -> Iterator[Envelope]:
        self._require_reader()
        return self._pages("read_entries", (), after, limit)

    def read_stream(self, stream: str) -> Iterator[Envelope]:
        self._require_reader()
        return self._pages("read_stream_entries", (stream,), 0, None)

    def save_snapshot(self, position: int, fingerprint: str, blob: bytes) -> None:
        with self._writing:
            if not 0 <= position <= self.head()[0]:
                raise LedgerError(f"A snapshot at {position} lies beyond the head.")
            values = position, fingerprint, blob, sha256(blob).hexdigest()
            self._write("The snapshot was not kept", "save_snapshot", *values)

    def load_snapshot(self) -> tuple[int, str, bytes] | None:
        """As promised by Ledger; one that was damaged on disk is as good as none."""
        row = self._one("load_snapshot")
        if row is None or sha256(row[2]).hexdigest() != row[3]:
            return None
        position, fingerprint, blob, _ = row
        return position, fingerprint, blob

    def drop_snapshot(self) -> None:
        self._write("The snapshot was not dropped", "drop_snapshot")

    def close(self) -> None:
        with self._writing, self._reading:
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.close()
            self._reader = self._writer = None
            if self._owner is not None:
                self._owner.release()

    def get_key(self, subject: str) -> bytes | None:
        staged = self._staged.get(subject)
        if staged is not None:
            return staged
        row = self._one("get_key", subject)
        if row is None:
            self._keyless = subject
        return None if row is None else row[0]

    def stage_key(self, subject: str, wrapped: bytes) -> None:
        with self._writing:
            self._require_writer()
            # Who stages a first key has just asked for one: it is not looked for twice. Nobody
            # else writes keys, and until the next append none is stored.
            is_known_to_have_none = subject == self._keyless and subject not in self._staged
            if not is_known_to_have_none and self.get_key(subject) is not None:
                raise LedgerError(f"{subject} has a key already; replacing it would lose text.")
            self._staged[subject] = wrapped
            self._keyless = ""

    def destroy_key(self, subject: str) -> bool:
        """Destroy a key, as KeyStore promises.

        Raises LedgerUnavailable, and may be called again, when the key could not
        be destroyed or a reader kept its last traces from being overwritten.
        """
        with self._writing:
            writer = self._require_writer()
            with translated("The key was not destroyed"), transaction(writer):
                writer.execute(QUERIES["destroy_key"], (subject,))
                was_stored = writer.changes() > 0
                writer.execute(QUERIES["drop_snapshot"])
            was_staged = self._staged.pop(subject, None) is not None
            self._scrub(writer)
            return was_stored or was_staged

    def keys(self) -> dict[str, bytes]:
        """Every subject's wrapped key, durable or staged."""
        with self._writing, self._reading, translated("The keys cannot be read"):
            rows: Any = self._require_reader().execute(QUERIES["list_keys"]).fetchall()
            return dict(rows) | self._staged

    def replace_keys(self, wrapped: Mapping[str, bytes]) -> None:
        """Put newly wrapped keys in the place of those of the same subjects, all or none."""
        with self._writing:
            writer = self._require_writer()
            with translated("The keys were not replaced"), transaction(writer):
                rows = ((key, subject) for subject, key in wrapped.items())
                writer.executemany(QUERIES["replace_key"], rows)
            for subject in self._staged.keys() & wrapped.keys():
                self._staged[subject] = wrapped[subject]
            self._scrub(writer)

    def check_structure(self) -> None:
        """Have SQLite check every page and index; `chain.verify` checks what they hold.

        Raises LedgerCorrupt with SQLite's finding.
        """
        with self._reading, translated("The file is damaged"):
            (finding,) = one(self._require_reader(), "check_structure")
        if finding != "ok":
            raise LedgerCorrupt(f"The file is damaged: {finding}")

    def _open(self, agency: str | None, kek_path: Path) -> None:
        """Connect, recognise, bring up to date, and check what a writer must know."""
        with translated(f"{self._path} cannot be opened"):
            try:
                self._reader = connect_reader(self._path)
            except apsw.NotADBError as error:
                what = "is not a ledger: a ledger is an SQLite file, and this is none."
                raise LedgerError(f"{self._path} {what}") from error
            # Only what was recognised is opened for writing: merely connecting
            # changes the journal mode, and the file may be somebody else's.
            version = schema.recognise(self._reader, self._path)
            if self._owner is not None:
                self._writer = connect_writer(self._path)
                schema.migrate(self._writer, version)
            elif version < len(schema.MIGRATIONS):
                raise LedgerError(f"{self._path} has an old format; open it for writing once.")
            self._agency = schema.agency_of(self._reader, self._path)
        if agency not in (None, self._agency):
            raise LedgerError(f"{self._path} belongs to {self._agency}, not to {agency}.")
        if self._writer is not None:
            self._prepare_writing(self._writer, kek_path)

    def _prepare_writing(self, writer: apsw.Connection, kek_path: Path) -> None:
        self._check_kek(kek_path)
        self._head = self._stored_head()
        self._check_tail()
        # A crash may have come between destroying a key and scrubbing it. On a
        # full disk this fails, and must not keep an agency from reading its ledger.
        with suppress(LedgerUnavailable):
            self._scrub(writer)

    def _check_kek(self, path: Path) -> None:
        """Without its key file, new keys of a ledger could not be wrapped like the old."""
        if path.exists() or next_kek_path(path).exists():
            return
        if self._one("any_key") == (1,):
            raise LedgerError(
                f"{self._path} holds keys, but its key file {path} is missing. "
                "Restore that file to write; reading works without it."
            )

    def _check_tail(self) -> None:
        """Raises LedgerCorrupt when the last entries do not verify."""
        after = max(0, self._head[0] - TAIL_ENTRIES_CHECKED)
        start = chain.GENESIS
        if after:
            row = self._one("hash_at", after)
            start = after, "" if row is None else row[0]
        result = chain.verify(self.read(after), self._agency, start, witness=self._head)
        if isinstance(result, chain.Broken):
            raise LedgerCorrupt(f"Position {result.position}: {result.what}")

    def _stored_head(self) -> tuple[int, str]:
        with self._reading, translated("The head cannot be read"):
            return _head_of(self._require_reader())

    def _require_writer(self) -> apsw.Connection:
        if self._writer is None:
            state = "closed" if self._reader is None else "open read-only"
            raise LedgerError(f"{self._path} is {state}.")
        return self._writer

    def _require_reader(self) -> apsw.Connection:
        if self._reader is None:
            raise LedgerError(f"{self._path} is closed.")
        return self._reader

    def _write(self, doing: str, query: str, *values: str | int | bytes) -> None:
        """One statement as a unit of its own."""
        with self._writing:
            writer = self._require_writer()
            with translated(doing), transaction(writer):
                writer.execute(QUERIES[query], values)

    def _scrub(self, writer: apsw.Connection) -> None:
        """Leave no trace of what was deleted in the file or its log."""
        with translated("The log was not emptied"):
            is_busy, _, _ = one(writer, "scrub")
        if is_busy:
            raise LedgerUnavailable(
                "The key is destroyed, but a reader kept its last traces in the log from "
                "being overwritten; try again."
            )

    def _one(self, query: str, *values: str | int) -> Any:
        """The only row of a query, or None."""
        with self._reading, translated("The ledger cannot be read"):
            return one(self._require_reader(), query, *values)

    def _pages(
        self, query: str, values: tuple[str, ...], after: int, limit: int | None
    ) -> Iterator[Envelope]:
        """Entries page by page; those appended while reading are read too.

        Raises LedgerCorrupt at the first entry that cannot be read, after
        having given all before it.
        """
        left = limit
        while left is None or left > 0:
            wanted = PAGE_ENTRIES_MAX if left is None else min(left, PAGE_ENTRIES_MAX)
            rows, failure = self._page(query, (*values, after, wanted))
            for row in rows:
                yield _envelope(row)
            if failure is not None:
                place = rows[-1][0] if rows else after
                raise LedgerCorrupt(f"Behind position {place}: {failure}") from failure
            if len(rows) < wanted:
                return
            after = rows[-1][0]
            left = None if left is None else left - wanted

    def _page(
        self, query: str, values: tuple[str | int, ...]
    ) -> tuple[list[tuple[Any, ...]], Exception | None]:
        """The rows that could be read, and why the reading ended early if it did."""
        rows: list[tuple[Any, ...]] = []
        with self._reading, translated("The ledger cannot be read"):
            try:
                rows.extend(self._require_reader().execute(QUERIES[query], values))
            except (apsw.CorruptError, UnicodeDecodeError) as error:
                return rows, error
        return rows, None


def _head_of(connection: apsw.Connection) -> tuple[int, str]:
    row = one(connection, "head")
    return chain.GENESIS if row is None else row


def _row(envelope: Envelope) -> tuple[int | str | bytes, ...]:
    """An envelope as it is stored."""
    return (
        envelope.position,
        chain.to_micros(envelope.recorded_at),
        envelope.stream,
        envelope.kind,
        envelope.version,
        envelope.actor,
        envelope.cause,
        envelope.body,
        envelope.previous_hash,
        envelope.hash,
    )


def _envelope(row: tuple[Any, ...]) -> Envelope:
    """A stored row as an envelope. Raises LedgerCorrupt when it can never have been one."""
    if (*map(type, row),) != ROW_TYPES:
        raise LedgerCorrupt(f"Position {row[0]}: a field is of the wrong type.")
    position, micros, *rest = row
    try:
        return Envelope(position, chain.from_micros(micros), *rest)
    except OverflowError as error:
        raise LedgerCorrupt(f"Position {position}: the time is out of range.") from error
