"""What a page says: in both languages the same, short enough, and always how to answer."""

from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import cast
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.intake.grammar import WORDS, understand
from tocsin.kernel.limits import PAGE_TEXT_CHARACTERS_MAX
from tocsin.paging import wording
from tocsin.paging.state import EchoKind
from tocsin.paging.wording import EN, TEXTS, Brief
from tocsin.paging.wording_es import ES
from tocsin.paging.wording_which import echo_which
from tocsin.response.incident import TakeCommand
from tocsin.response.sending import DispatchUnit
from tocsin.response.stage import CloseIncident

BRIEF = Brief(
    "I-1",
    "Ana Brindlewick",
    "17:30",
    "he is in the lot",
    "North lot (sender's words 17:30)",
    cast.CAUTION,
    verified=True,
    duress=False,
    commander="Lee Harrowgale",
    emergency_number="911",
    judge="Sam Oakenvane",
    now="17:42",
)
GSM_7 = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
UPDATES = ("text", "cancel", "duress", "safe", "not_safe", "command", "closed")
long = st.text(max_size=400)
briefs = st.builds(
    Brief,
    incident=st.just("I-100000"),
    who=long,
    time=st.just("17:30"),
    words=long,
    where=long,
    caution=long,
    verified=st.booleans(),
    duress=st.booleans(),
    commander=long,
    emergency_number=st.just("911"),
    staged=st.booleans(),
    judge=long,
    now=st.just("17:42"),
)
languages = st.sampled_from(("en", "es", "xx"))


def names(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(EN.keys() | ES.keys()))
def test_both_languages_say_the_same_things_with_the_same_blanks(key):
    assert names(EN[key]) == names(ES[key])


@pytest.mark.parametrize("language", TEXTS)
def test_every_text_is_plain_enough_for_an_sms(language):
    for text in TEXTS[language].values():
        assert set(text) <= set(GSM_7)


@given(languages, briefs, st.integers(1000, 999_999).map(str))
def test_however_long_its_parts_a_page_fits_and_ends_with_how_to_answer(language, brief, code):
    pages = {
        Purpose.SOS: wording.sos_page(language, brief, code),
        Purpose.DISPATCH: wording.dispatch_page(language, brief, "4A21", code),
        Purpose.CHECK_BACK: wording.owner_page(language, Purpose.CHECK_BACK, brief, code, 60),
        Purpose.VERIFY_CANCEL: wording.owner_page(language, Purpose.VERIFY_CANCEL, brief, code, 60),
        "several": wording.sos_page(language, brief, code, 2),
    }
    for page in pages.values():
        assert len(page) <= PAGE_TEXT_CHARACTERS_MAX
        assert code in page[-110:]


@given(languages, st.sampled_from(UPDATES), briefs)
def test_an_update_fits_and_says_when_and_which(language, what, brief):
    update = wording.update(language, what, brief)
    assert len(update) <= PAGE_TEXT_CHARACTERS_MAX
    assert "17:42" in update
    assert "I-100000" in update


@given(languages, st.lists(long, min_size=1, max_size=30))
def test_alarms_fit_in_one_message(language, details):
    page = wording.routine_page(language, Purpose.ALARM, details, "4821")
    assert len(page) <= PAGE_TEXT_CHARACTERS_MAX
    assert "4821" in page


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(
    "kind", [k for k in EchoKind if k not in (EchoKind.ANSWER, EchoKind.WHICH)]
)
def test_there_is_an_echo_of_every_kind(language, kind):
    for brief in (BRIEF, replace(BRIEF, verified=False)):
        assert wording.echo_to_sender(language, kind, brief)


@pytest.mark.parametrize("language", TEXTS)
def test_whoever_is_asked_which_page_they_mean_is_told_every_code_and_what_it_is_for(language):
    choices = [(str(1000 + n), purpose, f"I-{n}") for n, purpose in enumerate(WORDS)]
    text = echo_which(language, choices)
    assert len(text) <= PAGE_TEXT_CHARACTERS_MAX
    assert all(f"{code} = " in text and incident in text for code, _, incident in choices)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("answer", [a for a in Answer if a in WORDS[Purpose.SOS].values()])
@pytest.mark.parametrize("commander", ["", "Lee Harrowgale"])
@pytest.mark.parametrize("is_commander", [False, True])
def test_there_is_an_echo_of_every_answer(language, answer, commander, is_commander):
    brief = replace(BRIEF, commander=commander)
    said = wording.echo_of_answer(language, answer, brief, "4821", is_commander=is_commander)
    assert "I-1" in said


