"""Pages that ask somebody to search: one for each task, answered by words that fit it."""

import msgspec
import pytest

from tests import cast
from tests.ground.fake import FakeGround
from tests.harness import PROVIDERS, TestTown
from tests.response.looking import code, looking, searchers, start
from tocsin.engine.core import Request
from tocsin.facts.pages import PageEnded, PageRequested, Provider, Purpose, UpdatePaged
from tocsin.facts.signals import Answer, SosRaised
from tocsin.intake.grammar import PageSent, understand
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.limits import PAGE_TEXT_CHARACTERS_MAX
from tocsin.kernel.private import Private
from tocsin.paging import wording
from tocsin.paging.stage import AnswerPage
from tocsin.paging.wording import TEXTS, Brief
from tocsin.response.locating import GiveLocation
from tocsin.response.search import EndSearch, ReportSearch, StartSearch

LEE, SAM, P11 = "person:lee", "person:sam", "unit:P11"


def handed(town, recipient, purpose=Purpose.SEARCH):
    return [h for h in town.handed if h.recipient == recipient and h.purpose == purpose]


def test_each_task_is_a_page_of_its_own_with_a_code_of_its_own():
    town = looking()
    start(town, LEE, SAM)
    pages = [fact for fact in town.of(PageRequested) if fact.purpose is Purpose.SEARCH]
    assert [(page.recipient, page.task) for page in pages] == [(LEE, "I-1/T1"), (SAM, "I-1/T2")]
    assert all(page.urgent for page in pages)
    assert len({page.code for page in pages}) == 2
    text = town.lee.expects("SEARCH row A", purpose=Purpose.SEARCH)
    assert "I-1 Ana Brindlewick" in text
    assert cast.CAUTION in text
    assert "call 911" in text
    assert text.endswith(f"Reply {pages[0].code} CLEAR or {pages[0].code} FOUND.")


def test_a_task_goes_out_on_every_channel_with_the_same_code():
    providers = (*PROVIDERS, Provider("smtp", "email"))
    agency = cast.with_staff("lee", emails=(Private(LEE, "lee@tarn.example"),))
    town = TestTown(agency, ground=FakeGround(), providers=providers)
    town.strict = False
    town.ana.texts("SOS")
    start(town, LEE)
    sent = handed(town, LEE)
    assert {one.channel for one in sent} == {"sms", "email"}
    (page,) = [p for p in town.of(PageRequested) if p.purpose is Purpose.SEARCH]
    assert all(f"{page.code} CLEAR" in one.text for one in sent)


def test_a_page_ends_with_its_task_whatever_ended_it():
    town = looking()
    start(town, LEE, SAM, P11)
    town.lee.texts(f"{code(town.lee)} clear")
    town.accepts(ReportSearch("I-1", "I-1/T2", "mo", found=False), "mo")
    town.accepts(EndSearch("I-1", "mo"), "mo")
    town.fast_forward(seconds=2)
    ended = [fact.reason for fact in town.of(PageEnded)]
    assert ended == ["task_over"] * 3
    assert not [p for p in town.state.paging.pages.values() if p.purpose is Purpose.SEARCH]
    assert town.state.paging.escalations["I-1"].tasks == ()


def test_found_is_told_to_everybody_also_to_those_whose_pages_end_by_it():
    town = looking()
    start(town, LEE, P11)
    town.everybody_reads()
    town.P11.texts("found her")
    for phone in (town.lee, town.P11):
        text = phone.expects("FOUND", "I-1 Ana Brindlewick", purpose=Purpose.UPDATE)
        assert "says unit P11: row B" in text
    town.P11.expects("Noted: FOUND")
    (update,) = [fact for fact in town.of(UpdatePaged) if fact.what == "found"]
    assert set(update.recipients) >= {LEE, P11}


def test_found_reaches_a_searcher_whose_phone_was_off_for_a_moment():
    town = looking()
    start(town, SAM, P11)
    town.everybody_reads()
    town.gateway.fails("kannel-1")
    town.gateway.fails("kannel-2")
    town.P11.texts("found")
    town.fast_forward(seconds=20)
    assert not [t for t in town.sam.reads_all() if "FOUND" in t]
    town.gateway.works("kannel-1")
    town.fast_forward(minutes=2)
    town.sam.expects("FOUND", purpose=Purpose.UPDATE)


def test_she_is_told_nothing_of_the_search_on_her_phone():
    town = looking()
    town.fast_forward(minutes=3)  # Everybody is paged by now.
    town.everybody_reads()
    start(town, LEE)
    town.lee.texts("found")
    town.fast_forward(minutes=1)
    texts = town.ana.reads_all()
    assert not [text for text in texts if "SEARCH" in text or "FOUND" in text]


def test_new_evidence_does_not_page_again_whoever_is_looking_already():
    town = looking()
    start(town, LEE)
    before = len(handed(town, LEE))
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    town.fast_forward(seconds=10)
    assert len(handed(town, LEE)) == before


def test_an_answer_on_the_board_counts_like_one_by_text():
    town = looking()
    start(town, LEE)
    (page,) = town.pages_of(LEE, Purpose.SEARCH)
    town.accepts(AnswerPage(page.page, LEE, Answer.CLEAR, "mo"), "mo")
    town.fast_forward(seconds=1)
    assert [one.segment.label.text for one in town.incident().search.cleared] == ["row A"]


