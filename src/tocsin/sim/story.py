"""The story of Harlow, played by the real engine at full speed.

A dispatcher comes off shift on a Saturday, is met at her car, and gets out
three letters. Everything after that is what Tocsin does about it; each part of
it is a step here that must happen, or the story has failed.
"""

import os
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from tocsin.agency.load import read
from tocsin.agency.state import Agency
from tocsin.engine import replay, timeline
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import Purpose
from tocsin.kernel.decision import Accepted
from tocsin.ledger import chain
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import Vault, open_vault
from tocsin.response.incident import Incident
from tocsin.response.locating import GiveLocation
from tocsin.response.sending import DispatchUnit, MoveUnit, recommendation
from tocsin.response.stage import CloseIncident
from tocsin.response.unit import Status
from tocsin.sim.clock import SimClock
from tocsin.sim.phones import Phones
from tocsin.sim.town import Town

STARTS_AT: Final = datetime(2026, 11, 21, 23, 30, 55, tzinfo=UTC)
"""A Saturday, five seconds before 17:31 in Harlow."""

SEED: Final = 1731

INCIDENT: Final = "I-1"


class Step(NamedTuple):
    """One thing that must happen, whether it did, and what was seen."""

    name: str
    happened: bool
    detail: str


class Story(NamedTuple):
    """The whole story: its steps, and the ledger as people read it."""

    steps: tuple[Step, ...]
    entries: tuple[timeline.Entry, ...]
    position: int
    digest: str

    @property
    def ok(self) -> bool:
        """Whether every step happened."""
        return all(step.happened for step in self.steps)

    def table(self) -> str:
        """The steps under one another, what failed first in the line."""
        return "".join(
            f"{'ok  ' if step.happened else 'FAIL'}  {step.name}: {step.detail}\n"
            for step in self.steps
        )


def harlow() -> str:
    """The agency file of the invented town."""
    return resources.files("tocsin.sim").joinpath("demo/harlow.toml").read_text("utf-8")


def agency_of(text: str) -> Agency:
    """The agency of a file that has no mistake. Raises ValueError with the mistakes."""
    agency, mistakes = read(text)
    if agency is None:
        raise ValueError("\n".join(map(str, mistakes)))
    return agency


def play(ledger_path: Path | None = None) -> Story:
    """Play it, into a new SQLite ledger at the path or into memory.

    Raises LedgerError when there is a file at the path already.
    """
    agency = agency_of(harlow())
    if ledger_path is None:
        return _played(agency, MemoryLedger(agency.settings.agency))
    ledger = SqliteLedger.create(ledger_path, agency.settings.agency)
    try:
        return _played(agency, ledger, kek_path_of(ledger_path))
    finally:
        ledger.close()


def _played(
    agency: Agency, ledger: MemoryLedger | SqliteLedger, kek_path: Path | None = None
) -> Story:
    kek = os.urandom(32)

    def vault() -> Vault:
        if kek_path is None:
            return Vault(ledger, kek, os.urandom)
        return open_vault(ledger, kek_path, os.urandom)

    teller = _Teller(Town(agency, SimClock(STARTS_AT), ledger, vault, Random(SEED)))
    teller.tell()
    return teller.ended()


