"""Nearness over the API: the control room sees how near, she sees what to do, nobody sees where."""

from msgspec.structs import replace

from tests.watch import casework
from tests.web.desk_case import case, given
from tests.web.town import HARLOW, town
from tocsin.engine.positions import Heard
from tocsin.engine.service import Service
from tocsin.exchange.fix import Fix
from tocsin.exchange.tracker import Kind, Report
from tocsin.kernel.private import Private
from tocsin.watch.nearness import RecordConsent, ReportTracker
from tocsin.watch.respondent_entry import SetRespondent

NEAR_PATH, OWN_PATH, CONSENTS = (
    "/api/v1/watch/nearness",
    "/api/v1/me/nearness",
    "/api/v1/watch/consents",
)
HOME, NEXT_DOOR, FAR = (35.2000, -92.4000), (35.2005, -92.4001), (35.3000, -92.5000)
CONSENT = {"owner": "person:ana", "basis": "consent", "purpose": "to be warned of him"}


async def watched(t, **changes):
    await case(t, **changes)
    await given(t, RecordConsent("person:ana", "consent", "to be warned", True, "ana"))
    await t.nearness.look()


async def tells(t, owner, point, accuracy_m=10.0):
    fix = Fix(point[0], point[1], accuracy_m, None, t.clock.now())
    report = Report("any", Kind.POSITION, (fix,))
    await t.nearness.hear([Heard(owner, report, "feed")], t.clock.now())
    await t.settled()


async def looks(t, person, path=NEAR_PATH):
    answer = await t.http.get(path, headers=await t.auth(person))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_pair_is_shown_with_both_ages_and_accuracies_and_without_any_place():
    async with town() as t:
        await watched(t)
        await tells(t, "person:ana", HOME, 8.0)
        await tells(t, "respondent:R-1", NEXT_DOOR, 15.0)
        await t.later(20)
        answer = await t.http.get(NEAR_PATH, headers=await t.auth("jo"))
        (pair,) = answer.json()["pairs"]
        assert pair["nearness"] == "near"
        assert pair["respondent_name"] == "Rex Vosskamp"
        assert (pair["her_accuracy_m"], pair["his_accuracy_m"]) == (8.0, 15.0)
        assert pair["her_fix_at"] == pair["his_fix_at"]
        assert 40 < pair["distance_m"] < 80
        assert pair["allowed_m"] == 300
        assert "35.2" not in answer.text
        assert "92.4" not in answer.text


async def test_who_is_not_watched_is_unknown_and_the_page_can_say_why():
    async with town() as t:
        await case(t)
        (pair,) = (await looks(t, "jo"))["pairs"]
        assert (pair["nearness"], pair["why"]) == ("unknown", "no_consent")
        await given(t, SetRespondent(casework.rex(), "jo"))
        (pair,) = (await looks(t, "jo"))["pairs"]
        assert (pair["nearness"], pair["why"]) == ("unknown", "no_tracker")


async def test_what_was_not_heard_for_long_is_unknown_again():
    async with town() as t:
        await watched(t)
        await tells(t, "person:ana", HOME)
        await tells(t, "respondent:R-1", FAR)
        assert (await looks(t, "jo"))["pairs"][0]["nearness"] == "far"
        await t.later(7200)
        assert (await looks(t, "jo"))["pairs"][0]["nearness"] != "far"


async def test_a_node_that_follows_says_that_trackers_are_heard_elsewhere_and_calls_nobody_far(
    monkeypatch,
):
    async with town() as t:
        await watched(t)
        await tells(t, "person:ana", HOME)
        await tells(t, "respondent:R-1", FAR)
        (pair,) = (await looks(t, "jo"))["pairs"]
        assert pair["nearness"] == "far"
        monkeypatch.setattr(Service, "is_following", True)
        (pair,) = (await looks(t, "jo"))["pairs"]
        assert (pair["nearness"], pair["why"]) == ("unknown", "elsewhere")
        assert (await looks(t, "ana", OWN_PATH))["nearness"] == "unknown"


async def test_what_the_leader_put_on_record_as_near_is_near_at_a_node_that_follows(monkeypatch):
    async with town() as t:
        await watched(t)
        await tells(t, "person:ana", HOME)
        await tells(t, "respondent:R-1", NEXT_DOOR)
        monkeypatch.setattr(Service, "is_following", True)
        assert "near" in [pair["nearness"] for pair in (await looks(t, "jo"))["pairs"]]
        assert (await looks(t, "ana", OWN_PATH))["nearness"] == "near"


