"""Travel times: one place to 200 and 1,000 units, a matrix, a closure; beside the best.

`python -m bench.roads [--map file.osm.pbf] [--peers python] [--pairs 4000]`

`--peers` is a Python that has the other engines (a row is left out, saying so,
where one is missing): `python3.12 -m venv peers && peers/bin/pip install pyvalhalla
pandana`; routingkit-cch comes with our own environment. All drive the same map at
the same speeds: every road gets the speed of its class as its posted limit, in a
copy of the map that Valhalla builds its tiles from. Engines take turns in one run.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import osmium

from bench import roads_turns
from bench.roads_town import SameSpeeds, Town
from tocsin.roads import hierarchy, turns
from tocsin.roads.engine import CLOSED, Ends
from tocsin.roads.sweep import Sweep
from tocsin.roads.turning import TurnCosts

PORTO = Path("/work/shared/data/osm_pbf/porto.osm.pbf")
LONG_ENOUGH_S = 180
"""Valhalla answers in whole seconds, which must not show in a ratio."""

BLOCK = 10
"""Pairs are compared in blocks of so many places by so many."""

NO_WAY = 1e7

OURS = TurnCosts(u_turn_s=600.0)
"""The defaults; but Valhalla turns round at dead ends only."""

NO_TURNS = TurnCosts(*[0.0] * 9, 0.0, 600.0)
VALHALLA_LIKE = TurnCosts(
    near_turn_s=3.5, far_turn_s=2.5, signals_s=2.0, bigger_road_s=2.0, u_turn_s=600.0
)
"""Fitted to Valhalla's times between other places than those compared here (seed 7)."""


