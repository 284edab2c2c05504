"""The shell sessions of a page: what is typed, and what must be seen.

A fenced block that opens with ```console is executed. A line that begins with
`$ ` is typed; the lines below it are what must be seen, where `...` within a line
stands for anything and a line of `...` alone for any lines. Every command
must end well, but in a block that opens with ```console fails.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
LIMIT_S: Final = 60

_BLOCK: Final = re.compile(r"^```console( fails)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Typed(NamedTuple):
    """One command, what must be seen, and whether it must fail."""

    command: str
    seen: tuple[str, ...]
    fails: bool


def sessions(page: Path) -> list[Typed]:
    """Every command of a page, in order."""
    found = []
    for fails, body in _BLOCK.findall(page.read_text(encoding="utf-8")):
        for each in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, *seen = each.rstrip("\n").split("\n")
            found.append(Typed(command, tuple(seen), bool(fails)))
    return found


def folder(path: Path) -> Path:
    """A folder that looks like a fresh checkout after `make setup`."""
    (path / ".venv").symlink_to(sys.prefix)
    (path / "src").symlink_to(ROOT / "src")
    return path


def typed(command: str, where: Path) -> tuple[int, str]:
    """Run a command as a user would; its end and everything it showed."""
    done = subprocess.run(
        command,
        shell=True,
        cwd=where,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    return done.returncode, done.stdout


def shows(output: str, expected: tuple[str, ...]) -> bool:
    """Whether the output is what the page shows, but for what `...` leaves open."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "..." else ".*".join(map(re.escape, line.split("..."))) + r" *\n"
        for line in expected
    )
    return not expected or re.fullmatch(pattern, output.rstrip() + "\n") is not None


def play(page: Path, where: Path) -> None:
    """Type everything on a page, one command after the other."""
    for one in sessions(page):
        code, output = typed(one.command, where)
        assert (code != 0) == one.fails, f"$ {one.command}\nended with {code}\n{output}"
        assert shows(output, one.seen), f"$ {one.command}\n{output}\nbut {page.name} shows\n" + (
            "\n".join(one.seen)
        )
