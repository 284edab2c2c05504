"""A real Kannel on loopback: bearerbox and smsbox, with phones that a test plays.

    with running_kannel(tmp_path, hook_port=8080) as kannel:
        kannel.phone_sends("+15015550123", "SOS")
        kannel.phone_received(timeout=5)  # [("+15015550123", "Help is coming.")]

Skips, saying what is missing, on a machine without Debian's kannel and
kannel-extras. Every process is one we started, and is ended by its own handle.
"""

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote_to_bytes

import httpx
import pytest

from tests.adapters.fake_http import unused_port

EXTRAS = Path("/usr/lib/kannel/test")
START_S_MAX = 15
SHORT_CODE = "5550100"
ESCAPES = "from=%p&to=%P&text=%a&bin=%b&ts=%T&time=%t&smsc=%i&id=%I&coding=%c&charset=%C&udh=%u"

CONFIGURATION = """
group = core
admin-port = {admin_port}
admin-password = adm1n
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
smsbox-port = {smsbox_port}
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal
store-type = file
store-location = {directory}/store
log-file = {directory}/bearerbox.log
log-level = 0
# Left on, Kannel holds the first part of a long SOS for half an hour when the
# second is lost on the air.
sms-combine-concatenated-mo = false

group = smsc
smsc = fake
smsc-id = FAKE
host = 127.0.0.1
port = {smsc_port}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms_port}
sendsms-interface = 127.0.0.1
global-sender = {short_code}
log-file = {directory}/smsbox.log
log-level = 0
http-request-retry = 100000
http-queue-delay = 1
immediate-sendsms-reply = false

group = sendsms-user
username = {username}
password = {password}
# 459 characters (three GSM parts) of a page are seven parts as UCS-2.
max-messages = 10
concatenation = true
user-deny-ip = "*.*.*.*"
user-allow-ip = "127.0.0.1"

group = sms-service
keyword = default
catch-all = true
# Else the hook's answer goes back to the sender as a text.
max-messages = 0
get-url = "http://{hook_user}:{hook_password}@127.0.0.1:{hook_port}{hook_path}?{escapes}"
"""


def require_kannel():
    """The programs; skips loudly when one is missing."""
    places = f"{os.environ.get('PATH', '')}:/usr/sbin:{EXTRAS}"
    found = {name: shutil.which(name, path=places) for name in ("bearerbox", "smsbox", "test_cfg")}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        pytest.skip(
            f"NOT TESTED AGAINST THE REAL KANNEL: {', '.join(missing)} missing; "
            "apt-get install -y --no-install-recommends kannel kannel-extras"
        )
    return {name: str(path) for name, path in found.items()}


def wait_until(true, what, timeout=START_S_MAX):
    """Look again and again until `true()`; AssertionError after `timeout` seconds."""
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        found = true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {timeout} s: {what}")


