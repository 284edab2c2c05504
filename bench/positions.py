"""From an MQTT publish to the report in a listener's hand, at 10,000 positions a second.

`python -m bench.positions [seconds] [rate]`. A real Mosquitto, a generator that
publishes OwnTracks locations of 5,000 phones with QoS 1, and the service with a
listener that does nothing but note the time: read by the service itself, by one
watcher process, by two, and by two of which one is killed (SIGKILL) midway. Every
report is counted by its device and time. What each process took of a core is
read from /proc. The load that others put on the machine is printed, too.

Needs mosquitto on the machine.
"""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import structlog

from tocsin import app, config
from tocsin.adapters.brokers import feeds_of, serve_feed
from tocsin.adapters.http_server import http_server
from tocsin.engine.positions import Heard
from tocsin.web.app import create_app
from tocsin.web.settings import WebSettings

SECONDS = 10
RATE = 10_000
PHONES = 5_000
SEATS = 4

CONFIGURATION = """
listener {port} 127.0.0.1
allow_anonymous true
persistence true
persistence_location {folder}/
max_queued_messages 0
max_inflight_messages 0
{user}
"""


def started(
    command: Sequence[object], folder: Path | None = None, *, talks: bool = False
) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE if talks else subprocess.DEVNULL
    return subprocess.Popen(
        list(map(str, command)), cwd=folder, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def agency() -> str:
    """The demo's agency with people who carry 200 phones each."""
    folder = Path(app.__file__).parents[1].joinpath("sim", "demo")
    text = folder.joinpath("harlow.toml").read_text("utf-8")
    people = []
    for first in range(0, PHONES, 200):
        names = ", ".join(f'"p/{phone}"' for phone in range(first, first + 200))
        people.append(
            f'[[staff]]\nid = "q{first}"\nname = "Q {first}"\nroles = ["worker"]\n'
            f"devices = [{names}]\n"
        )
    return text + "\n" + "\n".join(people)


class Stopwatch:
    """A listener that notes when each report came."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.late_s: list[float] = []
        self.seen: set[tuple[str, int]] = set()
        self.count = 0

    async def hear(self, heard: Sequence[Heard], now: datetime) -> bool:  # noqa: ARG002
        moment = time.time()
        for _, report, _ in heard:
            self.count += 1
            key = (report.device, int(report.fixes[0].at.timestamp()))
            if key not in self.seen:
                self.seen.add(key)
                self.late_s.append(moment - report.at.timestamp())
        return True


def cpu_s(pid: int) -> float:
    """What a process took of the processors so far."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


async def round_of(name: str, watchers: int, kill: bool, seconds: int, rate: int) -> None:
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        port, http_port = free_port(), free_port()
        user = "user root" if os.getuid() == 0 else ""
        conf = CONFIGURATION.format(port=port, folder=folder, user=user)
        (folder / "m.conf").write_text(conf)
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        broker = started([program, "-c", str(folder / "m.conf")])
        (folder / "agency.toml").write_text(agency(), encoding="utf-8")
        (folder / "tocsin.toml").write_text(
            f'port = {http_port}\n[[broker]]\nname = "b"\nhost = "127.0.0.1"\nport = {port}\n'
            f"seats = {SEATS}\n" + ('watcher_secret = "s"\n' if watchers else "")
        )
        try:
            await measured(folder, broker, port, (name, watchers, kill, seconds, rate))
        finally:
            broker.kill()
            broker.wait()


def running_service(settings: config.Settings, wired: app.Wired) -> tuple:
    """The service as `tocsin serve` runs it, without its own compiling beside."""
    feeds = feeds_of(settings.broker, wired.positions, wired.service)
    web = WebSettings(watcher_secrets={"b": settings.broker[0].watcher_secret})
    asgi = create_app(
        wired.service, web, random=secrets.token_bytes, positions=wired.positions, feeds=feeds
    )
    listening = app.listen(settings)
    server = http_server(asgi, settings.host, settings.port)
    tasks = [
        asyncio.create_task(wired.service.run()),
        asyncio.create_task(server.serve(sockets=[listening])),
        asyncio.create_task(serve_feed(feeds["b"], settings.broker[0])),
    ]
    return feeds["b"], server, listening, tasks


async def measured(folder: Path, broker: subprocess.Popen[bytes], port: int, plan: tuple) -> None:
    name, watchers, kill, seconds, rate = plan
    settings = config.load(folder / "tocsin.toml")
    wired = app.wire(settings, agency(), lambda _: [])
    base = int(time.time()) - 7_200
    stopwatch = Stopwatch(base)
    wired.positions.listen(stopwatch)
    feed, server, listening, tasks = running_service(settings, wired)
    watcher = [Path(sys.executable).with_name("tocsin"), "watcher", "b"]
    running = [started(watcher, folder) for _ in range(watchers)]
    shares = [SEATS // watchers] * watchers if watchers else [SEATS]
    while feed.held() != shares:  # noqa: ASYNC110 - what is waited for is in another process.
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)
    pids = {"broker": broker.pid, "service": os.getpid()}
    pids |= {f"watcher {n}": each.pid for n, each in enumerate(running, 1)}
    sizes = [port, seconds, rate, PHONES, base]
    generator = started(
        [sys.executable, "-m", "bench.positions_load", *map(str, sizes)], talks=True
    )
    assert generator.stdout is not None
    assert generator.stdin is not None
    await asyncio.to_thread(generator.stdout.readline)
    pids["generator"] = generator.pid
    generator.stdin.write(b"go\n")
    generator.stdin.flush()
    before = {who: cpu_s(pid) for who, pid in pids.items()}
    begun = time.time()
    if kill:
        await asyncio.sleep(seconds / 2)
        running[0].send_signal(signal.SIGKILL)
    count = seconds * rate
    until = time.time() + seconds * 4 + 30
    spent: dict[str, float] = {}
    while len(stopwatch.seen) < count and time.time() < until:
        await asyncio.sleep(0.1)
        spent |= {who: cpu_s(pid) - before[who] for who, pid in pids.items() if cpu_s(pid)}
    report(name, count, seconds, stopwatch, spent, time.time() - begun)
    for each in running:
        each.kill()
        each.wait()
    generator.communicate()
    tasks[2].cancel()
    server.should_exit = True
    wired.service.stop()
    await asyncio.gather(*tasks, return_exceptions=True)
    listening.close()
    wired.held.close()
    wired.tracks.close()


def report(
    name: str,
    count: int,
    seconds: int,
    stopwatch: Stopwatch,
    spent: dict[str, float],
    took_s: float,
) -> None:
    late = sorted(stopwatch.late_s) or [0.0]
    missed, twice = count - len(stopwatch.seen), stopwatch.count - len(stopwatch.seen)
    cores = ", ".join(f"{who} {used / took_s:.2f}" for who, used in spent.items())
    print(
        f"{name}: {count} sent in {seconds} s, all heard after {took_s:.1f} s; missed {missed}, "
        f"heard twice {twice}; p50 {late[len(late) // 2] * 1e3:.1f} ms, "
        f"p99 {late[len(late) * 99 // 100] * 1e3:.1f} ms, most {late[-1] * 1e3:.0f} ms; "
        f"cores: {cores}; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


async def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    rate = int(sys.argv[2]) if len(sys.argv) > 2 else RATE
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    print(f"{rate} positions a second of {PHONES} phones, {os.cpu_count()} cores")
    for name, watchers, kill in (
        ("the service alone", 0, False),
        ("one watcher", 1, False),
        ("two watchers", 2, False),
        ("two watchers, one killed midway", 2, True),
    ):
        await round_of(name, watchers, kill, seconds, rate)


if __name__ == "__main__":
    if shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is None:
        print("mosquitto is not on this machine: apt-get install mosquitto")
    else:
        asyncio.run(main())
