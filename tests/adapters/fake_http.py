"""A stand-in for an HTTP provider, on loopback, that can be told how to behave."""

import socket
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec


class Seen(msgspec.Struct):
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class FakeHttp:
    """The server; `accept`, `refuse` and `busy` are answers: status, content type, body."""

    def __init__(self, accept, refuse, busy):
        self.answers = {"accept": accept, "refuse": refuse, "busy": busy}
        self.how = "accept"
        self.seen: list[Seen] = []
        self.hold = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = False
        self.port = self.server.server_address[1]
        self.spare_port = unused_port()

    def behave(self, how):
        self.how = how

    def release(self):
        self.hold.set()

    @property
    def url(self):
        port = self.spare_port if self.how == "absent" else self.port
        return f"http://127.0.0.1:{port}"

    def answer(self, seen):
        """The answer to one request, or None for bytes that are no HTTP."""
        how = self.how
        if how == "hang_if_slow":
            how = "hang" if b"slow" in seen.body else "accept"
        if how == "hang":
            self.hold.wait(timeout=30)
            return self.answers["busy"]
        if how == "garbage":
            return None
        if how in ("accept", "busy_but_sends"):
            self.seen.append(seen)
        return self.answers[
            "accept" if how == "accept" else "refuse" if how == "refuse" else "busy"
        ]


def _handler(fake):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = fake.answer(Seen(self.command, self.path, headers, body))
            if answer is None:
                self.wfile.write(b"\x00\xff what?\r\n\r\n")
                return
            status, content_type, content = answer
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

        def handle(self):
            with suppress(OSError):  # The client may give up, as some tests want.
                super().handle()

    return Handler


@contextmanager
def fake_http(accept, refuse, busy):
    """Run a stand-in for as long as the block lasts."""
    fake = FakeHttp(accept, refuse, busy)
    thread = threading.Thread(target=fake.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        fake.hold.set()
        fake.server.shutdown()
        thread.join()
        fake.server.server_close()


def unused_port():
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
