"""What a backup says of itself, in `manifest.json`: whose, when, up to where, and every file."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest, digest
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from tocsin.keeping.files import KeepingError, Kept, check, described, wipe, write
from tocsin.keeping.segments import Segment
from tocsin.ledger.vault import Kek

FILE: Final = "manifest.json"
AGENCY_FILE: Final = "agency.toml"
SETTINGS: Final = "tocsin.toml"


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One backup. `position` and `hash` are the ledger's head at the time.

    `ledger` is the name of the ledger's file, `version` the program that wrote this,
    `kek` the id of the key file that opens the keys. `seal` is an HMAC of the rest
    with a key made of that key file: whoever has not got it cannot write another.
    """

    format: Literal["tocsin-backup-1"]
    agency: str
    version: str
    taken_at: datetime
    position: int
    hash: str
    ledger: str
    segments: tuple[Segment, ...]
    files: tuple[Kept, ...]
    kek: str = ""
    seal: str = ""

    @property
    def head(self) -> str:
        """POSITION:HASH, as `tocsin verify --head` takes it."""
        return f"{self.position}:{self.hash}"

    @property
    def bytes(self) -> int:
        """How large everything in it is."""
        return sum(each.bytes for each in self.every_file())

    def every_file(self) -> Iterator[Kept]:
        """Every file but the manifest itself."""
        yield from (each.file for each in self.segments)
        yield from self.files

    @property
    def keys_file(self) -> str:
        """The name of the file with the wrapped keys: `keys-N.json`, anew after each erasure."""
        for each in self.files:
            if re.fullmatch(r"keys-\d{1,9}\.json", each.name):
                return each.name
        raise KeepingError("The manifest names no file of keys.")

    def has(self, name: str) -> bool:
        """Whether a file of this name is in it."""
        return any(each.name == name for each in self.files)


def sealed(manifest: Manifest, kek: bytes | None) -> Manifest:
    """The manifest with its seal; without one where the key file is not at hand."""
    return replace(manifest, seal="" if kek is None else _seal(manifest, kek))


def check_seal(folder: Path, manifest: Manifest, kek: bytes) -> None:
    """Raises KeepingError when the manifest was not written with this key file."""
    if manifest.seal and not compare_digest(manifest.seal, _seal(manifest, kek)):
        raise KeepingError(f"{folder}: the manifest was changed, or its key file is another.")


def _seal(manifest: Manifest, kek: bytes) -> str:
    key = sha256(b"tocsin-manifest-1" + kek).digest()
    return digest(key, msgspec.json.encode(replace(manifest, seal="")), "sha256").hex()


def save(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup. Raises OSError."""
    write(folder / FILE, msgspec.json.format(msgspec.json.encode(manifest)))


def load(folder: Path) -> Manifest:
    """The manifest of a backup. Raises KeepingError when there is none that can be read."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Manifest)
    except OSError as error:
        raise KeepingError(f"{folder} is no backup: it has no {FILE} to read.") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeepingError(f"{folder}: {FILE} is damaged, or of a newer Tocsin.") from error


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raises KeepingError at the first file that is not as the manifest says."""
    for each in manifest.every_file():
        check(folder, each)


def load_keys(folder: Path, manifest: Manifest) -> dict[str, bytes]:
    """Every subject's wrapped key in a backup. Raises KeepingError."""
    name = manifest.keys_file
    try:
        return msgspec.json.decode((folder / name).read_bytes(), type=dict[str, bytes])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeepingError(f"{folder}: {name} cannot be read.") from error


def save_keys(folder: Path, keys: Mapping[str, bytes], edition: int = 1) -> Kept:
    """Write the keys. Raises OSError."""
    path = folder / f"keys-{edition}.json"
    write(path, msgspec.json.format(msgspec.json.encode(dict(sorted(keys.items())))))
    return described(path)


def without_keys(folder: Path, manifest: Manifest, gone: set[str], kek: bytes | None) -> int:
    """Take the keys of erased subjects out of a backup; how many there were.

    The new file is named by the manifest before the old one is wiped, so that an
    interruption leaves a backup that is whole, and the next call ends the work.
    Raises KeepingError or OSError.
    """
    keys = load_keys(folder, manifest)
    found = gone & keys.keys()
    named = manifest.keys_file
    if found:
        left = {name: key for name, key in keys.items() if name not in found}
        now = save_keys(folder, left, int(named[len("keys-") : -len(".json")]) + 1)
        files = tuple(now if each.name == named else each for each in manifest.files)
        # Whoever has changed the key file since cannot seal what the old one had sealed.
        is_same = kek is not None and Kek(kek).id.hex() == manifest.kek
        save(folder, sealed(replace(manifest, files=files), kek if is_same else None))
        named = now.name
    for path in folder.glob("keys-*.json*"):
        if path.name != named:
            wipe(path)
    return len(found)
