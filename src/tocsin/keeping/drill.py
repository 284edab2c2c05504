"""The drill: the newest backup is restored into a scratch folder, and shown to be good.

A backup that was never restored is a hope. Nothing leaves: the engine that is resumed
has no gateways, and what it would have sent is only counted.
"""

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from tocsin.agency.load import read as read_agency
from tocsin.engine import audit, replay
from tocsin.engine.core import Engine
from tocsin.engine.stages import State
from tocsin.facts.codec import Codec
from tocsin.keeping import backup, manifest
from tocsin.keeping.files import KeepingError, write
from tocsin.keeping.restore import Restored, check_kek, restore
from tocsin.ledger import chain
from tocsin.ledger.kek import load_kek
from tocsin.ledger.ledger import Ledger, LedgerError
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import Vault

FILE: Final = "drill.json"

Random = Callable[[int], bytes]
Draw = Callable[[int], int]


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a drill ended. `said` has one sentence for each thing that was shown."""

    at: datetime
    backup: str
    ok: bool
    said: tuple[str, ...]


class Chance(NamedTuple):
    """Chance, from outside."""

    random: Random
    draw: Draw


def drill(
    folder: Path, running: Ledger | None, kek_path: Path | None, now: datetime, chance: Chance
) -> Report:
    """Do the drill with the newest backup of `folder`, and note there how it ended.

    `running` is the ledger that the backup is of, None when it cannot be read. Without
    the key file nothing is resumed, and that is said. Raises KeepingError when there is no
    backup at all.
    """
    found = backup.backups_in(folder, running.agency if running else "")
    if not found:
        raise KeepingError(f"There is no backup in {folder}.")
    try:
        # Beside the backups, where what is in them lies already; the key file stays where it is.
        with tempfile.TemporaryDirectory(prefix=".drill-", dir=folder) as scratch:
            restored = restore(found[-1], Path(scratch) / "restored", now)
            said = tuple(_shown(found[-1], restored, running, kek_path, now, chance))
        ok = True
    except (LedgerError, OSError, LookupError, ValueError, TypeError) as error:
        # Anything at all that keeps a backup from resuming is what a drill is there to find.
        what = str(error) if isinstance(error, LedgerError) else type(error).__name__
        ok, said = False, (what,)
    report = Report(now, found[-1].name, ok, said)
    write(folder / FILE, msgspec.json.format(msgspec.json.encode(report)))
    return report


def last_report(folder: Path) -> Report | None:
    """How the last drill ended; None when there was none that can be read."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Report)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _chain_said(restored: Restored) -> str:
    taken = restored.manifest
    return (
        f"{taken.position} entries, {restored.keys_count} key(s) and {len(taken.files)} file(s) "
        f"were restored and verify, up to the head {taken.head}."
    )


def _shown(
    source: Path,
    restored: Restored,
    running: Ledger | None,
    kek_path: Path | None,
    now: datetime,
    chance: Chance,
) -> Iterator[str]:
    """One sentence after the other for what is shown. Raises whatever keeps it from being so."""
    yield _chain_said(restored)
    kek = load_kek(kek_path) if kek_path else None
    ledger = SqliteLedger(restored.ledger, read_only=kek is None, kek_path=kek_path)
    try:
        if kek is not None:
            check_kek(source, restored.manifest, ledger.keys(), kek)
        codec = Codec(Vault(ledger, kek, chance.random))
        state = State()
        last = replay.fold(state, codec, ledger.read())
        yield f"They fold to a state, digest {replay.digest_of(state)[:16]}."
        yield _compared(restored, running)
        yield _agency_file(restored.ledger.with_name(manifest.AGENCY_FILE))
        if kek is None:
            yield "No engine was resumed: the key file is not here."
        else:
            yield _resumed(Engine(ledger, codec, chance.draw, state, last), ledger, now)
    finally:
        ledger.close()


def _compared(restored: Restored, running: Ledger | None) -> str:
    """Whether the running ledger passes through the backup's head. Raises KeepingError."""
    taken = restored.manifest
    if running is None:
        return "It was compared with no running ledger: there is none to be read."
    if not taken.position:
        return "It is empty, so there is nothing to compare with the running ledger."
    entry = next(iter(running.read(after=taken.position - 1, limit=1)), None)
    if entry is None:
        raise KeepingError(
            f"The running ledger ends at {running.head()[0]}, before the backup's head: "
            "it was cut, or is another one."
        )
    if entry.hash != taken.hash:
        raise KeepingError(f"The running ledger has another entry {taken.position}.")
    newer = running.head()[0] - taken.position
    return f"The running ledger passes through that head; it has {newer} entries since."


def _agency_file(path: Path) -> str:
    if not path.exists():
        return "It has no agency file."
    _, mistakes = read_agency(path.read_text(encoding="utf-8"))
    if mistakes:
        return f"Its agency file has {len(mistakes)} mistake(s): see `tocsin check`."
    return "Its agency file has no mistakes."


def _resumed(engine: Engine, ledger: Ledger, now: datetime) -> str:
    """Do what is due in the scratch ledger. Raises KeepingError when something would go quiet."""
    engine.settle(now)
    would_leave = len(engine.attempts())
    state = engine.state
    is_open = [name for name, each in state.response.incidents.items() if each.is_open]
    quiet = [name for name in is_open if audit.next_moment(state, name) is None]
    if quiet:
        raise KeepingError(f"{len(quiet)} open incident(s) would have no next moment.")
    is_whole = isinstance(chain.verify(ledger.read(), ledger.agency), chain.Verified)
    if engine.pending_facts or not is_whole:
        raise KeepingError("What the resumed engine put on record does not verify.")
    return (
        f"An engine resumed on it: {len(is_open)} open incident(s), each with a next moment; "
        f"{would_leave} message(s) would leave at once. None was sent."
    )
