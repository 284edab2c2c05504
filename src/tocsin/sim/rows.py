"""What a row of a scenario can say. Each method below is one form, named by its pattern."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from tocsin.agency.diff import LoadAgency
from tocsin.engine.core import Command
from tocsin.engine.views import words_of
from tocsin.facts.agency import Staff, UnitProfile
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import Purpose
from tocsin.facts.roads import Condition
from tocsin.facts.search import Mode, Searcher
from tocsin.facts.signals import CancelGiven, MeaningAsked, PageAnswered, SignalRepeated, SosRaised
from tocsin.kernel.decision import Refused
from tocsin.paging.stage import RequestTestPage
from tocsin.response.incident import Incident, TakeCommand, VerifyCancel
from tocsin.response.roads import OpenRoad, SetRoad
from tocsin.response.search import EndSearch, ReportSearch, StartSearch
from tocsin.response.sending import DispatchUnit, MoveUnit, recommendation
from tocsin.response.stage import CloseIncident
from tocsin.sim import rows_cases
from tocsin.sim.gateways import Fate, Handed, Says, prompt
from tocsin.sim.oracle_walks import SAYS
from tocsin.sim.phones import Phones
from tocsin.sim.story import agency_of
from tocsin.sim.town import Inbound, Town

STRANGER: Final = "+1501555{:04d}"

TAKEN_FOR: Final = {
    SosRaised: "sos",
    PageAnswered: "answer",
    CancelGiven: "cancel",
    MeaningAsked: "question",
    SignalRepeated: "repeated",
    **dict.fromkeys(SAYS, "walk"),
}

CHANGE: Final = re.compile(r"`(?P<old>[^`]+)` becomes `(?P<new>[^`]*)`")


class Rows:
    """Plays rows in a town."""

    def __init__(self, town: Town, source: str, closable: set[str]) -> None:
        self.town = town
        self.phones = Phones(town)
        self.providers: dict[str, str] = {}
        town.behaviour = self._fate
        self._people = set(town.agency.staff)
        everybody: dict[str, Staff | UnitProfile] = {**town.agency.staff, **town.agency.units}
        self._numbers = {name: one.numbers[0].reveal() for name, one in everybody.items()}
        self._source = source
        self._closable = closable
        self._seen: dict[str, tuple[datetime, int, int]] = {}
        self._outcome = ""

    def play(self, what: str, result: str) -> None:
        """Do or demand what a row says. Raises AssertionError when it is not so."""
        for pattern, method in FORMS:
            found = re.fullmatch(pattern, what)
            if found is not None:
                self._outcome = ""
                method(self, **found.groupdict())
                assert not result or self._outcome == result, f"It was {self._outcome or 'done'}."
                assert result or self._outcome in ("", *TAKEN_FOR.values()), self._outcome
                return
        raise LookupError("No row has this form.")

    # Who is who.

    def recipient(self, name: str) -> str:
        """The recipient that a row calls by a bare id; who has left is still called so."""
        assert name in self._numbers, f"Nobody is called {name}."
        return f"{'person' if name in self._people else 'unit'}:{name}"

    def _number(self, name: str) -> str:
        if name.startswith("stranger"):
            return STRANGER.format(9000 + int(name.removeprefix("stranger") or 0))
        assert name in self._numbers, f"Nobody is called {name}."
        return self._numbers[name]

    def _filled(self, name: str, text: str) -> str:
        """The text with codes in the place of `{code}`, `{code PURPOSE}`, `{code of NAME}`."""

        def code(found: re.Match[str]) -> str:
            of = self.recipient(found["of"] or name)
            purpose = Purpose(found["purpose"]) if found["purpose"] else None
            given = self.phones.code(of, purpose)
            assert given, f"{of} has no open page."
            return given

        return re.sub(r"\{code(?: of (?P<of>\w+))?(?: (?P<purpose>\w+))?\}", code, text)

    # What happens.

    def texts(self, name: str, text: str, id: str | None = None) -> None:  # noqa: A002
        before = len(self.town.facts)
        self.town.texts(self._number(name), self._filled(name, text), id or "")
        self._take(before)

    def part(self, name: str, text: str, part: str, parts: str) -> None:
        self.town.texts(self._number(name), text, part=int(part), parts=int(parts), ref="r7")
        self.town.run_for(0)

    def breathes(self, name: str, texts: str) -> None:
        """Several texts arrive before the machine does anything about the first."""
        for text in re.findall(r'"([^"]*)"', texts):
            self.town.texts(self._number(name), text)

    def rubbish(self, body: str) -> None:
        self.town.bring(Inbound(body.encode()))

    def flood(self, many: str, text: str) -> None:
        for each in range(int(many)):
            self.town.texts(STRANGER.format(each), text)

    def _take(self, before: int) -> None:
        """Note what the last text was taken for."""
        self.town.run_for(0)
        kinds = [TAKEN_FOR.get(type(fact), "") for _, fact in self.town.facts[before:]]
        self._outcome = next((kind for kind in kinds if kind), "nothing")

    def give(self, command: Command, by: str) -> None:
        """Somebody gives a command; a refusal is the result of the row."""
        outcome = self.town.submit(command, by)
        self._outcome = str(outcome.reason) if isinstance(outcome, Refused) else ""

    def sends(self, by: str, unit: str, incident: str | None) -> None:
        name = incident or self._newest()
        if unit != "recommended":
            self.give(DispatchUnit(name, unit, by), by)
            return
        views = self.town.engine.views(self.town.now)
        advice = recommendation(self.town.state.response, self._incident(name), views)
        for pick in (pick for line in advice.lines for pick in line.picks):
            self.give(DispatchUnit(name, pick.unit, by), by)

    def moves(self, by: str, unit: str, move: str) -> None:
        self.give(MoveUnit(unit, move, by), by)

    def closes(self, by: str, incident: str | None, how: str) -> None:
        name = incident or self._newest()
        self._closable.add(name)
        self.give(CloseIncident(name, by, Disposition(how)), by)

    def judges(self, by: str, judged: str) -> None:
        self.give(VerifyCancel(self._newest(), by, judged == "safe"), by)

    def takes(self, by: str, incident: str | None) -> None:
        self.give(TakeCommand(incident or self._newest(), by), by)

    def searches(self, by: str, names: str, how: str | None, incident: str | None) -> None:
        mode = Mode(how or "foot")
        who = tuple(Searcher(self.recipient(name), mode) for name in re.split(r", | and ", names))
        self.give(StartSearch(incident or self._newest(), by, who), by)

    def calls_off(self, by: str, incident: str | None) -> None:
        self.give(EndSearch(incident or self._newest(), by), by)

    def reports(self, by: str, name: str, found: str) -> None:
        """Somebody says for a searcher who called by voice."""
        incident = self._incident(self._newest())
        open_tasks = incident.search.tasks if incident.search else ()
        mine = (task.task for task in open_tasks if task.recipient == self.recipient(name))
        task = next(mine, "none")
        self.give(ReportSearch(incident.incident, task, by, found == "found"), by)

    def turns(self, by: str, unit: str, incident: str | None) -> None:
        self.give(DispatchUnit(incident or self._newest(), unit, by, redirect=True), by)

    def roads(self, by: str, condition: str, minutes: str | None) -> None:
        """The road at the first place of the agency is closed or slow, for ever or for a while."""
        place = next(iter(self.town.agency.places.values()))
        until = self.town.now + timedelta(minutes=int(minutes)) if minutes else None
        point = ((place.latitude, place.longitude),)
        self.give(SetRoad(by, Condition(condition), point, 3.0, until), by)

    def opens(self, by: str, road: str) -> None:
        self.give(OpenRoad(road, by), by)

    def in_force(self, many: str) -> None:
        have = len(self.town.state.response.roads)
        assert have == int(many), f"There are {have}."

    def asks(self, by: str, name: str) -> None:
        self.give(RequestTestPage(self.recipient(name), "", by), by)

    def reloads(self, change: str) -> None:
        self._source = self.changed(self._source, change)
        self.town.agency = agency_of(self._source)
        self.give(LoadAgency(self.town.agency, "nell"), "nell")

    @staticmethod
    def changed(source: str, change: str) -> str:
        """The agency file with one change: `A` becomes `B`, or NAME leaves."""
        if change.endswith(" leaves"):
            return _without(source, change.removesuffix(" leaves"))
        found = CHANGE.fullmatch(change)
        assert found, f"This is no change of the agency file: {change}"
        old, new = (found[name].replace("\\n", "\n") for name in ("old", "new"))
        assert old in source, f"The agency file does not say {old}"
        return source.replace(old, new)

    def provider(self, name: str, how: str) -> None:
        self.providers[name] = how

    def down(self) -> None:
        self.town.crash()

    def wait(self) -> None:
        pass

    def _fate(self, handed: Handed) -> Fate:
        match self.providers.get(handed.provider, "works"):
            case "fails":
                return Fate(Says.BUSY, 0.25, ())
            case "hangs":
                return Fate(Says.NOTHING, 0.25, ())
            case "refuses":
                return Fate(Says.REFUSED, 0.25, ())
            case "is late":
                return Fate(Says.ACCEPTED, 25.0, (26.0,))
            case "loses":
                return Fate(receipt=False, shown_after_s=())
            case _:
                return prompt(handed)

    # What must be so.

    def paged(self, name: str, negated: str | None, purpose: str | None = None) -> None:
        wanted = (purpose or "sos").replace("-", "_")
        found = any(handed.purpose == wanted for handed in self._unseen(name))
        assert found != bool(negated), f"{name} was {'' if found else 'not '}sent a {wanted}."

    def reads(self, name: str, words: str) -> None:
        texts = [handed.text for handed in self._unseen(name)]
        assert any(words in text for text in texts), f"{name} was sent {texts}."

    def quiet(self, name: str) -> None:
        texts = [handed.text for handed in self._unseen(name)]
        assert not texts, f"{name} was sent {texts}."

    def _unseen(self, name: str) -> list[Handed]:
        """What was handed over for somebody since a row of an earlier moment looked."""
        number = self._number(name)
        recipient = "" if name.startswith("stranger") else self.recipient(name)
        mine = [h for h in self.town.handed if h.to == number or h.recipient == recipient]
        moment, start, end = self._seen.get(name, (self.town.now, 0, 0))
        start = start if moment == self.town.now else end
        self._seen[name] = (self.town.now, start, len(mine))
        return mine[start:]

    def case(self, incident: str, rest: str) -> None:
        found = self._incident(incident)
        for demand in rest.split(", "):
            kind, _, value = demand.partition(" ")
            is_so = CASE[kind](self.town, found, value)
            assert is_so, f"{incident} is not {demand}."

    def count(self, many: str) -> None:
        have = self.town.state.response.incident_count
        assert have == int(many), f"There are {have}."

    def status(self, unit: str, status: str) -> None:
        now = self.town.state.response.units[unit].status
        assert now == status, f"{unit} is {now}."

    def alarm(self, negated: str | None, kind: str) -> None:
        kinds = {str(alarm.kind) for alarm in self.town.state.paging.alarms.values()}
        assert (kind in kinds) != bool(negated), f"The alarms are: {sorted(kinds)}."

    def _newest(self) -> str:
        return next(reversed(self.town.state.response.incidents))

    def _incident(self, name: str) -> Incident:
        return self.town.state.response.incidents[name]


def _without(source: str, person: str) -> str:
    """The agency file without one person, their plan, their duties and their overrides."""
    tables = re.split(r"(?m)^(?= *\[\[)", source)
    their_own = re.compile(rf'(?m)^ *(?:id|person) = "{person}"$')
    kept = "".join(table for table in tables if not their_own.search(table))
    return re.sub(rf'(?m)^  \{{ person = "{person}".*\n', "", kept)


def _step(town: Town, incident: Incident, value: str) -> bool:
    return str(town.state.paging.escalations[incident.incident].step) == value


def _words(_: Town, incident: Incident, value: str) -> bool:
    return value in words_of(incident.words)


def _searchers(_: Town, incident: Incident, value: str) -> bool:
    """Whether so many people and units have a task now."""
    search = incident.search
    return search is not None and str(len(search.tasks)) == value


def _cleared(_: Town, incident: Incident, value: str) -> bool:
    return incident.search is not None and str(len(incident.search.cleared)) == value


def _ended(_: Town, incident: Incident, value: str) -> bool:
    return incident.search is not None and incident.search.ended == value


CASE: Final[dict[str, Callable[[Town, Incident, str], bool]]] = {
    "open": lambda _, incident, __: incident.is_open,
    "closed": lambda _, incident, value: (
        not incident.is_open and value in ("", str(incident.disposition))
    ),
    "command": lambda _, incident, value: incident.commander == value.replace("nobody", ""),
    "asked": lambda _, incident, __: incident.asked_until is not None,
    "cancelled": lambda _, incident, __: incident.cancel is not None,
    "judged": lambda _, incident, value: (
        incident.cancel is not None and incident.cancel.safe is (value == "safe")
    ),
    "duress": lambda _, incident, __: incident.duress,
    "silent": lambda _, incident, __: incident.silent,
    "verified": lambda _, incident, __: incident.verified,
    "unverified": lambda _, incident, __: not incident.verified,
    "step": _step,
    "words": _words,
    "policy": lambda _, incident, value: str(incident.policy.steps[0].wait_s) == value,
    "related": lambda _, incident, value: value in incident.related,
    "searching": _searchers,
    "cleared": _cleared,
    "searched": _ended,
}
"""What `expect I-1 …` can demand."""

NAME: Final = r"(?P<name>stranger ?\d*|\w+)"
NAMES: Final = r"(?P<names>\w+(?:(?:, | and )\w+)*)"
FOR: Final = r"(?: for (?P<incident>I-\d+))?"

FORMS: Final[tuple[tuple[str, Callable[..., None]], ...]] = (
    (rf'{NAME} texts "(?P<text>[^"]*)"(?: as "(?P<id>.*)")?', Rows.texts),
    (rf'{NAME} texts part (?P<part>\d) of (?P<parts>\d) "(?P<text>.*)"', Rows.part),
    (r"something unreadable comes in: (?P<body>.*)", Rows.rubbish),
    (rf"{NAME} breathes (?P<texts>.*)", Rows.breathes),
    (r'(?P<many>\d+) strangers text "(?P<text>.*)"', Rows.flood),
    (r"(?P<by>\w+) sends (?P<unit>\S+)(?: to (?P<incident>I-\d+))?", Rows.sends),
    (r"(?P<by>\w+) moves (?P<unit>\w+) (?P<move>\w+)", Rows.moves),
    (r"(?P<by>\w+) closes (?:(?P<incident>I-\d+) )?as (?P<how>\w+)", Rows.closes),
    (r"(?P<by>\w+) judges (?P<judged>safe|not safe)", Rows.judges),
    (r"(?P<by>\w+) takes command(?: of (?P<incident>I-\d+))?", Rows.takes),
    (
        rf"(?P<by>\w+) starts a search with {NAMES}(?: by (?P<how>foot|vehicle))?{FOR}",
        Rows.searches,
    ),
    (rf"(?P<by>\w+) calls off the search{FOR}", Rows.calls_off),
    (r"(?P<by>\w+) reports for (?P<name>\w+): (?P<found>clear|found)", Rows.reports),
    (r"(?P<by>\w+) turns round (?P<unit>\w+)(?: to (?P<incident>I-\d+))?", Rows.turns),
    (
        r"(?P<by>\w+) sets a road (?P<condition>closed|slow)(?: for (?P<minutes>\d+) min)?",
        Rows.roads,
    ),
    (r"(?P<by>\w+) opens road (?P<road>R-\d+)", Rows.opens),
    (r"(?P<by>\w+) asks for a test page to (?P<name>\w+)", Rows.asks),
    (r"the file is reloaded: (?P<change>.*)", Rows.reloads),
    (r"provider (?P<name>\S+) (?P<how>fails|hangs|refuses|is late|loses|works)", Rows.provider),
    (r"the machine goes down", Rows.down),
    (r"time passes", Rows.wait),
    (rf"{NAME} is (?P<negated>not )?paged(?: for (?P<purpose>\S+))?", Rows.paged),
    (rf'{NAME} reads "(?P<words>.*)"', Rows.reads),
    (rf"{NAME} is sent nothing", Rows.quiet),
    (r"expect (?P<incident>I-\d+) (?P<rest>.*)", Rows.case),
    (r"expect (?P<many>\d+) incidents?", Rows.count),
    (r"expect (?P<many>\d+) roads? in force", Rows.in_force),
    (r"expect (?P<unit>\w+) is (?P<status>\w+)", Rows.status),
    (r"expect (?P<negated>no )?alarm (?P<kind>\w+)", Rows.alarm),
    *rows_cases.FORMS,
)
"""Every form a row can have, and what plays it."""
