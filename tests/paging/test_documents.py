"""A document for a neighbour goes out as a message does: claimed, tried again, never lost in silence."""

import pytest

from tests.harness import TestTown
from tocsin.engine.timeline import table, timeline
from tocsin.engine.views import Views
from tocsin.facts.pages import (
    MessageAbandoned,
    MessageAccepted,
    MessageAttempted,
    MessageQueued,
    Provider,
    Purpose,
)
from tocsin.facts.system import AlarmRaised
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits import DOCUMENT_LIFE_S
from tocsin.paging.documents import SendDocument
from tocsin.paging.refusals import Reason
from tocsin.sim.gateways import PROVIDERS, Says

COUNTY = "dispatch.county.example"
CHANNEL = f"neighbour:{COUNTY}"
SEND = SendDocument("I-1", "person:ana", COUNTY, '{"caution": "former partner"}')


def neighbourly(*names):
    ways = tuple(Provider(name, CHANNEL, False, 10.0) for name in names or ("county",))
    town = TestTown(providers=(*PROVIDERS, *ways))
    town.strict = False
    town.ana.texts("SOS")
    town.everybody_reads()
    return town


def handed(town):
    return [one for one in town.handed if one.purpose == Purpose.DOCUMENT]


def alarms(town):
    return [f for f in town.of(AlarmRaised) if f.kind == "document_undelivered"]


def test_it_is_claimed_posted_once_and_its_outcome_is_on_record():
    town = neighbourly()
    (queued,) = town.accepts(SEND, "mo")
    town.fast_forward(seconds=5)
    (one,) = handed(town)
    assert (one.provider, one.to, one.text) == ("county", COUNTY, SEND.text)
    outcome = [type(f) for f in town.of(MessageAttempted) if f.message == queued.message]
    assert outcome == [MessageAttempted]
    assert [f.provider for f in town.of(MessageAccepted) if f.message == queued.message] == [
        "county"
    ]
    assert queued.message not in town.state.paging.messages
    assert not alarms(town)


def test_it_is_sealed_under_whom_it_tells_about_and_waits_behind_every_page():
    town = neighbourly()
    (queued,) = town.accepts(SEND, "mo")
    assert isinstance(queued, MessageQueued)
    assert (queued.text.subject, queued.to.subject) == ("person:ana", "person:ana")
    assert not queued.urgent
    assert b"former partner" not in b"".join(e.body for e in town.ledger.read())
    assert "former partner" not in repr(SEND)


def test_while_the_neighbour_does_not_answer_it_is_tried_again_and_arrives_in_the_end():
    town = neighbourly()
    town.gateway.fails("county")
    town.accepts(SEND, "mo")
    town.fast_forward(minutes=5)
    assert len(handed(town)) > 3
    assert "provider_failing:county" in town.state.paging.alarms
    town.gateway.works("county")
    town.fast_forward(minutes=2)
    assert not alarms(town)
    assert "provider_failing:county" not in town.state.paging.alarms
    assert not [m for m in town.state.paging.messages.values() if m.purpose is Purpose.DOCUMENT]


def test_a_restart_forgets_nothing_that_was_to_be_sent():
    town = neighbourly()
    town.gateway.fails("county")
    town.accepts(SEND, "mo")
    town.fast_forward(seconds=20)
    town.crash()
    town.gateway.works("county")
    town.fast_forward(minutes=2)
    assert handed(town)[-1].text == SEND.text
    assert not alarms(town)


def test_what_cannot_be_delivered_for_an_hour_is_given_up_with_an_alarm():
    town = neighbourly()
    town.gateway.fails("county")
    town.accepts(SEND, "mo")
    town.fast_forward(seconds=DOCUMENT_LIFE_S + 60)
    (alarm,) = alarms(town)
    assert COUNTY in alarm.detail
    assert "I-1" in alarm.detail
    assert "former partner" not in alarm.detail
    assert [f.reason for f in town.of(MessageAbandoned)][-1] == "stale"


def test_a_refusal_for_good_is_an_alarm_at_once():
    town = neighbourly()
    town.gateway.fails("county", Says.REFUSED)
    town.accepts(SEND, "mo")
    town.fast_forward(seconds=5)
    assert len(alarms(town)) == 1
    assert len(handed(town)) == 1


def test_a_second_endpoint_of_the_same_agency_takes_over():
    town = neighbourly("county-1", "county-2")
    town.gateway.fails("county-1", Says.REFUSED)
    town.accepts(SEND, "mo")
    town.fast_forward(seconds=5)
    assert [one.provider for one in handed(town)] == ["county-1", "county-2"]
    assert not alarms(town)


@pytest.mark.parametrize("domain", ["other.example", "county", ""])
def test_nothing_is_queued_for_an_agency_without_an_endpoint(domain):
    town = neighbourly()
    outcome = town.does(SendDocument("I-1", "person:ana", domain, "{}"), "mo")
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.NO_NEIGHBOUR


def test_the_timeline_tells_every_attempt_and_its_outcome_and_not_the_document():
    town = neighbourly()
    town.gateway.fails("county")
    town.accepts(SEND, "mo")
    town.fast_forward(seconds=2)
    town.gateway.works("county")
    town.fast_forward(minutes=1)
    views = Views(town.state, town.now)
    told = table(timeline(town.ledger.read(), town.codec, views, "I-1"))
    lines = [line for line in told.splitlines() if "county" in line]
    assert any("document" in line for line in lines)
    assert sum("is accepted" in line or "accepted" in line for line in lines) == 1
    assert any("busy" in line for line in lines)
    assert "former partner" not in told.replace("CAUTION", "")
