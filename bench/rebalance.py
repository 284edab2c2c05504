"""Agencies over machines: one is killed and comes back, and gets its share again.

`python -m bench.rebalance [seconds] [agencies] [machines] [seed]`. The released program, one
process for each agency and machine, around a real PostgreSQL (the tests' own), all on this
machine. Texts of strangers come in at random living nodes all the time. Then a machine is killed
with -9, all its processes at once, stays away for some seconds, and is started again; how long
until no machine leads two agencies more than another is what is measured, again and again. In
the end every text that was acknowledged must be on record once, and what counts is how long each
waited for its first page: from when it was handed in until that page's attempt is on record.
"""

import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from statistics import median

from tests.app.real_nodes import RealNode
from tests.app.real_program import Provider, wait_for
from tests.app.stem import Stem
from tests.postgres_server import PostgresServer
from tocsin.facts.codec import Codec
from tocsin.facts.incidents import IncidentOpened, SignalJoined
from tocsin.facts.pages import MessageAttempted, MessageQueued
from tocsin.ledger import chain
from tocsin.ledger.kek import load_kek
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.vault import Vault

NAMES = ("anvil", "bell", "cole")
TEXT_EVERY_S = 0.4
Town = dict[str, list[RealNode]]


class Texts(threading.Thread):
    """Texts of ever new strangers, and when each was handed in that was acknowledged."""

    def __init__(self, town: Town, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.town, self.chance = town, chance
        self.on, self.sent = True, 0
        self.handed: dict[str, dict[str, float]] = {}

    def run(self) -> None:
        while self.on:
            node = self.chance.choice(self.chance.choice(list(self.town.values())))
            number = f"+1501555{2000 + self.sent % 7000}"
            at = time.time()
            signal = node.text(number, f"SOS number {self.sent}", 4.0)
            self.sent += 1
            if signal:
                self.handed.setdefault(node.agency, {})[signal] = at
            time.sleep(TEXT_EVERY_S)


def led(town: Town) -> dict[str, int]:
    return {name: sum(node.leads() for node in nodes) for name, nodes in town.items()}


def is_even(town: Town, agencies: int) -> bool:
    counts = led(town).values()
    return sum(counts) == agencies and max(counts) - min(counts) < 2


def waited(address: str, agency: str, node: RealNode, handed: dict[str, float]) -> list[float]:
    """For each text how long until its first page's attempt; nothing may be lost or doubled."""
    ledger = PostgresLedger(f"{address}#{agency}", read_only=True)
    codec = Codec(Vault(ledger, load_kek(node.folder / "tocsin.ledger.kek"), os.urandom))
    entries = list(ledger.read())
    assert isinstance(chain.verify(entries, agency), chain.Verified)
    received: Counter[str] = Counter()
    incident_of, of_message, first = {}, {}, {}
    for entry in entries:
        if entry.kind == "SignalReceived":
            received[json.loads(entry.body)["signal"]] += 1
        match codec.decode(entry):
            case IncidentOpened() | SignalJoined() as fact:
                incident_of[fact.signal] = fact.incident
            case MessageQueued() as fact:
                of_message[fact.message] = fact.incident
            case MessageAttempted() as fact:
                first.setdefault(of_message.get(fact.message), entry.recorded_at.timestamp())
    ledger.close()
    assert {received[each] for each in handed} <= {1}, "a text is lost or doubled"
    return [
        first[incident_of[each]] - at for each, at in handed.items() if incident_of[each] in first
    ]


def shared_out(town: Town, agencies: int, stem: Stem) -> None:
    """Every node runs, and every machine has its share."""
    first, *others = town.values()
    for node in first:
        node.start(stem)
        wait_for(node.leads, f"{node.name} leads {node.agency}")
    for nodes in others:
        start(nodes, first, stem)
    wait_for(lambda: is_even(town, agencies), "all is shared out", 600.0, 0.2)


def killed(town: Town, agencies: int, chance: random.Random, stem: Stem) -> float:
    """Kill a machine and start it again; how long it takes until it has its share."""
    down = town[chance.choice(list(town))]
    for node in down:
        node.kill()
    time.sleep(chance.uniform(5, 10))
    start(down, [], stem)
    took_s = wait_for(lambda: is_even(town, agencies), "even", 600.0, 0.2)
    print(f"{down[0].name} is back; even after {took_s:.0f} s", flush=True)
    return took_s


def main(seconds: float, agencies: int, machines: int, seed: int) -> None:
    chance, server, stem, provider = random.Random(seed), PostgresServer(), Stem(), Provider()
    address = server.database()
    names = [f"town{number}" for number in range(agencies)]
    even: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        town = {
            machine: [RealNode(folder, machine, address, provider, each) for each in names]
            for machine in NAMES[:machines]
        }
        texts = Texts(town, random.Random(seed))
        try:
            shared_out(town, agencies, stem)
            texts.start()
            began = time.monotonic()
            while time.monotonic() - began < seconds:
                even.append(killed(town, agencies, chance, stem))
            texts.on = False
            texts.join()
            time.sleep(5)
        finally:
            for node in (node for nodes in town.values() for node in nodes):
                node.end()
        found = sorted(
            each
            for node in town[NAMES[0]]
            for each in waited(address, node.agency, node, texts.handed.get(node.agency, {}))
        )
    for each in (stem, provider):
        each.close()
    server.remove()
    report(even, texts, found)


def report(even: list[float], texts: Texts, found: list[float]) -> None:
    accepted = sum(map(len, texts.handed.values()))
    print(f"{len(even)} times a machine was killed and came back, load {os.getloadavg()[0]:.1f}")
    print(f"even after {median(even):.0f} s median, {max(even):.0f} s most")
    print(f"texts {texts.sent}, acknowledged {accepted}, lost 0, twice 0")
    p99 = found[int(len(found) * 0.99)]
    print(
        f"handed in to first page: p50 {median(found):.2f}, p99 {p99:.2f}, most {found[-1]:.2f} s; "
        f"without a page yet {accepted - len(found)}"
    )


def start(nodes: list[RealNode], keys_of: list[RealNode], stem: Stem) -> None:
    for node, other in zip(nodes, keys_of, strict=False):
        node.take_key(other)
    for node in nodes:
        node.start(stem)
    for node in nodes:
        wait_for(node.answers, f"{node.name} follows {node.agency}")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        float(arguments[0]) if arguments else 180.0,
        int(arguments[1]) if len(arguments) > 1 else 4,
        int(arguments[2]) if len(arguments) > 2 else 2,
        int(arguments[3]) if len(arguments) > 3 else 1,
    )
