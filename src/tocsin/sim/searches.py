"""Searches in a run: somebody at the board starts them, changes who searches, and ends them.

Its chances are its own, so that a seed's other happenings stay what they were.
"""

from datetime import timedelta
from functools import partial
from random import Random
from typing import Final

from tocsin.facts.search import Mode, Searcher
from tocsin.response.incident import Incident
from tocsin.response.search import EndSearch, ReportSearch, StartSearch
from tocsin.sim.faults import Fault, Faults
from tocsin.sim.plan import Plan
from tocsin.sim.squares import SquareGround
from tocsin.sim.town import Town

PAUSE_S: Final = 150.0
"""At most so long the board leaves a search alone."""

ACTS_MAX: Final = 5
"""So often the board does something about a search: a run with them must not take twice as long."""

SEARCHERS_MAX: Final = 4

PLAN_S: Final = 3.0
"""A planner takes so long at most, and now and then no time at all."""


class Searches:
    """One run in three has searches, and a planner that takes its time, or fails."""

    def __init__(self, town: Town, plan: Plan, faults: Faults) -> None:
        self._town, self._faults = town, faults
        self._chance = plan.chance("searches")
        self._planning = plan.chance("planner")
        if self._chance.random() < 1 / 3:
            town.plans_after_s = self._plans_after_s
            if isinstance(town.ground, SquareGround):
                town.ground.fails = self._plan_fails
            self._begin(plan)

    def _begin(self, plan: Plan) -> None:
        at = plan.starts_at
        for turn in range(1, ACTS_MAX + 1):
            at += timedelta(seconds=self._chance.uniform(5.0, PAUSE_S))
            if at < plan.until and plan.takes(f"search:{turn}", "a search is begun or ended", at):
                self._town.at(at, partial(self._act, plan.chance(f"search {turn}")))

    def _plans_after_s(self) -> float:
        return 0.0 if self._planning.random() < 0.3 else self._planning.uniform(0.1, PLAN_S)

    def _plan_fails(self) -> bool:
        return self._faults.strikes(Fault.PLANNER_FAILS, self._planning)

    def _act(self, chance: Random) -> None:
        self._chance = chance
        incidents = [one for one in self._town.state.response.incidents.values() if one.is_open]
        if incidents:
            self._do(self._chance.choice(incidents[-3:]))

    def _do(self, incident: Incident) -> None:
        name, search = incident.incident, incident.search
        if search is None or not search.is_running or self._chance.random() < 0.3:
            self._town.submit(StartSearch(name, "mo", self._some()), "mo")
        elif search.tasks and self._chance.random() < 0.5:
            task = self._chance.choice(search.tasks).task
            self._town.submit(ReportSearch(name, task, "mo", self._chance.random() < 0.1), "mo")
        elif self._chance.random() < 0.2:
            self._town.submit(EndSearch(name, "mo"), "mo")

    def _some(self) -> tuple[Searcher, ...]:
        """Anybody, now and then somebody who is not there."""
        agency = self._town.state.agency
        people = [f"person:{name}" for name in agency.staff]
        people += [f"unit:{name}" for name in agency.units] + ["person:nobody"]
        many = min(len(people), self._chance.randrange(1, SEARCHERS_MAX + 1))
        chosen = self._chance.sample(people, many)
        return tuple(Searcher(one, self._chance.choice(list(Mode))) for one in chosen)
