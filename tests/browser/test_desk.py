"""The desk in a real browser: tonight's risk, as a safety coordinator sees it at three in the morning.

Everything is found by its role and its label, as by somebody who cannot see it.
"""

import re

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


async def enter(r: Room, person: str = "jo", view: str = "") -> None:
    key = await r.town.key(person, KeyKind.LINK)
    await r.page.goto(f"{r.address}/desk{view and '?view='}{view}#key={key}")
    await r.page.get_by_text("● LIVE").wait_for()


async def enter_anew(r: Room, person: str, view: str = "") -> None:
    await r.page.context.clear_cookies()
    await r.page.goto("about:blank")
    await enter(r, person, view)


def part(r: Room, name: str):
    return r.page.get_by_role("region", name=name)


async def presses(r: Room, name: str, **how) -> None:
    await r.page.get_by_role("button", name=name, **how).click()


async def gone(r: Room, text: str) -> None:
    await r.page.get_by_text(text).first.wait_for(state="detached", timeout=5_000)


def reads(r: Room) -> list[str]:
    return [one.what for one in r.town.facts("RecordRead")]


@pytest.mark.parametrize("width", WIDTHS)
async def test_tonight_says_who_when_why_and_what_is_missing_and_one_button_closes_it(width):
    async with room(width) as r:
        await r.town.later(-3 * 3600)
        await whole_case(r.town)
        await enter(r)
        tonight = part(r, "Tonight")
        for seen in ("▲ 4 missing, for 1 person", "Ana Quellimarsh", "△ raised", "07:30 – 17:30"):
            await tonight.get_by_text(seen).first.wait_for(timeout=5_000)
        await tonight.get_by_text("respondent is at large").wait_for()
        await tonight.get_by_text("Station One, side door → Station One parking lot").wait_for()
        # What is in order says on whose word, and how old that is.
        await tonight.get_by_text("In order (2)").click()
        said = re.compile(r"says county jail, by telephone, confirmed, \d+ s ago")
        await tonight.get_by_text(said).wait_for()
        await tonight.get_by_text("Plan looked through").wait_for()
        gap = r.page.get_by_role("listitem").filter(has_text="No escort confirmed").last
        assert await gap.get_by_role("button").count() == 1
        assert await r.breaches() == []
        assert await r.page.evaluate("document.documentElement.scrollWidth") <= width
        # No name and no place stands where others see it over a shoulder, or in a history.
        assert r.page.url == f"{r.address}/desk"
        assert (await r.page.title()).removeprefix("(1) open - ") == "Desk - Tocsin"
        assert reads(r) == ["tonight"]
        # What is something else to another list is no reading of this one.
        await given(r.town, StartWalk("kit", "jo", 10, ""))
        await part(r, "Walks under way").get_by_text("Kit Fennaquill").wait_for()
        assert reads(r) == ["tonight"]
        await presses(r, "Police told: Ana Quellimarsh")
        await presses(r, "Yes, it stands")
        await gone(r, "Police not told")
        kept = "document.activeElement.className"
        assert await r.page.evaluate(kept) == "as-read", "a keyboard stays where the gap was"
        (done,) = r.town.facts("MeasureDone")
        assert (done.person, done.measure, done.by) == ("ana", "police_told", "jo")
        assert reads(r) == ["tonight", "tonight"]
        assert r.complaints == []


