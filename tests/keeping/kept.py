"""A town in which something happened, and a place for its backups."""

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.harness import TestTown
from tocsin.agency.stage import ErasePerson
from tocsin.facts.signals import SignalRead
from tocsin.keeping import backup
from tocsin.keeping.backup import Source
from tocsin.keeping.drill import Chance

KEK = b"k" * 32
"""The key file of the tests' town."""

CHANCE = Chance(Random(5).randbytes, Random(5).randrange)


class KeptTown:
    """A town with an open SOS of Ana's, and backups of it."""

    def __init__(self, folder: Path, agency_file: str = ""):
        self.town = TestTown()
        self.town.strict = False
        self.folder = folder / "backups"
        self.kek_path = folder / "town.ledger.kek"
        self.kek_path.write_bytes(KEK)
        self.kek_path.chmod(0o600)
        self.agency_file = folder / "agency.toml"
        if agency_file:
            self.agency_file.write_text(agency_file, encoding="utf-8")
        self.town.ana.texts("he is in the lot with a knife")

    @property
    def ledger(self):
        return self.town.ledger

    @property
    def now(self):
        return self.town.now

    def source(self, **fields):
        fields = {"ledger": self.ledger, "name": "town.ledger", "kek": KEK} | fields
        fields = {"tracks": None, "agency_file": self.agency_file, "settings": ""} | fields
        return Source(**fields)

    def back_up(self, keep=30, **fields):
        """Take one, a minute after the one before."""
        self.town.run_for(60)
        return backup.take(self.source(**fields), self.folder, self.now, "0.1", keep)

    def erase(self, subject):
        """As `app.erase` does: the fact first, then the keys of the subject and its signals."""
        self.town.does(ErasePerson(subject, "jo"), "jo")
        vault: Any = self.town.codec._sealer
        read = [each for each in self.town.of(SignalRead) if each.sender == subject]
        for each in (subject, *(f"signal:{one.signal}" for one in read)):
            vault.erase(each)

    def later(self, **delta):
        return self.now + timedelta(**delta)
