"""The program `tocsin`: one small function for each command.

Each command imports what it needs when it runs: a name in a file is checked, and somebody
signed in, without waiting for the compiler of the road network.
"""

import os
import sys
import tempfile
from collections.abc import Coroutine
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin import __version__, config
from tocsin.adapters.clock import now_utc
from tocsin.agency.diff import state_of
from tocsin.agency.load import read
from tocsin.agency.state import Agency
from tocsin.agency.who_now import render, who_now
from tocsin.cli import (
    keeping,
    ledgers,
    maps,
    onboarding,
    people,
    proving,
    simulating,
    strangers,
    watching,
)
from tocsin.cli.asking import SETTINGS, SettingsFile, ask, settings_from
from tocsin.cli.saying import fail, out, steps
from tocsin.config import Settings, SettingsError
from tocsin.ledger.ledger import LedgerError

if TYPE_CHECKING:
    from tocsin.adapters.door import Door
    from tocsin.adapters.phones import PhoneGateway

cli = typer.Typer(
    name="tocsin",
    help="From a worker's SOS to a responder at their side.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
onboarding.add_to(cli)
maps.add_to(cli)
watching.add_to(cli)
people.add_to(cli)
strangers.add_to(cli)
simulating.add_to(cli)
ledgers.add_to(cli)
keeping.add_to(cli)
proving.add_to(cli)


def agency_from(path: Path) -> Agency:
    """The agency of a file, or every mistake in it and the end."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path} cannot be read: {type(error).__name__}. Give a TOML file in UTF-8.", 2)
    agency, mistakes = read(text)
    for mistake in mistakes:
        typer.echo(f"{path}: {mistake}")
    if agency is None:
        fail(f"{len(mistakes)} mistake(s). The file is not accepted.")
    return agency


@cli.command()
def check(file: Annotated[Path, typer.Argument(help="An agency file.")]) -> None:
    """Report every mistake of an agency file at once, each with its line."""
    agency = agency_from(file)
    out.print(
        f"{file}: no mistakes. {len(agency.staff)} staff, {len(agency.places)} places, "
        f"{len(agency.units)} units, {len(agency.policies)} policies, "
        f"{len(agency.safety_plans)} safety plan(s)."
    )


@cli.command(name="who-now")
def who_now_command(
    file: Annotated[
        Path | None, typer.Argument(help="An agency file; that of tocsin.toml if left out.")
    ] = None,
    at: Annotated[
        datetime | None, typer.Option(help="Another moment than now, UTC unless it says.")
    ] = None,
) -> None:
    """Print who would be paged this minute, and every hole in the next seven days."""
    if file is None:
        chosen = settings_from(SETTINGS) if SETTINGS.exists() else Settings()
        file = chosen.path(chosen.agency_file)
    moment = at or now_utc()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    found = who_now(state_of(agency_from(file), moment), moment)
    out.print(render(found))
    if found.holes:
        raise typer.Exit(1)


@cli.command()
def serve(settings: SettingsFile = SETTINGS) -> None:
    """Run the service with the gateways of the settings file."""
    chosen = settings_from(settings)
    path = chosen.path(chosen.agency_file)
    if not path.exists():
        fail(f"There is no agency file {path}. Make one: tocsin init", 2)
    # Loading the rest takes longer than anybody waits for an answer.
    with _door(chosen) as door:
        _serve(chosen, path, door)


def _serve(chosen: Settings, path: Path, door: "Door") -> None:
    from tocsin import app
    from tocsin.ways import ways_of

    ways = lambda _clock: ways_of(chosen)  # noqa: E731
    try:
        wired = app.wire(chosen, path.read_text(encoding="utf-8"), ways, tell=door.tell)
    except app.AgencyFileError as error:
        for mistake in error.mistakes:
            typer.echo(f"{path}: {mistake}", err=True)
        fail(str(error))
    except (LedgerError, SettingsError) as error:
        fail(str(error), 2)
    for mistake in wired.mistakes:
        typer.echo(f"{path}: {mistake}", err=True)
    _run(app.serve(chosen, wired, door=door, announce=lambda: _announce(chosen)))


def _door(settings: Settings) -> "Door":
    from tocsin.adapters.door import Door, listen

    try:
        return Door(listen(settings.host, settings.port))
    except OSError as error:
        fail(f"{settings.listens_on} cannot be listened on: {error.strerror}.", 2)


def _run(serving: Coroutine[Any, Any, None]) -> None:
    import asyncio

    from tocsin.engine.ready import is_held_up

    try:
        asyncio.run(serving)
    except SettingsError as error:
        fail(str(error), 2)
    if is_held_up():
        # All is closed and on record; whoever starts us again waits for no thread.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _announce(settings: Settings) -> None:
    out.print(f"Tocsin {__version__} is listening on {settings.listens_on}")
    out.print("To sign in: tocsin link PERSON")


@cli.command()
def demo(
    headless: Annotated[bool, typer.Option(help="Play the story at full speed and end.")] = False,
    ledger: Annotated[Path | None, typer.Option(help="Keep the ledger in this file.")] = None,
    port: Annotated[int, typer.Option(help="The port on this machine.")] = 8787,
) -> None:
    """Show a control room and a few phones; nothing leaves this machine."""
    if ledger is not None and ledger.exists():
        fail(f"{ledger} exists already. Give a new file; a ledger is never overwritten.", 2)
    if headless:
        _play(ledger)
        return
    with tempfile.TemporaryDirectory(prefix="tocsin-demo-") as folder:
        path = ledger.resolve() if ledger else Path(folder) / "demo.ledger"
        _serve_demo(Path(folder), path, port)


def _play(ledger: Path | None) -> None:
    from tocsin.engine import timeline as timelines
    from tocsin.sim import story

    played = story.play(ledger)
    out.print(timelines.table(played.entries))
    out.print(played.table(), end="")
    if ledger is not None:
        out.print(f"Verify it: tocsin verify {ledger}   Rebuild it: tocsin replay {ledger}")
    if not played.ok:
        raise typer.Exit(1)


def _serve_demo(folder: Path, ledger: Path, port: int) -> None:
    from tocsin import app
    from tocsin.adapters.phones import PhoneGateway
    from tocsin.web.demo import demo_routes

    text = files("tocsin.sim").joinpath("demo/harlow.toml").read_text(encoding="utf-8")
    agency_file = folder / "agency.toml"
    # The demo has phones and nothing else, so nobody in it has mail or a service.
    kept = [line for line in text.splitlines() if not line.startswith(("emails =", "services ="))]
    text = "\n".join(kept) + "\n"
    # The phones of the demo are tapped on this machine, so that is where their links lead.
    address = f"http://127.0.0.1:{port}"
    text = text.replace("[agency]\n", f'[agency]\npublic_url = "{address}"\n', 1)
    agency_file.write_text(text, encoding="utf-8")
    settings = Settings(
        agency_file=str(agency_file),
        ledger=str(ledger),
        port=port,
        folder=str(folder),
        map=config.MapSettings(str(_map_of_harlow(folder))),
    )
    phones: list[PhoneGateway] = []

    def ways(clock: Any) -> "list[PhoneGateway]":
        phones.append(PhoneGateway("phones", clock))
        return phones

    wired = app.wire(settings, text, ways)
    routes = demo_routes(wired.service, phones[0])
    say = lambda: out.print(f"The control room and the phones: {settings.url}/demo")  # noqa: E731
    _run(app.serve(settings, wired, demo=True, extra_routes=routes, announce=say))


def _map_of_harlow(folder: Path) -> Path:
    """The invented town as a real OpenStreetMap file, imported as any other."""
    from tocsin.harlow.writing import write_harlow
    from tocsin.maps.importing import import_map

    source = folder / "harlow.osm.pbf"
    with steps() as progress:
        progress("drawing the town", 0.0)
        write_harlow(source)
        progress("drawing the town", 1.0)
        import_map(source, folder / "harlow.map", progress)
    return folder / "harlow.map"


@cli.command(name="test-page")
def send_test_page(
    recipient: Annotated[str, typer.Argument(help="person:ID, unit:ID or everyone.")] = "everyone",
    channel: Annotated[
        str, typer.Option(help="sms, email, apprise or push; all if left out.")
    ] = "",
    settings: SettingsFile = SETTINGS,
) -> None:
    """Send a test page and say who must answer it."""
    body = {"recipient": recipient, "channel": channel}
    answer = ask(settings, "POST", "/api/v1/test-page", body)
    out.print(f"Test page requested: {', '.join(answer.get('recipients', [recipient]))}.")
    out.print("Whoever does not answer within an hour raises an alarm on the board.")


@cli.command()
def reload(settings: SettingsFile = SETTINGS) -> None:
    """Let the running service read the agency file again."""
    answer = ask(settings, "POST", "/api/v1/agency/reload", {})
    for mistake in answer.get("mistakes", []):
        typer.echo(mistake, err=True)
    if answer.get("mistakes"):
        fail("The file has mistakes; what held before still holds.")
    out.print("Reloaded.")


def main() -> None:
    """Run the program; end quietly when the reader of its output goes away."""
    try:
        cli()
    except BrokenPipeError:
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
