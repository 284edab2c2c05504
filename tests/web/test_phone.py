"""The supervisor's phone without a script: what is shown, what can be done, and what never is."""

import asyncio
import gzip
import re
from datetime import timedelta
from typing import NamedTuple

import httpx
import pytest
from lxml import html

from tests.web.phone_case import ORIGIN, SOS, buttons_of, case, links_of, text_of
from tests.web.test_wall import her_town, is_colleague
from tests.web.town import ANA, HARLOW, LEE, STRANGER, town
from tocsin.facts.system import KeyKind
from tocsin.web.pages import phone_files

NASTY = "<img src=x onerror=alert(1)> \"'&amp; \x00\x1b ' he is here"
CAUTION = "who knows the building and our radio"
PAGES = ("/phone", "/phone/I-1", "/phone?all=1", "/phone/I-1/close", "/phone/I-1/view")


async def code_of(c, person="lee"):
    pages = c.town.facts("PageRequested")
    return next(page.code for page in pages if page.recipient == f"person:{person}")


class First(NamedTuple):
    """What was answered to a phone that opens its link and looks around once."""

    view: httpx.Response
    again: httpx.Response
    pages: dict[str, httpx.Response]
    reads: list[tuple[str, str, str]]
    ahead: list[httpx.Response]


async def looked_around():
    async with case() as c:
        pages = {"/p": await c.phone.reads("/p")}
        view = await c.phone.opens(c.links()[0])
        again = await c.phone.reads()
        reads = [(fact.person, fact.what, fact.incident) for fact in c.town.facts("RecordRead")]
        pages |= {path: await c.phone.reads(path) for path in PAGES[2:]}
        heads = ({"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"})
        ahead = [await c.phone.reads(path, headers=h) for path in PAGES[:2] for h in heads]
        assert len(c.town.facts("RecordRead")) == len(reads)
        return First(view, again, {"/phone/I-1": view} | pages, reads, ahead)


@pytest.fixture(scope="module")
def first():
    return asyncio.run(looked_around())


def test_the_first_view_says_all_that_is_known_and_what_can_be_done(first):
    said = text_of(first.view)
    for words in (
        "As of 17:31:00. This page does not change by itself.",
        CAUTION,
        "SOS Ana Quellimarsh",
        "NOBODY IN COMMAND",
        "17:31:30: step 2 of 3 is paged",
        SOS,
        "Station One parking lot",
        "within 75 m",
        "17:31, 0 s old",
        "Lee Brasknolley (SOS): no answer",
        "Mo Tarrowinde (SOS): no answer",
    ):
        assert words in said, words
    assert first.view.url.path == "/phone/I-1"
    assert buttons_of(first.view) == {
        "Take command": True,
        "Received": True,
        "Sign this phone out": True,
    }


def test_the_caution_stands_before_everything_else_of_the_incident(first):
    said = text_of(first.view)
    assert said.index(CAUTION) < said.index("SOS Ana")


def test_who_reads_the_caution_is_on_record_each_time_it_is_shown(first):
    assert CAUTION in first.view.text
    assert CAUTION in first.again.text
    assert first.reads == [("lee", "safety_plan", "I-1")] * 2


def test_what_the_script_asks_for_has_nothing_guarded_in_it_and_is_no_reading(first):
    fetched = first.pages["/phone/I-1/view"]
    assert SOS in text_of(fetched)
    assert CAUTION not in fetched.text
    assert "let it ring twice" not in fetched.text
    assert "There is a caution" in text_of(fetched)


def test_what_a_browser_fetches_before_it_is_asked_for_is_neither_given_nor_recorded(first):
    assert [answer.status_code for answer in first.ahead] == [503] * 4
    assert not any("Ana" in answer.text for answer in first.ahead)


def test_one_tap_calls_the_emergency_number_the_sender_and_colleagues(first):
    calls = [each for each in links_of(first.view) if each.startswith("tel:")]
    assert calls == ["tel:911", f"tel:{ANA}", "tel:+15015550111"]


def test_the_place_is_drawn_and_opens_in_the_phones_own_map(first):
    (drawing,) = html.fromstring(first.view.content).iter("svg")
    assert "Station One parking lot, within 75 m" in drawing.findtext("title")
    (link,) = (each for each in links_of(first.view) if each.startswith("geo:"))
    assert re.fullmatch(r"geo:35\.\d+,-92\.\d+;u=75\?q=35\.\d+,-92\.\d+", link)
    assert not re.search(r"https?://", first.view.text)


