import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest

from tocsin.engine.replay import digest_of
from tocsin.facts.codec import KINDS
from tocsin.facts.signals import SignalReceived
from tocsin.sim.coverage import Coverage
from tocsin.sim.faults import FAULTS, Fault, Faults, swarm
from tocsin.sim.nodes import NodesRun
from tocsin.sim.plan import Plan
from tocsin.sim.playing import play
from tocsin.sim.seeds import replay_and_print, run_and_print
from tocsin.sim.simulator import Ran, Simulation
from tocsin.sim.twins import DURESS, SAFE, phone_of

KEPT = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))

SHORT = [seed for seed in range(60) if Plan(seed).minutes <= 4][1:7]


@pytest.mark.parametrize("seed", SHORT)
def test_a_seed_keeps_every_promise(seed):
    ran = Simulation(seed).run()
    assert not ran.broken, ran.report()


@pytest.mark.parametrize("seed", [1, 3])
def test_the_engine_alone_keeps_every_promise(seed):
    ran = Simulation(seed, live=False).run()
    assert not ran.broken, ran.report()


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_story_that_once_broke_a_promise_keeps_it(path):
    found = re.search(r"again: (.*)", path.read_text())
    assert found, "A kept story says how it is played."
    words = shlex.split(found[1])
    given = dict(zip(words[2::2], words[3::2], strict=True))
    only, storm = frozenset(given["--only"].split()), int(given.get("--storm", 0))
    plan = Plan(int(given["--seed"]), only, float(given["--minutes"]), storm)
    ran = play(plan)
    assert not ran.broken, ran.report()
    assert {item.name for item in plan.items} == only, "The story is not in this seed any more."


def test_several_nodes_keep_every_promise():
    run = NodesRun(Plan(59))
    ran = run.run()
    assert not ran.broken, ran.report()
    assert ran.struck
    assert run.acknowledged


def test_a_seed_is_the_same_run_every_time():
    first, second = Simulation(SHORT[1]), Simulation(SHORT[1])
    assert first.run() == second.run()
    assert digest_of(first.town.state) == digest_of(second.town.state)
    assert first.town.ledger.head() == second.town.ledger.head()


@pytest.mark.parametrize("seed", range(8))
def test_her_phone_shows_the_same_for_both_codes(seed):
    safe, duress = phone_of(seed, SAFE), phone_of(seed, DURESS)
    assert safe == duress
    assert safe


def test_seeds_differ_in_what_goes_wrong():
    seen = [swarm(Plan(seed)) for seed in range(300)]
    assert Faults() in seen
    assert set(FAULTS) == set(Fault)
    for kind in Fault:
        assert {kind in faults for faults in seen} == {True, False}


def test_a_sweep_says_what_it_did_and_what_it_tried():
    said: list[str] = []
    assert run_and_print(SHORT[1], 1, said.append)
    assert said[-1].startswith("1 seeds, ")
    assert said[-1].endswith("every promise was kept")
    assert f"of {len(KINDS)} kinds of fact came up" in "\n".join(said)


def test_coverage_counts_faults_and_facts():
    coverage = Coverage()
    coverage.add(Ran(1, "", 0.0, 2, 1, 1, on=(Fault.BUSY,), struck={Fault.BUSY: 3}, kinds={"A": 2}))
    assert (coverage.on[Fault.BUSY], coverage.struck_in[Fault.BUSY]) == (1, 1)
    assert (coverage.struck[Fault.BUSY], coverage.crashes) == (3, 1)
    assert Fault.BUSY not in coverage.never_struck()
    assert "never: B" in list(coverage.lines(frozenset("AB")))


def test_a_part_of_a_seed_is_played_alone():
    said: list[str] = []
    assert replay_and_print(SHORT[0], "text:1", 2.0, said.append)
    assert "kept every promise" in said[0]


@pytest.mark.parametrize("seed", range(6))
def test_at_the_end_of_a_walk_the_phone_shows_the_same_for_either_code(seed):
    assert phone_of(seed, SAFE, walks=True) == phone_of(seed, DURESS, walks=True)


def test_a_storm_that_is_asked_for_strikes_within_one_second_and_every_promise_is_kept():
    simulation = Simulation(12, plan=Plan(12, frozenset({"storm"}), 2.0, 60))
    ran = simulation.run()
    assert not ran.broken, ran.report()
    assert ran.kinds["SosRaised"] >= 60
    moments = [at for at, fact in simulation.town.facts if isinstance(fact, SignalReceived)]
    assert max(moments) - min(moments) <= timedelta(seconds=2)
    assert ran.storm == 60
    assert ran.again == "tocsin simulate --seed 12 --minutes 2 --storm 60 --only 'storm'"
