"""Web Push in the paging: one more way for each page, in place of none and later than none."""

import pytest
from msgspec.structs import replace

from tests import cast
from tests.harness import PROVIDERS, TestTown
from tocsin.agency.pushes import SubscribePush
from tocsin.agency.stage import ErasePerson
from tocsin.engine.core import Request
from tocsin.facts.pages import (
    EscalationStepSkipped,
    EscalationStepStarted,
    MessageAccepted,
    MessageAttempted,
    MessageDelivered,
    MessageFailed,
    MessageQueued,
    PageLinkGiven,
    Provider,
    Purpose,
)
from tocsin.facts.pushes import GONE, PushEnded
from tocsin.facts.signals import Answer
from tocsin.facts.system import AlarmKind
from tocsin.kernel.ids import push_id
from tocsin.kernel.private import Private
from tocsin.paging import wording_push
from tocsin.paging.links import parted
from tocsin.paging.message import is_taken_or_over, worth_s
from tocsin.paging.stage import AnswerPage, RecordOutcome, SetProviders
from tocsin.paging.state import MessageStatus
from tocsin.response.incident import TakeCommand
from tocsin.sim.gateways import Says

PUSH = Provider("push-1", "push", has_receipts=True)
URL = "https://sos.harlow.example"
WORDS = "he's in the lot with a red car"


def subscribed(town, person="lee", browser="phone"):
    address = Private(f"person:{person}", f"{browser} of {person}")
    town.accepts(SubscribePush(person, address, person), person)


@pytest.fixture
def pushed():
    found = TestTown(providers=(*PROVIDERS, PUSH))
    found.strict = False
    subscribed(found)
    return found


def sent(town, person="lee", channel="push"):
    every = town.of(MessageQueued)
    return [m for m in every if (m.recipient, m.channel) == (f"person:{person}", channel)]


def test_a_page_goes_by_it_and_by_text_in_the_same_moment(pushed):
    pushed.ana.texts(f"SOS {WORDS}")
    assert len(sent(pushed)) == len(sent(pushed, channel="sms")) == 1
    names = {m.message for m in (*sent(pushed), *sent(pushed, channel="sms"))}
    attempts = [(at, f) for at, f in pushed.facts if isinstance(f, MessageAttempted)]
    moments = {at for at, fact in attempts if fact.message in names}
    assert len(moments) == 1


def test_every_attempt_and_what_came_of_it_is_on_record(pushed):
    pushed.gateway.fails("push-1")
    pushed.ana.texts("SOS")
    pushed.fast_forward(seconds=8)
    pushed.gateway.works("push-1")
    pushed.fast_forward(seconds=15)
    name = sent(pushed)[0].message
    tried = [f.attempt for f in pushed.of(MessageAttempted) if f.message == name]
    failed = [f.attempt for f in pushed.of(MessageFailed) if f.message == name]
    (taken,) = [f for f in pushed.of(MessageAccepted) if f.message == name]
    assert tried == [*failed, taken.attempt]
    assert len(failed) >= 1


def test_what_a_push_service_took_is_not_on_the_phone(pushed):
    pushed.ana.texts("SOS")
    (message,) = sent(pushed)
    assert pushed.state.paging.messages[message.message].status is MessageStatus.ACCEPTED
    assert message.message not in {f.message for f in pushed.of(MessageDelivered)}


# Nothing of anybody stands on a lock screen.


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_notification_says_of_whom_or_where(pushed, language):
    lee = replace(cast.AGENCY.staff["lee"], language=language)
    pushed.reloads(replace(cast.AGENCY, staff={**cast.AGENCY.staff, "lee": lee}))
    pushed.ana.texts(f"SOS {WORDS} at Mill Lane")
    pushed.ana.texts("he has a knife")
    pushed.accepts(TakeCommand("I-1", "sam"), "sam")
    pushed.ana.texts(cast.DURESS_CODE)
    pushed.fast_forward(minutes=2)
    texts = [m.text.reveal() for m in sent(pushed)]
    assert len(texts) >= 3
    hers = ("ana", "lot", "car", "mill", "knife", "rex", "umbrella", "garden", "duress", "coacc")
    for text in texts:
        assert not [word for word in hers if word in text.lower()], text
        assert "sam" not in text.lower()


