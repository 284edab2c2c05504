"""Compile what the tests compile, once: otherwise every worker does it at the same time.

    python -m tests.warm

What is kept already is loaded, which takes a few seconds.
"""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import numpy as np

from tests.harlow.drawn import file_of
from tocsin.agency.load import read
from tocsin.finding import grids, schedule
from tocsin.ground.waking import wake
from tocsin.maps.importing import import_map
from tocsin.maps.opening import open_ground
from tocsin.proximity import watcher
from tocsin.roads import hierarchy

HARLOW = Path(__file__).parents[1] / "src/tocsin/sim/demo/harlow.toml"
SATURDAY = datetime(2026, 3, 7, 23, 30, tzinfo=UTC)


def warm_town() -> None:
    """Import Harlow and ask it everything that a service asks when it starts."""
    agency, mistakes = read(HARLOW.read_text(encoding="utf-8"))
    assert agency is not None, mistakes
    with TemporaryDirectory() as folder:
        out = Path(folder) / "harlow.map"
        import_map(file_of(1)[0], out, lambda _step, _share: None)
        ground = open_ground(out, ZoneInfo("America/Chicago"))
        wake(ground, list(agency.places.values()), SATURDAY)


def main() -> None:
    for each in (hierarchy, schedule, watcher):
        each.warm()
    grids.cover(
        np.full((4, 4), 0.05), 30.0, np.zeros((1, 2)),
        sweep_m=30.0, speed_m_per_s=1.0, half_life_s=1800.0, horizon_s=3600.0,
    )  # fmt: skip
    warm_town()


if __name__ == "__main__":
    main()
