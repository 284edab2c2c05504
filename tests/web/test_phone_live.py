"""A phone that looks is told each second that all is fresh, and at once that something changed."""

import asyncio

from tests.web.phone_case import case
from tests.web.town import ANA
from tocsin.web import phone_watch
from tocsin.web.access import Access, hash_of
from tocsin.web.settings import WebSettings


class Ear:
    """One phone's stream, chunk by chunk."""

    def __init__(self, c, seat, after=None):
        self.town = c.town
        position = c.town.service.engine.position
        self.events = c.town.web.parts.watch.events(
            seat, "I-1", position if after is None else after
        )

    async def hears(self):
        return (await anext(self.events)).decode()


async def seat_of(c, person):
    access = Access(c.town.service, WebSettings())
    return access.holder(hash_of(await c.town.key(person)))


async def test_it_hears_a_sign_of_life_and_then_of_each_change_once(monkeypatch):
    monkeypatch.setattr(phone_watch, "PULSE_EVERY_S", 0)
    async with case() as c:
        ear = Ear(c, await seat_of(c, "lee"))
        assert await ear.hears() == "retry: 1000\n\n"
        position = c.town.service.engine.position
        pulse = await ear.hears()
        assert pulse.startswith(f"id: {position}\nevent: pulse\ndata: 17:31:00 ")
        await c.town.text(ANA, "he is at my car")
        assert (await ear.hears()).startswith("event: changed\n")
        assert "changed" not in await ear.hears()


async def test_what_changed_since_the_page_was_written_is_told_first(monkeypatch):
    monkeypatch.setattr(phone_watch, "PULSE_EVERY_S", 0)
    async with case() as c:
        seat, after = await seat_of(c, "lee"), c.town.service.engine.position
        await c.town.text(ANA, "he is at my car")
        ear = Ear(c, seat, after)
        await ear.hears()
        assert (await ear.hears()).startswith("event: changed\n")


async def test_who_is_dismissed_is_told_nothing_but_that(monkeypatch):
    monkeypatch.setattr(phone_watch, "PULSE_EVERY_S", 0)
    async with case() as c:
        ear = Ear(c, await seat_of(c, "lee"))
        await ear.hears()
        head = await c.town.auth("jo")
        await c.town.http.post("/api/v1/staff/lee/dismiss", headers=head)
        rest = [chunk async for chunk in ear.events]
        assert rest == [phone_watch.GONE]
        assert c.town.web.parts.watch.count == 0


async def test_a_node_out_of_touch_gives_no_sign_of_life(monkeypatch):
    monkeypatch.setattr(phone_watch, "PULSE_EVERY_S", 0)
    async with case() as c:
        ear = Ear(c, await seat_of(c, "lee"))
        await ear.hears()
        node = type("Now", (), {"not_live_since": c.town.clock.at})
        monkeypatch.setattr(type(c.town.service), "node", node)
        assert "pulse" not in await ear.hears()


async def test_a_stop_ends_every_stream(monkeypatch):
    monkeypatch.setattr(phone_watch, "PULSE_EVERY_S", 0)
    async with case() as c:
        ear = Ear(c, await seat_of(c, "lee"))
        await ear.hears()
        c.town.web.close()
        async with asyncio.timeout(5):
            assert [chunk async for chunk in ear.events] == []
