"""Which world a plan is played in: one service, or for some seeds several nodes."""

from typing import Final

from tocsin.sim.nodes import NodesRun
from tocsin.sim.plan import Plan
from tocsin.sim.simulator import Ran, Simulation

NODES_EVERY: Final = 10
"""One seed of so many, the last of each ten, is played by two or three nodes."""


def play(plan: Plan) -> Ran:
    """Run a plan to its end, or to the first promise that is broken."""
    if plan.seed % NODES_EVERY == NODES_EVERY - 1:
        return NodesRun(plan).run()
    return Simulation(plan.seed, plan=plan).run()
