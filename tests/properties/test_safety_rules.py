"""The rules of safety, one test each. Whoever changes what they hold needs a very good reason."""

import re

import pytest
from msgspec.structs import replace

from tests import cast
from tests.harness import PROVIDERS
from tocsin.engine.core import NotDurable
from tocsin.facts.incidents import DuressDeclared
from tocsin.facts.pages import MessageAttempted, Purpose
from tocsin.facts.signals import CancelGiven, PageAnswered, SosRaised
from tocsin.response.incident import TakeCommand, VerifyCancel
from tocsin.response.sending import DispatchUnit, MoveUnit

WHOSE = re.compile(r"\((sender's words( of somebody else)?|roster) \d{2}:\d{2}\)")
TIME = re.compile(r"\b\d{2}:\d{2}\b")


def test_rule_1_nothing_is_acknowledged_before_it_is_on_disk_and_nothing_leaves_unrecorded(
    loud_town,
):
    town = loud_town
    with town.full_disk():
        assert isinstance(town.receives(b'{"from":"+15015550101","text":"SOS"}'), NotDurable)
    town.run_for(10)
    attempted = {(f.message, f.attempt) for f in town.of(MessageAttempted)}
    assert {(handed.message, handed.attempt) for handed in town.handed} <= attempted


def test_rule_2_everything_that_is_not_exactly_an_answer_is_an_sos(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    code = town.lee.expects_page()
    for text in ("", "?", "wrong number", "sorry, ignore that", f"{code} help", "stop", "\u200b"):
        before = len(town.of(SosRaised))
        town.lee.texts(text)
        assert len(town.of(SosRaised)) == before + 1
    assert not town.of(PageAnswered)


def test_rule_3_an_open_sos_never_goes_quiet(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    for _ in range(5):
        town.run_for(6 * 3600)
        town.everybody_reads()
        town.fast_forward(seconds=cast.POLICY.repeat_s + 1)
        assert town.zed.expects_page()
    town.accepts(TakeCommand("I-1", "lee"))
    town.everybody_reads()
    town.fast_forward(minutes=5)
    assert town.lee.expects_page(purpose=Purpose.CHECK_BACK)
    assert town.sam.expects_page()


def test_rule_4_received_is_not_command_and_command_is_a_lease(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.lee.texts(town.lee.expects_page())
    assert town.incident().commander == ""
    town.fast_forward(seconds=cast.POLICY.received_lease_s + 1)
    town.sam.texts(town.sam.expects_page() + " C")
    assert town.incident().commander == "sam"
    town.fast_forward(seconds=cast.POLICY.command_lease_s + cast.POLICY.check_back_grace_s + 1)
    assert town.incident().commander == ""


def test_rule_5_what_concerns_a_known_voice_is_never_held_back_by_anything_else(loud_town):
    town = loud_town
    for number in range(50):
        town.texts(f"+15015553{number:03}", "spam")
    for name in ("ana", "mo", "jo"):
        town.texts(cast.NUMBERS[name], "SOS")
    began = town.now
    town.run_for(0)
    paged = [h.at for h in town.handed if h.recipient == "person:lee" and h.purpose == Purpose.SOS]
    assert paged == [began] * 3


def test_rule_6_a_page_is_sent_until_it_is_out_and_rather_twice_than_never(loud_town):
    town = loud_town
    for provider in PROVIDERS:
        town.gateway.hangs(provider.name)
    town.ana.texts("SOS")
    town.crash()
    town.run_for(3600)
    town.crash()
    town.gateway.works("kannel-2")
    town.run_for(61)
    assert town.lee.expects_page()


def test_rule_7_a_cancel_stops_nothing_and_duress_looks_like_safe_on_her_phone(loud_town):
    def told_on_her_phone(code):
        town = type(loud_town)()
        town.ana.texts("SOS")
        town.ana.reads_all()
        town.ana.texts(code)
        town.accepts(TakeCommand("I-1", "lee"))
        town.accepts(DispatchUnit("I-1", "P11", "lee"))
        town.accepts(MoveUnit("P11", "en_route", "lee"))
        town.fast_forward(minutes=10)
        town.ana.texts("are you there")
        assert town.incident().is_open
        assert town.of(CancelGiven)
        return town, town.ana.reads_all()

    duress, under_duress = told_on_her_phone(cast.DURESS_CODE)
    _, in_safety = told_on_her_phone(cast.SAFE_CODE)
    assert (
        under_duress == in_safety == ["Cancel received. A supervisor will call you to make sure."]
    )
    assert duress.of(DuressDeclared)
    assert duress.lee.expects("DURESS")


@pytest.mark.parametrize("plan", [cast.PLAN, replace(cast.PLAN, silent=True)])
def test_rule_8_everybody_is_told_what_their_work_needs_and_no_more(loud_town, plan):
    town = loud_town
    town.reloads(cast.agency(safety_plans={"ana": plan}))
    town.ana.texts("he is in the lot")
    town.ana.texts(cast.SAFE_CODE)
    town.ana.texts(cast.DURESS_CODE)
    town.accepts(DispatchUnit("I-1", "P11", "lee"))
    town.accepts(TakeCommand("I-1", "lee"))
    town.fast_forward(minutes=30)
    assert {h.recipient for h in town.handed} >= {"person:zed", "person:lee", "unit:P11"}
    for handed in town.handed:
        said = handed.text.casefold()
        assert cast.SAFE_CODE not in said
        assert cast.DURESS_CODE not in said
        if handed.recipient in ("person:zed", "person:ana"):
            assert "vosskamp" not in said
            assert "caution" not in said
    told = {h.recipient for h in town.handed if "vosskamp" in h.text.casefold()}
    assert {"person:lee", "person:sam", "unit:P11"} <= told
    assert told <= {"person:mo", "person:lee", "person:sam", "person:jo", "unit:P11"}


def test_rule_9_every_line_about_an_incident_says_when_on_whose_word_and_how_sure(loud_town):
    town = loud_town
    town.rex.texts("help in the lot")
    town.ana.texts("he is in the lot")
    town.fast_forward(minutes=2)
    town.accepts(TakeCommand("I-2", "lee"))
    town.ana.texts(cast.SAFE_CODE)
    town.accepts(VerifyCancel("I-2", "sam", safe=True))
    town.fast_forward(minutes=2)
    pages = [h for h in town.handed if h.purpose in (Purpose.SOS, Purpose.UPDATE)]
    assert all(TIME.search(h.text) for h in pages)
    for handed in pages:
        if "Where:" in handed.text:
            assert WHOSE.search(handed.text)
        if cast.REX_NUMBER in handed.text:
            assert "UNVERIFIED" in handed.text
    updates = " ".join(h.text for h in pages if h.purpose == Purpose.UPDATE)
    assert "NOT VERIFIED" in updates
    assert "reported safe by Sam Oakenvane" in updates
    assert "Lee Harrowgale has taken command" in updates
