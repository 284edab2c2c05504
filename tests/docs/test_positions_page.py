"""What the page about positions gives to copy is typed, against a real broker and the real program."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.fake_http import unused_port
from tests.adapters.kannel_server import wait_until
from tests.docs.generate import ROOT
from tests.test_app import Program
from tocsin.ledger.tracks import tracks_in

PAGE = (ROOT / "docs" / "howto" / "positions.md").read_text(encoding="utf-8")
SECRETS = {name: f"secret-of-{name}" for name in ("MQTT_PASSWORD", "WATCHER_SECRET", "VANS")}
PHONE = {"MQTT_ANA": "hers"}

if shutil.which("curl") is None:
    pytest.skip("curl is not on this machine", allow_module_level=True)


def shown(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def broker_in(folder):
    """A Mosquitto with the configuration and the access list of the page."""
    from tests.adapters.mosquitto import Mosquitto

    passwords = (("ana", PHONE["MQTT_ANA"]), ("tocsin", SECRETS["MQTT_PASSWORD"]))
    (acl,), (conf,) = shown("acl"), shown("conf")
    broker = Mosquitto(folder, passwords, acl)
    text = conf.replace("/etc/mosquitto", str(folder)).replace(" 1883 ", f" {broker.port} ")
    user = "user root\n" if os.getuid() == 0 else ""
    broker.file.write_text(f"{text}{user}persistence_location {folder}/\n", encoding="utf-8")
    broker.start()
    return broker


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """The program with the settings of the page, and a shell beside it."""
    broker = broker_in(tmp_path / "broker")
    for name, value in (SECRETS | PHONE).items():
        monkeypatch.setenv(name, value)
    port = unused_port()
    monkeypatch.setenv("TOCSIN", f"http://127.0.0.1:{port}")
    settings = "\n".join(shown("toml")).replace("port = 1883", f"port = {broker.port}")
    program = Program(tmp_path, f"port = {port}\n{settings}")
    text = program.text.replace('id = "ana"\n', 'id = "ana"\ndevices = ["ana/phone"]\n', 1)
    text = text.replace('id = "4A21"\n', 'id = "4A21"\ndevices = ["4a21"]\n', 1)
    (tmp_path / "agency.toml").write_text(text, encoding="utf-8")
    try:
        program.start()
        yield program, broker
    finally:
        program.end(signal.SIGKILL)
        broker.end()


def sh(command, broker):
    typed = command.replace("-p 1883", f"-p {broker.port}")
    done = subprocess.run(["bash", "-c", typed], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_command_of_the_page_does_what_it_says(machine):
    program, broker = machine
    position, sos, watcher, feed = shown("sh")
    assert sh(feed, broker).strip() == shown("")[-1].strip()
    kept = dict(tracks_in(program.folder / "tocsin.ledger.tracks"))
    assert len(kept["4A21"]) == 1
    wait_until(lambda: b"broker_connected" in program.errors.read_bytes(), "the feed", 60)
    sh(position, broker)
    sh(sos, broker)

    def is_raised():
        return "SOS" in program.tocsin("timeline", "tocsin.ledger").stdout

    wait_until(is_raised, "the SOS is on record", 60)
    with (program.folder / "watcher.log").open("wb") as log:
        command = [Path(sys.executable).with_name("tocsin"), *watcher.split()[1:]]
        process = subprocess.Popen(command, cwd=program.folder, stdout=log, stderr=log)
    try:
        said = program.folder / "watcher.log"
        wait_until(lambda: said.read_bytes().count(b"broker_connected") >= 2, "both seats", 60)
    finally:
        process.kill()
        process.wait()