@pytest.mark.parametrize("path", ["/p", *PAGES[1:]])
def test_no_page_is_kept_anywhere_or_says_anything_in_its_title(first, path):
    answer = first.pages[path]
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers.get_list("referrer-policy") == ["same-origin"]
    assert answer.headers["content-security-policy"].startswith("default-src 'self'; base-uri")
    assert not re.search(r"\bstyle=|\bon[a-z]+=|<style|<script>", answer.text)
    if not path.endswith("view"):
        root = html.fromstring(answer.content)
        assert (root.findtext(".//title"), root.get("lang")) == ("Tocsin", "en")
        addresses = [each.get("href") or each.get("src") for each in root.iter("link", "script")]
        assert all(each.startswith("/p/") for each in addresses)


def test_all_that_the_first_view_takes_is_small(first):
    files = ("phone.css", "phone.js", "phone_key.js", "tocsin.svg")
    packed = [phone_files()[name].packed for name in files]
    pages = [gzip.compress(first.pages[path].content) for path in ("/p", "/phone/I-1")]
    assert sum(map(len, (*packed, *pages))) < 20_000


async def test_words_as_sent_are_only_ever_words():
    async with case(sos=NASTY) as c:
        answer = await c.phone.opens(c.links()[0])
        root = html.fromstring(answer.content)
        assert not list(root.iter("img"))
        said = [each.text_content() for each in root.find_class("said")]
        assert NASTY.replace("\x00", "�").replace("\x1b", "�") in said


# Whom one may call.


async def test_a_silent_plan_says_do_not_call_and_has_no_number_to_tap():
    silent = HARLOW.read_text("utf-8").replace('mode = "answering"', 'mode = "silent"')
    async with case(silent) as c:
        answer = await c.phone.opens(c.links()[0])
        assert "SILENT PLAN" in text_of(answer)
        assert "DO NOT CALL Ana Quellimarsh. The plan is silent" in text_of(answer)
        assert f"tel:{ANA}" not in links_of(answer)


async def test_after_the_duress_code_a_call_must_sound_as_it_does_after_any_cancel():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        await c.town.text(ANA, "garden gate")
        answer = await c.phone.reads()
        assert "DURESS CODE USED" in text_of(answer)
        assert "A call must sound routine" in text_of(answer)
        assert f"tel:{ANA}" in links_of(answer)
        assert "garden gate" not in answer.text


async def test_a_stranger_can_be_called_back_and_what_nobody_knows_is_said():
    async with town() as t:
        await t.text(STRANGER, "help")
        answer = await t.http.get("/phone/I-1", headers=await t.auth("mo"))
        assert "Unverified: nobody here has this number." in text_of(answer)
        assert f"tel:{STRANGER}" in links_of(answer)
        assert "NOT KNOWN. Ask, look" in text_of(answer)
        assert not list(html.fromstring(answer.content).iter("svg"))
        # Whoever sees no incidents sees none here.
        staff = t.service.engine.state.agency.staff
        worker = next(name for name, one in staff.items() if one.roles == ("worker",))
        answer = await t.http.get("/phone/I-1", headers=await t.auth(worker))
        assert answer.status_code == 403
        assert "Your roles do not include this." in text_of(answer)


async def test_what_is_old_is_said_to_be_old():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        assert "OLD" not in text_of(await c.phone.reads())
        await c.town.later(900)
        assert "OLD: 17:31, 15 min old" in text_of(await c.phone.reads())


# Who sees what.


async def test_a_dismissed_person_sees_nothing_from_that_second():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        head = await c.town.auth("jo")
        done = await c.town.http.post("/api/v1/staff/lee/dismiss", headers=head)
        assert done.is_success
        for path in ("/phone", "/phone?all=1", "/phone/I-1", "/phone/I-1/view", "/phone/I-1/live"):
            answer = await c.phone.reads(path)
            assert answer.status_code == 401
            assert "Ana" not in answer.text
        assert (await c.phone.taps("command")).status_code == 401
        assert c.town.facts("CommandTaken") == []


