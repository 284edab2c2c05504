"""Whatever comes, from whomever: exactly one meaning, and never none."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import cast
from tests.harness import TestTown
from tocsin.agency.stage import ErasePerson
from tocsin.facts.agency import SafetyPlan
from tocsin.facts.signals import (
    CancelGiven,
    HookRefused,
    MeaningAsked,
    PageAnswered,
    SignalRead,
    SignalReceived,
    SignalRepeated,
    SignalUnreadable,
    SosRaised,
    UnknownSenderSeen,
)
from tocsin.intake import stage
from tocsin.intake.grammar import cancel_kind
from tocsin.intake.stage import Reason, ReceiveSignal, ReportRefusal
from tocsin.kernel.limits import PROVIDER_ID_MEMORY_S
from tocsin.kernel.private import Private

MEANINGS = (PageAnswered, CancelGiven, SosRaised, SignalRepeated, MeaningAsked)
PHONES = ("ana", "lee", "mo", "P11", "rex")


def meanings(town, signal):
    """What this one signal was taken for."""
    facts = [fact for _, fact in town.facts if isinstance(fact, MEANINGS)]
    return [fact for fact in facts if fact.signal == signal]


def paged_town():
    """A town in which Ana's SOS is open and Lee is being paged for it."""
    town = TestTown()
    town.ana.texts("SOS")
    return town


WORDS = st.sampled_from(
    ("1", "c", "4821", "ok", "safe", "SOS", cast.SAFE_CODE, cast.DURESS_CODE, "cancel", "en route")
)
texts = st.text(max_size=40) | st.lists(WORDS, max_size=3).map(" ".join)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(PHONES), texts), min_size=1, max_size=5))
def test_any_text_from_anyone_means_exactly_one_thing(said):
    town = paged_town()
    for number, (who, text) in enumerate(said):
        phone = town.rex if who == "rex" else town.phones[who]
        body = json.dumps({"from": phone.number, "text": text}).encode()
        town.receives(body, f"S-x{number}")
        assert len(meanings(town, f"S-x{number}")) == 1


@settings(max_examples=60)
@given(
    st.sampled_from(("json", "kannel", "twilio")), st.binary(max_size=80), st.binary(max_size=80)
)
@example("kannel", b"", b"from=%ff%fe&text=%ed%a0%80&id=%ed%a0%80")
@example("json", b'{"from":"\\ud800","text":"SOS","id":"\\ud800"}', b"")
@example("json", b'{"from":"+1501","text":"a","part":1,"parts":2,"ref":"\\udfff"}', b"")
def test_any_request_at_all_is_an_sos_or_better_and_what_is_kept_can_be_kept(kind, body, query):
    town = paged_town()
    town.receives(body, "S-x", kind=kind, query=query)
    (meaning,) = meanings(town, "S-x")
    unreadable = [fact for fact in town.of(SignalUnreadable) if fact.signal == "S-x"]
    assert isinstance(meaning, SosRaised)
    assert meaning.unreadable is bool(unreadable)
    town.engine.snapshot()


def test_a_request_is_on_record_before_anybody_has_read_it(loud_town):
    town = loud_town
    town.receives(b'{"from":"+15015550101","text":"SOS"}')
    kinds = [envelope.kind for envelope in town.ledger.read()]
    assert kinds.index("SignalReceived") < kinds.index("SignalRead") < kinds.index("SosRaised")


def test_a_parser_that_fails_makes_an_sos(loud_town, monkeypatch):
    def broken(_):
        raise RuntimeError("a bug")

    monkeypatch.setitem(stage.PARSERS, "json", broken)
    loud_town.ana.texts("SOS")
    (sos,) = loud_town.of(SosRaised)
    assert sos.unreadable
    assert "signal_unreadable:phones" in loud_town.state.paging.alarms


def test_a_raw_request_that_was_erased_before_it_was_read_is_an_sos_still(loud_town):
    town = loud_town
    town.submit(ReceiveSignal("S-9", "phones", "{}"), "phones")
    town.submit(ErasePerson("signal:S-9", "jo"), "jo")
    town.run_for(1)
    assert [fact.reason for fact in town.of(SignalUnreadable)] == ["erased"]
    assert town.of(SosRaised)


def test_the_same_text_brought_again_counts_once(loud_town):
    town = loud_town
    for _ in range(3):
        town.ana.texts("SOS", provider_id="m-1")
    assert len(town.of(SosRaised)) == 1
    assert len(town.of(SignalRepeated)) == 2
    assert len(town.of(SignalReceived)) == 3


def test_a_text_without_an_id_at_its_provider_is_never_taken_for_a_repetition(loud_town):
    town = loud_town
    body = b'{"from":"+15015550101","text":"SOS"}'
    for number in range(2):
        town.receives(body, f"S-{number}x")
    assert len(town.of(SosRaised)) == 2


def test_an_id_is_remembered_for_two_days_and_then_forgotten(loud_town):
    town = loud_town
    town.rex.texts("hello", provider_id="m-1")
    town.run_for(PROVIDER_ID_MEMORY_S - 60)
    town.rex.texts("hello", provider_id="m-1")
    assert len(town.of(SignalRepeated)) == 1
    town.run_for(120)
    town.rex.texts("hello", provider_id="m-2")
    assert list(town.state.intake.seen) == ["phones m-2"]


def test_a_signal_that_waits_is_not_received_twice_under_one_name(loud_town):
    town = loud_town
    town.submit(ReceiveSignal("S-9", "phones", "{}"), "phones")
    outcome = town.submit(ReceiveSignal("S-9", "phones", "{}"), "phones")
    assert outcome.reason is Reason.SIGNAL_EXISTS
    town.run_for(0)
    assert town.does(stage.ReadSignal("S-9")).reason is Reason.SIGNAL_UNKNOWN


