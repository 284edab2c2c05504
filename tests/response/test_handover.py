"""A shift that ends: what it leaves is written down, and no incident loses its owner by it."""

import pytest

from tocsin.facts.handovers import HandoverReceived, Owed, ShiftHandedOver
from tocsin.facts.incidents import CheckBackRequested, CommandTaken
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits_room import HANDOVERS_MAX
from tocsin.response.handover import HandOver, ReceiveHandover, Refusal
from tocsin.response.incident import TakeCommand


@pytest.fixture
def owned(loud_town):
    """Ana has asked for help and Lee has it; Mo has asked and nobody has it."""
    loud_town.ana.texts("SOS")
    loud_town.accepts(TakeCommand("I-1", "lee"))
    loud_town.mo.texts("SOS")
    return loud_town


def test_a_handover_names_what_is_owed_of_every_open_incident_those_of_the_giver_first(owned):
    (given,) = owned.accepts(HandOver("lee", "", "Gate code changed."))
    assert isinstance(given, ShiftHandedOver)
    assert given.owed == (Owed("I-1", ("your_command",)), Owed("I-2", ("nobody_in_command",)))
    assert given.words.subject == "person:lee"


def test_until_it_is_received_the_giver_stays_in_command_and_is_asked_as_ever(owned):
    owned.accepts(HandOver("lee", "", "Good night."))
    assert owned.incident().commander == "lee"
    owned.fast_forward(seconds=185)
    assert [fact.person for fact in owned.of(CheckBackRequested)] == ["lee"]


def test_who_receives_it_is_in_command_of_what_was_the_givers_and_of_nothing_else(owned):
    owned.accepts(HandOver("lee", "sam", "Good night."))
    received, taken = owned.accepts(ReceiveHandover("H-1", "sam"))
    assert received == HandoverReceived("H-1", "sam", ("I-1",))
    assert isinstance(taken, CommandTaken)
    assert owned.incident("I-1").commander == "sam"
    assert owned.incident("I-2").commander == ""
    assert owned.state.response.handovers == {}


def test_whoever_took_command_meanwhile_keeps_it(owned):
    owned.accepts(HandOver("lee", "", "Good night."))
    owned.accepts(TakeCommand("I-1", "mo"))
    owned.accepts(ReceiveHandover("H-1", "sam"))
    assert owned.incident().commander == "mo"


def test_an_own_sos_stays_with_the_giver_who_is_still_asked(loud_town):
    loud_town.ana.texts("SOS")
    loud_town.mo.texts("SOS")
    loud_town.accepts(TakeCommand("I-2", "lee"))
    loud_town.accepts(HandOver("lee", "", "Good night."))
    (received,) = loud_town.accepts(ReceiveHandover("H-1", "mo"))
    assert received.incidents == ()
    assert loud_town.incident("I-2").commander == "lee"


def test_what_cannot_be_handed_over_says_why(owned):
    def refused(command):
        outcome = owned.does(command)
        assert isinstance(outcome, Refused), outcome
        return outcome.reason

    assert refused(HandOver("lee", "", "  ")) is Refusal.HANDOVER_WITHOUT_WORDS
    assert refused(HandOver("lee", "lee", "x")) is Refusal.HANDOVER_TO_NOBODY
    assert refused(HandOver("lee", "nobody_here", "x")) is Refusal.HANDOVER_TO_NOBODY
    assert refused(ReceiveHandover("H-9", "sam")) is Refusal.HANDOVER_UNKNOWN
    for _ in range(HANDOVERS_MAX):
        owned.accepts(HandOver("lee", "", "x"))
    assert refused(HandOver("lee", "", "x")) is Refusal.TOO_MANY_HANDOVERS
    assert refused(ReceiveHandover("H-1", "lee")) is Refusal.OWN_HANDOVER
