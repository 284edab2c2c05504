"""Ten times what it can carry: what becomes of SOS, of the flood, of memory; what is left after.

`python -m bench.flood [seconds] [times]`. The released program (`tocsin serve`, SQLite WAL full
sync) takes texts by its JSON hook over real HTTP and pages through Kannel's interface; this
process stands for the provider. First it is measured what the program carries: SOS of strangers
worked off a second. Then ten times as many are offered by a process of its own
(`bench.torrent`), each from another number. Every half second somebody known sends an SOS: from
the sending to the first page in the provider's hands, before, in and after the storm. Beside
it, ten a second each: positions of a unit that nobody asked for, receipts of what pages nobody,
and readings of the board by one program; how each was answered. No answer within 10 s counts as
none.
"""

import asyncio
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from bench.intake import serving
from bench.latency import agency_text

STORM_S = 30
PROBE_EVERY_S = 0.5
CONNECTIONS = 128
CALIBRATING = 300
AFTER_S_MAX = 60
TIMES = 10
LINKS, DEPTH = 256, 32
"""The torrent comes on so many connections, each with so many requests under way."""
BESIDE_EVERY_S = 0.1
PORT, PROVIDER_PORT = 18788, 18789

SETTINGS = f"""
agency_file = "agency.toml"
ledger = "bench.ledger"
port = {PORT}
[[hook]]
name = "json"
kind = "json"
secret = "bench"
[[hook]]
name = "vans"
kind = "feed"
secret = "bench"
[[gateway]]
name = "kannel"
kind = "kannel"
url = "http://127.0.0.1:{PROVIDER_PORT}/cgi-bin/sendsms"
username = "x"
password = "x"
sender = "2727"
receipts = false
"""
VAN = """
[[unit]]
id = "VAN"
home = "station_one"
kind = "other"
devices = ["van"]
"""
TAKEN = b"HTTP/1.1 202 Accepted\r\ncontent-length: 24\r\n\r\n0: Accepted for delivery"


class Answer(NamedTuple):
    """What was answered, and whether it says when to come again. Status 0: nothing."""

    status: int
    said: bytes
    comes_again: bool


