"""How one message gets out: the next provider at once, all again after a pause, never given up early."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests import cast
from tests.harness import PROVIDERS
from tocsin.engine.core import Request
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import (
    MessageAbandoned,
    MessageAccepted,
    MessageAttempted,
    MessageFailed,
    MessageUndelivered,
    Provider,
    Purpose,
)
from tocsin.facts.reaching import ReceiptUnmatched
from tocsin.facts.signals import Answer
from tocsin.facts.system import AlarmKind
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import ECHO_LIFE_S, MESSAGE_RETRY_MOST_S, ROUTINE_LIFE_S
from tocsin.kernel.private import Private
from tocsin.paging.fold_messages import EVOLVERS as MESSAGES
from tocsin.paging.message import choose, is_needless, life_s, next_moment, pause_s, queued
from tocsin.paging.sending import RepeatAttempt, repeat
from tocsin.paging.stage import RecordOutcome, RecordReceipt, RequestTestPage, SetProviders
from tocsin.paging.state import Message, MessageStatus, Page, PagingState
from tocsin.response.stage import CloseIncident
from tocsin.sim.gateways import Says

NOW = cast.SATURDAY
ONE, TWO = PROVIDERS
TO = Private("person:lee", "+15015550103")
MESSAGE = Message(
    "M-1", "P-1", "person:lee", "sms", TO, TO, Purpose.SOS, urgent=True, incident="I-1", at=NOW
)
PAGE = Page(
    "P-1", "4821", "person:lee", Purpose.SOS, urgent=True, incidents=("I-1",), alarms=(), at=NOW
)


def state(**changes):
    found = PagingState(providers=PROVIDERS, pages={"P-1": PAGE})
    for name, value in changes.items():
        setattr(found, name, value)
    return found


def attempts(town, recipient="person:lee"):
    mine = [handed for handed in town.handed if handed.recipient == recipient]
    start = mine[0].at
    return [(round((h.at - start).total_seconds()), h.provider) for h in mine]


def receipt(town, *, delivered):
    mine = queued(town.state.paging.messages["M-2"])
    return RecordReceipt("M-2", 1, delivered, "" if delivered else "absent", queued=mine)


def test_the_first_of_the_order_is_tried_first_and_then_the_ones_not_tried():
    assert choose(state(), MESSAGE) == ONE
    assert choose(state(), replace(MESSAGE, tried=("kannel-1",))) == TWO
    assert choose(state(), replace(MESSAGE, tried=("kannel-1", "kannel-2"))) == ONE


def test_an_attempt_that_died_with_the_program_is_made_again_unless_it_is_needless():
    trying = replace(MESSAGE, status=MessageStatus.ATTEMPTING, attempt=2, provider="kannel-1")
    again = repeat(state(messages={"M-1": trying}), RepeatAttempt("M-1"), NOW)
    assert again == Accepted((MessageAttempted("M-1", 2, "kannel-1"),))
    answered = replace(PAGE, answer=Answer.RECEIVED, answered_at=NOW + timedelta(seconds=1))
    told = state(messages={"M-1": trying}, pages={"P-1": answered})
    assert repeat(told, RepeatAttempt("M-1"), NOW) == Accepted(
        (MessageAbandoned("M-1", "answered"),)
    )
    assert isinstance(repeat(state(), RepeatAttempt("M-1"), NOW), Refused)


def test_an_attempt_made_again_counts_as_the_same_one_and_its_time_begins_anew():
    trying = replace(
        MESSAGE,
        status=MessageStatus.ATTEMPTING,
        attempt=1,
        provider="kannel-1",
        tried=("kannel-1",),
        changed_at=NOW,
    )
    known = state(messages={"M-1": trying})
    later = NOW + timedelta(seconds=30)
    MESSAGES[MessageAttempted](known, MessageAttempted("M-1", 1, "kannel-1"), later)
    assert known.messages["M-1"] == replace(trying, changed_at=later)
    assert known.agenda.get("message:M-1") == later + timedelta(seconds=10)


def test_a_failing_provider_is_tried_after_a_healthy_one_and_still_tried():
    failing = state(failures={"kannel-1": 3})
    assert choose(failing, MESSAGE) == TWO
    assert choose(failing, replace(MESSAGE, tried=("kannel-2",))) == ONE


def test_who_refused_for_good_is_not_asked_again_and_other_channels_never():
    assert choose(state(), replace(MESSAGE, refused_by=("kannel-1",))) == TWO
    assert choose(state(), replace(MESSAGE, refused_by=("kannel-1", "kannel-2"))) is None
    assert choose(state(), replace(MESSAGE, channel="email")) is None


def test_the_pause_doubles_up_to_its_bound():
    assert [pause_s(cycle) for cycle in range(1, 7)] == [5, 10, 20, 40, 60, 60]
    assert pause_s(10_000) == MESSAGE_RETRY_MOST_S


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({}, 0),
        ({"status": MessageStatus.ATTEMPTING, "provider": "kannel-1"}, 10),
        ({"status": MessageStatus.ATTEMPTING, "provider": "gone"}, 10),
        ({"status": MessageStatus.FAILED, "tried": ("kannel-1",)}, 0),
        ({"status": MessageStatus.FAILED, "tried": ("kannel-1", "kannel-2")}, 5),
        ({"status": MessageStatus.FAILED, "tried": ("kannel-1", "kannel-2"), "cycle": 3}, 20),
        ({"status": MessageStatus.FAILED, "refused_by": ("kannel-1", "kannel-2")}, 0),
    ],
)
def test_a_message_on_its_way_has_a_next_moment(changes, seconds):
    message = replace(MESSAGE, changed_at=NOW, **changes)
    assert next_moment(state(), message) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "status", [MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.ABANDONED]
)
def test_a_message_that_is_out_or_given_up_has_none(status):
    assert next_moment(state(), replace(MESSAGE, status=status)) is None


def test_a_page_of_an_sos_is_worth_sending_for_ever_and_other_things_are_not():
    assert life_s(MESSAGE) is None
    assert life_s(replace(MESSAGE, urgent=False)) == ROUTINE_LIFE_S
    assert life_s(replace(MESSAGE, page="", purpose=Purpose.ECHO)) == ECHO_LIFE_S


def test_a_message_is_needless_only_for_a_named_reason():
    after = NOW + timedelta(seconds=1)
    answered = replace(PAGE, answered_at=after)
    update = replace(MESSAGE, purpose=Purpose.UPDATE)
    assert is_needless(state(), MESSAGE, NOW + timedelta(days=9)) == ""
    assert is_needless(state(pages={}), MESSAGE, NOW) == "page_ended"
    assert is_needless(state(pages={"P-1": answered}), MESSAGE, after) == "answered"
    assert is_needless(state(pages={"P-1": answered}), update, after) == ""
    echo = replace(MESSAGE, page="", purpose=Purpose.ECHO)
    assert is_needless(state(pages={}), echo, NOW) == ""
    assert is_needless(state(), echo, NOW + timedelta(seconds=ECHO_LIFE_S)) == "stale"


def test_one_sent_again_after_or_in_the_moment_of_an_answer_goes_out():
    answered = state(pages={"P-1": replace(PAGE, answered_at=NOW)})
    assert is_needless(answered, MESSAGE, NOW) == ""


def test_the_newest_of_a_page_carries_on_alone():
    newer = replace(MESSAGE, message="M-2")
    page = replace(PAGE, messages=("M-1", "M-2"))
    both = state(pages={"P-1": page}, messages={"M-1": MESSAGE, "M-2": newer})
    assert is_needless(both, MESSAGE, NOW) == "superseded"
    assert is_needless(both, newer, NOW) == ""
    both.messages["M-2"] = replace(newer, to=Private("person:lee", "elsewhere"))
    assert is_needless(both, MESSAGE, NOW) == ""


# --- in the town -------------------------------------------------------------------


def test_when_the_first_provider_fails_the_second_is_tried_in_the_same_second(loud_town):
    town = loud_town
    town.gateway.fails("kannel-1")
    town.ana.texts("SOS")
    assert attempts(town) == [(0, "kannel-1"), (0, "kannel-2")]
    assert town.lee.expects_page()


def test_when_both_fail_both_are_tried_again_after_a_pause(loud_town):
    town = loud_town
    town.gateway.fails("kannel-1")
    town.gateway.fails("kannel-2")
    town.texts(town.ana.number, "SOS")
    town.run_for(18)
    seconds = [second for second, _ in attempts(town)]
    assert seconds[:4] == [0, 0, 6, 6]


def test_a_provider_that_does_not_answer_is_left_after_its_time(loud_town):
    town = loud_town
    town.gateway.hangs("kannel-1")
    town.texts(town.ana.number, "SOS")
    town.run_for(12)
    assert attempts(town)[:2] == [(0, "kannel-1"), (10, "kannel-2")]
    assert MessageFailed("M-2", 1, "kannel-1", permanent=False, reason="no_answer") in town.of(
        MessageFailed
    )


def test_a_success_that_comes_late_is_recorded_and_ends_the_trying(loud_town):
    town = loud_town
    town.gateway.hangs("kannel-1")
    town.gateway.hangs("kannel-2")
    town.texts(town.ana.number, "SOS")
    town.run_for(15)
    town.accepts(RecordOutcome("M-2", 1, "kannel-1", "ref"), "gateway:kannel-1")
    assert MessageAccepted("M-2", 1, "kannel-1", "ref") in town.of(MessageAccepted)
    assert town.state.paging.messages["M-2"].status is MessageStatus.ACCEPTED
    town.run_for(10)
    assert [f.attempt for f in town.of(MessageAttempted) if f.message == "M-2"] == [1, 2]


def test_a_late_success_that_is_then_reported_undelivered_is_tried_again(loud_town):
    town = loud_town
    town.gateway.hangs("kannel-1")
    town.gateway.hangs("kannel-2")
    town.texts(town.ana.number, "SOS")
    town.run_for(15)
    town.accepts(RecordOutcome("M-2", 1, "kannel-1", "ref"), "gateway:kannel-1")
    town.accepts(receipt(town, delivered=False), "gateway:kannel-1")
    town.run_for(10)
    assert [f.attempt for f in town.of(MessageAttempted) if f.message == "M-2"] == [1, 2, 3]


def test_a_failure_that_comes_late_is_refused(loud_town):
    town = loud_town
    town.gateway.hangs("kannel-1")
    town.ana.texts("SOS")
    town.run_for(15)
    late = RecordOutcome("M-2", 1, "kannel-1", reason="busy")
    assert town.does(late).reason == "message_unknown"


def test_a_refusal_for_good_goes_to_the_other_provider_and_only_then_is_it_given_up(loud_town):
    town = loud_town
    town.gateway.fails("kannel-1", Says.REFUSED)
    town.ana.texts("SOS")
    assert town.lee.expects_page()
    assert not town.of(MessageAbandoned)


def test_three_failures_in_a_row_are_an_alarm_and_one_success_ends_it(loud_town):
    town = loud_town
    town.gateway.fails("kannel-1")
    town.reloads(cast.with_policy(steps=(cast.POLICY.steps[1],)))
    town.ana.texts("SOS")
    town.fast_forward(seconds=5)
    name = f"{AlarmKind.PROVIDER_FAILING}:kannel-1"
    assert name in town.state.paging.alarms
    town.gateway.works("kannel-1")
    town.gateway.fails("kannel-2")
    town.fast_forward(minutes=2)
    assert name not in town.state.paging.alarms


def test_a_phone_that_did_not_get_it_is_tried_by_the_other_provider(loud_town):
    town = loud_town
    town.gateway.undelivered = {"kannel-1"}
    town.ana.texts("SOS")
    town.fast_forward(seconds=3)
    assert town.of(MessageUndelivered)
    assert town.lee.expects_page()


def test_a_report_of_failure_that_overtakes_the_providers_answer_still_counts(loud_town):
    town = loud_town
    town.gateway.hangs("kannel-1")
    town.ana.texts("SOS")
    commands = (
        receipt(town, delivered=False),
        RecordOutcome("M-2", 1, "kannel-1", "ref"),
    )
    town.engine.execute([Request(command, "gateway:kannel-1") for command in commands], town.now)
    town.fast_forward(seconds=2)
    assert town.lee.expects_page()


def test_receipts_are_recorded_once_and_only_for_what_is_remembered(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    once = receipt(town, delivered=True)
    assert town.accepts(once)
    assert town.does(once).reason == "unchanged"
    assert town.does(RecordReceipt("M-99", 1, delivered=True)).reason == "message_unknown"
    town.accepts(RecordOutcome("M-2", 1, "kannel-1", "late"))
    assert town.state.paging.messages["M-2"].status is MessageStatus.DELIVERED
    assert town.state.paging.reach["person:lee sms"].delivered_at is not None


def test_a_receipt_of_a_lost_text_says_nothing_of_the_text_that_has_its_name_now(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    lost = queued(town.state.paging.messages["M-2"])
    lost = lost[:-1] + ("0" if lost[-1] != "0" else "1")
    for is_delivered in (True, False):
        of_lost = RecordReceipt("M-2", 1, is_delivered, "absent", "kannel-1", queued=lost)
        kept = ReceiptUnmatched("M-2", 1, is_delivered, "kannel-1", "", "absent")
        assert town.accepts(of_lost) == (kept,)
    assert town.state.paging.messages["M-2"].status is MessageStatus.ACCEPTED
    mine = queued(town.state.paging.messages["M-2"])
    assert town.accepts(RecordReceipt("M-2", 1, delivered=True, queued=mine))


def test_a_receipt_that_names_no_moment_counts_only_by_a_reference_on_record(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    doubtful = RecordReceipt("M-2", 1, True, "r" * 500, ref="s" * 500)
    fact = town.accepts(doubtful)[0]
    assert (len(fact.reason), len(fact.ref), fact.message) == (80, 80, "M-2")
    assert town.state.paging.messages["M-2"].status is MessageStatus.ACCEPTED


def test_an_outcome_of_a_message_nobody_remembers_harms_nothing(loud_town):
    town = loud_town
    assert town.accepts(RecordOutcome("M-99", 1, "kannel-1", "ref"))
    assert town.does(RecordOutcome("M-99", 1, "kannel-1", reason="busy")).reason
    assert town.state.paging.messages == {}


def test_a_page_that_ends_while_its_message_is_on_the_way_is_forgotten_after_it(loud_town):
    town = loud_town
    town.gateway.hangs("kannel-1")
    town.ana.texts("SOS")
    town.accepts(CloseIncident("I-1", "lee", Disposition.TEST))
    town.gateway.works("kannel-1")
    town.fast_forward(minutes=2)
    assert {m.recipient for m in town.state.paging.messages.values()} <= {"person:jo"}


def test_an_update_goes_out_also_to_who_has_answered(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.lee.texts(town.lee.expects_page())
    town.lee.reads_all()
    town.ana.texts("he has gone to the gate")
    assert town.lee.expects("he has gone to the gate", purpose=Purpose.UPDATE)


def test_an_echo_that_could_not_be_sent_in_time_is_dropped_and_no_page_is(loud_town):
    town = loud_town
    town.gateway.fails("kannel-1")
    town.gateway.fails("kannel-2")
    town.ana.texts("SOS")
    town.run_for(ECHO_LIFE_S + 61)
    assert {fact.reason for fact in town.of(MessageAbandoned)} == {"stale", "superseded"}
    assert town.state.paging.messages


def test_every_channel_of_a_recipient_is_used_at_once(loud_town):
    town = loud_town
    town.does(SetProviders((*PROVIDERS, Provider("mail", "email"))))
    mail = (Private("person:lee", "lee@tarn.example"),)
    town.reloads(cast.with_staff("lee", emails=mail))
    town.ana.texts("SOS")
    mine = [h for h in town.handed if h.recipient == "person:lee"]
    assert {h.channel for h in mine} == {"sms", "email"}
    assert len({h.at for h in mine}) == 1


def test_a_test_page_can_go_by_one_channel_and_an_answer_shows_the_way_works(loud_town):
    town = loud_town
    town.accepts(RequestTestPage("person:mo", "sms", "jo"))
    town.fast_forward(seconds=2)
    town.mo.texts(town.mo.expects_page(purpose=Purpose.TEST))
    assert town.state.paging.reach["person:mo sms"].answered_at is not None
    assert not town.pages_of("person:mo")


def test_a_test_page_that_nobody_answers_is_an_alarm(loud_town):
    town = loud_town
    town.accepts(RequestTestPage("person:mo", "", "jo"))
    town.fast_forward(seconds=ROUTINE_LIFE_S + 10)
    assert "test_page_unanswered:person:mo" in town.state.paging.alarms


@pytest.mark.parametrize(
    ("recipient", "channel", "reason"),
    [("person:rex", "", "recipient_unknown"), ("person:mo", "email", "channel_unknown")],
)
def test_a_test_page_to_nobody_is_refused(loud_town, recipient, channel, reason):
    assert loud_town.does(RequestTestPage(recipient, channel, "jo")).reason == reason


def test_the_scheduled_round_tests_everybody_on_its_day_and_hour(loud_town):
    town = loud_town
    town.reloads(cast.with_settings(test_page_every_days=2, test_page_at="10:00"))
    town.run_for(17 * 3600)
    tested = [h for h in town.handed if h.purpose == Purpose.TEST]
    assert {h.recipient for h in tested} == {f"person:{name}" for name in cast.AGENCY.staff}
    assert {town.engine.views(h.at).local(h.at).strftime("%a %H:%M") for h in tested} == {
        "Sun 10:00"
    }
