"""The archive: old entries as segments, a second copy that can be read without Tocsin.

Nothing is ever deleted from the ledger: a chain without its beginning could not be
verified or replayed. What the archive gives is a copy that verifies by itself, one
segment after the other, and against the ledger. It holds no key, so personal text in it
opens only as long as the ledger has the key, and erasing somebody reaches it as it stands.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Final, Literal

import msgspec

from tocsin.facts.envelope import Envelope
from tocsin.keeping import segments
from tocsin.keeping.files import KeepingError, check, write
from tocsin.keeping.segments import Head, Segment
from tocsin.ledger import chain
from tocsin.ledger.ledger import Ledger

FILE: Final = "segments.json"


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every segment of an archive, from the first entry of the ledger on."""

    format: Literal["tocsin-archive-1"]
    agency: str
    segments: tuple[Segment, ...] = ()

    @property
    def head(self) -> Head:
        """Up to where it goes."""
        if not self.segments:
            return chain.GENESIS
        return self.segments[-1].last, self.segments[-1].last_hash


def load(folder: Path, agency: str) -> Catalog:
    """What is in an archive of this agency; nothing yet where there is none.

    Raises KeepingError for a list that cannot be read, or of another agency.
    """
    path = folder / FILE
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Catalog)
    except FileNotFoundError:
        return Catalog("tocsin-archive-1", agency)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeepingError(f"{path} is no list of segments that can be read.") from error
    if found.agency != agency:
        raise KeepingError(f"{folder} is the archive of {found.agency}, not of {agency}.")
    return found


def extend(ledger: Ledger, folder: Path, before: datetime) -> tuple[Segment, ...]:
    """Add what was recorded before this moment and is not in the archive yet.

    Each new segment is read again, and the list names it only then. Raises KeepingError and
    LedgerError; what is in the archive already is not touched.
    """
    catalog = load(folder, ledger.agency)
    _check_joint(ledger, catalog.head)
    added: list[Segment] = []
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = takewhile(lambda each: each.recorded_at < before, ledger.read(catalog.head[0]))
        for segment in segments.write_all(folder, ledger.agency, new, catalog.head):
            _check_one(folder, ledger.agency, segment)
            added.append(segment)
            whole = (*catalog.segments, *added)
            _save(folder, Catalog(catalog.format, catalog.agency, whole))
    except OSError as error:
        raise KeepingError(f"{folder} cannot be written: {error.strerror}.") from error
    return tuple(added)


def verify(folder: Path, agency: str, ledger: Ledger | None) -> Catalog:
    """Check every segment by itself, each behind the one before, and the end of each against
    the ledger where one is given. Raises KeepingError with the first that does not hold.
    """
    catalog = load(folder, agency)
    head = chain.GENESIS
    for segment in catalog.segments:
        if (segment.after, segment.after_hash) != head:
            raise KeepingError(f"{segment.file.name} does not follow the segment before it.")
        _check_one(folder, agency, segment)
        head = segment.last, segment.last_hash
        if ledger is not None:
            _check_joint(ledger, head)
    return catalog


def _check_one(folder: Path, agency: str, segment: Segment) -> None:
    path = check(folder, segment.file)
    after = segment.after, segment.after_hash
    if segments.head_before(path) != after:
        raise KeepingError(f"{path} does not follow what the list says.")
    end = segment.last, segment.last_hash
    found = chain.verify(segments.read(path, agency), agency, after, witness=end)
    if isinstance(found, chain.Broken):
        raise KeepingError(f"{path}: broken at entry {found.position}: {found.what}")
    if found.head_hash != segment.last_hash:
        raise KeepingError(f"{path} has entries behind {segment.last}.")


def _check_joint(ledger: Ledger, head: Head) -> None:
    """Raises KeepingError unless the ledger passes through this head."""
    position, digest = head
    if not position:
        return
    entry: Envelope | None = next(_at(ledger, position), None)
    if entry is None:
        raise KeepingError(f"The ledger ends before entry {position}, which is in the archive.")
    if entry.hash != digest:
        raise KeepingError(f"The ledger has another entry {position} than the archive.")


def _at(ledger: Ledger, position: int) -> Iterator[Envelope]:
    return iter(ledger.read(after=position - 1, limit=1))


def _save(folder: Path, catalog: Catalog) -> None:
    write(folder / FILE, msgspec.json.format(msgspec.json.encode(catalog)))