class _Teller:
    """Plays the people of the story and writes down whether each thing happened."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.phones = Phones(town)
        self.steps: list[Step] = []

    def tell(self) -> None:
        self._alarm()
        self._escalation()
        self._sending()
        self._on_the_way()
        self._found()
        self._hospital()
        self._over()

    def ended(self) -> Story:
        """Keep the state, prove the record, and read it back."""
        town = self.town
        position, blob = town.engine.snapshot()
        town.ledger.save_snapshot(position, replay.fingerprint(), blob)
        verified = chain.verify(town.ledger.read(), town.ledger.agency)
        self._note(
            "the chain verifies", isinstance(verified, chain.Verified), f"{position} entries"
        )
        replayed = replay.replay(town.ledger, town.codec)
        same = bool(replayed.matches) and replayed.digest == replay.digest_of(town.state)
        self._note("the replay equals the living state", same, replayed.digest[:16])
        views = town.engine.views(town.now)
        entries = timeline.timeline(town.ledger.read(), town.codec, views, INCIDENT)
        return Story(tuple(self.steps), tuple(entries), position, replayed.digest)

    # What happens.

    def _alarm(self) -> None:
        self.town.open()
        self._wait(5)
        self._texts("person:ana", "SOS he's in the lot")
        self._wait(5)
        incident = self._incident()
        self._note("her SOS is an incident", incident is not None, f"{INCIDENT} is open")
        self._shows("person:ana", "SOS received", "she is told that it was received")
        self._shows(
            "person:lee", "he's in the lot", "the supervisor on duty is paged with her words"
        )
        self._shows("person:lee", "CAUTION", "the page carries the caution of her safety plan")
        self._shows(
            "person:mo", "Station One parking lot", "the page says where, and how that is known"
        )

    def _escalation(self) -> None:
        self._wait(30)
        step = self.town.state.paging.escalations[INCIDENT].step
        self._note("nobody answers, so the second step begins", step == 2, f"step {step}")
        self._texts("person:sam", self.phones.code("person:sam"))
        self._wait(6)
        commander = self._commander()
        self._note("a bare received takes no command", commander == "", "still nobody in command")
        self._shows("person:sam", "still needs somebody in command", "and says so to him")
        self._texts("person:pat", f"{self.phones.code('person:pat')} C")
        self._wait(6)
        self._note("somebody takes command", self._commander() == "pat", self._commander())
        self._shows("person:ana", "has your SOS", "she is told who has it")

    def _sending(self) -> None:
        incident = self._incident()
        if incident is None:
            return
        state, views = self.town.state, self.town.engine.views(self.town.now)
        advice = recommendation(state.response, incident, views)
        picks = [pick for line in advice.lines for pick in line.picks]
        said = "; ".join(f"{p.unit} ({', '.join(p.reasons)})" for p in picks)
        self._note("units are recommended, with reasons", len(picks) == 4, said)
        for pick in picks:
            self._command(DispatchUnit(INCIDENT, pick.unit, "mo"), "mo")
        self._wait(6)
        for pick in picks:
            self._shows(f"unit:{pick.unit}", f"SEND {pick.unit}", f"{pick.unit} is told to go")
        self._shows("unit:4A21", "STAGE NEARBY", "the ambulance is told to wait nearby")

    def _on_the_way(self) -> None:
        for unit in ("P11", "P12", "S1", "4A21"):
            self._texts(f"unit:{unit}", f"{self.phones.code(f'unit:{unit}')} EN ROUTE")
            self._wait(3)
        self._moved("P11", Status.EN_ROUTE, "police are en route")
        self._shows("person:ana", "Help is on the way", "she is told that help is coming")
        self._texts("person:ana", "behind my car he has a knife")
        self._wait(5)
        self._shows("person:pat", "he has a knife", "her second text reaches everybody on it")
        self._command(MoveUnit("4A21", "stage", "mo"), "mo")
        self._moved("4A21", Status.STAGED, "the ambulance waits nearby")

    def _found(self) -> None:
        for unit in ("P11", "P12"):
            self._texts(f"unit:{unit}", f"{self.phones.code(f'unit:{unit}')} ON SCENE")
            self._wait(10)
        self._moved("P11", Status.ON_SCENE, "police are on scene")
        self._command(GiveLocation(INCIDENT, "mo", "station_one_lot"), "mo")
        incident = self._incident()
        where = [e.source for e in incident.evidence] if incident else []
        found = "dispatcher" in where and "words" in where
        self._note("she is located; her own words stay beside it", found, ", ".join(where))
        for unit in ("4A21", "S1"):
            self._command(MoveUnit(unit, "on_scene", "mo"), "mo")
        self._moved("4A21", Status.ON_SCENE, "the scene is safe and the ambulance goes in")

    def _hospital(self) -> None:
        self._wait(240)
        self._texts("unit:4A21", f"{self.phones.code('unit:4A21')} TRANSPORTING")
        self._wait(495)
        self._moved("4A21", Status.TRANSPORTING, "the patient is on the way to hospital")
        self._shows("person:pat", "still on it?", "the owner is asked whether he is still on it")
        self._texts("person:pat", self.phones.code("person:pat", Purpose.CHECK_BACK))
        self._wait(120)
        self._note("and keeps it by answering", self._commander() == "pat", self._commander())
        self._texts("unit:4A21", f"{self.phones.code('unit:4A21')} AT HOSPITAL")
        self._wait(5)
        self._moved("4A21", Status.AT_HOSPITAL, "the ambulance is at the hospital")

    def _over(self) -> None:
        close = CloseIncident(INCIDENT, "pat", Disposition.PERSON_TRANSPORTED, "Found by her car.")
        refused = not isinstance(self.town.submit(close, "pat"), Accepted)
        self._note("it cannot be closed while units are on it", refused, "refused")
        for unit in ("P11", "P12", "S1", "4A21"):
            self._command(MoveUnit(unit, "clear", "mo"), "mo")
        self._moved("4A21", Status.AVAILABLE, "the units are free again")
        self._command(close, "pat")
        self._wait(30)
        incident = self._incident()
        how = str(incident.disposition) if incident else ""
        self._note("it is closed with a disposition", how == "person_transported", how)
        self._shows("person:lee", "Stand down", "everybody is told that it is over")
        quiet = self.town.engine.next_due()
        self._note("nothing about it is owed any more", not self._escalates(), f"next: {quiet}")

    # How it is told.

    def _note(self, name: str, happened: bool, detail: str) -> None:
        local = self.town.engine.views(self.town.now).local(self.town.now)
        self.steps.append(Step(name, happened, f"{local:%H:%M:%S} {detail}"))

    def _wait(self, seconds: int) -> None:
        self.town.run_for(seconds)

    def _texts(self, recipient: str, text: str) -> None:
        self.town.texts(self.phones.number(recipient), text)

    def _command(
        self, command: DispatchUnit | MoveUnit | GiveLocation | CloseIncident, by: str
    ) -> None:
        self.town.submit(command, by)
        self._wait(1)

    def _shows(self, recipient: str, words: str, name: str) -> None:
        found = any(words in text for text in self.phones.shown(recipient))
        self._note(name, found, f'{recipient.partition(":")[2]} reads "{words}"')

    def _moved(self, unit: str, status: Status, name: str) -> None:
        now = self.town.state.response.units[unit].status
        self._note(name, now is status, f"{unit} is {now.replace('_', ' ')}")

    def _incident(self) -> Incident | None:
        return self.town.state.response.incidents.get(INCIDENT)

    def _commander(self) -> str:
        incident = self._incident()
        return incident.commander if incident else ""

    def _escalates(self) -> bool:
        return INCIDENT in self.town.state.paging.escalations
