"""After a flood: who may act reads what strangers said, and ends what they judged to be none."""

import pytest

from tests.web.town import ANA, town
from tocsin.intake import state as reading
from tocsin.web import strangers_api

PATH = "/api/v1/strangers"


async def flooded(t, monkeypatch, count=5, read=3):
    """So many strangers wrote, and only so many of their texts are read while those are open."""
    monkeypatch.setattr(reading, "STRANGERS_OPEN_MAX", read)
    for n in range(count):
        await t.text(f"+1501556{n:04d}", f"hello {n}")
    return await t.auth("lee")


def closes(*incidents, texts=1, **more):
    judged = [{"incident": name, "texts": texts} for name in incidents]
    return {"incidents": judged, "disposition": "false_alarm", "reason": "one dialler"} | more


async def test_what_was_judged_none_is_closed_each_on_record_and_the_unread_are_read(monkeypatch):
    async with town() as t:
        lee = await flooded(t, monkeypatch)
        assert len(t.service.engine.state.intake.unread) == 2
        listed = (await t.http.get(PATH, headers=lee)).json()
        assert [(one["incident"], one["texts"], one["first"], one["stays"]) for one in listed] == [
            (f"I-{n + 1}", 1, f"hello {n}", "") for n in range(3)
        ]
        answer = await t.http.post(f"{PATH}/close", json=closes("I-1", "I-2"), headers=lee)
        await t.settled()
        assert answer.json() == {"closed": ["I-1", "I-2"], "open": []}
        closed = t.facts("IncidentClosed")
        assert [(one.incident, one.by, one.note.text) for one in closed] == [
            ("I-1", "lee", "one dialler"),
            ("I-2", "lee", "one dialler"),
        ]
        assert not t.service.engine.state.intake.unread
        assert [one.incident for one in t.facts("IncidentOpened")] == [
            f"I-{n}" for n in range(1, 6)
        ]


async def test_what_could_be_somebody_in_need_stays_open_and_says_why(monkeypatch):
    async with town() as t:
        lee = await flooded(t, monkeypatch, 1)
        await t.text(ANA, "SOS")
        await t.text("+15015560000", "he is in the lot")
        answer = await t.http.post(f"{PATH}/close", json=closes("I-1", "I-2", "I-9"), headers=lee)
        left = {one["incident"]: one["reason"] for one in answer.json()["open"]}
        assert left == {"I-1": "more_was_said", "I-2": "not_a_stranger", "I-9": "incident_unknown"}
        (shown,) = (await t.http.get(PATH, headers=lee)).json()
        assert (shown["texts"], shown["latest"]) == (2, "he is in the lot")
        assert "where somebody is" in shown["stays"]
        answer = await t.http.post(f"{PATH}/close", json=closes("I-1", texts=2), headers=lee)
        assert [one["reason"] for one in answer.json()["open"]] == ["a_place_is_known"]
        assert not t.facts("IncidentClosed")


@pytest.mark.parametrize(
    "wrong",
    [closes(), closes("I-1", reason=""), closes("I-1", texts=0), closes("I-1", disposition="")],
)
async def test_without_names_a_reason_or_what_it_was_nothing_is_asked(monkeypatch, wrong):
    async with town() as t:
        lee = await flooded(t, monkeypatch, 1)
        answer = await t.http.post(f"{PATH}/close", json=wrong, headers=lee)
        assert answer.status_code == 400


async def test_nobody_else_reads_or_closes_them(monkeypatch):
    async with town() as t:
        await flooded(t, monkeypatch, 1)
        for who in (await t.auth("kit"), await t.auth("nell")):
            assert (await t.http.get(PATH, headers=who)).status_code == 403
            answer = await t.http.post(f"{PATH}/close", json=closes("I-1"), headers=who)
            assert answer.status_code == 403
        assert not t.facts("IncidentClosed")


async def test_they_are_listed_a_page_at_a_time(monkeypatch):
    monkeypatch.setattr(strangers_api, "STRANGERS_LISTED_MAX", 2)
    async with town() as t:
        lee = await flooded(t, monkeypatch, 3)
        pages = [
            [one["incident"] for one in (await t.http.get(f"{PATH}{more}", headers=lee)).json()]
            for more in ("", "?after=I-2", "?after=I-3")
        ]
        assert pages == [["I-1", "I-2"], ["I-3"], []]


async def test_what_is_not_on_disk_is_not_said_to_be_closed(monkeypatch):
    async with town() as t:
        lee = await flooded(t, monkeypatch, 1)
        t.disk.is_full = True
        answer = await t.http.post(f"{PATH}/close", json=closes("I-1"), headers=lee)
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
