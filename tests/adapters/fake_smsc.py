"""A message centre on loopback that speaks SMPP and can be told to misbehave.

    with fake_smsc() as smsc:
        smsc.behave("throttle")
        status = smsc.texts("+15015550123", "SOS")  # what the deliver_sm was answered

It runs in a thread with a loop of its own. Its own reading of PDUs is by hand, so
that ours is not tested against itself.
"""

import asyncio
import struct
import threading
from contextlib import contextmanager, suppress

import pytest

from tests.adapters.fake_http import unused_port

smpp34 = pytest.importorskip("smpp34", reason="NOT TESTED: smpp34 is missing; make setup")

ANSWER_S_MAX = 15
STATUS = {"refuse": 0x0B, "busy": 0x08, "busy_but_sends": 0x08, "throttle": 0x58}


def pdu(command, sequence, status=0, body=b""):
    return struct.pack(">IIII", 16 + len(body), command, status, sequence) + body


def deliver(source, text, *, sequence=1, **fields):
    fields = {"source_addr_ton": 1, "source_addr_npi": 1, **fields}
    octets = text if isinstance(text, bytes) else text.encode("ascii")
    made = smpp34.DeliverSm(
        source.removeprefix("+"), "5550100", octets, sequence_number=sequence, **fields
    )
    return made.encode()


def receipt(ref, state="DELIVRD", error="000"):
    said = f"id:{ref} sub:001 dlvrd:001 submit date:2611221300 done date:2611221300 stat:{state} err:{error} text:SOS"
    return said.encode()


class FakeSmsc:
    """The centre and what it has seen. `how` says how it answers a submit_sm."""

    def __init__(self):
        self.how = "accept"
        self.bind_status = 0
        self.submitted = []
        self.binds = []
        self.loop = asyncio.new_event_loop()
        self.spare_port = unused_port()
        self.real_port = 0
        self.clients = []
        self.answers = {}
        self.connected = threading.Event()
        self.enquired = 0
        self.refs = 0
        self._released = asyncio.Event()
        self._sequence = 100

    @property
    def port(self):
        return self.spare_port if self.how == "absent" else self.real_port

    def behave(self, how):
        self.how = how

    def release(self):
        self.loop.call_soon_threadsafe(self._released.set)

    def texts_seen(self):
        return [each.short_message for each in self.submitted]

    # What the centre does of itself, called from a test.

    def texts(self, source, text, **fields):
        """Deliver a text; the status that it is answered with, None when it is not."""
        return self.sends(lambda n: deliver(source, text, sequence=n, **fields))

    def reports(self, ref, state="DELIVRD", **fields):
        return self.texts("+15015550123", receipt(ref, state), esm_class=4, **fields)

    def sends(self, make, answer_s=ANSWER_S_MAX):
        assert self.connected.wait(ANSWER_S_MAX)
        return self._in_loop(self._ask(make, answer_s))

    def sends_raw(self, octets):
        assert self.connected.wait(ANSWER_S_MAX)
        self._in_loop(self._write(octets))

    def cuts(self):
        """Cut every connection, as a cable does."""
        self.connected.clear()

        async def cut():
            for writer in self.clients:
                writer.transport.abort()
            self.clients.clear()

        self._in_loop(cut())

    def _in_loop(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(ANSWER_S_MAX * 2)

    async def _write(self, octets):
        self.clients[-1].write(octets)
        await self.clients[-1].drain()

    async def _ask(self, make, answer_s):
        self._sequence += 1
        number = self._sequence
        self.answers[number] = self.loop.create_future()
        await self._write(make(number))
        with suppress(TimeoutError):
            async with asyncio.timeout(answer_s):
                return await self.answers[number]

    # The other side.

    async def serve(self, reader, writer):
        try:
            while True:
                head = await reader.readexactly(16)
                length, command, status, sequence = struct.unpack(">IIII", head)
                body = await reader.readexactly(length - 16)
                await self._take(writer, head + body, command, status, sequence)
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass  # Cancelled when the centre ends, which is no mistake.
        finally:
            writer.transport.abort()

    async def _take(self, writer, octets, command, status, sequence):
        if command & 0x80000000:
            waiting = self.answers.pop(sequence, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(status)
        elif command == 0x09:
            self.binds.append(octets[16:])
            body = b"fake\0" if not self.bind_status else b""
            writer.write(pdu(0x80000009, sequence, self.bind_status, body))
            if not self.bind_status:
                self.clients.append(writer)
                self.connected.set()
        elif command == 0x04:
            task = asyncio.ensure_future(self._submit(writer, smpp34.decode(octets), sequence))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        elif command == 0x15:
            self.enquired += 1
            if self.how != "dead":
                writer.write(pdu(0x80000015, sequence))
        elif command == 0x06:
            writer.write(pdu(0x80000006, sequence))

    async def _submit(self, writer, submit, sequence):
        how = self.how
        if how == "hang_if_slow":
            how = "hang" if b"slow" in submit.short_message else "accept"
        if how == "hang":
            await self._released.wait()
            how = "busy"
        if how == "garbage":
            writer.write(b"\xff\xff\xff\xffHTTP/1.1 200 OK\r\n\r\n")
            return
        if how == "half":
            writer.write(pdu(0x80000004, sequence, 0, b"m1\0")[:18])
            writer.transport.write_eof()
            return
        if how in ("accept", "busy_but_sends", "twice", "misnumbered", "late"):
            self.submitted.append(submit)
        self.refs += 1
        ref = f"m{self.refs}".encode() + b"\0"
        answer = pdu(0x80000004, sequence, STATUS.get(how, 0), b"" if how in STATUS else ref)
        if how == "late":
            self.late = (writer, answer)
            return
        if how == "misnumbered":
            writer.write(pdu(0x80000004, sequence + 1000, 0, b"stray\0"))
        writer.write(answer * (2 if how == "twice" else 1))

    def answers_late(self):
        writer, answer = self.late
        self.loop.call_soon_threadsafe(writer.write, answer)

    async def start(self):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.real_port = server.sockets[0].getsockname()[1]
        return server


async def _turns():
    """Let the loop turn: a connection just accepted is served, an aborted one closes."""
    for _ in range(5):
        await asyncio.sleep(0)


@contextmanager
def fake_smsc():
    """Run a centre for as long as the block lasts."""
    smsc = FakeSmsc()
    ready = threading.Event()

    def run():
        asyncio.set_event_loop(smsc.loop)
        server = smsc.loop.run_until_complete(smsc.start())
        ready.set()
        smsc.loop.run_forever()
        # Who gave up may have been accepted in the turn that ended the loop. The task that
        # takes the socket in must begin, and before the server is closed: cancelled earlier,
        # or refused by a closed server, it leaves the socket open to nobody.
        smsc.loop.remove_reader(server.sockets[0].fileno())
        smsc.loop.run_until_complete(_turns())
        server.close()
        tasks = asyncio.all_tasks(smsc.loop)
        for task in tasks:
            task.cancel()
        smsc.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        smsc.loop.run_until_complete(_turns())
        smsc.loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(ANSWER_S_MAX)
    try:
        yield smsc
    finally:
        smsc.loop.call_soon_threadsafe(smsc.loop.stop)
        thread.join()