async def test_for_a_colleague_who_must_stay_away_nothing_of_hers_exists():
    async with her_town() as (t, _):
        head = await t.auth("sam")
        before = (await t.http.get("/phone/I-2", headers=head)).status_code
        assert before == 200
        await is_colleague(t, "sam")
        reads = len(t.facts("RecordRead"))
        for path in ("/phone/I-2", "/phone/I-2/view", "/phone/I-2/close", "/phone/I-2/live"):
            answer = await t.http.get(path, headers=head)
            never = await t.http.get(path.replace("I-2", "I-99"), headers=head)
            assert answer.status_code == 404
            assert answer.content == never.content
        answer = await t.http.post("/phone/I-2", data={"move": "command"}, headers=head)
        assert answer.status_code == 404
        listed = text_of(await t.http.get("/phone?all=1", headers=head))
        assert "I-3" in listed
        assert "I-2" not in listed
        assert "Ana" not in listed
        assert len(t.facts("RecordRead")) == reads


async def test_the_one_incident_that_somebody_is_wanted_for_opens_by_itself():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        assert "SOS Ana" in text_of(await c.phone.reads("/phone"))
        await c.town.text(LEE, f"{await code_of(c)} C")
        await c.town.text(STRANGER, "help")
        await c.town.later(120)
        listed = await c.phone.reads("/phone?all=1")
        assert [each for each in links_of(listed) if each != "/phone?all=1"] == [
            "/phone/I-1",
            "/phone/I-2",
        ]
        assert text_of(listed).count("You were paged for this.") == 2


async def test_a_session_of_a_page_opens_incidents_and_nothing_else():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        for path in ("watch/links", "alarms", "staff", "watch/respondents", "reach", "strangers"):
            answer = await c.phone.http.get(f"/api/v1/{path}")
            assert answer.status_code in (403, 404), path
        board = await c.phone.http.get("/api/v1/board")
        assert board.json()["incidents"]
        assert board.json()["alarms"] == []
        rights = (await c.phone.http.get("/api/v1/me")).json()["rights"]
        assert rights == ["act", "guarded", "incidents", "own"]
        # A whole session opens the same pages, and each ends when it is told to.
        out = await c.phone.http.post("/p/out", headers=ORIGIN)
        assert out.url.path == "/p"
        assert (await c.phone.reads()).status_code == 401
        await c.phone.opens(await c.town.key("mo", KeyKind.LINK))
        assert "SOS Ana" in text_of(await c.phone.reads("/phone"))


# Languages.


async def test_whoever_reads_spanish_is_answered_in_spanish_and_a_stranger_as_the_browser_asks():
    spanish = HARLOW.read_text("utf-8").replace('id = "lee"', 'id = "lee"\nlanguage = "es"')
    async with case(spanish) as c:
        answer = await c.phone.opens(c.links()[0], headers=ORIGIN | {"accept-language": "en"})
        assert html.fromstring(answer.content).get("lang") == "es"
        said = text_of(answer)
        assert "NADIE AL MANDO" in said
        assert "17:31:30: se avisa al paso 2 de 3" in said
        assert set(buttons_of(answer)) >= {"Tomar el mando", "Recibido"}
        for wants, said in (("es-MX,es;q=0.9,en;q=0.5", "Abra su aviso"), ("de", "Open your page")):
            answer = await c.town.http.get("/p", headers={"accept-language": wants})
            assert said in text_of(answer)
        refused = text_of(await c.phone.taps("check_back"))
        assert "No se hizo: Usted no tiene un aviso abierto de esto." in refused


async def test_a_link_that_is_older_than_its_life_says_so():
    async with case() as c:
        key = c.links()[0]
        c.town.clock.at += timedelta(hours=1)
        answer = await c.phone.opens(key)
        assert answer.status_code == 401
        assert "This link is too old" in text_of(answer)


async def test_a_mistake_in_a_view_hides_no_sos(monkeypatch):
    def broken(*_):
        raise ValueError("he's in the lot")

    async with case() as c:
        await c.phone.opens(c.links()[0])
        monkeypatch.setattr("tocsin.web.boards.incident_shown", broken)
        answer = await c.phone.reads()
        assert "person:ana I-1" in text_of(answer)
        assert buttons_of(answer)["Take command"]
        monkeypatch.setattr("tocsin.web.boards.bare_incident", broken)
        failed = await c.phone.reads()
        assert failed.status_code == 500
        assert "Tocsin failed at this" in text_of(failed)
        assert "lot" not in failed.text
