"""Somebody else holds her phone, or writes in her name without end."""

import pytest

from tests import cast
from tocsin.facts.incidents import IncidentOpened
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import CancelGiven
from tocsin.response.incident import TakeCommand
from tocsin.response.sending import DispatchUnit, MoveUnit

TOLD = ("Vosskamp", "pickup", "P11", "lot", "Mercy", cast.SAFE_CODE, cast.DURESS_CODE, "duress")


def whole_case(town, *codes):
    town.ana.texts("he is in the lot")
    for code in codes:
        town.ana.texts(code)
    town.accepts(DispatchUnit("I-1", "P11", "lee"))
    town.accepts(MoveUnit("P11", "en_route", "lee"))
    town.accepts(TakeCommand("I-1", "lee"))
    town.fast_forward(minutes=15)
    return town.ana.reads_all()


@pytest.mark.parametrize("codes", [(), (cast.SAFE_CODE,), (cast.DURESS_CODE,)])
def test_her_screen_says_neither_where_nor_who_comes_from_where_nor_what_is_known_of_him(
    loud_town, codes
):
    said = " ".join(whole_case(loud_town, *codes)).casefold()
    assert said
    assert [word for word in TOLD if word.casefold() in said] == []


def test_who_tries_codes_on_her_phone_is_told_nothing_of_right_or_wrong_before_one_is(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.ana.reads_all()
    said = set()
    for guess in ("yellow", "umbrella", "garden", "red hat"):
        town.ana.texts(guess)
        said |= {text[:-7] for text in town.ana.reads_all()}
    assert said == {"Received and passed on"}
    assert not town.of(CancelGiven)


def test_a_hundred_texts_in_her_name_are_one_incident_and_her_colleagues_pages_stay_theirs(
    loud_town,
):
    town = loud_town
    for number in range(100):
        town.texts(cast.NUMBERS["ana"], f"word {number}")
    town.mo.texts("SOS")
    assert [fact.sender for fact in town.of(IncidentOpened)] == ["person:ana", "person:mo"]
    pages = [h for h in town.handed if h.recipient == "person:lee" and h.purpose == Purpose.SOS]
    assert len(pages) == 2
    assert town.lee.expects_page("Mo Tasselford")
