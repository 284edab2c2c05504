"""Taking a backup while the service runs: read page by page, never in the writer's way.

A backup is a folder of its own, named for its moment:

    2026-11-29T021000Z/manifest.json          whose, up to which head, every file with its SHA-256
                       entries-...segment     the ledger, in segments
                       keys-1.json            subjects' keys, wrapped by the key file
                       tracks                 positions of units, and sealed trails
                       agency.toml, tocsin.toml

Beside them lies `erasures.json`. The key file is never among them: whoever holds a
backup and its key file can read everything.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import apsw

from tocsin.keeping import erasures, manifest, segments
from tocsin.keeping.files import KeepingError, Kept, described, write
from tocsin.keeping.manifest import Manifest
from tocsin.ledger import chain
from tocsin.ledger.ledger import Ledger
from tocsin.ledger.schema import sync_folder
from tocsin.ledger.vault import ID_BYTES, Kek, KeyRing

NAMED: Final = "%Y-%m-%dT%H%M%SZ"
PATTERN: Final = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z"
TRACKS: Final = "tracks"


class ReadableLedger(Ledger, KeyRing, Protocol):
    """A ledger with its keys."""


class Source(NamedTuple):
    """What is backed up. A file that is None, or not there, is left out.

    `settings` is the text to be kept of the settings file, without its secrets or with them.
    `kek` is used for the manifest's seal alone; None where it is not at hand.
    """

    ledger: ReadableLedger
    name: str
    kek: bytes | None
    tracks: Path | None
    agency_file: Path | None
    settings: str


class Taken(NamedTuple):
    """What came of it: where it lies, what it says, and what was put right in older ones."""

    folder: Path
    manifest: Manifest
    keys_count: int
    keys_removed: int
    older_removed: int


def take(source: Source, folder: Path, now: datetime, version: str, keep: int) -> Taken:
    """Take a backup into `folder`, look through it, and only then drop those beyond `keep`.

    Keys of who was erased are taken out of the older backups there. Raises
    KeepingError and LedgerError; what was begun is removed then.
    """
    path = folder / now.strftime(NAMED)
    draft = path.with_name(path.name + ".new")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for leftover in folder.glob(PATTERN + ".new"):
            shutil.rmtree(leftover)
        if path.exists():
            raise KeepingError(f"{path} exists already; a backup is never overwritten.")
        draft.mkdir(mode=0o700)
        taken = _filled(source, draft, now, version)
        erased = verify(draft, taken)
        draft.rename(path)
        sync_folder(folder)
        erasures.add(folder, erased.ever)
        removed = _scrubbed(folder, source)
        dropped = _without_old(folder, source.ledger.agency, keep)
    except OSError as error:
        raise KeepingError(f"{folder} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Taken(path, taken, len(manifest.load_keys(path, taken)), removed, dropped)


def backups_in(folder: Path, agency: str = "") -> list[Path]:
    """Every whole backup of a folder, the oldest first; of one agency where it is named."""
    return [
        path
        for path in sorted(folder.glob(PATTERN))
        if (path / manifest.FILE).exists() and (not agency or manifest.load(path).agency == agency)
    ]


def verify(folder: Path, taken: Manifest) -> erasures.Erased:
    """Raises KeepingError unless every file and every entry holds, up to the manifest's head.

    Who was erased in it is found on the way.
    """
    manifest.check_files(folder, taken)
    erased = erasures.Erased()
    entries = map(erased.note, segments.read_all(folder, taken.agency, taken.segments))
    found = chain.verify(entries, taken.agency, witness=(taken.position, taken.hash))
    if isinstance(found, chain.Broken):
        raise KeepingError(f"{folder}: broken at entry {found.position}: {found.what}")
    if found.count != taken.position:
        raise KeepingError(f"{folder} has {found.count} entries and must have {taken.position}.")
    return erased


def _filled(source: Source, draft: Path, now: datetime, version: str) -> Manifest:
    """Write everything into an empty folder: entries first, keys after them, so that none lacks."""
    ledger = source.ledger
    position, digest = ledger.head()
    # What is appended from here on belongs to the next backup.
    entries = ledger.read(limit=position)
    written = tuple(segments.write_all(draft, ledger.agency, entries))
    keys = ledger.keys()
    files = [manifest.save_keys(draft, keys), *_beside(source, draft)]
    taken = Manifest(
        *("tocsin-backup-1", ledger.agency, version, now, position, digest, source.name),
        written,
        tuple(files),
        kek_id(keys),
    )
    taken = manifest.sealed(taken, source.kek)
    manifest.save(draft, taken)
    return taken


def kek_id(keys: dict[str, bytes]) -> str:
    """Which key file wrapped these keys, in hex; empty where there are none."""
    return next(iter(keys.values()))[1 : 1 + ID_BYTES].hex() if keys else ""


def opens(kek: bytes, keys: Iterable[bytes]) -> bool:
    """Whether this key file wrapped all of these."""
    return all(map(Kek(kek).has_wrapped, keys))


def _beside(source: Source, draft: Path) -> Iterator[Kept]:
    if source.tracks is not None and source.tracks.exists():
        yield copied_database(source.tracks, draft / TRACKS)
    if source.agency_file is not None and source.agency_file.exists():
        path = draft / manifest.AGENCY_FILE
        write(path, source.agency_file.read_bytes())
        yield described(path)
    if source.settings:
        path = draft / manifest.SETTINGS
        write(path, source.settings.encode())
        yield described(path)


def copied_database(source: Path, target: Path) -> Kept:
    """SQLite's own online copy: it sees one moment and holds no writer up.

    Raises KeepingError or OSError.
    """
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with (
            closing(apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)) as reader,
            closing(apsw.Connection(str(target))) as writer,
        ):
            with writer.backup("main", reader, "main") as copying:
                copying.step()
            writer.execute("PRAGMA journal_mode = DELETE").fetchall()
    except apsw.Error as error:
        raise KeepingError(f"{source} cannot be copied: {error}") from error
    return described(target)


def _scrubbed(folder: Path, source: Source) -> int:
    """Take keys of who was erased since out of every older backup; how many there were."""
    gone = erasures.read(folder / erasures.FILE)
    removed = 0
    for path in backups_in(folder, source.ledger.agency):
        before = manifest.load(path)
        since = set(erasures.after([gone], before.position))
        removed += manifest.without_keys(path, before, since, source.kek)
    return removed


def _without_old(folder: Path, agency: str, keep: int) -> int:
    """Remove the oldest backups of the agency but `keep`; how many there were."""
    surplus = backups_in(folder, agency)[: -max(keep, 1)]
    for path in surplus:
        # Without its manifest it is no backup any more, whatever happens next.
        (path / manifest.FILE).unlink()
        shutil.rmtree(path)
    return len(surplus)
