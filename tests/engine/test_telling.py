"""A history is told in the language of whoever reads it, and people's words stay as they were."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.test_tell_space import played
from tests.facts.values import facts
from tests.harness import TestTown
from tocsin.engine.timeline import sentence
from tocsin.facts.incidents import IncidentNoted
from tocsin.kernel.private import Private
from tocsin.tongues.known import tongue_of

ENGLISH = re.compile(
    r"\b(is|the|by|of|within|until|with|has|are|was|sent|search|over)\b", re.IGNORECASE
)


def told(views, fact, language):
    views.tongue = tongue_of(language)
    return sentence(fact, views)


@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_kind_of_fact_is_told_in_spanish_and_in_english_as_ever(data):
    town = TestTown()
    views = town.engine.views(town.now)
    for kind in sorted(facts):
        fact = data.draw(facts[kind])
        english, spanish = told(views, fact, "en"), told(views, fact, "es")
        assert english.what != spanish.what, kind
        assert english.certainty == spanish.certainty


def test_words_that_look_like_ours_stay_as_somebody_wrote_them():
    town = TestTown()
    said = "Takes command of I-1. step 2 of 3"
    fact = IncidentNoted("I-1", "lee", Private("person:ana", said))
    assert told(town.engine.views(town.now), fact, "es").what == f'Anota sobre I-1: "{said}".'


def test_a_history_of_a_search_is_spanish_throughout():
    town = played()
    views = town.engine.views(town.now)
    lines = [told(views, fact, "es") for _, fact in town.facts]
    said = " ".join(line.what for line in lines)
    for part in ("Búsqueda por I-1", "ENCONTRADA para I-1", "Envió 4A21 a I-1", "está cerrada"):
        assert part in said
    for line in lines:
        ours = re.sub(r'".*"', "", line.what, flags=re.DOTALL)
        assert not ENGLISH.search(ours), ours
        assert not ENGLISH.search(line.source), line
