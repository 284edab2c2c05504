"""A fact about something that nobody knows, or knows no more, upsets no stage."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.facts.values import facts
from tests.harness import TestTown
from tocsin.engine.stages import FOLDS, State, evolve
from tocsin.facts.agency import SettingsSet
from tocsin.facts.pages import PageRequested
from tocsin.response.unit import MOVES

TABLED = {kind.__name__ for _, kind in MOVES}
"""A unit moves by its table; what the table does not have is never recorded."""

CHECKED = {SettingsSet.__name__, PageRequested.__name__}
"""Zone and hour are checked where the agency file is read; an urgent page has an incident."""

any_fact = st.one_of(
    *(facts[kind.__name__] for kind in FOLDS if kind.__name__ not in TABLED | CHECKED)
)


@settings(max_examples=200)
@given(st.lists(any_fact, max_size=8))
def test_facts_about_nothing_known_are_folded_without_a_failure(found):
    state = State()
    for fact in found:
        assert evolve(state, fact, cast.SATURDAY) == []


@given(st.data())
def test_facts_about_what_was_forgotten_are_folded_without_a_failure(data):
    town = TestTown()
    town.ana.texts("SOS")
    for kind in FOLDS:
        if kind.__name__ in TABLED | CHECKED:
            continue
        fact = data.draw(facts[kind.__name__])
        names = {"incident": "I-1", "page": "P-1", "message": "M-2", "signal": "S-1"}
        mine = {n: v for n, v in names.items() if isinstance(getattr(fact, n, None), str)}
        known = type(fact)(**{n: getattr(fact, n) for n in fact.__struct_fields__} | mine)
        assert evolve(town.state, known, town.now) == []
    town.engine.next_due()
