"""Files that are whole or not there, readable by their owner alone, and named by their hash."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

import msgspec

from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.schema import sync_folder


class KeepingError(LedgerError):
    """What was to be kept or restored could not be. The message is a whole sentence."""


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file as it must be: its name inside its folder, its size, its SHA-256 in hex."""

    name: str
    bytes: int
    sha256: str


@contextmanager
def durable(path: Path) -> Iterator[BinaryIO]:
    """A new file (mode 0600) that has its name only once all of it is on disk.

    It replaces what has the name. Raises OSError.
    """
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(handle)
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write(path: Path, content: bytes) -> None:
    """Put these bytes there durably. Raises OSError."""
    with durable(path) as file:
        file.write(content)


def described(path: Path) -> Kept:
    """A file as it is now. Raises OSError."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Kept(path.name, path.stat().st_size, digest)


def check(folder: Path, kept: Kept) -> Path:
    """The file, when it is as it must be. Raises KeepingError with what is wrong."""
    path = folder / kept.name
    if Path(kept.name).name != kept.name:
        raise KeepingError(f"{folder} names a file outside of it; it is not restored.")
    try:
        found = described(path)
    except OSError as error:
        raise KeepingError(f"{path} cannot be read: {error.strerror}.") from error
    if found.bytes != kept.bytes:
        raise KeepingError(f"{path} has {found.bytes} bytes and must have {kept.bytes}.")
    if found.sha256 != kept.sha256:
        raise KeepingError(f"{path} was changed: its SHA-256 is not the one in the manifest.")
    return path


def wipe(path: Path) -> None:
    """Overwrite a file with zeros and remove it. Raises OSError.

    What the disk or the file system keeps beneath is out of reach.
    """
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)
