"""In a storm, over HTTP: what is no SOS is told to come again, and when; what matters gets through."""

import asyncio
import json
from datetime import timedelta
from itertools import count

from tests.web.test_positions import HERE, MORE, SECRET, location, with_devices
from tests.web.town import ANA, HOOKS, basic, town
from tocsin.engine import core
from tocsin.intake import strangers as room
from tocsin.kernel.limits import OVERLOAD_AFTER_S, OVERLOAD_OVER_S, READINGS_EACH_PRESSED_S
from tocsin.web.settings import HookSettings

FEED = HookSettings("feed-1", "feed", "a-secret")
BOARD = "/api/v1/board"


async def storm(t, monkeypatch):
    """More texts of strangers than there is room for; how they were answered."""
    monkeypatch.setattr(room, "UNREAD_MAX", 4)
    monkeypatch.setattr(core, "SLICE_COMMANDS_MAX", 1)
    head, number = {"authorization": "Bearer json-secret"}, count()

    async def text():
        body = {"from": f"+1501556{next(number):04d}", "text": "help"}
        return await t.http.post("/hooks/sms/json-1", json=body, headers=head)

    answers = []
    while not t.service.pressure.sheds:
        answers += await asyncio.gather(*(text() for _ in range(8)))
    monkeypatch.setattr(core, "SLICE_COMMANDS_MAX", 32)
    await t.settled()
    return answers


def here():
    return town(hooks=(*HOOKS, *MORE, FEED))


def told_again(answer):
    """Whether somebody heard plainly that it was not taken, and when to come again."""
    return answer.status_code == 503 and int(answer.headers["retry-after"]) > 0


async def owntracks(t, body):
    return await t.http.post("/hooks/positions/owntracks-1", content=body, headers=SECRET)


async def test_a_text_without_room_is_told_to_come_again_and_says_why(monkeypatch):
    async with here() as t:
        answers = await storm(t, monkeypatch)
        shed = [answer for answer in answers if answer.status_code != 200]
        assert shed
        assert all(told_again(answer) and "Send it again" in answer.text for answer in shed)
        assert len(t.facts("SignalReceived")) == len(answers) - len(shed)
        assert (await t.text(ANA, "SOS")).status_code == 200
        health = (await t.http.get("/healthz")).json()
        assert (health["sheds"], health["shed"]["signal"]) == (True, len(shed))


async def test_positions_are_told_to_come_again_but_for_cries_and_for_who_has_an_open_sos(
    monkeypatch,
):
    async with here() as t:
        await t.load(with_devices())
        assert (await owntracks(t, location("p11/avl"))).status_code == 200
        await storm(t, monkeypatch)
        answer = await owntracks(t, location("p11/avl", at=5))
        assert told_again(answer)
        assert "Send it again" in answer.text
        cry = await owntracks(t, location("ana/phone", alarm="sos"))
        assert cry.status_code == 200
        await t.settled()
        assert "person:ana" in t.service.engine.state.response.open_by_sender
        assert (await owntracks(t, location("ana/watch", at=9))).status_code == 200
        assert t.service.health()["shed"]["positions"] == 1


async def test_of_a_batch_what_matters_is_heard_and_all_of_it_comes_again(monkeypatch):
    async with here() as t:
        await t.load(with_devices())
        await storm(t, monkeypatch)
        await t.text(ANA, "SOS")
        await t.later(1)
        before = t.service.engine.tracks.last("person:ana")
        batch = [
            {
                "device": device,
                "latitude": HERE[0],
                "longitude": HERE[1],
                "at": "2026-07-04T22:31:00Z",
            }
            for device in ("p11/avl", "ana/phone")
        ]
        answer = await t.http.post(
            "/hooks/positions/feed-1", content=json.dumps(batch), headers=SECRET
        )
        assert told_again(answer)
        assert before is None
        assert t.service.engine.tracks.last("person:ana") is not None
        assert t.service.engine.tracks.last("unit:P11") is None


async def test_a_receipt_of_a_page_is_taken_and_one_of_anything_else_comes_again(monkeypatch):
    async with here() as t:
        await t.text(ANA, "SOS")
        sent = t.ways["sms"].sent
        page, echo = (
            next(one for one in sent if ("Reply" in one.text) is is_page)
            for is_page in (True, False)
        )
        await storm(t, monkeypatch)

        async def receipt(one):
            url = f"/hooks/receipts/kannel-1?m={one.message}&n={one.attempt}&q={one.queued}&type=1"
            return await t.http.get(url, headers=basic("tocsin", "kannel-secret"))

        assert told_again(await receipt(echo))
        assert (await receipt(page)).status_code == 200
        assert [fact.message for fact in t.facts("MessageDelivered")] == [page.message]
        assert t.service.health()["shed"]["receipt"] == 1


async def test_readings_are_few_for_each_and_for_all_and_what_is_done_is_taken(monkeypatch):
    async with here() as t:
        await t.text(ANA, "SOS")
        lee, mo = await t.auth("lee"), await t.auth("mo")
        await storm(t, monkeypatch)
        assert (await t.http.get(BOARD, headers=lee)).status_code == 200
        again = await t.http.get(BOARD, headers=lee)
        assert told_again(again)
        assert again.json()["reason"] == "overloaded"
        assert told_again(await t.http.get(BOARD, headers=mo))
        stream = await t.http.get("/api/v1/stream", headers=mo)
        assert told_again(stream)
        await t.later(READINGS_EACH_PRESSED_S / 10)
        assert (await t.http.get(BOARD, headers=mo)).status_code == 200
        taken = await t.http.post("/api/v1/incidents/I-1/command", headers=lee)
        assert taken.status_code == 200
        assert (await t.http.get("/healthz")).json()["shed"]["reading"] == 3


async def test_once_it_is_over_everything_is_taken_again(monkeypatch):
    async with here() as t:
        await t.load(with_devices())
        lee = await t.auth("lee")
        await storm(t, monkeypatch)
        assert told_again(await owntracks(t, location("p11/avl")))
        await t.later(OVERLOAD_OVER_S)
        await t.later(1)
        assert (await owntracks(t, location("p11/avl"))).status_code == 200
        assert [(await t.http.get(BOARD, headers=lee)).status_code for _ in range(5)] == [200] * 5


async def test_undone_work_alone_turns_positions_away(monkeypatch):
    """Nothing was refused for want of room: what is due stays undone, and that is enough."""
    monkeypatch.setattr(core, "SLICE_COMMANDS_MAX", 1)
    async with here() as t:
        await t.load(with_devices())
        head = {"authorization": "Bearer json-secret"}
        for n in range(40):
            body = {"from": f"+1501556{n:04d}", "text": "help"}
            await t.http.post("/hooks/sms/json-1", json=body, headers=head)
        for _ in range(3):
            t.clock.at += timedelta(seconds=OVERLOAD_AFTER_S)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert told_again(await owntracks(t, location("p11/avl")))