async def test_an_order_is_verified_by_somebody_other_than_who_entered_it():
    async with room() as r:
        await whole_case(r.town)
        await enter(r, "jo")
        own = r.page.get_by_role("button", name="Compare and verify: Ana Quellimarsh")
        await own.wait_for()
        assert await own.is_disabled()
        await r.sees("Somebody other than who entered it must verify it.")
        await enter_anew(r, "lee")
        await presses(r, "Compare and verify: Ana Quellimarsh")
        await r.sees("Distance 300 m")
        await presses(r, "The paper says the same")
        await gone(r, "Order not compared")
        (verified,) = r.town.facts("OrderVerified")
        assert (verified.order, verified.by) == ("O-1", "lee")
        assert reads(r).count("order") == 1
        assert r.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_new_sighting_presses_by_itself_and_is_judged_in_place(width):
    async with room(width) as r:
        await whole_case(r.town)
        await enter(r)
        await r.sees("missing, for 1 person")
        await given(r.town, SEEN)
        await r.sees("1 sighting waits to be judged, counts as him in")
        assert "sightings" not in reads(r), "nobody has looked at it yet"
        await presses(r, "Judge it")
        sightings = part(r, "Sightings")
        for seen in (NASTY, "Station One parking lot", "△ not sure: Rex Vosskamp", "near Ana"):
            await sightings.get_by_text(seen).first.wait_for(timeout=5_000)
        await sightings.get_by_text("by vehicle").wait_for()
        assert r.page.url == f"{r.address}/desk?view=sightings"
        assert await r.page.locator("img").count() == 0
        assert await r.breaches() == []
        box = await sightings.get_by_role("button", name="It is Rex Vosskamp").bounding_box()
        assert box, "the button is there"
        assert box["y"] + box["height"] <= 900, "a clock runs: it is seen without scrolling"
        await r.town.later(121)
        await r.sees("NOBODY JUDGED IT IN TIME")
        await presses(r, "Nobody known")
        await r.sees("No sighting waits to be judged.")
        (judged,) = r.town.facts("SightingJudged")
        assert (judged.by, judged.respondent) == ("jo", "")
        assert r.complaints == []


async def test_sightings_and_calls_are_taken_down_and_reception_reports_with_one_tap():
    async with room(390) as r:
        await whole_case(r.town)
        photo = casework.sealed("folder 7, red")
        known = r.town.service.engine.state.watch.cases.respondents
        known["R-1"] = replace(known["R-1"], photo=photo)
        await enter(r, view="sightings")
        await r.page.get_by_role("button", name="Report a sighting").focus()
        await r.page.keyboard.press("Enter")
        # The first question has the focus.
        await r.page.get_by_label("Who or what was seen").wait_for()
        await r.page.keyboard.type("a man by the bins")
        await r.page.get_by_role("button", name="Report it").focus()
        await r.page.keyboard.press("Enter")
        await r.sees("It fits nobody on record.")
        (seen,) = r.town.facts("SightingReported")
        assert seen.words.reveal() == "a man by the bins"
        await presses(r, "Take down a call")
        await r.page.get_by_label("Whose call it was").fill("ana")
        await r.page.get_by_label("What was said").fill("she asks for the papers")
        await presses(r, "Put on record")
        # Nothing says whether it had a code word.
        await r.sees("On record. Who leads is told.")
        assert [one.code_word for one in r.town.facts("CallScreened")] == [False]
        await presses(r, "At reception: who is it?")
        await r.page.get_by_label("Which reception").select_option("station_one")
        await r.sees("Picture: folder 7, red")
        await presses(r, "Rex Vosskamp is here")
        await r.sees("■ SURE: Rex Vosskamp")
        seen = r.town.facts("SightingReported")[-1]
        assert (seen.source, seen.by, seen.place) == ("reception", "person:jo", "station_one")
        assert r.complaints == []


async def test_nearness_is_told_with_ages_and_why_it_is_unknown_and_never_of_ones_own_case():
    async with room() as r:
        await whole_case(r.town)
        await enter(r, view="near")
        near = part(r, "Nearness and trackers")
        await near.get_by_text("? UNKNOWN: counts as near").wait_for()
        await near.get_by_text("she has not agreed that her position is looked at").wait_for()
        await presses(r, "Record a ground or consent")
        await r.page.get_by_label("Whose tracker").select_option("person:ana")
        await r.page.get_by_label("an order of a court").check()
        await r.page.get_by_label("For what").fill("to be warned when he is near")
        await presses(r, "Put on record")
        # The refusal stands at the field that it is about, and what was typed stays.
        await r.page.get_by_role("group", name="Ground").wait_for()
        await r.sees("with their consent only")
        assert await r.page.get_by_label("For what").input_value() == "to be warned when he is near"
        await r.page.get_by_label("their own consent").check()
        await presses(r, "Put on record")
        await near.get_by_text("looked at by consent").wait_for()
        assert r.town.service.engine.state.watch.consents == {"person:ana": "consent"}
        assert await r.breaches() == []
        await given(r.town, RecordConsent("person:ana", "consent", "to be warned", True, "ana"))
        await enter_anew(r, "ana", "near")
        await r.sees("? NOBODY CAN SAY")
        await r.sees("No pair that you may see.")
        assert r.complaints == []


