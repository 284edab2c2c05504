"""`tocsin backup`, `restore`, `drill` and `archive`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tocsin.cli.asking import SETTINGS, SettingsFile, settings_from
from tocsin.cli.saying import fail, out
from tocsin.config import ArchiveSettings, BackupSettings, Settings

if TYPE_CHECKING:
    from tocsin.keeping.backup import ReadableLedger, Source
    from tocsin.ledger.opening import AnyLedger

LedgerOption = Annotated[
    str,
    typer.Option(
        "--ledger", help="A ledger file, or postgresql://...; that of the settings if left out."
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", help="The key file; LEDGER.kek, or tocsin.ledger.kek for a database."),
]


def add_to(cli: typer.Typer) -> None:
    """Give the program these commands."""
    for command in (backup, restore, drill, archive):
        cli.command()(command)


class Place(NamedTuple):
    """What is to be kept, and where: of the settings, or of a ledger alone."""

    settings: Settings | None
    settings_file: Path
    ledger: str
    kek_path: Path | None
    folder: Path
    backup: BackupSettings
    archive: ArchiveSettings

    @property
    def file(self) -> Path:
        """The ledger's file; for a database, where that would be: what lies beside it is there."""
        from tocsin.ledger.opening import is_postgres

        if not is_postgres(self.ledger):
            return Path(self.ledger)
        return (self.settings.path(".") if self.settings else Path()) / "tocsin.ledger"


def _place(
    settings_file: Path, ledger: str, to: Path | None, kind: str, key: Path | None = None
) -> Place:
    from tocsin.ledger.opening import is_postgres, key_path_of

    chosen = settings_from(settings_file) if not ledger or settings_file.exists() else None
    backups = (chosen.backup if chosen else None) or BackupSettings()
    archives = (chosen.archive if chosen else None) or ArchiveSettings()
    if not ledger and chosen is not None:
        own = chosen.ledger
        ledger = _with_agency(own, chosen) if is_postgres(own) else str(chosen.path(own))
    named = backups.folder if kind == "backup" else archives.folder
    folder = to or (chosen.path(named) if chosen else Path(named))
    here = chosen.path(".") if chosen and is_postgres(ledger) else Path()
    kek_path = key or key_path_of(ledger, here)
    kept = kek_path if key or kek_path.exists() else None
    return Place(chosen, settings_file, ledger, kept, folder, backups, archives)


def _with_agency(address: str, settings: Settings) -> str:
    """A database holds the ledgers of many agencies: the agency file says which is meant."""
    from tocsin.agency.load import read

    path = settings.path(settings.agency_file)
    if "#" in address or not path.exists():
        return address
    agency, _ = read(path.read_text(encoding="utf-8"))
    return f"{address}#{agency.settings.agency}" if agency else address


@contextmanager
def _opened(ledger: str) -> "Iterator[AnyLedger]":
    """A ledger for reading; whatever goes wrong inside ends the program with its sentence."""
    from tocsin.ledger.ledger import LedgerError
    from tocsin.ledger.opening import open_ledger

    try:
        opened = open_ledger(ledger, read_only=True)
        try:
            yield opened
        finally:
            opened.close()
    except LedgerError as error:
        fail(str(error))


def _source(place: Place, ledger: "ReadableLedger", with_secrets: bool) -> "Source":
    from tocsin.keeping.backup import Source
    from tocsin.ledger.kek import load_kek

    chosen = place.settings
    return Source(
        ledger,
        place.file.name,
        load_kek(place.kek_path) if place.kek_path else None,
        place.file.with_name(place.file.name + ".tracks") if place.backup.tracks else None,
        chosen.path(chosen.agency_file) if chosen else None,
        _settings_text(place, with_secrets),
    )


def _settings_text(place: Place, with_secrets: bool) -> str:
    import tomllib

    from tocsin.keeping.settings_shown import without_secrets

    if place.settings is None:
        return ""
    text = place.settings_file.read_text(encoding="utf-8")
    return text if with_secrets else without_secrets(tomllib.loads(text))


