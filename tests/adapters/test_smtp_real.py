"""Mail to a real server in a process of its own."""

import socket
import subprocess
import sys
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from tests.adapters.fake_http import unused_port
from tests.adapters.kannel_server import wait_until
from tests.contracts.gateway_contract import WORDS, failure, hand_over, outgoing
from tocsin.adapters.smtp import SmtpGateway

ANA = "ana@harlow.example"


class MailServer:
    """aiosmtpd, which puts what it accepts into a Maildir."""

    def __init__(self, directory):
        self.port = unused_port()
        self.directory = directory / "mail"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self):
        place = f"127.0.0.1:{self.port}"
        handler = ["-c", "aiosmtpd.handlers.Mailbox", str(self.directory)]
        # Its warnings are its own; ours stay errors.
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "aiosmtpd", "-n", "-l", place, *handler]
        )
        wait_until(self.greets, "the mail server greets")

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def greets(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                return connection.recv(3) == b"220"
        except OSError:
            return False

    def mails(self):
        found = (self.directory / "new").glob("*")
        return [
            message_from_bytes(path.read_bytes(), EmailMessage, policy=default) for path in found
        ]

    def gateway(self):
        return SmtpGateway(
            "mail-1", "127.0.0.1", self.port, "tocsin@harlow.example", security="none"
        )


@pytest.fixture
def server(tmp_path):
    server = MailServer(tmp_path)
    server.start()
    yield server
    server.stop()


def test_a_mail_lies_in_the_mailbox_as_it_was_written(server):
    (reference,) = hand_over(server.gateway(), outgoing(ANA))
    (mail,) = server.mails()
    assert mail["Message-ID"] == reference
    assert mail["X-RcptTo"] == ANA
    assert mail.get_content().replace("\r\n", "\n").strip() == WORDS


def test_a_server_that_died_is_a_temporary_failure_and_its_return_is_noticed(server):
    server.stop()
    assert not failure(server.gateway(), outgoing(ANA)).permanent
    server.start()
    hand_over(server.gateway(), outgoing(ANA))
    assert len(server.mails()) == 1
