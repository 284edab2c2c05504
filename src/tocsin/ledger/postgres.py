"""The ledger on PostgreSQL: all agencies in one database, any number of nodes.

An append is one statement and one round trip: it locks the agency's lease row,
checks the fencing token and the head, and writes entries and keys, or nothing.
No client ever holds a lock while it thinks, so one that is paused in the middle
holds nobody up.

What a destroyed key leaves behind: see `destroy_key`.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from threading import RLock
from typing import Any, Final, Self

from tocsin.facts.envelope import Draft, Envelope
from tocsin.ledger import chain, postgres_rows, postgres_schema
from tocsin.ledger.address import without_agency
from tocsin.ledger.doubt import Doubt
from tocsin.ledger.inbox import Ring
from tocsin.ledger.kek import kek_id_of
from tocsin.ledger.lease import ANSWER_WAIT_S
from tocsin.ledger.ledger import (
    LeaseLost,
    LedgerConflict,
    LedgerError,
    LedgerUnavailable,
)
from tocsin.ledger.postgres_link import (
    CONNECT_WAIT_S,
    LONG_WAIT_S,
    Broken,
    Link,
    Timed,
    one,
)
from tocsin.ledger.postgres_reading import PostgresReading
from tocsin.ledger.postgres_ringer import Ringer
from tocsin.ledger.postgres_tail import Tail, check_tail
from tocsin.ledger.queries import POSTGRES

TRIES_MAX: Final = 100
"""How often an append that takes any head is sealed anew, when others are faster."""

BREAKS_MAX: Final = 1
"""After how many broken connections an append is still tried again at once."""

ENTRY_WAIT_S: Final = 0.0005
"""How much longer the server may take for each entry of an append."""

OCTETS_A_SECOND_LEAST: Final = 5_000_000
"""How fast a kept state must leave, at least: whoever waits for it pages nobody meanwhile."""

UNSAFE: Final = "the server says yes before data is on disk (fsync or synchronous_commit is off)."


class PostgresLedger(PostgresReading):
    """A FencedLedger and KeyRing in a PostgreSQL database. Safe to use from several threads."""

    @classmethod
    def create(cls, address: str, agency: str, *, may_lose: bool = False) -> Self:
        """Make the tables where there are none, and a new ledger, and open it for writing.

        Raises LedgerError when the agency has one there already.
        """
        return cls(address, agency, may_lose=may_lose, is_new=True)

    def __init__(
        self,
        address: str,
        agency: str | None = None,
        *,
        read_only: bool = False,
        may_lose: bool = False,
        is_new: bool = False,
    ) -> None:
        """Open a ledger: of `agency`, or of the one behind the address's `#`, or of the
        only one in the database. `is_new` makes it first, see `create`.

        For writing, the tables are brought up to date and the end of the chain must
        verify. `may_lose` writes even where the server acknowledges what a power loss
        would destroy. Raises LedgerError, LedgerUnavailable, LedgerCorrupt.
        """
        # Reading alone never asks how safely the server writes, nor whether it does.
        super().__init__(address, agency, may_lose=may_lose or read_only, any_server=read_only)
        self._may_lose = may_lose
        self._read_only = read_only
        self._writing = RLock()
        self._staged: dict[str, bytes] = {}
        self._held: dict[str, bytes] | None = None  # Every durable key, while a term lasts.
        self._token = 0
        self._head: tuple[int, str] | None = None
        self._doubt: Doubt | None = None
        self._tail = Tail()
        self.ringer = Ringer(self._reader)
        name = self._wanted or "writer"
        self._writer = Link(without_agency(address)[0], name, may_lose=may_lose, rests=True)
        try:
            self._open(is_new)
        except BaseException:
            self.close()
            raise

    def _open(self, is_new: bool) -> None:
        if not self._read_only:
            self._writer.open()
            postgres_schema.migrate(self._writer)
        if is_new:
            postgres_schema.add_agency(self._writer, self._wanted)
        self._find_agency()
        self.ringer.agency_id = self._id
        if not self._read_only:
            check_tail(self, self._stored_head(), self._hash_at)

    def close(self) -> None:
        super().close()
        self._writer.close()
        self.ringer.close()

    @property
    def writer(self) -> Link:
        """The connection that writes, for the inbox beside the ledger."""
        return self._writer

    def fence(self, token: int) -> None:
        with self._writing:
            held = super().keys() if token else None
            self._token, self._held = token, held
            self._staged.clear()
            self._doubt = None
            self._head = None
            self._tail = Tail()

    def head(self) -> tuple[int, str]:
        """As promised by Ledger; whoever writes knows it without asking."""
        head = self._head
        return self._stored_head() if head is None else head

    # --- appending -------------------------------------------------------------

    def append(self, drafts: Sequence[Draft], expected: int | None = None) -> list[Envelope]:
        with self._writing:
            self._require_writing()
            breaks = 0
            for _ in range(TRIES_MAX):
                before, rest, base = self._place(drafts, expected)
                envelopes = chain.seal_all(self._agency, rest, base)
                try:
                    is_done = not envelopes or self._send(base, envelopes)
                except Broken as error:
                    self._doubt = self._doubted(base, bool(before)).sent(envelopes)
                    breaks += 1
                    if error.was_silent or breaks > BREAKS_MAX:
                        raise
                    continue
                if is_done:
                    self._doubt = None
                    return [*before, *envelopes]
            raise LedgerUnavailable("The append failed: others append faster.")

    def _place(
        self, drafts: Sequence[Draft], expected: int | None
    ) -> tuple[list[Envelope], Sequence[Draft], tuple[int, str]]:
        """What of the drafts is on record already, the rest, and the head it goes behind.

        Raises LedgerConflict when that is not the expected head.
        """
        before, rest = self._landed(drafts, expected)
        if before and expected is not None:
            expected = before[-1].position
        base = self._stored_head() if self._head is None else self._head
        if expected is not None and base[0] != expected:
            base = self._stored_head()
        self._head = base
        if expected is not None and base[0] != expected and (rest or not before):
            raise LedgerConflict(f"The head is {base[0]}, not {expected}.")
        return before, rest, base

    def _landed(
        self, drafts: Sequence[Draft], expected: int | None
    ) -> tuple[list[Envelope], Sequence[Draft]]:
        """What of the drafts was recorded by an append that was not answered."""
        doubt = self._doubt
        if doubt is None or expected not in (None, doubt.base[0]):
            return [], drafts
        end = doubt.on_record(self._hash_at)
        landed = doubt.landed(self._agency, drafts, end) if end else None
        if landed is None:
            return [], drafts
        self._head = None
        return landed.envelopes, landed.rest

    def _doubted(self, base: tuple[int, str], is_behind: bool) -> Doubt:
        """The doubt that an append adds to: one behind what had landed, or anew behind `base`."""
        doubt = self._doubt
        return doubt if doubt and (is_behind or doubt.base == base) else Doubt(base)

    def _send(self, base: tuple[int, str], envelopes: Sequence[Envelope]) -> bool:
        """Append behind `base`; False when that is not the head any more."""
        values = {
            "agency": self._id,
            "token": self._token,
            "may_lose": self._may_lose,
            "base": base[0],
            "base_hash": bytes.fromhex(base[1]),
            **postgres_rows.columns(envelopes),
            **postgres_rows.key_columns(self._staged),
        }
        row = self._writer.run(
            "The append failed",
            lambda connection: one(connection, "append", **values),
            limit_s=ANSWER_WAIT_S + len(envelopes) * ENTRY_WAIT_S,
        )
        verdict, position, digest = row or ("", 0, b"")
        head = position, digest.hex()
        match verdict:
            case "appended":
                self._head = head
                self._tail.note(envelopes, self._staged)
                self._hold(self._staged)
                self._staged.clear()
                self.ringer.ring(Ring.APPENDED)
                return True
            case "moved":
                self._moved(base, head)
                return False
            case "fenced":
                raise LeaseLost(f"Another node decides for {self._agency} now.")
            case "other key":
                raise LedgerConflict("Another node has made a key for the same subject.")
            case _:
                raise LedgerUnavailable(f"The append failed: {UNSAFE}")

    def _moved(self, base: tuple[int, str], head: tuple[int, str]) -> None:
        """The head is another. Raises LedgerBehind when what was acknowledged is gone for good."""
        if head[0] > base[0]:
            self._head = head
            return
        lost, keys = self._tail.behind(head, base, self._held or {})
        self._staged = keys | self._staged
        self._send(head, lost)

    def _hash_at(self, position: int) -> str:
        rows = self._writer.rows(
            "The ledger cannot be read", "hash_at", agency=self._id, position=position
        )
        return rows[0][0].hex() if rows else ""

    def _stored_head(self) -> tuple[int, str]:
        return self._head_by(self._reader if self._read_only else self._writer)

    # --- snapshots -------------------------------------------------------------

    def save_snapshot(self, position: int, fingerprint: str, blob: bytes) -> None:
        with self._writing:
            self._require_writing()
            if not 0 <= position <= self.head()[0]:
                raise LedgerError(f"A snapshot at {position} lies beyond the head.")
            values = {
                "agency": self._id,
                "token": self._token,
                "position": position,
                "fingerprint": fingerprint,
                "blob": blob,
                "digest": sha256(blob).digest(),
            }
            kept = self._writer.run(
                "The snapshot was not kept",
                lambda connection: connection.execute(POSTGRES["save_snapshot"], values).rowcount,
                limit_s=ANSWER_WAIT_S + len(blob) / OCTETS_A_SECOND_LEAST,
            )
            if not kept:
                raise LeaseLost(f"Another node decides for {self._agency} now.")

    def drop_snapshot(self) -> None:
        self._require_writing()
        self._writer.rows("The snapshot was not dropped", "drop_snapshot", agency=self._id)

    # --- keys ------------------------------------------------------------------

    def get_key(self, subject: str) -> bytes | None:
        if self._held is not None:
            return self._staged.get(subject) or self._held.get(subject)
        return self._staged.get(subject) or super().get_key(subject)

    def _hold(self, keys: Mapping[str, bytes]) -> None:
        if self._held is not None:
            self._held.update(keys)

    def stage_key(self, subject: str, wrapped: bytes) -> None:
        with self._writing:
            self._require_writing()
            if self.get_key(subject) is not None:
                raise LedgerError(f"{subject} has a key already; replacing it would lose text.")
            self._staged[subject] = wrapped

    def destroy_key(self, subject: str) -> bool:
        """Destroy a key, as KeyStore promises, as far as a database can.

        The row is deleted and the table of keys written anew (VACUUM FULL), so the
        database's files have the key no more. Three things keep a copy for as long
        as whoever runs the database keeps them: write-ahead log and its archive,
        base backups, and freed blocks of the disk. The key lies there wrapped: rotating
        the key file (`vault.rotate_kek`) and destroying the old one makes every copy
        worthless; that, and not the deletion, erases beyond recovery here.

        Raises LedgerUnavailable, and may be called again, when the key could not be
        destroyed, or somebody's view of the database kept it from being removed.
        """
        with self._writing:
            self._require_writing()
            digest = postgres_rows.digest_of(subject)
            held, gone, died = self._fenced(
                "The key was not destroyed", "destroy_key", digest=digest
            )
            if not held:
                raise LeaseLost(f"Another node decides for {self._agency} now.")
            was_staged = self._staged.pop(subject, None) is not None
            if self._held is not None:
                self._held.pop(subject, None)
            self._scrub(died)
            return bool(gone) or was_staged

    def keys(self) -> dict[str, bytes]:
        """Every subject's wrapped key, durable or staged."""
        return super().keys() | self._staged

    def note_kek(self, kek_id: bytes) -> bytes:
        """Which key file wraps the keys: this one, if it is the first."""
        return postgres_schema.note_kek(self._writer, self._id, kek_id)

    def replace_keys(self, wrapped: Mapping[str, bytes]) -> None:
        """Put newly wrapped keys in the place of those of the same subjects, all or none.

        Raises LedgerError while a letter waits: its key is wrapped by the old one.
        """
        if not wrapped:
            return
        with self._writing:
            self._require_writing()
            held, letters, _, died = self._fenced(
                "The keys were not replaced",
                "replace_keys",
                digests=[postgres_rows.digest_of(subject) for subject in wrapped],
                wrapped=list(wrapped.values()),
                kek=kek_id_of(next(iter(wrapped.values()))),
            )
            if not held:
                raise LeaseLost(f"Another node decides for {self._agency} now.")
            if letters:
                raise LedgerError("A letter waits in the inbox; keys are replaced when none does.")
            self._hold({each: wrapped[each] for each in wrapped.keys() & (self._held or {}).keys()})
            for subject in self._staged.keys() & wrapped.keys():
                self._staged[subject] = wrapped[subject]
            self._scrub(died)

    def _fenced(self, doing: str, query: str, **values: Any) -> tuple[Any, ...]:
        """The row of a statement that checks the token itself."""

        def work(connection: Timed) -> tuple[Any, ...]:
            row = one(connection, query, agency=self._id, token=self._token, **values)
            assert row is not None
            return row

        return self._writer.run(doing, work, limit_s=CONNECT_WAIT_S)

    def _scrub(self, died: str) -> None:
        """Write the table of keys anew, without those that died in a transaction."""

        def work(connection: Timed) -> bool:
            connection.execute(POSTGRES["scrub_keys"])
            (is_seen,) = one(connection, "is_still_seen", died=died) or (True,)
            return bool(is_seen)

        doing = "The key is destroyed, but its traces were not removed"
        if self._writer.run(doing, work, limit_s=LONG_WAIT_S):
            raise LedgerUnavailable(
                f"{doing}: somebody's view of the database is older. Try again."
            )

    # --- opening ---------------------------------------------------------------

    def _require_writing(self) -> None:
        self._require_open()
        if self._read_only:
            raise LedgerError("The ledger is open read-only.")