class Bench:
    """One run: the pool of connections, and what was seen."""

    def __init__(self) -> None:
        self.pool: asyncio.Queue[None] = asyncio.Queue()
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.first: dict[str, float] = {}
        self.sent: dict[str, float] = {}
        self.phase_of: dict[str, str] = {}
        self.answers: Counter[str] = Counter()
        self.beside: dict[str, Counter[str]] = defaultdict(Counter)
        self.links: list[asyncio.StreamWriter] = []
        self.phase = "before"
        self.worker = 2000
        self.stranger = 0

    async def provide(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take every text at once, and note when the first page of each SOS came."""
        self.links.append(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = re.search(rb"content-length: (\d+)", head.lower())
                text = await reader.readexactly(int(length[1]) if length else 0)
                found = re.search(rb"#(m\d+)#", text)
                if found and b"SOS" in text:
                    self.first.setdefault(found[1].decode(), time.perf_counter())
                writer.write(TAKEN)
        except (asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
            writer.close()  # The connection, or the run, has ended.

    async def ask(self, head: str, body: bytes = b"", secret: str = "bench") -> Answer:
        """One request on a connection that is kept."""
        await self.pool.get()
        try:
            link = (
                self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", PORT)
            )
            return await asyncio.wait_for(self._asked(link, head, body, secret), 10)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return Answer(0, b"", comes_again=False)
        finally:
            self.pool.put_nowait(None)

    async def _asked(self, link, head: str, body: bytes, secret: str = "bench") -> Answer:
        reader, writer = link
        more = f"Host: x\r\nAuthorization: Bearer {secret}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(f"{head} HTTP/1.1\r\n{more}".encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer.lower())
        said = await reader.readexactly(int(length[1]) if length else 0)
        self.idle.append(link)
        comes_again = b"retry-after: " in answer.lower()
        return Answer(int(answer.split(b" ", 2)[1]), said, comes_again)

    async def text(self, number: str, words: str) -> int:
        """Hand in one text; the status of the answer, 0 for none."""
        body = json.dumps({"from": number, "text": words}).encode()
        return (await self.ask("POST /hooks/sms/json", body)).status

    async def flooding(self, count: int, rate: float) -> None:
        """So many texts of as many strangers at this rate, whatever is answered."""
        start, tasks = time.perf_counter(), set()
        for index in range(count):
            self.stranger += 1
            number = f"+1501{7_000_000 + self.stranger % 2_999_999}"
            pause_s = start + index / rate - time.perf_counter()
            if pause_s > 0 or index % 50 == 0:
                await asyncio.sleep(max(0.0, pause_s))
            if len(tasks) < 20 * CONNECTIONS:
                task = asyncio.create_task(self._flooded(number))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            else:
                self.answers["not even sent"] += 1
        await asyncio.gather(*tasks)

    async def _flooded(self, number: str) -> None:
        self.answers[str(await self.text(number, "help me please"))] += 1

    async def probing(self) -> None:
        """Somebody known sends an SOS every so often."""
        tasks = []
        while True:
            self.worker += 1
            tasks.append(asyncio.create_task(self._probe(f"m{self.worker}", self.worker)))
            await asyncio.sleep(PROBE_EVERY_S)

    async def _probe(self, marker: str, worker: int) -> None:
        self.sent[marker], self.phase_of[marker] = time.perf_counter(), self.phase
        # A probe has a link of its own: a carrier's gateway has one that is its own, too.
        link = await asyncio.open_connection("127.0.0.1", PORT)
        body = json.dumps({"from": f"+1501555{worker:04d}", "text": f"SOS #{marker}#"}).encode()
        try:
            asked = self._asked(link, "POST /hooks/sms/json", body)
            status = (await asyncio.wait_for(asked, 10)).status
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status = 0
        self.answers[f"known {status}"] += 1

    async def alongside(self, token: str) -> None:
        """What is no SOS, ten a second of each, and how it is answered."""
        tasks: set[asyncio.Task[None]] = set()
        for n in itertools.count():
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            place = {"device": "van", "latitude": 35.2, "longitude": -92.4, "at": at}
            for what, head, body, secret in (
                ("position", "POST /hooks/positions/vans", json.dumps([place]).encode(), "bench"),
                ("receipt", f"POST /hooks/receipts/json?m=X-{n}&n=1&type=1", b"", "bench"),
                ("reading", "GET /api/v1/board", b"", token),
            ):
                task = asyncio.create_task(self._beside(what, head, body, secret))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            await asyncio.sleep(BESIDE_EVERY_S)

    async def _beside(self, what: str, head: str, body: bytes, secret: str) -> None:
        phase = self.phase
        answer = await self.ask(head, body, secret)
        when = " with Retry-After" if answer.comes_again else ""
        self.beside[f"{what} {phase}"][f"{answer.status}{when}"] += 1

    async def health(self) -> dict:
        """What /healthz says, {} while it says nothing."""
        answer = await self.ask("GET /healthz")
        return json.loads(answer.said) if answer.status else {}

    async def worked_off(self, until_s: float) -> tuple[float, dict]:
        """Seconds until nothing is unread and nothing shed, and the last health."""
        began = time.perf_counter()
        while time.perf_counter() - began < until_s:
            now = await self.health()
            if now and not now["unread_signals"] and not now["oldest_unsent_page_s"]:
                return time.perf_counter() - began, now
            await asyncio.sleep(0.1)
        return time.perf_counter() - began, await self.health()

    def told(self) -> None:
        """The table of hand-overs."""
        took = defaultdict(list)
        for marker, at in self.sent.items():
            if marker in self.first:
                took[self.phase_of[marker]].append((self.first[marker] - at) * 1e3)
            else:
                took[self.phase_of[marker]].append(float("inf"))
        for phase, each in took.items():
            each.sort()
            p99 = each[min(len(each) - 1, int(len(each) * 0.99))]
            missing = sum(one == float("inf") for one in each)
            print(
                f"known SOS to first page, {phase:<7} {len(each):4} sent, p50 "
                f"{statistics.median(each):7.0f} ms, p99 {p99:7.0f} ms, without a page {missing}"
            )


def resident_mb(server: subprocess.Popen) -> float:
    """Resident memory of the program in MB."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


async def run(server: subprocess.Popen, folder: Path, storm_s: float, times: float) -> None:
    """Before, storm, after."""
    bench = Bench()
    for _ in range(CONNECTIONS):
        bench.pool.put_nowait(None)
    await asyncio.start_server(bench.provide, "127.0.0.1", PROVIDER_PORT, backlog=512)
    began = time.perf_counter()
    await bench.flooding(CALIBRATING, 1e9)
    await bench.worked_off(60)
    carries = CALIBRATING / (time.perf_counter() - began)
    print(f"carries {carries:.0f} SOS of strangers a second; {resident_mb(server):.0f} MB resident")
    bench.answers.clear()
    token = (folder / "bench.ledger.admin").read_text(encoding="ascii").strip()
    always = [asyncio.create_task(each) for each in (bench.probing(), bench.alongside(token))]
    await asyncio.sleep(10)
    await storm(bench, server, times * carries, storm_s)
    bench.phase = "after"
    off_s, _ = await bench.worked_off(AFTER_S_MAX)
    await asyncio.sleep(15)
    for each in always:
        each.cancel()
    await left(bench, server, off_s)
    bench.told()
    for link in bench.links:
        link.close()
    await asyncio.sleep(0.1)


async def storm(bench: Bench, server: subprocess.Popen, rate: float, storm_s: float) -> None:
    """The torrent, until the last of it is answered or too late; it ends before that."""
    torrent = await pouring(rate, storm_s, bench.stranger)
    bench.phase, peak, unread, now = "storm", 0.0, 0, {}
    torrent.stdin.write(b"go\n")
    over = asyncio.create_task(torrent.stdout.readline())
    until = time.perf_counter() + storm_s
    while not over.done():
        await asyncio.sleep(0.5)
        seen = await bench.health()
        now = seen or now
        peak, unread = max(peak, resident_mb(server)), max(unread, seen.get("unread_signals", 0))
        if time.perf_counter() > until:
            bench.phase = "after"
    said = json.loads(over.result())
    arrived = sum(count for name, count in said.items() if name.isdigit())
    print(f"offered {rate:.0f} a second for {storm_s:.0f} s: {said}")
    print(f"sent {said['sent'] / said['took_s']:.0f} a second; {arrived} of them answered")
    print(f"known texts: {dict(bench.answers)}; most unread {unread}; peak {peak:.0f} MB")
    print(f"health at the end of it: sheds {now.get('sheds')}, shed {now.get('shed')}")


async def left(bench: Bench, server: subprocess.Popen, off_s: float) -> None:
    """What is left when the storm is long over."""
    now = await bench.health()
    said = (await bench.ask("GET /metrics")).said
    waiting = re.findall(r'messages_waiting\{urgent="(\w+)"\} ([\d.]+)', said.decode())
    print(f"all read {off_s:.0f} s after; 15 s later: messages waiting {waiting}")
    print(f"open {now['open_incidents']}, unread {now['unread_signals']}, sheds {now['sheds']}")
    print(f"{resident_mb(server):.0f} MB resident; load {os.getloadavg()[0]:.1f}")
    for what, answers in sorted(bench.beside.items()):
        print(f"{what:18} {dict(answers)}")


async def pouring(rate: float, storm_s: float, first: int) -> asyncio.subprocess.Process:
    """The torrent, ready to begin."""
    given = [PORT, rate, storm_s, LINKS, DEPTH, first + 1]
    torrent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.torrent",
        *map(str, given),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    await torrent.stdout.readline()
    return torrent


def main() -> None:
    """One run of the released program."""
    storm_s = float(sys.argv[1]) if len(sys.argv) > 1 else STORM_S
    times = float(sys.argv[2]) if len(sys.argv) > 2 else TIMES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "agency.toml").write_text(agency_text(1000) + VAN, encoding="utf-8")
        settings = folder / "tocsin.toml"
        settings.write_text(SETTINGS, encoding="utf-8")
        server = serving(settings)
        try:
            asyncio.run(run(server, folder, storm_s, times))
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    main()
