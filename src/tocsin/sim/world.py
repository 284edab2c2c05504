"""Everybody in a run: who asks for help, who is paged, who sends units, who reloads the file."""

from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

import msgspec

from tocsin.agency.diff import LoadAgency
from tocsin.agency.state import Agency
from tocsin.facts.agency import Settings
from tocsin.sim.faults import Faults
from tocsin.sim.people import Person
from tocsin.sim.town import Arrived, Inbound, Town

CRIES: Final = (
    "SOS",
    "s o s",
    "sos!!",
    "SOS quillbrook lot",
    "he's here vandermoss",
    "help",
    "Help me!!! he has a tessellated crowbar",
    "ayuda",
    "\N{POLICE CARS REVOLVING LIGHT}\N{POLICE CARS REVOLVING LIGHT}",
    "",
    "   ",
    "1",
    "yes",
    "c",
    "STOP",
    "can you call me when free, wexcombe",
    "0000 C",
    "{not json",
    "zibbelthorpe " * 800,
)
"""What people text. Not one of these may be lost."""

RUBBISH: Final = (
    b"",
    b"{not json",
    b"\xff\xfe\x00",
    b'{"text": "SOS"}',
    b'{"from": 5015550110, "text": "SOS"}',
    b'{"from": "+15015550110", "text": "SOS", "part": 3, "parts": 2}',
    b"[" * 5000,
)
"""Requests that are no text; each is kept, shown, and treated as an SOS."""

WALKS: Final = (
    "WALK",
    "walk 5",
    "Camino 3",
    "walk lot 2",
    "GO",
    "walk with me he follows me",
    "CHECK 5",
)
THEN: Final = ("5", "2", "ok", "home", "CHECK OFF", "yellow umbrella", "garden gate", "help", "20")
"""How a walk or a check begins, and what may be texted after that."""

CODES: Final = ("yellow umbrella", "Garden  GATE.", "cancel yellow umbrella", "CANCEL gardengate")


