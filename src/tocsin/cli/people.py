"""`tocsin dismiss`, `reinstate`, `link`, `token`, `end-keys`: who is in, from this second on."""

from enum import StrEnum
from typing import Annotated
from urllib.parse import quote

import typer

from tocsin.cli.asking import SETTINGS, SettingsFile, ask
from tocsin.cli.saying import out


def add_to(cli: typer.Typer) -> None:
    """Give the program these commands."""
    for command in (link, token, end_keys, dismiss, reinstate):
        cli.command()(command)


def _path(person: str, verb: str) -> str:
    return f"/api/v1/staff/{quote(person, safe='')}/{verb}"


class Page(StrEnum):
    """Which page a link opens."""

    CONSOLE = "console"
    STAFF = "staff"
    READY = "ready"


PageOption = Annotated[
    Page | None, typer.Option(help="What the link opens; left out, the page of their roles.")
]


def link(person: str, page: PageOption = None, settings: SettingsFile = SETTINGS) -> None:
    """Print a one-time link that signs a person in, at the page that is theirs."""
    out.print(ask(settings, "POST", "/api/v1/links", {"person": person, "page": page or ""})["url"])


def token(person: str, settings: SettingsFile = SETTINGS) -> None:
    """Print a token with which a program acts for a person."""
    out.print(ask(settings, "POST", "/api/v1/tokens", {"person": person})["token"])


def end_keys(
    person: Annotated[str, typer.Argument(help="A person id of the agency file.")],
    reason: Annotated[str, typer.Option(help="Why, for the record; it is sealed.")] = "",
    page: PageOption = None,
    settings: SettingsFile = SETTINGS,
) -> None:
    """End every key of a person at once, for a lost phone, and print their new one-time link."""
    body = {"reason": reason, "page": page or ""}
    told = ask(settings, "POST", _path(person, "end-keys"), body)
    out.print(f"Every link, session and token of {person} is ended. Pages go on. A new link:")
    out.print(told["url"])


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
