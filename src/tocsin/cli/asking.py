"""Asking the running service something, as this machine's administrator."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from tocsin import config
from tocsin.cli.saying import fail
from tocsin.config import Settings, SettingsError

SettingsFile = Annotated[Path, typer.Option("--settings", help="The settings file.")]
SETTINGS = Path("tocsin.toml")
ANSWER_S = 30.0
"""How long the running service may take to answer a command of this program."""


def settings_from(path: Path) -> Settings:
    """The settings of this installation, or what is wrong with them and the end."""
    try:
        return config.load(path)
    except SettingsError as error:
        fail(str(error), 2)


def ask(
    settings: Path, method: str, path: str, body: dict[str, Any], token_file: Path | None = None
) -> Any:
    """Ask the running service, as this machine's administrator or as whose token lies there."""
    from http.client import HTTPConnection, HTTPException

    chosen = settings_from(settings)
    token_path = token_file or chosen.beside(".admin")
    service = HTTPConnection(chosen.host, chosen.port, timeout=ANSWER_S)
    try:
        token = token_path.read_text(encoding="ascii").strip()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        service.request(method, path, json.dumps(body), headers)
        answer = service.getresponse()
        said = answer.read().decode("utf-8", "replace")
    except FileNotFoundError:
        hint = "" if token_file else " Has `tocsin serve` run with these settings?"
        fail(f"There is no {token_path}.{hint}", 2)
    except (OSError, HTTPException) as error:
        fail(f"The service does not answer ({type(error).__name__}). Is it running?", 2)
    finally:
        service.close()
    if answer.status >= 300:
        fail(f"Refused ({answer.status}): {said}")
    return json.loads(said) if said else {}
