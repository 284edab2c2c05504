"""Durable intake over HTTP beside an empty request and beside bare SQLite commits.

`python -m bench.intake [folder]`. The released program (`tocsin serve`, one
process, SQLite WAL full sync) takes SOS texts by its JSON hook; wrk (Debian
package) asks from 32 connections. In the same rounds: an empty request to the
same server (`/hooks/none`, answered 404 without touching anything), and bare
apsw commits of a row of the same size, in batches as large as the server's
were. Then 500 texts a second for ten seconds from an open-loop client: p50 and
p99 of the answer. The texts come from 1,000 unknown numbers: each opens an
incident or joins its own, so the engine does its whole work meanwhile, on the
same core and loop as the server.
"""

import asyncio
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

import apsw

from tocsin.ledger.sqlite import SqliteLedger

ROUNDS = 3
SECONDS = 5
CONNECTIONS = 32
RATE = 500
PORT = 18787
SECRET = "bench-secret"

LUA = """
local n = 0
local tag = tostring(math.random(1, 2^31))
function setup(thread) end
function request()
  n = n + 1
  local body = string.format(
    '{"from":"+1501555%04d","text":"SOS he is in the lot %d","id":"%s-%d"}',
    2000 + n % 1000, n, tag, n)
  return wrk.format("POST", "/hooks/sms/json", {
    ["Authorization"] = "Bearer bench-secret", ["Content-Type"] = "application/json"}, body)
end
"""


def install(folder: Path) -> Path:
    """The demo agency, with the JSON hook and no way out."""
    text = files("tocsin.sim").joinpath("demo/harlow.toml").read_text(encoding="utf-8")
    (folder / "agency.toml").write_text(text, encoding="utf-8")
    settings = folder / "tocsin.toml"
    settings.write_text(
        f'agency_file = "agency.toml"\nledger = "bench.ledger"\nport = {PORT}\n'
        f'[[hook]]\nname = "json"\nkind = "json"\nsecret = "{SECRET}"\n',
        encoding="utf-8",
    )
    return settings


def wrk(path: str, script: Path | None) -> tuple[float, str]:
    """Requests a second, and wrk's own report."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"]
    if script is not None:
        command += ["-s", str(script)]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{PORT}{path}"], capture_output=True, text=True, check=True
    )
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    return float(found[1]) if found else 0.0, done.stdout


def bare_commits(folder: Path, batch: int) -> float:
    """Rows a second that SQLite alone makes durable in batches of this size."""
    connection = apsw.Connection(str(folder / f"bare-{secrets.token_hex(4)}.db"))
    connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE row(id INTEGER PRIMARY KEY, body BLOB)")
    body, rows, began = secrets.token_bytes(600), 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS / 2:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO row(body) VALUES(?)", [(body,)] * batch)
        connection.execute("COMMIT")
        rows += batch
    return rows / (time.perf_counter() - began)


async def at_rate() -> tuple[float, float, int]:
    """p50 and p99 in ms of RATE texts a second for ten seconds, and how many were accepted."""
    took: list[float] = []
    accepted = 0
    pool: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(20):
        pool.put_nowait(await asyncio.open_connection("127.0.0.1", PORT))

    async def one(index: int) -> None:
        nonlocal accepted
        body = (
            f'{{"from":"+1501555{2000 + index % 1000:04d}","text":"SOS","id":"r-{index}"}}'
        ).encode()
        head = (
            f"POST /hooks/sms/json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {SECRET}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        began = time.perf_counter()
        reader, writer = await pool.get()
        writer.write(head + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer.lower())
        await reader.readexactly(int(length[1]) if length else 0)
        took.append((time.perf_counter() - began) * 1e3)
        accepted += b" 200 " in answer.partition(b"\r\n")[0]
        pool.put_nowait((reader, writer))

    start, tasks = time.perf_counter(), []
    for index in range(RATE * 10):
        await asyncio.sleep(max(0.0, start + index / RATE - time.perf_counter()))
        tasks.append(asyncio.create_task(one(index)))
    await asyncio.gather(*tasks)
    cut = statistics.quantiles(took, n=100)
    return statistics.median(took), cut[98], accepted


def serving(settings: Path) -> subprocess.Popen[str]:
    """The released program, listening."""
    program = Path(sys.executable).with_name("tocsin")
    server = subprocess.Popen(
        [str(program), "serve", "--settings", str(settings)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    if server.stdout is None or "listening" not in server.stdout.readline():
        raise SystemExit("the server did not start")
    return server


def run_round(folder: Path) -> tuple[float, float, float, float, float]:
    """One round: accepted/s, empty/s, bare rows/s, p50 and p99 in ms."""
    script = folder / "sos.lua"
    script.write_text(LUA, encoding="utf-8")
    server = serving(install(folder))
    try:
        empty, _ = wrk("/hooks/none", None)
        p50, p99, accepted = asyncio.run(at_rate())
        time.sleep(2)  # What the last texts set going is done before the next are sent.
        taken, report = wrk("/hooks/sms/json", script)
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
        if bad or accepted != RATE * 10:
            print(
                f"  not accepted: {bad[1] if bad else 0} of wrk's, {RATE * 10 - accepted} at rate"
            )
    finally:
        server.terminate()
        server.wait(timeout=60)
    ledger = SqliteLedger(folder / "bench.ledger", read_only=True)
    print(f"  ledger: {ledger.head()[0]} entries")
    ledger.close()
    return taken, empty, bare_commits(folder, CONNECTIONS), p50, p99


def main() -> None:
    """Run the rounds and print medians and ratios."""
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed (Debian package wrk): nothing was measured.")
    parent = sys.argv[1] if len(sys.argv) > 1 else None
    rounds = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(dir=parent) as folder:
            rounds.append(run_round(Path(folder)))
    taken, empty, bare, p50, p99 = (statistics.median(each) for each in zip(*rounds, strict=True))
    print(f"medians of {ROUNDS} rounds, {CONNECTIONS} connections, wrk on the same 2 cores")
    print(f"durable SOS accepted        {taken:9.0f}/s")
    print(f"empty request, same server  {empty:9.0f}/s   ratio {taken / empty:.2f}")
    print(f"bare commits of {CONNECTIONS:>3} rows    {bare:9.0f}/s   ratio {taken / bare:.3f}")
    print(f"at {RATE}/s: p50 {p50:.2f} ms, p99 {p99:.2f} ms")


if __name__ == "__main__":
    main()