def test_the_words_of_both_languages_are_the_same_in_number_and_blanks():
    english, spanish = (wording_push.TEXTS[language] for language in ("en", "es"))
    assert english.keys() == spanish.keys()
    for key, text in english.items():
        blanks = ("{code}" in text, "{incident}" in text)
        assert blanks == ("{code}" in spanish[key], "{incident}" in spanish[key])


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.UPDATE])
def test_every_page_has_words_and_its_code(purpose):
    assert "4711" in wording_push.page("en", purpose, "4711")


def test_a_notification_leads_to_its_incident_by_a_key_of_its_own(pushed):
    pushed.reloads(cast.with_settings(public_url=URL))
    pushed.ana.texts("SOS")
    (push,), (text,) = sent(pushed), sent(pushed, channel="sms")
    words, link = parted(push.text.reveal())
    assert words.endswith("Open it.")
    assert link.startswith("/p#")
    assert link not in text.text.reveal()
    assert len([f for f in pushed.of(PageLinkGiven) if f.person == "lee"]) == 2


def test_without_an_address_of_ours_it_has_no_key(pushed):
    pushed.ana.texts("SOS")
    assert parted(sent(pushed)[0].text.reveal())[1] == ""


def test_a_text_without_a_link_is_all_words():
    assert parted("SOS. Code 4711") == ("SOS. Code 4711", "")
    assert parted("") == ("", "")


# It makes no page later.


def starts(town):
    return [
        (at, f.step, f.recipients) for at, f in town.facts if isinstance(f, EscalationStepStarted)
    ]


@pytest.mark.parametrize("says", ["works", "fails", "hangs"])
def test_whatever_becomes_of_it_the_ladder_is_climbed_as_without_it(pushed, says):
    plain = TestTown(providers=PROVIDERS)
    plain.strict = False
    getattr(pushed.gateway, says)("push-1")
    for town in (plain, pushed):
        town.ana.texts("SOS")
        town.fast_forward(minutes=6)
    assert starts(pushed) == starts(plain)


def test_a_number_that_every_provider_refuses_ends_the_step_though_a_push_service_took_it(pushed):
    """It holds no step: what it took may never be shown."""
    for name in ("kannel-1", "kannel-2"):
        pushed.gateway.fails(name, Says.REFUSED)
    pushed.ana.texts("SOS")
    pushed.fast_forward(seconds=5)
    assert len(starts(pushed)) > 1


def without_numbers(person):
    staff = cast.AGENCY.staff
    bare = replace(staff[person], numbers=(), emails=(), services=())
    return replace(cast.AGENCY, staff={**staff, person: bare})


def test_a_step_of_somebody_who_has_nothing_else_is_skipped_as_it_was(pushed):
    pushed.reloads(without_numbers("lee"))
    pushed.ana.texts("SOS")
    assert pushed.of(EscalationStepSkipped)
    assert f"{AlarmKind.STEP_EMPTY}:sos.1" in pushed.state.paging.alarms


def test_that_no_text_gets_out_is_found_though_a_push_service_takes_everything(pushed):
    for name in ("kannel-1", "kannel-2"):
        pushed.gateway.hangs(name)
    pushed.ana.texts("SOS")
    pushed.run_for(40)
    assert AlarmKind.PAGE_UNSENT in {each.kind for each in pushed.findings()}


def test_that_nothing_goes_out_by_it_any_more_is_found(pushed):
    assert AlarmKind.NO_PROVIDER not in {each.kind for each in pushed.findings()}
    pushed.submit(SetProviders(PROVIDERS), "system")
    found = {(each.kind, each.subject) for each in pushed.findings()}
    assert (AlarmKind.NO_PROVIDER, "push") in found


# What is gone.


def goes(town):
    """The push service says that the browser is gone."""
    (message,) = [m for m in sent(town) if town.state.paging.messages[m.message].attempt]
    said = RecordOutcome(message.message, 1, "push-1", reason=GONE, permanent=True)
    town.submit(said, "gateway:push-1")
    town.run_for(1)


