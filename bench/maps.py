"""Importing real maps: seconds by phase, memory, and how long a load takes.

`python -m bench.maps [file.osm.pbf ...]`, all maps of the shared data by default.
Each import is a process of its own, after one small import that lets Numba compile
or find its cache. Memory is the peak of the process above what it had before the
import. A load is a process of its own: open the file, and the network, footways,
turns, hierarchy and gazetteer out of it; then every byte is read. Cold means that
the file was dropped from the page cache before.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tocsin.maps.file import open_map
from tocsin.maps.importing import import_map
from tocsin.places.gazetteer import gazetteer_from
from tocsin.roads.hierarchy import hierarchy_from
from tocsin.roads.network import footways_from, network_from
from tocsin.roads.turns import turns_from

DATA = Path(os.environ.get("TOCSIN_DATA", "/work/shared/data"))

LOADS = 5

PHASES = ("reading", "building", "indexing", "preparing", "writing")


def import_one(source: Path, out: Path) -> None:
    """Import in this process; seconds by phase, peak memory and counts as JSON."""
    warm = DATA / "osm_pbf/baltimore_city_part.osm.pbf"
    import_map(warm if warm.exists() else source, out, lambda *_: None)
    before = _peak_mib()
    began: dict[str, float] = {}
    took: dict[str, float] = {}

    def progress(doing: str, share: float) -> None:
        if share == 0:
            began[doing] = time.perf_counter()
        phase = doing.split(maxsplit=1)[0]
        if share == 1 and doing in began:
            took[phase] = took.get(phase, 0.0) + time.perf_counter() - began.pop(doing)

    start, worked = time.perf_counter(), time.process_time()
    summary = import_map(source, out, progress)
    whole, worked = time.perf_counter() - start, time.process_time() - worked
    told = {"whole": whole, "cpu": worked, "took": took, "before": before, "peak": _peak_mib()}
    print(json.dumps(told | {"arcs": summary.counts["arcs"], "bytes": summary.file_bytes}))


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load_one(path: Path) -> None:
    """Load in this process; milliseconds to open, and to read every byte, as JSON."""
    start = time.perf_counter()
    opened = open_map(path)
    network_from(opened.arrays)
    footways_from(opened.arrays)
    turns_from(opened.arrays)
    hierarchy_from(opened.arrays)
    gazetteer_from(opened.arrays)
    done = time.perf_counter()
    for array in opened.arrays.values():
        array.view("u1").sum() if array.size else None
    touched = time.perf_counter()
    print(json.dumps({"open": 1e3 * (done - start), "touch": 1e3 * (touched - done)}))


def _child(how: str, *paths: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.maps", how, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _forget(path: Path) -> None:
    """Drop the file from the page cache."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def row(source: Path, out: Path) -> str:
    """One line of the table."""
    made = _child("--import", source, out)
    cold = []
    for _ in range(3):
        _forget(out)
        cold.append(_child("--load", out))
    warm = [_child("--load", out) for _ in range(LOADS)]
    million = made["arcs"] / 1e6
    grown = made["peak"] - made["before"]
    cells = [
        source.name.removesuffix(".osm.pbf"),
        f"{source.stat().st_size / 1e6:.1f}",
        *(f"{made['took'].get(phase, 0.0):.2f}" for phase in PHASES),
        f"**{made['whole']:.1f}**",
        f"{made['cpu']:.1f}",
        f"{made['peak']:.0f}",
        f"{made['arcs']:,}",
        f"{made['cpu'] / million:.0f}",
        f"{grown / million:,.0f}",
        f"{made['bytes'] / 1e6:.1f}",
        *(
            f"{statistics.median(load[what] for load in loads):.1f}"
            for loads in (cold, warm)
            for what in ("open", "touch")
        ),
    ]
    return f"| {' | '.join(cells)} |"


def main(sources: list[Path]) -> None:
    """Print the table."""
    heads = [
        "map", "MB", *(f"{phase} s" for phase in PHASES), "import s", "CPU s",
        "peak RSS MiB", "arcs",
        "CPU s per million arcs",
        "MiB per million arcs", "map file MB",
        "cold: open ms", "then read all ms", "warm p50: open ms", "then read all ms",
    ]  # fmt: skip
    print(f"| {' | '.join(heads)} |")
    print(f"|---{'|--:' * (len(heads) - 1)}|")
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        for source in sources:
            print(row(source, Path(folder) / "bench.map"), flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["--import"]:
        import_one(Path(given[1]), Path(given[2]))
    elif given[:1] == ["--load"]:
        load_one(Path(given[1]))
    else:
        found = [Path(name) for name in given] or sorted(
            DATA.rglob("*.osm.pbf"), key=lambda path: path.stat().st_size
        )
        main(found)
