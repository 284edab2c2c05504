"""The link of a page: spent once, by nobody who only looks, and never guessed."""

import pytest

from tests.web.phone_case import ORIGIN, case, text_of
from tests.web.town import LEE, STRANGER, town
from tocsin.facts.system import KeyKind
from tocsin.kernel.limits_phone import (
    GUESSES_ALARM_COUNT,
    GUESSES_EACH_MAX,
    GUESSES_WITHIN_S,
    GUESSING_ADDRESSES_MAX,
)
from tocsin.web.phone_door import Guesses, address_of, key_in

REFUSED = "This link was used already, or its page is over."


async def test_a_link_opens_its_incident_once_and_both_are_on_record():
    async with case() as c:
        key = c.links()[0]
        answer = await c.phone.opens(key, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/phone/I-1")
        cookie = answer.headers["set-cookie"].lower()
        for word in ("httponly", "samesite=strict", "path=/", "max-age=43200"):
            assert word in cookie
        assert key not in str(answer.headers)
        assert [fact.reason for fact in c.town.facts("KeyEnded")] == ["used"]
        (issued,) = c.town.facts("KeyIssued")
        assert (issued.kind, issued.person) == (KeyKind.PHONE, "lee")
        c.phone.http.cookies.clear()
        again = await c.phone.opens(key)
        assert again.status_code == 401
        assert REFUSED in text_of(again)


async def test_looking_at_where_a_link_leads_spends_nothing_and_changes_nothing():
    async with case() as c:
        before = c.town.ledger.head()
        for path in ("/p", "/p?x=1", "/phone", "/phone/I-1"):
            answer = await c.phone.reads(path)
            assert "Ana" not in answer.text
        assert c.town.ledger.head() == before
        assert (await c.phone.opens(c.links()[0])).status_code == 200


async def test_whoever_is_signed_in_on_that_phone_needs_no_key_and_spends_none():
    async with case() as c:
        key = c.links()[0]
        await c.phone.opens(await c.town.key("lee", KeyKind.LINK))
        ended = len(c.town.facts("KeyEnded"))
        assert (await c.phone.opens(key)).url.path == "/phone/I-1"
        assert "SOS Ana" in text_of(await c.phone.opens("used long ago"))
        assert "SOS Ana" in text_of(await c.phone.reads("/p"))
        assert len(c.town.facts("KeyEnded")) == ended


async def test_a_phone_that_somebody_else_was_signed_in_on_becomes_its_owners():
    async with case() as c:
        await c.phone.opens(await c.town.key("mo", KeyKind.LINK))
        await c.phone.opens(c.links()[0])
        me = await c.phone.http.get("/api/v1/me")
        assert me.json()["person"] == "lee"


async def test_a_link_leads_to_its_own_incident_where_several_are_open():
    async with case() as c:
        await c.town.text(STRANGER, "help me")
        await c.town.later(200)
        answer = await c.phone.opens(c.links()[0], follow_redirects=False)
        assert answer.headers["location"] == "/phone/I-1"


async def test_a_link_dies_with_its_page_and_the_text_is_still_answered():
    async with case() as c:
        key = c.links()[0]
        code = next(p.code for p in c.town.facts("PageRequested") if p.recipient == "person:lee")
        await c.town.text(LEE, f"{code} C")
        assert [fact.person for fact in c.town.facts("CommandTaken")] == ["lee"]
        head = await c.town.auth("mo")
        how = {"disposition": "person_safe"}
        await c.town.http.post("/api/v1/incidents/I-1/close", json=how, headers=head)
        await c.town.settled()
        answer = await c.phone.opens(key)
        assert answer.status_code == 401
        assert REFUSED in text_of(answer)


async def test_a_link_of_somebody_dismissed_opens_nothing_from_that_second():
    async with case() as c:
        key = c.links()[0]
        head = await c.town.auth("jo")
        await c.town.http.post("/api/v1/staff/lee/dismiss", headers=head)
        assert (await c.phone.opens(key)).status_code == 401


async def test_another_page_cannot_sign_a_browser_in():
    async with case() as c:
        for origin in ("https://evil.example", "null"):
            answer = await c.phone.opens(c.links()[0], headers={"origin": origin})
            assert answer.status_code == 403
        assert (await c.phone.opens(c.links()[0])).status_code == 200


async def test_an_address_that_guesses_is_refused_even_the_right_key_and_others_are_not():
    async with case() as c:
        for number in range(GUESSES_EACH_MAX):
            answer = await c.phone.opens(f"{number:012}"[::-1])
            assert answer.status_code == 401
        answer = await c.phone.opens(c.links()[0])
        assert answer.status_code == 429
        assert "Wait ten minutes, or answer the text" in text_of(answer)
        other = await c.town.http.post("/p", data={"key": c.links()[0]}, headers=ORIGIN)
        assert (other.status_code, other.headers["location"]) == (303, "/phone/I-1")
        c.town.clock.at = c.town.clock.at.replace(minute=55)
        assert (await c.phone.opens("nothing")).status_code == 401


async def test_guessing_from_anywhere_is_an_alarm_once():
    async with case() as c:
        guesses = Guesses(c.town.service)
        for number in range(GUESSES_ALARM_COUNT - 1):
            await guesses.note(f"192.0.2.{number}")
        assert c.town.facts("AlarmRaised") == []
        await guesses.note("192.0.2.99")
        await guesses.note("192.0.2.98")
        assert [fact.kind for fact in c.town.facts("AlarmRaised")] == ["keys_guessed"]
        c.town.clock.at = c.town.clock.at.replace(minute=55)
        assert GUESSES_WITHIN_S < 24 * 60
        assert guesses.may_try("192.0.2.99")


async def test_memory_of_who_guesses_is_bounded():
    async with case() as c:
        guesses = Guesses(c.town.service)
        now = c.town.clock.at
        for number in range(GUESSING_ADDRESSES_MAX):
            guesses._by_address[str(number)] = type(guesses._all)([now])
        await guesses.note("192.0.2.1")
        assert len(guesses._by_address) <= GUESSING_ADDRESSES_MAX // 2 + 1
        assert "192.0.2.1" in guesses._by_address


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("7kq4m2xr9tbc", "7kq4m2xr9tbc"),
        (" 7KQ4 M2XR 9TBC ", "7kq4m2xr9tbc"),
        ("7kq4-m2xr-9tbc", "7kq4m2xr9tbc"),
        ("oOiIlL00xr9t", "00111100xr9t"),
        ("https://sos.example.org/p#7kq4m2xr9tbc", "7kq4m2xr9tbc"),
        ("https://sos.example.org/#key=AbC_d-e", "AbC_d-e"),
        ("AbC_d-eFgH", "AbC_d-eFgH"),
        ("", ""),
    ],
)
def test_a_key_is_read_as_it_is_typed_or_pasted(given, key):
    assert key_in(given) == key


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3::4", 1), "2001:db8:1:2::/64"),
        (None, "unknown"),
        (("a socket", 1), "unknown"),
    ],
)
def test_who_asks_is_counted_by_address_and_by_network(client, counted):
    assert address_of({"client": client}) == counted


async def test_the_keys_of_pages_cannot_be_guessed_at_the_door_of_the_board_either():
    async with town() as t:
        right = await t.key("mo", KeyKind.LINK)
        door = "/api/v1/session"
        for number in range(GUESSES_EACH_MAX):
            answer = await t.http.post(door, json={"key": f"{number:012d}"})
            assert answer.status_code == 401
        assert (await t.http.post(door, json={"key": right})).status_code == 429