async def test_an_escort_is_asked_from_tonight_and_where_she_walks_is_shown_on_record():
    async with room(390) as r:
        await r.town.later(-3 * 3600)
        await whole_case(r.town)
        await enter(r)
        await presses(r, "Ask for an escort: Ana Quellimarsh")
        await r.page.get_by_label("Whom to ask").fill("person:lee")
        await presses(r, "Ask them")
        await part(r, "Walks under way").get_by_text("△ asked, no answer yet").wait_for()
        await presses(r, "Walks 1")
        walks = part(r, "Walks")
        await walks.get_by_text("Lee Brasknolley △ asked, no answer yet").wait_for()
        assert await walks.get_by_text("parking lot").count() == 0
        await presses(r, "Escort says yes")
        await presses(r, "Yes", exact=True)
        await walks.get_by_text("Lee Brasknolley ✓ goes along").wait_for()
        await presses(r, "Show where: Ana Quellimarsh")
        await r.sees("Station One parking lot")
        assert "walk" in reads(r)
        # Why something cannot be done stands where its button is.
        assert await r.page.get_by_role("button", name="10 minutes more").is_disabled()
        await r.sees("Only a walk that is under way is extended.")
        assert await r.breaches() == []
        await r.page.get_by_role("button", name="Tonight").click()
        await part(r, "Tonight").get_by_text("Lee Brasknolley goes along").wait_for()
        assert r.complaints == []


async def test_a_walk_without_word_presses():
    async with room() as r:
        await whole_case(r.town)
        await given(r.town, StartWalk("kit", "jo", 10, ""))
        await enter(r)
        await r.sees("word within")
        await r.town.later(605)
        await r.sees("▲ 1 without word on a walk")
        await r.sees("▲ NO WORD: was asked; without an answer it is an SOS")


async def test_plans_and_orders_stand_by_their_dates_and_the_overdue_one_is_fixed_by_its_one_action():
    async with room(390) as r:
        await whole_case(r.town)
        await r.town.later(31 * 24 * 3600)
        await enter(r, view="plans")
        plans, orders = part(r, "Safety plans"), part(r, "Protection orders")
        await plans.get_by_text("▲ OVERDUE since Mon 3 Aug 2026").wait_for()
        await orders.get_by_text("ends Fri 2 Oct 2026, in 58 d").wait_for()
        await orders.get_by_text("▲ NOT VERIFIED").wait_for()
        assert set(reads(r)) == {"plans", "orders"}
        assert await r.breaches() == []
        await presses(r, "Looked through: Ana Quellimarsh")
        await r.page.get_by_label("Look through it again at").fill("2026-09-01T10:00")
        await presses(r, "Put on record")
        await plans.get_by_text("look through again Tue 1 Sept 2026").wait_for()
        # What a plan says is read, and the reading recorded, when it is opened.
        assert "plan" not in reads(r)
        await presses(r, "Open the plan: Ana Quellimarsh")
        await r.sees("Walk: Station One, side door → Station One parking lot, 4 min")
        assert "plan" in reads(r)
        await presses(r, "Show respondents")
        respondents = part(r, "Respondents and custody")
        await respondents.get_by_text("▲ AT LARGE").wait_for()
        await presses(r, "Say custody: Rex Vosskamp")
        await r.page.get_by_label("in custody", exact=True).check()
        await r.page.get_by_label("On whose word").fill("county jail, by telephone")
        await presses(r, "Put on record")
        await respondents.get_by_text("○ in custody").wait_for()
        said = r.town.facts("CustodyStated")[-1]
        assert (said.status, said.by) == ("in_custody", "jo")
        assert r.complaints == []


