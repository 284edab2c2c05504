"""The live stream: nothing is lost on the way back, nobody slow costs memory, nobody gone sees."""

import asyncio

import pytest

from tests.web.desk_case import case
from tests.web.listening import Ear
from tests.web.town import ANA, HARLOW, KIT, town
from tocsin.agency.access import EndKey
from tocsin.web.access import hash_of
from tocsin.web.settings import STREAM_CHUNKS_MAX


def words(incident):
    return [word["text"] for word in incident["words"]]


def board_after(events):
    """What a client shows that took these events: the board's own rule, in a few lines."""
    incidents = {}
    for event in events:
        if event.name == "reset":
            incidents = {each["incident"]: each for each in event.data["incidents"]}
        elif event.name == "incident":
            incidents[event.data["incident"]] = event.data
    return incidents


async def test_it_begins_with_everything_and_tells_of_a_new_sos():
    async with town() as t:
        ear = Ear(t.web, await t.auth("mo"))
        await ear.until(lambda e: e.named("reset"))
        assert ear.named("reset")[0]["agency"]["name"] == "Harlow Valley EMS"
        await t.text(ANA, "SOS he's in the lot")
        await ear.until(lambda e: board_after(e.events))
        assert words(board_after(ear.events)["I-1"]) == ["SOS he's in the lot"]
        await ear.leave()


async def test_it_says_every_second_that_it_lives():
    async with town() as t:
        ear = Ear(t.web, await t.auth("mo"))
        await ear.until(
            lambda e: e.bytes.count(b"\n: 2026-") + e.bytes.startswith(b": 2026-") >= 2, 4
        )
        await ear.leave()


@pytest.mark.parametrize("by_header", [True, False])
async def test_coming_back_with_a_position_brings_what_changed_and_nothing_else(by_header):
    async with town() as t:
        head = await t.auth("mo")
        await t.text(KIT, "help")
        first = Ear(t.web, head)
        await t.text(ANA, "SOS")
        await first.until(lambda e: "I-2" in board_after(e.events) and e.position)
        await first.leave()
        await t.text(ANA, "grey pickup")
        back = {**head, "last-event-id": str(first.position)} if by_header else head
        second = Ear(t.web, back, "" if by_header else f"after={first.position}")
        await second.until(lambda e: e.named("incident"))
        await second.leave()
        assert not second.named("reset")
        seen = board_after([*first.events, *second.events])
        fresh = Ear(t.web, head)
        await fresh.until(lambda e: e.named("reset"))
        await fresh.leave()
        assert seen == board_after(fresh.events)
        assert words(seen["I-2"]) == ["SOS", "grey pickup"]


async def test_at_every_position_old_board_plus_changes_is_the_new_board():
    async with town() as t:
        head = await t.auth("mo")
        ears = []
        for text in ("SOS", "in the lot", "hurry", "garden gate"):
            ear = Ear(t.web, head)
            await ear.until(lambda e: e.named("reset"))
            ears.append(ear)
            await t.text(ANA, text)
        await t.http.post("/api/v1/incidents/I-1/command", headers=head)
        await t.settled()
        for ear in ears:
            await ear.leave()
            rest = Ear(t.web, {**head, "last-event-id": str(ear.position)})
            fresh = Ear(t.web, head)
            await rest.until(lambda e: e.events)
            await fresh.until(lambda e: e.named("reset"))
            assert board_after([*ear.events, *rest.events]) == board_after(fresh.events)
            await rest.leave()
            await fresh.leave()


@pytest.mark.parametrize("after", ["1", "999999", "nonsense", "-5", "9" * 30, ""])
async def test_an_unknown_position_is_answered_with_everything(after):
    async with town() as t:
        await t.text(ANA, "SOS")
        ear = Ear(t.web, {**await t.auth("mo"), "last-event-id": after})
        await ear.until(lambda e: e.named("reset"))
        assert "I-1" in board_after(ear.events)
        await ear.leave()


async def test_only_the_last_event_of_a_change_carries_the_position():
    async with town() as t:
        ear = Ear(t.web, await t.auth("mo"))
        await ear.until(lambda e: e.named("reset"))
        await t.text(ANA, "SOS")
        await ear.until(lambda e: e.named("incident"))
        assert all(e.id is None for e in ear.events if e.name in ("incident", "unit", "alarms"))
        await ear.leave()


async def test_a_dismissed_person_sees_nothing_more_on_an_open_stream():
    async with town() as t:
        ear = Ear(t.web, await t.auth("mo"))
        await ear.until(lambda e: e.named("reset"))
        text = HARLOW.read_text("utf-8")
        start = text.index('[[staff]]\nid = "mo"')
        end = text.index("[[staff]]", start + 5)
        without = (text[:start] + text[end:]).replace(
            '  { person = "mo", days = "thu-sun", start = "07:00", end = "19:00" },\n', ""
        )
        await t.load(without)
        seen = len(ear.bytes)
        await t.text(ANA, "SOS he's in the lot")
        await ear.until(lambda e: e.is_over)
        assert b"he's in the lot" not in ear.bytes[seen:]
        assert b"I-1" not in ear.bytes[seen:]
        assert ear.events[-1].name == "end"
        await ear.task


