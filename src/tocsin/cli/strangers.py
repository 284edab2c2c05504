"""`tocsin strangers` and `tocsin close-strangers`: after a flood, by somebody who may act."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from tocsin.cli.asking import SETTINGS, SettingsFile, ask
from tocsin.cli.saying import fail, out
from tocsin.facts.incidents import Disposition
from tocsin.web.settings import STRANGERS_LISTED_MAX

PATH = "/api/v1/strangers"
WORDS_CHARACTERS_MAX = 120
TokenFile = Annotated[
    Path, typer.Option(help="A file with the token of whoever judges them (tocsin token PERSON).")
]


def add_to(cli: typer.Typer) -> None:
    """Give the program these commands."""
    cli.command()(strangers)
    cli.command(name="close-strangers")(close_strangers)


def strangers(token_file: TokenFile, settings: SettingsFile = SETTINGS) -> None:
    """Print the open incidents of strangers: id, how many texts, the first, the latest.

    Lines that begin with # stay open whatever is said of the others, and say why.
    """
    after = ""
    while True:
        page = ask(settings, "GET", f"{PATH}?after={quote(after)}", {}, token_file)
        for one in page:
            typer.echo(_line(one))
        if len(page) < STRANGERS_LISTED_MAX:
            return
        after = page[-1]["incident"]


def _line(one: dict[str, Any]) -> str:
    words = (_printable(one[which]) for which in ("first", "latest"))
    mark = f"# {one['stays']} " if one["stays"] else ""
    return mark + "\t".join((one["incident"], str(one["texts"]), *words)).rstrip()


def _printable(text: str) -> str:
    """A stranger's words on one line, without anything that steers a terminal."""
    line = " ".join(text.split())[:WORDS_CHARACTERS_MAX]
    return "".join(letter if letter.isprintable() else "?" for letter in line)


def close_strangers(
    file: Annotated[
        Path, typer.Argument(help="What `tocsin strangers` printed, without those to keep open.")
    ],
    reason: Annotated[str, typer.Option(help="Why these are none; on the record of each.")],
    disposition: Annotated[
        Disposition, typer.Option(help="false_alarm, wrong_number, duplicate or test.")
    ],
    token_file: TokenFile,
    settings: SettingsFile = SETTINGS,
) -> None:
    """Close the incidents of strangers that somebody read and judged to be none, each by itself.

    None is closed that is of somebody known or located, that somebody took, or of which
    more was said since it was printed.
    """
    judged = _judged(file)
    closed, stay = 0, []
    for first in range(0, len(judged), STRANGERS_LISTED_MAX):
        some = judged[first : first + STRANGERS_LISTED_MAX]
        body = {"incidents": some, "disposition": disposition.value, "reason": reason}
        answer = ask(settings, "POST", f"{PATH}/close", body, token_file)
        closed += len(answer["closed"])
        stay += answer["open"]
    for one in stay:
        out.print(f"{one['incident']} stays open: {one['detail']}", highlight=False)
    out.print(f"{closed} closed, {len(stay)} stay open.", highlight=False)


def _judged(file: Path) -> list[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file} cannot be read ({type(error).__name__}).", 2)
    found = []
    for number, line in enumerate(lines, start=1):
        incident, _, rest = line.partition("\t")
        texts = rest.partition("\t")[0]
        if line.strip() and not line.startswith("#"):
            if not texts.isdigit():
                fail(
                    f"Line {number} of {file} is none of `tocsin strangers`; nothing was closed.", 2
                )
            found.append({"incident": incident, "texts": int(texts)})
    if not found:
        fail(f"{file} names no incident.", 2)
    return found