def backup(
    settings: SettingsFile = SETTINGS,
    ledger: LedgerOption = "",
    key: KeyFile = None,
    to: Annotated[
        Path | None, typer.Option(help="The folder of backups; that of [backup] if left out.")
    ] = None,
    key_to: Annotated[
        Path | None, typer.Option(help="Copy the key file there: another place, never a backup.")
    ] = None,
    with_secrets: Annotated[
        bool, typer.Option(help="Keep the settings with their secrets in them.")
    ] = False,
) -> None:
    """Take a backup while the service runs, and drop the oldest beyond `keep`."""
    from tocsin import __version__
    from tocsin.adapters.clock import now_utc
    from tocsin.keeping import backup as backups

    place = _place(settings, ledger, to, "backup", key)
    _check_apart(place.folder, key_to)
    with _opened(place.ledger) as opened:
        source = _source(place, opened, with_secrets)
        taken = backups.take(source, place.folder, now_utc(), __version__, place.backup.keep)
    told = taken.manifest
    out.print(
        f"{taken.folder}: {told.position} entries, {taken.keys_count} key(s), "
        f"{len(told.files)} file(s), {told.bytes} bytes. Head {told.head}"
    )
    if taken.keys_removed:
        out.print(f"{taken.keys_removed} key(s) of who was erased were taken out of older backups.")
    if taken.older_removed:
        out.print(f"{taken.older_removed} older backup(s) were removed.")
    _tell_of_key(place, key_to)
    if told.has("tocsin.toml") and not with_secrets:
        out.print(
            "The secrets of the settings are not in it; each is an `env:NAME` or `file:PATH` there."
        )


def _check_apart(backups: Path, key_to: Path | None) -> None:
    """End with a sentence when the key file would lie with the backups."""
    if key_to is None:
        return
    here, there = backups.resolve(), key_to.resolve()
    if there.is_relative_to(here) or here.is_relative_to(there):
        fail(f"{key_to} is with the backups. Whoever gets both can read everything.")


def _tell_of_key(place: Place, key_to: Path | None) -> None:
    """Copy the key file elsewhere when asked to, and say where it is not."""
    from tocsin.keeping.files import write

    kek = place.kek_path
    if key_to is None or kek is None:
        out.print("The key file is not in it: without that no personal text opens. Keep it apart.")
        return
    try:
        key_to.mkdir(parents=True, exist_ok=True, mode=0o700)
        write(key_to / kek.name, kek.read_bytes())
    except OSError as error:
        fail(f"{key_to} cannot be written: {error.strerror}.")
    out.print(f"The key file is in {key_to / kek.name}. Keep it apart from the backups.")


def restore(
    source: Annotated[
        Path, typer.Argument(metavar="BACKUP", help="A backup, or a folder of them: the newest.")
    ],
    to: Annotated[Path, typer.Option(help="An empty folder, or one that is not there yet.")],
    key: Annotated[Path | None, typer.Option(help="The key file, from where it is kept.")] = None,
    erasures: Annotated[
        list[Path] | None, typer.Option(help="A newer list of erasures than the one beside it.")
    ] = None,
    head: Annotated[
        str, typer.Option(help="POSITION:HASH noted elsewhere; the chain must pass through it.")
    ] = "",
    database: Annotated[
        str, typer.Option(help="Put the ledger into this database: postgresql://HOST/DATABASE.")
    ] = "",
) -> None:
    """Make a ledger of a backup in an empty place, if everything in it holds."""
    from tocsin.adapters.clock import now_utc
    from tocsin.cli.ledgers import witness_of
    from tocsin.keeping import erasures as lists
    from tocsin.keeping.restore import restore as restored_from
    from tocsin.ledger.kek import load_kek
    from tocsin.ledger.ledger import LedgerError
    from tocsin.ledger.opening import shown

    witness = witness_of(head)
    try:
        found = restored_from(
            _newest(source),
            to,
            now_utc(),
            lists=[lists.read_given(each) for each in erasures or ()],
            kek=load_kek(key) if key else None,
            witness=witness,
            database=database,
        )
    except LedgerError as error:
        fail(f"Not restored. {error}")
    told = found.manifest
    out.print(
        f"{shown(found.name)}: {told.position} entries of {told.agency} verify. Head {told.head}"
    )
    if found.erased:
        out.print(
            f"Left out, because they were erased: the keys of {len(found.erased)} subject(s)."
        )
    _next_steps(shown(found.name), found.ledger, told.taken_at.isoformat(), found.has_kek)


