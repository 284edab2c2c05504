"""The verbs of the tests: what people do, what they must get, and how time passes.

A `TestTown` is the simulator's town with the fixed cast: the real engine, a ledger
in memory, a clock that is moved by hand. What arrives on a phone must be
expected, or the test fails when the town is left (`town` in tests/conftest.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from itertools import count
from random import Random
from typing import Any, TypeVar

from tests import cast
from tocsin.agency.diff import LoadAgency
from tocsin.agency.state import Agency
from tocsin.engine.audit import audit
from tocsin.engine.core import Command, Outcome
from tocsin.facts.fact import Fact
from tocsin.facts.pages import Provider, Purpose
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted
from tocsin.ledger.ledger import LedgerUnavailable
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.vault import Vault
from tocsin.paging.state import Page
from tocsin.response.incident import Incident
from tocsin.sim.clock import SimClock
from tocsin.sim.gateways import Fate, Handed, Says
from tocsin.sim.town import Arrived, Town

PROVIDERS = (Provider("kannel-1", "sms"), Provider("kannel-2", "sms"))
NO_PAGES = frozenset({Purpose.UPDATE, Purpose.ECHO})
CODE = re.compile(r"(?:Reply|Responda) (\d{4,})")

F = TypeVar("F", bound=Fact)


class FullDisk:
    """A disk that is full while told so."""

    def __init__(self) -> None:
        self.is_full = False

    def __call__(self, _entries: object) -> None:
        if self.is_full:
            raise LedgerUnavailable("No space left on the disk.")


class Gateways:
    """Both providers; each works until told otherwise."""

    def __init__(self) -> None:
        self._says: dict[str, Says] = {}
        self.undelivered: set[str] = set()

    def fails(self, name: str, says: Says = Says.BUSY) -> None:
        self._says[name] = says

    def hangs(self, name: str) -> None:
        self._says[name] = Says.NOTHING

    def works(self, name: str) -> None:
        self._says.pop(name, None)

    def __call__(self, handed: Handed) -> Fate:
        says = self._says.get(handed.provider, Says.ACCEPTED)
        if says is not Says.ACCEPTED:
            return Fate(says, 0.25, ())
        if handed.provider in self.undelivered:
            return Fate(says, 0.25, (), receipt=False)
        return Fate(says, 0.25, (0.5,))


class Phone:
    """Somebody's phone: what they send, and what they must have got."""

    def __init__(self, town: "TestTown", recipient: str, number: str) -> None:
        self.town = town
        self.recipient = recipient
        self.number = number
        self.unread: list[Handed] = []

    def texts(self, text: str, **fields: Any) -> None:
        """Send a text to the SOS line, and let it be acted upon."""
        self.town.texts(self.number, text, **fields)
        self.town.fast_forward(seconds=1)

    def expects(self, *words: str, purpose: Purpose | None = None) -> str:
        """The first unread message with all of these words; it is read now."""
        for handed in self.unread:
            if purpose in (None, handed.purpose) and all(word in handed.text for word in words):
                self.unread.remove(handed)
                return handed.text
        seen = [(str(handed.purpose), handed.text) for handed in self.unread]
        raise AssertionError(f"{self.recipient} has no {purpose or ''} {words}, but {seen}")

    def expects_page(self, *words: str, purpose: Purpose = Purpose.SOS) -> str:
        """The code of an unread page."""
        found = CODE.search(self.expects(*words, purpose=purpose))
        assert found, "A page without a code cannot be answered."
        return found[1]

    def expects_nothing(self) -> None:
        assert not self.unread, [(handed.purpose, handed.text) for handed in self.unread]

    def reads_all(self) -> list[str]:
        """Everything unread, read now."""
        texts, self.unread = [handed.text for handed in self.unread], []
        return texts