# --- who --------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", ["+15015550101", "15015550101", "5015550101", "(501) 555-0101", "501 555 0101"]
)
def test_a_number_is_known_however_the_gateway_writes_it(loud_town, number):
    loud_town.texts(number, "SOS")
    loud_town.run_for(1)
    assert [(fact.sender, fact.verified) for fact in loud_town.of(SosRaised)] == [
        ("person:ana", True)
    ]


def test_an_unknown_number_gets_one_name_and_keeps_it(loud_town):
    town = loud_town
    town.rex.texts("hello")
    town.texts("+15015550198", "hello")
    town.rex.texts("hello again")
    assert [fact.sender for fact in town.of(UnknownSenderSeen)] == ["unknown:1", "unknown:2"]
    assert [fact.sender for fact in town.of(SosRaised)] == ["unknown:1", "unknown:2", "unknown:1"]
    assert not any(fact.verified for fact in town.of(SosRaised))


def test_a_number_that_becomes_known_is_known_from_then_on(loud_town):
    town = loud_town
    town.rex.texts("hello")
    numbers = (Private("person:zed", cast.REX_NUMBER),)
    town.reloads(cast.with_staff("zed", numbers=numbers))
    town.rex.texts("hello")
    assert town.of(SosRaised)[-1].sender == "person:zed"


def test_who_was_dismissed_is_a_stranger_and_is_still_heard(loud_town):
    town = loud_town
    town.reloads(cast.without("zed"))
    town.zed.texts("help")
    assert [(f.sender, f.verified) for f in town.of(SosRaised)] == [("unknown:1", False)]


def test_an_answer_by_somebody_else_is_an_sos(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    code = town.lee.expects_page()
    for phone in (town.mo, town.rex, town.P11):
        phone.texts(code)
    assert not town.of(PageAnswered)
    assert [fact.sender for fact in town.of(SosRaised)[1:]] == [
        "person:mo",
        "unknown:1",
        "unit:P11",
    ]


def test_words_beside_a_code_are_an_sos_that_names_what_they_were_paged_for(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.lee.texts(town.lee.expects_page() + " I see him, he is after me")
    sos = town.of(SosRaised)[-1]
    assert (sos.sender, sos.paged_for) == ("person:lee", ("I-1",))


# --- safe and duress ------------------------------------------------------------


@pytest.mark.parametrize("before", ["", "cancel ", "CANCEL "])
@pytest.mark.parametrize(("code", "duress"), [(cast.SAFE_CODE, False), (cast.DURESS_CODE, True)])
def test_a_code_cancels_her_open_sos(loud_town, before, code, duress):
    town = loud_town
    town.ana.texts("SOS")
    town.ana.texts(before + code.upper())
    assert [(f.incident, f.duress) for f in town.of(CancelGiven)] == [("I-1", duress)]


@pytest.mark.parametrize(("code", "duress"), [(cast.SAFE_CODE, False), (cast.DURESS_CODE, True)])
def test_a_code_without_an_open_sos_is_one(loud_town, code, duress):
    loud_town.ana.texts(code)
    assert [(fact.sender, fact.duress) for fact in loud_town.of(SosRaised)] == [
        ("person:ana", duress)
    ]


def test_a_code_among_other_words_cancels_nothing(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.ana.texts(f"he wants me to say {cast.SAFE_CODE}")
    assert not town.of(CancelGiven)
    assert len(town.of(SosRaised)) == 2


def test_her_code_from_another_phone_cancels_nothing(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.mo.texts(cast.SAFE_CODE)
    town.rex.texts(cast.DURESS_CODE)
    assert not town.of(CancelGiven)
    assert not town.of(SosRaised)[-1].duress


def test_a_plan_is_a_persons_and_of_nobody_who_is_called_the_same(loud_town):
    units = cast.AGENCY.units | {"ana": replace(cast.AGENCY.units["P11"], unit="ana")}
    loud_town.reloads(cast.agency(units=units))
    views = loud_town.engine.views(loud_town.now)
    assert views.safety_plan("person:ana") == cast.PLAN
    for sender in ("unit:ana", "unknown:ana", "unreadable:ana"):
        assert views.safety_plan(sender) is None


def test_a_plan_without_codes_or_with_erased_ones_takes_nothing_for_a_code():
    bare = SafetyPlan("ana", silent=False)
    erased = SafetyPlan("ana", silent=False, safe_code=Private("person:ana", None))
    for plan in (None, bare, erased):
        for text in ("", "...", "[erased]", cast.SAFE_CODE):
            assert cancel_kind(text, plan) is None


def test_a_long_text_in_parts_is_no_answer_and_no_part_of_it_is_lost(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    code = town.lee.expects_page()
    for part, text in ((1, code), (2, " C")):
        town.lee.texts(text, part=part, parts=2, ref="7")
    assert not town.of(PageAnswered)
    reads = town.of(SignalRead)[-2:]
    assert [(r.part, r.parts, r.reference) for r in reads] == [
        (1, 2, "person:lee 7"),
        (2, 2, "person:lee 7"),
    ]


# --- hooks ---------------------------------------------------------------------


def test_refused_requests_are_recorded_once_a_minute_with_their_count(loud_town):
    town = loud_town
    report = ReportRefusal("phones", "wrong_secret", 3)
    assert town.accepts(report)
    assert town.does(report).reason is Reason.TOO_SOON
    town.run_for(60)
    assert town.accepts(report)
    assert [fact.count for fact in town.of(HookRefused)] == [3, 3]
    assert "hook_refused:phones" in town.state.paging.alarms
