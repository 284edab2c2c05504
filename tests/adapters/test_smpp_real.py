"""Texts through message centres that others wrote: one on node, one in Rust."""

import asyncio
import json
import os
import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.adapters.fake_http import unused_port
from tests.adapters.test_smpp_gateway import ANA, Desk, until
from tests.contracts.gateway_contract import outgoing
from tocsin.adapters.smpp import SmppGateway

smpp34 = pytest.importorskip("smpp34", reason="NOT TESTED: smpp34 is missing; make setup")

SCRIPT = Path(__file__).with_name("smsc.js")
MODULES = Path(__file__).parents[2] / ".venv" / "smsc" / "node_modules"
LONG = "he is in the lot, behind the white van, and he has seen me; " * 5


class NodeCentre:
    """The npm package `smpp`, in a process of its own."""

    def __init__(self, process):
        self.process = process
        self.port = 0
        self.submitted = []

    async def line(self):
        async with asyncio.timeout(15):
            return json.loads(await self.process.stdout.readline())

    async def until(self, key):
        while True:
            said = await self.line()
            if "ref" in said:
                self.submitted.append(said)
            if key in said:
                return said[key]

    async def texts(self, **fields):
        self.process.stdin.write(json.dumps(fields).encode() + b"\n")
        await self.process.stdin.drain()
        return await self.until("answered")


@asynccontextmanager
async def node_centre():
    node = shutil.which("node")
    modules = os.environ.get("NODE_PATH", str(MODULES))
    if node is None or not (Path(modules) / "smpp").exists():
        pytest.skip("NOT TESTED AGAINST THE CENTRE ON NODE: make test-deps, with npm")
    process = await asyncio.create_subprocess_exec(
        node,
        str(SCRIPT),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "NODE_PATH": modules},
    )
    centre = NodeCentre(process)
    try:
        centre.port = (await centre.line())["port"]
        yield centre
    finally:
        process.stdin.close()
        await process.wait()


@asynccontextmanager
async def bound(port, password="s3cret"):
    gateway = SmppGateway("carrier-1", "127.0.0.1", port, "harlow", password, sender="+15015550100")
    desk = Desk()
    task = asyncio.create_task(gateway.serve(desk))
    try:
        yield gateway, desk
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_a_centre_on_node_gives_texts_and_takes_pages_and_reports_on_them():
    async with node_centre() as centre, bound(centre.port) as (gateway, desk):
        assert await centre.until("bound")
        fields = {"source_addr": "15015550123", "source_addr_ton": 1, "destination_addr": "5550100"}
        assert await centre.texts(**fields, short_message="SOS señor, 5th & Main €") == 0
        assert await centre.texts(**fields, short_message="SOS Ключ 警报") == 0
        assert await centre.texts(**fields, message_payload=LONG) == 0
        assert [text.text for text in desk.texts()] == [
            "SOS señor, 5th & Main €",
            "SOS Ключ 警报",
            LONG,
        ]
        assert {text.sender for text in desk.texts()} == {ANA}

        assert await gateway.send(outgoing(ANA, "{unit 7} en route")) == "n1"
        ref = await gateway.send(outgoing(ANA, LONG))
        await until(lambda: len(desk.news) == 2)
        assert desk.news == [
            ("n1", "delivered", ("M-1", 1, "")),
            (ref, "delivered", ("M-1", 1, "")),
        ]
        # By its answer to this, all that it printed before has been read.
        await centre.texts(**fields, short_message="ok")
        assert centre.submitted[0]["text"] == "{unit 7} en route"
        assert "".join(each["text"] for each in centre.submitted[1:]) == LONG


async def test_a_centre_in_rust_gives_texts_and_takes_pages_and_reports_on_them():
    port = unused_port()
    server = smpp34.Server("127.0.0.1", port, system_id="rust")
    await server.start()
    try:
        async with bound(port) as (gateway, desk):
            esme = await server.next()
            answer = await esme.deliver_sm(
                "5550100", b"SOS now", source_addr="15015550123", source_addr_ton=1
            )
            assert answer.command_status == 0
            assert [text.text for text in desk.texts()] == ["SOS now"]

            sending = asyncio.ensure_future(gateway.send(outgoing(ANA, "unit 7 en route")))
            submit = await server.next()
            assert (submit.destination_addr, submit.short_message) == (ANA[1:], b"unit 7 en route")
            submit.accept("r1")
            assert await sending == "r1"
            sending = asyncio.ensure_future(gateway.send(outgoing(ANA, "unit 8 en route")))
            (await server.next()).reject(smpp34.ESME_RTHROTTLED)
            with pytest.raises(Exception, match="takes no more"):
                await sending

            said = b"id:r1 sub:001 dlvrd:001 stat:UNDELIV err:001 text:"
            await esme.deliver_sm("15015550100", said, source_addr=ANA[1:], esm_class=4)
            assert desk.news == [("r1", "undelivered", ("M-1", 1, ""))]
    finally:
        await server.stop()