class TestTown(Town):
    """The cast's town. `town.ana`, `town.lee` … are their phones."""

    __test__ = False

    def __init__(self, agency: Agency = cast.AGENCY, **more: Any) -> None:
        self.disk = FullDisk()
        self.gateway = Gateways()
        self._bytes = count()
        ledger = MemoryLedger(agency.settings.agency, self.disk)
        more.setdefault("providers", PROVIDERS)
        super().__init__(
            agency,
            SimClock(cast.SATURDAY),
            ledger,
            lambda: Vault(ledger, b"k" * 32, self.draw_bytes),
            Random(7),
            behaviour=self.gateway,
            **more,
        )
        self.strict = True
        people = {name: f"person:{name}" for name in cast.AGENCY.staff}
        units = {name: f"unit:{name}" for name in cast.AGENCY.units}
        self.phones = {
            name: Phone(self, recipient, cast.NUMBERS[name])
            for name, recipient in (people | units).items()
        }
        self.rex = Phone(self, "unknown:1", cast.REX_NUMBER)
        self._by_number = {p.number: p for p in (*self.phones.values(), self.rex)}
        self.elsewhere: dict[str, list[Handed]] = defaultdict(list)
        self.on_arrival = self._arrived
        self.open("jo")
        self.run_for(0)

    def __getattr__(self, name: str) -> Phone:
        phones = self.__dict__.get("phones", {})
        if name in phones:
            phone: Phone = phones[name]
            return phone
        raise AttributeError(name)

    def draw_bytes(self, size: int) -> bytes:
        """Bytes that differ every time, and are the same in every run."""
        drawn = b"".join(sha256(b"%d" % next(self._bytes)).digest() for _ in range(size // 32 + 1))
        return drawn[:size]

    def _arrived(self, arrived: Arrived) -> None:
        phone = self._by_number.get(arrived.handed.to)
        (phone.unread if phone else self.elsewhere[arrived.handed.to]).append(arrived.handed)

    def fast_forward(self, *, seconds: float = 0, minutes: float = 0) -> None:
        """Let time pass; every promise of the auditor is looked at when it has."""
        self.run_for(seconds + minutes * 60)
        assert not self.findings()

    def findings(self) -> list[Any]:
        return list(audit(self.state, self.now))

    def does(self, command: Command, actor: str = "board") -> Outcome:
        """Somebody gives a command on the board, and it is acted upon."""
        outcome = self.submit(command, actor)
        assert outcome is not None
        self.run_for(0)
        return outcome

    def accepts(self, command: Command, actor: str = "board") -> tuple[Fact, ...]:
        outcome = self.does(command, actor)
        assert isinstance(outcome, Accepted), outcome
        return outcome.facts

    def reloads(self, agency: Agency) -> None:
        """The agency file was changed and is loaded again."""
        self.agency = agency
        self.does(LoadAgency(agency, "jo"), "jo")

    def receives(self, body: bytes, signal: str = "S-raw", **fields: Any) -> Outcome:
        """Any bytes whatever reach the hook of the SOS line."""
        fields.setdefault("kind", "json")
        raw = RawRequest(gateway="phones", method="POST", body=body, **fields)
        return self.does(ReceiveSignal(signal, "phones", freeze(raw)), "phones")

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        self.disk.is_full = True
        yield
        self.disk.is_full = False

    def everybody_reads(self) -> None:
        for phone in (*self.phones.values(), self.rex):
            phone.reads_all()

    def nothing_unexpected(self) -> None:
        for phone in (*self.phones.values(), self.rex):
            phone.expects_nothing()
        assert not self.elsewhere

    def of(self, kind: type[F]) -> list[F]:
        """Every fact of a kind, oldest first."""
        return [fact for _, fact in self.facts if isinstance(fact, kind)]

    def incident(self, name: str = "I-1") -> Incident:
        return self.state.response.incidents[name]

    def pages_of(self, recipient: str, purpose: Purpose | None = None) -> list[Page]:
        """The open pages to a recipient."""
        pages = self.state.paging.pages.values()
        return [p for p in pages if p.recipient == recipient and purpose in (None, p.purpose)]

    def after_s(self, seconds: float) -> Any:
        return self.now + timedelta(seconds=seconds)
