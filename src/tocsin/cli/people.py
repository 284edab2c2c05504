"""`tocsin dismiss` and `tocsin reinstate`: who works here, from this second on."""

from typing import Annotated
from urllib.parse import quote

import typer

from tocsin.cli.asking import SETTINGS, SettingsFile, ask
from tocsin.cli.saying import out


def add_to(cli: typer.Typer) -> None:
    """Give the program these commands."""
    cli.command()(dismiss)
    cli.command()(reinstate)


def _path(person: str, verb: str) -> str:
    return f"/api/v1/staff/{quote(person, safe='')}/{verb}"


def dismiss(
    person: Annotated[str, typer.Argument(help="A person id of the agency file.")],
    reason: Annotated[str, typer.Option(help="Why, for the record; it is sealed.")] = "",
    settings: SettingsFile = SETTINGS,
) -> None:
    """End everything of a person at once: sign-in, pages, duties, badges."""
    ask(settings, "POST", _path(person, "dismiss"), {"reason": reason})
    out.print(f"{person} is dismissed. Badges to lock: GET /api/v1/doors/locked.csv")


def reinstate(
    person: Annotated[str, typer.Argument(help="A person id.")],
    settings: SettingsFile = SETTINGS,
) -> None:
    """Take a dismissal back; the agency file is read again and brings them in."""
    ask(settings, "POST", _path(person, "reinstate"), {})
    out.print(f"{person} is reinstated.")
