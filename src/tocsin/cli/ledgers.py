"""The commands that look into a ledger, be it a file or a database, and the one that erases."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.adapters.clock import now_utc
from tocsin.cli.saying import fail, out
from tocsin.ledger import chain
from tocsin.ledger.ledger import LedgerError

if TYPE_CHECKING:
    from tocsin.facts.codec import Codec
    from tocsin.ledger.opening import AnyLedger

LedgerName = Annotated[
    str,
    typer.Argument(help="A ledger file, or postgresql://HOST/DATABASE#AGENCY."),
]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", help="The key file; LEDGER.kek, or tocsin.ledger.kek for a database."),
]


def add_to(cli: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (verify, replay, timeline, erase):
        cli.command()(command)
    cli.command(name="rotate-key")(rotate_key)


@contextmanager
def opened(name: str, key: Path | None = None) -> "Iterator[tuple[AnyLedger, Codec]]":
    """A ledger for reading, with its personal text open where the key file is there."""
    from tocsin.facts.codec import Codec
    from tocsin.ledger.kek import load_kek
    from tocsin.ledger.opening import key_path_of, open_ledger, shown
    from tocsin.ledger.vault import Vault

    try:
        ledger = open_ledger(name, read_only=True)
    except LedgerError as error:
        fail(f"{shown(name)}: {error}", 2)
    try:
        key_path = key or key_path_of(name)
        kek = load_kek(key_path) if key or key_path.exists() else None
        yield ledger, Codec(Vault(ledger, kek, bytes))
    except LedgerError as error:
        fail(f"{shown(name)}: {error}", 1)
    finally:
        ledger.close()


def verify(
    ledger: LedgerName,
    head: Annotated[
        str, typer.Option(help="POSITION:HASH noted elsewhere; the chain must pass through it.")
    ] = "",
) -> None:
    """Check every entry of a ledger; name the first bad one."""
    from tocsin.ledger.opening import shown

    with opened(ledger) as (held, _):
        found = chain.verify(held.read(), held.agency, witness=witness_of(head))
    if isinstance(found, chain.Broken):
        fail(f"{shown(ledger)}: BROKEN at entry {found.position}: {found.what}")
    out.print(
        f"{shown(ledger)}: {found.count} entries verify. Head {found.count}:{found.head_hash}"
    )


def witness_of(head: str) -> tuple[int, str] | None:
    """POSITION:HASH as a head; None for nothing, and the end for anything else."""
    if not head:
        return None
    position, _, digest = head.partition(":")
    if not position.isdigit() or len(digest) != len(chain.GENESIS[1]):
        fail("--head is POSITION:HASH, as `tocsin verify` prints it.", 2)
    return int(position), digest


def replay(ledger: LedgerName, key: KeyFile = None) -> None:
    """Rebuild the state from the first entry on and compare it with the state kept."""
    from tocsin.engine import replay as replays
    from tocsin.ledger.opening import shown

    with opened(ledger, key) as (held, codec):
        found = replays.replay(held, codec)
    kept = {True: "equals the state kept", False: "DIFFERS from the state kept"}
    unkept = "has no kept one to be compared with"
    said = kept[found.matches] if found.matches is not None else unkept
    out.print(
        f"{shown(ledger)}: {found.position} entries replayed, {found.open_incidents} open and "
        f"{found.closed_incidents} closed incident(s). The state {said}. "
        f"Digest {found.digest[:16]}."
    )
    if found.matches is False:
        raise typer.Exit(1)


def timeline(
    ledger: LedgerName,
    incident: Annotated[str, typer.Argument(help="An incident such as I-1; all if left out.")] = "",
    key: KeyFile = None,
) -> None:
    """Print what happened, in words, as a report can use it."""
    from tocsin.engine import replay as replays
    from tocsin.engine import timeline as timelines
    from tocsin.engine.views import Views
    from tocsin.ledger.opening import shown

    with opened(ledger, key) as (held, codec):
        state, _ = replays.load(held, codec)
        views = Views(state, now_utc())
        entries = timelines.timeline(held.read(), codec, views, incident)
    if not entries:
        fail(f"{shown(ledger)} has no entry about {incident or 'anything'}.")
    out.print(timelines.table(entries), end="")


def erase(
    subject: Annotated[str, typer.Argument(help="person:ID, unknown:N or signal:ID.")],
    ledger: Annotated[
        str, typer.Option(help="The ledger file or database; its service must be stopped.")
    ],
    by: Annotated[str, typer.Option(help="Who decided it (a person id).")],
    key: KeyFile = None,
) -> None:
    """Destroy the keys of a person: their text is gone for good, the chain still verifies."""
    from tocsin import app
    from tocsin.ledger.opening import is_postgres, shown

    try:
        app.erase(ledger, subject, by, key)
    except LedgerError as error:
        fail(f"{shown(ledger)}: {error}", 2)
    out.print(f"{subject} is erased. The chain still verifies: tocsin verify {shown(ledger)}")
    out.print("Backups still hold the key: `tocsin backup` takes it out of those in its folder.")
    if is_postgres(ledger):
        out.print(
            "The database's log and backups may keep a copy of the dead key, wrapped by the key "
            "file. Make it worthless: tocsin rotate-key, then destroy the old key file everywhere."
        )


def rotate_key(ledger: LedgerName, key: KeyFile = None) -> None:
    """Put a new key file in the place of the old; the service must be stopped."""
    from tocsin.adapters.chance import unpredictable
    from tocsin.ledger.opening import key_path_of, shown, sole_writer
    from tocsin.ledger.vault import rotate_kek

    path = key or key_path_of(ledger)
    try:
        with sole_writer(ledger, "rotate-key") as held:
            count = rotate_kek(held, path, unpredictable)
    except LedgerError as error:
        fail(f"{shown(ledger)}: {error}", 2)
    out.print(f"{count} key(s) are wrapped by the new {path}. Destroy every copy of the old one.")