async def test_what_the_api_refuses_is_said_beside_its_field_and_nothing_is_lost():
    async with room() as r:
        await whole_case(r.town)
        await enter(r, view="plans")
        await presses(r, "Enter an order", exact=True)
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
        await part(r, "Protection orders").get_by_role("heading", name="O-2").wait_for()
        entered = r.town.facts("OrderEntered")[-1].order
        assert (entered.protected, entered.respondents) == (("ana",), ("R-1",))
        # The clocks of the agency were meant: ten in the morning in Harlow.
        assert entered.issued_at.isoformat() == "2026-07-01T15:00:00+00:00"
        # What was left empty is not said.
        assert (entered.served_at, entered.expires_at) == (None, None)
        # An order that is entered anew begins with all that it says now.
        await presses(r, "Enter it anew: O-1")
        assert await r.page.get_by_label("Last day on which it holds").input_value() == "2026-10-02"
        assert await r.page.get_by_label("Number").input_value() == "PO-2026-114"
        await r.page.keyboard.press("Escape")
        assert await r.page.get_by_label("Court", exact=True).count() == 0
        await presses(r, "Enter it anew: O-1")
        await r.page.get_by_label("Metres to keep from her").fill("400")
        await presses(r, "Put on record")
        await r.page.get_by_role("form").wait_for(state="detached")
        before, now = r.town.facts("OrderEntered")[0].order, r.town.facts("OrderEntered")[-1].order
        # Whoever leaves the last day as it is leaves the moment as it is.
        assert (now.distance_m, now.expires_at) == (400.0, before.expires_at)
        assert (now.conditions, now.protected) == (before.conditions, before.protected)
        assert r.complaints == []


async def test_since_when_it_is_not_live_is_said_and_whoever_is_dismissed_sees_nothing_more():
    async with room() as r:
        await whole_case(r.town)
        await enter(r, "ivy")
        await r.sees("Ana Quellimarsh")
        r.town.web.stream._pulse = lambda: None
        await r.page.get_by_text("NOT LIVE since").wait_for(timeout=3_500)
        del r.town.web.stream._pulse
        await r.page.get_by_text("● LIVE").wait_for(timeout=5_000)
        text = HARLOW.read_text("utf-8")
        start = text.index('[[staff]]\nid = "ivy"')
        left = text[:start] + text[text.index("[[staff]]", start + 5) :]
        duty = '  { person = "ivy", days = "sun-wed", start = "19:00", end = "07:00" },\n'
        await r.town.load(left.replace(duty, ""))
        await r.sees("Signed out")
        assert await r.page.get_by_text("Ana").count() == 0


async def test_a_colleague_is_dismissed_and_brought_back_and_the_doors_are_told():
    async with room() as r:
        await enter(r, "jo", "people")
        for name, go in (
            ("Dismiss a colleague", "Dismiss them now"),
            ("Take a dismissal", "Bring"),
        ):
            await presses(r, name)
            await r.page.get_by_label("Person id").fill("kit")
            await r.page.get_by_label("This is the right person").check()
            await presses(r, go)
            await r.page.get_by_role("form").wait_for(state="detached")
        assert [one.person for one in r.town.facts("StaffDismissed")] == ["kit"]
        assert [one.person for one in r.town.facts("StaffReinstated")] == ["kit"]
        assert "badges" not in reads(r)
        await presses(r, "Show the badges")
        await r.sees("No badge is locked.")
        assert "badges" in reads(r)
        assert await r.breaches() == []


async def test_whoever_may_not_see_cases_sees_none_and_board_and_desk_lead_to_each_other():
    async with room() as r:
        await whole_case(r.town)
        await enter(r, "kit")
        await r.sees("Nothing is shown here.")
        assert await r.page.get_by_text("Ana").count() == 0
        assert reads(r) == []
        await r.page.context.clear_cookies()
        await r.page.goto("about:blank")
        await r.enter("jo")
        await r.page.get_by_role("link", name="Desk").click()
        await part(r, "Tonight").wait_for()
        await r.page.get_by_role("link", name="Board", exact=True).click()
        await r.page.wait_for_url(f"{r.address}/")
        await r.page.get_by_role("complementary").or_(r.page.get_by_role("main")).first.wait_for()
        assert await part(r, "Tonight").count() == 0
