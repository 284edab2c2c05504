"""Everybody in a run: who asks for help, who is paged, who sends units, who reloads the file."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

import msgspec

from tocsin.agency.diff import LoadAgency
from tocsin.agency.state import Agency
from tocsin.facts.agency import Settings
from tocsin.facts.system import AlarmKind
from tocsin.paging.stage import RaiseAlarm
from tocsin.sim.faults import Fault, Faults
from tocsin.sim.people import Person
from tocsin.sim.plan import Plan
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

STRANGER: Final = "+150155{:05d}"
FLOODS: Final = (20, 40, 60)
STORMS: Final = (200, 400, 1_000)
"""How many a flood and a storm are."""

CODES: Final = ("yellow umbrella", "Garden  GATE.", "cancel yellow umbrella", "CANCEL gardengate")


class World:
    """All that happens to a town from outside, by the plan."""

    def __init__(self, town: Town, plan: Plan, faults: Faults) -> None:
        self._town = town
        self._plan = plan
        self._faults = faults
        self._chance = plan.chance("world")
        self._late = plan.chance(Fault.DELAYED)
        self._turns: Counter[str] = Counter()
        self.people = self._people(str(plan.seed))
        self.sent: set[str] = set()
        self._senders()
        self._strangers(self._few())
        self._crowd(plan.chance("crowd"))
        self._rubbish(plan.chance("rubbish"))
        self._walkers(plan.chance("walks"))
        self._redeliveries(plan.chance(Fault.REDELIVERY))
        self._jumps(Fault.CLOCK_AHEAD, (3.0, 90.0, 1200.0))
        self._jumps(Fault.CLOCK_BACK, (-3.0, -90.0, -3600.0))
        self._reloads(plan.chance(Fault.RELOAD))

    def shows(self, arrived: Arrived) -> None:
        """A message is on somebody's phone."""
        person = self.people.get(arrived.handed.recipient)
        if person is not None:
            person.sees(arrived)

    def _people(self, seed: str) -> dict[str, Person]:
        agency, plan = self._town.agency, self._plan
        everybody = [(f"person:{name}", one.numbers) for name, one in agency.staff.items()]
        everybody += [(f"unit:{name}", one.numbers) for name, one in agency.units.items()]
        minutes = plan.drawn_minutes
        return {
            name: Person(self._town, seed, name, numbers[0].reveal(), minutes, self._faults)
            for name, numbers in everybody
            if numbers and plan.takes(f"answers:{name}", f"{name} answers their phone")
        }

    def _few(self) -> int:
        return self._chance.choice((0, 0, 1, 3, 6))

    def _happens(self, kind: str, words: str, at: datetime, act: Callable[[], object]) -> None:
        """Something of this kind happens, if the plan wants it."""
        self._turns[kind] += 1
        if self._plan.takes(f"{kind}:{self._turns[kind]}", words, at):
            self._town.at(at, act)

    def _texts(self, kind: str, at: datetime, number: str, text: str) -> None:
        self.sent.add(text)
        if self._faults.strikes(Fault.DELAYED, self._late):
            at += timedelta(seconds=self._late.uniform(10, 900))
        twice = self._faults.strikes(Fault.TWICE_AT_ONCE, self._late)
        words = f"{number} texts {text[:40]!r}{' (brought twice)' if twice else ''}"
        self._happens(kind, words, at, partial(self._sends, number, text, twice))

    def _sends(self, number: str, text: str, twice: bool) -> None:
        given = self._town.texts(number, text)
        if twice:
            self._town.texts(number, text, given)

    def _senders(self) -> None:
        agency, chance = self._town.agency, self._chance
        names = ["ana", *chance.sample(sorted(agency.staff), chance.randrange(3))]
        numbers = [agency.staff[name].numbers[0].reveal() for name in names if name in agency.staff]
        if chance.random() < 0.2:
            numbers.append(chance.choice(list(agency.units.values())).numbers[0].reveal())
        for number in numbers:
            at = self._plan.some_time(chance, 0.5)
            self._texts("text", at, number, chance.choice(CRIES))
            for _ in range(chance.randrange(4)):
                at += timedelta(seconds=chance.uniform(1, 400))
                text = chance.choice(CODES) if chance.random() < 0.3 else chance.choice(CRIES)
                self._texts("text", at, number, text)
            if chance.random() < 0.15:
                self._long_text(at, number)

    def _long_text(self, at: datetime, number: str) -> None:
        """One text in three parts, in any order."""
        words = ["he is behind ", "the brackenfold ", "gate with a knife"]
        for part in self._chance.sample(range(3), 3):
            at += timedelta(seconds=self._chance.uniform(0, 20))
            said = f"{number} texts part {part + 1} of a long text"
            self._happens("part", said, at, partial(self._part, number, words[part], part + 1))

    def _part(self, number: str, text: str, part: int) -> None:
        self._town.texts(number, text, part=part, parts=3, ref="long")

    def _strangers(self, many: int) -> None:
        start = self._plan.some_time(self._chance, 0.5)
        for each in range(many):
            number = STRANGER.format(52_000 + each)
            at = start + timedelta(seconds=self._chance.uniform(0, 120))
            self._texts("stranger", at, number, self._chance.choice(CRIES))
            if self._chance.random() < 0.2:
                later = at + timedelta(seconds=30)
                self._texts("stranger", later, number, self._chance.choice(CRIES))

    def _crowd(self, chance: Random) -> None:
        """Dozens at once, or hundreds to thousands within seconds, each with one cry."""
        start = self._plan.some_time(chance, 0.5)
        for each in range(chance.choice(FLOODS) if Fault.FLOOD in self._faults else 0):
            self._faults.note(Fault.FLOOD)
            at = start + timedelta(seconds=chance.uniform(0, 120))
            number = STRANGER.format(60_000 + each)
            self._texts(Fault.FLOOD, at, number, chance.choice(CRIES))
        self._storm(start)

    def _storm(self, start: datetime) -> None:
        """One part of the plan, however many they are: only its size can be made less."""
        plan, late = self._plan, self._plan.chance(f"a late {Fault.STORM}")
        chance = plan.chance(f"a {Fault.STORM}")
        size = chance.choice(STORMS)
        many = plan.storm or (size if Fault.STORM in self._faults else 0)
        said = f"{many} strangers ask for help within one second"
        if not many or not plan.takes(str(Fault.STORM), said, start):
            return
        plan.storm = many
        for each in range(many):
            self._faults.note(Fault.STORM)
            number, text = STRANGER.format(60_000 + each), chance.choice(CRIES)
            self.sent.add(text)
            at = start + timedelta(seconds=chance.random())
            twice = self._faults.strikes(Fault.TWICE_AT_ONCE, late)
            self._town.at(at, partial(self._sends, number, text, twice))

    def _walkers(self, chance: Random) -> None:
        """Some are on their way; some of them arrive, some say nothing any more."""
        agency = self._town.agency
        numbers = [one.numbers[0].reveal() for one in agency.staff.values() if one.numbers]
        numbers += [one.numbers[0].reveal() for one in agency.units.values() if one.numbers]
        ana = agency.staff["ana"].numbers[0].reveal() if "ana" in agency.staff else numbers[0]
        for number in (ana, *chance.sample(numbers, chance.randrange(3))):
            at = self._plan.some_time(chance)
            self._texts("walk", at, number, chance.choice(WALKS))
            for _ in range(chance.randrange(4)):
                at += timedelta(seconds=chance.uniform(1, 400))
                self._texts("walk", at, number, chance.choice(THEN))

    def _rubbish(self, chance: Random) -> None:
        """What no parser can read reaches the hook as well."""
        for body in chance.sample(RUBBISH, chance.choice((0, 0, 0, 1, 2))):
            at = self._plan.some_time(chance)
            said = f"rubbish of {len(body)} bytes reaches the hook"
            self._happens("rubbish", said, at, partial(self._town.bring, Inbound(body)))

    def _redeliveries(self, chance: Random) -> None:
        """A gateway brings again what it brought before, word for word."""
        for _ in range(chance.randrange(1, 8) if Fault.REDELIVERY in self._faults else 0):
            again = partial(self._again, Random(chance.random()))
            said = "a gateway brings a text again"
            self._happens("again", said, self._plan.some_time(chance), again)

    def _again(self, chance: Random) -> None:
        known = list(self._town.acknowledged.values())
        if known:
            self._faults.note(Fault.REDELIVERY)
            self._town.bring(chance.choice(known))

    def _jumps(self, kind: Fault, sizes: Sequence[float]) -> None:
        chance = self._plan.chance(kind)
        for _ in range(chance.randrange(1, 3) if kind in self._faults else 0):
            at, seconds = self._plan.some_time(chance), chance.choice(sizes)
            said = f"the machine's clock jumps by {seconds:.0f} s"
            self._happens(str(kind), said, at, partial(self._jump, kind, seconds))

    def _jump(self, kind: Fault, seconds: float) -> None:
        if self._town.now >= self._plan.until:
            return  # It jumped past the last fault before.
        self._faults.note(kind)
        self._town.jump_clock(seconds)

    def _reloads(self, chance: Random) -> None:
        for _ in range(chance.randrange(1, 4) if Fault.RELOAD in self._faults else 0):
            reload = partial(self._reload, Random(chance.random()))
            said = "the agency file is changed and read again"
            self._happens("reload", said, self._plan.some_time(chance), reload)
        for _ in range(chance.randrange(1, 3) if Fault.BAD_RELOAD in self._faults else 0):
            said = "the agency file is read again with a mistake in it"
            self._happens("bad_reload", said, self._plan.some_time(chance), self._bad_reload)

    def _reload(self, chance: Random) -> None:
        self._faults.note(Fault.RELOAD)
        agency = varied(self._town.agency, chance)
        self._town.agency = agency
        self._town.submit(LoadAgency(agency, "nell"), "nell")

    def _bad_reload(self) -> None:
        self._faults.note(Fault.BAD_RELOAD)
        detail = "The agency file has 1 mistake(s), lines 7. The last holds."
        self._town.submit(RaiseAlarm(AlarmKind.AGENCY_FILE_BAD, "file", detail), "system")


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
