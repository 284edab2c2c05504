"""Both languages say the same things, and every word of the service has its own."""

import inspect
import re
from string import Formatter
from typing import Any

import pytest

from tocsin.facts.incidents import Certainty, Disposition
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.response.stage import Reason
from tocsin.tongues.known import wanted
from tocsin.web import phone_known, phone_moves, phone_other, phone_page, phone_push, phone_seen
from tocsin.web.matrix import STATUS
from tocsin.web.phone_words import EN, TEXTS, Tongue
from tocsin.web.phone_words_es import ES

WORDS: dict[str, Any] = {
    "answer": (*Answer, "silent"),
    "disposition": Disposition,
    "certainty": Certainty,
    "status": STATUS.values(),
    "purpose": (Purpose.SOS, Purpose.CHECK_BACK, Purpose.VERIFY_CANCEL, Purpose.DISPATCH),
}
ASKED = (
    Reason.INCIDENT_UNKNOWN,
    Reason.INCIDENT_CLOSED,
    Reason.PERSON_NOT_ACTIVE,
    Reason.OWN_SOS,
    Reason.COMMAND_ALREADY_TAKEN,
    Reason.NO_CANCEL_GIVEN,
    Reason.CANCEL_NOT_VERIFIED,
    Reason.UNITS_STILL_ASSIGNED,
)


def blanks(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


def test_both_languages_say_the_same_things_with_the_same_blanks():
    assert EN.keys() == ES.keys()
    for key in EN:
        assert blanks(EN[key]) == blanks(ES[key]), key
        assert EN[key] != ES[key] or key in ("kind_duress", "purpose_sos"), key


@pytest.mark.parametrize("language", TEXTS)
def test_every_word_and_every_refusal_of_what_a_phone_can_do_has_its_own(language):
    for kind, words in WORDS.items():
        assert {f"{kind}_{word}" for word in words} <= TEXTS[language].keys()
    assert {f"no_{reason}" for reason in ASKED} <= TEXTS[language].keys()


def test_every_sentence_is_said_somewhere():
    modules = (phone_known, phone_moves, phone_other, phone_page, phone_push, phone_seen)
    code = "".join(map(inspect.getsource, modules))
    said = set(re.findall(r"""["'](\w+)["']""", code))
    prefixes = ("no_", "do_", "next_", "kind_", "source_", "doubt_", "channel_", *WORDS)
    unsaid = {key for key in EN if key not in said and not key.startswith(prefixes)}
    assert unsaid <= {"too_many", "new_key", "cancel_open"}


def test_a_word_or_refusal_without_its_own_is_said_as_the_service_says_it():
    say = Tongue("es")
    assert say.word("source", "carrier_pigeon") == "carrier pigeon"
    assert say.refusal("unheard_of", "Because.") == "Because."
    assert Tongue("xx").language == "en"


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en;q=0.5,es;q=0.8", "es"),
        ("de,fr;q=0.9", "en"),
        ("es;q=x,en;q=0.1", "en"),
        ("es;q=0", "en"),
    ],
)
def test_the_language_is_the_one_that_is_wanted_most(accepts, language):
    assert wanted(accepts) == language