class Peers:
    """The process with the other engines."""

    def __init__(self, python):
        self._process = None
        if python:
            command = [python, str(Path(__file__).with_name("roads_peers.py"))]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )

    def start(self, name, *arguments):
        """Whether this engine is there now."""
        answer = (
            self._ask("start", name, arguments, {}) if self._process else {"error": "no --peers"}
        )
        missing = isinstance(answer, dict)
        print(f"{name}: {'left out, ' + answer['error'] if missing else answer}")
        return not missing

    def matrix(self, name, sources, targets, **options):
        """Seconds it took, and the answer as an array."""
        answer = self._ask("matrix", name, (sources, targets), options)
        if isinstance(answer, dict):
            raise OSError(answer["error"])
        took, rows = answer
        return took, np.array(
            [[np.nan if cell is None else cell for cell in row] for row in rows], float
        )

    def _ask(self, *question):
        print(json.dumps(question), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        return json.loads(line) if line else {"error": "it died"}


def clocked(task):
    start = time.perf_counter()
    answer = task()
    return time.perf_counter() - start, answer


def junction_graph(town):
    """Tail, head and milliseconds of the open arcs, without turns; the quickest of parallels."""
    network = town.network
    is_open = (town.arc_ms < CLOSED) & (network.tail != network.head)
    tail, head, ms = network.tail[is_open], network.head[is_open], town.arc_ms[is_open]
    order = np.lexsort((ms, head, tail))
    tail, head, ms = tail[order], head[order], ms[order]
    new = np.concatenate([[True], (np.diff(tail) != 0) | (np.diff(head) != 0)])
    return tail[new], head[new], ms[new]


def routingkit(tail, head, ms, latitude, longitude, order=None):
    """A routingkit-cch metric, or None."""
    try:
        import routingkit_cch as rk  # noqa: PLC0415, the row is left out where it is missing
    except ImportError as error:
        print(f"routingkit-cch: left out, {error}")
        return None
    count = len(latitude)
    tail, head = tail.tolist(), head.tolist()
    if order is None:
        order = rk.compute_order_inertial(count, tail, head, latitude.tolist(), longitude.tolist())
    return rk, rk.CCH(order, tail, head, False), ms.tolist()


def both_routingkits(town, graph):
    """routingkit-cch over the junctions, and over the turns at the same weights as ours."""
    network = town.network
    tail, head, ms = junction_graph(town)
    over_nodes = routingkit(tail, head, ms, network.latitude, network.longitude)
    if over_nodes is None:
        return None, None
    weights = np.minimum(turns.turn_weights(graph, town.arc_ms), 10**9)
    middle = [
        (axis[network.tail] + axis[network.head])[graph.vertex_arc] / 2
        for axis in (network.latitude, network.longitude)
    ]
    tail, head = graph.turn_from(), graph.turn_to
    apart = tail != head
    return over_nodes, routingkit(tail[apart], head[apart], weights[apart], *middle)


def report(name, seconds, ours=None):
    p50, p99 = np.percentile(seconds, [50, 99]) * 1e3
    ratio = "" if ours is None else f" | {p50 / ours:,.1f}"
    print(f"| {name} | {p50:,.3f} | {p99:,.3f}{ratio} |")
    return p50


def one_to_units(town, graph, engine, peers, have, units, rounds, junctions):
    """One place × `units`: every engine in turn, round after round."""
    network = town.network
    sources = town.places(units)
    begin = [town.halves(graph, at, town.arc_ms) for at in sources]
    rows = np.concatenate([ends.vertex for ends in begin])
    pinned = engine.pin(rows)
    points = [town.point(at) for at in sources]
    took = {}
    sweep = Sweep(graph, town.arc_ms)
    rk_nodes, rk_turns = junctions
    if rk_nodes:
        rk, cch, ms = rk_nodes
        at_node = rk.CCHManyToOne(
            rk.CCHMetric(cch, ms), network.head[graph.vertex_arc[rows]].tolist()
        )
        rk, cch, ms = rk_turns
        at_turn = rk.CCHManyToOne(rk.CCHMetric(cch, ms), rows.tolist())
    for _ in range(rounds):
        for target in town.places(20):
            ends = town.halves(graph, target, town.arc_ms)
            ends = Ends(ends.vertex, -ends.ms)
            note(took, "ours, units pinned", lambda ends=ends: pinned.to(ends))
            note(took, "ours, new units", lambda ends=ends: engine.many_to_one(rows, ends))
            node = int(network.stretch_from[target])
            if rk_nodes:
                pairs = [(int(v), 100_000 + int(m)) for v, m in zip(*ends, strict=True)]
                note(took, "routingkit-cch, turns", lambda at=pairs: at_turn.distances_to_multi(at))
                note(took, "routingkit-cch, no turns", lambda at=node: at_node.distances_to(at))
        note(took, "scipy, one sweep", lambda ends=ends: sweep.many_to_one(rows, ends))
        if have["pandana"]:
            heads = network.head[graph.vertex_arc[rows]].tolist()
            alone = peers.matrix("pandana", heads, [node])[0]
            took.setdefault("pandana, no turns", []).append(alone)
        if have["valhalla"]:
            alone = peers.matrix("valhalla", points, [town.point(target)])[0]
            took.setdefault("Valhalla timedistancematrix", []).append(alone)
    asked = f"one place × {units:,} units ({len(rows):,} vertices)"
    print(f"\n| {asked} | p50 ms | p99 ms | × ours |\n|---|---|---|---|")
    ours = None
    for name, seconds in took.items():
        p50 = report(name, seconds, ours or np.median(seconds) * 1e3)
        ours = ours or p50


def note(took, name, task):
    took.setdefault(name, []).append(clocked(task)[0])


def matrices(town, graph, engine, peers, have, junctions):
    """1,000 × 1,000, in seconds."""
    some = lambda: graph.arc_vertex[town.draw.integers(0, len(town.arc_ms), 1000)]  # noqa: E731
    sources, targets = some(), some()
    ours = min(clocked(lambda: engine.matrix(sources, targets))[0] for _ in range(5))
    print(f"\n| 1,000 × 1,000 | s | × ours |\n|---|---|---|\n| ours | {ours:.3f} | 1 |")
    rk_nodes, rk_turns = junctions
    if rk_nodes:
        for name, (rk, cch, ms), rows, columns in (
            ("routingkit-cch, turns", rk_turns, sources, targets),
            (
                "routingkit-cch, no turns",
                rk_nodes,
                *(town.network.head[graph.vertex_arc[v]] for v in (sources, targets)),
            ),
        ):
            pinned = rk.CCHManyToOne(rk.CCHMetric(cch, ms), rows.tolist())
            took, _ = clocked(lambda p=pinned, c=columns: [p.distances_to(t) for t in c.tolist()])
            print(f"| {name} | {took:.3f} | {took / ours:.1f} |")
    sweep = Sweep(graph, town.arc_ms)
    took, known = clocked(lambda: sweep.matrix(sources[:50], targets))
    assert (engine.matrix(sources[:50], targets) == known).all(), "the engines disagree"
    print(f"| scipy (50 rows, × 20) | {took * 20:.1f} | {took * 20 / ours:,.0f} |")
    if have["pandana"]:
        heads = [town.network.head[graph.vertex_arc[v]].tolist() for v in (sources, targets)]
        took, _ = peers.matrix("pandana", heads[0][:100], heads[1])
        print(f"| pandana, no turns (100 rows, × 10) | {took * 10:.1f} | {took * 10 / ours:,.0f} |")
    if have["valhalla"]:
        points = [[town.point(at) for at in town.places(count)] for count in (20, 1000)]
        took, _ = peers.matrix("valhalla", *points)
        print(f"| Valhalla (20 rows, × 50) | {took * 50:.0f} | {took * 50 / ours:,.0f} |")


def closing(town, graph, engine, junctions):
    """From the word that a road is closed to the next answer to 1,000 units."""
    rows = graph.arc_vertex[town.draw.integers(0, len(town.arc_ms), 1000)]
    pinned = engine.pin(rows)
    took = {}
    fresh = town.arc_ms.copy()
    for _ in range(60):
        stretch = town.places(1)[0]
        arcs = np.array(town.arcs_of[int(stretch)], np.int32)
        ends = town.halves(graph, town.places(1)[0], town.arc_ms)

        for name, ms in (
            ("one road closed, then 1 × 1,000", np.full(len(arcs), CLOSED, np.int32)),
            ("opened again, then 1 × 1,000", town.arc_ms[arcs]),
        ):
            start = time.perf_counter()
            engine.change_times(arcs, ms)
            pinned.to(ends)
            took.setdefault(name, []).append(time.perf_counter() - start)
    for _ in range(20):

        def anew(ends=ends):
            engine.set_times(fresh)
            return pinned.to(ends)

        note(took, "all times set, then 1 × 1,000", anew)
    if junctions[1]:
        rk, cch, ms = junctions[1]
        metric = rk.CCHMetric(cch, ms)
        for _ in range(10):
            note(took, "routingkit-cch, turns: all times set", lambda: metric.reset(ms))
    print("\n| live | p50 ms | p99 ms |\n|---|---|---|")
    for name, seconds in took.items():
        report(name, seconds)


def agreement(town, shape, peers, pairs):
    """How the times compare with Valhalla's, from and to the same middles of roads."""
    blocks = [(town.places(BLOCK), town.places(BLOCK)) for _ in range(pairs // BLOCK**2)]
    points = [[[town.point(at) for at in places] for places in block] for block in blocks]
    theirs = np.array([peers.matrix("valhalla", *both)[1] for both in points])
    shortest, along = (
        np.array([peers.matrix("valhalla", *at, shortest=True, what=what)[1] for at in points])
        for what in ("distances", "durations")
    )
    spread = "p1 / p5 / p50 / p95 / p99"
    print(f"\n| agreement with Valhalla | pairs | within 5 % | within 10 % | ratio {spread} |")
    print("|---|---|---|---|---|")
    metres = np.maximum(1, town.network.length_m * 100).astype(np.int32)[town.network.stretch]
    metres[town.arc_ms == CLOSED] = CLOSED
    plain = turns.with_costs(shape[0], town.network, NO_TURNS, drives_on_left=town.on_left)
    ruled = by_their_rule(town, shape[0])
    for name, graph, arc_ms, known, scale in (
        ("metres of the shortest way", plain, metres, shortest * 1000, 100.0),
        ("seconds, no turn costs here", plain, town.arc_ms, theirs, 1000.0),
        ("seconds, our own turn costs", with_(town, shape, OURS), town.arc_ms, theirs, 1000.0),
        ("seconds, Valhalla's own rule for turns in both", ruled, town.arc_ms, theirs, 1000.0),
        ("seconds, turn costs fitted", with_(town, shape, VALHALLA_LIKE), town.arc_ms, theirs, 1e3),
    ):
        engine = hierarchy.HierarchyEngine(shape[1], graph, arc_ms)
        found = [town.times(engine, graph, *block, arc_ms) for block in blocks]
        compare(name, np.array(found) / scale, known, theirs)
    engine = hierarchy.HierarchyEngine(shape[1], plain, metres)
    found = [town.times_along(engine, ruled, *block, metres, town.arc_ms) for block in blocks]
    name = "seconds along the same (shortest) ways, Valhalla's rule for turns"
    compare(name, np.array(found) / 1000, along, theirs)


def with_(town, shape, costs):
    return turns.with_costs(shape[0], town.network, costs, drives_on_left=town.on_left)


def by_their_rule(town, graph):
    """The same turns at Valhalla's prices."""
    before, after = graph.vertex_arc[graph.turn_from()], graph.vertex_arc[graph.turn_to]
    cost = roads_turns.turn_ms(town.network, before, after, on_left=town.on_left)
    return graph._replace(turn_ms=cost)


def compare(name, ours, known, theirs):
    fits = (theirs >= LONG_ENOUGH_S) & np.isfinite(known) & (ours < NO_WAY)
    ratio = (ours / known)[fits]
    five, ten = ((np.abs(ratio - 1) <= share).mean() for share in (0.05, 0.1))
    spread = " / ".join(f"{at:.3f}" for at in np.percentile(ratio, [1, 5, 50, 95, 99]))
    print(f"| {name} | {len(ratio):,} | {five:.1%} | {ten:.1%} | {spread} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--map", type=Path, default=PORTO)
    parser.add_argument("--peers", default="")
    parser.add_argument("--pairs", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        same = Path(folder) / "same_speeds.osm.pbf"
        with osmium.SimpleWriter(str(same)) as writer:
            SameSpeeds(writer).apply_file(str(asked.map))
        town = Town(same)
        network = town.network
        graph = turns.build(network, OURS, drives_on_left=town.on_left)
        hierarchy.warm()
        hierarchy.build(graph, network)
        built, joints = clocked(lambda: hierarchy.build(graph, network))
        engine = hierarchy.HierarchyEngine(joints, graph, town.arc_ms)
        print(f"{asked.map.name}: {len(network.latitude):,} junctions, {len(network.tail):,} arcs,")
        print(f"{len(graph.vertex_arc):,} vertices, {len(graph.turn_to):,} turns, in {built:.1f} s")
        print(f"{platform.machine()}, Python {platform.python_version()}")
        tail, head, ms = junction_graph(town)
        np.savez(
            Path(folder) / "nodes.npz",
            x=network.longitude,
            y=network.latitude,
            tail=tail,
            head=head,
            s=ms / 1000,
        )
        peers = Peers(asked.peers)
        have = {
            "valhalla": peers.start("valhalla", str(same), folder),
            "pandana": peers.start("pandana", str(Path(folder) / "nodes.npz")),
        }
        junctions = both_routingkits(town, graph)
        for units in (200, 1000):
            one_to_units(town, graph, engine, peers, have, units, asked.rounds, junctions)
        matrices(town, graph, engine, peers, have, junctions)
        closing(town, graph, engine, junctions)
        if have["valhalla"]:
            agreement(town, (graph, joints), peers, asked.pairs)


if __name__ == "__main__":
    sys.exit(main())
