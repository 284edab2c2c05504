"""The released program as a process of its own, what stands for its SMS provider, and waiting.

It listens on loopback, takes texts by the JSON hook and pages through Kannel's interface.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import tocsin
from tests.adapters.fake_http import unused_port
from tests.test_app import harlow

STARTED_S = 180.0
ASK = build_opener(ProxyHandler({})).open

SETTINGS = """
agency_file = "agency.toml"
ledger = "{ledger}"
host = "{host}"
port = {port}
[[hook]]
name = "texts"
kind = "json"
secret = "s3cret"
"""

GATEWAY = """
[[gateway]]
name = "{name}"
kind = "kannel"
url = "http://{host}:{port}/cgi-bin/sendsms"
username = "x"
password = "x"
sender = "2727"
receipts = false
timeout_s = {timeout_s}
"""


class Handed(NamedTuple):
    """One text as it was handed to the provider: when, to whom, what, and under which key."""

    at: float
    to: str
    text: str
    key: str


class Provider:
    """What stands for the SMS provider of all nodes: it takes everything, and keeps it."""

    def __init__(self, answers_after=lambda: 0.0, host="127.0.0.1"):
        self.got: list[Handed] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["content-length"])).decode()
                key = self.headers.get("Idempotency-Key", "")
                to = self.headers["X-Kannel-To"]
                provider.got.append(Handed(time.monotonic(), to, text, key))
                time.sleep(answers_after())
                self.send_response(202)
                self.send_header("content-length", "24")
                self.end_headers()
                self.wfile.write(b"0: Accepted for delivery")

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 256

            def handle_error(self, *_):
                """A node that was killed hears no answer."""

        self._server = Server((host, 0), Handler)
        self.host = host
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def to(self, number):
        return [each for each in self.got if each.to == number]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class RealProgram:
    """`tocsin serve` in a folder of its own, with the demo agency.

    `within` is the command that starts it somewhere else than here, and `host` its address.
    """

    host = "127.0.0.1"
    within: tuple[str, ...] = ()

    def __init__(self, folder, ledger, providers, timeout_s=10.0, more="", agency="harlow"):
        self.folder = Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.port = unused_port()
        text, self.numbers = harlow()
        text = text.replace('id = "harlow"', f'id = "{agency}"', 1)
        ways = [
            GATEWAY.format(name=name, host=provider.host, port=provider.port, timeout_s=timeout_s)
            for name, provider in providers.items()
        ]
        settings = SETTINGS.format(ledger=ledger, host=self.host, port=self.port)
        (self.folder / "agency.toml").write_text(text, encoding="utf-8")
        # Tables end what belongs to the file itself, so that comes first.
        (self.folder / "tocsin.toml").write_text("".join((more, settings, *ways)), "utf-8")
        self.process = None

    def start(self, stem=None, first=""):
        """Start it, from the very beginning or out of one that is loaded."""
        if stem is not None:
            self.process = stem.start(self.folder, first)
            return
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [
                    *self.within,
                    sys.executable,
                    "-c",
                    "from tocsin.cli import main; main()",
                    "serve",
                ],
                cwd=self.folder,
                env=environment(),
                stdout=log,
                stderr=log,
            )

    def answers(self):
        """How it is, or None while it says nothing but that it is starting."""
        said = self.says()
        return None if said is None or said.get("starting") else said

    def says(self):
        """What `/healthz` says, or None where nobody answers."""
        try:
            answer = ASK(f"http://{self.host}:{self.port}/healthz", timeout=1)
        except HTTPError as unwell:
            answer = unwell
        except (OSError, HTTPException):
            return None
        with suppress(OSError, ValueError, HTTPException), answer:
            return json.load(answer)
        return None

    def text(self, number, words, timeout=12.0):
        """Hand in a text; the signal's id once it is acknowledged, else ''."""
        body = json.dumps({"from": number, "text": words}).encode()
        ask = Request(f"http://{self.host}:{self.port}/hooks/sms/texts", body)
        ask.add_header("Authorization", "Bearer s3cret")
        with suppress(OSError, ValueError, HTTPException):
            return str(json.load(ASK(ask, timeout=timeout))["signal"])
        return ""

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


def environment():
    """With this very source, whose compiled form may be kept: loading it takes long else."""
    found = {**os.environ, "PYTHONPATH": str(Path(tocsin.__file__).parents[1])}
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def wait_for(is_so, what, seconds=STARTED_S, every=0.02):
    """Wait until something is so; how long it took."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(every)
    return time.monotonic() - began
