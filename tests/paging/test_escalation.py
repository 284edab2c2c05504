"""From step to step in seconds, all of a step at once, and never an end without an owner."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import cast
from tocsin.facts.agency import Step
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import EscalationStepSkipped, EscalationStepStarted, Purpose
from tocsin.facts.system import AlarmKind, AlarmRaised
from tocsin.paging.escalation import hold, is_satisfied, next_moment, start_next
from tocsin.paging.stage import StartStep
from tocsin.paging.state import Escalation
from tocsin.response.incident import TakeCommand
from tocsin.response.stage import CloseIncident

NOW = cast.SATURDAY
SOON = NOW + timedelta(seconds=20)
LATER = NOW + timedelta(seconds=120)
FRESH = Escalation("I-1", "person:ana", None, silent=False, policy=cast.POLICY, since=NOW)
RUNNING = replace(FRESH, step=1, until=SOON, recipients=("person:lee",))
EVERYBODY = tuple(f"person:{name}" for name in cast.AGENCY.staff)
MEANT = {"person:lee": EVERYBODY[2:3], "role:supervisor": EVERYBODY[2:4], "everyone": EVERYBODY}


def started(escalation, *, meant=MEANT, reachable=EVERYBODY):
    return start_next(escalation, NOW, lambda t: meant.get(t, ()), lambda r: r in reachable)


def steps(town):
    """Every step that began, in seconds since the SOS."""
    found = [(at, fact) for at, fact in town.facts if isinstance(fact, EscalationStepStarted)]
    return [
        (round((at - cast.SATURDAY).total_seconds()), fact.step, fact.round) for at, fact in found
    ]


# --- when ---------------------------------------------------------------------


def test_a_fresh_one_begins_at_once_and_then_each_step_has_its_seconds():
    assert next_moment(FRESH) == NOW
    assert next_moment(RUNNING) == SOON


def test_received_holds_the_next_step_and_command_rests_it():
    received = replace(RUNNING, acknowledged=("person:lee",), held_until=LATER)
    assert next_moment(received) == LATER
    assert next_moment(replace(received, commander="lee")) is None


def test_as_many_must_answer_as_the_step_needs():
    two = replace(RUNNING, need=2, acknowledged=("person:lee",), held_until=LATER)
    assert not is_satisfied(two)
    assert next_moment(two) == SOON
    assert next_moment(replace(two, commander="lee")) == SOON
    both = replace(two, acknowledged=("person:lee", "person:sam"))
    assert next_moment(both) == LATER


def test_a_closed_one_rests():
    assert next_moment(replace(RUNNING, closed=True)) is None


def test_received_never_makes_the_next_step_come_sooner():
    assert hold(RUNNING, NOW) == LATER
    late = replace(RUNNING, until=NOW + timedelta(hours=1))
    assert hold(late, NOW) == late.until
    assert hold(replace(RUNNING, until=None), NOW) == LATER


@given(
    st.integers(0, 4),
    st.sampled_from(((), ("person:lee",), ("person:lee", "person:sam"))),
    st.integers(1, 3),
    st.sampled_from((None, SOON, LATER)),
)
def test_without_an_owner_there_always_is_a_next_moment(step, acknowledged, need, held_until):
    running = replace(
        FRESH, step=step, until=SOON, acknowledged=acknowledged, need=need, held_until=held_until
    )
    assert next_moment(running) is not None


# --- who ------------------------------------------------------------------------


def test_everybody_a_step_means_is_paged_at_once_and_nobody_twice():
    policy = replace(cast.POLICY, steps=(Step(("person:lee", "role:supervisor"), 20),))
    (step,) = started(replace(FRESH, policy=policy))
    assert step.recipients == ("person:lee", "person:sam")
    assert step.until == SOON


def test_the_sender_is_never_paged_about_their_own_sos():
    (step,) = started(replace(FRESH, sender="person:sam", step=1))
    assert step.recipients == ("person:lee",)
    (everyone,) = started(replace(FRESH, sender="person:sam", step=2))
    assert "person:sam" not in everyone.recipients


def test_more_people_than_there_are_cannot_be_needed():
    policy = replace(cast.POLICY, steps=(Step(("role:supervisor",), 20, need=5),))
    (step,) = started(replace(FRESH, policy=policy))
    assert step.need == 2


def test_a_step_that_reaches_nobody_takes_no_time_and_is_alarmed():
    skipped, alarm, step = started(FRESH, meant=MEANT | {"person:lee": ()})
    assert skipped == EscalationStepSkipped("I-1", 1, 1, "nobody_reachable")
    assert alarm.kind is AlarmKind.STEP_EMPTY
    assert (step.step, step.recipients) == (2, ("person:lee", "person:sam"))


def test_somebody_without_a_way_to_be_reached_counts_as_nobody():
    facts = started(FRESH, reachable=("person:mo",))
    assert [type(fact) for fact in facts[:4]] == [EscalationStepSkipped, AlarmRaised] * 2
    assert facts[-1].widened
    assert facts[-1].recipients == ("person:mo",)


def test_when_nobody_at_all_can_be_reached_that_is_alarmed_and_tried_again():
    *_, alarm, step = started(FRESH, reachable=())
    assert alarm.kind is AlarmKind.POLICY_EMPTY
    assert step.recipients == ()
    assert step.until == NOW + timedelta(seconds=cast.POLICY.repeat_s)


def test_after_the_last_step_it_widens_to_everybody_and_each_repetition_is_a_round():
    (first,) = started(replace(FRESH, step=2))
    assert first.widened
    assert (first.round, first.need) == (1, 1)
    assert set(first.recipients) == set(EVERYBODY) - {"person:ana"}
    (second,) = started(replace(FRESH, step=3, widened=True))
    assert second.round == 2


# --- in the town -------------------------------------------------------------------


def test_the_steps_come_to_the_second_and_then_for_ever(loud_town):
    loud_town.ana.texts("SOS")
    loud_town.fast_forward(minutes=4)
    expected = [(0, 1, 1), (20, 2, 1), (50, 3, 1), (110, 3, 2), (170, 3, 3), (230, 3, 4)]
    assert steps(loud_town) == expected


def test_it_has_not_given_up_after_a_day(loud_town):
    loud_town.ana.texts("SOS")
    loud_town.run_for(24 * 3600)
    loud_town.everybody_reads()
    loud_town.fast_forward(seconds=61)
    for name in ("mo", "lee", "sam", "jo", "zed"):
        assert loud_town.phones[name].expects_page()
    loud_town.ana.expects_nothing()


def test_received_holds_for_its_lease_and_then_it_goes_on(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.fast_forward(seconds=4)
    town.lee.texts(town.lee.expects_page())
    town.fast_forward(seconds=110)
    town.sam.expects_nothing()
    town.fast_forward(seconds=15)
    assert town.sam.expects_page()


def test_saying_received_again_does_not_hold_it_for_longer(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    code = town.lee.expects_page()
    for _ in range(4):
        town.lee.texts(code)
        town.fast_forward(seconds=30)
    town.fast_forward(seconds=10)
    assert town.sam.expects_page()


def test_of_two_who_are_needed_one_in_command_is_not_enough(loud_town):
    town = loud_town
    town.reloads(cast.with_policy(steps=(Step(("role:supervisor",), 30, need=2),)))
    town.ana.texts("SOS")
    town.lee.texts(town.lee.expects_page() + " C")
    town.fast_forward(seconds=35)
    assert town.mo.expects_page()
    # Widened to everybody, whoever is in command is enough.
    town.everybody_reads()
    town.fast_forward(seconds=100)
    town.mo.expects_nothing()


def test_an_answer_on_the_board_counts_as_one_by_text(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.accepts(TakeCommand("I-1", "jo"))
    town.fast_forward(seconds=100)
    town.sam.expects_nothing()


def test_an_incident_keeps_the_policy_it_began_with(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.reloads(cast.with_policy(steps=(Step(("person:jo",), 3600),), repeat_s=3600))
    town.fast_forward(seconds=25)
    assert town.sam.expects_page()


def test_without_any_policy_everybody_is_paged(loud_town):
    town = loud_town
    town.reloads(cast.agency(policies={}))
    town.ana.texts("SOS")
    for name in ("mo", "lee", "sam", "jo", "zed"):
        assert town.phones[name].expects_page()


def test_a_step_that_is_not_due_is_not_begun(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    assert town.does(StartStep("I-1")).reason == "not_due"
    assert town.does(StartStep("I-9")).reason == "not_due"


def test_closing_ends_it_for_good_and_everybody_paged_is_told(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.fast_forward(seconds=25)
    town.everybody_reads()
    town.accepts(CloseIncident("I-1", "lee", Disposition.PERSON_SAFE))
    town.fast_forward(minutes=30)
    for phone in (town.lee, town.sam):
        assert phone.expects("CLOSED", "I-1", purpose=Purpose.UPDATE)
        phone.expects_nothing()
    paging = town.state.paging
    assert [paging.pages, paging.messages, paging.escalations, paging.wants] == [{}] * 4


def test_two_incidents_of_two_senders_are_paged_apart_and_have_codes_of_their_own(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.mo.texts("SOS")
    codes = {town.lee.expects_page(), town.lee.expects_page()}
    assert len(codes) == 2
    town.lee.texts(f"{min(codes)} C")
    assert sorted(town.incident(n).commander for n in ("I-1", "I-2")) == ["", "lee"]


# --- strangers -----------------------------------------------------------------------


def test_strangers_are_bundled_into_one_page_for_each_recipient(loud_town):
    town = loud_town
    for number in range(5):
        town.texts(f"+1501555018{number}", "wrong number?")
    town.fast_forward(seconds=70)
    pages = [handed for handed in town.handed if handed.recipient == "person:mo"]
    assert len(pages) <= 2
    assert "5 unverified SOS" in pages[-1].text


def test_one_answer_to_a_bundle_takes_command_of_all_of_it(loud_town):
    town = loud_town
    for number in range(3):
        town.texts(f"+1501555018{number}", "hello?")
    town.fast_forward(seconds=65)
    page = town.pages_of("person:mo")[-1]
    town.mo.texts(f"{page.code} C")
    assert {town.incident(name).commander for name in page.incidents} == {"mo"}


def test_a_known_voice_does_not_wait_behind_strangers(loud_town):
    town = loud_town
    for number in range(30):
        town.texts(f"+15015552{number:03}", "spam")
    town.texts(town.ana.number, "SOS")
    town.fast_forward(seconds=1)
    urgent = [index for index, handed in enumerate(town.handed) if handed.urgent]
    routine = [index for index, handed in enumerate(town.handed) if not handed.urgent]
    assert max(urgent) < min(routine)


def test_a_flood_of_strangers_is_one_alarm(loud_town):
    town = loud_town
    for number in range(40):
        town.texts(f"+15015552{number:03}", "spam")
    town.fast_forward(minutes=3)
    floods = [f for f in town.of(AlarmRaised) if f.kind is AlarmKind.UNVERIFIED_FLOOD]
    assert len(floods) == 1


@pytest.mark.parametrize("answer", ["1", "c", "ok", "rcvd"])
def test_a_bare_word_is_enough_while_one_page_waits(loud_town, answer):
    town = loud_town
    town.ana.texts("SOS")
    town.lee.texts(answer)
    assert town.lee.expects("Noted", purpose=Purpose.ECHO)
