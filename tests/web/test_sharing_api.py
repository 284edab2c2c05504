"""Links to one case: what each role sees, who gives them, and when they open nothing."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.web.sharing_case import (
    CODE_WORDS,
    DEVICE,
    NUMBER,
    PLATE,
    RESPONDENT,
    REX,
    SIGHTING,
    WALK_DOOR,
    enter,
)
from tests.web.test_access import EVERYBODY
from tests.web.town import ANA, HARLOW, START, town
from tocsin.agency.dismissal import DismissStaff, ReinstateStaff
from tocsin.agency.stage import ErasePerson
from tocsin.engine.sharing import SEES, Section
from tocsin.engine.views_watch import SHARING_ROLES
from tocsin.facts.sharing import OutsiderRole
from tocsin.kernel.limits import LINK_LIFE_MOST_S
from tocsin.kernel.private import Private
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.web.access import RIGHTS, Right

LINKS = "/api/v1/watch/links"
SHARED = "/api/v1/shared"
NAME, AGENCY = "Kim Averlorne", "Tarn County Police"
UNTIL = (START + timedelta(days=2)).isoformat()


def asked(role="police", **more):
    given = {"role": role, "name": NAME, "agency": AGENCY, "expires_at": UNTIL, "person": "ana"}
    return {key: each for key, each in {**given, **more}.items() if each is not None}


async def give(t, role="police", by="jo", **more):
    answer = await t.http.post(LINKS, json=asked(role, **more), headers=await t.auth(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def open_it(t, key):
    return await t.http.post(SHARED, json={"key": key})


def told(answer):
    """The text of each section."""
    assert answer.status_code == 200, answer.text
    return {
        each["section"]: " ".join(one["text"] for one in each["statements"])
        for each in answer.json()["sections"]
    }


TABLE = {
    "police": {
        *("whom", "caution", "respondent", "custody", "order", "areas"),
        *("violations", "sightings"),
    },
    "court": {"whom", "order", "service", "violations"},
    "advocate": {"whom", "order_status", "custody", "measures", "risk"},
    "hospital": {"whom", "caution", "may_know"},
}


@pytest.mark.parametrize("role", OutsiderRole)
async def test_each_role_sees_exactly_its_rows_and_every_statement_is_whole(role):
    async with town() as t:
        await enter(t, (SIGHTING, "kit"))
        answer = await open_it(t, (await give(t, role))["key"])
        seen = told(answer)
        assert set(seen) == TABLE[role]
        assert not [section for section, text in seen.items() if not text], seen
        for each in answer.json()["sections"]:
            for one in each["statements"]:
                assert one["source"]
                assert one["at"]
                assert one["certainty"] in ("reported", "alleged", "confirmed", "amended")
        for never in (DEVICE, WALK_DOOR, CODE_WORDS, "yellow umbrella", "garden gate", "sleeps"):
            assert never not in answer.text


def test_the_table_of_rows_has_every_role_and_the_incident_for_incidents_only():
    assert set(SEES) == set(OutsiderRole)
    of_incidents = {Section.INCIDENT, Section.SCENE}
    for role, sections in SEES.items():
        assert {str(each) for each in sections if each not in of_incidents} == TABLE[role]


async def test_the_police_see_whom_to_look_for_and_where_he_was():
    async with town() as t:
        await enter(t, (SIGHTING, "kit"))
        seen = told(await open_it(t, (await give(t))["key"]))
        assert "Ana Quellimarsh" in seen["whom"]
        assert REX in seen["respondent"]
        assert "case folder 12" in seen["respondent"]
        assert PLATE in seen["respondent"]
        assert "at large" in seen["custody"]
        assert "150 m from the protected person" in seen["areas"]
        assert "station yard" in seen["areas"]
        assert "stay away" in seen["violations"]
        assert "He stands at the gate" in seen["sightings"]
        assert "armed" in seen["caution"]


async def test_the_court_sees_how_a_violation_is_known_and_on_whose_word_service_is():
    async with town() as t:
        await enter(t, (SIGHTING, "kit"))
        answer = await open_it(t, (await give(t, "court"))["key"])
        seen = told(answer)
        rows = {each["section"]: each["statements"] for each in answer.json()["sections"]}
        assert NUMBER in seen["order"]
        assert "in force" in seen["order"]
        assert {one["certainty"] for one in rows["order"]} == {"confirmed"}
        assert "county sheriff" in rows["service"][0]["source"]
        assert "Jo Wendlecairne" in rows["service"][0]["source"]
        assert "sighting" in rows["violations"][0]["source"]
        assert REX in rows["violations"][0]["text"]


async def test_the_advocate_hears_no_colleagues_name_and_nothing_of_a_tracker():
    async with town() as t:
        await enter(t, (SIGHTING, "kit"))
        answer = await open_it(t, (await give(t, "advocate"))["key"])
        seen = told(answer)
        assert "Somebody walks with her" in seen["measures"]
        assert "or ask [colleague]." in seen["measures"]
        assert "Risk:" in seen["risk"]
        for name in ("Jo", "Wendlecairne", "Mo Tarrowinde", "Kit", "Lee", "tracker"):
            assert name not in answer.text.replace("person_", "")
        assert NUMBER not in answer.text
        assert PLATE not in answer.text


async def test_the_hospital_hears_the_caution_and_who_may_be_told():
    async with town() as t:
        await enter(t)
        answer = await open_it(t, (await give(t, "hospital"))["key"])
        assert "Lee Brasknolley, Kit Fennaquill" in told(answer)["may_know"]
        assert REX not in answer.text
        assert "Jo Wendlecairne" not in answer.text


async def test_a_link_to_an_incident_shows_the_scene_and_nothing_older_than_a_day():
    async with town() as t:
        await enter(t, (SIGHTING, "kit"))
        over = {"disposition": "handled_by_other_agency"}
        known = t.service.engine.state.response.incidents
        for old in list(known):
            path = f"/api/v1/incidents/{old}/close"
            await t.http.post(path, json=over, headers=await t.auth("mo"))
        await t.later(3 * 86_400)
        await t.text(ANA, "SOS he is in the lot")
        name = [each.incident for each in known.values()][-1]
        until = (t.clock.now() + timedelta(days=1)).isoformat()
        link = await give(t, person=None, incident=name, expires_at=until)
        seen = told(await open_it(t, link["key"]))
        assert "he is in the lot" in seen["scene"]
        assert "was opened" in seen["incident"]
        assert seen["sightings"] == seen["violations"] == ""
        assert REX in seen["respondent"]
        link = await give(t, "court", incident=name, person=None, expires_at=until)
        assert "scene" not in told(await open_it(t, link["key"]))


async def test_who_opened_it_is_on_record_before_it_is_shown_and_counted():
    async with town() as t:
        await enter(t)
        made = await give(t)
        await open_it(t, made["key"])
        await open_it(t, made["key"])
        reads = [one for one in t.facts("RecordRead") if one.person.startswith("outsider:")]
        assert [(one.person, one.what, one.incident) for one in reads] == [
            ("outsider:L-1", "case_for_police", "ana")
        ] * 2
        (shown,) = (await t.http.get(LINKS, headers=await t.auth("jo"))).json()
        assert (shown["reads"], shown["opens"], shown["name"]) == (2, True, NAME)
        t.disk.is_full = True
        answer = await open_it(t, made["key"])
        assert answer.status_code == 503
        assert REX not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body", "allowed"),
    [
        ("POST", LINKS, asked(), {"jo", "lee"}),
        ("GET", LINKS, None, {"jo", "lee"}),
        ("DELETE", f"{LINKS}/L-9", None, {"jo", "lee"}),
        ("GET", "/api/v1/watch/reads/ana", None, {"jo"}),
    ],
)
async def test_who_may_give_links_and_see_who_read(method, path, body, allowed):
    async with town() as t:
        await enter(t)
        for person in EVERYBODY:
            answer = await t.http.request(method, path, json=body, headers=await t.auth(person))
            assert (answer.status_code == 403) == (person not in allowed), (person, answer.text)
        assert (await t.http.request(method, path, json=body)).status_code == 401


async def refuses(t, key, reason):
    for answer in (await open_it(t, key), await t.http.post("/shared", data={"key": key})):
        assert answer.status_code == 401
        for secret in (REX, "Ana", "armed", key):
            assert secret not in answer.text
    assert (await open_it(t, key)).json()["reason"] == reason


async def test_a_link_that_is_revoked_expired_or_spent_opens_nothing():
    async with town() as t:
        await enter(t)
        first, second = await give(t), await give(t, reads_max=1)
        answer = await t.http.delete(f"{LINKS}/{first['link']}", headers=await t.auth("lee"))
        assert answer.status_code == 200
        await refuses(t, first["key"], "link_over")
        assert (await open_it(t, second["key"])).status_code == 200
        await refuses(t, second["key"], "link_spent")
        third = await give(t)
        t.clock.at += timedelta(days=2)
        await refuses(t, third["key"], "link_expired")
        await refuses(t, "x" * 43, "link_unknown")


async def test_the_links_of_somebody_dismissed_end_the_same_second_and_for_good():
    async with town() as t:
        await enter(t)
        made = await give(t, by="lee")
        assert (await open_it(t, made["key"])).status_code == 200
        await t.service.submit(DismissStaff("lee", "jo"), "jo")
        await refuses(t, made["key"], "link_over")
        await t.service.submit(ReinstateStaff("lee", "jo"), "jo")
        await t.load(HARLOW.read_text("utf-8"))
        assert "lee" in t.service.engine.state.agency.staff
        await refuses(t, made["key"], "link_over")


async def test_the_case_of_somebody_erased_shows_nothing_and_gets_no_link():
    async with town() as t:
        await enter(t)
        made = await give(t)
        await t.service.submit(ErasePerson("person:ana", "jo"), "jo")
        await refuses(t, made["key"], "link_over")
        answer = await t.http.post(LINKS, json=asked(), headers=await t.auth("jo"))
        assert (answer.status_code, answer.json()["reason"]) == (404, "case_unknown")


async def test_a_respondent_who_works_here_gives_no_link_and_sees_none():
    async with town() as t:
        await enter(t)
        made = await give(t)
        lee = replace(RESPONDENT, staff=Private("respondent:R-1", "lee"))
        await t.service.submit(SetRespondent(lee, "jo"), "jo")
        head = await t.auth("lee")
        assert (await t.http.post(LINKS, json=asked(), headers=head)).status_code == 404
        assert (await t.http.get(LINKS, headers=head)).json() == []
        assert (await t.http.delete(f"{LINKS}/{made['link']}", headers=head)).status_code == 404


async def test_a_link_of_somebody_who_turns_out_to_be_the_respondent_opens_nothing():
    async with town() as t:
        await enter(t)
        made = await give(t, by="lee")
        lee = replace(RESPONDENT, staff=Private("respondent:R-1", "lee"))
        await t.service.submit(SetRespondent(lee, "jo"), "jo")
        await refuses(t, made["key"], "link_over")


async def test_a_link_of_somebody_who_lost_the_role_opens_nothing():
    async with town() as t:
        await enter(t)
        made = await give(t, by="lee")
        text = HARLOW.read_text("utf-8")
        start = text.index('id = "lee"')
        await t.load(text[:start] + text[start:].replace('"supervisor"', '"worker"', 1))
        await refuses(t, made["key"], "link_over")


def test_the_roles_that_share_are_those_with_the_right():
    assert {role for role, rights in RIGHTS.items() if Right.SHARE in rights} == SHARING_ROLES


async def test_a_timeline_tells_of_the_link_its_opening_and_its_end():
    async with town() as t:
        await enter(t)
        await t.text(ANA, "SOS")
        made = await give(t, person=None, incident="I-1")
        await open_it(t, made["key"])
        await t.http.delete(f"{LINKS}/{made['link']}", headers=await t.auth("jo"))
        answer = await t.http.get("/api/v1/incidents/I-1/timeline", headers=await t.auth("mo"))
        told = {e["kind"]: f"{e['who']}: {e['words']}" for e in answer.json()["entries"]}
        who = f"{NAME} (police, {AGENCY})"
        assert told["LinkIssued"].startswith(f"Jo Wendlecairne: Gave {who} link L-1 to I-1 until")
        assert told["LinkRevoked"] == "Jo Wendlecairne: Link L-1 opens nothing any more."
        reads = [e for e in answer.json()["entries"] if e["kind"] == "RecordRead"]
        assert (reads[0]["who"], reads[0]["words"]) == (who, "Read case for police of I-1.")


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({"person": "kit"}, 404, "case_unknown"),
        ({"person": None, "incident": "I-9"}, 404, "case_unknown"),
        ({"incident": "I-1"}, 400, "bad_input"),
        ({"person": None}, 400, "bad_input"),
        ({"role": "press"}, 400, "bad_input"),
        ({"name": " "}, 409, "outsider_unnamed"),
        ({"expires_at": START.isoformat()}, 409, "link_life"),
        (
            {"expires_at": (START + timedelta(seconds=LINK_LIFE_MOST_S + 1)).isoformat()},
            *(409, "link_life"),
        ),
        ({"expires_at": "2026-07-05T10:00:00"}, 400, "bad_input"),
        ({"reads_max": 0}, 400, "bad_input"),
    ],
)
async def test_a_link_that_cannot_be_given_is_refused_with_its_reason(changes, status, reason):
    async with town() as t:
        await enter(t)
        answer = await t.http.post(LINKS, json=asked(**changes), headers=await t.auth("jo"))
        assert (answer.status_code, answer.json()["reason"]) == (status, reason), answer.text
        assert t.facts("LinkIssued") == []


async def test_who_saw_what_names_colleagues_and_outsiders():
    async with town() as t:
        await enter(t)
        await open_it(t, (await give(t, "court"))["key"])
        await t.http.get("/api/v1/sightings", headers=await t.auth("mo"))
        answer = await t.http.get("/api/v1/watch/reads/ana", headers=await t.auth("jo"))
        rows = {(one["reader"], one["what"], one["is_list"]) for one in answer.json()}
        assert (f"{NAME} (court, {AGENCY})", "case_for_court", False) in rows
        assert ("Mo Tarrowinde", "sightings", True) in rows
        again = await t.http.get("/api/v1/watch/reads/ana", headers=await t.auth("jo"))
        assert "readers" in {one["what"] for one in again.json()}
        missing = await t.http.get("/api/v1/watch/reads/kit", headers=await t.auth("jo"))
        assert missing.status_code == 404


async def test_only_the_digest_of_a_key_is_on_record_and_no_name_or_key_in_address_or_title(capfd):
    async with town() as t:
        await enter(t)
        made = await give(t)
        address, _, key = made["url"].partition("#")
        assert address == "http://town.example/shared"
        assert key == made["key"]
        door = await t.http.get("/shared")
        page = await t.http.post("/shared", data={"key": made["url"]})
        for answer in (door, page):
            assert "<title>Record</title>" in answer.text
            assert key not in answer.text
            assert "<script>" not in answer.text
            assert "://" not in answer.text.partition("<main")[0]
        assert "<script" not in page.text
        assert REX in page.text
        assert NAME in page.text
        everything = b"".join(each.body for each in t.ledger.read())
        for secret in (key, NAME, REX, "Quellimarsh"):
            assert secret.encode() not in everything
    seen = "".join(capfd.readouterr())
    for secret in (key, NAME, REX, "Ana"):
        assert secret not in seen


async def test_what_people_wrote_stays_text_on_the_page():
    async with town() as t:
        await enter(t)
        bad = Private("respondent:R-1", '<script>alert("x")</script>')
        await t.service.submit(SetRespondent(replace(RESPONDENT, description=bad), "jo"), "jo")
        page = await t.http.post("/shared", data={"key": (await give(t))["key"]})
        assert "<script" not in page.text
        assert "&lt;script&gt;" in page.text
