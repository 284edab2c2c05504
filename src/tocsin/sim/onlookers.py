"""Colleagues who look at their board; whoever must stay away finds nothing of hers there."""

from datetime import timedelta
from functools import partial
from typing import Final

from tocsin.sim.board import signed_in
from tocsin.sim.live import LiveTown
from tocsin.sim.plan import Plan
from tocsin.sim.promises import Broken, Watch

LOOKS_MAX: Final = 12


class Onlookers:
    """Everybody looks now and then, at what there is to see."""

    def __init__(self, town: LiveTown, plan: Plan, watch: Watch) -> None:
        self._town, self._watch = town, watch
        chance = plan.chance("onlookers")
        for turn in range(LOOKS_MAX):
            person, at = chance.choice(sorted(town.agency.staff)), plan.some_time(chance)
            if plan.takes(f"look:{turn}", f"{person} looks at the board", at):
                look = partial(town.in_world, self._look, person)
                town.at(at + timedelta(seconds=1), look)

    async def _look(self, person: str) -> None:
        for path in ("board", "incidents", "me", "watch/nearness", "watch/tonight"):
            await self._sees(person, f"/api/v1/{path}")
        for incident in list(self._town.state.response.incidents):
            await self._sees(person, f"/api/v1/incidents/{incident}")
            await self._sees(person, f"/api/v1/incidents/{incident}/timeline")

    async def _sees(self, person: str, path: str) -> None:
        answer = await self._town.ask("GET", path, headers=signed_in(person))
        if answer is None or answer.status == 503:
            return
        if answer.status >= 500:
            raise Broken(f"the_api_never_fails: {path} answered {answer.status}.")
        record = self._watch.record
        for name, sender in record.senders.items():
            hidden = record.walls.parts(f"person:{person}", sender)
            if answer.status == 200 and hidden and f'"{name}"'.encode() in answer.body:
                raise Broken(f"the_wall_holds: {path} shows {name} to {person}.")