def test_a_browser_that_is_gone_is_paged_no_more_and_that_is_an_alarm(pushed):
    pushed.gateway.hangs("push-1")
    pushed.ana.texts("SOS")
    goes(pushed)
    (ended,) = pushed.of(PushEnded)
    assert (ended.person, ended.reason) == ("lee", GONE)
    assert ended.subscription == push_id("phone of lee")
    assert f"{AlarmKind.RECIPIENT_UNREACHABLE}:person:lee.push" in pushed.state.paging.alarms
    count = len(sent(pushed))
    pushed.fast_forward(minutes=10)
    assert len(sent(pushed)) == count
    assert len(sent(pushed, channel="sms")) > 1


def test_another_refusal_ends_no_subscription(pushed):
    pushed.gateway.hangs("push-1")
    pushed.ana.texts("SOS")
    (message,) = sent(pushed)
    said = RecordOutcome(message.message, 1, "push-1", reason="HTTP 413", permanent=True)
    pushed.submit(said, "gateway:push-1")
    assert pushed.of(PushEnded) == []


def test_a_text_that_is_gone_ends_no_subscription(pushed):
    pushed.gateway.hangs("kannel-1")
    pushed.ana.texts("SOS")
    (message,) = sent(pushed, channel="sms")
    said = RecordOutcome(message.message, 1, "kannel-1", reason=GONE, permanent=True)
    pushed.submit(said, "gateway:kannel-1")
    assert pushed.of(PushEnded) == []


def test_who_is_dismissed_gets_nothing_by_it_from_that_moment(pushed):
    pushed.gateway.hangs("push-1")
    pushed.ana.texts("SOS")
    pushed.reloads(cast.without("lee"))
    pushed.gateway.works("push-1")
    handed = len([h for h in pushed.handed if h.provider == "push-1"])
    pushed.fast_forward(minutes=10)
    assert len([h for h in pushed.handed if h.provider == "push-1"]) == handed
    pushed.reloads(cast.AGENCY)
    pushed.fast_forward(minutes=3)
    assert len([h for h in pushed.handed if h.provider == "push-1"]) == handed


def test_a_subscription_is_sealed_and_gone_when_its_owner_is_erased(pushed):
    assert all(b"phone of lee" not in entry.body for entry in pushed.ledger.read())
    pushed.engine.execute([Request(ErasePerson("person:lee", "jo"), "jo")], pushed.now)
    assert pushed.state.agency.pushes == {}


def test_a_restart_knows_every_browser(pushed):
    subscribed(pushed, "sam")
    before = pushed.state.agency.pushes
    pushed.crash()
    assert pushed.state.agency.pushes == before
    assert set(before) == {"lee", "sam"}


# For how long it is news.


def test_a_page_is_news_until_it_is_sent_again(pushed):
    pushed.ana.texts("SOS")
    paging = pushed.state.paging
    page = paging.messages[sent(pushed)[0].message]
    assert worth_s(paging, page) == cast.POLICY.repeat_s
    assert not is_taken_or_over(paging, "I-1")
    pushed.accepts(TakeCommand("I-1", "lee"), "lee")
    assert is_taken_or_over(paging, "I-1")
    pushed.fast_forward(seconds=cast.POLICY.command_lease_s + 1)
    asked = [m for m in sent(pushed) if m.purpose is Purpose.CHECK_BACK]
    found = paging.messages[asked[-1].message]
    assert worth_s(paging, found) == cast.POLICY.check_back_grace_s


def test_that_somebody_has_it_is_told_by_it_too(pushed):
    pushed.ana.texts("SOS")
    pushed.accepts(TakeCommand("I-1", "sam"), "sam")
    pushed.fast_forward(seconds=2)
    news = [m for m in sent(pushed) if m.purpose is Purpose.UPDATE]
    assert "somebody has taken command" in news[-1].text.reveal()
    page = pushed.pages_of("person:lee", Purpose.SOS)[0]
    pushed.accepts(AnswerPage(page.page, "person:lee", Answer.RECEIVED, "lee"), "lee")
