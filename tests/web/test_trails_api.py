"""Who may read a trail, who may not, and that the reading is on record before it is shown."""

from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from tests.web.desk_case import case, given
from tests.web.test_positions import location, owntracks, with_devices
from tests.web.test_sharing_api import give, open_it
from tests.web.test_watch_api import at
from tests.web.town import ANA, HOOKS, START, town
from tocsin.exchange.fix import Fix
from tocsin.exchange.tracker import Kind, Report
from tocsin.facts.agency import Role
from tocsin.watch.nearness import RecordConsent
from tocsin.web.access import RIGHTS, Right
from tocsin.web.settings import HookSettings

TRAILS = "/api/v1/watch/trails"
NEAR = (34.7514, -92.2914)
HERE = (34.7512, -92.2912)
OWNTRACKS = HookSettings("owntracks-1", "owntracks", "a-secret")


async def told(t, device, point):
    report = Report(device, Kind.POSITION, (Fix(point[0], point[1], 9.0, None, t.clock.now()),))
    assert await t.positions.hear("county", [report])
    await t.settled()


@asynccontextmanager
async def followed():
    """Ana asked for help, and both she and Rex tell where they are: TR-1 is hers, TR-2 his."""
    async with town(hooks=(*HOOKS, OWNTRACKS)) as t:
        await t.load(with_devices())
        await case(t)
        await given(t, RecordConsent("respondent:R-1", "court_order", "the order", True, "jo"))
        await t.text(ANA, "SOS")
        await owntracks(t, location())
        await told(t, "rex-ankle", NEAR)
        yield t


async def reads(t, person, path=""):
    return await t.http.get(f"{TRAILS}{path}", headers=await t.auth(person))


async def test_a_trail_is_read_with_time_accuracy_and_source_and_the_reading_is_on_record_first():
    async with followed() as t:
        answer = (await reads(t, "lee", "/TR-2")).json()
        (point,) = answer["points"]
        assert (point["latitude"], point["accuracy_m"], point["source"]) == (NEAR[0], 9.0, "county")
        assert point["at"] == START.isoformat().replace("+00:00", "Z")
        assert answer["trail"]["basis"] == "court_order"
        read = [one for one in t.facts("RecordRead") if one.what == "trail TR-2"]
        assert [(one.person, one.incident) for one in read] == [("lee", "I-2")]


async def test_what_is_over_is_not_shown_while_the_reading_cannot_be_put_on_record():
    async with followed() as t:
        body = {"disposition": "person_safe", "note": ""}
        close = "/api/v1/incidents/I-2/close"
        assert (await t.http.post(close, json=body, headers=await t.auth("lee"))).is_success
        await t.settled()
        head = await t.auth("lee")
        t.disk.is_full = True
        answer = await t.http.get(f"{TRAILS}/TR-2", headers=head)
        assert answer.status_code == 503
        assert "points" not in answer.text


async def test_the_control_room_reads_hers_while_she_is_out_there_and_never_his():
    async with followed() as t:
        assert (await reads(t, "mo", "/TR-1")).is_success
        assert (await reads(t, "mo", "/TR-2")).status_code == 404
        assert [one["trail"] for one in (await reads(t, "mo")).json()] == ["TR-1"]
        body = {"disposition": "person_safe", "note": ""}
        close = "/api/v1/incidents/I-2/close"
        assert (await t.http.post(close, json=body, headers=await t.auth("lee"))).is_success
        await t.settled()
        assert (await reads(t, "mo", "/TR-1")).status_code == 404
        assert (await reads(t, "lee", "/TR-1")).is_success


async def test_a_protected_person_is_never_given_his_nor_hers_whatever_her_roles():
    async with followed() as t:
        name, roles = 'name = "Ana Quellimarsh"\n', 'roles = ["supervisor", "safety_coordinator"]'
        text = with_devices().replace(f'{name}roles = ["dispatcher"]', f"{name}{roles}", 1)
        await t.load(text)
        assert Role.SUPERVISOR in t.service.engine.state.agency.staff["ana"].roles
        assert (await reads(t, "ana")).json() == []
        for name in ("TR-1", "TR-2"):
            for path in (f"/{name}", f"/{name}/hold", f"/{name}/release"):
                body = {"until": at(days=5), "reason": "-"} if path.endswith("hold") else None
                verb = "get" if path == f"/{name}" else "post"
                answer = await t.http.request(
                    verb, f"{TRAILS}{path}", json=body, headers=await t.auth("ana")
                )
                assert answer.status_code == 404, path
        assert str(NEAR[0]) not in (await reads(t, "ana", "/TR-2")).text


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_a_part_in_cases_cannot_ask_for_trails(role):
    control = {Role.DISPATCHER, Role.TELECOMMUNICATOR, Role.SUPERVISOR, Role.SAFETY_COORDINATOR}
    assert (Right.GUARDED in RIGHTS[role]) == (role in control)
    assert (Right.VERIFY in RIGHTS[role]) == (role in {Role.SUPERVISOR, Role.SAFETY_COORDINATOR})


async def test_a_supervisor_holds_a_trail_for_a_court_and_lets_it_go():
    async with followed() as t:
        head = await t.auth("lee")
        body = {"until": at(days=60), "reason": "hearing in November"}
        held = await t.http.post(f"{TRAILS}/TR-2/hold", json=body, headers=head)
        assert held.is_success, held.text
        (shown,) = [one for one in (await reads(t, "lee")).json() if one["trail"] == "TR-2"]
        assert shown["held_until"]
        too_long = body | {"until": at(days=800)}
        refused = await t.http.post(f"{TRAILS}/TR-2/hold", json=too_long, headers=head)
        assert (refused.status_code, refused.json()["reason"]) == (409, "hold_moment")
        other = await t.http.post(f"{TRAILS}/TR-1/hold", json=body, headers=await t.auth("mo"))
        assert other.status_code == 403
        assert (await t.http.post(f"{TRAILS}/TR-2/release", headers=head)).is_success


async def test_who_saw_what_of_her_names_who_read_a_trail():
    async with followed() as t:
        await reads(t, "lee", "/TR-2")
        answer = await t.http.get("/api/v1/watch/reads/ana", headers=await t.auth("jo"))
        assert any(one["what"] == "trail TR-2" for one in answer.json())


async def test_police_and_court_are_given_the_points_that_show_a_violation_and_never_hers():
    async with followed() as t:
        await given(t, RecordConsent("person:ana", "consent", "to be warned", True, "ana"))
        await t.nearness.look()
        await told(t, "rex-ankle", (34.79, -92.29))
        await owntracks(t, location())
        await t.later(60)
        await owntracks(t, location(at=60))
        await told(t, "rex-ankle", NEAR)
        assert len(t.facts("ViolationRecorded")) == 1
        for role, is_told in (("police", True), ("court", True), ("advocate", False)):
            answer = await open_it(t, (await give(t, role))["key"])
            said = [s for part in answer.json()["sections"] for s in part["statements"]]
            points = [one for one in said if "the tracker of Rex Vosskamp told" in one["text"]]
            assert bool(points) == is_told, role
            for one in points:
                assert one["certainty"] == "reported"
                assert one["source"].startswith("tracker by county")
                assert datetime.fromisoformat(one["at"]) <= t.clock.now()
            if is_told:
                assert any(f"{NEAR[0]:.5f}" in one["text"] for one in points)
            assert f"{HERE[0]:.5f}" not in str(points)


async def test_a_list_says_nothing_of_where():
    async with followed() as t:
        text = (await reads(t, "lee")).text
        assert "34.75" not in text
