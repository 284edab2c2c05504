"""A town and everybody who uses it, over a story of any length; and what must hold after each turn.

A `Story` asks the served town as people do, and keeps for itself only what it was
answered: what was acknowledged, who was dismissed, which incident somebody closed.
`holds` compares that with the ledger and with what is in memory.
"""

import asyncio
from typing import Any, Final

import httpx

from tests.web.town import HARLOW, Clock, Town, town
from tocsin.agency.load import read
from tocsin.app.wiring import loading
from tocsin.engine.audit import audit
from tocsin.engine.replay import digest_of, load
from tocsin.facts.incidents import IncidentClosed, IncidentOpened
from tocsin.facts.signals import SignalReceived, SosRaised
from tocsin.facts.system import AlarmKind
from tocsin.ledger import chain
from tocsin.ledger.memory import MemoryLedger
from tocsin.web.administration import Reread

MONTH_S: Final = 30 * 86_400
CONTROL: Final = ("mo", "lee", "jo", "sam", "pat", "kit", "nell")
SAFE, DURESS = "yellow umbrella", "garden gate"
CANCELLED: Final = "Cancel received. A supervisor will call you to make sure."
GUARDED: Final = (
    "knows the building and our radio",  # her caution
    "let it ring twice",  # her safe contact
    "PO-2026-114",  # the order's number
    "bay twelve",  # her plan
    "limps on the left",  # what he looks like
)
"""Words that no answer may hold unless the reading is on record."""
UNRECORDED: Final = frozenset({"/agency/reload"})
"""What may change nothing: a file that says what it said before."""
ONCE: Final = frozenset({AlarmKind.NO_NEXT_MOMENT, AlarmKind.TICK_LATE})


