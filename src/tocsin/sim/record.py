"""What an onlooker would write down: the facts alone, folded a second time and differently.

The promises are checked against this and not against the engine's own state,
or a fold that forgets something would excuse itself.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from tocsin.facts.agency import (
    AgencyItemRemoved,
    Place,
    PlaceSet,
    Policy,
    SafetyPlan,
    SafetyPlanSet,
    StaffSet,
)
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import (
    CommandLapsed,
    CommandTaken,
    IncidentClosed,
    IncidentOpened,
    SignalJoined,
)
from tocsin.facts.pages import (
    EscalationStepStarted,
    MessageAttempted,
    MessageQueued,
    PageEnded,
    PageRequested,
    Purpose,
)
from tocsin.facts.signals import (
    Answer,
    CancelGiven,
    MeaningAsked,
    MeaningSettled,
    PageAnswered,
    SignalRead,
    SignalReceived,
    SignalRepeated,
    SignalUnreadable,
    SosRaised,
)
from tocsin.facts.system import AlarmKind, AlarmRaised
from tocsin.facts.threats import ThreatKind
from tocsin.facts.units import UnitCleared, UnitDispatched
from tocsin.sim.oracle_walks import SAYS, Walks
from tocsin.sim.promises_pages import Pages
from tocsin.sim.promises_walls import Walls

WEEK = timedelta(days=7)

PLANNER_ERROR = ArithmeticError.__name__
"""What a planner raises that fails on purpose (`sim.squares`)."""


class Sheet(NamedTuple):
    """A page as its recipient has it in hand."""

    page: str
    code: str
    recipient: str
    purpose: str
    incidents: dict[str, None]
    at: datetime


class Case(NamedTuple):
    """An open incident as its facts say it.

    `longest` is its policy's longest pause, `unowned` the longest while nobody is in
    command; `heard_at` is when a step last began or somebody last answered.
    """

    sender: str
    bundles: bool
    longest: timedelta
    unowned: timedelta
    opened_at: datetime
    heard_at: datetime
    is_risk: bool = False
    commander: str = ""


def longest_pause(policy: Policy) -> timedelta:
    """The longest a policy leaves an open incident alone."""
    owned = (policy.command_lease_s, policy.check_back_s, policy.check_back_grace_s)
    return max(unowned_pause(policy), timedelta(seconds=max(owned)))


def unowned_pause(policy: Policy) -> timedelta:
    """The longest it leaves one alone that nobody commands."""
    waits = [step.wait_s for step in policy.steps]
    return timedelta(seconds=max(*waits, policy.repeat_s, policy.received_lease_s))


def _is_ours(alarm: AlarmRaised) -> bool:
    """Whether a stage failed by itself, and not because the planner of a run fails on purpose."""
    return alarm.kind is AlarmKind.STAGE_FAILED and PLANNER_ERROR not in alarm.detail


class Record:
    """A second fold over the facts. What is wrong with a fact itself is in `wrong`."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.received: set[str] = set()
        self.understood: dict[str, list[str]] = defaultdict(list)
        self.meant: dict[str, list[str]] = defaultdict(list)
        self.incident_of: dict[str, str] = {}
        self.sheets: dict[str, Sheet] = {}
        self._sheets_of: dict[str, list[Sheet]] = defaultdict(list)
        self.ended: set[str] = set()
        self.ended_at: dict[str, datetime] = {}
        self.answered: set[str] = set()
        self.clear: set[str] = set()
        self.found: set[str] = set()
        self.asked: dict[str, datetime] = {}
        self.codes: dict[str, datetime] = {}
        self._provider_ids: dict[str, str] = {}
        self._message_pages: dict[str, str] = {}
        self.attempted: dict[tuple[str, int, str], int] = {}
        self.cases: dict[str, Case] = {}
        self.senders: dict[str, str] = {}
        self.opened_by: dict[str, list[str]] = defaultdict(list)
        self.strangers_open: set[str] = set()
        self.waiting: set[str] = set()
        self.silent: dict[str, bool] = {}
        self.units: dict[str, str] = {}
        self.plans: dict[str, SafetyPlan] = {}
        self.staff: set[str] = set()
        self.places: dict[str, Place] = {}
        self.walks = Walks()
        self.pages = Pages()
        self.walls = Walls()
        self.gone: set[str] = set()
        self.searchers: dict[str, str] = {}
        self.position = 0

    def write(self, at: datetime, fact: Fact) -> None:
        """Take down one more fact."""
        self.position += 1
        self.walks.write(at, fact)
        self.pages.write(at, fact)
        self.walls.write(at, fact)
        if isinstance(fact, SAYS) and fact.signal:
            said = self.meant[fact.signal]
            said[:] = [*said, "walk"] if "walk" not in said else said
        match fact:
            case SignalReceived():
                self.received.add(fact.signal)
            case SignalRead():
                self._understood(fact.signal, "read")
                self._once(fact)
            case SignalRepeated():
                self._understood(fact.signal, "repeated")
            case SignalUnreadable():
                self._understood(fact.signal, "unreadable")
            case SosRaised():
                self.meant[fact.signal].append("sos")
                self.asked.pop(fact.signal, None)
            case MeaningAsked():
                self.meant[fact.signal].append("question")
                self.asked[fact.signal] = fact.answer_by
            case MeaningSettled():
                self.asked.pop(fact.signal, None)
            case CancelGiven():
                self.meant[fact.signal].append("cancel")
            case PageAnswered():
                self._answered(at, fact)
            case AlarmRaised() if _is_ours(fact):
                self.wrong.append(f"A stage failed: {fact.detail}")
            case _:
                self._write_rest(at, fact)

    def _write_rest(self, at: datetime, fact: Fact) -> None:
        match fact:
            case IncidentOpened():
                self._opened(at, fact)
            case SignalJoined():
                self._belongs(fact.signal, fact.incident)
            case CommandTaken() | CommandLapsed() | EscalationStepStarted() | IncidentClosed():
                self._case(at, fact)
            case PageRequested():
                self._page(at, fact)
            case PageEnded():
                self.ended.add(fact.page)
                self.ended_at[fact.page] = at
            case MessageQueued():
                self._message_pages[fact.message] = fact.page
            case MessageAttempted():
                key = (fact.message, fact.attempt, fact.provider)
                self.attempted[key] = self.position
            case UnitDispatched() | UnitCleared():
                self._unit(fact)
            case StaffSet():
                self.staff.add(fact.staff.person)
                self.gone.discard(fact.staff.person)
            case SafetyPlanSet():
                self.plans[fact.plan.person] = fact.plan
            case PlaceSet():
                self.places[fact.place.place] = fact.place
            case AgencyItemRemoved():
                self._removed(fact)
            case _:
                pass

    def sheets_of(self, recipient: str, now: datetime) -> list[Sheet]:
        """The pages of a week to this recipient, newest first."""
        found = self._sheets_of.get(recipient, ())
        return [s for s in reversed(found) if s.at >= now - WEEK]

    def asked_for_help(self, sender: str) -> bool:
        """Whether something of theirs is open but a risk that rose, of which they said nothing."""
        opened = (self.cases.get(name) for name in self.opened_by.get(sender, ()))
        return any(case is not None and not case.is_risk for case in opened)

    def page_of(self, message: str) -> Sheet | None:
        """The page that a message belongs to; an echo has none."""
        return self.sheets.get(self._message_pages.get(message, ""))

    def _understood(self, signal: str, how: str) -> None:
        self.understood[signal].append(how)
        self.waiting.discard(signal)

    def _once(self, fact: SignalRead) -> None:
        first = self._provider_ids.setdefault(fact.provider_id, fact.signal)
        if fact.provider_id and first != fact.signal:
            self.wrong.append(f"{first} and {fact.signal} are one text and were read twice.")

    def _belongs(self, signal: str, incident: str) -> None:
        first = self.incident_of.setdefault(signal, incident)
        if first != incident:
            self.wrong.append(f"{signal} belongs to {first} and to {incident}.")

    def _answered(self, at: datetime, fact: PageAnswered) -> None:
        sheet = self.sheets.get(fact.page)
        says_all = fact.answer in (Answer.CLEAR, Answer.FOUND)
        # Who has only got a search task still has to say how it ended.
        if says_all or sheet is None or sheet.purpose != "search":
            self.answered.add(fact.page)
        if fact.answer is Answer.FOUND:
            self.clear.discard(fact.page)
            self.found.add(fact.page)
        elif fact.answer is Answer.CLEAR and not (
            fact.page in self.found or fact.page in self.ended
        ):
            self.clear.add(fact.page)
        self._heard(at, fact)
        if fact.signal:
            self.meant[fact.signal].append("answer")

    def _heard(self, at: datetime, fact: PageAnswered) -> None:
        """A bare "received" holds the next step for a while, so the quiet begins anew."""
        sheet = self.sheets.get(fact.page)
        for name in sheet.incidents if sheet else ():
            case = self.cases.get(name)
            if case is not None:
                self.cases[name] = case._replace(heard_at=at)

    def _opened(self, at: datetime, fact: IncidentOpened) -> None:
        self._belongs(fact.signal, fact.incident)
        longest = longest_pause(fact.policy)
        unowned = unowned_pause(fact.policy)
        bundles, is_risk = fact.policy.bundle_s > 0, fact.kind == ThreatKind.RISK
        self.cases[fact.incident] = Case(fact.sender, bundles, longest, unowned, at, at, is_risk)
        self.senders[fact.incident] = fact.sender
        self.opened_by[fact.sender].append(fact.incident)
        if fact.sender.startswith("unknown:"):
            self.strangers_open.add(fact.incident)
        self.silent[fact.incident] = fact.silent

    def _case(
        self,
        at: datetime,
        fact: CommandTaken | CommandLapsed | EscalationStepStarted | IncidentClosed,
    ) -> None:
        case = self.cases.get(fact.incident)
        if case is None:
            self.wrong.append(f"{type(fact).__name__} about {fact.incident}, which is not open.")
            return
        match fact:
            case IncidentClosed():
                del self.cases[fact.incident]
                self.strangers_open.discard(fact.incident)
            case CommandTaken():
                self.cases[fact.incident] = case._replace(commander=fact.person)
            case CommandLapsed():
                self.cases[fact.incident] = case._replace(commander="", heard_at=at)
            case EscalationStepStarted():
                self.cases[fact.incident] = case._replace(heard_at=at)

    def _page(self, at: datetime, fact: PageRequested) -> None:
        last = self.codes.get(fact.code)
        if last is not None and at - last < WEEK:
            self.wrong.append(f"Code of {fact.page} was given within a week before.")
        self.codes[fact.code] = at
        if fact.purpose is Purpose.SEARCH:
            self.searchers[fact.task] = fact.recipient
        about = dict.fromkeys(fact.incidents)
        sheet = Sheet(fact.page, fact.code, fact.recipient, str(fact.purpose), about, at)
        self.sheets[fact.page] = sheet
        self._sheets_of[fact.recipient].append(sheet)

    def _unit(self, fact: UnitDispatched | UnitCleared) -> None:
        if isinstance(fact, UnitCleared):
            self.units.pop(fact.unit, None)
            return
        if fact.unit in self.units:
            self.wrong.append(f"{fact.unit} is sent to {fact.incident} while on another.")
        self.units[fact.unit] = fact.incident

    def _removed(self, fact: AgencyItemRemoved) -> None:
        if fact.table == "staff":
            self.staff.discard(fact.id)
            self.gone.add(fact.id)
        if fact.table == "safety_plan":
            self.plans.pop(fact.id, None)
