"""A colleague who is the respondent: nothing of hers exists for them, by any route and no stream.

The routes are taken from the OpenAPI document: one that names an incident, a walk,
a sighting or anything else of hers is tried here, and a new one must say in
`BODIES` what it takes.
"""

import re
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest

from tests.watch import casework
from tests.web.desk_case import given, whole_case
from tests.web.listening import Ear
from tests.web.test_watch_api import CONCERN, CUSTODY, HAPPENED, PLAN, SCREEN, W, at
from tests.web.town import ANA, KIT, START, Town, town
from tocsin.exchange.fix import Fix
from tocsin.exchange.tracker import Kind, Report
from tocsin.facts.system import AlarmKind
from tocsin.paging.alarms import RaiseAlarm
from tocsin.watch.nearness import RecordConsent
from tocsin.watch.order_entry import VacateOrder
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.web.openapi import BARE_PATHS
from tocsin.web.wall import HIDES

V1 = "/api/v1"
OTHER_UNIT = "4A22"
INCIDENT = f"{V1}/incidents/{{incident}}"
WATCH = f"{V1}/watch"
RELEASE = {"agency": "dispatch.county.example", "purpose": "mutual_aid"}
BODIES = {
    f"{INCIDENT}/command": None,
    f"{INCIDENT}/received": None,
    f"{INCIDENT}/check-back": None,
    f"{INCIDENT}/verify-cancel": {"safe": False},
    f"{INCIDENT}/location": {"place": "station_one"},
    f"{INCIDENT}/note": {"text": "-"},
    f"{INCIDENT}/link": {"other": "I-3", "reason": "-"},
    f"{INCIDENT}/close": {"disposition": "person_safe", "note": "-"},
    f"{INCIDENT}/dispatch": {"unit": OTHER_UNIT},
    f"{INCIDENT}/search": {"searchers": [{"recipient": "person:kit", "mode": "foot"}]},
    f"{INCIDENT}/search/end": None,
    f"{INCIDENT}/search/report": {"task": "T-1", "found": False},
    f"{INCIDENT}/eido": RELEASE,
    f"{INCIDENT}/cap": RELEASE | {"area": True},
    f"{V1}/walks/{{walk}}/extend": {"minutes": 5},
    f"{V1}/walks/{{walk}}/end": {"reason": "-"},
    f"{V1}/walks/{{walk}}/escort": {"targets": ["person:kit"]},
    f"{V1}/walks/{{walk}}/escort/report": {"answer": "done"},
    f"{V1}/sightings/{{sighting}}/judge": {"respondent": ""},
    f"{V1}/units/{{unit}}/move": {"move": "acknowledge"},
    f"{V1}/units/{{unit}}/service": {"in_service": False},
    f"{WATCH}/orders/{{order}}/verify": None,
    f"{WATCH}/orders/{{order}}/served": HAPPENED,
    f"{WATCH}/orders/{{order}}/vacated": HAPPENED,
    f"{WATCH}/concerns/{{concern}}/end": {"why": "-"},
    f"{WATCH}/respondents/{{respondent}}/custody": CUSTODY,
    f"{WATCH}/trails/{{trail}}/hold": {"until": at(days=30), "reason": "-"},
    f"{WATCH}/trails/{{trail}}/release": None,
}
ASKED_FOR = {f"{V1}/incidents/{{incident}}/routes": "unit"}
"""What a route must be asked for beside its path, by the name of that."""
BESIDE = {"incident": "I-3", "unit": OTHER_UNIT}
"""What a route names beside that which is hidden: something everybody sees."""
NO_SUCH = "Z-99"


class Hers(NamedTuple):
    """What exists of hers, by what a path calls it."""

    names: dict[str, str]

    @property
    def marks(self) -> list[str]:
        return [f'"{name}"' for kind, name in self.names.items() if kind != "about"]


async def is_colleague(t: Town, staff: str) -> None:
    """Rex is this colleague from now on."""
    await given(t, SetRespondent(casework.rex(staff=casework.sealed(staff)), "jo"))


