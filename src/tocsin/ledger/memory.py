"""The ledger for tests and the simulator: it keeps every promise except surviving the process."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import RLock

from tocsin.facts.envelope import Draft, Envelope
from tocsin.ledger import chain
from tocsin.ledger.ledger import LedgerConflict, LedgerError

Disk = Callable[[Sequence[Envelope]], None]
"""Asked before anything is made durable, with the new entries (none for keys and
snapshots). It raises LedgerUnavailable to play a full or failing disk."""


class MemoryLedger:
    """A Ledger and KeyStore in memory. `disk` injects failures; see `Disk`."""

    def __init__(self, agency: str, disk: Disk | None = None) -> None:
        self._agency = agency
        self._disk = disk
        self._entries: list[Envelope] = []
        self._streams: dict[str, list[int]] = defaultdict(list)
        self._keys: dict[str, bytes] = {}
        self._staged: dict[str, bytes] = {}
        self._snapshot: tuple[int, str, bytes] | None = None
        self._is_closed = False
        self._lock = RLock()

    @property
    def agency(self) -> str:
        return self._agency

    def head(self) -> tuple[int, str]:
        self._require_open()
        if not self._entries:
            return chain.GENESIS
        return self._entries[-1].position, self._entries[-1].hash

    def append(self, drafts: Sequence[Draft], expected: int | None = None) -> list[Envelope]:
        return self.append_with(drafts, expected, self._staged)

    def append_with(
        self, drafts: Sequence[Draft], expected: int | None, keys: dict[str, bytes]
    ) -> list[Envelope]:
        """Append, and make these staged keys durable in the same unit; they are emptied then."""
        with self._lock:
            head = self.head()
            if expected is not None and expected != head[0]:
                raise LedgerConflict(f"The head is {head[0]}, not {expected}.")
            envelopes = chain.seal_all(self._agency, drafts, head)
            if envelopes:
                self._write(envelopes)
                self._store(envelopes)
                self._keys.update(keys)
                keys.clear()
            return envelopes

    def read(self, after: int = 0, limit: int | None = None) -> Iterator[Envelope]:
        self._require_open()
        return self._from(max(after, 0), limit)

    def read_stream(self, stream: str) -> Iterator[Envelope]:
        self._require_open()
        return (self._entries[index] for index in tuple(self._streams.get(stream, ())))

    def save_snapshot(self, position: int, fingerprint: str, blob: bytes) -> None:
        with self._lock:
            if not 0 <= position <= self.head()[0]:
                raise LedgerError(f"A snapshot at {position} lies beyond the head.")
            self._write(())
            self._snapshot = (position, fingerprint, blob)

    def load_snapshot(self) -> tuple[int, str, bytes] | None:
        self._require_open()
        return self._snapshot

    def drop_snapshot(self) -> None:
        with self._lock:
            self._write(())
            self._snapshot = None

    def close(self) -> None:
        self._is_closed = True

    def power_cycle(self) -> None:
        """Forget what a crash would forget (staged keys), and open again."""
        with self._lock:
            self._staged.clear()
            self._is_closed = False

    def get_key(self, subject: str) -> bytes | None:
        self._require_open()
        return self._staged.get(subject) or self._keys.get(subject)

    def stage_key(self, subject: str, wrapped: bytes) -> None:
        with self._lock:
            if self.get_key(subject) is not None:
                raise LedgerError(f"{subject} has a key already; replacing it would lose text.")
            self._staged[subject] = wrapped

    def destroy_key(self, subject: str) -> bool:
        with self._lock:
            self._write(())
            self._snapshot = None
            staged = self._staged.pop(subject, None)
            return self._keys.pop(subject, staged) is not None

    def keys(self) -> dict[str, bytes]:
        """Every subject's wrapped key, durable or staged."""
        with self._lock:
            return self._keys | self._staged

    def replace_keys(self, wrapped: Mapping[str, bytes]) -> None:
        """Put newly wrapped keys in the place of those of the same subjects, all or none."""
        with self._lock:
            self._write(())
            for keys in (self._keys, self._staged):
                keys.update({name: new for name, new in wrapped.items() if name in keys})

    def ask_disk(self) -> None:
        """Raises what `disk` raises for something small that is not an entry."""
        self._write(())

    def _require_open(self) -> None:
        if self._is_closed:
            raise LedgerError("The ledger is closed.")

    def _write(self, envelopes: Sequence[Envelope]) -> None:
        """Let the disk refuse before anything is stored: nothing is ever half written."""
        self._require_open()
        if self._disk is not None:
            self._disk(envelopes)

    def _store(self, envelopes: Sequence[Envelope]) -> None:
        for envelope in envelopes:
            self._streams[envelope.stream].append(len(self._entries))
            self._entries.append(envelope)

    def _from(self, index: int, limit: int | None) -> Iterator[Envelope]:
        """Entries from a list index on; those appended while reading are read too."""
        end = None if limit is None else index + limit
        while index < len(self._entries) and (end is None or index < end):
            yield self._entries[index]
            index += 1
