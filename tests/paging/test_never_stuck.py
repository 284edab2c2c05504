"""Nothing stays due for ever, and nothing piles up while an incident is open for long."""

import pytest

from tests import cast
from tests.harness import PROVIDERS
from tocsin.engine.core import Request
from tocsin.facts.incidents import CancelVerificationRequested
from tocsin.facts.pages import MessageAbandoned, PageRequested, Purpose
from tocsin.facts.system import AlarmKind, AlarmRaised
from tocsin.kernel.limits import PAGE_MESSAGES_MAX
from tocsin.paging.stage import SetProviders
from tocsin.response.incident import TakeCommand, VerifyCancel
from tocsin.response.sending import DispatchUnit, MoveUnit
from tocsin.sim.gateways import Says


def test_a_unit_cleared_and_sent_again_at_once_leaves_nothing_due(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.accepts(DispatchUnit("I-1", "4A21", "lee"))
    town.fast_forward(seconds=5)
    again = (MoveUnit("4A21", "clear", "lee"), DispatchUnit("I-1", "4A21", "lee"))
    town.engine.execute([Request(command, "lee") for command in again], town.now)
    town.fast_forward(seconds=30)
    assert len(town.pages_of("unit:4A21")) == 1


def test_a_cancel_judged_and_given_again_at_once_leaves_nothing_due(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.ana.texts(cast.SAFE_CODE)
    town.engine.execute([Request(VerifyCancel("I-1", "lee", safe=False), "lee")], town.now)
    town.ana.texts(cast.SAFE_CODE)
    town.fast_forward(minutes=5)
    assert len(town.of(CancelVerificationRequested)) > 1


def test_a_phone_that_is_off_is_not_tried_for_every_repetition(loud_town):
    town = loud_town
    town.gateway.undelivered = {"kannel-1"}
    town.gateway.fails("kannel-2")
    town.ana.texts("SOS")
    town.run_for(1800)
    before = len(town.handed)
    town.run_for(600)
    first_day = len(town.handed) - before
    town.run_for(3600)
    before = len(town.handed)
    town.run_for(600)
    assert len(town.handed) - before <= first_day * 1.2


def test_what_is_remembered_of_a_page_is_bounded(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.run_for(60 * (PAGE_MESSAGES_MAX + 20))
    (page,) = town.pages_of("person:lee")
    assert len(page.messages) <= PAGE_MESSAGES_MAX
    assert len(town.state.paging.messages) <= PAGE_MESSAGES_MAX * len(cast.STAFF)


def test_asking_somebody_without_any_contact_leaves_one_page_at_most(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.accepts(TakeCommand("I-1", "mo"))
    town.reloads(cast.with_staff("mo", numbers=()))
    town.ana.texts(cast.SAFE_CODE)
    town.run_for(1800)
    assert len(town.pages_of("person:mo", Purpose.VERIFY_CANCEL)) == 1
    assert "recipient_unreachable:person:mo" in town.state.paging.alarms


def test_a_code_in_use_is_never_given_twice_within_a_week(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.run_for(3 * 3600)
    town.rex.texts("hello")
    town.run_for(3600)
    codes = [page.code for page in town.of(PageRequested)]
    assert len(codes) == len(set(codes)) > 5


@pytest.mark.parametrize("says", [Says.BUSY, Says.NOTHING])
def test_every_page_gets_through_once_the_providers_are_back(loud_town, says):
    town = loud_town
    for provider in PROVIDERS:
        town.gateway.fails(provider.name, says)
    town.ana.texts("SOS")
    town.run_for(900)
    town.lee.expects_nothing()
    for provider in PROVIDERS:
        town.gateway.works(provider.name)
    town.run_for(61)
    assert town.lee.expects_page()


def test_an_address_that_all_refuse_is_given_up_with_one_alarm(loud_town):
    town = loud_town
    for provider in PROVIDERS:
        town.gateway.fails(provider.name, Says.REFUSED)
    town.ana.texts("SOS")
    town.run_for(600)
    alarm = f"{AlarmKind.RECIPIENT_UNREACHABLE}:person:lee.sms"
    assert [fact.alarm for fact in town.of(AlarmRaised)].count(alarm) == 1
    assert MessageAbandoned("M-2", str(AlarmKind.RECIPIENT_UNREACHABLE)) in town.of(
        MessageAbandoned
    )


def test_a_stranger_who_cannot_be_answered_is_nobodys_alarm(loud_town):
    town = loud_town
    for provider in PROVIDERS:
        town.gateway.fails(provider.name, Says.REFUSED)
    town.rex.texts("buy our pills")
    town.run_for(10)
    alarms = town.state.paging.alarms
    assert not [name for name in alarms if "unknown" in name]
    assert not [key for key in town.state.paging.reach if key.startswith("unknown")]


def test_two_machines_do_not_answer_each_other_for_ever(loud_town):
    town = loud_town
    town.reloads(cast.with_settings(unknown_policy="sos"))
    town.rex.texts("I am out of office")
    assert town.rex.expects("received as an emergency")
    town.rex.texts("I am out of office")
    town.rex.expects_nothing()


def test_providers_taken_away_do_not_stop_the_paging(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.does(SetProviders(()))
    town.run_for(300)
    town.does(SetProviders(PROVIDERS))
    town.everybody_reads()
    town.run_for(61)
    assert town.lee.expects_page()