def _newest(source: Path) -> Path:
    """The newest backup of a folder of them; otherwise what was named."""
    from tocsin.keeping import backup as backups
    from tocsin.keeping import manifest

    inside = [] if (source / manifest.FILE).exists() else backups.backups_in(source)
    return inside[-1] if inside else source


def _next_steps(name: str, ledger: Path, taken_at: str, has_kek: bool) -> None:
    steps = [
        f"What was recorded after {taken_at} is not in it: ask who was on duty then.",
        f"Compare it with a head noted elsewhere: tocsin verify {name} --head POSITION:HASH",
    ]
    if not has_kek:
        steps.append(f"Put the key file at {ledger}.kek (mode 0600). Nothing starts without it.")
    if ledger.with_name("tocsin.toml").exists():
        steps.append(
            "Set the secrets that tocsin.toml asks for (env:NAME, file:PATH), and its paths."
        )
    steps.append("See that the old service is stopped for good, then start: tocsin serve")
    out.print("To do now:")
    for number, step in enumerate(steps, 1):
        out.print(f"{number}. {step}")


def drill(
    settings: SettingsFile = SETTINGS,
    ledger: LedgerOption = "",
    key: KeyFile = None,
    to: Annotated[
        Path | None, typer.Option(help="The folder of backups; that of [backup] if left out.")
    ] = None,
) -> None:
    """Restore the newest backup in a scratch folder and prove that it resumes; send nothing."""
    from tocsin.adapters.chance import draw, unpredictable
    from tocsin.adapters.clock import now_utc
    from tocsin.keeping import drill as drills

    place = _place(settings, ledger, to, "backup", key)
    with _opened(place.ledger) as running:
        chance = drills.Chance(unpredictable, draw)
        report = drills.drill(place.folder, running, place.kek_path, now_utc(), chance)
    for sentence in report.said:
        out.print(sentence)
    if not report.ok:
        fail(f"The drill with {report.backup} FAILED. The board shows it (backup_trouble:drill).")
    out.print(f"The drill with {report.backup} is done.")


def archive(
    settings: SettingsFile = SETTINGS,
    ledger: LedgerOption = "",
    to: Annotated[
        Path | None, typer.Option(help="The folder of segments; that of [archive] if left out.")
    ] = None,
    check: Annotated[bool, typer.Option(help="Add nothing; check what is there.")] = False,
    after_days: Annotated[
        float | None, typer.Option(help="How old entries are by then; of [archive] if left out.")
    ] = None,
) -> None:
    """Copy old entries into segments that verify by themselves; the ledger keeps them."""
    from datetime import timedelta

    from tocsin.adapters.clock import now_utc
    from tocsin.keeping import archive as archives

    place = _place(settings, ledger, to, "archive")
    days = place.archive.after_days if after_days is None else after_days
    with _opened(place.ledger) as opened:
        if not check:
            before = now_utc() - timedelta(days=days)
            for each in archives.extend(opened, place.folder, before):
                out.print(f"{each.file.name}: {each.file.bytes} bytes")
        whole = archives.verify(place.folder, opened.agency, opened)
    position, digest = whole.head
    out.print(
        f"{place.folder}: {len(whole.segments)} segment(s) with {position} entries verify, "
        f"and the ledger passes through each. Head {position}:{digest}"
    )
