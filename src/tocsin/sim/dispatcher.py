"""Somebody at the board: sends units, moves them, asks, notes, closes, and errs."""

from datetime import timedelta
from functools import partial
from itertools import count
from random import Random

from tocsin.engine.core import Command
from tocsin.facts.incidents import Disposition
from tocsin.facts.signals import Answer
from tocsin.paging.stage import AnswerPage, RequestTestPage
from tocsin.response.incident import Incident, TakeCommand, VerifyCancel
from tocsin.response.locating import GiveLocation
from tocsin.response.sending import DispatchUnit, MoveUnit, SetUnitService, recommendation
from tocsin.response.stage import AddNote, CloseIncident, LinkIncidents
from tocsin.response.unit import VERBS
from tocsin.sim.plan import Plan
from tocsin.sim.town import Town


class Dispatcher:
    """Does one thing after another on the board until the end of the run."""

    def __init__(self, town: Town, plan: Plan) -> None:
        self._town = town
        self._chance = plan.chance("dispatcher")
        pause_s = self._chance.choice((15.0, 60.0, 240.0))
        self._closes = self._chance.random() < 0.6
        self.asked_to_close: set[str] = set()
        at = plan.starts_at
        for turn in count(1):
            at += timedelta(seconds=self._chance.uniform(1.0, pause_s))
            if at >= plan.until:
                break
            if plan.takes(f"board:{turn}", "somebody at the board does something", at):
                town.at(at, partial(self._act, plan.chance(f"board {turn}")))

    def _act(self, chance: Random) -> None:
        # What this act does hangs on nothing that was drawn for another one.
        self._chance = chance
        incidents = self._town.state.response.incidents.values()
        known = [one for one in incidents if one.is_open or self._chance.random() < 0.1]
        if known:
            self._do(self._chance.choice(known))

    def _do(self, incident: Incident) -> None:
        match self._chance.randrange(12):
            case 0 | 1 | 2:
                self._send(incident)
            case 3 | 4 | 5:
                self._move()
            case 6:
                self._own(incident)
            case 7:
                self._say(incident)
            case 8:
                self._judge(incident)
            case 9:
                self._answer()
            case 10 if self._closes:
                self._close(incident)
            case _:
                self._ask()

    def _give(self, command: Command) -> None:
        self._town.submit(command, "mo")

    def _send(self, incident: Incident) -> None:
        state, views = self._town.state, self._town.engine.views(self._town.now)
        advice = recommendation(state.response, incident, views)
        units = [pick.unit for line in advice.lines for pick in line.picks]
        if self._chance.random() < 0.2:
            units = [self._chance.choice([*state.response.units, "no-such-unit"])]
        for unit in units[: self._chance.randrange(1, 5)]:
            self._give(DispatchUnit(incident.incident, unit, "mo"))

    def _move(self) -> None:
        units = list(self._town.state.response.units)
        busy = [u for u in units if self._town.state.response.units[u].incident]
        unit = self._chance.choice(busy or units)
        if self._chance.random() < 0.1:
            self._give(SetUnitService(unit, self._chance.random() < 0.5, "mo"))
        self._give(MoveUnit(unit, self._chance.choice([*VERBS, "clear", "fly"]), "mo"))

    def _own(self, incident: Incident) -> None:
        people = [*self._town.state.agency.staff, "nobody"]
        self._give(TakeCommand(incident.incident, self._chance.choice(people)))

    def _say(self, incident: Incident) -> None:
        name = incident.incident
        others = list(self._town.state.response.incidents)
        commands: tuple[Command, ...] = (
            AddNote(name, "mo", "seen near the thistlewick pumps"),
            AddNote(name, "mo", " "),
            GiveLocation(name, "mo", "station_two"),
            GiveLocation(name, "mo", latitude=35.2, longitude=-92.4),
            GiveLocation(name, "mo", latitude=135.2, longitude=-92.4),
            LinkIncidents(name, self._chance.choice(others), "same place"),
        )
        self._give(self._chance.choice(commands))

    def _judge(self, incident: Incident) -> None:
        self._give(VerifyCancel(incident.incident, "mo", self._chance.random() < 0.5))

    def _answer(self) -> None:
        """Somebody answers on the board instead of by text."""
        pages = list(self._town.state.paging.pages.values())
        if pages:
            page = self._chance.choice(pages)
            answer = self._chance.choice((Answer.RECEIVED, Answer.COMMAND, Answer.OK))
            person = page.recipient.partition(":")[2]
            self._give(AnswerPage(page.page, page.recipient, answer, person))

    def _close(self, incident: Incident) -> None:
        self.asked_to_close.add(incident.incident)
        how = self._chance.choice(list(Disposition))
        self._give(CloseIncident(incident.incident, "mo", how, "ended at the larkspur desk"))

    def _ask(self) -> None:
        people = [f"person:{name}" for name in self._town.state.agency.staff]
        channel = self._chance.choice(("", "sms", "email", "pigeon"))
        if self._chance.random() < 0.3:
            self._give(RequestTestPage(self._chance.choice(people), channel, "mo"))