async def test_a_tracker_in_trouble_is_shown_with_its_ground():
    async with town() as t:
        await watched(t)
        await given(t, ReportTracker("respondent:R-1", "strap_open", False, t.clock.now()))
        found = {each["owner"]: each for each in (await looks(t, "lee"))["trackers"]}
        assert found["respondent:R-1"]["troubles"] == ["strap_open"]
        assert found["person:ana"]["basis"] == "consent"


async def test_reading_is_on_record_before_it_is_shown():
    async with town() as t:
        await case(t)
        await looks(t, "mo")
        (read,) = t.facts("RecordRead")
        assert (read.person, read.what) == ("mo", "nearness")


async def test_only_the_control_room_sees_pairs_and_enters_consents():
    async with town() as t:
        await case(t)
        for person in ("kit", "nell"):
            head = await t.auth(person)
            assert (await t.http.get(NEAR_PATH, headers=head)).status_code == 403
            assert (await t.http.post(CONSENTS, json=CONSENT, headers=head)).status_code == 403
        assert not t.facts("ConsentRecorded")


async def test_the_respondents_tracker_is_never_shown_to_the_protected_person():
    async with town() as t:
        await watched(t)
        await tells(t, "respondent:R-1", NEXT_DOOR)
        # Ana is a dispatcher: her role may see guarded records, but not those of her own case.
        found = await looks(t, "ana")
        assert found["pairs"] == []
        assert [each["owner"] for each in found["trackers"]] == ["person:ana"]


async def test_a_colleague_who_must_stay_away_sees_nothing_of_her_and_changes_nothing():
    async with town() as t:
        await watched(t, staff=casework.sealed("mo"))
        found = await looks(t, "mo")
        assert (found["pairs"], found["trackers"]) == ([], [])
        gone = {**CONSENT, "is_given": False}
        answer = await t.http.post(CONSENTS, json=gone, headers=await t.auth("mo"))
        # As of somebody who is nobody.
        assert (answer.status_code, answer.json()["reason"]) == (409, "owner_unknown")
        assert "person:ana" in t.service.engine.state.watch.consents


async def test_she_learns_near_far_or_unknown_and_what_to_do_and_no_more():
    async with town() as t:
        await watched(t)
        assert (await looks(t, "ana", OWN_PATH))["nearness"] == "unknown"
        await tells(t, "person:ana", HOME)
        await tells(t, "respondent:R-1", FAR)
        assert (await looks(t, "ana", OWN_PATH))["nearness"] == "far"
        await tells(t, "respondent:R-1", NEXT_DOOR)
        own = await looks(t, "ana", OWN_PATH)
        assert own["nearness"] == "near"
        assert "SOS" in own["what_to_do"]
        assert set(own) == {"nearness", "what_to_do"}
        assert "Rex" not in str(own)


async def test_a_silent_phone_shows_what_everybody_without_a_case_is_shown():
    async with town() as t:
        text = HARLOW.read_text("utf-8")
        await t.load(text.replace('mode = "answering"', 'mode = "silent"'))
        await watched(t)
        await tells(t, "respondent:R-1", NEXT_DOOR)
        hers, anybodys = await looks(t, "ana", OWN_PATH), await looks(t, "kit", OWN_PATH)
        assert hers == anybodys
        assert hers["nearness"] == "not_shown"


async def test_a_consent_is_recorded_and_taken_back_and_what_is_no_ground_is_refused():
    async with town() as t:
        await case(t)
        head = await t.auth("jo")
        assert (await t.http.post(CONSENTS, json=CONSENT, headers=head)).status_code == 200
        assert t.service.engine.state.watch.consents == {"person:ana": "consent"}
        forced = {**CONSENT, "basis": "court_order"}
        answer = await t.http.post(CONSENTS, json=forced, headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (409, "consent_needed")
        odd = await t.http.post(CONSENTS, json={**CONSENT, "basis": "because"}, headers=head)
        assert odd.status_code == 400
        back = {**CONSENT, "is_given": False}
        assert (await t.http.post(CONSENTS, json=back, headers=head)).status_code == 200
        assert t.service.engine.state.watch.consents == {}


async def test_the_names_of_an_erased_respondent_do_not_break_the_page():
    async with town() as t:
        await case(t)
        known = t.service.engine.state.watch.cases.respondents
        known["R-1"] = replace(known["R-1"], name=Private("respondent:R-1", None))
        (pair,) = (await looks(t, "jo"))["pairs"]
        assert pair["respondent_name"] == "R-1"
