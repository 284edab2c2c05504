"""Whoever reads Spanish is written to in Spanish, whole; what answers a page is the same for all."""

import re

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import cast
from tests.harness import TestTown
from tests.paging.test_wording import BRIEF
from tocsin.facts.pages import Purpose
from tocsin.kernel.gsm7 import ALPHABET, segments
from tocsin.kernel.limits import PAGE_TEXT_CHARACTERS_MAX
from tocsin.paging import wording
from tocsin.paging.state import EchoKind
from tocsin.response.sending import DispatchUnit

ENGLISH = re.compile(
    r"\b(the|words|sender|phone|roster|unknown|reply|where|your|you|is|are|of|by|en route|noted)\b",
    re.IGNORECASE,
)
"""Words that stand in what Tocsin says in English, and in no Spanish text of it."""

NAMES = st.text(ALPHABET.replace("\x1b", "").replace("\n", ""), min_size=1, max_size=30)
TO_THE_SENDER = (EchoKind.SOS, EchoKind.UPDATE, EchoKind.CANCEL, EchoKind.COMMAND, EchoKind.ROLLING)


def spanish():
    people = {name: replace(one, language="es") for name, one in cast.AGENCY.staff.items()}
    settings = replace(cast.SETTINGS, language="es")
    plan = replace(cast.PLAN, caution=cast.private("ana", "orden contra Rex"))
    return cast.agency(staff=people, settings=settings, safety_plans={"ana": plan})


def test_nothing_that_a_reader_of_spanish_is_sent_is_english(loud_town):
    town = loud_town
    town.reloads(spanish())
    town.ana.texts("SOS ven ya")
    town.lee.texts(f"{town.lee.expects_page('Donde:', 'lista de turnos')} C")
    town.accepts(DispatchUnit("I-1", "P11", "lee"))
    town.fast_forward(seconds=1)
    town.P11.texts(f"{town.P11.expects_page('ENVIAR P11', purpose=Purpose.DISPATCH)} EN ROUTE")
    town.fast_forward(minutes=2)
    said = [each for who in (town.ana, town.lee, town.P11) for each in who.reads_all()]
    assert any("en camino" in text for text in said)
    for text in said:
        assert not ENGLISH.search(text), text


def test_a_code_is_answered_in_spanish_octet_for_octet_as_a_duress_code():
    answers = {}
    for code in (cast.SAFE_CODE, cast.DURESS_CODE):
        town = TestTown()
        town.reloads(spanish())
        town.ana.texts("SOS")
        town.ana.reads_all()
        town.ana.texts(code)
        answers[code] = [each.encode() for each in town.ana.reads_all()]
    safe, duress = answers.values()
    assert safe == duress == [b"Cancelacion recibida. Un supervisor le llamara para comprobarlo."]


def test_the_words_that_answer_a_page_count_whatever_it_was_written_in(loud_town):
    town = loud_town
    town.reloads(spanish())
    town.ana.texts("SOS")
    town.lee.texts(f"{town.lee.expects_page()} TAKING COMMAND")
    assert town.lee.expects("usted tiene el mando de I-1")


@given(st.sampled_from(("en", "es")), st.sampled_from(TO_THE_SENDER), NAMES, st.booleans())
def test_what_the_sender_is_told_is_one_sms(language, kind, name, verified):
    brief = replace(BRIEF, commander=name, verified=verified)
    assert segments(wording.echo_to_sender(language, kind, brief)) == 1


@given(NAMES, NAMES, NAMES)
def test_a_page_in_spanish_takes_no_letter_that_makes_it_longer(who, words, where):
    brief = replace(BRIEF, who=who, words=words, where=where)
    page = wording.sos_page("es", brief, "4821")
    assert segments(page) == (1 if len(page) <= 160 else -(-len(page) // 153))
    assert len(page) <= PAGE_TEXT_CHARACTERS_MAX


def test_an_alarm_is_told_in_the_language_of_whoever_reads_it():
    said = ["Provider sms-1 failed 3 times in a row: no_answer."]
    english = wording.routine_page("en", Purpose.ALARM, said, "4821")
    assert english == f"Tocsin alarm: {said[0]} Reply 4821 = received."
    spanish_text = wording.routine_page("es", Purpose.ALARM, said, "4821")
    assert spanish_text == (
        "Alarma de Tocsin: El proveedor sms-1 fallo 3 veces seguidas: sin respuesta. "
        "Responda 4821 = recibido."
    )
