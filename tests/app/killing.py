"""The released program under texts, killed at random moments, and what its ledger says then.

What is acknowledged is kept outside of it, so is every page that the provider was handed.
"""

import os
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.app.real_program import Handed, RealProgram, wait_for
from tocsin.engine.audit import next_moment
from tocsin.engine.letters import SIGNAL_PREFIX
from tocsin.engine.stages import State, evolve
from tocsin.facts.codec import Codec
from tocsin.facts.incidents import IncidentOpened, SignalJoined
from tocsin.facts.pages import MessageAttempted
from tocsin.facts.signals import SignalReceived
from tocsin.intake.state import UNREAD
from tocsin.ledger import chain
from tocsin.ledger.kek import load_kek
from tocsin.ledger.opening import key_path_of, open_ledger
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.postgres_inbox import PostgresInbox
from tocsin.ledger.vault import Vault

LEDGER = "town.ledger"
PROVIDER_TIMEOUT_S = 4.0


class Texter(threading.Thread):
    """Hands in texts one after the other, again and again, and keeps what was acknowledged."""

    def __init__(self, program, chance, pause_s):
        super().__init__(daemon=True)
        self.accepted: list[str] = []
        self.sent = 0
        self._program, self._chance, self._pause_s = program, chance, pause_s
        self._numbers = sorted(program.numbers.values())
        self._is_over = threading.Event()

    def run(self):
        while not self._is_over.wait(self._chance.random() * 2 * self._pause_s):
            self.sent += 1
            signal = self._program.text(self._number(), f"SOS he is here {self.sent}", 5.0)
            if signal:
                self.accepted.append(signal)

    def end(self):
        self._is_over.set()
        self.join()

    def _number(self):
        """Somebody's of the agency, who is paged for at once, or as often a stranger's."""
        if self._chance.random() < 0.5:
            return self._chance.choice(self._numbers)
        return f"+1501555{self._chance.randrange(2000, 9999)}"


class Record:
    """What the ledger of a dead program holds, read on from where it was read to before."""

    def __init__(self, name, key):
        """`name` is a ledger file or the address of a database."""
        self.state = State()
        self.head = chain.GENESIS
        self.received: Counter[str] = Counter()
        self.incident_of: dict[str, str] = {}
        self.attempts: Counter[str] = Counter()
        self.letters: set[str] = set()
        """What waits for whoever leads next, at a database."""
        self._name, self._key = name, key

    def catch_up(self):
        """Verify and fold what is new. An entry read before that is another now breaks the chain."""
        ledger = open_ledger(self._name, read_only=True)
        codec = Codec(Vault(ledger, load_kek(self._key), os.urandom))
        try:
            if isinstance(ledger, PostgresLedger):
                waiting = PostgresInbox(ledger, "who looks").waiting(100_000)
                self.letters = {each.id for each in waiting}
            entries = list(ledger.read(after=self.head[0]))
            verified = chain.verify(entries, ledger.agency, self.head)
            assert isinstance(verified, chain.Verified), verified
            for entry in entries:
                self._note(codec.decode(entry), entry.recorded_at)
            self.head = self.head[0] + len(entries), verified.head_hash
        finally:
            ledger.close()

    def verify_whole(self):
        ledger = open_ledger(self._name, read_only=True)
        verified = chain.verify(ledger.read(), ledger.agency, witness=self.head)
        ledger.close()
        assert isinstance(verified, chain.Verified), verified

    def _note(self, fact, at):
        assert not evolve(self.state, fact, at)
        match fact:
            case SignalReceived():
                self.received[fact.signal] += 1
            case IncidentOpened() | SignalJoined():
                self.incident_of[fact.signal] = fact.incident
            case MessageAttempted():
                self.attempts[fact.message] += 1

    def lost(self, accepted):
        """Which of these are neither an open SOS nor durable and about to be read."""
        return [each for each in accepted if not self._is_cared_for(each)]

    def _is_cared_for(self, signal):
        if self.received[signal] != 1:
            return not self.received[signal] and f"{SIGNAL_PREFIX}{signal}" in self.letters
        incident = self.state.response.incidents.get(self.incident_of.get(signal, ""))
        if incident is not None:
            return incident.is_open
        # Read or not, until it has an incident somebody owes it one.
        if signal in self.state.intake.unread:
            return self.state.intake.agenda.get(UNREAD) is not None
        return self.state.response.agenda.get(f"signal:{signal}") is not None

    def quiet(self):
        """Open incidents that nobody will look at again."""
        incidents = self.state.response.incidents.items()
        return [name for name, each in incidents if each.is_open and not self._has_moment(name)]

    def _has_moment(self, name):
        return next_moment(self.state, name) is not None


