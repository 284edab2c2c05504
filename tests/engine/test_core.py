"""The loop: what fails stops nothing else, and what is not on disk is not acknowledged."""

from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.harness import TestTown
from tocsin.agency.diff import LoadAgency
from tocsin.engine import core, stages
from tocsin.engine.core import LEDGER_ALARM, NotDurable
from tocsin.engine.replay import fold
from tocsin.engine.stages import STAGE_OF, State
from tocsin.facts.agency import Step
from tocsin.facts.incidents import IncidentOpened
from tocsin.facts.pages import MessageAttempted, MessageQueued, PageRequested, Purpose
from tocsin.facts.signals import SignalReceived
from tocsin.facts.system import AlarmCleared, AlarmKind, AlarmRaised
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted, Refused
from tocsin.paging.stage import ClearAlarm, RaiseAlarm, RequestPage
from tocsin.response.incident import TakeCommand
from tocsin.response.stage import AddNote, TakeUpSignal


def broken(*_):
    raise RuntimeError("a bug")


def break_command(monkeypatch, kind, *, decide=broken):
    """Let the decision of one kind of command fail, and of no other."""
    stage = STAGE_OF[kind]

    def deciding(state, command, context):
        return (decide if isinstance(command, kind) else stage.decide)(state, command, context)

    mended = {each: stage._replace(decide=deciding) for each in stage.commands}
    monkeypatch.setattr(core, "STAGE_OF", {**STAGE_OF, **mended})


def paged(town):
    """Who was paged for an SOS, in order."""
    return [f.recipient for f in town.of(PageRequested) if f.purpose is Purpose.SOS]


# --- the disk ---------------------------------------------------------------


def test_a_text_that_is_not_on_disk_is_not_acknowledged_but_acted_upon(loud_town):
    town = loud_town
    with town.full_disk():
        assert isinstance(town.receives(b'{"from":"+15015550101","text":"SOS"}'), NotDurable)
        town.run_for(3)
        assert town.lee.expects_page()
        assert not [e for e in town.ledger.read() if e.kind == "SignalReceived"]
    assert town.engine.unavailable_since is not None


def test_once_the_disk_takes_it_everything_is_appended_in_its_order_and_the_alarm_ends(loud_town):
    town = loud_town
    with town.full_disk():
        town.ana.texts("SOS")
        assert LEDGER_ALARM in town.state.paging.alarms
    town.fast_forward(seconds=10)
    kinds = [e.kind for e in town.ledger.read()]
    assert kinds == [type(fact).__name__ for _, fact in town.facts]
    assert kinds.index("SignalReceived") < kinds.index("IncidentOpened")
    assert town.engine.pending_facts == 0
    assert town.engine.durable_position == town.engine.position == town.ledger.head()[0]
    assert LEDGER_ALARM not in town.state.paging.alarms
    assert AlarmCleared(LEDGER_ALARM, "system") in town.of(AlarmCleared)


def test_nobody_reads_that_their_sos_was_received_before_it_is_on_disk(loud_town):
    town = loud_town
    with town.full_disk():
        town.ana.texts("SOS")
        town.run_for(30)
        assert town.lee.expects_page()
        assert not [f for f in town.of(MessageQueued) if f.purpose is Purpose.ECHO]
    town.fast_forward(seconds=10)
    assert [f for f in town.of(MessageQueued) if f.purpose is Purpose.ECHO]


def test_a_full_disk_is_alarmed_once(loud_town):
    town = loud_town
    with town.full_disk():
        town.ana.texts("SOS")
        town.run_for(60)
    alarms = [f for f in town.of(AlarmRaised) if f.kind is AlarmKind.LEDGER_UNAVAILABLE]
    assert len(alarms) == 1


def test_what_is_refused_is_refused_on_a_full_disk_too(loud_town):
    town = loud_town
    with town.full_disk():
        assert isinstance(town.does(TakeCommand("I-9", "lee")), Refused)


def test_when_memory_is_full_as_well_nothing_more_is_taken(loud_town, monkeypatch):
    town = loud_town
    monkeypatch.setattr(core, "PENDING_FACTS_MAX", 1)
    town.ana.texts("SOS")
    with town.full_disk():
        town.does(AddNote("I-1", "lee", "one"))
        position = town.engine.position
        assert isinstance(town.does(AddNote("I-1", "lee", "two")), NotDurable)
        assert town.engine.position == position
    assert isinstance(town.does(AddNote("I-1", "lee", "three")), Accepted)