async def test_a_key_that_was_ended_ends_its_stream():
    async with town() as t:
        head = await t.auth("mo")
        ear = Ear(t.web, head)
        await ear.until(lambda e: e.named("reset"))
        key_hash = hash_of(head["authorization"].removeprefix("Bearer "))
        await t.service.submit(EndKey(key_hash, "revoked"), "nell")
        await ear.until(lambda e: e.is_over)


async def test_a_key_that_expired_ends_its_stream():
    async with town() as t:
        ear = Ear(t.web, await t.auth("mo"))
        await ear.until(lambda e: e.named("reset"))
        await t.later(4000)
        await ear.until(lambda e: e.is_over)


async def test_a_client_that_takes_nothing_is_let_go_and_its_queue_is_bounded():
    async with town() as t:
        ear = Ear(t.web, await t.auth("mo"))
        await ear.until(lambda e: e.named("reset"))
        ear.holding.clear()
        client = next(iter(t.web.stream.clients))
        for _ in range(STREAM_CHUNKS_MAX * 3):
            client.give(b": x\n\n")
        assert client.chunks.qsize() <= STREAM_CHUNKS_MAX
        assert client.is_dropped
        ear.holding.set()
        await ear.until(lambda e: e.is_over)
        assert not t.web.stream.clients


async def test_nobody_listens_without_a_key():
    async with town() as t:
        ear = Ear(t.web, {})
        await ear.task
        assert ear.status == 401


async def test_a_worker_hears_of_their_own_sos_only_and_nothing_of_it_but_its_state():
    async with town() as t:
        ear = Ear(t.web, await t.auth("kit"))
        await ear.until(lambda e: e.named("reset"))
        await t.text(ANA, "SOS he's in the lot")
        await t.text(KIT, "knife")
        await ear.until(lambda e: any(each for each in e.named("own")))
        await ear.leave()
        assert [each["state"] for each in ear.named("own")[-1]] == ["paged"]
        assert b"Ana" not in ear.bytes
        assert b"lot" not in ear.bytes
        assert not ear.named("incident")


async def test_a_bug_in_a_view_hides_no_sos_and_reaches_no_engine(monkeypatch):
    def broken(*_):
        raise RuntimeError("planted")

    monkeypatch.setattr("tocsin.web.boards.moments", broken)
    async with town() as t:
        ear = Ear(t.web, await t.auth("mo"))
        await ear.until(lambda e: e.named("reset"))
        await t.text(ANA, "SOS")
        await ear.until(lambda e: e.named("incident"))
        shown = ear.named("incident")[-1]
        assert (shown["who"], shown["kind"]) == ("person:ana", "cannot_be_shown")
        assert shown["call_by_hand"]
        await ear.leave()


async def test_a_bug_in_the_feed_reaches_no_engine(monkeypatch):
    async with town() as t:
        ear = Ear(t.web, await t.auth("mo"))
        await ear.until(lambda e: e.named("reset"))
        monkeypatch.setattr(t.web.stream.feed, "_keys", lambda _fact: 1 / 0)
        assert (await t.text(ANA, "SOS")).status_code == 200
        await ear.until(lambda e: "I-1" in board_after(e.events))
        await ear.leave()


async def test_one_change_is_encoded_once_for_all_who_see_the_same(monkeypatch):
    async with town() as t:
        head = await t.auth("mo")
        ears = [Ear(t.web, head) for _ in range(20)]
        for ear in ears:
            await ear.until(lambda e: e.named("reset"))
        made = []
        real = t.web.stream.feed.events

        def counted(audience, keys):
            made.append(audience)
            return real(audience, keys)

        monkeypatch.setattr(t.web.stream.feed, "events", counted)
        await t.text(ANA, "SOS")
        for ear in ears:
            await ear.until(lambda e: e.named("incident"))
        assert len(made) < 6
        await asyncio.gather(*(ear.leave() for ear in ears))


async def test_the_desk_is_told_that_something_changed_and_never_what():
    async with town() as t:
        desk, other = Ear(t.web, await t.auth("jo")), Ear(t.web, await t.auth("kit"))
        for ear in (desk, other):
            await ear.until(lambda e: e.named("reset"))
        await case(t)
        await desk.until(lambda e: {"changed": "order"} in e.named("desk"))
        assert {"changed": "respondent"} in desk.named("desk")
        assert b"Rex" not in desk.bytes
        assert not other.named("desk")
        for ear in (desk, other):
            await ear.leave()


async def test_a_full_disk_is_told():
    async with town() as t:
        ear = Ear(t.web, await t.auth("mo"))
        await ear.until(lambda e: e.named("reset"))
        t.disk.is_full = True
        await t.text(ANA, "SOS")
        await ear.until(lambda e: any(each["not_durable_since"] for each in e.named("system")))
        # What is known is shown all the same: pages leave without the disk, and so do boards.
        assert "I-1" in board_after(ear.events)
        t.disk.is_full = False
        await ear.until(lambda e: e.named("system")[-1]["not_durable_since"] is None)
        await ear.leave()
