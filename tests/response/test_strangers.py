"""Several incidents of strangers are ended at once, and none that could be a person in need."""

import pytest
from msgspec.structs import replace

from tests import cast
from tocsin.facts.incidents import Disposition, IncidentClosed
from tocsin.kernel.decision import Accepted
from tocsin.response.incident import TakeCommand
from tocsin.response.locating import GiveLocation
from tocsin.response.sending import DispatchUnit
from tocsin.response.stage import LinkIncidents
from tocsin.response.state import WORDS_FIRST_KEPT, WORDS_KEPT_MAX
from tocsin.response.strangers import CloseStranger, Refusal

WHY = "a broken dialler: the same words from every number"


def judged(name="I-1", texts=1, **more):
    command = CloseStranger(name, "lee", Disposition.FALSE_ALARM, WHY, texts)
    return replace(command, **more)


def stranger_texts(town, *texts, number="+15015559999"):
    for text in texts:
        town.receives(f'{{"from":"{number}","text":"{text}"}}'.encode(), signal=f"S-{text}")


def test_it_is_closed_under_the_name_of_whoever_judged_it_with_their_reason(loud_town):
    stranger_texts(loud_town, "hello")
    loud_town.accepts(judged(), "lee")
    (closed,) = loud_town.of(IncidentClosed)
    assert (closed.incident, closed.by, closed.note.reveal()) == ("I-1", "lee", WHY)


def test_one_of_somebody_known_stays_open(loud_town):
    loud_town.ana.texts("SOS")
    assert loud_town.does(judged()).reason is Refusal.NOT_A_STRANGER


def test_one_whose_number_is_somebodys_by_now_stays_open(loud_town):
    stranger_texts(loud_town, "hello")
    hired = replace(cast.AGENCY.staff["ana"], numbers=(cast.private("person:ana", "+15015559999"),))
    loud_town.reloads(replace(cast.AGENCY, staff=cast.AGENCY.staff | {"ana": hired}))
    assert loud_town.does(judged()).reason is Refusal.NOT_A_STRANGER


def test_one_of_which_more_was_said_since_it_was_looked_at_stays_open(loud_town):
    stranger_texts(loud_town, "hello", "he has a knife")
    assert loud_town.does(judged(texts=1)).reason is Refusal.MORE_WAS_SAID
    loud_town.accepts(judged(texts=2))


AT_IT = {
    "somebody has it": TakeCommand("I-1", "lee"),
    "a unit was sent": DispatchUnit("I-1", "P11", "lee"),
    "it is linked": LinkIncidents("I-1", "I-2", "same man"),
}


@pytest.mark.parametrize("command", AT_IT.values(), ids=AT_IT)
def test_one_that_somebody_is_at_stays_open(loud_town, command):
    stranger_texts(loud_town, "hello")
    loud_town.ana.texts("SOS")
    loud_town.accepts(command)
    assert loud_town.does(judged()).reason is Refusal.SOMEBODY_IS_AT_IT


def test_one_that_says_where_somebody_is_stays_open(loud_town):
    stranger_texts(loud_town, "hello")
    loud_town.accepts(GiveLocation("I-1", "lee", "base"))
    assert loud_town.does(judged()).reason is Refusal.A_PLACE_IS_KNOWN


def test_without_a_reason_or_as_somebody_who_is_safe_it_stays_open(loud_town):
    stranger_texts(loud_town, "hello")
    assert loud_town.does(judged(note=" ")).reason is Refusal.REASON_EMPTY
    for said in (Disposition.PERSON_SAFE, Disposition.UNABLE_TO_LOCATE):
        assert loud_town.does(judged(disposition=said)).reason is Refusal.NEEDS_A_CALL


def test_what_a_stranger_says_after_it_was_closed_is_an_incident_again(loud_town):
    stranger_texts(loud_town, "hello")
    loud_town.accepts(judged())
    stranger_texts(loud_town, "SOS")
    assert loud_town.incident("I-2").is_open
    assert isinstance(loud_town.does(judged("I-2")), Accepted)


def test_a_phone_that_sends_without_end_makes_nothing_long_and_all_is_counted(loud_town):
    many = [f"SOS {n}" for n in range(WORDS_KEPT_MAX + 20)]
    for text in many:
        loud_town.ana.texts(text)
    incident = loud_town.incident()
    said = [word.text.reveal() for word in incident.words]
    assert said == many[:WORDS_FIRST_KEPT] + many[WORDS_FIRST_KEPT + 20 :]
    assert incident.texts == len(many)
