"""What is recorded is what changed, and after it nothing is left to record."""

from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agency.small import BEFORE, SMALL, agency_of, loaded, swapped
from tocsin.agency.diff import LoadAgency, LoadRefusal, changes, decide
from tocsin.agency.duty import who_has_device
from tocsin.agency.state import TABLES, AgencyState, devices_of, evolve, numbers_of
from tocsin.facts.agency import (
    AgencyItemRemoved,
    PlaceSet,
    SafetyPlanSet,
    SettingsSet,
    StaffSet,
)
from tocsin.facts.system import PersonErased
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.private import Private

CY = '[[staff]]\nid = "cy"\nname = "Cy Umbreveil"\n'


def test_an_empty_ledger_takes_everything_once():
    state = AgencyState()
    facts = changes(state, agency_of())
    assert len(facts) == 12
    for fact in facts:
        evolve(state, fact, BEFORE)
    assert changes(state, agency_of()) == ()


def test_only_what_changed_is_recorded():
    text = swapped('name = "Yard"', 'name = "Back yard"')
    (fact,) = changes(loaded(), agency_of(text))
    assert isinstance(fact, PlaceSet)
    assert fact.place.name == "Back yard"


def test_the_order_in_the_file_is_no_change():
    text = swapped(CY, "").replace("[[unit]]", CY + "\n[[unit]]")
    assert changes(loaded(), agency_of(text)) == ()


def test_who_leaves_the_file_is_removed_last():
    text = swapped(CY, CY.replace("cy", "di"))
    facts = changes(loaded(), agency_of(text))
    assert isinstance(facts[0], StaffSet)
    assert facts[1:] == (AgencyItemRemoved("staff", "cy"),)
    state = loaded(text, loaded())
    assert "cy" not in state.staff


def test_personal_text_is_sealed_under_whom_it_is_about():
    state = loaded()
    bo, plan, unit = state.staff["bo"], state.safety_plans["bo"], state.units["A1"]
    sealed = [bo.name, *bo.numbers, *bo.emails, plan.caution, plan.safe_code, plan.duress_code]
    assert {each.subject for each in sealed if each} == {"person:bo"}
    assert {each.subject for each in unit.numbers} == {"unit:A1"}


def test_a_file_of_another_agency_is_refused():
    other = agency_of(swapped('id = "small"', 'id = "other"'))
    answer = decide(loaded(), LoadAgency(other, "nell"), BEFORE)
    assert isinstance(answer, Refused)
    assert answer.reason is LoadRefusal.OTHER_AGENCY
    assert decide(loaded(), LoadAgency(agency_of(), "nell"), BEFORE) == Accepted(())


def test_two_people_may_swap_their_numbers():
    text = SMALL.replace("0101", "x").replace("0102", "0101").replace("x", "0102")
    state = loaded(text, loaded())
    assert state.by_number["+15015550101"] == "person:bo"
    assert state.by_number["+15015550102"] == "person:ada"
    assert state.by_number == numbers_of(state)


def test_a_device_leads_to_whoever_has_it_now():
    def with_device(person):
        return swapped(f'id = "{person}"', f'id = "{person}"\ndevices = ["tracker-1"]')

    state = loaded(with_device("ada"))
    assert state.by_device == devices_of(state) == {"tracker-1": "person:ada"}
    state = loaded(with_device("bo"), state)
    assert who_has_device(state, "tracker-1") == "person:bo"
    evolve(state, PersonErased("person:bo", "jo"), BEFORE + timedelta(days=1))
    assert who_has_device(state, "tracker-1") is None
    state = loaded(with_device("ada"), state)
    evolve(state, AgencyItemRemoved("staff", "ada"), BEFORE)
    assert state.by_device == devices_of(state) == {}


def test_what_is_erased_stays_erased_in_the_living_state_as_in_a_replay():
    state = loaded()
    evolve(state, PersonErased("person:bo", "jo"), BEFORE + timedelta(days=1))
    bo, plan = state.staff["bo"], state.safety_plans["bo"]
    assert [bo.name.text, bo.numbers[0].text, bo.emails[0].text] == [None, None, None]
    assert plan.caution is not None
    assert plan.caution.text is None
    assert state.staff["ada"].name.text == "Ada Quellimarsh"
    assert "+15015550102" not in state.by_number
    assert state.by_number == numbers_of(state)
    facts = changes(state, agency_of())
    assert [type(fact) for fact in facts] == [StaffSet, SafetyPlanSet]


def test_a_replay_after_an_erasure_has_no_number():
    bo = agency_of().staff["bo"]
    erased = msgspec.structs.replace(bo, numbers=(Private("person:bo", None),))
    state = AgencyState()
    evolve(state, StaffSet(erased), BEFORE)
    assert state.by_number == {}
    assert state.staff["bo"] == erased


def test_settings_are_one_fact():
    text = swapped('name = "Small Valley EMS"', 'name = "Little Valley EMS"')
    assert [type(fact) for fact in changes(loaded(), agency_of(text))] == [SettingsSet]


NUMBERS = ["501-555-0101", "501-555-0102", "501-555-0104", "501-555-0105"]


@st.composite
def agencies(draw):
    """Agencies that differ in people, their numbers, places and words."""
    people = draw(st.permutations(NUMBERS))
    base = agency_of(SMALL.replace(NUMBERS[0], "A").replace(NUMBERS[1], "B").replace(
        '"A"', f'"{people[0]}"').replace('"B"', f'"{people[1]}"'))  # fmt: skip
    tables = {}
    for table in TABLES:
        items = getattr(base, table.field)
        kept = draw(st.sets(st.sampled_from(sorted(items))))
        tables[table.field] = {id_: item for id_, item in items.items() if id_ in kept}
    return msgspec.structs.replace(base, **tables)


@settings(deadline=None)
@given(first=agencies(), second=agencies())
def test_after_the_changes_there_are_none(first, second):
    state = AgencyState()
    for agency in (first, second):
        for fact in changes(state, agency):
            evolve(state, fact, BEFORE)
        assert changes(state, agency) == ()
        assert state.by_number == numbers_of(state)
        assert state.settings == agency.settings
