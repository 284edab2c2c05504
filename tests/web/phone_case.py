"""A served town whose pages carry a link, and a phone that opens it."""

import re
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx
from lxml import html

from tests.web.town import ANA, BASE, HARLOW, Town, town

LINK = re.compile(r"https://town\.example/p#([0-9a-z]{12})$")
SOS = "SOS he's in the lot"
ORIGIN = {"origin": BASE}


class Phone:
    """A browser without a script: it follows redirects and keeps its cookie."""

    def __init__(self, t: Town) -> None:
        self.town = t
        transport = httpx.ASGITransport(app=t.web, client=("203.0.113.9", 4711))
        self.http = httpx.AsyncClient(transport=transport, base_url=BASE, follow_redirects=True)

    async def opens(self, key: str, **more: Any) -> httpx.Response:
        return await self.http.post("/p", data={"key": key}, **{"headers": ORIGIN} | more)

    async def reads(self, path: str = "/phone/I-1", **more: Any) -> httpx.Response:
        return await self.http.get(path, **more)

    async def taps(self, move: str, path: str = "/phone/I-1", **more: str) -> httpx.Response:
        answer = await self.http.post(path, data={"move": move} | more, headers=ORIGIN)
        await self.town.settled()
        return answer


class Case(NamedTuple):
    """The town, and the phone of whoever it pages first."""

    town: Town
    phone: Phone

    def links(self, person: str = "lee") -> list[str]:
        """The keys that this person's own phone was sent, the oldest first."""
        numbers = {n.text for n in self.town.service.engine.state.agency.staff[person].numbers}
        sent = [each for each in self.town.ways["sms"].sent if each.to in numbers]
        return [found[1] for each in sent if (found := LINK.search(each.text))]


def linked(text: str = "") -> str:
    """The agency file of Harlow with an address that phones reach it at."""
    line = 'emergency_number = "911"'
    given = text or HARLOW.read_text("utf-8")
    return given.replace(line, f'{line}\npublic_url = "https://town.example"', 1)


@asynccontextmanager
async def case(file: str = "", sos: str = SOS, **settings: Any):
    """Ana asked for help a moment ago; Lee's phone has the text and nothing is opened."""
    async with town(**settings) as t:
        await t.load(linked(file))
        await t.text(ANA, sos)
        phone = Phone(t)
        async with phone.http:
            yield Case(t, phone)


def text_of(answer: httpx.Response) -> str:
    """What one reads of a page."""
    return " ".join(html.fromstring(answer.content).text_content().split())


def links_of(answer: httpx.Response) -> list[str]:
    """Where its links lead."""
    return [each.get("href") for each in html.fromstring(answer.content).iter("a")]


def buttons_of(answer: httpx.Response) -> dict[str, bool]:
    """Its buttons and whether they can be tapped."""
    found = html.fromstring(answer.content).iter("button")
    return {each.text_content(): each.get("disabled") is None for each in found}
