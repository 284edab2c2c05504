"""The desk in a real browser: tonight's risk, as a safety coordinator sees it at three in the morning.

Everything is found by its role and its label, as by somebody who cannot see it.
"""

import pytest
from msgspec.structs import replace

from tests.browser.room import Room, needs_browser, room
from tests.watch import casework
from tests.web.desk_case import given, whole_case
from tests.web.town import HARLOW
from tocsin.facts.sightings import SightingSource
from tocsin.facts.system import KeyKind
from tocsin.watch.nearness import RecordConsent
from tocsin.watch.sightings import ReportSighting
from tocsin.watch.walks import StartWalk

pytestmark = needs_browser

WIDTHS = (1440, 390)
NASTY = "<img src=x onerror=\"document.title='broken in'\"> grey pickup by the side door"
SEEN = ReportSighting("person:kit", SightingSource.BOARD, NASTY, None, "station_one_lot")


async def enter(r: Room, person: str = "jo") -> None:
    key = await r.town.key(person, KeyKind.LINK)
    await r.page.goto(f"{r.address}/desk#key={key}")
    await r.page.get_by_text("● LIVE").wait_for()


def part(r: Room, name: str):
    return r.page.get_by_role("region", name=name)


async def presses(r: Room, name: str, **how) -> None:
    await r.page.get_by_role("button", name=name, **how).click()


async def gone(r: Room, text: str) -> None:
    await r.page.get_by_text(text).first.wait_for(state="detached", timeout=5_000)


@pytest.mark.parametrize("width", WIDTHS)
async def test_tonight_says_who_when_by_which_door_why_and_what_is_missing(width):
    async with room(width) as r:
        await r.town.later(-3 * 3600)
        await whole_case(r.town)
        await enter(r)
        tonight = part(r, "Tonight")
        for seen in ("Ana Quellimarsh", "△ raised", "respondent is at large", "07:30 – 17:30"):
            await tonight.get_by_text(seen).first.wait_for(timeout=5_000)
        await tonight.get_by_text("Station One, side door → Station One parking lot").wait_for()
        gaps = tonight.get_by_role("list", name="Missing for Ana Quellimarsh")
        assert "Police not told" in await gaps.inner_text()
        assert await r.page.evaluate("document.documentElement.scrollWidth") <= width
        # No name and no place stands where others see it over a shoulder, or in a history.
        assert r.page.url == f"{r.address}/desk"
        assert (await r.page.title()).removeprefix("(1) open - ") == "Desk - Tocsin"
        assert r.complaints == []


async def test_one_button_closes_what_is_missing_and_it_is_on_record():
    async with room() as r:
        await whole_case(r.town)
        await enter(r)
        await presses(r, "Police told: Ana Quellimarsh")
        await presses(r, "Yes, it stands")
        await gone(r, "Police not told")
        (done,) = r.town.facts("MeasureDone")
        assert (done.person, done.measure, done.by) == ("ana", "police_told", "jo")
        assert r.complaints == []


async def test_an_order_is_verified_by_somebody_other_than_who_entered_it():
    async with room() as r:
        await whole_case(r.town)
        await enter(r, "jo")
        await presses(r, "Compare and verify: Ana Quellimarsh")
        await r.sees("Not yours to verify")
        await r.page.context.clear_cookies()
        await r.page.goto("about:blank")
        await enter(r, "lee")
        await presses(r, "Compare and verify: Ana Quellimarsh")
        await r.sees("Distance 300 m")
        await presses(r, "The paper says the same")
        await gone(r, "Order not compared")
        (verified,) = r.town.facts("OrderVerified")
        assert (verified.order, verified.by) == ("O-1", "lee")
        assert r.complaints == []


async def test_custody_is_entered_with_source_and_time_and_the_page_follows():
    async with room(390) as r:
        await whole_case(r.town)
        await enter(r)
        await r.page.get_by_text("Respondents and custody").click()
        await part(r, "Orders, respondents, plans").get_by_text("▲ AT LARGE").wait_for()
        await presses(r, "Say custody")
        await r.page.get_by_label("in custody", exact=True).check()
        await r.page.get_by_label("On whose word").fill("county jail, by telephone")
        await presses(r, "Put on record")
        await part(r, "Orders, respondents, plans").get_by_text("○ in custody").wait_for()
        await part(r, "Tonight").get_by_text("○ steady").first.wait_for()
        said = r.town.facts("CustodyStated")[-1]
        assert (said.status, said.by) == ("in_custody", "jo")


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_new_sighting_is_there_by_itself_and_is_judged_with_one_press(width):
    async with room(width) as r:
        await whole_case(r.town)
        await enter(r)
        await r.sees("No sighting waits to be judged.")
        await given(r.town, SEEN)
        sightings = part(r, "Sightings to judge")
        for seen in (NASTY, "Station One parking lot", "△ not sure: Rex Vosskamp", "near Ana"):
            await sightings.get_by_text(seen).first.wait_for(timeout=5_000)
        assert await r.page.locator("img").count() == 0
        box = await sightings.get_by_role("button", name="It is Rex Vosskamp").bounding_box()
        assert box, "the button is there"
        assert box["y"] + box["height"] <= 900, "a clock runs: it is seen without scrolling"
        await presses(r, "Nobody known")
        await r.sees("No sighting waits to be judged.")
        (judged,) = r.town.facts("SightingJudged")
        assert (judged.by, judged.respondent) == ("jo", "")
        assert r.complaints == []


