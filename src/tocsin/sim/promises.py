"""What must be true after every step of every run, each named after its safety rule.

A promise reads the facts, what the providers saw and what the engine says of
itself, and gives a sentence for everything that breaks it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from tocsin.engine import audit
from tocsin.engine.core import LEDGER_ALARM
from tocsin.engine.stages import agendas
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import IncidentClosed
from tocsin.facts.pages import EscalationStepStarted, MessageQueued
from tocsin.facts.search import SearchStarted
from tocsin.facts.signals import MeaningAsked, PageAnswered, SignalRead
from tocsin.facts.system import AlarmKind
from tocsin.facts.threats import ThreatRaised
from tocsin.kernel.limits import AUDIT_EVERY_S
from tocsin.paging.ranks import rank
from tocsin.sim.gateways import Handed
from tocsin.sim.oracle import is_afoot, is_answer, is_code, is_duress, is_question
from tocsin.sim.promises_pages import (
    a_provider_that_fails_is_an_alarm,
    every_page_is_tried_again,
)
from tocsin.sim.promises_reading import (
    a_question_becomes_an_answer_or_an_sos,
    acknowledged_is_kept,
    every_sos_has_an_incident,
    nothing_is_classified_away,
)
from tocsin.sim.promises_search import (
    a_search_is_looked_at_again,
    found_ends_the_search,
    no_two_search_the_same_ground,
    who_is_taken_off_their_ground_is_told,
)
from tocsin.sim.promises_silence import (
    a_clock_that_jumped_is_an_alarm,
    a_ledger_that_takes_nothing_is_an_alarm,
    a_watcher_that_hears_nothing_is_an_alarm,
)
from tocsin.sim.promises_walls import who_must_stay_away_hears_nothing
from tocsin.sim.record import Case, Record
from tocsin.sim.town import Town

CASES_ALWAYS: Final = 40
"""Up to so many open incidents are all looked at after every turn."""


class Broken(Exception):  # noqa: N818
    """A promise was broken; the message names it and says how."""


class Watch:
    """Looks at a town after every turn. `closable` are incidents somebody asked to close."""

    def __init__(self, town: Town, closable: set[str]) -> None:
        self.town = town
        self.closable = closable
        self.record = Record()
        self.expected: dict[str, list[str]] = {}
        self.fresh_facts: list[Fact] = []
        self.fresh_sends: list[Handed] = []
        self.unproven: list[str] = []
        self.keys: dict[str, tuple[str, str]] = {}
        self.turns = 0
        self.audit_at = self.whole_at = town.now
        self.searched: set[str] = set()
        self._proven = 0
        self._crashes = town.crashes
        self._sends = 0
        town.on_turn = self.look

    @property
    def now(self) -> datetime:
        """The moment that must be in order: when somebody last looked at what is due."""
        return self.town.looked_at

    def look(self) -> None:
        """Take down what is new and check every promise. Raises Broken."""
        self._catch_up()
        self.turns += 1
        # Where nothing was recorded and nothing sent, only lateness can be wrong.
        changed = self.fresh_facts or self.fresh_sends
        for promise in PROMISES if changed else (nothing_due_is_left,):
            for sentence in promise(self):
                raise Broken(f"{promise.__name__}: {sentence}")
        if changed:
            self._looked()

    def _catch_up(self) -> None:
        if self._crashes != self.town.crashes:
            self._crashes = self.town.crashes
            self.record = Record()
            self.expected.clear()
            self._proven = 0
        new = self.town.facts[self.record.position :]
        for at, fact in new:
            if isinstance(fact, SignalRead):
                self.expected[fact.signal] = expectation(self.record, fact, at)
            self.record.write(at, fact)
        if len(self.town.acknowledged) > self._proven:
            self.unproven = list(self.town.acknowledged)[self._proven :]
            self._proven = len(self.town.acknowledged)
        else:
            self.unproven = []
        self.fresh_facts = [fact for _, fact in new]
        self.searched.update(fact.incident for _, fact in new if isinstance(fact, SearchStarted))
        self.fresh_sends = self.town.handed[self._sends :]
        self._sends = len(self.town.handed)

    def cases(self) -> dict[str, Case]:
        """The open incidents to look at now: all, or in a storm those that something befell.

        All are looked at every few seconds even then: what has come to rest stays so.
        """
        cases = self.record.cases
        if len(cases) <= CASES_ALWAYS or self.now >= self.whole_at:
            return cases
        names = {getattr(fact, "incident", "") for fact in self.fresh_facts}
        return {name: cases[name] for name in names if name in cases}

    def _looked(self) -> None:
        if self.now >= self.whole_at:
            self.whole_at = self.now + timedelta(seconds=AUDIT_EVERY_S)


def expectation(record: Record, read: SignalRead, at: datetime) -> list[str]:
    """What a text must be taken for: `answer`, `question`, `cancel` or `sos`; or `walk`.

    A word of a walk is told as an SOS or a cancel besides where it is the duress
    code, or where there is an open incident of its sender.
    """
    text = read.text.text or ""
    if read.parts == 1 and is_answer(record, read.sender, text, at):
        return ["answer"]
    code = is_code(record, read.sender, text)
    walked = ["walk"] if read.parts == 1 and is_afoot(record, read.sender, text, at) else []
    if not walked and read.parts == 1 and is_question(record, read.sender, text, at):
        return ["question"]
    has_case = record.asked_for_help(read.sender)
    if code and has_case:
        return [*walked, "cancel"]
    if walked and not has_case and not is_duress(record, read.sender, text):
        return walked
    return [*walked, "sos"]


OWN_FAULTS: Final = frozenset(
    {AlarmKind.NO_NEXT_MOMENT, AlarmKind.TICK_LATE, AlarmKind.NO_PROVIDER}
)
"""Findings of the auditor that no provider can cause."""

Promise = Callable[[Watch], Iterator[str]]


def nothing_fails_inside(watch: Watch) -> Iterator[str]:
    """No stage fails, no code is given twice in a week, no unit is on two incidents."""
    yield from watch.record.wrong


def nothing_due_is_left(watch: Watch) -> Iterator[str]:
    """Life-safety is never throttled: after a turn nothing is owed any more (rule 1)."""
    now = watch.now
    due = watch.town.engine.next_due()
    if due is None or due > now:
        return
    left = _owed(watch)
    if left:
        yield f"{', '.join(left[:5])} was due at {due:%H:%M:%S} and was not done."


def _owed(watch: Watch) -> list[str]:
    """What is due and waits for nobody else: neither for a planner nor for the disk."""
    town, now = watch.town, watch.now
    # An agenda is always asked with the rank of its stage.
    order = partial(rank, town.state.paging)
    *others, paging = agendas(town.state)
    keys = [key for agenda in others for key in agenda.due(now)] + paging.due(now, order)
    asked = town.engine.asked_for
    # That the ledger is out is found after the turn, so its alarm is told in the next.
    left = [key for key in keys if key != f"alarm:{LEDGER_ALARM}" and key not in asked]
    if town.engine.unavailable_since is not None:
        # "Received" may not be said of what is not on disk.
        left = [key for key in left if not key.startswith("echo:")]
    return left


def an_overdue_walk_is_an_incident(watch: Watch) -> Iterator[str]:
    """Who gave no word in time was asked, and then help was called for them, at that moment.

    Whoever is on the way always has a moment ahead; a threat that was raised
    belongs to an incident at once.
    """
    walks = watch.record.walks
    for who, mine in walks.afoot.items():
        until = walks.until.get(mine.walk)
        if mine.phase in ("under_way", "asked") and (until is None or until <= watch.now):
            yield f"{mine.walk} of {who} was due at {until} and nothing came of it."
    for fact in watch.fresh_facts:
        if isinstance(fact, ThreatRaised) and fact.threat not in watch.record.incident_of:
            yield f"{fact.threat} belongs to no incident."


def the_auditor_is_content(watch: Watch) -> Iterator[str]:
    """Every open incident has a next moment, and nothing is late (rule 6).

    Asked as often as the service asks; the two promises below look every time.
    What the auditor says of the providers is no fault of ours here: they fail on purpose.
    """
    if watch.now < watch.audit_at:
        return
    watch.audit_at = watch.now + timedelta(seconds=AUDIT_EVERY_S)
    for finding in audit.audit(watch.town.state, watch.now):
        if finding.kind in OWN_FAULTS:
            yield finding.detail


def an_open_incident_is_looked_at_soon(watch: Watch) -> Iterator[str]:
    """The next moment of an open incident is never farther away than its policy's longest."""
    state, now = watch.town.state, watch.now
    for name, case in watch.cases().items():
        mine = state.response.agenda.get(f"incident:{name}")
        other = state.paging.agenda.get(f"escalation:{name}")
        moment = min(mine, other) if mine and other else mine or other
        if moment is None or moment > now + case.longest:
            yield f"{name} is open and is looked at again at {moment}."