def test_an_echo_that_waited_for_the_disk_says_what_was_understood():
    town = looking("row A")
    start(town, LEE)
    given_code = code(town.lee)
    town.everybody_reads()
    town.disk.is_full = True
    town.texts(town.lee.number, f"{given_code} clear")
    town.run_for(60)
    town.disk.is_full = False
    town.run_for(60)
    town.lee.expects("Noted: clear", purpose=Purpose.ECHO)
    assert not [n for n in town.state.paging.alarms if n.startswith("stage_failed")]


def test_a_late_clear_of_a_unit_is_noted_and_says_nothing_of_its_status():
    town = looking()
    start(town, P11)
    given_code = code(town.P11)
    town.accepts(EndSearch("I-1", "mo"), "mo")
    town.everybody_reads()
    town.P11.texts(f"{given_code} clear")
    assert "available" not in town.P11.expects("Noted: clear", purpose=Purpose.ECHO)
    assert len(town.of(SosRaised)) == 1


def test_received_is_echoed_with_how_to_answer_later():
    town = looking()
    start(town, LEE)
    given_code = code(town.lee)
    town.lee.texts(f"{given_code} ok")
    town.lee.expects(f"{given_code} CLEAR or {given_code} FOUND", purpose=Purpose.ECHO)


def test_a_page_repeated_while_silent_is_the_same_page_and_stops_with_the_answer():
    town = looking()
    start(town, LEE)
    given_code = code(town.lee)
    town.fast_forward(minutes=10)
    assert code(town.lee) == given_code
    town.fast_forward(minutes=10)
    assert len([p for p in town.of(PageRequested) if p.purpose is Purpose.SEARCH]) == 1
    assert len(handed(town, LEE)) == 4
    assert town.state.paging.wants == {}


# The words themselves.

LONG = Brief(
    incident="I-123456",
    who="W" * 90,
    time="17:30",
    words="x" * 500,
    where="w" * 300,
    caution="c" * 400,
    verified=True,
    duress=True,
    commander="C" * 90,
    emergency_number="911",
    now="17:45",
    staged=True,
    staging="s" * 200,
    task="t" * 400,
    searcher="S" * 90,
)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_search_page_fits_and_says_how_to_answer_at_its_end(language):
    text = wording.search_page(language, LONG, "123456")
    assert len(text) <= PAGE_TEXT_CHARACTERS_MAX
    assert text.endswith(wording.say(language, "reply_search", code="123456"))
    assert "t" * 50 in text


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_page_that_says_where_to_wait_fits_and_keeps_its_reply(language):
    text = wording.dispatch_page(language, LONG, "4A21", "123456")
    assert len(text) <= PAGE_TEXT_CHARACTERS_MAX
    assert text.endswith(wording.say(language, "reply_dispatch", code="123456"))
    assert "s" * 50 in text


@pytest.mark.parametrize(("word", "sos"), [("clear", 0), ("found", 1)])
def test_a_word_that_two_providers_hand_over_at_once_never_answers_another_search(word, sos):
    """Lee looks for two people. Both texts are on record before the first is acted upon."""
    town = looking("A", "B")
    town.zed.texts("help")
    start(town, LEE)
    town.accepts(StartSearch("I-2", "mo", searchers(LEE)), "mo")
    town.fast_forward(seconds=1)
    (mine,) = [one for one in town.pages_of(LEE, Purpose.SEARCH) if "I-1" in one.incidents]
    before = len(town.of(SosRaised))
    arrives = [received(town, f"{mine.code} {word}", 1), received(town, word, 2)]
    town.engine.execute(arrives, town.now)
    town.fast_forward(seconds=1)
    assert town.incident("I-2").search.is_running
    assert not town.incident("I-2").search.cleared
    assert len(town.of(SosRaised)) == before + sos


def received(town, text, number):
    """A text of Lee's as the gateway hands it over."""
    body = msgspec.json.encode({"from": cast.NUMBERS["lee"], "text": text, "id": f"id-{number}"})
    raw = RawRequest(gateway="phones", kind="json", method="POST", body=body)
    return Request(ReceiveSignal(f"S-twice-{number}", "phones", freeze(raw)), "phones")


@pytest.mark.parametrize("language", sorted(TEXTS))
@pytest.mark.parametrize("what", ["found", "overdue", "called_off", "withdrawn", "replanned"])
def test_news_of_a_search_fits_one_message_and_names_the_case(language, what):
    text = wording.update(language, what, LONG)
    assert len(text) <= PAGE_TEXT_CHARACTERS_MAX
    assert "I-123456" in text
    assert "{" not in text


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_words_a_page_asks_for_are_words_that_answer_it(language):
    page = PageSent("P-1", "4821", Purpose.SEARCH, is_open=True, is_waiting=True)
    reply = wording.say(language, "reply_search", code="4821").rstrip(".")
    asked = reply.replace("Reply ", "").replace("Responda ", "")
    clear, _, found = asked.replace(" o ", " or ").partition(" or ")
    assert understand(clear, [page]) == ("P-1", Answer.CLEAR)
    assert understand(found, [page]) == ("P-1", Answer.FOUND)


def test_spanish_searchers_are_asked_in_spanish():
    agency = cast.with_staff("lee", language="es")
    town = looking(agency=agency)
    start(town, LEE)
    town.lee.expects("BUSQUE row A", "Responda", purpose=Purpose.SEARCH)
    town.lee.texts("libre")
    town.lee.expects("Anotado: libre")
    town.lee.texts("encontrada")
    town.lee.expects("ENCONTRADA", purpose=Purpose.UPDATE)
