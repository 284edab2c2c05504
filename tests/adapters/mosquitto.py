"""A real Mosquitto on loopback, and a device that publishes to it.

    with running_mosquitto(tmp_path) as broker, broker.device("ana") as phone:
        phone.publish("owntracks/ana/phone", b"{}")  # returns the broker's reason code

Skips, saying what is missing, on a machine without Debian's mosquitto. Every
process is one we started, and is ended by its own handle.
"""

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager, suppress

import pytest

from tests.adapters.fake_http import unused_port
from tests.adapters.kannel_server import wait_until

mqtt5 = pytest.importorskip("mqtt5", reason="NOT TESTED: mqtt5 is missing; make setup")

CONFIGURATION = """
listener {port} 127.0.0.1
allow_anonymous {anonymous}
persistence true
persistence_location {directory}/
autosave_interval 1
max_queued_messages 0
max_inflight_messages 0
{user}
"""


def require_mosquitto():
    """The program; skips loudly when it is missing."""
    found = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip(
            "NOT TESTED AGAINST THE REAL MOSQUITTO: "
            "apt-get install -y --no-install-recommends mosquitto mosquitto-clients"
        )
    return found


class Device:
    """A phone or tracker: publishes with QoS 1 and waits for the broker's answer."""

    def __init__(self, port, name, password=""):
        self.packets = 0
        self.rest = b""
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        given = {"username": name, "password": password.encode()} if password else {}
        self.socket.sendall(
            mqtt5.ConnectPacket(f"device-{name}", clean_start=True, **given).write()
        )
        assert self.packet().reason_code == 0

    def packet(self):
        while True:
            try:
                packet, size = mqtt5.read(memoryview(self.rest))
            except IndexError:
                octets = self.socket.recv(65536)
                assert octets, "the broker ended the connection"
                self.rest += octets
            else:
                self.rest = self.rest[size:]
                return packet

    def publish(self, topic, payload, *, retain=False):
        self.packets = self.packets % 60_000 + 1
        packet = mqtt5.PublishPacket(
            topic, payload, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=self.packets, retain=retain
        )
        self.socket.sendall(packet.write())
        return int(self.packet().reason_code)


class Mosquitto:
    """One broker, which can be killed and started again."""

    def __init__(self, directory, passwords=(), acl=""):
        self.program = require_mosquitto()
        directory.mkdir(parents=True, exist_ok=True)
        self.port = unused_port()
        self.process = None
        lines = []
        if passwords:
            file = directory / "passwords"
            file.write_text("".join(f"{name}:{word}\n" for name, word in passwords))
            subprocess.run(["mosquitto_passwd", "-U", str(file)], check=True)
            (directory / "acl").write_text(acl)
            lines = [f"password_file {file}", f"acl_file {directory / 'acl'}"]
        self.file = directory / "mosquitto.conf"
        text = CONFIGURATION.format(
            port=self.port,
            anonymous="false" if passwords else "true",
            directory=directory,
            # Started as root it becomes another user, who may not write here.
            user="user root" if os.getuid() == 0 else "",
        )
        self.file.write_text(text + "\n".join(lines) + "\n")
        self.log = directory / "mosquitto.log"

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, "-c", str(self.file)], stdout=log, stderr=log
            )
        wait_until(self.answers, "Mosquitto listens")

    def answers(self):
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def end(self, *, kill=False):
        if self.process is not None:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(timeout=20)
            self.process = None

    @contextmanager
    def device(self, name, password=""):
        device = Device(self.port, name, password)
        try:
            yield device
        finally:
            device.socket.close()


@contextmanager
def running_mosquitto(directory, passwords=(), acl=""):
    broker = Mosquitto(directory, passwords, acl)
    broker.start()
    try:
        yield broker
    finally:
        broker.end()
