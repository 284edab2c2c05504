"""Start-up with a million facts: from the first entry, and from the kept snapshot.

`python -m bench.startup [facts] [folder]`. The ledger is made by the real
engine: SOS texts, pages, answers, units and closings, batch after batch, at a
simulated pace of one incident every two minutes. Each start is a process of its
own, measured from `import tocsin` to a state ready to run; the page cache is warm.
Then the released program is started on it and killed (-9), again and again: how long
from its start until `/healthz` says ok, beside the same on an empty ledger.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from statistics import median

from bench.latency import raw
from tests.app.real_program import Provider as Phones
from tests.app.real_program import RealProgram, wait_for
from tocsin.agency.diff import LoadAgency
from tocsin.agency.load import read
from tocsin.engine import replay
from tocsin.engine.core import Engine, Request
from tocsin.engine.stages import State
from tocsin.facts.codec import Codec
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import Provider
from tocsin.facts.signals import Answer
from tocsin.intake.stage import ReceiveSignal
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import open_vault
from tocsin.paging.stage import AnswerPage, RecordOutcome, SetProviders
from tocsin.response.sending import DispatchUnit, MoveUnit
from tocsin.response.stage import CloseIncident

PACE = timedelta(minutes=2)

START = """
import sys, time, os, random
began = time.perf_counter()
from pathlib import Path
from tocsin.engine import replay
from tocsin.facts.codec import Codec
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import open_vault
path = Path(sys.argv[1])
ledger = SqliteLedger(path)
codec = Codec(open_vault(ledger, kek_path_of(path), os.urandom))
if sys.argv[2] == "cold":
    ledger.load_snapshot = lambda: None
state, position = replay.load(ledger, codec)
seconds = time.perf_counter() - began
pages = int(Path("/proc/self/statm").read_text().split()[1])
print(position, round(seconds, 2), round(pages * os.sysconf("SC_PAGESIZE") / 2**20))
"""


def build(path: Path, facts: int) -> int:
    """Fill a ledger with at least so many facts; the number there are."""
    draw = random.Random(1).randrange
    text = files("tocsin.sim").joinpath("demo/harlow.toml").read_text(encoding="utf-8")
    agency, _ = read(text)
    if agency is None:
        raise SystemExit("the demo agency has mistakes")
    ledger = SqliteLedger.create(path, agency.settings.agency)
    codec = Codec(open_vault(ledger, kek_path_of(path), os.urandom))
    engine = Engine(ledger, codec, draw, State(), 0)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    provider = SetProviders((Provider("bench", "sms"), Provider("mail", "email")))
    engine.execute([Request(LoadAgency(agency, "bench"), "b"), Request(provider, "b")], now)
    number = next(iter(agency.staff.values())).numbers[0].reveal()
    count = 0
    while engine.position < facts:
        count += 1
        now += PACE
        _incident(engine, now, f"s{count}", number)
    position, blob = engine.snapshot()
    ledger.save_snapshot(position, replay.fingerprint(), blob)
    ledger.close()
    return position


def _incident(engine: Engine, now: datetime, signal: str, number: str) -> None:
    """One whole incident, from the text to its disposition."""
    engine.execute([Request(ReceiveSignal(signal, "bench", raw(number, "SOS")), "b")], now)
    _deliver(engine, now)
    name = next(n for n, i in engine.state.response.incidents.items() if i.is_open)
    page = next(p for p in engine.state.paging.pages.values() if name in p.incidents)
    answer = AnswerPage(page.page, page.recipient, Answer.COMMAND, "bench")
    engine.execute([Request(answer, "b"), Request(DispatchUnit(name, "4A21", "b"), "b")], now)
    _deliver(engine, now)
    for move in ("en_route", "on_scene", "clear"):
        engine.execute([Request(MoveUnit("4A21", move, "b"), "b")], now)
    closing = CloseIncident(name, "bench", Disposition.PERSON_SAFE)
    engine.execute([Request(closing, "b")], now)
    _deliver(engine, now)


def _deliver(engine: Engine, now: datetime) -> None:
    engine.settle(now)
    while attempts := engine.attempts():
        outcomes = [
            Request(RecordOutcome(a.message, a.attempt, a.provider, "ref"), "b") for a in attempts
        ]
        engine.execute(outcomes, now)
        engine.settle(now)


def recovered_s(path: Path, folder: Path) -> float:
    """From the start of `tocsin serve` on this ledger until it says that it is well."""
    provider = Phones()
    program = RealProgram(folder, path, {"texts": provider})
    try:
        program.start()
        return wait_for(lambda: (program.answers() or {}).get("ok"), "it is well")
    finally:
        program.kill()
        provider.close()


def print_recoveries(path: Path, folder: Path) -> None:
    """The released program on the made ledger with and without its snapshot, and on none."""
    empty = [recovered_s(folder / "empty.ledger", folder / "town") for _ in range(4)][1:]
    kept = [recovered_s(path, folder / "town") for _ in range(3)]
    with closing(SqliteLedger(path)) as ledger:
        ledger.drop_snapshot()
    cold = [recovered_s(path, folder / "town") for _ in range(2)]
    for how, found in (("an empty ledger", empty), ("snapshot", kept), ("cold", cold)):
        print(
            f"tocsin serve until /healthz is ok ({how}): {median(found):.2f} s median, "
            f"{max(found):.2f} s most, load {os.getloadavg()[0]:.1f}"
        )


def main() -> None:
    """Build, then start from nothing and from the snapshot, three times each."""
    facts = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    parent = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        path = Path(folder) / "million.ledger"
        began = time.perf_counter()
        position = build(path, facts)
        seconds = time.perf_counter() - began
        size = path.stat().st_size / 2**20
        print(f"{position} facts made in {seconds:.0f} s, {size:.0f} MiB on disk")
        for how in ("snapshot", "cold"):
            for _ in range(3 if how == "snapshot" else 1):
                done = subprocess.run(
                    [sys.executable, "-c", START, str(path), how],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                facts_read, took, mib = done.stdout.split()
                print(f"start ({how}): {facts_read} facts in {took} s, {mib} MiB resident")
        print_recoveries(path, Path(folder))


if __name__ == "__main__":
    main()
