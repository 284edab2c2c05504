"""The released program with real parts: Kannel in and out, a dead provider before it, mail."""

import re
import signal
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from tests.adapters.fake_http import unused_port
from tests.adapters.kannel_server import running_kannel, wait_until
from tests.adapters.test_smtp_real import MailServer
from tocsin.agency.load import read

ANSWER_S_MAX = 20


def harlow():
    """The demo agency: its text, and everybody's first number by id."""
    text = files("tocsin.sim").joinpath("demo/harlow.toml").read_text(encoding="utf-8")
    # Steps as short as the file may have them, so that no test waits long.
    text = re.sub(r"wait_s = \d+", "wait_s = 5", text)
    agency, mistakes = read(text)
    assert agency is not None, mistakes
    numbers = {
        name: item.numbers[0].reveal()
        for name, item in (agency.staff | agency.units).items()
        if item.numbers
    }
    return text, numbers


class Program:
    """`tocsin serve` as an agency would run it."""

    def __init__(self, folder: Path, settings: str):
        self.folder = folder
        self.text, self.numbers = harlow()
        (folder / "agency.toml").write_text(self.text, encoding="utf-8")
        (folder / "tocsin.toml").write_text(settings, encoding="utf-8")
        self.process: subprocess.Popen[str] | None = None
        self.errors = folder / "stderr.log"

    def start(self):
        with self.errors.open("a", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("tocsin"), "serve"],
                cwd=self.folder,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert "listening" in said, self.errors.read_text(encoding="utf-8")

    def end(self, how=signal.SIGTERM):
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=ANSWER_S_MAX)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def tocsin(self, *arguments):
        return subprocess.run(
            [Path(sys.executable).with_name("tocsin"), *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def town(tmp_path):
    """Kannel, a mail server, and the program between them; the first provider is dead."""
    port, dead = unused_port(), unused_port()
    mail = MailServer(tmp_path)
    with running_kannel(tmp_path / "kannel", port) as kannel:
        mail.start()
        program = Program(
            tmp_path,
            f"""
agency_file = "agency.toml"
ledger = "harlow.ledger"
port = {port}

[[hook]]
name = "kannel-1"
kind = "kannel"
username = "{kannel.hook_user}"
secret = "{kannel.hook_password}"

[[gateway]]
name = "dead"
kind = "kannel"
url = "http://127.0.0.1:{dead}/cgi-bin/sendsms"
username = "x"
password = "x"
sender = "{kannel.short_code}"

[[gateway]]
name = "kannel-1"
kind = "kannel"
url = "{kannel.sendsms_url}"
username = "{kannel.username}"
password = "{kannel.password}"
sender = "{kannel.short_code}"

[[gateway]]
name = "mail"
kind = "smtp"
host = "127.0.0.1"
port = {mail.port}
sender = "tocsin@harlow.example"
security = "none"
""",
        )
        program.start()
        yield program, kannel, mail
        program.end(signal.SIGKILL)
        mail.stop()


class Phones:
    """Everything the phones of the town have got so far."""

    def __init__(self, kannel):
        self.kannel = kannel
        self.got: list[tuple[str, str]] = []

    def text_to(self, number, *words):
        """The newest text to this number that has all the words, waited for."""

        def found():
            self.got += self.kannel.phone_received(timeout=0.1)
            return next(
                (t for n, t in reversed(self.got) if n == number and all(w in t for w in words)),
                None,
            )

        return wait_until(found, f"a text with {words}", timeout=ANSWER_S_MAX)


def test_an_sos_goes_in_by_a_real_kannel_and_pages_go_out(town):
    program, kannel, mail = town
    phones, number = Phones(kannel), program.numbers
    kannel.phone_sends(number["ana"], "SOS he's in the lot é")
    page = phones.text_to(number["lee"], "SOS he's in the lot é", "Reply")
    phones.text_to(number["ana"], "SOS received")
    assert wait_until(mail.mails, "the page by mail")
    code = re.search(r"Reply (\d{4,})", page)
    assert code is not None
    kannel.phone_sends(number["lee"], f"{code[1]} C")
    phones.text_to(number["lee"], "you have command")
    phones.text_to(number["ana"], "has your SOS")
    program.end()
    assert "entries verify" in program.tocsin("verify", "harlow.ledger").stdout
    assert program.tocsin("replay", "harlow.ledger").returncode == 0
    told = program.tocsin("timeline", "harlow.ledger", "I-1").stdout
    assert "Takes command of I-1" in told


def test_pages_go_on_where_they_were_after_a_kill(town):
    program, kannel, _ = town
    phones, number = Phones(kannel), program.numbers
    kannel.phone_sends(number["ana"], "SOS")
    phones.text_to(number["ana"], "SOS received")
    program.end(signal.SIGKILL)
    program.start()
    # Nobody answers the first step, so the second pages every supervisor.
    phones.text_to(number["sam"], "SOS Ana")
    program.end()
    replayed = program.tocsin("replay", "harlow.ledger")
    assert "1 open" in replayed.stdout, replayed.stderr


def test_nothing_personal_stands_in_the_log(town):
    program, kannel, _ = town
    phones, number = Phones(kannel), program.numbers
    kannel.phone_sends(number["ana"], "SOS the zebra stands in the lot")
    phones.text_to(number["ana"], "SOS received")
    health = httpx.get(f"http://127.0.0.1:{_port(program)}/healthz", trust_env=False).text
    program.end()
    log = program.errors.read_text(encoding="utf-8")
    assert "signal_on_record" in log
    for word in ("zebra", "Ana", *number.values(), "h00ksecret"):
        assert word not in log
        assert word not in health


def _port(program):
    settings = (program.folder / "tocsin.toml").read_text(encoding="utf-8")
    found = re.search(r"^port = (\d+)", settings, re.MULTILINE)
    assert found is not None
    return found[1]
