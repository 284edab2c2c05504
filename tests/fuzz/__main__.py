"""`make fuzz SECONDS=60`: each parser for so many seconds, guided by coverage (atheris).

`python -m tests.fuzz SECONDS [NAME ...]`. Each runs in a process of its own; what breaks one is
kept in `build/fuzz/NAME-crash-*` and belongs into the corpus of `test_parsers.py` then.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

OUT: Final = Path("build/fuzz")


def one(name: str, seconds: str) -> None:
    """Fuzz one parser in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["tocsin"]):
        from tests.fuzz.harness import HARNESSES
        from tests.fuzz.test_parsers import CORPUS
    seeds = OUT / name
    seeds.mkdir(parents=True, exist_ok=True)
    for number, octets in enumerate(CORPUS):
        (seeds / f"seed-{number}").write_bytes(octets)
    kept = f"-artifact_prefix={OUT}/{name}-"
    limits = [f"-max_total_time={seconds}", "-max_len=4096"]
    atheris.Setup(["fuzz", str(seeds), kept, *limits], HARNESSES[name])
    atheris.Fuzz()


def each(seconds: str, names: list[str]) -> int:
    """Fuzz them one after the other; 1 when any was broken."""
    from tests.fuzz.harness import HARNESSES

    broken = []
    for name in names or list(HARNESSES):
        command = [sys.executable, "-m", "tests.fuzz", "--one", name, seconds]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, errors="replace"
        )
        sys.stdout.write(f"{name}: {'broken' if done.returncode else 'well'}{told(done.stderr)}\n")
        sys.stdout.flush()
        if done.returncode:
            broken.append(name)
            sys.stdout.write(f"{done.stdout[-3000:]}\n{done.stderr[-1000:]}\n")
    return 1 if broken else 0


def told(said: str) -> str:
    """How many inputs were tried, and how many edges of our own code they reached."""
    found = re.findall(r"^#(\d+)\s.*?cov: (\d+)", said, re.MULTILINE)
    return f", {int(found[-1][0]):,} inputs, {found[-1][1]} edges" if found else ""


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        one(sys.argv[2], sys.argv[3])
    else:
        sys.exit(each(sys.argv[1], sys.argv[2:]))