@pytest.mark.parametrize("language", TEXTS)
def test_what_a_page_asks_to_be_answered_is_understood(language):
    from tests.intake.test_grammar import sent

    asked = {
        Purpose.SOS: wording.sos_page(language, BRIEF, "4821"),
        Purpose.VERIFY_CANCEL: wording.owner_page(
            language, Purpose.VERIFY_CANCEL, BRIEF, "4821", 9
        ),
        Purpose.DISPATCH: wording.dispatch_page(language, BRIEF, "P11", "4821"),
        Purpose.CHECK_BACK: wording.owner_page(language, Purpose.CHECK_BACK, BRIEF, "4821", 9),
    }
    for purpose, page in asked.items():
        said = page[page.index("4821") :].replace(" o 4821", ", 4821").replace(" or 4821", ", 4821")
        replies = [part.split(" = ")[0].rstrip(".") for part in said.split(", ")]
        replies = [r for r in replies if r.startswith("4821") and len(r) < 25]
        for reply in replies or ["4821"]:
            assert understand(reply, [sent(purpose)]), reply


def test_a_page_says_who_when_what_and_where_and_the_caution_comes_first():
    page = wording.sos_page("en", BRIEF, "4821")
    assert page == (
        "CAUTION: Order against Rex Vosskamp, grey pickup. "
        'SOS Ana Brindlewick 17:30: "he is in the lot" '
        "Where: North lot (sender's words 17:30). "
        "Reply 4821 = received, 4821 C = taking command."
    )


def test_a_page_without_a_place_or_words_says_so():
    page = wording.sos_page("en", replace(BRIEF, where="", words="", caution=""), "4821")
    assert page.startswith("SOS Ana Brindlewick 17:30. Where: not known.")


def test_a_page_about_a_stranger_says_that_it_is_not_verified():
    page = wording.sos_page("es", replace(BRIEF, verified=False), "4821")
    assert "SOS SIN VERIFICAR de Ana Brindlewick" in page


def test_words_are_cut_only_at_their_end_and_it_shows():
    page = wording.sos_page("en", replace(BRIEF, words="a" * 500), "4821")
    assert "a" * 150 in page
    assert '..."' in page


def test_the_subject_of_a_mail_tells_nothing_of_the_person():
    assert wording.subject("en", "I-1") == "Tocsin: I-1 needs an answer"
    assert wording.subject("en", "") == "Tocsin"


def test_an_unreadable_text_is_paged_as_what_it_is(loud_town):
    town = loud_town
    town.receives(b"\x00\x01")
    town.fast_forward(seconds=70)
    assert town.mo.expects("could not be read")


def test_everybody_reads_in_their_own_language(loud_town):
    town = loud_town
    town.reloads(cast.with_staff("lee", language="es"))
    town.ana.texts("SOS")
    assert town.lee.expects_page("Donde:")
    town.fast_forward(seconds=25)
    assert town.sam.expects_page("Where:")


def test_the_sender_is_told_what_happens(town):
    town.ana.texts("SOS")
    assert town.ana.expects("SOS received 17:30", "911")
    code = town.lee.expects_page("Ana Brindlewick", "CAUTION")
    town.lee.texts(f"{code} C")
    assert town.lee.expects("you have command of I-1")
    town.fast_forward(seconds=1)
    assert town.ana.expects("Lee Harrowgale has your SOS")
    town.accepts(DispatchUnit("I-1", "P11", "lee"))
    town.fast_forward(seconds=1)
    town.P11.texts(town.P11.expects_page("SEND P11", purpose=Purpose.DISPATCH) + " EN ROUTE")
    assert town.P11.expects("Noted: P11 en route")
    town.fast_forward(seconds=1)
    assert town.ana.expects("Help is on the way")


def test_somebody_who_wants_silence_is_told_nothing_at_all(loud_town):
    town = loud_town
    town.reloads(cast.with_plan(silent=True))
    town.ana.texts("SOS")
    town.accepts(TakeCommand("I-1", "lee"))
    town.ana.texts("he is at the door")
    town.ana.texts(cast.SAFE_CODE)
    town.accepts(DispatchUnit("I-1", "P11", "lee"))
    town.fast_forward(minutes=2)
    town.ana.expects_nothing()


def test_a_stranger_is_told_once_and_after_that_nothing(loud_town):
    town = loud_town
    town.rex.texts("hello")
    assert town.rex.expects("Your number is not known here", "911")
    town.rex.texts("hello?")
    town.fast_forward(minutes=2)
    town.rex.expects_nothing()


def test_a_late_answer_is_thanked_and_opens_nothing(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    code = town.lee.expects_page()
    town.accepts(CloseIncident("I-1", "lee", Disposition.TEST))
    town.fast_forward(seconds=2)
    town.lee.reads_all()
    town.lee.texts(f"{code} C")
    assert town.lee.expects("Noted")
    assert town.state.response.incident_count == 1
