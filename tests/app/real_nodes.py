"""The released program as several nodes on one machine, around a real PostgreSQL.

Each node has a way of its own to the server, which can be cut: nothing passes any more and
nobody is told, as when a cable is pulled.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import tocsin
from tests.adapters.fake_http import unused_port
from tests.test_app import harlow

STARTED_S = 180.0
ASK = build_opener(ProxyHandler({})).open


class Cable:
    """A TCP port of this machine that leads to the server's socket, until it is cut."""

    def __init__(self, folder, port=0):
        self._server = str(Path(folder) / ".s.PGSQL.5432")
        self._passes = threading.Event()
        self._passes.set()
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = self._listening.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def cut(self):
        self._passes.clear()

    def mend(self):
        self._passes.set()

    def close(self):
        self._passes.set()
        # Closing alone does not wake who waits in `accept`.
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listening.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near):
        with suppress(OSError), near, socket.socket(socket.AF_UNIX) as far:
            self._passes.wait()
            far.connect(self._server)
            back = threading.Thread(target=self._pass, args=(far, near), daemon=True)
            back.start()
            self._pass(near, far)
            back.join()

    def _pass(self, one, other):
        with suppress(OSError):
            while data := one.recv(1 << 16):
                self._passes.wait()
                other.sendall(data)
        self._passes.wait()
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class Provider:
    """What stands for the SMS provider of all nodes: it takes everything, and keeps it."""

    def __init__(self):
        self.got: list[tuple[float, str, str]] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["content-length"])).decode()
                provider.got.append((time.monotonic(), self.headers["X-Kannel-To"], text))
                self.send_response(202)
                self.send_header("content-length", "24")
                self.end_headers()
                self.wfile.write(b"0: Accepted for delivery")

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                """A node that was killed hears no answer."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def to(self, number):
        return [each for each in self.got if each[1] == number]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class RealNode:
    """`tocsin serve` on one of the machines."""

    def __init__(self, folder, name, address, provider):
        self.name = name
        self.folder = Path(folder) / name
        self.folder.mkdir()
        parts = urlsplit(address)
        self._socket = parse_qs(parts.query)["host"][0]
        self.cable = Cable(self._socket)
        self.port = unused_port()
        text, self.numbers = harlow()
        (self.folder / "agency.toml").write_text(text, encoding="utf-8")
        (self.folder / "tocsin.toml").write_text(
            f"""
agency_file = "agency.toml"
ledger = "postgresql://tocsin@127.0.0.1:{self.cable.port}{parts.path}"
port = {self.port}
[node]
name = "{name}"
[[hook]]
name = "texts"
kind = "json"
secret = "s3cret"
[[gateway]]
name = "texts"
kind = "kannel"
url = "http://127.0.0.1:{provider.port}/cgi-bin/sendsms"
username = "x"
password = "x"
sender = "2727"
receipts = false
""",
            encoding="utf-8",
        )
        self.process = None

    def take_key(self, other):
        """All nodes have one key file."""
        shutil.copy2(other.folder / "tocsin.ledger.kek", self.folder)

    def start(self):
        source = str(Path(tocsin.__file__).parents[1])
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from tocsin.cli import main; main()", "serve"],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": source},
                stdout=log,
                stderr=log,
            )

    def answers(self):
        """How it is, or None while it says nothing."""
        try:
            answer = ASK(f"http://127.0.0.1:{self.port}/healthz", timeout=1)
        except HTTPError as unwell:
            answer = unwell
        except OSError:
            return None
        with suppress(OSError, ValueError), answer:
            return json.load(answer)
        return None

    def leads(self):
        said = self.answers()
        return bool(said and said["node"] and said["node"]["leads"])

    def text(self, number, words, timeout=12.0):
        """Hand in a text; the signal's id once it is acknowledged, else ''."""
        body = json.dumps({"from": number, "text": words}).encode()
        ask = Request(f"http://127.0.0.1:{self.port}/hooks/sms/texts", body)
        ask.add_header("Authorization", "Bearer s3cret")
        with suppress(OSError, ValueError):
            return str(json.load(ASK(ask, timeout=timeout))["signal"])
        return ""

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.cable.mend()
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        self.cable.close()

    def reopen(self):
        """Lay the cable again that `end` has taken away."""
        self.cable = Cable(self._socket, self.cable.port)


def wait_for(is_so, what, seconds=STARTED_S, every=0.02):
    """Wait until something is so; how long it took."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(every)
    return time.monotonic() - began