# --- a stage that fails ------------------------------------------------------


def test_a_command_whose_stage_fails_is_alarmed_and_stops_no_other(loud_town, monkeypatch):
    town = loud_town
    break_command(monkeypatch, TakeUpSignal)
    town.texts(town.ana.number, "SOS")
    engine, now = town.engine, town.now
    engine.settle(now)
    assert "stage_failed:response" in town.state.paging.alarms
    assert town.of(SignalReceived)
    assert not town.of(IncidentOpened)
    # It stays owed, is not hammered, and is done as soon as the stage can again.
    monkeypatch.undo()
    engine.settle(now)
    assert not town.of(IncidentOpened)
    engine.settle(town.after_s(5))
    assert town.of(IncidentOpened)


def test_one_page_that_cannot_be_written_stops_no_other(loud_town, monkeypatch):
    town = loud_town
    stage = STAGE_OF[RequestPage]

    def only_sam(state, command, context):
        if "person:lee" in command.want:
            raise RuntimeError("a bug")
        return stage.decide(state, command, context)

    break_command(monkeypatch, RequestPage, decide=only_sam)
    town.reloads(cast.with_policy(steps=(Step(("role:supervisor",), 60),)))
    town.texts(town.ana.number, "SOS")
    town.engine.settle(town.now)
    assert paged(town) == ["person:sam"]


def test_a_stage_that_cannot_even_say_what_is_due_stops_no_other(loud_town, monkeypatch):
    town = loud_town
    town.ana.texts("SOS")
    blind = tuple(s._replace(due=broken) if s.name == "response" else s for s in stages.STAGES)
    monkeypatch.setattr(core, "STAGES", blind)
    town.engine.settle(town.after_s(25))
    assert "stage_failed:response" in town.state.paging.alarms
    assert paged(town) == ["person:lee", "person:sam"]


def test_a_command_that_cannot_be_hashed_may_fail_as_well(loud_town, monkeypatch):
    break_command(monkeypatch, LoadAgency)
    assert isinstance(loud_town.does(LoadAgency(cast.AGENCY, "jo")), NotDurable)
    assert "stage_failed:agency" in loud_town.state.paging.alarms


def test_even_a_stage_that_cannot_raise_an_alarm_stops_nothing(loud_town, monkeypatch):
    break_command(monkeypatch, RaiseAlarm)
    command = RaiseAlarm(AlarmKind.CLOCK_JUMPED, "x", "x")
    assert isinstance(loud_town.does(command), NotDurable)


def test_a_fact_that_one_stage_cannot_fold_reaches_the_others_and_does_not_stop_a_start(
    loud_town, monkeypatch
):
    town = loud_town
    folds = dict(stages.FOLDS)
    folds[IncidentOpened] = (("intake", broken), *folds[IncidentOpened])
    monkeypatch.setattr(stages, "FOLDS", folds)
    town.ana.texts("SOS")
    assert town.lee.expects_page()
    assert "stage_failed:intake" in town.state.paging.alarms
    fresh = State()
    assert fold(fresh, town.codec, town.ledger.read()) == town.engine.position
    assert fresh == town.state


def test_a_listener_that_fails_stops_no_page(loud_town):
    loud_town.engine.listen(broken)
    loud_town.ana.texts("SOS")
    assert loud_town.lee.expects_page()
    assert "stage_failed:listener" in loud_town.state.paging.alarms


def test_a_cascade_without_end_is_cut_off_and_alarmed(loud_town, monkeypatch):
    def always_due(_state, _now, _most):
        return [
            RaiseAlarm(AlarmKind.CLOCK_JUMPED, "loop", "x"),
            ClearAlarm("clock_jumped:loop", ""),
        ]

    town = loud_town
    endless = tuple(s._replace(due=always_due) if s.name == "paging" else s for s in stages.STAGES)
    monkeypatch.setattr(core, "STAGES", endless)
    town.engine.settle(town.now)
    assert len([f for f in town.of(AlarmRaised) if f.alarm == "clock_jumped:loop"]) == 64
    assert "stage_failed:cascade" in town.state.paging.alarms