class Lives:
    """One ledger, and the program on it that lives until it is killed, again and again."""

    def __init__(self, folder, provider, chance, texters=4, pause_s=0.1, stem=None, address=""):
        """On a file in the folder, or on a database."""
        # Two ways out, so that a page may be tried on the other one.
        providers = {"one": provider, "two": provider}
        name = address or str(Path(folder) / LEDGER)
        self.program = RealProgram(folder, name, providers, timeout_s=PROVIDER_TIMEOUT_S)
        self._key = key_path_of(name, self.program.folder)
        self.record = Record(name, self._key)
        self.accepted: list[str] = []
        self.sent = 0
        self._provider, self._chance = provider, chance
        self._texters, self._pause_s, self._stem = texters, pause_s, stem
        self._lives: list[list[Handed]] = []

    def live(self, seconds, down_s=0.0, from_the_start=False):
        """Start it, kill it so many seconds after it answers (or is started), and look."""
        before = len(self._provider.got)
        self.program.start(None if from_the_start else self._stem)
        if not from_the_start:
            wait_for(self.program.answers, "it answers")
        texters = [self._texter() for _ in range(self._texters)]
        time.sleep(seconds)
        self.program.kill()
        for each in texters:
            each.end()
            self.accepted += each.accepted
            self.sent += each.sent
        time.sleep(down_s)
        self._lives.append(self._provider.got[before:])
        self.look()

    def _texter(self):
        texter = Texter(self.program, random.Random(self._chance.random()), self._pause_s)
        texter.start()
        return texter

    def look(self):
        """Nothing acknowledged is lost, nothing open is quiet, and the chain verifies."""
        # Killed before it had made a ledger, there is nothing to look at.
        if self.accepted or self._key.exists():
            self.record.catch_up()
        assert self.record.lost(self.accepted) == []
        assert self.record.quiet() == []

    def end(self):
        """Let it go on once more until nothing is owed to any text; then all of it is looked at."""
        before = len(self._provider.got)
        self.program.start(self._stem)
        wait_for(self.program.answers, "it answers")
        wait_for(self._is_done, "what it was handed is done")
        self.program.kill()
        self._lives.append(self._provider.got[before:])
        self.look()
        self.record.verify_whole()
        assert not self.record.state.intake.unread
        assert all(each in self.record.incident_of for each in self.accepted)

    def _is_done(self):
        said = self.program.answers()
        return said is not None and said["ok"] and said["oldest_unsent_page_s"] == 0

    @property
    def handed(self):
        return sum(map(len, self._lives))

    def doubled(self):
        """For each kill, what was handed over again in the lives after it that was out before."""
        out: list[Handed] = []
        found = []
        for life in self._lives:
            found.append(again(out, life))
            out += life
        return found[1:]


class Doubled(NamedTuple):
    """Pages that arrived more often than wanted: under the same key, and under another one."""

    same_key: int
    other_key: int


def again(before, now):
    """What was handed over again: a repeated attempt has its key, another attempt another."""
    keys = {each.key for each in before}
    messages = {message_of(key) for key in keys}
    same = sum(each.key in keys for each in now)
    fresh = {each.key for each in now} - keys
    return Doubled(same, sum(message_of(key) in messages for key in fresh))


def message_of(key):
    """The message and its moment, of a key MESSAGE-ATTEMPT-MOMENT."""
    message, _, moment = key.rsplit("-", 2)
    return message, moment
