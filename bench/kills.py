"""What the released program loses when it is killed: `python -m bench.kills [kills]`.

`tocsin serve` as a process of its own, texts by HTTP from four senders at once, half of
them from people of the agency, and a provider that answers within some milliseconds and
keeps every page with its key. It is killed with -9 at a random moment: while it works, and
one time in five while it starts; one time in four it stays down for longer than a provider
may take. `python -m bench.kills [kills] [seconds] [seed] [pause]` ends after so many seconds at
the latest; each sender pauses so many seconds between two texts. On SQLite; with `postgres` as a
fifth word on a database of the tests' own server, which lives on.

After each kill its ledger is read by another process: the chain must verify, each text that
was acknowledged must be an open SOS or be owed to the next life, and every open incident
must have a next moment. A page was doubled where the provider was handed it again: under
the same key, which a provider that honours keys drops, or under another.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import mean

from tests.app.killing import PROVIDER_TIMEOUT_S, Doubled, Lives
from tests.app.real_program import Provider
from tests.app.stem import Stem
from tests.postgres_server import PostgresServer

KILLS_A_LEDGER = 25
"""Nobody answers any page, so each ledger pages more with every life."""


def lives_on(
    folder: Path, kills: int, chance: random.Random, until: float, pause_s: float, address: str
) -> Lives:
    """One program killed so often, or until the time is over."""
    provider, stem = Provider(answers_after=lambda: chance.expovariate(1 / 0.02)), Stem()
    lives = Lives(folder, provider, chance, pause_s=pause_s, stem=stem, address=address)
    try:
        for _ in range(kills):
            if time.monotonic() > until:
                break
            down_s = PROVIDER_TIMEOUT_S * (chance.random() < 0.25)
            starting = chance.random() < 0.2
            seconds = chance.random() * (0.8 if starting else 1.5)
            lives.live(seconds, down_s, from_the_start=starting)
        lives.end()
    finally:
        lives.program.end()
        provider.close()
        stem.close()
    return lives


def main(kills: int, seconds: float, seed: int, pause_s: float, *, at_server: bool) -> None:
    server = PostgresServer() if at_server else None
    chance = random.Random(seed)
    until, began = time.monotonic() + seconds, time.monotonic()
    done: list[Lives] = []
    while (left := kills - sum(len(each.doubled()) for each in done)) > 0:
        if time.monotonic() > until:
            break
        with tempfile.TemporaryDirectory() as folder:
            address = server.database() if server else ""
            most = min(left, KILLS_A_LEDGER)
            done.append(lives_on(Path(folder), most, chance, until, pause_s, address))
        report(done, time.monotonic() - began)
    if server:
        server.remove()


def report(done: list[Lives], took_s: float) -> None:
    doubled = [each for lives in done for each in lives.doubled()]
    accepted = sum(len(each.accepted) for each in done)
    entries = sum(each.record.head[0] for each in done)
    handed = sum(each.handed for each in done)
    print(
        f"{len(doubled)} kills in {took_s:.0f} s, load {os.getloadavg()[0]:.1f}: "
        f"{sum(each.sent for each in done):,} texts sent, {accepted:,} acknowledged, 0 lost; "
        f"{entries:,} entries, every chain verifies; no open incident without a next moment."
    )
    print(f"  pages handed over {handed:,}; handed over again after a kill:")
    for name in Doubled._fields:
        counts = [getattr(each, name) for each in doubled]
        often = ", ".join(f"{k}: {n} kills" for k, n in sorted(Counter(counts).items()))
        print(
            f"  {name}: {sum(counts)}, {mean(counts):.2f} a kill, at most {max(counts)} ({often})"
        )


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        int(arguments[0]) if arguments else 200,
        float(arguments[1]) if len(arguments) > 1 else 900.0,
        int(arguments[2]) if len(arguments) > 2 else 1,
        float(arguments[3]) if len(arguments) > 3 else 0.1,
        at_server="postgres" in arguments,
    )
