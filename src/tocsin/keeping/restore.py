"""From a backup back to a ledger, in an empty place, and only when everything holds.

The entries are appended anew to a new ledger, which seals each behind the one before:
what comes out has the same hashes or is refused. Keys of who was erased since the backup was
taken are left out, and that they were erased is put on record again.
"""

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

from tocsin.facts.codec import Codec
from tocsin.facts.envelope import Draft, Envelope
from tocsin.facts.system import PersonErased
from tocsin.keeping import backup, erasures, manifest, segments
from tocsin.keeping.erasures import Erasure
from tocsin.keeping.files import KeepingError, write
from tocsin.keeping.manifest import Manifest
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.limits_keeping import RESTORE_BATCH_ENTRIES
from tocsin.ledger import chain
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.ledger import KeyStore, Ledger
from tocsin.ledger.opening import create_ledger
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import Vault


class NewLedger(Ledger, KeyStore, Protocol):
    """An empty ledger that is to be filled."""


class Restored(NamedTuple):
    """What came of it. `name` is how the ledger is called, `ledger` its file, or where that
    would be beside what was restored with it. `head` is that of the new ledger: behind the
    backup's when erasures had to be put on record again.
    """

    name: str
    ledger: Path
    manifest: Manifest
    head: tuple[int, str]
    keys_count: int
    erased: tuple[str, ...]
    has_kek: bool


def restore(
    source: Path,
    to: Path,
    now: datetime,
    *,
    lists: Iterable[Mapping[str, Erasure]] = (),
    kek: bytes | None = None,
    witness: tuple[int, str] | None = None,
    database: str = "",
) -> Restored:
    """Make a ledger with everything beside it in the empty folder `to`.

    `lists` are lists of erasures that may be newer than the backup, beside the one that lies
    with it. `kek` is put beside the new ledger when it is given, and must be the right one.
    `witness` is a head noted elsewhere. With the address of a `database` the ledger is made there,
    and everything else in `to`. Raises KeepingError or LedgerError; nothing is left then.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise KeepingError(f"{to} is not empty. A backup is restored into an empty place only.")
    taken = manifest.load(source)
    own = backup.verify(source, taken)
    _check_witness(source, taken, witness)
    keys = manifest.load_keys(source, taken)
    if kek is not None:
        check_kek(source, taken, keys, kek)
    known = [erasures.read(source.parent / erasures.FILE), *lists]
    newer = erasures.after(known, taken.position)
    draft = to.with_name(to.name + ".restoring")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o700)
        gone = own.gone | newer.keys()
        left = {name: key for name, key in keys.items() if name not in gone}
        path = draft / taken.ledger
        more = erased_again(newer, own.gone, now)
        head = _fill(database, path, source, taken, left, more)
        _put_beside(source, taken, path, kek)
        if to.exists():
            to.rmdir()
        draft.rename(to)
    except OSError as error:
        raise KeepingError(f"{to} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    erased = tuple(sorted(newer.keys() | (own.gone & keys.keys())))
    path = to / taken.ledger
    name = database or str(path)
    return Restored(name, path, taken, head, len(left), erased, kek is not None)


def check_kek(source: Path, taken: Manifest, keys: Mapping[str, bytes], kek: bytes) -> None:
    """Raises KeepingError unless this key file opens every key of the backup."""
    if not backup.opens(kek, keys.values()):
        raise KeepingError(
            f"The key file given is not the one of {source}: it opens none or not all of its keys."
        )
    manifest.check_seal(source, taken, kek)


def refill(
    ledger: NewLedger, source: Path, taken: Manifest, keys: Mapping[str, bytes]
) -> tuple[int, str]:
    """Append everything of a backup to an empty ledger of any kind; its new head.

    Raises KeepingError when an entry comes out with another hash, and LedgerError.
    """
    if ledger.head() != chain.GENESIS:
        raise KeepingError("The ledger has entries already. A backup needs an empty one.")
    for subject, wrapped in keys.items():
        ledger.stage_key(subject, wrapped)
    for batch in _batches(segments.read_all(source, taken.agency, taken.segments)):
        written = ledger.append([_draft(each) for each in batch], batch[0].position - 1)
        if written[-1].hash != batch[-1].hash:
            raise KeepingError(f"What was written up to entry {written[-1].position} differs.")
    return ledger.head()


def erased_again(newer: Mapping[str, Erasure], gone: Collection[str], now: datetime) -> list[Draft]:
    """The facts that say again who was erased since; a person's signals go with the person."""
    facts = [PersonErased(name, SYSTEM) for name, each in newer.items() if not each.of]
    return [_said(fact, now) for fact in facts if fact.subject not in gone]


def _said(fact: PersonErased, now: datetime) -> Draft:
    kind, version, body = Codec(Vault.without_key()).encode(fact)
    return Draft(now, fact.stream(), kind, version, SYSTEM, 0, body)


def _fill(
    database: str,
    path: Path,
    source: Path,
    taken: Manifest,
    keys: Mapping[str, bytes],
    more: list[Draft],
) -> tuple[int, str]:
    agency = taken.agency
    ledger = create_ledger(database, agency) if database else SqliteLedger.create(path, agency)
    try:
        refill(ledger, source, taken, keys)
        ledger.append(more)
        found = chain.verify(ledger.read(), agency, witness=(taken.position, taken.hash))
        if isinstance(found, chain.Broken):
            raise KeepingError(f"What was written does not verify: {found.what}")
        return ledger.head()
    finally:
        ledger.close()


def _check_witness(source: Path, taken: Manifest, witness: tuple[int, str] | None) -> None:
    """Whether the backup passes through a head that was noted elsewhere."""
    if witness is None:
        return
    entries = segments.read_all(source, taken.agency, taken.segments)
    found = chain.verify(entries, taken.agency, witness=witness)
    if isinstance(found, chain.Broken):
        raise KeepingError(f"{source}: {found.what}")


def _put_beside(source: Path, taken: Manifest, ledger: Path, kek: bytes | None) -> None:
    if taken.has(backup.TRACKS):
        backup.copied_database(source / backup.TRACKS, ledger.with_name(ledger.name + ".tracks"))
    for name in (manifest.AGENCY_FILE, manifest.SETTINGS):
        if taken.has(name):
            write(ledger.with_name(name), (source / name).read_bytes())
    if kek is not None:
        write(kek_path_of(ledger), kek)


def _batches(entries: Iterator[Envelope]) -> Iterator[list[Envelope]]:
    while batch := list(islice(entries, RESTORE_BATCH_ENTRIES)):
        yield batch


def _draft(entry: Envelope) -> Draft:
    return Draft(
        entry.recorded_at,
        entry.stream,
        entry.kind,
        entry.version,
        entry.actor,
        entry.cause,
        entry.body,
    )