def paging_goes_on_until_command(watch: Watch) -> Iterator[str]:
    """While nobody is in command a step follows a step, for ever (rules 2, 3 and 6)."""
    now = watch.now
    for name, case in watch.cases().items():
        if not case.commander and now - case.heard_at > case.longest:
            yield f"{name} has nobody in command and has been quiet since {case.heard_at:%H:%M:%S}."


def a_step_reaches_its_people(watch: Watch) -> Iterator[str]:
    """Whom a step names, it writes to, in the same turn."""
    queued = {
        (fact.incident, fact.recipient)
        for fact in watch.fresh_facts
        if isinstance(fact, MessageQueued)
    }
    for fact in watch.fresh_facts:
        if not isinstance(fact, EscalationStepStarted):
            continue
        case = watch.record.cases.get(fact.incident)
        if case is None or case.bundles:
            continue
        for recipient in fact.recipients:
            if (fact.incident, recipient) not in queued:
                yield f"{fact.incident} step {fact.step} names {recipient} and wrote nothing."


def an_answer_is_echoed(watch: Watch) -> Iterator[str]:
    """Who answers by text is told what was understood, once that is on disk (rules 1 and 5)."""
    echoes = [f.echo for f in watch.fresh_facts if isinstance(f, MessageQueued) and f.echo]
    if watch.town.engine.unavailable_since is not None:
        echoes.extend(watch.town.state.paging.echoes)
    for fact in watch.fresh_facts:
        signal = fact.signal if isinstance(fact, MeaningAsked | PageAnswered) else ""
        if signal and not any(signal in echo for echo in echoes):
            yield f"{signal} was understood and not echoed."


