"""Posts as fast as they are answered, from some connections that stay open."""

import asyncio
import re
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import NamedTuple

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Target(NamedTuple):
    """Where to post: `body` makes the octets of one request, `takes` the id out of its answer."""

    port: int
    path: str
    headers: dict[str, str]
    body: Callable[[int], bytes]
    takes: Callable[[bytes], str]


class Taken(NamedTuple):
    """What came of it: the ids that were acknowledged, how many a second, how long each took."""

    ids: list[str]
    per_s: float
    p50_ms: float
    p99_ms: float


async def _connection(
    target: Target, numbers: Callable[[], int], until: float, ids: list[str], took: list[float]
) -> None:
    writer = None
    head = "".join(f"{name}: {value}\r\n" for name, value in target.headers.items())
    while time.perf_counter() < until:
        body = target.body(numbers())
        began = time.perf_counter()
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
            writer.write(
                f"POST {target.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}"
                f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            answer = await reader.readuntil(b"\r\n\r\n")
            found = LENGTH.search(answer)
            said = await reader.readexactly(int(found[1]) if found else 0)
        except (OSError, asyncio.IncompleteReadError):
            writer = None
            await asyncio.sleep(0.02)
            continue
        took.append(time.perf_counter() - began)
        if answer.split(b" ", 2)[1][:1] == b"2":
            ids.append(target.takes(said))
        if b"connection: close" in answer.lower():
            writer.close()
            writer = None
    if writer is not None:
        writer.close()


def post_for(target: Target, seconds: float, connections: int) -> Taken:
    """Post for so long."""
    ids: list[str] = []
    took: list[float] = []
    numbers = iter(range(10**9)).__next__

    async def run() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(
            *(_connection(target, numbers, until, ids, took) for _ in range(connections))
        )

    asyncio.run(run())
    cuts = quantiles(took, n=100) if len(took) > 1 else [0.0] * 99
    return Taken(ids, len(ids) / seconds, median(took or [0.0]) * 1e3, cuts[98] * 1e3)
