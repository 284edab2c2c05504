"""`tocsin prove` and `tocsin reach`: whether providers deliver, and people can be reached."""

from typing import Annotated

import typer
from rich.table import Table

from tocsin.cli.asking import SETTINGS, SettingsFile, ask
from tocsin.cli.saying import out


def add_to(cli: typer.Typer) -> None:
    """Give the program these commands."""
    cli.command()(prove)
    cli.command()(reach)


def prove(
    provider: Annotated[str, typer.Argument(help="A [[gateway]]; every one if left out.")] = "",
    settings: SettingsFile = SETTINGS,
) -> None:
    """Send a loopback text by a provider to a number of ours: it must come back."""
    told = ask(settings, "POST", "/api/v1/prove", {"provider": provider})
    out.print(f"On their way: {', '.join(told['providers'])}. See `tocsin reach` in a minute.")


def reach(settings: SettingsFile = SETTINGS) -> None:
    """Show when each provider and each person was last proven to be reached, and how."""
    told = ask(settings, "GET", "/api/v1/reachability", {})
    providers = Table("provider", "channel", "receipts", "loopback", "last proven", "order")
    for one in told["providers"]:
        receipts = f"{one['receipts_came']} came, {one['receipts_missed']} missed"
        order = "tried last" if one["is_passed_over"] else ""
        last = one["proven_at"] or one["last_receipt_at"] or "never"
        providers.add_row(
            one["name"], one["channel"], receipts, one["loopback"].replace("_", " "), last, order
        )
    people = Table("who", "channel", "last proven", "known by", "last failure")
    for one in told["people"]:
        people.add_row(
            one["name"],
            one["channel"],
            one["proven_at"] or "never",
            one["known_by"],
            one["failed_at"] or "",
        )
    out.print(providers)
    out.print(people)
