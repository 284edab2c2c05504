"""A colleague who was dismissed still has yesterday's pages on his phone, with their codes."""

from tests import cast
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import CancelGiven, PageAnswered, SosRaised
from tocsin.response.incident import TakeCommand

REST = {name: one for name, one in cast.AGENCY.staff.items() if name != "lee"}


def test_the_code_of_a_page_that_he_got_takes_no_command_once_he_is_dismissed(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    code = town.lee.expects_page()
    town.reloads(cast.agency(staff=REST))
    town.lee.texts(f"{code} C")
    assert not town.of(PageAnswered)
    assert town.incident().commander == ""
    town.everybody_reads()
    town.fast_forward(minutes=2)
    assert town.sam.expects_page()


def test_his_code_from_a_colleagues_number_is_no_answer_either(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    code = town.lee.expects_page()
    town.reloads(cast.agency(staff=REST))
    town.sam.texts(f"{code} C")
    assert not town.of(PageAnswered)
    assert [fact.sender for fact in town.of(SosRaised)] == ["person:ana", "person:sam"]


def test_he_holds_no_command_and_judges_no_cancel_and_is_told_nothing_more(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.lee.texts(town.lee.expects_page() + " C")
    town.ana.texts(cast.SAFE_CODE)
    code = town.lee.expects_page(purpose=Purpose.VERIFY_CANCEL)
    town.reloads(cast.agency(staff=REST))
    town.lee.reads_all()
    town.lee.texts(f"{code} SAFE")
    town.fast_forward(minutes=5)
    assert town.incident().cancel.safe is None
    assert town.incident().commander == ""
    assert all("Ana" not in text and "I-1" not in text for text in town.lee.reads_all())
    assert town.sam.expects_page()


def test_the_safe_code_that_he_saw_her_use_cancels_nothing_from_his_phone(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.accepts(TakeCommand("I-1", "sam"))
    town.lee.texts(cast.SAFE_CODE)
    assert not town.of(CancelGiven)
    assert town.incident().cancel is None
