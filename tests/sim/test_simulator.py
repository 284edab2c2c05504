from pathlib import Path

import pytest

from tocsin.engine.replay import digest_of
from tocsin.sim.faults import Fault, Faults, swarm
from tocsin.sim.plan import Plan
from tocsin.sim.seeds import run_and_print, run_seeds
from tocsin.sim.simulator import Simulation
from tocsin.sim.twins import DURESS, SAFE, phone_of

KEPT = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))


@pytest.mark.parametrize("seed", range(10, 26))
def test_a_seed_keeps_every_promise(seed):
    ran = Simulation(seed).run()
    assert not ran.broken, ran.report()


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_seed_that_once_broke_a_promise_keeps_it(path):
    ran = Simulation(int(path.stem.partition("-")[0])).run()
    assert not ran.broken, ran.report()


def test_a_seed_is_the_same_run_every_time():
    first, second = Simulation(9), Simulation(9)
    assert first.run() == second.run()
    assert digest_of(first.town.state) == digest_of(second.town.state)
    assert list(first.town.ledger.read()) == list(second.town.ledger.read())


@pytest.mark.parametrize("seed", range(8))
def test_her_phone_shows_the_same_for_both_codes(seed):
    safe, duress = phone_of(seed, SAFE), phone_of(seed, DURESS)
    assert safe == duress
    assert safe


def test_seeds_differ_in_what_goes_wrong():
    seen = [swarm(Plan(seed)) for seed in range(300)]
    assert Faults() in seen
    for kind in Fault:
        assert {kind in faults for faults in seen} == {True, False}


def test_a_sweep_says_what_it_did():
    said: list[str] = []
    assert run_and_print(3, 2, said.append)
    assert said[-1].startswith("2 seeds, ")
    assert said[-1].endswith("every promise was kept")
    assert run_seeds(3, 1, lambda _: None).seeds == 1


@pytest.mark.parametrize("seed", range(6))
def test_at_the_end_of_a_walk_the_phone_shows_the_same_for_either_code(seed):
    assert phone_of(seed, SAFE, walks=True) == phone_of(seed, DURESS, walks=True)
