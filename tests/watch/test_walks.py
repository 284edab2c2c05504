"""Safe walks: started, extended, ended by the code, or missed."""

from datetime import UTC, datetime

import pytest

from tests import cast
from tests.harness import TestTown
from tocsin.agency.dismissal import DismissStaff
from tocsin.facts.signals import SosRaised
from tocsin.facts.threats import ThreatRaised
from tocsin.facts.walks import WalkEnded, WalkStarted
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits import WALK_GRACE_S
from tocsin.watch.walk import Phase
from tocsin.watch.walks import EndWalk, ExtendWalk, StartWalk

SAFE, DURESS = cast.SAFE_CODE, cast.DURESS_CODE


def walk_of(town, who="ana"):
    return town.state.watch.walks[town.state.watch.walk_of[f"person:{who}"]]


def has_walk(town, who="ana"):
    return f"person:{who}" in town.state.watch.walk_of


def test_a_walk_begins_with_a_text_and_says_only_until_when(town):
    town.ana.texts("WALK the lot 10")
    assert town.ana.expects("OK. By 17:40 then.") == "OK. By 17:40 then."
    walk = walk_of(town)
    assert (walk.place, walk.start, walk.phase) == ("lot", "base", Phase.UNDER_WAY)
    assert not town.state.response.incidents


@pytest.mark.parametrize(
    ("text", "place", "words", "minutes"),
    [
        ("walk", "", "", 10),
        ("Walk 25", "", "", 25),
        ("WALK 5 north lot.", "lot", "", 5),
        ("walk north lot", "lot", "", 10),
        ("walk garage 7", "", "garage", 7),
        ("camino lot 10", "lot", "", 10),
        ("GO", "", "", 10),
        ("voy", "", "", 10),
    ],
)
def test_what_can_stand_behind_walk(loud_town, text, place, words, minutes):
    loud_town.ana.texts(text)
    walk = walk_of(loud_town)
    assert (walk.place, walk.words.reveal() if walk.words else "") == (place, words)
    assert (walk.until - walk.since).total_seconds() == minutes * 60


@pytest.mark.parametrize(
    "text",
    [
        "walk with me he follows me",
        "walk help",
        "walk he is here",
        "walk 500",
        "walk 0",
        "walking",
        "walk nobody there",
        "20",
        "home",
        "ok",
        "check",
        "check off",
        "check 1",
        "go go",
    ],
)
def test_whatever_is_not_exactly_expected_is_an_sos(loud_town, text):
    loud_town.ana.texts(text)
    assert len(loud_town.of(SosRaised)) == 1
    assert not loud_town.state.watch.walks


def test_a_stranger_and_a_unit_start_no_walk(loud_town):
    loud_town.rex.texts("WALK 10")
    loud_town.phones["P11"].texts("WALK 10")
    assert len(loud_town.of(SosRaised)) == 2


def test_minutes_alone_put_the_end_so_many_minutes_from_now(town):
    town.ana.texts("walk 10")
    town.ana.expects("17:40")
    town.fast_forward(minutes=8)
    town.ana.texts("20")
    town.ana.expects("By 17:58 then.")
    town.fast_forward(minutes=19)
    town.ana.expects_nothing()


def test_no_extension_goes_beyond_the_longest_walk(loud_town):
    loud_town.ana.texts("walk 120")
    started = loud_town.now
    for _ in range(4):
        loud_town.fast_forward(minutes=100)
        loud_town.ana.texts("120")
    assert (loud_town.of(WalkEnded) + loud_town.of(ThreatRaised)) != []
    assert all(e.how == "missed" for e in loud_town.of(WalkEnded)), started


def test_her_safe_code_ends_it_and_nobody_is_paged(town):
    town.ana.texts("walk 10")
    town.ana.expects("17:40")
    town.ana.texts(SAFE)
    assert town.ana.expects("Noted") == "Noted, thank you."
    assert not has_walk(town)
    town.fast_forward(minutes=60)
    assert not town.state.response.incidents


def test_the_duress_code_looks_the_same_and_raises_the_sos_at_once(loud_town):
    loud_town.ana.texts("walk 10")
    loud_town.ana.expects("17:40")
    loud_town.ana.texts(DURESS)
    assert loud_town.ana.reads_all() == ["Noted, thank you."]
    incident = loud_town.incident()
    assert incident.duress
    assert incident.quiet
    assert "walk" in {one.source for one in incident.evidence}
    loud_town.lee.expects_page("DURESS CODE USED")
    code = loud_town.state.paging.pages["P-1"].code
    loud_town.lee.texts(f"{code} C")
    loud_town.fast_forward(minutes=20)
    loud_town.ana.expects_nothing()