def nothing_leaves_unrecorded(watch: Watch) -> Iterator[str]:
    """Record first, act second: a provider sees only what the ledger holds (rule 7)."""
    engine = watch.town.engine
    for handed in watch.fresh_sends:
        key = (handed.message, handed.attempt, handed.provider)
        position = watch.record.attempted.get(key)
        if position is None and not handed.on_disk:
            continue  # It left from memory, and the machine went down before the disk took it.
        if position is None:
            yield f"{handed.message} was handed to {handed.provider} and is not on record."
        elif position > engine.durable_position and engine.unavailable_since is None:
            yield f"{handed.message} was handed over before its attempt was durable."


def a_key_is_one_text(watch: Watch) -> Iterator[str]:
    """A provider that drops what has the same key drops repetitions only, never another text."""
    for handed in watch.fresh_sends:
        first = watch.keys.setdefault(handed.key, (handed.to, handed.text))
        if first != (handed.to, handed.text):
            yield f"Two texts were handed over as {handed.key}."


def known_voices_go_first(watch: Watch) -> Iterator[str]:
    """Of one turn nothing routine goes to a provider before something urgent (rule 1)."""
    lines: dict[tuple[str, int], list[bool]] = {}
    for handed in watch.fresh_sends:
        lines.setdefault((handed.provider, handed.turn), []).append(handed.urgent)
    if any(urgent != sorted(urgent, reverse=True) for urgent in lines.values()):
        yield "Something routine was handed over before something urgent."


def a_cancel_never_closes(watch: Watch) -> Iterator[str]:
    """An incident is closed by a person, never by what the sender's phone said."""
    for fact in watch.fresh_facts:
        if isinstance(fact, IncidentClosed) and fact.incident not in watch.closable:
            yield f"{fact.incident} was closed and nobody asked for it."


def the_sender_is_not_paged(watch: Watch) -> Iterator[str]:
    """Nobody is paged about her own SOS, and a silent phone stays silent (rule 14)."""
    senders, opened_by = watch.record.senders, watch.record.opened_by
    for handed in watch.fresh_sends:
        sheet = watch.record.page_of(handed.message)
        about = sheet.incidents if sheet else (handed.incident,)
        if handed.purpose != "echo" and any(
            name in about for name in opened_by.get(handed.recipient, ())
        ):
            yield f"{handed.recipient} was sent a page about their own SOS ({handed.purpose})."
        own = senders.get(handed.incident) == handed.recipient
        if own and watch.record.silent.get(handed.incident):
            yield f"{handed.incident} is silent, and something was sent to the sender's phone."


def who_left_is_told_nothing(watch: Watch) -> Iterator[str]:
    """A dismissal ends what a person is told, in the same moment."""
    for handed in watch.fresh_sends:
        kind, _, person = handed.recipient.partition(":")
        if kind == "person" and person in watch.record.gone and handed.purpose != "echo":
            yield f"{handed.recipient} does not work here and was sent a {handed.purpose}."


PROMISES: Final[tuple[Promise, ...]] = (
    nothing_fails_inside,
    acknowledged_is_kept,
    nothing_is_classified_away,
    a_question_becomes_an_answer_or_an_sos,
    every_sos_has_an_incident,
    an_overdue_walk_is_an_incident,
    nothing_due_is_left,
    the_auditor_is_content,
    an_open_incident_is_looked_at_soon,
    paging_goes_on_until_command,
    a_step_reaches_its_people,
    an_answer_is_echoed,
    nothing_leaves_unrecorded,
    a_key_is_one_text,
    every_page_is_tried_again,
    a_provider_that_fails_is_an_alarm,
    a_ledger_that_takes_nothing_is_an_alarm,
    a_watcher_that_hears_nothing_is_an_alarm,
    a_clock_that_jumped_is_an_alarm,
    known_voices_go_first,
    a_cancel_never_closes,
    the_sender_is_not_paged,
    who_left_is_told_nothing,
    who_must_stay_away_hears_nothing,
    no_two_search_the_same_ground,
    a_search_is_looked_at_again,
    who_is_taken_off_their_ground_is_told,
    found_ends_the_search,
)
"""In the order in which they are checked; the first that is broken is reported."""
