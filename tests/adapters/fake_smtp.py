"""A stand-in for a mail server, on loopback, that can be told how to behave."""

import asyncio
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller

from tests.adapters.fake_http import unused_port

ANSWERS = {
    "refuse": "550 5.1.1 No such mailbox: ana@harlow.example",
    "busy": "451 4.3.0 Try again later, ana@harlow.example",
}


class FakeSmtp:
    """The handler and its records. Mail is answered by `how`."""

    def __init__(self):
        self.how = "accept"
        self.seen: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.garbage_port = 0
        self.released = False
        self.spare_port = unused_port()
        self.held: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self.controller: Controller

    def behave(self, how):
        self.how = how

    @property
    def port(self):
        special = {"absent": self.spare_port, "garbage": self.garbage_port}
        return special.get(self.how, self.controller.port)

    async def handle_DATA(self, server, session, envelope):
        how = self.how
        if how == "hang_if_slow":
            how = "hang" if b"slow" in envelope.content else "accept"
        if how == "hang":
            held = asyncio.Event()
            self.held.append((asyncio.get_running_loop(), held))
            if not self.released:
                await held.wait()
            return ANSWERS["busy"]
        if how in ("accept", "busy_but_sends"):
            self.seen.append(message_from_bytes(envelope.content, EmailMessage, policy=default))
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 OK" if how == "accept" else ANSWERS.get(how, ANSWERS["busy"])

    def release(self):
        self.released = True
        for loop, held in self.held:
            loop.call_soon_threadsafe(held.set)


class _Garbage(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"\x00\xff what?\r\n")


async def _settle():
    """Let every connection end: the loop stops without looking, and would leak them."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=5)
    for _ in range(10):
        await asyncio.sleep(0)


@contextmanager
def fake_smtp(**options):
    """Run a stand-in for as long as the block lasts; `options` go to aiosmtpd."""
    fake = FakeSmtp()
    fake.controller = Controller(fake, hostname="127.0.0.1", port=unused_port(), **options)
    garbage = socketserver.TCPServer(("127.0.0.1", 0), _Garbage)
    fake.garbage_port = garbage.server_address[1]
    thread = threading.Thread(target=garbage.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    fake.controller.start()
    try:
        yield fake
    finally:
        fake.release()
        asyncio.run_coroutine_threadsafe(_settle(), fake.controller.loop).result(timeout=10)
        fake.controller.stop()
        garbage.shutdown()
        thread.join()
        garbage.server_close()