@pytest.mark.parametrize("code", [SAFE, DURESS])
def test_a_code_said_twice_is_answered_twice_in_the_same_words(loud_town, code):
    loud_town.ana.texts("walk 10")
    loud_town.ana.reads_all()
    loud_town.ana.texts(code)
    loud_town.fast_forward(minutes=5)
    loud_town.ana.texts(code)
    assert loud_town.ana.reads_all() == ["Noted, thank you."] * 2
    assert bool(loud_town.state.response.incidents) == (code == DURESS)


@pytest.mark.parametrize("code", [SAFE, DURESS])
def test_what_comes_after_the_code_is_answered_in_the_same_words(loud_town, code):
    loud_town.ana.texts("walk 10")
    loud_town.ana.texts(code)
    loud_town.fast_forward(minutes=5)
    loud_town.ana.reads_all()
    loud_town.ana.texts("walk 20")
    loud_town.ana.texts("where are you")
    assert loud_town.ana.reads_all()[:2] == [
        "OK. By 17:55 then.",
        (
            "SOS received 17:35. Your supervisors are being paged now. "
            "Text more if you can. In danger call 911."
        ),
    ]


def test_a_wrong_code_is_an_sos(loud_town):
    loud_town.ana.texts("walk 10")
    loud_town.ana.texts("yellow umbrela")
    assert not loud_town.incident().duress
    assert has_walk(loud_town)


def test_home_ends_the_walk_of_those_who_have_no_code(town):
    town.zed.texts("walk 10")
    town.zed.expects("17:40")
    town.zed.texts("Home!")
    town.zed.expects("Noted, thank you.")
    assert not has_walk(town, "zed")


def test_a_missed_walk_asks_once_and_then_calls_for_help(loud_town):
    loud_town.ana.texts("walk lot 10")
    loud_town.ana.reads_all()
    loud_town.fast_forward(minutes=10)
    loud_town.ana.expects("Are you there yet?")
    assert not loud_town.state.response.incidents
    loud_town.fast_forward(seconds=WALK_GRACE_S)
    threat = loud_town.of(ThreatRaised)[0]
    assert (threat.because, threat.place, threat.source) == (("walk_overdue",), "lot", "walk")
    incident = loud_town.incident()
    assert incident.kind == "missed_walk"
    assert "walk" in {one.source for one in incident.evidence}
    page = loud_town.lee.expects("NO WORD FROM Ana Brindlewick")
    assert "walk since 17:30, expected 17:40, asked, no answer" in page
    assert "from Station One, to North lot" in page
    assert "CAUTION" in page
    loud_town.ana.expects_nothing()


def test_the_question_is_answered_with_minutes_or_the_code(loud_town):
    loud_town.ana.texts("walk 10")
    loud_town.fast_forward(minutes=10)
    loud_town.ana.texts("5")
    assert walk_of(loud_town).phase is Phase.UNDER_WAY
    loud_town.fast_forward(minutes=5)
    loud_town.ana.texts(SAFE)
    assert not has_walk(loud_town)
    loud_town.fast_forward(minutes=30)
    assert not loud_town.state.response.incidents


def test_ok_is_no_word_that_she_is_safe(loud_town):
    loud_town.ana.texts("walk 10")
    loud_town.fast_forward(minutes=10)
    loud_town.ana.texts("ok")
    loud_town.fast_forward(seconds=WALK_GRACE_S)
    assert loud_town.incident().kind == "missed_walk"


def test_the_safe_code_after_a_missed_walk_is_a_cancel_that_somebody_verifies(loud_town):
    loud_town.ana.texts("walk 10")
    loud_town.fast_forward(minutes=15)
    loud_town.ana.reads_all()
    loud_town.ana.texts(SAFE)
    assert loud_town.ana.reads_all() == ["Noted, thank you."]
    incident = loud_town.incident()
    assert incident.is_open
    assert incident.cancel is not None


