"""The tracker of a respondent cries for help: it is an SOS of his, and she hears nothing of it."""

from contextlib import asynccontextmanager

import pytest

from tests.watch import casework
from tests.web.desk_case import case, given, order
from tests.web.listening import Ear
from tests.web.test_positions import location, owntracks, with_devices
from tests.web.test_sharing_api import UNTIL
from tests.web.town import HOOKS, town
from tocsin.watch.order_entry import EnterOrder, VacateOrder
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.web.settings import HookSettings

V1 = "/api/v1"
HIS = (34.7791, -92.2791)
OWNTRACKS = HookSettings("owntracks-1", "owntracks", "a-secret")
NAME = 'name = "Ana Quellimarsh"\n'
SUPERVISOR = f'{NAME}roles = ["supervisor", "safety_coordinator"]'
TRACKER = "rex-ankle/1"


@asynccontextmanager
async def cried(text="", **changes):
    """Rex must keep 300 m from Ana, who leads here; his tracker told its place, then `sos`."""
    agency = with_devices().replace(f'{NAME}roles = ["dispatcher"]', SUPERVISOR, 1)
    async with town(hooks=(*HOOKS, OWNTRACKS)) as t:
        await t.load(text(agency) if text else agency)
        await case(t)
        rex = casework.rex(devices=(casework.sealed(TRACKER),), **changes)
        await given(t, SetRespondent(rex, "jo"))
        await t.later(1)
        for way in t.ways.values():
            way.sent.clear()
        await owntracks(t, location(TRACKER, latitude=HIS[0]))
        cry = location(TRACKER, at=1, alarm="sos", latitude=HIS[0])
        assert (await owntracks(t, cry)).status_code == 200
        await t.later(1)
        yield t


def incident(t):
    return t.service.engine.state.response.open_by_sender["respondent:R-1"]


def sent_to(t, person):
    staff = t.service.engine.state.agency.staff[person]
    theirs = {one.text for one in (*staff.numbers, *staff.emails)}
    return [one for way in t.ways.values() for one in way.sent if one.to in theirs]


async def test_it_is_his_sos_and_pages_who_leads_with_his_name_and_his_place():
    async with cried() as t:
        (raised,) = t.facts("SosRaised")
        assert (raised.sender, raised.verified) == ("respondent:R-1", True)
        assert not t.facts("UnknownSenderSeen")
        said = [one.text for one in sent_to(t, "lee")]
        assert any("SOS Rex Vosskamp (respondent R-1, by tracker)" in text for text in said)
        points = [f.evidence.point for f in t.facts("LocationGiven") if f.evidence.point]
        assert any(f"{HIS[0]:.6f}" in point.text for point in points)
        sources = {f.evidence.source for f in t.facts("LocationGiven")}
        assert "phone" in sources
        # He has no contact: there is nobody to answer, and that is no alarm.
        assert not any("respondent:R-1" in one.alarm for one in t.facts("AlarmRaised"))


async def test_she_is_never_paged_for_it_however_long_nobody_answers():
    async with cried() as t:
        for _ in range(40):
            await t.later(60)
        assert len(sent_to(t, "lee")) > 3
        # Nothing at all: not the page, not an update, not that everybody is wanted.
        assert [one for one in sent_to(t, "ana") if incident(t) in one.text] == []
        pages = [p for p in t.facts("PageRequested") if incident(t) in p.incidents]
        assert pages
        assert "person:ana" not in {p.recipient for p in pages}


async def test_whoever_may_not_know_the_caution_is_not_told_whose_tracker_it_is():
    async with cried() as t:
        view = t.service.engine.views(t.clock.now())
        assert view.brief(incident(t), "person:kit").who == "a tracker"
        assert "Rex Vosskamp" in view.brief(incident(t), "person:lee").who


async def test_no_route_list_or_stream_shows_her_his_sos_or_his_place():
    async with cried() as t:
        hers, others = await t.auth("ana"), await t.auth("mo")
        name = incident(t)
        routes = ["board", "incidents", f"incidents/{name}", f"incidents/{name}/timeline"]
        for path in routes:
            shown = (await t.http.get(f"{V1}/{path}", headers=hers)).text
            assert f'"{name}"' not in shown, path
            assert str(HIS[0]) not in shown, path
            assert f'"{name}"' in (await t.http.get(f"{V1}/{path}", headers=others)).text, path
        never = await t.http.get(f"{V1}/incidents/Z-99", headers=hers)
        hidden = await t.http.get(f"{V1}/incidents/{name}", headers=hers)
        assert (hidden.status_code, hidden.text) == (never.status_code, never.text)
        ear, other = Ear(t.web, hers), Ear(t.web, others)
        for each in (ear, other):
            await each.until(lambda each: each.named("reset"))
        await owntracks(t, location(TRACKER, at=40, latitude=HIS[0] + 0.01))
        note = {"text": "he is asked back"}
        path = f"{V1}/incidents/{name}/note"
        assert (await t.http.post(path, json=note, headers=others)).is_success
        await other.until(lambda other: name in other.bytes.decode())
        assert f'"{name}"' not in ear.bytes.decode()
        for each in (ear, other):
            await each.leave()