class KannelServer:
    """The two processes and what the phones have seen."""

    username = "dispatch"
    password = "s3cret"
    hook_user = "hook"
    hook_password = "h00ksecret"
    short_code = SHORT_CODE

    def __init__(self, directory, hook_port, hook_path="/hooks/sms/kannel-1"):
        self.directory = Path(directory)
        self.hook_port = hook_port
        self.programs = require_kannel()
        self.ports = {
            name: unused_port()
            for name in ("admin_port", "smsbox_port", "smsc_port", "sendsms_port")
        }
        self.sendsms_url = f"http://127.0.0.1:{self.ports['sendsms_port']}/cgi-bin/sendsms"
        self.receipts_url = f"http://{self.hook_user}:{self.hook_password}@127.0.0.1:{hook_port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.handed_out = 0
        self.air: Air | None = None
        self._heard: list[str] = []
        (self.directory / "store").parent.mkdir(parents=True, exist_ok=True)
        self.configuration = self.directory / "kannel.conf"
        self.configuration.write_text(
            CONFIGURATION.format(
                directory=self.directory,
                hook_port=hook_port,
                hook_path=hook_path,
                hook_user=self.hook_user,
                hook_password=self.hook_password,
                username=self.username,
                password=self.password,
                short_code=SHORT_CODE,
                escapes=ESCAPES,
                **self.ports,
            )
        )

    def start(self):
        """Start both and the phones, each when the one before is ready."""
        # bearerbox says only "couldn't read configuration"; test_cfg says where.
        subprocess.run(
            [self.programs["test_cfg"], self.configuration], check=True, capture_output=True
        )
        self._run("bearerbox", "-v", "4", self.configuration)
        wait_until(self.status, "bearerbox answers")
        self._run("smsbox", "-v", "4", self.configuration)
        wait_until(lambda: "Client connected from" in self._log("bearerbox.log"), "smsbox connects")
        wait_until(self._sendsms_answers, "sendsms answers")
        self.phones_on()

    def stop(self):
        """End every process. A bearerbox that is asked politely takes many seconds."""
        self._hang_up()
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    def phones_on(self):
        """Connect the phones to the network."""
        connected = self._log("bearerbox.log").count("Fakesmsc client connected")
        self.air = Air(self.ports["smsc_port"])
        wait_until(
            lambda: self._log("bearerbox.log").count("Fakesmsc client connected") > connected,
            "the phones connect",
        )

    def phones_off(self):
        """Cut the link between Kannel and its network."""
        lost = self._log("bearerbox.log").count("from fakesmsc client")
        self._hang_up()
        wait_until(
            lambda: self._log("bearerbox.log").count("from fakesmsc client") > lost,
            "bearerbox notices",
        )

    def status(self):
        """Kannel's own status page, or "" when it does not answer."""
        url = f"http://127.0.0.1:{self.ports['admin_port']}/status.txt?password=adm1n"
        try:
            return httpx.get(url, trust_env=False, timeout=2).text
        except httpx.HTTPError:
            return ""

    def phone_sends(self, number, text):
        """A phone texts the short code. More than one line is sent as octets."""
        if "\n" in text or "\r" in text:
            self._speak(f"{number} {SHORT_CODE} data {_percent(text.encode())}")
        else:
            self._speak(f"{number} {SHORT_CODE} text {text}")

    def phone_sends_ucs2(self, number, text):
        """A phone texts in UCS-2, which Kannel hands on undecoded."""
        self._speak(f"{number} {SHORT_CODE} ucs2 {_percent(text.encode('utf-16-be'))}")

    def phone_sends_part(self, number, octets, *, part, parts, reference=7):
        """A phone sends one part of a long text."""
        header = _percent(bytes([5, 0, 3, reference, parts, part]))
        self._speak(f"{number} {SHORT_CODE} udh-data {header} {_percent(octets)}")

    def phone_received(self, timeout=10.0, count=1):
        """What phones got since this was last asked: (number, text), long texts joined.

        Waits until there are `count`, or for `timeout` seconds, whichever is first.
        """
        until = time.monotonic() + timeout
        while True:
            whole = whole_texts(self._heard + (self.air.heard if self.air else []))
            if len(whole) - self.handed_out >= count or time.monotonic() > until:
                break
            time.sleep(0.02)
        new, self.handed_out = whole[self.handed_out :], len(whole)
        return new

    def _speak(self, line):
        assert self.air is not None, "the phones are off"
        self.air.speak(line)

    def _hang_up(self):
        if self.air is not None:
            self.air.close()
            self._heard += self.air.heard
            self.air = None

    def _log(self, name):
        path = self.directory / name
        return path.read_text(errors="replace") if path.exists() else ""

    def _sendsms_answers(self):
        try:
            return httpx.get(self.sendsms_url, trust_env=False, timeout=2).status_code == 403
        except httpx.HTTPError:
            return False

    def _run(self, name, *arguments):
        with (self.directory / f"{name}.out").open("ab") as out:
            self.processes.append(
                subprocess.Popen(
                    [self.programs[name], *map(str, arguments)],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    cwd=self.directory,
                )
            )


class Air:
    """The phones' side of Kannel's fake SMS centre, a protocol of lines.

    Debian's fakesmsc speaks it too, but leaves what it was told in a buffer
    until it is told more, so a test could not know when a text has left.
    """

    def __init__(self, port):
        self.heard: list[str] = []
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=START_S_MAX)
        self._socket.settimeout(None)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def speak(self, line):
        """Send one line, as it is."""
        self._socket.sendall(line.encode() + b"\n")

    def close(self):
        """Break the connection."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _listen(self):
        with suppress(OSError), self._socket.makefile("rb") as lines:
            for line in lines:
                self.heard.append(line.removesuffix(b"\n").decode("utf-8", "replace"))


def whole_texts(lines):
    """What the lines of a fake SMS centre say: (number, text), the parts of one joined."""
    texts: list[tuple[str, str]] = []
    parts: dict[tuple[str, int], dict[int, bytes]] = {}
    for line in lines:
        found = re.fullmatch(r"\S+ (\S+) (?:udh (\S+) )?(text|data|ucs-2) ?(.*)", line)
        if found is None:
            # The second line of a text looks like a line of its own.
            number, text = texts[-1]
            texts[-1] = (number, f"{text}\n{line}")
            continue
        number, udh, kind, words = found.groups()
        octets = words.encode() if kind == "text" else unquote_to_bytes(words.replace("+", " "))
        if udh is None:
            texts.append((number, _characters(octets, kind)))
            continue
        header = unquote_to_bytes(udh)
        pieces = parts.setdefault((number, header[3]), {})
        pieces[header[5]] = octets
        if len(pieces) == header[4]:
            joined = b"".join(pieces[index] for index in sorted(pieces))
            texts.append((number, _characters(joined, kind)))
            del parts[number, header[3]]
    return texts


def _percent(octets):
    return "".join(f"%{octet:02x}" for octet in octets)


def _characters(octets, kind):
    """Nobody says which alphabet joined parts are in; UTF-16 has small octets in front."""
    wide = kind == "ucs-2" or (kind == "data" and any(octet < 0x0A for octet in octets[::2]))
    return octets.decode("utf-16-be" if wide else "utf-8")


@contextmanager
def running_kannel(directory, hook_port, hook_path="/hooks/sms/kannel-1"):
    """A Kannel whose inbound texts go to `hook_port`, for as long as the block lasts."""
    kannel = KannelServer(directory, hook_port, hook_path)
    try:
        kannel.start()
        yield kannel
    finally:
        kannel.stop()
