"""Whether the tests see what they are there for: `python -m tests.mutants`, or `make mutants`.

Each `*.patch` beside this file plants one defect in a copy of the source. Its header
says what the defect is and which tests, the cheapest, must find it. A defect that they
let pass is a hole in the tests, and this ends with 1.

    python -m tests.mutants [NAME ...] [--jobs N]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent
ROOT: Final = FOLDER.parents[1]
LIMIT_S: Final = 600


class Mutant(NamedTuple):
    """One planted defect."""

    name: str
    what: str
    tests: tuple[str, ...]
    patch: Path


class Verdict(NamedTuple):
    """Whether it was found, by which test, and in how many seconds."""

    mutant: Mutant
    caught: bool
    by: str
    took_s: float

    def line(self) -> str:
        """One line of the table."""
        said = f"caught by {self.by}" if self.caught else f"NOT CAUGHT ({self.by})"
        return f"{self.mutant.name:24} {self.took_s:6.1f} s  {said}"


def mutants(names: Sequence[str] = ()) -> list[Mutant]:
    """All of them, or those of these names."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.patch"))]
    return [one for one in found if not names or one.name in names]


def _read(path: Path) -> Mutant:
    header = path.read_text().partition("\n\n")[0]
    fields = dict(line.split(": ", 1) for line in header.splitlines())
    return Mutant(path.stem, fields["what"], tuple(fields["tests"].split()), path)


def plant(mutant: Mutant, tree: Path, *, only_check: bool = False) -> str:
    """Apply the patch to a tree that has `src`; what git says when it does not fit."""
    command = ["git", "apply", "--unidiff-zero", "-C1", *(["--check"] if only_check else [])]
    # Outside of any repository: what git ignores there is not skipped here.
    given = {**os.environ, "GIT_DIR": os.devnull}
    done = subprocess.run(
        [*command, str(mutant.patch)],
        cwd=tree,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip() if done.returncode else ""


def judge(mutant: Mutant) -> Verdict:
    """Plant it in a copy of the source and run its tests there."""
    started = perf_counter()
    with tempfile.TemporaryDirectory(prefix="tocsin-mutant-") as folder:
        tree = Path(folder)
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "src", tree / "src", ignore=skip)
        misfit = plant(mutant, tree)
        if misfit:
            return Verdict(mutant, False, misfit.splitlines()[-1], perf_counter() - started)
        said = _tested(mutant, tree / "src")
    by = next((line for line in said if line.startswith(("FAILED", "ERROR"))), "")
    found = by.partition(" - ")[0].removeprefix("FAILED ").removeprefix("ERROR ")
    return Verdict(mutant, bool(by), found or said[-1], perf_counter() - started)


def _tested(mutant: Mutant, source: Path) -> list[str]:
    """What pytest says of its tests, run over this source."""
    options = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
    given = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *mutant.tests],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    return (done.stdout + done.stderr).strip().splitlines() or ["pytest said nothing"]


def judged(chosen: Sequence[Mutant], jobs: int) -> Iterator[Verdict]:
    """The verdict on each, in their order."""
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(judge, chosen)


def main(arguments: Sequence[str]) -> int:
    """Run them and print the table; 1 when one was not caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("names", nargs="*", help="Only these mutants.")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args(arguments)
    verdicts = []
    for verdict in judged(mutants(given.names), given.jobs):
        sys.stdout.write(verdict.line() + "\n")
        sys.stdout.flush()
        verdicts.append(verdict)
    caught = sum(verdict.caught for verdict in verdicts)
    seconds = sum(verdict.took_s for verdict in verdicts)
    sys.stdout.write(f"{caught} of {len(verdicts)} planted defects caught, {seconds:.0f} s\n")
    return 0 if verdicts and caught == len(verdicts) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