def test_an_sos_on_a_walk_has_the_walk_as_evidence_and_the_walk_goes_on(loud_town):
    loud_town.ana.texts("walk lot 10")
    loud_town.ana.texts("SOS")
    sources = {one.source: one.place for one in loud_town.incident().evidence}
    assert sources["walk"] == "lot"
    loud_town.fast_forward(minutes=10)
    assert not has_walk(loud_town)
    assert len(loud_town.state.response.incidents) == 1


def test_a_silent_phone_gets_nothing_and_is_missed_all_the_same():
    town = TestTown(cast.with_plan(silent=True))
    town.ana.texts("walk 10")
    town.fast_forward(minutes=10)
    town.fast_forward(seconds=WALK_GRACE_S)
    assert town.incident().kind == "missed_walk"
    town.ana.expects_nothing()


def test_a_restart_loses_nothing(loud_town):
    loud_town.ana.texts("walk lot 10")
    loud_town.crash()
    loud_town.fast_forward(minutes=10)
    loud_town.ana.expects("Are you there yet?")
    loud_town.crash()
    loud_town.fast_forward(seconds=WALK_GRACE_S)
    assert loud_town.incident().kind == "missed_walk"


def test_a_dismissed_walker_is_missed_all_the_same_and_is_sent_nothing(loud_town):
    loud_town.ana.texts("walk 10")
    loud_town.ana.reads_all()
    loud_town.accepts(DismissStaff("ana", "jo"), "jo")
    loud_town.fast_forward(minutes=12)
    loud_town.ana.expects_nothing()
    assert loud_town.incident().sender == "person:ana"


def test_a_reload_of_the_agency_file_keeps_the_walk(loud_town):
    loud_town.ana.texts("walk 10")
    loud_town.reloads(cast.with_settings(timezone="UTC"))
    loud_town.fast_forward(minutes=12)
    assert loud_town.incident().kind == "missed_walk"


def test_the_clocks_change_under_a_walk_and_it_is_as_long_as_it_was():
    town = TestTown()
    town.strict = False
    town.clock.move_to(datetime(2026, 3, 8, 7, 55, tzinfo=UTC))
    town.run_for(0)
    town.everybody_reads()
    town.ana.texts("walk 10")
    town.ana.expects("By 03:05 then.")
    town.fast_forward(minutes=9)
    assert walk_of(town).phase is Phase.UNDER_WAY
    town.fast_forward(minutes=1)
    town.ana.expects("Are you there yet?")


# The control room.


def test_a_person_starts_extends_and_ends_a_walk_with_a_reason_on_record(loud_town):
    loud_town.accepts(StartWalk("ana", "mo", 10, "lot"), "mo")
    walk = walk_of(loud_town)
    assert (walk.place, walk.by) == ("lot", "mo")
    loud_town.accepts(ExtendWalk(walk.walk, "mo", 30), "mo")
    refused = loud_town.does(EndWalk(walk.walk, "mo", " "), "mo")
    assert isinstance(refused, Refused)
    assert refused.reason == "reason_empty"
    loud_town.accepts(EndWalk(walk.walk, "mo", "She called from home."), "mo")
    ended = loud_town.of(WalkEnded)[0]
    assert (ended.how, ended.by, ended.reason.reveal()) == (
        "by_person",
        "mo",
        "She called from home.",
    )


def test_nobody_ends_their_own_walk_on_the_board(loud_town):
    loud_town.ana.texts("walk 10")
    refused = loud_town.does(EndWalk("W-1", "ana", "I am home."), "ana")
    assert isinstance(refused, Refused)
    assert refused.reason == "own_walk"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (StartWalk("nobody", "mo"), "recipient_unknown"),
        (StartWalk("ana", "mo", 121), "minutes_out_of_bounds"),
        (ExtendWalk("W-9", "mo", 10), "walk_unknown"),
        (EndWalk("W-9", "mo", "why"), "walk_unknown"),
    ],
)
def test_what_is_refused_says_why(loud_town, command, reason):
    refused = loud_town.does(command, "mo")
    assert isinstance(refused, Refused)
    assert refused.reason == reason


def test_no_second_walk_is_started_beside_the_first(loud_town):
    loud_town.ana.texts("walk 10")
    refused = loud_town.does(StartWalk("ana", "mo"), "mo")
    assert isinstance(refused, Refused)
    assert refused.reason == "walk_under_way"
    assert len(loud_town.of(WalkStarted)) == 1