async def test_what_nobody_judged_in_time_says_that_it_counts_as_him():
    async with room() as r:
        await whole_case(r.town)
        await given(r.town, SEEN)
        await enter(r)
        await r.sees("Counts as him in")
        await r.town.later(121)
        await r.sees("NOBODY JUDGED IT IN TIME")


async def test_reception_reports_whom_it_knows_with_one_tap():
    async with room(390) as r:
        await whole_case(r.town)
        photo = casework.sealed("folder 7, red")
        known = r.town.service.engine.state.watch.cases.respondents
        known["R-1"] = replace(known["R-1"], photo=photo)
        await enter(r)
        await presses(r, "At reception: who is it?")
        await r.page.get_by_label("Which reception").select_option("station_one")
        await r.sees("Picture: folder 7, red")
        await presses(r, "Rex Vosskamp is here")
        await r.sees("■ SURE: Rex Vosskamp")
        (seen,) = r.town.facts("SightingReported")
        assert (seen.source, seen.by, seen.place) == ("reception", "person:jo", "station_one")


async def test_a_sighting_is_reported_by_keyboard_alone():
    async with room() as r:
        await whole_case(r.town)
        await enter(r)
        await r.page.get_by_role("button", name="Report a sighting").focus()
        await r.page.keyboard.press("Enter")
        await r.page.get_by_label("Who or what was seen").focus()
        await r.page.keyboard.type("a man by the bins")
        await r.page.get_by_role("button", name="Report it").focus()
        await r.page.keyboard.press("Enter")
        await r.sees("It fits nobody on record.")
        (seen,) = r.town.facts("SightingReported")
        assert seen.words.reveal() == "a man by the bins"


async def test_nearness_is_told_with_ages_and_why_it_is_unknown_and_a_consent_is_recorded():
    async with room() as r:
        await whole_case(r.town)
        await enter(r)
        near = part(r, "Nearness and trackers")
        await near.get_by_text("? UNKNOWN: counts as near").wait_for()
        await near.get_by_text("she has not agreed that her position is looked at").wait_for()
        await presses(r, "Record a ground or consent")
        await r.page.get_by_label("Whose tracker").select_option("person:ana")
        await r.page.get_by_label("an order of a court").check()
        await r.page.get_by_label("For what").fill("to be warned when he is near")
        await presses(r, "Put on record")
        # The refusal stands at the field that it is about.
        await r.page.get_by_role("group", name="Ground").wait_for()
        await r.sees("with their consent only")
        await r.page.get_by_label("their own consent").check()
        await presses(r, "Put on record")
        await near.get_by_text("looked at by consent").wait_for()
        assert r.town.service.engine.state.watch.consents == {"person:ana": "consent"}


async def test_an_escort_is_asked_from_tonight_and_the_walk_says_whether_one_accepted():
    async with room(390) as r:
        await r.town.later(-3 * 3600)
        await whole_case(r.town)
        await enter(r)
        await presses(r, "Ask for an escort: Ana Quellimarsh")
        await r.page.get_by_label("Whom to ask").fill("person:lee")
        await presses(r, "Ask them")
        walks = part(r, "Walks and checks")
        await walks.get_by_text("Lee Brasknolley △ asked, no answer yet").wait_for()
        assert await walks.get_by_text("parking lot").count() == 0
        await presses(r, "Escort says yes")
        await presses(r, "Yes", exact=True)
        await walks.get_by_text("Lee Brasknolley ✓ goes along").wait_for()
        await presses(r, "Show where")
        await r.sees("Station One parking lot")
        assert "walk" in {one.what for one in r.town.facts("RecordRead")}
        assert r.complaints == []


async def test_tonight_has_one_button_beside_the_escort_that_is_missing_and_it_asks_one():
    async with room(390) as r:
        await r.town.later(-3 * 3600)
        await whole_case(r.town)
        await enter(r)
        gap = r.page.get_by_role("listitem").filter(has_text="No escort confirmed").last
        await gap.get_by_role("button").first.wait_for()
        assert await gap.get_by_role("button").count() == 1
        assert r.complaints == []


