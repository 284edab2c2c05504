"""A provider that takes texts and drops them is found, passed over, and tried again."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests import cast
from tests.harness import TestTown
from tocsin.facts.pages import MessageAttempted, Provider, Purpose
from tocsin.facts.reaching import (
    LoopbackMissed,
    LoopbackReturned,
    LoopbackSent,
    ProviderPassedOver,
    ProviderRestored,
    ReceiptMissed,
)
from tocsin.facts.signals import SosRaised
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits_carriers import LOOPBACK_BACK_S, PROBE_EVERY_S, RECEIPT_USUAL_S
from tocsin.paging import fold_messages
from tocsin.paging.health import Came, Health, is_silent, note, usual_s
from tocsin.paging.message import choose
from tocsin.paging.stage import ProveProvider, RecordReceipt
from tocsin.paging.state import MessageStatus
from tocsin.sim.gateways import Fate, Says

OURS, THEIRS = "+15015550190", "+15015550191"
FIRST = Provider(
    "carrier-1",
    "sms",
    has_receipts=True,
    loopback_to=OURS,
    loopback_from=THEIRS,
    loopback_every_days=0,
)
SECOND = Provider("kannel-2", "sms")
DAY = timedelta(days=1)


class Ways:
    """Two providers; the first drops what it takes while told so."""

    def __init__(self):
        self.drops = False
        self.loopbacks = []

    def __call__(self, handed):
        if handed.purpose == Purpose.LOOPBACK:
            self.loopbacks.append(handed)
        if handed.provider != "carrier-1":
            return Fate(Says.ACCEPTED, 0.25, (0.5,))
        if self.drops:
            return Fate(Says.ACCEPTED, 0.25, ())
        return Fate(Says.ACCEPTED, 0.25, (0.5,), receipt=True)


@pytest.fixture
def ways():
    return Ways()


@pytest.fixture
def town(ways):
    found = TestTown(providers=(FIRST, SECOND))
    found.gateway = found.behaviour = ways
    return found


def first_by(town, since=0):
    """By which provider each message was tried first."""
    facts = town.of(MessageAttempted)[since:]
    return {fact.message: fact.provider for fact in reversed(facts)}


def is_over(town):
    return town.state.paging.health["carrier-1"].passed_over_at is not None


def test_a_page_whose_receipt_stays_away_goes_to_the_next_provider(town, ways):
    ways.drops = True
    town.ana.texts("SOS")
    town.run_for(RECEIPT_USUAL_S + 5)
    assert town.of(ReceiptMissed)
    assert town.lee.expects_page()


def test_a_page_that_is_repeated_goes_by_another_provider_than_the_one_that_kept_silent(town, ways):
    ways.drops = True
    town.ana.texts("SOS")
    town.run_for(RECEIPT_USUAL_S / 2 + 10)
    assert not town.of(ReceiptMissed)
    assert town.lee.expects_page()


def test_a_page_moves_on_once_its_receipt_is_missed(town, ways):
    ways.drops = True
    town.ana.texts("SOS")
    town.run_for(2)
    state = town.state.paging
    page = next(each for each in state.pages.values() if each.recipient == "person:lee")
    (message,) = [each for each in state.messages.values() if each.page == page.page]
    assert (message.status, message.provider) == (MessageStatus.ACCEPTED, "carrier-1")
    missed = ReceiptMissed(message.message, message.attempt, "carrier-1")
    fold_messages.EVOLVERS[ReceiptMissed](state, missed, town.now)
    assert state.messages[message.message].status is MessageStatus.FAILED
    assert choose(state, state.messages[message.message]) == SECOND
    town.run_for(2)
    assert state.messages[message.message].provider == "kannel-2"


def test_receipts_that_stay_away_from_several_pass_the_provider_over_with_an_alarm(town, ways):
    ways.drops = True
    town.ana.texts("SOS")
    town.run_for(400)
    (over,) = town.of(ProviderPassedOver)
    assert (over.provider, over.reason) == ("carrier-1", "provider_silent")
    assert "provider_silent:carrier-1" in town.state.paging.alarms
    before = len(town.of(MessageAttempted))
    town.mo.texts("SOS")
    urgent = [m for m, by in first_by(town, before).items() if by == "carrier-1"]
    assert not urgent


def test_a_single_phone_that_is_off_is_nobodys_fault(town):
    health = Health()
    for minute in range(10):
        at = town.now + timedelta(minutes=minute)
        health = note(health, Came("person:lee", at, False))
        assert not is_silent(health)
    for name in ("ana", "lou", "max"):
        health = note(health, Came(f"person:{name}", at, True, 3.0))
    assert not is_silent(note(health, Came("person:kim", at, False)))


def test_the_usual_time_of_a_provider_is_learnt_within_bounds(town):
    quick = note(Health(), Came("person:lee", town.now, True, 0.1))
    slow = note(Health(), Came("person:lee", town.now, True, 500.0))
    fair = note(Health(), Came("person:lee", town.now, True, 20.0))
    assert (usual_s(Health()), usual_s(quick), usual_s(slow), usual_s(fair)) == (120, 30, 300, 80)


def test_what_is_older_than_a_week_speaks_for_nobody(town):
    old = note(Health(), Came("person:lee", town.now, False))
    new = note(old, Came("person:ana", town.now + 8 * DAY, False))
    assert [each.recipient for each in new.lately] == ["person:ana"]


def test_a_late_receipt_gives_the_provider_its_place_again(town, ways):
    ways.drops = True
    town.ana.texts("SOS")
    town.run_for(400)
    missed = town.of(ReceiptMissed)[0]
    sent = town.state.paging.sent[f"{missed.message} {missed.attempt}"]
    town.accepts(RecordReceipt(missed.message, missed.attempt, delivered=True, queued=sent.queued))
    assert not is_over(town)
    assert town.of(ProviderRestored)[-1].by == "receipt"
    assert "provider_silent:carrier-1" not in town.state.paging.alarms


def test_a_receipt_is_found_by_the_name_that_the_provider_gave(town, ways):
    ways.drops = True
    town.ana.texts("SOS")
    town.run_for(2)
    sent = next(iter(town.state.paging.sent.values()))
    assert sent.ref
    facts = town.accepts(RecordReceipt("", 0, True, provider="carrier-1", ref=sent.ref))
    assert (facts[0].message, facts[0].attempt) == (sent.message, sent.attempt)
    again = town.does(RecordReceipt("", 0, True, provider="carrier-1", ref=sent.ref))
    assert isinstance(again, Refused)


def proves(town):
    town.accepts(ProveProvider("carrier-1", "jo"))
    town.run_for(2)
    return town.gateway.loopbacks[-1].text


def comes_back(town, text, number=THEIRS, **fields):
    town.texts(number, text, **fields)
    town.run_for(1)


def test_a_loopback_text_that_comes_back_proves_the_provider_and_is_no_sos(town, ways):
    text = proves(town)
    assert ways.loopbacks[-1].to == OURS
    comes_back(town, text)
    (back,) = town.of(LoopbackReturned)
    assert (back.provider, back.took_s) == ("carrier-1", 2)
    assert town.state.paging.health["carrier-1"].proven_at == town.now - timedelta(seconds=1)
    assert not town.of(SosRaised)
    assert not town.state.intake.unread


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (lambda text: text, cast.NUMBERS["ana"]),
        (lambda text: text, OURS),
        (lambda text: text[:-1], THEIRS),
        (lambda text: text.lower(), THEIRS),
        (lambda text: f"{text} SOS", THEIRS),
        (lambda _: "SOS", THEIRS),
        (lambda _: "TOCSIN LOOPBACK", THEIRS),
    ],
)
def test_whatever_is_not_exactly_the_loopback_text_is_an_sos(town, change, number):
    comes_back(town, change(proves(town)), number)
    assert len(town.of(SosRaised)) == 1
    assert not town.of(LoopbackReturned)


def test_a_loopback_text_counts_once_and_a_second_is_an_sos(town):
    text = proves(town)
    comes_back(town, text)
    comes_back(town, text)
    assert len(town.of(LoopbackReturned)) == len(town.of(SosRaised)) == 1


def test_a_loopback_text_that_comes_too_late_is_missed_and_then_an_sos(town, ways):
    text = proves(town)
    town.run_for(LOOPBACK_BACK_S)
    (missed,) = town.of(LoopbackMissed)
    assert missed.provider == "carrier-1"
    assert "loopback_missed:carrier-1" in town.state.paging.alarms
    assert is_over(town)
    comes_back(town, text)
    assert len(town.of(SosRaised)) == 1


def test_a_loopback_text_without_a_proof_is_an_sos(town):
    comes_back(town, "TOCSIN LOOPBACK 23456789ABCDEFGH")
    assert len(town.of(SosRaised)) == 1


def test_a_proof_ends_the_alarm_and_gives_the_place_again(town, ways):
    proves(town)
    town.run_for(LOOPBACK_BACK_S)
    assert is_over(town)
    comes_back(town, proves(town))
    assert not is_over(town)
    assert "loopback_missed:carrier-1" not in town.state.paging.alarms
    assert town.of(ProviderRestored)[-1].by == "loopback"


def test_a_proof_of_last_month_does_not_end_an_alarm_of_today(town):
    comes_back(town, proves(town))
    proves(town)
    town.run_for(LOOPBACK_BACK_S + 60)
    assert "loopback_missed:carrier-1" in town.state.paging.alarms
    assert is_over(town)


def test_a_loopback_text_goes_out_once_and_by_its_own_provider_only(town, ways):
    ways.drops = True
    proves(town)
    town.run_for(LOOPBACK_BACK_S + 60)
    assert [(each.provider, each.attempt) for each in ways.loopbacks] == [("carrier-1", 1)]


def test_a_proof_under_way_or_without_a_number_is_refused(town):
    proves(town)
    assert isinstance(town.does(ProveProvider("carrier-1", "jo")), Refused)
    assert isinstance(town.does(ProveProvider("kannel-2", "jo")), Refused)
    assert isinstance(town.does(ProveProvider("nobody", "jo")), Refused)


def due_of(town):
    due = town.state.paging.agenda.get("loopback:carrier-1")
    assert due is not None
    return due


def test_a_proof_is_due_every_so_many_days_at_the_hour_of_the_test_pages(ways):
    town = TestTown(providers=(replace(FIRST, loopback_every_days=30), SECOND))
    town.run_for(0)
    view = town.engine.views(town.now)
    due = due_of(town)
    assert view.local(due).strftime("%a %H:%M") == "Sun 10:00"
    town.behaviour = ways
    town.submit(ProveProvider("carrier-1", "jo"), "jo")
    town.run_for(2)
    comes_back(town, ways.loopbacks[-1].text)
    due = due_of(town)
    assert 29 * DAY < due - town.now <= 30 * DAY


def test_while_it_is_doubted_it_is_proven_every_quarter_of_an_hour(ways):
    town = TestTown(providers=(replace(FIRST, loopback_every_days=30), SECOND))
    town.behaviour = ways
    town.accepts(ProveProvider("carrier-1", "jo"))
    town.run_for(LOOPBACK_BACK_S + PROBE_EVERY_S + 30)
    assert len(town.of(LoopbackSent)) >= 2
    comes_back(town, ways.loopbacks[-1].text)
    assert not is_over(town)


def test_what_a_loopback_text_says_stands_nowhere_in_clear(town):
    word = proves(town).rpartition(" ")[2]
    told = b"".join(envelope.body for envelope in town.ledger.read())
    assert word.encode() not in told
