"""Everything that the service says no or raises an alarm with has its Spanish."""

import re
from string import Formatter

import pytest

from tests.tongues.sentences import all_said, all_source, all_told
from tocsin.kernel.gsm7 import ALPHABET, EXTENSION
from tocsin.tongues.known import PHRASES, SPANISH, TONGUES, plain, texting, tongue_of, wanted
from tocsin.tongues.spanish_terms import TERMS
from tocsin.tongues.tongue import blanks

FROM_ELSEWHERE = {
    "self._silence(missing, now)": "of a feed: its sentences stand in the catalogue below",
    "said.detail": "a letter carries what another node said",
    "trouble": "of the map: its sentence stands in the catalogue below",
    "detail": "of the rota: its sentence stands in the catalogue below",
    "finding.detail": "of the auditor: followed where it is found",
    "found[subject]": "of the backups: their sentences stand in the catalogue below",
    "command.detail": "whoever raises an alarm says it",
    "outcome.detail": "what a stage or the engine said",
    "move.refused.detail": "what a stage said",
    "error.detail": "what the framework said",
    "here.why_not": "of the settings file: its sentences stand in the catalogue",
    "str(error)": "what is wrong with the settings file: for who reads TOML, in English",
    "status.replace('_', ' ')": "a status, which is a word of the service",
}
"""Words that are not followed further, and why each is in the catalogue all the same."""


OF_MSGSPEC = {
    "{0}: Invalid enum value {1}. Accepted: {2}",
    "{0}: Expected {1}, got {2}",
    "{0}: Expected {1}",
    "Object missing required field {0}",
    "Object contains unknown field {0}",
}
"""What the reader of JSON says, as far as a page can provoke it."""


def test_every_refusal_problem_alarm_and_moment_has_its_spanish():
    said, unknown = all_said()
    missing = [f"{each.place}: {each.words!r}" for each in said if each.words not in SPANISH]
    assert not missing, "\n".join(missing)
    assert {each.code for each in unknown} == FROM_ELSEWHERE.keys()
    assert len(said) > 250


def test_everything_that_is_told_in_a_language_has_its_spanish_and_nothing_is_left_over():
    assert all_told() == PHRASES.keys()


def test_what_else_stands_in_the_catalogue_is_said_somewhere():
    followed = {each.words for each in all_said()[0]}
    for english in SPANISH.keys() - followed - OF_MSGSPEC:
        for literal, _, _, _ in Formatter().parse(english):
            assert literal.rstrip(".") in all_source(), english


def test_both_languages_have_the_same_blanks_and_say_it_otherwise():
    for english in SPANISH:
        assert blanks(english) == [str(nth) for nth in range(len(blanks(english)))], english
    for english, spanish in (*SPANISH.items(), *PHRASES.items()):
        assert sorted(set(blanks(spanish))) == sorted(blanks(english)), english
        assert english != spanish


FILLED = ("I-12", "4A21, 4A22", "en_route", "person:lee", "07", "a b")


@pytest.mark.parametrize("english", [each for each in SPANISH if blanks(each)])
def test_a_filled_sentence_is_told_by_its_own_pattern_and_keeps_every_value(english):
    values = [f"{FILLED[nth]}x{nth}" for nth in range(len(blanks(english)))]
    spanish = TONGUES["es"].sentence(english.format(*values))
    plain = re.sub(r"\{(\d)(:\w+)?\}", r"{\1}", SPANISH[english])
    assert spanish == plain.format(
        *(
            each.replace("_", " ") if "_" in each and f"{{{n}:" in SPANISH[english] else each
            for n, each in enumerate(values)
        )
    )


def test_words_of_the_service_in_a_sentence_are_said_too():
    es = TONGUES["es"]
    assert es.sentence("4A21 is en route, on I-7; only an available unit can be sent.") == (
        "4A21 está en camino, en I-7; solo se puede enviar una unidad disponible."
    )
    assert es.sentence("en route, on this incident") == "en camino, en este incidente"
    assert es.sentence("out of service") == "fuera de servicio"
    assert es.sentence("The moves are: acknowledge, stage.") == (
        "Los movimientos son: confirmar, esperar cerca."
    )


def test_a_sentence_that_is_not_known_is_said_as_it_is():
    for tongue in TONGUES.values():
        assert tongue.sentence("Nobody ever said this.") == "Nobody ever said this."
        assert not tongue.sentence("")


def test_what_is_told_in_texts_has_letters_of_the_gsm_alphabet_only():
    letters = set(ALPHABET) | set(EXTENSION.values())
    for said in (*SPANISH.values(), *PHRASES.values(), *TERMS.values()):
        assert set(plain(said)) <= letters
        assert len(plain(said)) == len(said)
    assert texting("es").sentence("a device that is nobody's in the agency file").isascii()
    assert texting("en") is texting("xx") is tongue_of("en")


def test_english_says_everything_as_it_is():
    english = tongue_of("en")
    assert english.is_english
    for each in SPANISH:
        assert english.sentence(each) == each
    assert tongue_of("xx") is english


def test_no_word_of_the_service_is_longer_in_a_text_than_it_must_be():
    assert all(name == name.lower() and " " not in name for name in TERMS)
    odd = {letter for word in TERMS.values() for letter in word} - set(ALPHABET)
    assert odd <= set("áíóú")


@pytest.mark.parametrize(
    ("accepts", "agency", "language"),
    [("", "es", "es"), ("de", "es", "es"), ("en", "es", "en"), ("es-MX", "en", "es")],
)
def test_who_asks_for_none_of_ours_is_answered_in_the_agencys_language(accepts, agency, language):
    assert wanted(accepts, agency) == language
