"""Adding a way out to the settings file: the whole is proven before it takes the old one's place.

What is added is below all else, so it is tried last, and nothing that stands there is
changed: whoever gets hold of an administrator's session can add a way, and divert none.
"""

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from tocsin import config
from tocsin.config import GatewaySettings, Settings, SettingsError
from tocsin.keeping.files import write
from tocsin.ledger.schema import sync_folder


class Staged(NamedTuple):
    """A new settings file beside the old one, proven to be read, and the secrets it names."""

    file: Path
    draft: Path
    backup: Path
    secrets: tuple[Path, ...]
    added: GatewaySettings
    settings: Settings


def why_not(file: Path) -> str:
    """Why this settings file cannot be written from here; empty when it can."""
    if file.is_symlink():
        return "The settings file is a link to another."
    if not os.access(file, os.W_OK) or not os.access(file.parent, os.W_OK):
        return "This service may not write its settings file."
    return ""


def stage(file: Path, name: str, block: str, secrets: Mapping[str, str]) -> Staged:
    """Write secrets and a new file beside the old, and prove them. Raises SettingsError.

    `secrets` are values by file, relative to the settings. After an error nothing is left.
    """
    before = config.load(file)
    draft = file.with_name(f"{file.name}.draft")
    written: list[Path] = []
    try:
        for path, value in secrets.items():
            written.append(_secret(file.parent / path, value))
        text = file.read_text(encoding="utf-8")
        write(draft, f"{text.rstrip()}\n\n{block}".encode())
        written.append(draft)
        added = _only_added(before, config.load(draft))
    except OSError as error:
        _remove(written)
        raise SettingsError(f"{error.filename} cannot be written: {error.strerror}.") from None
    except SettingsError:
        _remove(written)
        raise
    backup = file.with_name(f"{file.name}.before-{name}")
    return Staged(file, draft, backup, tuple(written[:-1]), *added)


def put_in_place(staged: Staged) -> None:
    """Keep a copy of the old file, and let the new one take its place. Raises SettingsError."""
    try:
        write(staged.backup, staged.file.read_bytes())
        staged.draft.chmod(stat.S_IMODE(staged.file.stat().st_mode))
        staged.draft.replace(staged.file)
        sync_folder(staged.file.parent)
    except OSError as error:
        undo(staged)
        raise SettingsError(f"{staged.file} cannot be written: {error.strerror}.") from None


def undo(staged: Staged) -> None:
    """Leave nothing of what was staged."""
    _remove([*staged.secrets, staged.draft])


def _only_added(before: Settings, after: Settings) -> tuple[GatewaySettings, Settings]:
    """The one way out that is new. Raises SettingsError if anything else is."""
    hooks = len(before.hook)
    same = replace(after, gateway=before.gateway, hook=before.hook, file=before.file)
    is_one = len(after.gateway) == len(before.gateway) + 1 and len(after.hook) <= hooks + 1
    is_below = after.gateway[:-1] == before.gateway and after.hook[:hooks] == before.hook
    if same != before or not is_one or not is_below:
        raise SettingsError("More than one way out would change. Nothing was changed.")
    return after.gateway[-1], after


def _secret(path: Path, value: str) -> Path:
    """A new file that only this service reads. Raises OSError; one that is there stays."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(handle)
    return path


def _remove(paths: list[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()
