"""The engine without time, network or threads: receive, decide, append, settle.

The service runs it with a real clock and real gateways, the simulator with
fake ones; both run this very code.

When the ledger cannot be written, nothing is acknowledged, but nothing stops
either: facts wait in memory in their order, pages go on leaving, and everything
waiting is appended as soon as the ledger takes it.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from tocsin.agency.stage import Command as AgencyCommand
from tocsin.engine.listeners import Anew, Listener, Listeners
from tocsin.engine.pending import Pending
from tocsin.engine.questions import Question, Waits, waits_for
from tocsin.engine.stages import STAGE_OF, STAGES, Stage, State, agendas, evolve
from tocsin.engine.views import Views
from tocsin.facts.codec import Codec
from tocsin.facts.envelope import Draft, Envelope
from tocsin.facts.fact import Fact
from tocsin.facts.pages import MessageAttempted
from tocsin.facts.system import AlarmKind
from tocsin.ground.ground import Ground, NoTracks, Tracks
from tocsin.ground.steady import SteadyGround
from tocsin.ground.straight import StraightGround
from tocsin.intake.stage import Command as IntakeCommand
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Asks, Refused
from tocsin.kernel.limits import (
    CASCADE_ROUNDS_MAX,
    PENDING_FACTS_MAX,
    SLICE_COMMANDS_MAX,
    STAGE_RETRY_S,
)
from tocsin.ledger.ledger import Ledger, LedgerUnavailable
from tocsin.paging.stage import ClearAlarm, RaiseAlarm, RepeatAttempt, SendEcho
from tocsin.paging.stage import Command as PagingCommand
from tocsin.paging.state import MessageStatus
from tocsin.response.stage import Command as ResponseCommand
from tocsin.watch.stage import Command as WatchCommand

Command = AgencyCommand | IntakeCommand | WatchCommand | ResponseCommand | PagingCommand


class Request(NamedTuple):
    """A command from outside, who gives it, and the position that caused it, if one did."""

    command: Command
    actor: str
    cause: int = 0


class NotDurable(NamedTuple):
    """The command may be decided, but its facts are not on disk: do not acknowledge it.

    `is_kept`: they wait in memory, and are recorded as soon as the ledger takes them.
    """

    detail: str
    is_kept: bool = True


NOT_YET: Final = NotDurable("The ledger cannot be written; this is not on record yet.")

Outcome = Accepted[Fact] | Refused | NotDurable

LEDGER_ALARM: Final = f"{AlarmKind.LEDGER_UNAVAILABLE}:ledger"


class Engine:
    """One agency's state, its ledger, and the only way to change either."""

    def __init__(
        self,
        ledger: Ledger,
        codec: Codec,
        draw: Callable[[int], int],
        state: State,
        position: int,
        *,
        ground: Ground | None = None,
        tracks: Tracks | None = None,
    ) -> None:
        """`state` is the fold of everything up to `position`, the ledger's head.

        `ground` and `tracks` answer what decisions ask of space; what they said is
        written into the facts, so a replay asks neither.
        """
        self.state = state
        self.position = position
        self.durable_position = position
        self.unavailable_since: datetime | None = None
        self._ledger = ledger
        self._codec = codec
        self._draw = draw
        self.ground = SteadyGround(ground or StraightGround())
        self.tracks: Tracks = tracks or NoTracks()
        self._pending = Pending()
        self.is_following = False
        """Another node decides; here its facts are folded and nothing is recorded."""
        self.is_cut_off = False
        """The ledger is known to be away: no page waits for it to say so again."""
        self.listeners = Listeners()
        self._attempts: list[MessageAttempted] = []
        self._is_new = True
        self._questions: list[Question] = []
        self._out: dict[Any, Question] = {}  # By what waits for the answer.
        self._held_back: dict[Any, datetime] = {}
        self._rounds = 0  # Since something new came or nothing was due, backlogs not counted.

    def listen(self, listener: Listener, anew: Anew | None = None) -> None:
        """Tell this listener of every fact from now on, and `anew` when the state is another."""
        self.listeners.add(listener, anew)

    def follow(self, envelopes: Iterable[Envelope], now: datetime) -> None:
        """Fold what another node has put on record; nothing is owed and nothing leaves here.

        Raises UnknownFactError at a fact that this program does not know, all before folded.
        """
        self.is_following = True
        try:
            for envelope in envelopes:
                assert envelope.position == self.position + 1, "the ledger has no gaps"
                fact = self._codec.decode(envelope)
                self.position = self.durable_position = envelope.position
                self.listeners.note(envelope.position, envelope.recorded_at, fact)
                evolve(self.state, fact, envelope.recorded_at)
        finally:
            self._tell(now)

    def start_over(self, state: State, position: int) -> None:
        """Throw away what may never have become durable, and follow from this state on."""
        self.state, self.position, self.durable_position = state, position, position
        self.is_following, self.unavailable_since, self._rounds = True, None, 0
        self._attempts, self._questions = [], []
        self._pending.clear()
        self._out.clear()
        self._held_back.clear()
        self.listeners.anew()

    def lead(self) -> None:
        """Decide from now on, and take up first what was under way."""
        self.is_following, self._is_new, self._attempts, self._questions = False, True, [], []
        self._out.clear()
        self._held_back.clear()

    def execute(self, requests: Sequence[Request], now: datetime) -> list[Outcome]:
        """Decide commands from outside in their order, and make them durable together."""
        if self.pending_facts >= PENDING_FACTS_MAX and not self._flush(now):
            full = NotDurable("The ledger takes nothing and memory is full.", is_kept=False)
            return [full] * len(requests)
        outcomes: list[Outcome] = [self._decide(r.command, r.actor, now, r.cause) for r in requests]
        if any(isinstance(outcome, Accepted) for outcome in outcomes):
            self._rounds = 0
        if self._flush(now):
            return outcomes
        return [NOT_YET if isinstance(outcome, Accepted) else outcome for outcome in outcomes]

    def settle(self, now: datetime) -> None:
        """Do everything the stages owe at this moment, until nothing is due."""
        while self.settle_some(now):
            pass

    def settle_some(self, now: datetime) -> bool:
        """A slice of `settle`, so that in a storm nobody waits for all of it; True: go on.

        A cascade that does not end is cut off, with an alarm, and goes on later.
        """
        self._take_up(now)
        done, was_out = 0, self.unavailable_since is not None
        self._held_back = {c: until for c, until in self._held_back.items() if until > now}
        while done < SLICE_COMMANDS_MAX and self._rounds < CASCADE_ROUNDS_MAX:
            progress, is_whole = self._round(now)
            if not progress:
                self._rounds = 0
                break
            done += progress
            self._rounds += is_whole
        is_endless = self._rounds >= CASCADE_ROUNDS_MAX
        if is_endless:
            self._rounds = 0
            detail = f"After {CASCADE_ROUNDS_MAX} rounds something is still due. It goes on later."
            self._alarm(RaiseAlarm(AlarmKind.STAGE_FAILED, "cascade", detail), now)
        self._tell_of_ground(now)
        self._flush(now)
        is_back = was_out and self.unavailable_since is None  # What waited for the disk is due.
        return (done >= SLICE_COMMANDS_MAX and not is_endless) or is_back

    def _take_up(self, now: datetime) -> None:
        """Attempts that a crash left without an outcome are made again, same key."""
        was_new, self._is_new = self._is_new, False
        for each in [*self.state.paging.messages.values()] if was_new else ():
            if each.status is MessageStatus.ATTEMPTING:
                self._decide(RepeatAttempt(each.message), "system", now, 0)

    def _round(self, now: datetime) -> tuple[int, bool]:
        """Ask every stage once: how many commands did something, and whether none was left over.

        Every stage gets its share of a slice, or reading a storm would keep
        paging from sending what is owed to the first of it.
        """
        cause = self.position
        progress, is_whole = 0, True
        for stage in STAGES:
            commands = self._due(stage, now)
            is_whole = is_whole and len(commands) <= SLICE_COMMANDS_MAX
            for command in commands[:SLICE_COMMANDS_MAX]:
                outcome = self._decide(command, "system", now, cause)
                progress += bool(isinstance(outcome, Accepted) and outcome.facts)
        return progress, is_whole

    def attempts(self) -> list[MessageAttempted]:
        """Sends to make now; each is on record as attempted and is handed out once."""
        attempts, self._attempts = self._attempts, []
        return attempts

    def questions(self) -> list[Question]:
        """What is to be answered beside the loop now; each is handed out once.

        Its answer is given to `execute`; that there is none, to `unanswered`.
        """
        questions, self._questions = self._questions, []
        return questions

    def unanswered(self, question: Question, error: Exception, now: datetime) -> None:
        """A question failed: that is alarmed, and it is asked again after a while."""
        self._out.pop(question.waits, None)
        self._hold_back(question.waits, now)
        self._stage_failed(STAGE_OF[type(question.waits)].name, error, now)
        self._flush(now)

    def next_due(self) -> datetime | None:
        """The earliest moment at which a stage owes something.

        What waits for an answer is not counted: the answer wakes whoever runs this.
        """
        asked = self.asked_for
        moments = [at for agenda in agendas(self.state) if (at := agenda.next(asked)) is not None]
        again = [at for waits, at in self._held_back.items() if isinstance(waits, Waits)]
        return min((*moments, *again), default=None)

    @property
    def asked_for(self) -> frozenset[str]:
        """The keys of the agendas that wait for an answer from beside the loop, or to ask again."""
        waiting = (*self._out, *(one for one in self._held_back if isinstance(one, Waits)))
        return frozenset(f"search:{one.incident}" for one in waiting)

    def views(self, now: datetime) -> Views:
        """A read-only look at everything, for boards."""
        return Views(self.state, now, self.ground, self.tracks)

    def decode(self, envelope: Envelope) -> Fact:
        """The fact in an entry of this ledger, its personal text opened."""
        return self._codec.decode(envelope)

    def snapshot(self) -> tuple[int, bytes]:
        """The folded state as bytes, with the position it stands for."""
        return self.position, self._codec.encode_state(self.state)

    def retry_pending(self, now: datetime) -> bool:
        """Try again to append what waits in memory. True when nothing waits."""
        return self._flush(now)

    @property
    def pending_facts(self) -> int:
        """How many facts are not durable yet."""
        return len(self._pending.drafts)

    def _due(self, stage: Stage, now: datetime) -> list[Any]:
        """What a stage owes first; a stage that fails is alarmed, and stops no other."""
        # An echo says that something was received: not before that is on disk. It stays owed.
        is_out = self.unavailable_since is not None
        # What stays due and has to wait must not hide what is behind it.
        most = SLICE_COMMANDS_MAX + 1 + len(self._held_back) + len(self._out)
        most += is_out * len(self.state.paging.echoes)
        try:
            commands = stage.due(getattr(self.state, stage.name), now, most)
        except Exception as error:  # noqa: BLE001 - one stage's bug must not silence the rest.
            self._stage_failed(stage.name, error, now)
            return []
        return [
            command
            for command in commands
            if self._held_back.get(command, now) <= now
            and command not in self._out
            and not (is_out and isinstance(command, SendEcho))
        ]

    def _decide(self, command: Command, actor: str, now: datetime, cause: int) -> Outcome:
        stage = STAGE_OF[type(command)]
        context = Context(now, self._draw, self.views(now))
        self._out.pop(waits_for(command), None)
        try:
            outcome = self._decided(stage, command, context, cause)
            drafts = self._drafts(outcome, actor, now, cause)
        except Exception as error:  # noqa: BLE001 - see _due.
            self._hold_back(command, now)
            self._stage_failed(stage.name, error, now)
            said = f"The {stage.name} stage failed ({type(error).__name__})."
            return NotDurable(said, is_kept=False)
        if isinstance(outcome, Accepted):
            self._record(outcome.facts, drafts, now)
        return outcome

    def _decided(
        self, stage: Stage, command: Command, context: Context[Views], cause: int
    ) -> Outcome:
        """What the stage says; where it asks first, the question is put out and nothing is done."""
        said: Outcome | Asks[Any] = stage.decide(getattr(self.state, stage.name), command, context)
        if not isinstance(said, Asks):
            return said
        assert isinstance(command, Waits), command
        question = Question(command, said.question, self.ground.planner(), cause)
        self._out[command] = question
        self._questions.append(question)
        return Accepted(())

    def _drafts(self, outcome: Outcome, actor: str, now: datetime, cause: int) -> list[Draft]:
        """Encode everything before anything is folded, so that a failure changes nothing."""
        facts = outcome.facts if isinstance(outcome, Accepted) else ()
        encoded = ((fact.stream(), *self._codec.encode(fact)) for fact in facts)
        return [Draft(now, on, kind, of, actor, cause, body) for on, kind, of, body in encoded]

    def _record(self, facts: Sequence[Fact], drafts: Sequence[Draft], now: datetime) -> None:
        is_first = not self._pending.drafts
        for fact, draft in zip(facts, drafts, strict=True):
            self._pending.drafts.append(draft)
            self.position += 1
            self.listeners.note(self.position, now, fact)
            failed = evolve(self.state, fact, now)
            if isinstance(fact, MessageAttempted):
                self._attempts.append(fact)
            for name, error in failed:
                self._stage_failed(name, error, now)
        if is_first:
            self._pending.first = len(self._pending.drafts)

    def _flush(self, now: datetime) -> bool:
        """Append everything pending as one durable unit; False when the ledger refuses."""
        durable = self._append(now)
        self._tell(now)
        return durable

    def _append(self, now: datetime) -> bool:
        if not self._pending.drafts:
            return True
        try:
            self._append_all()
        except LedgerUnavailable:
            if self.unavailable_since is None:
                self.unavailable_since = now
                detail = "The ledger cannot be written. Nothing new is acknowledged."
                raised = RaiseAlarm(AlarmKind.LEDGER_UNAVAILABLE, "ledger", detail)
                self._decide(raised, "system", now, 0)
            return False
        if self.unavailable_since is not None:
            self.unavailable_since = None
            self._decide(ClearAlarm(LEDGER_ALARM, "system"), "system", now, 0)
            return self._append(now)
        return True

    def _append_all(self) -> None:
        if self.is_cut_off:
            raise LedgerUnavailable("The ledger is known to be away.")
        was_out = self.unavailable_since is not None
        for position in self._pending.put(self._ledger, self.durable_position, asks=was_out):
            self.durable_position = position

    def _tell(self, now: datetime) -> None:
        for error in self.listeners.tell():
            self._stage_failed("listener", error, now)

    def _hold_back(self, command: Command, now: datetime) -> None:
        """Do not try a command that failed again at once, when it is one that stays due."""
        with suppress(TypeError):  # A command from outside need not be hashable.
            self._held_back[command] = now + timedelta(seconds=STAGE_RETRY_S)

    def _stage_failed(self, name: str, error: Exception, now: datetime) -> None:
        detail = f"The {name} stage failed: {type(error).__name__}. The rest goes on."
        self._alarm(RaiseAlarm(AlarmKind.STAGE_FAILED, name, detail), now)

    def _tell_of_ground(self, now: datetime) -> None:
        """Say that questions about space failed, also those that only a board asked."""
        failed = self.ground.take_failures()
        if failed:
            what = ", ".join(failed)
            detail = f"Asking the ground failed: {what}. Straight lines answer in its place."
            self._alarm(RaiseAlarm(AlarmKind.STAGE_FAILED, "ground", detail), now)

    def _alarm(self, command: RaiseAlarm, now: datetime) -> None:
        is_raised = f"{command.kind}:{command.subject}" in self.state.paging.alarms
        # What fails where somebody else decides fails there, too, and is alarmed there.
        if not is_raised and not self.is_following and self._held_back.get(command, now) <= now:
            self._hold_back(command, now)
            self._decide(command, "system", now, 0)