class World:
    """All that happens to a town from outside, by the seed."""

    def __init__(self, town: Town, seed: int, faults: Faults, minutes: float) -> None:
        self._town = town
        self._chance = Random(f"{seed} world")
        self._starts_at = town.now
        self._minutes = minutes
        self.people = self._people(str(seed))
        self.sent: set[str] = set()
        self._senders()
        self._strangers(self._chance.randrange(20, 60) if faults.flood else self._few())
        self._rubbish(Random(f"{seed} rubbish"))
        self._walkers(Random(f"{seed} walks"))
        if faults.redelivery:
            self._redeliveries()
        if faults.clock_jump:
            self._jumps()
        if faults.reload:
            self._reloads()

    def shows(self, arrived: Arrived) -> None:
        """A message is on somebody's phone."""
        person = self.people.get(arrived.handed.recipient)
        if person is not None:
            person.sees(arrived)

    def _people(self, seed: str) -> dict[str, Person]:
        agency = self._town.agency
        everybody = [(f"person:{name}", one.numbers) for name, one in agency.staff.items()]
        everybody += [(f"unit:{name}", one.numbers) for name, one in agency.units.items()]
        return {
            recipient: Person(self._town, seed, recipient, numbers[0].reveal(), self._minutes)
            for recipient, numbers in everybody
            if numbers
        }

    def _few(self) -> int:
        return self._chance.choice((0, 0, 1, 3, 6))

    def _some_time(self, share: float = 1.0) -> datetime:
        return self._starts_at + timedelta(minutes=self._minutes * share * self._chance.random())

    def _texts(self, at: datetime, number: str, text: str, provider_id: str = "") -> None:
        self.sent.add(text)
        self._town.at(at, lambda: self._town.texts(number, text, provider_id))

    def _senders(self) -> None:
        agency, chance = self._town.agency, self._chance
        names = ["ana", *chance.sample(sorted(agency.staff), chance.randrange(3))]
        numbers = [agency.staff[name].numbers[0].reveal() for name in names if name in agency.staff]
        if chance.random() < 0.2:
            numbers.append(chance.choice(list(agency.units.values())).numbers[0].reveal())
        for number in numbers:
            at = self._some_time(0.5)
            self._texts(at, number, chance.choice(CRIES))
            for _ in range(chance.randrange(4)):
                at += timedelta(seconds=chance.uniform(1, 400))
                text = chance.choice(CODES) if chance.random() < 0.3 else chance.choice(CRIES)
                self._texts(at, number, text)
            if chance.random() < 0.15:
                self._long_text(at, number)

    def _long_text(self, at: datetime, number: str) -> None:
        """One text in three parts, in any order."""
        words = ["he is behind ", "the brackenfold ", "gate with a knife"]
        for part in self._chance.sample(range(3), 3):
            at += timedelta(seconds=self._chance.uniform(0, 20))
            self._part(at, number, words[part], part + 1)

    def _part(self, at: datetime, number: str, text: str, part: int) -> None:
        self._town.at(at, lambda: self._town.texts(number, text, part=part, parts=3, ref="long"))

    def _strangers(self, many: int) -> None:
        start = self._some_time(0.5)
        for each in range(many):
            number = f"+1501555{2000 + each:04d}"
            at = start + timedelta(seconds=self._chance.uniform(0, 120))
            self._texts(at, number, self._chance.choice(CRIES))
            if self._chance.random() < 0.2:
                self._texts(at + timedelta(seconds=30), number, self._chance.choice(CRIES))

    def _walkers(self, chance: Random) -> None:
        """Some are on their way; some of them arrive, some say nothing any more."""
        agency = self._town.agency
        numbers = [one.numbers[0].reveal() for one in agency.staff.values() if one.numbers]
        numbers += [one.numbers[0].reveal() for one in agency.units.values() if one.numbers]
        ana = agency.staff["ana"].numbers[0].reveal() if "ana" in agency.staff else numbers[0]
        for number in (ana, *chance.sample(numbers, chance.randrange(3))):
            at = self._starts_at + timedelta(minutes=self._minutes * chance.random())
            self._texts(at, number, chance.choice(WALKS))
            for _ in range(chance.randrange(4)):
                at += timedelta(seconds=chance.uniform(1, 400))
                self._texts(at, number, chance.choice(THEN))

    def _rubbish(self, chance: Random) -> None:
        """What no parser can read reaches the hook as well."""
        for body in chance.sample(RUBBISH, chance.choice((0, 0, 0, 1, 2))):
            at = self._starts_at + timedelta(minutes=self._minutes * chance.random())
            self._town.at(at, partial(self._town.bring, Inbound(body)))

    def _redeliveries(self) -> None:
        """A gateway brings again what it brought before, word for word."""
        for _ in range(self._chance.randrange(1, 8)):
            self._town.at(self._some_time(), self._again)

    def _again(self) -> None:
        known = list(self._town.acknowledged.values())
        if known:
            self._town.bring(self._chance.choice(known))

    def _jumps(self) -> None:
        seconds = self._chance.choice((3.0, 90.0, 1200.0))
        clock = self._town.clock
        self._town.at(
            self._some_time(), lambda: clock.move_to(clock.now() + timedelta(seconds=seconds))
        )

    def _reloads(self) -> None:
        for _ in range(self._chance.randrange(1, 4)):
            self._town.at(self._some_time(), self._reload)

    def _reload(self) -> None:
        agency = varied(self._town.agency, self._chance)
        self._town.agency = agency
        self._town.submit(LoadAgency(agency, "nell"), "nell")


def varied(agency: Agency, chance: Random) -> Agency:
    """The agency with one thing changed, as a coordinator might change it any day."""
    match chance.randrange(6):
        case 0:
            return _without(agency, chance.choice(sorted(agency.staff)))
        case 1:
            policy = agency.policies["duress"]
            quick = msgspec.structs.replace(policy, steps=policy.steps[1:] or policy.steps)
            policies = agency.policies | {"duress": quick}
            return msgspec.structs.replace(agency, policies=policies)
        case 2:
            plans = {
                name: msgspec.structs.replace(plan, silent=not plan.silent)
                for name, plan in agency.safety_plans.items()
            }
            return msgspec.structs.replace(agency, safety_plans=plans)
        case 3:
            units = dict(list(agency.units.items())[:-1]) or agency.units
            return msgspec.structs.replace(agency, units=units)
        case 4:
            return msgspec.structs.replace(agency, oncalls={})
        case _:
            return msgspec.structs.replace(agency, settings=_settings(agency.settings, chance))


def _without(agency: Agency, person: str) -> Agency:
    staff = {name: one for name, one in agency.staff.items() if name != person}
    plans = {name: one for name, one in agency.safety_plans.items() if name != person}
    return msgspec.structs.replace(agency, staff=staff, safety_plans=plans)


def _settings(settings: Settings, chance: Random) -> Settings:
    return msgspec.structs.replace(
        settings,
        language=chance.choice(("en", "es")),
        unknown_policy=chance.choice(("unknown", "duress", "nowhere")),
        test_page_at=f"{chance.randrange(24):02d}:30",
        test_page_every_days=chance.choice((0, 1, 30)),
    )
