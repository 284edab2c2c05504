"""The key-encryption key: one file of 32 bytes that opens all data keys of a ledger.

It lies beside the ledger (`town.ledger.kek`) unless the settings say otherwise.
Whoever holds the ledger and this file can read every personal text in it that
was not erased; whoever loses it loses all of them. Back it up apart from the ledger.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.schema import sync_folder

KEK_BYTES: Final = 32

Random = Callable[[int], bytes]
"""Gives that many unpredictable bytes; `os.urandom` outside the simulator."""


class KekError(LedgerError):
    """The key-encryption key cannot be used; the message says what is wrong with its file."""


def kek_path_of(ledger: Path) -> Path:
    """Where the key file of a ledger lies by convention."""
    return ledger.with_name(ledger.name + ".kek")


def next_kek_path(path: Path) -> Path:
    """Where the next key waits while a rotation is under way."""
    return path.with_name(path.name + ".next")


def kek_id_of(wrapped: bytes) -> bytes:
    """The id of the key-encryption key that a stored key names as its own."""
    return wrapped[1:9]


def load_or_create_kek(path: Path, random: Random) -> bytes:
    """The 32-byte key; made, durably and with mode 0600, when there is no file.

    Only for a ledger without keys (`vault.open_vault` sees to that): a new key
    opens nothing that another has sealed. Raises KekError.
    """
    if not path.exists():
        create_kek(path, random)
    return load_kek(path)


def load_kek(path: Path) -> bytes:
    """The 32-byte key. Raises KekError for a missing, readable-by-others or odd file."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            kek = file.read(KEK_BYTES + 1)
    except OSError as error:
        raise KekError(f"The key file {path} cannot be read: {error.strerror}.") from error
    if mode & 0o077:
        raise KekError(f"The key file {path} has mode {mode:04o}; it must be 0600 or stricter.")
    if len(kek) != KEK_BYTES:
        raise KekError(f"The key file {path} must hold exactly {KEK_BYTES} bytes, and does not.")
    return kek


def create_kek(path: Path, random: Random) -> None:
    """Make a key file, whole or not at all. Raises KekError when one is there already."""
    try:
        make_key_file(path, random(KEK_BYTES))
    except OSError as error:
        raise KekError(f"The key file {path} cannot be made: {error.strerror}.") from error


def make_key_file(path: Path, content: bytes) -> None:
    """A new file of mode 0600, durable, whole or not at all.

    Raises OSError; FileExistsError when there is one of this name, which stays as it is.
    """
    draft = path.with_name(path.name + ".new")
    try:
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        # A link, unlike a rename, never replaces a key that somebody else has just made.
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
