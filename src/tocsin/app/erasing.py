"""Erasing somebody while the service is stopped."""

import os
import secrets
from pathlib import Path

from tocsin.adapters.clock import now_utc
from tocsin.agency.stage import ErasePerson
from tocsin.engine import replay
from tocsin.engine.core import Engine, Request
from tocsin.facts.codec import Codec
from tocsin.facts.signals import SignalRead
from tocsin.ledger.opening import key_path_of, sole_writer
from tocsin.ledger.vault import open_vault


def erase(name: str, subject: str, by: str, key: Path | None = None) -> int:
    """Destroy the key of a subject and of every signal it sent; how many keys there were.

    `name` is a ledger file or the address of a database. The fact that somebody
    was erased is recorded first, so that it is on the chain even if the machine
    stops in between; erasing again finishes it.
    """
    with sole_writer(name, "erase") as ledger:
        vault = open_vault(ledger, key or key_path_of(name), os.urandom)
        codec = Codec(vault)
        state, position = replay.load(ledger, codec)
        engine = Engine(ledger, codec, secrets.randbelow, state, position)
        signals = {
            f"signal:{fact.signal}"
            for envelope in ledger.read()
            if envelope.kind == "SignalRead"
            and isinstance(fact := codec.decode(envelope), SignalRead)
            and fact.sender == subject
        }
        engine.execute([Request(ErasePerson(subject, by), by)], now_utc())
        ledger.drop_snapshot()
        return sum(vault.erase(each) for each in (subject, *sorted(signals)))
