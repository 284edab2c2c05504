"""Start-up with a million facts: from the first entry, and from the kept snapshot.

`python -m bench.startup [facts] [folder] [ledger]`. The ledger, unless one that was made before is
given, is made by the real engine: SOS texts, pages, answers, units and closings, batch after
batch, at a simulated pace of one incident every two minutes. Each start is a process of its
own, measured from `import tocsin` to a state ready to run; the page cache is warm.
Then the released program is started on it and killed (-9), again and again, on SQLite and on
PostgreSQL: how long from its start until its port answers (that it is starting), and until
`/healthz` says ok, beside the same on an empty ledger.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.latency import raw
from tests.app.real_program import Provider as Phones
from tests.app.real_program import RealProgram, wait_for
from tests.postgres_server import PostgresServer
from tocsin.agency.diff import LoadAgency
from tocsin.agency.load import read
from tocsin.engine import replay
from tocsin.engine.core import Engine, Request
from tocsin.engine.stages import State
from tocsin.facts.codec import Codec
from tocsin.facts.envelope import Draft
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import Provider
from tocsin.facts.signals import Answer
from tocsin.intake.stage import ReceiveSignal
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.opening import KEY_FILE, open_ledger
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import open_vault
from tocsin.paging.stage import AnswerPage, RecordOutcome, SetProviders
from tocsin.response.sending import DispatchUnit, MoveUnit
from tocsin.response.stage import CloseIncident

PACE = timedelta(minutes=2)
DRAFT = Draft.__struct_fields__

START = """
import sys, time, os, random
began = time.perf_counter()
from pathlib import Path
from tocsin.engine import replay
from tocsin.facts.codec import Codec
from tocsin.facts.envelope import Draft
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


class Recovered(NamedTuple):
    """Seconds from the start of `tocsin serve`: until its port says anything, until it is well.

    `cpu_s` is what it took of a processor until then, whatever else the machine does.
    """

    says_s: float
    well_s: float
    cpu_s: float


def recovered(name: str, folder: Path) -> Recovered:
    """One start on this ledger, a file or the address of a database."""
    provider = Phones()
    program = RealProgram(folder, name, {"texts": provider})
    try:
        program.start()
        says_s = wait_for(program.says, "it says something")
        more_s = wait_for(lambda: (program.answers() or {}).get("ok"), "it is well", 600.0)
        return Recovered(says_s, says_s + more_s, cpu_of(program.process.pid))
    finally:
        program.kill()
        provider.close()


def cpu_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def print_recoveries(how: str, name: str, folder: Path, times: int) -> None:
    found = [recovered(name, folder) for _ in range(times)]
    says, well, cpu = ([getattr(each, field) for each in found] for field in Recovered._fields)
    print(
        f"tocsin serve ({how}): answers after {median(says):.2f} s, well after "
        f"{median(well):.2f} s median, {max(well):.2f} s most, {median(cpu):.1f} s of a processor, "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def taken_over(source: Path, path: Path) -> None:
    """A copy of a ledger that was made before, with a snapshot that this program can read."""
    shutil.copy2(source, path)
    shutil.copy2(kek_path_of(source), kek_path_of(path))
    with closing(SqliteLedger(path)) as ledger:
        codec = Codec(open_vault(ledger, kek_path_of(path), os.urandom))
        state, position = replay.load(ledger, codec)
        ledger.save_snapshot(position, replay.fingerprint(), codec.encode_state(state))


def without_snapshot(name: str) -> None:
    with closing(open_ledger(name)) as ledger:
        ledger.drop_snapshot()


def copied(path: Path, address: str, folder: Path) -> str:
    """The same ledger in a database, its key file in the folder; its address."""
    with closing(SqliteLedger(path, read_only=True)) as source:
        target = PostgresLedger.create(address, source.agency)
        for subject, key in source.keys().items():
            target.stage_key(subject, key)
        entries = source.read()
        while batch := list(islice(entries, 5_000)):
            target.append([Draft(*(getattr(each, f) for f in DRAFT)) for each in batch])
        kept = source.load_snapshot()
        assert kept is not None
        target.save_snapshot(*kept)
        target.close()
    folder.mkdir(exist_ok=True)
    shutil.copy2(kek_path_of(path), folder / KEY_FILE)
    return address


def print_all(path: Path, folder: Path, beside: str) -> None:
    """The released program on an empty ledger, on the made one, and on it without its snapshot."""
    server = PostgresServer(beside)
    at_server = folder / "node"
    empty = server.database()
    print_recoveries("SQLite, empty", str(folder / "empty.ledger"), folder / "town", 4)
    print_recoveries("PostgreSQL, empty", empty, at_server, 4)
    shutil.rmtree(at_server)
    address = copied(path, server.database(), at_server)
    for how, name, town in (("SQLite", str(path), "town"), ("PostgreSQL", address, "node")):
        print_recoveries(f"{how}, snapshot", name, folder / town, 3)
        without_snapshot(name)
        print_recoveries(f"{how}, first entry", name, folder / town, 1)
    server.remove()


def main() -> None:
    """Build, then start from nothing and from the snapshot, three times each."""
    facts = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    parent = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        path = Path(folder) / "million.ledger"
        if len(sys.argv) > 3:
            taken_over(Path(sys.argv[3]), path)
        else:
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
        print_all(path, Path(folder), parent or tempfile.gettempdir())


if __name__ == "__main__":
    main()
