"""A small invented town behind a real service, reached as a browser or a gateway reaches it."""

import asyncio
import base64
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tocsin.agency.access import IssueKey
from tocsin.agency.diff import LoadAgency
from tocsin.agency.load import read
from tocsin.engine import replay
from tocsin.engine.core import Engine, Request
from tocsin.engine.gateway import Outgoing
from tocsin.engine.nearness import NearnessWatch
from tocsin.engine.positions import Positions
from tocsin.engine.service import Service
from tocsin.engine.trails import TrailKeeper
from tocsin.facts.codec import Codec
from tocsin.facts.system import KeyKind
from tocsin.ledger.ledger import LedgerUnavailable
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.tracks import TrackStore
from tocsin.ledger.trails import TrailStore
from tocsin.ledger.vault import Vault
from tocsin.web.access import hash_of
from tocsin.web.app import Web, create_app
from tocsin.web.settings import SIGNAL_ID_BYTES, HookSettings, WebSettings

HARLOW = Path(__file__).parents[2] / "src" / "tocsin" / "sim" / "demo" / "harlow.toml"
START = datetime(2026, 7, 4, 22, 31, tzinfo=UTC)
"""Half past five on a Saturday afternoon in Harlow: Lee and Mo are on call."""

ANA, KIT, LEE, STRANGER = "+15015550110", "+15015550150", "+15015550120", "+15015559999"
NELL = "+15015550160"
TWILIO_TOKEN = "12345"
HOOKS = (
    HookSettings("kannel-1", "kannel", "kannel-secret", "", "tocsin"),
    HookSettings("twilio-1", "twilio", TWILIO_TOKEN, "https://sos.example/hooks/sms/twilio-1"),
    HookSettings("json-1", "json", "json-secret"),
)
CHANNELS = ("sms", "email", "apprise")
ADMIN = "the-local-admin-token"
BASE = "http://town.example"


class Clock:
    def __init__(self):
        self.at = START

    def now(self):
        return self.at


class Disk:
    """Takes everything until it is full."""

    def __init__(self):
        self.is_full = False

    def __call__(self, _envelopes: Any) -> None:
        if self.is_full:
            raise LedgerUnavailable("no space left")


class Way:
    """A way out that keeps what it was handed."""

    has_receipts = False

    def __init__(self, channel: str):
        self.name = self.channel = channel
        self.sent: list[Outgoing] = []

    async def send(self, outgoing: Outgoing) -> str:
        self.sent.append(outgoing)
        return f"ref-{outgoing.key}"

    async def close(self) -> None:
        return None


class Town(NamedTuple):
    service: Service
    clock: Clock
    disk: Disk
    ledger: MemoryLedger
    ways: dict[str, Way]
    web: Web
    http: httpx.AsyncClient
    positions: Positions
    nearness: NearnessWatch
    keeper: TrailKeeper

    async def key(self, person: str, kind: KeyKind = KeyKind.TOKEN, life_s: int = 3600) -> str:
        key = f"{kind}-of-{person}-{self.service.engine.position}"
        expires_at = self.clock.now() + timedelta(seconds=life_s)
        command = IssueKey(hash_of(key), kind, person, expires_at, "system")
        await self.service.submit(command, "system")
        return key

    async def auth(self, person: str) -> dict[str, str]:
        return {"authorization": f"Bearer {await self.key(person)}"}

    async def text(self, number: str, text: str, **fields: Any) -> httpx.Response:
        body = {"from": number, "text": text, **fields}
        head = {"authorization": "Bearer json-secret"}
        answer = await self.http.post("/hooks/sms/json-1", json=body, headers=head)
        await self.settled()
        return answer

    async def settled(self) -> None:
        """Let the engine do what is due, its planner and its ways out answer."""
        while True:
            for _ in range(30):
                await asyncio.sleep(0)
            if not self.service.engine._out:
                return
            await asyncio.sleep(0.002)  # A thread beside the loop works it out.

    async def later(self, seconds: float) -> None:
        """Move time on, and let the engine see it."""
        self.clock.at += timedelta(seconds=seconds)
        self.service.engine.settle(self.clock.at)
        self.service._wake()  # Else it sees the new time within a second of real time.
        await self.settled()

    async def load(self, text: str) -> None:
        agency, mistakes = read(text)
        assert agency is not None, mistakes
        await self.service.submit(LoadAgency(agency, "test"), "test")

    def facts(self, kind: str) -> list[Any]:
        decode = self.service.engine.decode
        return [decode(each) for each in self.ledger.read() if each.kind == kind]


def remains(ledger: MemoryLedger, disk: Disk) -> MemoryLedger:
    """What a kill leaves of a ledger: its entries and their keys, and nothing that waited."""
    left = MemoryLedger(ledger.agency, disk)
    left._store(list(ledger.read()))
    left._keys.update(ledger._keys)
    return left


def _harlow() -> Any:
    agency, mistakes = read(HARLOW.read_text("utf-8"))
    assert agency is not None, mistakes
    return agency


def _engine(ledger: MemoryLedger, codec: Codec, begun: int, **space: Any) -> Engine:
    # Never the same twice: a town of one number runs out of reply codes.
    drawn = count(41 + begun // 65_536)
    return Engine(ledger, codec, lambda n: next(drawn) % n, *replay.load(ledger, codec), **space)


@asynccontextmanager
async def town(*, after: MemoryLedger | None = None, clock: Clock | None = None, **settings: Any):
    """The town; `after` what a kill left of its ledger, as a process that starts again."""
    begun = 0 if after is None else after.head()[0] << 16  # What was drawn is not drawn again.
    numbers = count(begun + 1)

    def random(size: int) -> bytes:
        return next(numbers).to_bytes(size, "big")

    disk, clock = Disk(), clock or Clock()
    ledger = MemoryLedger("harlow-valley-ems", disk) if after is None else remains(after, disk)
    space = {name: settings.pop(name, None) for name in ("ground", "tracks")}
    space["tracks"] = space["tracks"] or TrackStore()
    codec = Codec(Vault(ledger, bytes(32), random))
    engine = _engine(ledger, codec, begun, **space)
    if after is None:
        engine.execute([Request(LoadAgency(_harlow(), "system"), "system")], clock.now())
    ways = {name: Way(name) for name in (*CHANNELS, *settings.pop("neighbours", ()))}
    service = Service(engine, ledger, clock, list(ways.values()))
    given: dict[str, Any] = {
        "hooks": HOOKS,
        "base_url": BASE,
        "admin_token_hash": hash_of(ADMIN),
        **settings,
    }
    extra = given.pop("extra_routes", lambda _service: ())
    more = {name: given.pop(name, None) for name in ("reload", "tiles")}
    more["setting"] = given.pop("setting", lambda _service: None)(service)
    positions = Positions(service, space["tracks"], lambda: random(SIGNAL_ID_BYTES).hex())
    nearness = NearnessWatch(service)
    keeper = TrailKeeper(service, TrailStore(codec.sealer))
    positions.listen(nearness)
    positions.ask(nearness.owner)
    positions.listen(keeper)
    web = create_app(
        service,
        WebSettings(**given),
        extra(service),
        random=random,
        positions=positions,
        nearness=nearness,
        **more,
    )
    running = asyncio.create_task(service.run())
    transport = httpx.ASGITransport(app=web, client=("192.0.2.7", 4711))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
        yield Town(service, clock, disk, ledger, ways, web, http, positions, nearness, keeper)
    web.close()
    disk.is_full = False
    service.stop()
    await running


def basic(user: str, password: str) -> dict[str, str]:
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"authorization": f"Basic {pair}"}