async def acts(t: Town, path: str, body: object) -> str:
    answer = await t.http.post(f"{V1}/{path}", json=body, headers=await t.auth("jo"))
    assert answer.is_success, answer.text
    await t.settled()
    return answer.text


@asynccontextmanager
async def her_town():
    """Ana's case: her SOS with a unit on its way, her walk, a sighting of Rex; and Kit's SOS."""
    async with town() as t:
        await whole_case(t)
        await t.later(1)
        # I-1 is her risk, which the order raised; these are I-2 and I-3.
        await t.text(ANA, "SOS he is in the lot")
        await t.later(1)
        await t.text(KIT, "SOS at the mill")
        await t.later(1)
        state = t.service.engine.state
        unit = next(one for one in state.agency.units if one != BESIDE["unit"])
        await acts(t, "incidents/I-2/dispatch", {"unit": unit})
        await acts(t, "incidents/I-3/link", {"other": "I-2", "reason": "same man"})
        await acts(t, "walks", {"person": "ana", "to": "station one lot"})
        await acts(t, "sightings", {"words": "at the counter", "respondent": "R-1"})
        said = {"person": "ana", "reason": "threats_in_texts", "source": "phone"}
        await acts(t, "watch/concerns", said | {"at": START.isoformat()})
        await given(t, RaiseAlarm(AlarmKind.TRACKER_TROUBLE, "person:ana silent", "Not heard."))
        # A position of Rex begins a trail that is hers as well.
        await given(t, RecordConsent("respondent:R-1", "court_order", "-", True, "jo"))
        rex = Report("rex-ankle", Kind.POSITION, (Fix(35.2, -92.4, 9.0, None, START),))
        await t.positions.hear("county", [rex])
        await t.settled()
        link = {"role": "police", "name": "-", "agency": "-", "person": "ana"}
        await acts(t, "watch/links", link | {"expires_at": at(days=2)})
        watch = state.watch
        names = {
            "incident": "I-2",
            "unit": unit,
            "walk": next(iter(watch.walks)),
            "sighting": next(iter(watch.sightings)),
            "order": "O-1",
            "link": next(iter(watch.sharing.links)),
            "respondent": "R-1",
            "trail": next(iter(watch.trails.trails)),
            "about": "ana",
            "concern": next(iter(watch.cases.concerns)),
        }
        yield t, Hers(names)


async def routes(t: Town) -> list[tuple[str, str]]:
    """Every verb and path of the API."""
    paths = (await t.http.get("/schema/openapi.json")).json()["paths"]
    return [
        (verb, path)
        for path, verbs in paths.items()
        if path.startswith(V1) and path not in BARE_PATHS
        for verb in verbs
    ]