class Story:
    """One town through one story."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.file = HARLOW.read_text("utf-8")
        self.keys: dict[str, str] = {}
        self.gone: dict[str, set[str]] = {}
        """The keys of whoever was dismissed: they open nothing, for good."""
        self.out: set[str] = set()
        self.taken: dict[str, bool] = {}
        """Every signal that was acknowledged, and whether it can only be an SOS."""
        self.closed: set[str] = set()
        self.owed: list[tuple[str, int]] = []
        self.links: list[str] = []
        self.trusted = chain.GENESIS
        self.heard = 0
        self._begin(None, None)
        for person in CONTROL:
            self.signs_in(person)

    # The town.

    def _begin(self, after: MemoryLedger | None, clock: Clock | None) -> None:
        self._door = town(after=after, clock=clock, reload=self._read_file)
        self.town: Town = self.runner.run(self._door.__aenter__())
        self.sent = 0

    async def _read_file(self, by: str) -> Reread:
        agency, mistakes = read(self.file)
        for request in loading(agency, mistakes, by):
            await self.town.service.submit(request.command, request.actor)
        return Reread(tuple(mistakes), ())

    def end(self) -> None:
        """Leave the town; nothing may be wrong with what it leaves."""
        self.runner.run(self._door.__aexit__(None, None, None))
        self.runner.close()

    def is_killed(self) -> None:
        """The process dies, and another begins over what is on disk."""
        left = self.town
        was = None if self.is_full else digest_of(self.state)
        ledger, at = left.ledger, len(list(left.ledger.read()))
        entries = MemoryLedger(ledger.agency)
        entries._store(list(ledger.read())[:at])
        entries._keys.update(ledger._keys)
        self.runner.run(self._door.__aexit__(None, None, None))
        self.owed.clear()
        if was is not None and left.service.engine.position == at:
            codec = left.service.engine._codec
            assert digest_of(load(entries, codec)[0]) == was
        self._begin(entries, left.clock)

    @property
    def is_full(self) -> bool:
        return self.town.disk.is_full

    @property
    def state(self) -> Any:
        return self.town.service.engine.state

    def waits(self, seconds: float) -> None:
        self.runner.run(self.town.later(seconds))

    def disk(self, *, is_full: bool) -> None:
        self.town.disk.is_full = is_full
        self.waits(2)

    # People.

    def signs_in(self, person: str) -> None:
        if person not in self.out and not self.is_full:
            self.keys[person] = self.runner.run(self.town.key(person, life_s=MONTH_S))

    def asks(self, person: str, verb: str, path: str, body: Any = None) -> httpx.Response:
        """Somebody asks the API for something; whatever the answer, the rules hold for it."""
        key = self.keys.get(person, "nobody's")
        before = self.town.ledger.head()[0]
        head = {"authorization": f"Bearer {key}"}
        answer = self.runner.run(self._asks(verb, path, body, head))
        self._is_fair(answer, path)
        if key in self.gone.get(person, ()):
            assert answer.status_code == 401, (person, path, answer.status_code)
        if answer.is_success and verb != "GET" and path not in UNRECORDED:
            actors = {each.actor for each in self.town.ledger.read(before)}
            assert person in actors, f"{verb} {path} was accepted and is not on record"
        if any(words in answer.text for words in GUARDED):
            self._was_recorded(person, path, before)
        return answer

    async def _asks(self, verb: str, path: str, body: Any, head: dict[str, str]) -> httpx.Response:
        answer = await self.town.http.request(verb, f"/api/v1{path}", json=body, headers=head)
        await self.town.settled()
        return answer

    def _is_fair(self, answer: httpx.Response, path: str) -> None:
        """No answer is a crash, and none shows a code; there is no 503 while the disk is well."""
        assert answer.status_code < 500 or (answer.status_code == 503 and self.is_full), (
            path,
            answer.status_code,
            answer.text,
        )
        assert SAFE not in answer.text
        assert DURESS not in answer.text

    def _was_recorded(self, person: str, path: str, before: int) -> None:
        if self.is_full:
            self.owed.append((person, before))
            return
        assert self._reads(person, before), f"{person} read {path} and it is not on record"

    def _reads(self, person: str, since: int) -> bool:
        """Whether this person read something on record, or took a document along."""
        decode = self.town.service.engine.decode
        kinds = ("RecordRead", "DocumentReleased")
        facts = (decode(each) for each in self.town.ledger.read(since) if each.kind in kinds)
        return any(person == getattr(each, "person", getattr(each, "by", "")) for each in facts)

    def texts(self, number: str, words: str, *, is_sos: bool) -> httpx.Response:
        answer = self.runner.run(self.town.text(number, words))
        self._is_fair(answer, "/hooks")
        if answer.is_success:
            self.taken[answer.json()["signal"]] = is_sos
        return answer

    def hook(self, path: str, body: bytes, head: dict[str, str]) -> None:
        """A gateway delivers anything whatever; when it is told that we have it, we have it."""
        before = self.town.ledger.head()[0]
        answer = self.runner.run(self.town.http.post(path, content=body, headers=head))
        self._is_fair(answer, path)
        if answer.is_success:
            (signal,) = (
                each.stream.partition("/")[2]
                for each in self.town.ledger.read(before)
                if each.kind == "SignalReceived"
            )
            self.taken[signal] = True
        self.runner.run(self.town.settled())

    def dismissed(self, person: str) -> None:
        self.out.add(person)
        self.gone.setdefault(person, set()).add(self.keys.get(person, ""))
        self.sent = len(self.town.ways["sms"].sent)

    # What holds.

    def holds(self) -> None:
        """Everything that the safety rules promise, at this moment."""
        now = self.town.clock.now()
        assert [each for each in audit(self.state, now) if each.kind in ONCE] == []
        self._chain_verifies()
        self._nothing_acknowledged_is_missing()
        self._only_people_end_an_incident()
        self._whoever_is_out_is_out()
        if not self.is_full:
            owed, self.owed = self.owed, []
            assert all(self._reads(person, since) for person, since in owed)

    def _chain_verifies(self) -> None:
        entries = self.town.ledger.read(self.trusted[0])
        found = chain.verify(entries, self.town.ledger.agency, self.trusted)
        assert isinstance(found, chain.Verified), found
        self.trusted = self.town.ledger.head()

    def _nothing_acknowledged_is_missing(self) -> None:
        received = {each.signal for each in self._of(SignalReceived)}
        assert self.taken.keys() <= received
        if not self.is_full:
            raised = {each.signal for each in self._of(SosRaised)}
            assert {signal for signal, is_sos in self.taken.items() if is_sos} <= raised

    def _only_people_end_an_incident(self) -> None:
        opened = {each.incident for each in self._of(IncidentOpened)}
        ended = {each.incident for each in self._of(IncidentClosed)}
        assert self.closed <= ended, "A close was accepted and is not on record"
        if not self.is_full:  # Else memory is ahead of the ledger.
            assert all(self.state.response.incidents[name].is_open for name in opened - ended)

    def _whoever_is_out_is_out(self) -> None:
        for person, keys in self.gone.items():
            for key in keys:
                head = {"authorization": f"Bearer {key}"}
                answer = self.runner.run(self.town.http.get("/api/v1/board", headers=head))
                assert answer.status_code == 401, person

    def _of(self, kind: type) -> list[Any]:
        return self.town.facts(kind.__name__)
