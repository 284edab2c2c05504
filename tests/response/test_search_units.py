"""What somebody who searches texts beside other pages, and what is said twice."""

from tests import cast
from tests.response.looking import cleared, code, looking, start
from tocsin.facts.pages import Purpose
from tocsin.facts.search import PersonFound
from tocsin.facts.signals import MeaningAsked, MeaningSettled, SosRaised
from tocsin.kernel.limits import ASK_WHICH_S, SAID_TWICE_S
from tocsin.response.search import EndSearch
from tocsin.response.sending import DispatchUnit, MoveUnit
from tocsin.response.unit import Status

LEE, P11 = "person:lee", "unit:P11"


def status_of(town, unit):
    return town.state.response.units[unit].status


def sent_and_searching():
    """P11 is on scene for Ana and has a piece of ground to look through."""
    town = looking()
    town.accepts(DispatchUnit("I-1", "P11", "mo"), "mo")
    town.fast_forward(seconds=1)
    town.P11.texts("received")
    town.accepts(MoveUnit("P11", "on_scene", "mo"), "mo")
    start(town, P11)
    return town


def test_a_bare_clear_of_a_unit_that_searches_is_the_ground_and_not_the_unit():
    town = sent_and_searching()
    town.P11.texts("clear")
    assert cleared(town) == ["row A"]
    assert town.state.response.units["P11"].status is Status.ON_SCENE
    town.P11.expects("Noted: clear")


def test_the_same_clear_said_twice_does_not_clear_the_unit_when_no_ground_is_left():
    town = sent_and_searching()
    town.ground.assigns = lambda search: []
    town.P11.texts("clear")
    town.P11.texts("clear")
    assert status_of(town, "P11") is Status.ON_SCENE
    town.fast_forward(seconds=SAID_TWICE_S + 1)
    town.P11.texts("clear")
    assert status_of(town, "P11") is Status.AVAILABLE


def test_a_clear_that_crosses_the_call_back_does_not_clear_the_unit():
    town = sent_and_searching()
    town.accepts(EndSearch("I-1", "mo"), "mo")
    town.P11.texts("clear")
    assert town.state.response.units["P11"].status is Status.ON_SCENE
    assert cleared(town) == []
    start(town, P11)
    town.P11.texts("clear")
    assert cleared(town) == ["row A"]


def two_waiting():
    """P11 has answered neither its dispatch nor its search task."""
    town = looking()
    town.accepts(DispatchUnit("I-1", "P11", "mo"), "mo")
    town.accepts(MoveUnit("P11", "on_scene", "mo"), "mo")
    start(town, P11)
    codes = {page.purpose: page.code for page in town.pages_of(P11)}
    town.everybody_reads()
    return town, codes


def test_a_bare_clear_that_two_waiting_pages_expect_is_asked_back_and_answers_neither():
    town, codes = two_waiting()
    town.P11.texts("clear")
    (asked,) = town.of(MeaningAsked)
    assert {town.state.paging.pages[name].purpose for name in asked.pages} == set(codes)
    town.P11.expects("NOT DONE YET", *codes.values(), purpose=Purpose.ECHO)
    assert town.state.response.units["P11"].status is Status.ON_SCENE
    assert cleared(town) == []
    assert len(town.of(SosRaised)) == 1


def test_with_its_code_it_is_done_and_no_sos_follows():
    town, codes = two_waiting()
    town.P11.texts("clear")
    town.P11.texts(f"{codes[Purpose.SEARCH]} clear")
    assert cleared(town) == ["row A"]
    assert status_of(town, "P11") is Status.ON_SCENE
    (settled,) = town.of(MeaningSettled)
    assert settled.signal == town.of(MeaningAsked)[0].signal
    town.fast_forward(seconds=2 * ASK_WHICH_S)
    assert len(town.of(SosRaised)) == 1
    assert not town.state.intake.asked
    assert settled.signal not in town.state.response.words
    assert settled.signal not in town.state.paging.numbers
    town.P11.reads_all()


def test_unanswered_it_is_an_sos_with_its_words_a_minute_later_and_a_restart_changes_nothing():
    town, _ = two_waiting()
    town.P11.texts("clear")
    town.fast_forward(seconds=ASK_WHICH_S / 2)
    town.crash()
    town.fast_forward(seconds=ASK_WHICH_S / 2 - 2)
    assert len(town.of(SosRaised)) == 1
    town.fast_forward(seconds=2)
    sos = town.of(SosRaised)[-1]
    assert (sos.sender, sos.signal) == (P11, town.of(MeaningAsked)[0].signal)
    assert [word.text.text for word in town.incident("I-2").words] == ["clear"]
    town.everybody_reads()


def test_a_second_found_within_the_minute_is_echoed_and_opens_nothing():
    town = looking()
    start(town, LEE)
    given_code = code(town.lee)
    town.lee.texts("found")
    town.lee.reads_all()
    town.fast_forward(seconds=SAID_TWICE_S / 2)
    town.lee.texts("FOUND")
    town.lee.expects("Noted: FOUND", purpose=Purpose.ECHO)
    town.lee.texts(f"{given_code} found")
    assert len(town.of(SosRaised)) == 1
    assert len(town.of(PersonFound)) == 1
    town.fast_forward(seconds=SAID_TWICE_S)
    town.lee.texts("found")
    assert town.of(SosRaised)[-1].sender == LEE
    town.everybody_reads()


def test_a_task_that_waits_hides_no_other_answer():
    town = sent_and_searching()
    town.P11.texts("transporting")
    assert town.state.response.units["P11"].status is Status.TRANSPORTING
    start(town, LEE)
    town.lee.texts("C")
    assert town.incident().commander == "lee"
    assert len(town.of(SosRaised)) == 1


def test_received_means_the_page_that_needs_it_and_never_hides_a_check_back():
    town = looking()
    town.lee.texts("c")
    start(town, LEE)
    town.fast_forward(seconds=cast.POLICY.command_lease_s + 5)
    assert town.incident().asked_until is not None
    town.lee.texts("ok")
    assert town.incident().asked_until is None
    assert town.incident().commander == "lee"
    assert len(town.of(SosRaised)) == 1