def text(number):
    body = f'{{"from":"+1501555{number}","text":"SOS"}}'.encode()
    raw = RawRequest(gateway="phones", kind="json", method="POST", body=body)
    return ReceiveSignal(f"S-{number}", "phones", freeze(raw))


def test_slices_cut_a_cascade_without_end_as_well_and_a_backlog_is_none(loud_town, monkeypatch):
    def always_due(_state, _now, _most):
        return [
            RaiseAlarm(AlarmKind.CLOCK_JUMPED, "loop", "x"),
            ClearAlarm("clock_jumped:loop", ""),
        ]

    town = loud_town
    town.engine.execute([core.Request(text(n), "phones") for n in range(2000, 2300)], town.now)
    while town.engine.settle_some(town.now):
        pass
    assert "stage_failed:cascade" not in town.state.paging.alarms
    endless = tuple(s._replace(due=always_due) if s.name == "paging" else s for s in stages.STAGES)
    monkeypatch.setattr(core, "STAGES", endless)
    slices = 1
    while town.engine.settle_some(town.now):
        slices += 1
    assert 1 < slices <= 64
    assert "stage_failed:cascade" in town.state.paging.alarms


# --- telling and sending -------------------------------------------------------


def test_listeners_hear_every_fact_once_in_order_with_its_position(loud_town):
    heard: list[Any] = []
    loud_town.engine.listen(heard.extend)
    before = loud_town.engine.position
    loud_town.ana.texts("SOS")
    positions = [position for position, _, _ in heard]
    assert positions == list(range(before + 1, loud_town.engine.position + 1))


def test_an_attempt_is_on_record_before_it_is_made_and_is_handed_out_once(loud_town):
    town = loud_town
    town.texts(town.ana.number, "SOS")
    town.engine.settle(town.now)
    attempts = town.engine.attempts()
    assert attempts
    assert {"MessageAttempted"} <= {e.kind for e in town.ledger.read()}
    assert town.engine.attempts() == []


def test_what_was_under_way_when_the_machine_went_down_is_made_again_with_the_same_key(loud_town):
    town = loud_town
    town.gateway.hangs("kannel-1")
    town.ana.texts("SOS")
    under_way = {
        (m.message, m.attempt, m.provider)
        for m in town.state.paging.messages.values()
        if m.status == "attempting"
    }
    assert under_way
    town.crash()
    town.engine.settle(town.now)
    again = {(a.message, a.attempt, a.provider) for a in town.engine.attempts()}
    assert again == under_way
    assert {"M-1", "M-2"} <= {fact.message for fact in town.of(MessageAttempted)}


def test_however_long_the_machine_was_down_only_the_same_way_is_tried_again(loud_town):
    town = loud_town
    town.gateway.hangs("kannel-1")
    town.ana.texts("SOS")
    under_way = {(m.message, m.attempt) for m in town.state.paging.messages.values()}
    town.clock.move_to(town.now + timedelta(seconds=15))  # Longer than a provider may take.
    town.crash()
    town.engine.settle(town.now)
    assert {(a.message, a.attempt) for a in town.engine.attempts()} == under_way
    # Its time counts anew: as long as that is not over, no other provider is tried.
    town.clock.move_to(town.now + timedelta(seconds=5))
    town.engine.settle(town.now)
    assert not {a.message for a in town.engine.attempts()} & {name for name, _ in under_way}


@pytest.mark.parametrize("seconds", [0, 3, 25, 120])
def test_a_restart_at_any_moment_changes_nothing_of_what_is_known(loud_town, seconds):
    town = loud_town
    town.ana.texts("SOS")
    town.fast_forward(seconds=seconds)
    before = town.state
    town.crash()
    assert town.state == before
    assert town.engine.next_due() is not None
    town.fast_forward(minutes=3)
    assert town.zed.expects_page()


def test_two_towns_with_the_same_texts_have_the_same_ledger():
    def played():
        town = TestTown()
        town.ana.texts("SOS")
        town.fast_forward(minutes=3)
        return town.ledger.head()

    assert played() == played()
