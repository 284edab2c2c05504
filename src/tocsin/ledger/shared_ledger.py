"""The ledger of an agency in memory, as one of several nodes sees it."""

from collections.abc import Iterator, Mapping, Sequence

from tocsin.facts.envelope import Draft, Envelope
from tocsin.ledger import chain
from tocsin.ledger.doubt import Doubt
from tocsin.ledger.inbox import Ring
from tocsin.ledger.ledger import LedgerConflict, LedgerError, LedgerUnavailable
from tocsin.ledger.line import Line


class SharedLedger:
    """A FencedLedger and KeyRing: the agency's ledger as one node sees it."""

    def __init__(self, line: Line) -> None:
        self.breaks_next = False
        self.flight: Flight | None = None
        self._line = line
        self._store = line.kept.store
        self._lock = line.lock
        self._staged: dict[str, bytes] = {}
        self._held: dict[str, bytes] | None = None  # Every durable key, while a term lasts.
        self._token = 0
        self._doubt: Doubt | None = None
        self._is_closed = False

    @property
    def agency(self) -> str:
        return self._store.agency

    def fence(self, token: int) -> None:
        with self._lock:
            held = self._all_keys() if token else None
            self._token, self._held = token, held
            self._staged.clear()
            self._doubt = None

    def _all_keys(self) -> dict[str, bytes]:
        self._require()
        return self._store.keys()

    def head(self) -> tuple[int, str]:
        self._require()
        return self._store.head()

    def append(self, drafts: Sequence[Draft], expected: int | None = None) -> list[Envelope]:
        with self._lock:
            self._require()
            self._line.admit(self._token)
            before, drafts, expected = self._settled(drafts, expected)
            rest = self._append(drafts, expected) if drafts or not before else []
            self._doubt = None
            return [*before, *rest]

    def _settled(
        self, drafts: Sequence[Draft], expected: int | None
    ) -> tuple[list[Envelope], Sequence[Draft], int | None]:
        """What of the drafts is on record already, and what is left for which head."""
        doubt = self._doubt
        end = doubt.on_record(self._hash_at) if doubt else None
        if doubt is None or end is None or expected not in (None, doubt.base[0]):
            return [], drafts, expected
        landed = doubt.landed(self.agency, drafts, end)
        if landed is None:
            return [], drafts, expected
        return landed.envelopes, landed.rest, None if expected is None else end[0]

    def _append(self, drafts: Sequence[Draft], expected: int | None) -> list[Envelope]:
        self._refuse_other_keys()
        head = self._store.head()
        if self.breaks_next and drafts:
            self.breaks_next = False
            doubt = self._doubt or Doubt(head)
            self._doubt = doubt.sent(chain.seal_all(self.agency, drafts, head))
            self.flight = Flight(
                self._line, tuple(drafts), head[0], self._token, dict(self._staged)
            )
            raise LedgerUnavailable("The connection broke, and the append was not answered.")
        keys = dict(self._staged)
        envelopes = self._store.append_with(drafts, expected, self._staged)
        if envelopes:
            self._hold(keys)
            self._line.kept.ring(Ring.APPENDED)
        return envelopes

    def _hold(self, keys: Mapping[str, bytes]) -> None:
        if self._held is not None:
            self._held.update(keys)

    def read(self, after: int = 0, limit: int | None = None) -> Iterator[Envelope]:
        self._require()
        return self._store.read(after, limit)

    def read_stream(self, stream: str) -> Iterator[Envelope]:
        self._require()
        return self._store.read_stream(stream)

    def save_snapshot(self, position: int, fingerprint: str, blob: bytes) -> None:
        self._require()
        self._line.admit(self._token)
        self._store.save_snapshot(position, fingerprint, blob)

    def load_snapshot(self) -> tuple[int, str, bytes] | None:
        self._require()
        return self._store.load_snapshot()

    def drop_snapshot(self) -> None:
        self._require()
        self._store.drop_snapshot()

    def close(self) -> None:
        self._is_closed = True

    def get_key(self, subject: str) -> bytes | None:
        if self._held is not None:
            return self._staged.get(subject) or self._held.get(subject)
        self._require()
        return self._staged.get(subject) or self._store.get_key(subject)

    def stage_key(self, subject: str, wrapped: bytes) -> None:
        with self._lock:
            if self.get_key(subject) is not None:
                raise LedgerError(f"{subject} has a key already; replacing it would lose text.")
            self._staged[subject] = wrapped

    def destroy_key(self, subject: str) -> bool:
        with self._lock:
            self._require()
            self._line.admit(self._token)
            was_stored = self._store.destroy_key(subject)
            if self._held is not None:
                self._held.pop(subject, None)
            return self._staged.pop(subject, None) is not None or was_stored

    def keys(self) -> dict[str, bytes]:
        """Every subject's wrapped key, durable or staged here."""
        self._require()
        return self._store.keys() | self._staged

    def replace_keys(self, wrapped: Mapping[str, bytes]) -> None:
        """Put newly wrapped keys in the place of those of the same subjects, all or none."""
        with self._lock:
            self._require()
            self._line.admit(self._token)
            self._store.replace_keys(wrapped)
            self._hold(wrapped)
            for subject in self._staged.keys() & wrapped.keys():
                self._staged[subject] = wrapped[subject]

    def _hash_at(self, position: int) -> str:
        return next((entry.hash for entry in self._store.read(position - 1, 1)), "")

    def _refuse_other_keys(self) -> None:
        """A text sealed with a key that another node has replaced could never be read."""
        for subject, wrapped in self._staged.items():
            if self._store.get_key(subject) not in (None, wrapped):
                raise LedgerConflict(f"Another node has made a key for {subject}.")

    def _require(self) -> None:
        if self._is_closed:
            raise LedgerError("The ledger is closed.")
        self._line.reach()


class Flight:
    """An append on its way: the server executes it later, or never, and checks it then."""

    def __init__(
        self,
        line: Line,
        drafts: tuple[Draft, ...],
        base: int,
        token: int,
        keys: dict[str, bytes],
    ) -> None:
        self._line = line
        self._drafts, self._base, self._token, self._keys = drafts, base, token, keys

    def land(self) -> list[Envelope]:
        """Raises LeaseLost or LedgerConflict when it comes too late."""
        self._line.admit(self._token)
        return self._line.kept.store.append_with(self._drafts, self._base, self._keys)