async def test_a_call_is_taken_down_and_nothing_says_whether_it_had_a_code_word():
    async with room(390) as r:
        await whole_case(r.town)
        await enter(r)
        await presses(r, "Take down a call")
        await r.page.get_by_label("Whose call it was").fill("ana")
        await r.page.get_by_label("What was said").fill("she asks for the papers")
        await presses(r, "Put on record")
        await r.sees("Who leads is told")
        assert [one.code_word for one in r.town.facts("CallScreened")] == [False]
        assert r.complaints == []


async def test_a_walk_without_word_presses():
    async with room(390) as r:
        await whole_case(r.town)
        await given(r.town, StartWalk("kit", "jo", 10, ""))
        await enter(r)
        await r.sees("word within")
        await r.town.later(605)
        await r.sees("▲ 1 without word")
        await r.sees("▲ NO WORD: was asked; without an answer it is an SOS")


async def test_what_the_api_refuses_is_said_beside_its_field_and_nothing_is_lost():
    async with room(390) as r:
        await whole_case(r.town)
        await enter(r)
        await presses(r, "Enter an order")
        await r.page.get_by_label("Court", exact=True).fill("District Court of Tarn")
        protected = r.page.get_by_label("Whom it protects")
        await protected.fill("nobody_here")
        await r.page.get_by_label("Against whom").fill("R-1")
        await r.page.get_by_label("Issued").fill("2026-07-01T10:00")
        await presses(r, "Put on record")
        await r.sees("The protected person is a person id of the agency file.")
        said = await protected.get_attribute("aria-describedby")
        assert "person id" in await r.page.locator(f"#{said}").inner_text()
        await protected.fill("ana")
        await presses(r, "Put on record")
        await r.sees("On record as")
        entered = r.town.facts("OrderEntered")[-1].order
        assert (entered.protected, entered.respondents) == (("ana",), ("R-1",))
        # The clocks of the agency were meant: ten in the morning in Harlow.
        assert entered.issued_at.isoformat() == "2026-07-01T15:00:00+00:00"
        # What was left empty is not said.
        assert (entered.served_at, entered.expires_at) == (None, None)


async def test_orders_and_plans_are_read_and_recorded_only_when_they_are_opened():
    async with room() as r:
        await whole_case(r.town)
        await enter(r)
        await r.sees("Ana Quellimarsh")
        assert {one.what for one in r.town.facts("RecordRead")} <= {
            "tonight",
            "sightings",
            "nearness",
        }
        await r.page.get_by_text("Protection orders").click()
        await r.sees("▲ NOT VERIFIED")
        assert "orders" in {one.what for one in r.town.facts("RecordRead")}


async def test_the_page_says_since_when_it_is_not_live():
    async with room() as r:
        await whole_case(r.town)
        await enter(r)
        r.town.web.stream._pulse = lambda: None
        await r.page.get_by_text("NOT LIVE since").wait_for(timeout=3_500)
        del r.town.web.stream._pulse
        await r.page.get_by_text("● LIVE").wait_for(timeout=5_000)


async def test_whoever_may_not_see_cases_sees_none_and_she_sees_what_to_do():
    async with room(390) as r:
        await whole_case(r.town)
        await enter(r, "kit")
        await r.sees("Nothing is shown here.")
        assert await r.page.get_by_text("Ana").count() == 0
        assert r.town.facts("RecordRead") == []


async def test_a_protected_dispatcher_is_told_unknown_and_sees_no_pair_of_her_own():
    async with room() as r:
        await whole_case(r.town)
        await given(r.town, RecordConsent("person:ana", "consent", "to be warned", True, "ana"))
        await enter(r, "ana")
        await r.sees("? NOBODY CAN SAY")
        await r.sees("No pair that you may see.")


async def test_board_and_desk_lead_to_each_other_for_those_who_may_see_both():
    async with room() as r:
        await r.enter("jo")
        await r.page.get_by_role("link", name="Desk").click()
        await part(r, "Tonight").wait_for()
        await r.page.get_by_role("link", name="Board").click()
        await r.sees("No open SOS")
        await r.page.context.clear_cookies()
        await r.page.goto("about:blank")
        await r.enter("kit")
        assert await r.page.get_by_role("link", name="Desk").count() == 0


async def test_whoever_is_dismissed_sees_nothing_more():
    async with room() as r:
        await whole_case(r.town)
        await enter(r, "ivy")
        await r.sees("Ana Quellimarsh")
        text = HARLOW.read_text("utf-8")
        start = text.index('[[staff]]\nid = "ivy"')
        left = text[:start] + text[text.index("[[staff]]", start + 5) :]
        duty = '  { person = "ivy", days = "sun-wed", start = "19:00", end = "07:00" },\n'
        await r.town.load(left.replace(duty, ""))
        await r.sees("Signed out")
        assert await r.page.get_by_text("Ana").count() == 0