async def test_an_open_board_of_hers_is_sent_anew_without_it_once_an_order_protects_her():
    async with cried() as t:
        await given(t, VacateOrder("O-1", t.clock.now(), "clerk", "jo"))
        hers = Ear(t.web, await t.auth("ana"))
        await hers.until(lambda ear: ear.named("reset"))
        assert f'"{incident(t)}"' in hers.bytes.decode()
        position = t.service.engine.position
        until_now = len(hers.bytes)
        await given(t, EnterOrder(order(order="O-2"), "jo"))
        await hers.until(lambda ear: len(ear.named("reset")) > 1)
        assert f'"{incident(t)}"' not in hers.bytes[until_now:].decode()
        back = Ear(t.web, await t.auth("ana"), f"after={position}")
        await back.until(lambda ear: ear.named("reset"))
        assert f'"{incident(t)}"' not in back.bytes.decode()
        for ear in (hers, back):
            await ear.leave()


async def test_she_can_do_nothing_about_it_by_what_a_body_names():
    async with cried() as t:
        head, name = await t.auth("ana"), incident(t)
        given_to = {"role": "police", "name": "-", "agency": "-", "expires_at": UNTIL}
        link = await t.http.post(
            f"{V1}/watch/links", json=given_to | {"incident": name}, headers=head
        )
        assert link.status_code == 404
        command = await t.http.post(f"{V1}/incidents/{name}/command", headers=head)
        assert command.status_code == 404


async def test_she_is_not_sent_to_him_nor_a_crew_that_she_is_on():
    crewed = 'id = "P11"\ncrew = ["ana"]\n'
    async with cried(lambda text: text.replace('id = "P11"\n', crewed, 1)) as t:
        head = await t.auth("lee")
        path = f"{V1}/incidents/{incident(t)}"
        assert (await t.http.post(f"{path}/command", headers=head)).is_success
        shown = (await t.http.get(path, headers=head)).json()
        assert "person:ana" not in {one["recipient"] for one in shown["could_search"]}
        sent = await t.http.post(f"{path}/dispatch", json={"unit": "P11"}, headers=head)
        assert (sent.status_code, sent.json()["reason"]) == (409, "crew_kept_away")
        search = {"searchers": [{"recipient": "person:ana", "mode": "foot"}]}
        refused = await t.http.post(f"{path}/search", json=search, headers=head)
        assert refused.status_code == 409


async def test_a_unit_on_its_way_to_him_is_not_shown_to_her():
    async with cried() as t:
        head, path = await t.auth("lee"), f"{V1}/incidents/{incident(t)}"
        await t.http.post(f"{path}/command", headers=head)
        body = {"unit": "P11", "crew_checked": True}
        assert (await t.http.post(f"{path}/dispatch", json=body, headers=head)).is_success
        await t.settled()
        units = (await t.http.get(f"{V1}/board", headers=await t.auth("ana"))).json()["units"]
        assert "P11" not in {one["unit"] for one in units}
        units = (await t.http.get(f"{V1}/board", headers=head)).json()["units"]
        assert "P11" in {one["unit"] for one in units}


async def test_a_colleague_who_is_the_respondent_is_not_paged_for_it_and_sees_nothing():
    async with cried(staff=casework.sealed("lee")) as t:
        pages = [p for p in t.facts("PageRequested") if incident(t) in p.incidents]
        assert pages
        assert "person:lee" not in {p.recipient for p in pages}
        shown = (await t.http.get(f"{V1}/incidents", headers=await t.auth("lee"))).text
        assert f'"{incident(t)}"' not in shown


async def test_her_own_case_and_sightings_are_shown_to_her_as_before():
    async with cried() as t:
        head = await t.auth("ana")
        shown = await t.http.get(f"{V1}/watch/orders/O-1", headers=head)
        respondent = await t.http.get(f"{V1}/watch/respondents/R-1", headers=head)
        assert (shown.status_code, respondent.status_code) == (200, 200)
        assert (await t.http.post(f"{V1}/sightings", json={"words": "-"}, headers=head)).is_success
        await t.settled()
        assert (await t.http.get(f"{V1}/sightings", headers=head)).json()


async def test_once_the_court_takes_the_order_back_nothing_of_it_is_kept_from_her():
    async with cried() as t:
        await given(t, VacateOrder("O-1", t.clock.now(), "clerk", "jo"))
        assert (
            f'"{incident(t)}"'
            in (await t.http.get(f"{V1}/board", headers=await t.auth("ana"))).text
        )


@pytest.mark.parametrize("device", ["ana/phone", TRACKER])
async def test_no_other_respondent_takes_a_device_that_is_somebodys(device):
    async with cried() as t:
        body = {"name": "Somebody", "devices": [device]}
        answer = await t.http.post(f"{V1}/watch/respondents", json=body, headers=await t.auth("jo"))
        assert (answer.status_code, answer.json()["reason"]) == (409, "device_taken")
