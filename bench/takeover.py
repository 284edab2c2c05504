"""Several nodes of one agency, killed, paused and cut at random: what takeover takes, what is lost.

`python -m bench.takeover [seconds] [nodes] [seed]`. The released program as two or three
processes around a real PostgreSQL (the tests' own). As root each stands in a network namespace
of its own, with an address of its own and a real cable (veth) that is pulled; otherwise, and
with `here` behind the seed, all are on loopback, with a cable that only passes nothing on.
Texts come in at a random living node all the time. Whoever leads is killed with -9, stopped
(SIGSTOP, later SIGCONT), cut off, or told to end, in random order; takeover is the time
from there until another node says that it leads. In the end every text that was
acknowledged must be on record exactly once, the chain must verify, and what the provider was
handed more often than there are attempts on record is what was paged twice.
"""

import json
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from bench.spaces import Room
from tests.app.real_nodes import RealNode
from tests.app.real_program import Provider, wait_for
from tests.postgres_server import PostgresServer
from tocsin.engine import replay
from tocsin.engine.audit import next_moment
from tocsin.facts.codec import Codec
from tocsin.ledger import chain
from tocsin.ledger.kek import load_kek
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.vault import Vault

TEXT_EVERY_S = 0.5
HOWS = ("kill", "stop", "cut", "end")


class Texts(threading.Thread):
    """Hands in texts at random nodes, and remembers which were acknowledged."""

    def __init__(self, nodes: list[RealNode], chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.nodes, self.chance = nodes, chance
        self.on = True
        self.sent = 0
        self.accepted: list[str] = []
        self.took_s: list[float] = []

    def run(self) -> None:
        numbers = sorted(self.nodes[0].numbers.values())
        while self.on:
            node = self.chance.choice(self.nodes)
            began = time.monotonic()
            signal_id = node.text(self.chance.choice(numbers), f"SOS number {self.sent}", 4.0)
            self.sent += 1
            if signal_id:
                self.accepted.append(signal_id)
                self.took_s.append(time.monotonic() - began)
            time.sleep(TEXT_EVERY_S)


def take_down(node: RealNode, how: str) -> None:
    match how:
        case "kill":
            node.kill()
        case "stop":
            node.signal(signal.SIGSTOP)
        case "cut":
            node.cable.cut()
        case "end":
            node.signal(signal.SIGTERM)


def bring_back(node: RealNode, how: str) -> None:
    match how:
        case "kill":
            node.start()
        case "stop":
            node.signal(signal.SIGCONT)
        case "cut":
            node.cable.mend()
        case "end":
            node.end()
            node.reopen()
            node.start()
    wait_for(lambda: is_live(node), "it is back")


def is_live(node: RealNode) -> bool:
    said = node.answers()
    return said is not None and said["node"]["not_live_since"] is None


def leader_of(nodes: list[RealNode]) -> RealNode | None:
    return next((each for each in nodes if each.leads()), None)


def main(seconds: float, count: int, seed: int, *, is_real: bool) -> None:
    chance = random.Random(seed)
    server = PostgresServer()
    room = Room(server) if is_real else None
    provider = Provider(host=room.host) if room else Provider()
    address = server.database()
    took: dict[str, list[float]] = {how: [] for how in HOWS}
    with tempfile.TemporaryDirectory() as folder:
        names = ("anvil", "bell", "cole")[:count]
        make = room.node if room else RealNode
        nodes = [make(folder, name, address, provider) for name in names]
        try:
            nodes[0].start()
            wait_for(nodes[0].leads, "the first node leads")
            for node in nodes[1:]:
                node.take_key(nodes[0])
                node.start()
            for node in nodes:
                wait_for(node.answers, f"{node.name} is up")
            texts = Texts(nodes, random.Random(seed))
            texts.start()
            began = time.monotonic()
            while time.monotonic() - began < seconds:
                time.sleep(chance.uniform(1, 4))
                down = leader_of(nodes)
                if down is None:
                    continue
                how = chance.choice(HOWS)
                others = [each for each in nodes if each is not down]
                take_down(down, how)
                took[how].append(wait_for(lambda o=others: leader_of(o), "another leads"))
                print(f"{how:5} {down.name:6} {took[how][-1]:.2f} s", flush=True)
                time.sleep(chance.uniform(0, 3))
                bring_back(down, how)
            texts.on = False
            texts.join()
            time.sleep(5)
        finally:
            for node in nodes:
                node.end()
        where = "In network namespaces: " if room else "On loopback: "
        report(address, nodes[0].folder, texts, provider, took, where)
    provider.close()
    if room is not None:
        room.close()
    server.remove()


def report(
    address: str,
    folder: Path,
    texts: Texts,
    provider: Provider,
    took: dict[str, list[float]],
    where: str,
) -> None:
    ledger = PostgresLedger(address, read_only=True)
    entries = list(ledger.read())
    verified = chain.verify(entries, ledger.agency)
    codec = Codec(Vault(ledger, load_kek(folder / "tocsin.ledger.kek"), os.urandom))
    state, _ = replay.load(ledger, codec)
    received = Counter(
        json.loads(each.body)["signal"] for each in entries if each.kind == "SignalReceived"
    )
    lost = [each for each in texts.accepted if not received[each]]
    twice = [each for each, count in received.items() if count > 1]
    tried = sum(each.kind == "MessageAttempted" for each in entries)
    downs = sum(map(len, took.values()))
    quiet = [
        name
        for name, each in state.response.incidents.items()
        if each.is_open and next_moment(state, name) is None
    ]
    times = sorted(each for some in took.values() for each in some)
    print(f"\n{where}{downs} times down, load {os.getloadavg()[0]:.1f}")
    for how, some in took.items():
        if some:
            middle = statistics.median(some)
            print(f"  {how:5} {len(some):3}: median {middle:.2f} s, most {max(some):.2f} s")
    if times:
        p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
        print(f"takeover p50 {statistics.median(times):.2f} s, p99 {p99:.2f} s")
    said = f"texts {texts.sent}, acknowledged {len(texts.accepted)}"
    print(f"{said}, lost {len(lost)}, twice {len(twice)}")
    if texts.took_s:
        print(f"acknowledged within: p50 {statistics.median(texts.took_s) * 1000:.0f} ms")
    keys = Counter(each.key for each in provider.got)
    extra = len(provider.got) - len(keys)
    print(
        f"pages handed over {len(provider.got)}, attempts on record {tried}, "
        f"again under the same key {extra} ({extra / max(downs, 1):.2f} for each time down)"
    )
    print(f"one attempt was handed over {max(keys.values(), default=0)} time(s) at most")
    print(f"chain: {type(verified).__name__}, open without a next moment: {len(quiet)}")
    if lost or quiet or not isinstance(verified, chain.Verified):
        sys.exit(1)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        float(arguments[0]) if arguments else 120.0,
        int(arguments[1]) if len(arguments) > 1 else 2,
        int(arguments[2]) if len(arguments) > 2 else 1,
        is_real=os.geteuid() == 0 and "here" not in arguments,
    )
