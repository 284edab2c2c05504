"""A torrent of requests at a set rate, cheap enough to be ten times what a server carries.

`python -m bench.torrent port rate seconds connections depth first`, as a process of its own and
at the lowest priority, so that the server keeps its core. Requests are made before the first is
sent; each connection has up to `depth` under way, sent in one go, and answers are only counted.
A request for which no connection has room when its moment comes is not sent, and counted as
held back: a carrier whose links are full waits as well. What has no answer `LAST_S` after the
end is without. Prints one line of JSON.
"""

import json
import os
import re
import selectors
import socket
import sys
import time
from collections import Counter

LAST_S = 10.0
TICK_S = 0.002
STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
STATUS_BYTES = 12


class Link:
    """One connection: what is under way on it, and the end of what came last."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.under_way, self.rest, self.left = 0, b"", b""

    def send(self, requests: list[bytes]) -> None:
        """Send so many in one go; what the socket does not take goes first next time."""
        self.under_way += len(requests)
        self.left += b"".join(requests)
        self.flush()

    def flush(self) -> None:
        """Send what was not taken before."""
        try:
            self.left = self.left[self.socket.send(self.left) :] if self.left else b""
        except BlockingIOError:
            return

    def answers(self) -> list[str]:
        """The status of every answer that came."""
        came = self.socket.recv(1 << 16)
        if not came:
            raise ConnectionResetError
        found, whole, end = self.rest + came, [], 0
        for match in STATUS.finditer(found):
            whole.append(match[1].decode())
            end = match.end()
        # A status may be cut in two: what may be its beginning is kept for the next time.
        self.rest = found[max(end, len(found) - STATUS_BYTES + 1) :]
        self.under_way -= len(whole)
        return whole


def requests(count: int, first: int) -> list[bytes]:
    """Texts of as many strangers, whole."""
    made = []
    for n in range(first, first + count):
        body = b'{"from":"+1501%d","text":"help me please"}' % (7_000_000 + n % 2_999_999)
        head = b"POST /hooks/sms/json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer bench\r\n"
        made.append(b"%sContent-Length: %d\r\n\r\n%s" % (head, len(body), body))
    return made


class Torrent:
    """All connections, and what was answered."""

    def __init__(self, port: int, connections: int, depth: int) -> None:
        self.links = [Link(port) for _ in range(connections)]
        self.depth = depth
        self.said: Counter[str] = Counter()
        self.at = 0
        self.selector = selectors.EpollSelector()
        for link in self.links:
            self.selector.register(link.socket, selectors.EVENT_READ, link)

    def pour(self, made: list[bytes], rate: float) -> None:
        """Send all of it at this rate; what finds no room is held back."""
        began, done = time.perf_counter(), 0
        while done < len(made):
            due = min(len(made), int((time.perf_counter() - began) * rate))
            while done < due:
                link = self.roomy()
                if link is None:
                    self.said["held back"] += due - done
                    done = due
                    break
                some = made[done : min(due, done + self.depth - link.under_way)]
                link.send(some)
                self.said["sent"] += len(some)
                done += len(some)
            self.hear(TICK_S)

    def roomy(self) -> Link | None:
        """The next connection with room."""
        for _ in range(len(self.links)):
            self.at = (self.at + 1) % len(self.links)
            if self.links[self.at].under_way < self.depth:
                return self.links[self.at]
        return None

    def hear(self, wait_s: float) -> None:
        """Count what is answered."""
        for key, _ in self.selector.select(wait_s):
            try:
                self.said.update(key.data.answers())
            except ConnectionError:
                self.said["link lost"] += 1
                self.selector.unregister(key.data.socket)
                self.links.remove(key.data)
        for link in self.links:
            if link.left:
                link.flush()

    def end(self) -> None:
        """Hear what still comes."""
        until = time.perf_counter() + LAST_S
        while time.perf_counter() < until and any(link.under_way for link in self.links):
            self.hear(0.05)
        self.said["without an answer"] = sum(link.under_way for link in self.links)


def main(port: int, rate: float, seconds: float, connections: int, depth: int, first: int) -> None:
    os.nice(19)
    made = requests(int(rate * seconds), first)
    torrent = Torrent(port, connections, depth)
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    torrent.pour(made, rate)
    took_s = time.perf_counter() - began
    torrent.end()
    print(json.dumps({**torrent.said, "took_s": round(took_s, 2)}), flush=True)


if __name__ == "__main__":
    given = [float(each) for each in sys.argv[1:]]
    main(int(given[0]), given[1], given[2], *map(int, given[3:6]))
