from tocsin.engine.timeline import SENTENCES
from tocsin.facts.codec import KINDS


def test_every_kind_of_fact_has_a_sentence():
    assert set(KINDS.values()) == set(SENTENCES)
