"""The first agency file."""

import tomllib

import pytest

from tocsin.agency.load import read
from tocsin.onboarding.drafting import Answers, Spot, draft
from tocsin.onboarding.roll import Entry

PLACE = Spot("Station One", 35.2031, -92.4012)


def someone(*roles, person="ana", numbers=("(501) 555-0110",)):
    return Entry(2, person, "Ana Quellimarsh", roles, numbers, (), "", ())


def answers(*staff, name="Harlow Valley EMS", **changes):
    plain = Answers("harlow", name, "America/Chicago", "US", "en", "911", "", (PLACE,), staff)
    return plain._replace(**changes)


@pytest.mark.parametrize(
    "role",
    ["worker", "telecommunicator", "dispatcher", "supervisor", "administrator"],
)
def test_it_has_no_mistake_whoever_there_is(role):
    text, wrong = draft(answers(someone(role)))
    assert wrong == ()
    assert read(text)[0].settings.name == "Harlow Valley EMS"


def test_supervisors_are_paged_first_and_administrators_hear_of_tocsin():
    text, _ = draft(
        answers(
            someone("supervisor"), someone("administrator", person="b", numbers=("(501) 555-0111",))
        )
    )
    agency, _ = read(text)
    assert agency.policies["sos"].steps[0].targets == ("role:supervisor",)
    assert agency.settings.alarm_targets == ("role:administrator",)


def test_who_cannot_be_reached_is_no_target():
    nobody = someone("supervisor", person="b", numbers=())
    agency, _ = read(draft(answers(someone("dispatcher"), nobody))[0])
    assert agency.policies["sos"].steps[0].targets == ("role:dispatcher",)


def test_any_words_stand_in_it_as_they_were_given():
    words = 'A "quoted" \\ name\nwith = [lines] # and \x7f marks'
    text, wrong = draft(answers(someone("supervisor"), name=words))
    assert wrong == ()
    assert tomllib.loads(text)["agency"]["name"] == words


def test_what_is_wrong_with_a_person_is_told_at_the_line_of_the_list():
    _, wrong = draft(answers(someone("supervisor", numbers=("12",))))
    assert [each.line for each in wrong] == [2]


def test_what_is_wrong_with_the_answers_is_of_no_line():
    _, wrong = draft(answers(someone("supervisor"), region="XX"))
    assert [each.line for each in wrong] == [0]


def test_pages_carry_links_where_phones_reach_the_service_and_else_the_line_waits_there():
    there = draft(answers(someone("supervisor"), public_url="https://sos.example.org"))[0]
    assert read(there)[0].settings.public_url == "https://sos.example.org"
    text = draft(answers(someone("supervisor")))[0]
    assert read(text)[0].settings.public_url == ""
    assert "# public_url =" in text