def named(path: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", path)


async def asks(t: Town, verb: str, path: str, names: dict[str, str], head: dict[str, str]):
    body = None if verb in ("get", "delete") else BODIES[path]
    query = {kind: names[kind] for kind in [ASKED_FOR.get(path)] if kind}
    where = path.format(**names)
    answer = await t.http.request(verb, where, headers=head, json=body, params=query)
    return answer.status_code, answer.text


async def lists(t: Town, person: str) -> str:
    """All that every route without a name in its path shows to somebody."""
    head, shown = await t.auth(person), ""
    for verb, path in await routes(t):
        if verb == "get" and not named(path):
            answer = await t.http.get(path, headers=head)
            shown += answer.text if answer.is_success else ""
    return shown


async def test_every_name_in_a_path_is_one_that_the_wall_knows_or_a_colleagues_or_a_roads():
    async with town() as t:
        found = {name for _, path in await routes(t) for name in named(path)}
        assert found - {"person", "road", "hash", "z", "x", "y", "trial"} == set(HIDES)


async def test_every_route_answers_of_hers_as_of_what_never_was_and_changes_nothing():
    async with her_town() as (t, hers):
        # Jo has every right of the control room, and of cases.
        await is_colleague(t, "jo")
        head = await t.auth("jo")
        other = await t.auth("mo")
        before, tried = t.service.engine.position, 0
        for verb, path in await routes(t):
            for kind in HIDES.keys() & set(named(path)):
                hidden = await asks(t, verb, path, BESIDE | {kind: hers.names[kind]}, head)
                unknown = await asks(t, verb, path, BESIDE | {kind: NO_SUCH}, head)
                assert hidden == unknown, (verb, path)
                assert hidden[0] == 404 or "unknown" in hidden[1], (verb, path, hidden)
                tried += 1
        assert tried >= len(BODIES)
        assert t.service.engine.position == before
        # The framework remembers paths: what it was told for one must not hold for the next.
        path = f"{V1}/incidents/I-2"
        assert (await t.http.get(path, headers=other)).json()["incident"] == "I-2"
        assert (await t.http.get(path, headers=head)).status_code == 404


async def test_everybody_else_is_shown_all_of_it_as_before():
    async with her_town() as (t, hers):
        await is_colleague(t, "lee")
        head = await t.auth("jo")
        for verb, path in await routes(t):
            for kind in HIDES.keys() & set(named(path)) if verb == "get" else ():
                names = {**BESIDE, kind: hers.names[kind]}
                status, said = await asks(t, verb, path, names, head)
                assert status in (200, 409), (path, said)
        shown = await lists(t, "jo")
        assert [mark for mark in hers.marks if mark not in shown] == []
        # A dispatcher sees all but links, which are for others to give, and his trail.
        shown = await lists(t, "mo")
        missing = [f'"{hers.names[kind]}"' for kind in ("link", "trail")]
        assert [mark for mark in hers.marks if mark not in shown] == missing
        assert "person:ana silent" in shown


@pytest.mark.parametrize("person", ["mo", "lee", "jo", "nell"])
async def test_no_list_and_no_board_shows_a_respondent_who_works_here_anything_of_hers(person):
    async with her_town() as (t, hers):
        await is_colleague(t, person)
        shown = await lists(t, person)
        assert [mark for mark in hers.marks if mark in shown] == []
        assert "person:ana silent" not in shown
        # What is somebody else's is there as ever.
        assert ('"I-3"' in shown) == (person != "nell")


async def test_her_record_stays_hidden_when_memory_has_forgotten_the_incident():
    async with her_town() as (t, _):
        await is_colleague(t, "lee")
        del t.service.engine.state.response.incidents["I-2"]
        for incident, status in (("I-2", 404), ("I-3", 200)):
            path = f"{V1}/incidents/{incident}/timeline"
            answer = await t.http.get(path, headers=await t.auth("lee"))
            assert answer.status_code == status
            assert '"I-2"' not in answer.text


async def test_nobody_reaches_her_by_what_a_body_names():
    async with her_town() as (t, hers):
        await is_colleague(t, "jo")
        head = await t.auth("jo")
        alarm = f"{AlarmKind.TRACKER_TROUBLE}:person:ana silent"
        link = {"role": "police", "name": "-", "agency": "-", "expires_at": at(days=2)}
        consent = {"basis": "consent", "purpose": "-", "is_given": False}
        before = t.service.engine.position
        for path, body, field, name, unknown in (
            ("incidents/I-3/link", {"reason": "-"}, "other", "I-2", NO_SUCH),
            ("incidents/I-3/dispatch", {}, "unit", hers.names["unit"], NO_SUCH),
            ("walks", {"to": "the lot"}, "person", "ana", NO_SUCH),
            ("checks", {"minutes": 10}, "recipient", "person:ana", f"person:{NO_SUCH}"),
            ("alarms/clear", {}, "alarm", alarm, NO_SUCH),
            ("sightings", {"words": "-"}, "respondent", "R-1", NO_SUCH),
            ("watch/links", link, "person", "ana", NO_SUCH),
            ("watch/escorts", {"shift": at(days=1)}, "person", "ana", NO_SUCH),
            ("watch/calls", {"words": "-"}, "person", "ana", NO_SUCH),
            ("watch/measures", {"measure": "photo"}, "person", "ana", NO_SUCH),
            ("watch/concerns", CONCERN, "person", "ana", NO_SUCH),
            ("watch/links", link, "incident", "I-2", NO_SUCH),
            ("watch/consents", consent, "owner", "respondent:R-1", f"respondent:{NO_SUCH}"),
        ):
            said = [
                await t.http.post(f"{V1}/{path}", json=body | {field: each}, headers=head)
                for each in (name, unknown)
            ]
            assert said[0].status_code in (404, 409), path
            assert said[0].text == said[1].text, path
        assert t.service.engine.position == before


async def test_her_plan_and_her_screens_are_to_him_those_of_nobody():
    async with her_town() as (t, _):
        await is_colleague(t, "jo")
        head = await t.auth("jo")
        before = t.service.engine.position
        for path, body in (
            ("plans/{}", PLAN),
            ("plans/{}/reviewed", {"review_at": at(days=9)}),
            ("screens/{}", SCREEN),
            ("plans/{}", None),
            ("screens/{}", None),
        ):
            said = [
                await t.http.request(
                    "POST" if body else "GET", f"{W}/{path.format(name)}", json=body, headers=head
                )
                for name in ("ana", NO_SUCH)
            ]
            assert said[0].status_code in (404, 409), path
            assert said[0].text == said[1].text, path
        assert t.service.engine.position == before


async def test_an_open_stream_is_started_anew_without_her_in_the_second_it_is_his():
    async with her_town() as (t, hers):
        his, other = Ear(t.web, await t.auth("lee")), Ear(t.web, await t.auth("mo"))
        for ear in (his, other):
            await ear.until(lambda ear: ear.named("reset"))
        assert '"I-2"' in his.bytes.decode()
        until_now = len(his.bytes)
        await is_colleague(t, "lee")
        await his.until(lambda ear: len(ear.named("reset")) > 1)
        await t.text(ANA, "hurry")
        await t.text(KIT, "hurry too")
        await other.until(lambda ear: "hurry too" in ear.bytes.decode())
        await his.until(lambda ear: "hurry too" in ear.bytes.decode())
        since = his.bytes[until_now:].decode()
        assert [mark for mark in hers.marks if mark in since] == []
        assert '"hurry"' not in since
        assert '"hurry"' in other.bytes.decode()
        assert not his.is_over
        for ear in (his, other):
            await ear.leave()


async def test_who_comes_back_with_an_older_position_is_sent_a_whole_board():
    async with her_town() as (t, hers):
        head, position = await t.auth("lee"), t.service.engine.position
        await is_colleague(t, "lee")
        ear = Ear(t.web, head, f"after={position}")
        await ear.until(lambda ear: ear.named("reset"))
        assert [mark for mark in hers.marks if mark in ear.bytes.decode()] == []
        await ear.leave()


async def test_when_the_court_takes_the_order_back_he_sees_what_everybody_sees():
    async with her_town() as (t, _):
        await is_colleague(t, "lee")
        await given(t, VacateOrder("O-1", START, "court", "jo"))
        assert '"I-2"' in (await t.http.get(f"{V1}/board", headers=await t.auth("lee"))).text


async def test_nobody_who_must_stay_away_is_offered_to_search_for_her():
    async with her_town() as (t, _):
        lee, mo = await t.auth("lee"), await t.auth("mo")
        assert (await t.http.post(f"{V1}/incidents/I-2/command", headers=lee)).is_success
        offers = []
        for _turn in range(2):
            found = (await t.http.get(f"{V1}/incidents/I-2", headers=mo)).json()["could_search"]
            offers.append({one["recipient"] for one in found})
            await is_colleague(t, "lee")
        assert "person:lee" in offers[0] - offers[1]
