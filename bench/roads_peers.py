"""The other road engines, in a Python of their own: `bench.roads` starts it and asks by lines.

Each line in is a JSON list (what, arguments), each line out its answer. Seconds
are measured here, around the engine's own call, so the pipe is not in them.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

SETTINGS = {
    "maneuver_penalty": 0, "gate_cost": 0, "gate_penalty": 0, "private_access_penalty": 0,
    "destination_only_penalty": 0, "service_penalty": 0, "service_factor": 1, "alley_penalty": 0,
    "alley_factor": 1, "toll_booth_cost": 0, "toll_booth_penalty": 0, "country_crossing_cost": 0,
    "country_crossing_penalty": 0, "use_highways": 1, "use_tolls": 1, "use_living_streets": 1,
    "use_tracks": 1, "top_speed": 252,
}  # fmt: skip
"""Valhalla's likes and dislikes switched off, so that its fastest way is the fastest."""


class Valhalla:
    """pyvalhalla's matrix by the plain sweep (timedistancematrix), its quickest for one place."""

    def __init__(self, pbf: str, folder: str) -> None:
        import valhalla  # noqa: PLC0415, only in the peers' Python

        tiles = Path(folder) / "valhalla"
        tiles.mkdir(exist_ok=True)
        config = valhalla.get_config(tile_dir=str(tiles), tile_extract="", verbose=False)
        config["mjolnir"]["concurrency"] = 2
        config["thor"]["source_to_target_algorithm"] = "timedistancematrix"
        limits = config["service_limits"]["auto"]
        limits |= {"max_matrix_location_pairs": 10**7, "max_locations": 10**5}
        limits["max_matrix_distance"] = 10**8
        path = Path(folder) / "valhalla.json"
        path.write_text(json.dumps(config))
        program = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
        built = subprocess.run(
            [program, "-c", path, pbf], capture_output=True, text=True, check=False
        )
        if built.returncode:
            raise OSError(built.stderr[-2000:])
        self.version = valhalla.__version__
        self._actor = valhalla.Actor(str(path))

    def matrix(self, sources, targets, *, shortest=False, what="durations"):
        """Seconds (or kilometres: distances) of the fastest or the shortest ways, each to each."""
        ask = {
            "sources": [{"lat": lat, "lon": lon} for lat, lon in sources],
            "targets": [{"lat": lat, "lon": lon} for lat, lon in targets],
            "costing": "auto",
            "costing_options": {"auto": SETTINGS | {"shortest": shortest}},
            "verbose": False,
        }
        text = json.dumps(ask)
        start = time.perf_counter()
        raw = self._actor.matrix(text)
        took = time.perf_counter() - start
        found = json.loads(raw)["sources_to_targets"]
        return took, found[what]


class Pandana:
    """pandana's contraction hierarchy over junctions, without turns."""

    def __init__(self, arrays: str) -> None:
        import importlib.metadata  # noqa: PLC0415, only in the peers' Python

        import numpy as np  # noqa: PLC0415, only in the peers' Python
        import pandana  # noqa: PLC0415, only in the peers' Python
        import pandas as pd  # noqa: PLC0415, only in the peers' Python

        data = np.load(arrays)
        self.version = importlib.metadata.version("pandana")
        self._network = pandana.Network(
            pd.Series(data["x"]), pd.Series(data["y"]), pd.Series(data["tail"]),
            pd.Series(data["head"]), pd.DataFrame({"s": data["s"]}), twoway=False,
        )  # fmt: skip

    def matrix(self, sources, targets):
        """Seconds between junctions."""
        one = [source for source in sources for _ in targets]
        other = list(targets) * len(sources)
        start = time.perf_counter()
        found = self._network.shortest_path_lengths(one, other, imp_name="s")
        took = time.perf_counter() - start
        width = len(targets)
        return took, [found[at : at + width] for at in range(0, len(found), width)]


def main() -> None:
    """Answers go to the real standard output; what engines print there goes to the errors."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    engines = {}
    for line in sys.stdin:
        what, name, arguments, options = json.loads(line)
        try:
            if what == "start":
                kind = {"valhalla": Valhalla, "pandana": Pandana}[name]
                engines[name] = kind(*arguments)
                answer = engines[name].version
            else:
                answer = engines[name].matrix(*arguments, **options)
        except (ImportError, OSError, RuntimeError) as error:
            answer = {"error": str(error)}
        print(json.dumps(answer, default=float), file=out, flush=True)


if __name__ == "__main__":
    main()
