"""The command for watcher processes, which share the messages of a broker."""

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from tocsin import config
from tocsin.cli.saying import fail, out


def watcher(
    broker: Annotated[str, typer.Argument(help="A broker's name; the only one if left out.")] = "",
    settings: Annotated[Path, typer.Option("--settings", help="The settings file.")] = Path(
        "tocsin.toml"
    ),
) -> None:
    """Share the messages of a broker with other watchers, and hand them to the service."""
    import asyncio

    from tocsin.adapters.brokers import watch
    from tocsin.adapters.log import configure

    try:
        chosen = config.load(settings)
    except config.SettingsError as error:
        fail(str(error), 2)
    named = [each for each in chosen.broker if broker in ("", each.name)]
    if len(named) != 1:
        known = ", ".join(each.name for each in chosen.broker) or "none"
        fail(f"Say which broker: {settings} has {known}.", 2)
    if not named[0].watcher_secret:
        fail(f"{settings}: [[broker]] {named[0].name} has no watcher_secret.", 2)
    configure()
    name = f"{socket.gethostname()}-{os.getpid()}"
    out.print(f"Watching {named[0].name} as {name}. Stop with Ctrl-C.")
    url = f"http://{chosen.host}:{chosen.port}"
    with suppress(KeyboardInterrupt):
        asyncio.run(watch(named[0], name, url, named[0].watcher_secret))


def add_to(cli: typer.Typer) -> None:
    """Give the program this command."""
    cli.command()(watcher)
