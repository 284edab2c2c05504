"""Who may search, and what ends a search: people leave, the ground fails, she is erased."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.ground.fake import POD, SECONDS
from tests.response.looking import cleared, erase, looking, search_of, searchers, start, tasks
from tocsin.facts.incidents import Disposition, IncidentClosed
from tocsin.facts.pages import EscalationStepStarted
from tocsin.facts.search import (
    PersonFound,
    SearchEnded,
    SearchPlanned,
    SearchTaskEnded,
    SearchTaskGiven,
    SearchTaskOverdue,
)
from tocsin.facts.signals import PageAnswered
from tocsin.facts.system import AlarmKind, AlarmRaised
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits import SEARCH_ASK_AGAIN_S, SEARCHERS_MAX
from tocsin.response.locating import GiveLocation
from tocsin.response.search import Assignment, EndSearch, ReportSearch, StartSearch
from tocsin.response.searching import Refusal
from tocsin.response.stage import CloseIncident

LEE, SAM, P11 = "person:lee", "person:sam", "unit:P11"


def refused(town, command):
    outcome = town.does(command, "mo")
    assert isinstance(outcome, Refused), outcome
    return outcome.reason


def failed_stages(town):
    alarms = town.state.paging.alarms.values()
    return [alarm.alarm for alarm in alarms if alarm.kind is AlarmKind.STAGE_FAILED]


# From start to task.


def test_she_herself_cannot_search():
    town = looking()
    outcome = refused(town, StartSearch("I-1", "mo", searchers("person:ana", LEE)))
    assert outcome is Refusal.SEARCHES_FOR_HERSELF


@pytest.mark.parametrize("who", ["person:nobody", "unit:X9", "lee", "unknown:1", "unit:lee", ""])
def test_only_people_and_units_of_the_agency_search(who):
    town = looking()
    assert refused(town, StartSearch("I-1", "mo", searchers(who))) is Refusal.SEARCHER_UNKNOWN


def test_a_search_needs_somebody_and_not_too_many():
    town = looking()
    for people in ((), searchers(*(f"person:{n}" for n in range(SEARCHERS_MAX + 1)))):
        assert refused(town, StartSearch("I-1", "mo", people)) is Refusal.SEARCHERS_MISSING


def test_whoever_is_named_twice_searches_once():
    town = looking()
    start(town, LEE, LEE)
    assert [one.recipient for one in search_of(town).searchers] == [LEE]
    assert tasks(town) == {LEE: "row A"}


def test_without_a_search_there_is_nothing_to_end_or_report():
    town = looking()
    assert refused(town, EndSearch("I-1", "mo")) is Refusal.NO_SEARCH
    assert refused(town, ReportSearch("I-1", "I-1/T1", "mo", found=True)) is Refusal.NO_SEARCH


def test_somebody_taken_off_the_list_is_told_and_their_ground_goes_to_others():
    town = looking("row A")
    start(town, LEE)
    town.everybody_reads()
    start(town, SAM)
    assert [fact.reason for fact in town.of(SearchTaskEnded)] == ["withdrawn"]
    town.lee.expects("Search no further")
    assert tasks(town) == {SAM: "row A"}
    assert not [p for p in town.state.paging.pages.values() if p.task and p.recipient == LEE]


def test_a_searcher_who_is_dismissed_is_withdrawn_and_their_ground_is_searched():
    town = looking("row A")
    start(town, LEE, SAM)
    assert tasks(town) == {LEE: "row A"}
    town.reloads(cast.without("lee"))
    town.fast_forward(seconds=2)
    assert tasks(town) == {SAM: "row A"}
    assert [one.recipient for one in search_of(town).searchers] == [SAM]
    town.sam.expects("SEARCH row A")
    assert failed_stages(town) == []


def test_a_unit_that_leaves_the_agency_searches_no_more_and_its_page_ends():
    town = looking("row A")
    start(town, "unit:P12", SAM)
    units = {name: one for name, one in cast.AGENCY.units.items() if name != "P12"}
    town.reloads(cast.agency(units=units))
    town.fast_forward(seconds=2)
    assert tasks(town) == {SAM: "row A"}
    assert not [p for p in town.state.paging.pages.values() if p.recipient == "unit:P12"]


def test_called_off_means_everybody_is_called_back():
    town = looking()
    start(town, LEE, P11)
    town.everybody_reads()
    town.accepts(EndSearch("I-1", "mo"), "mo")
    town.fast_forward(seconds=2)
    assert [fact.reason for fact in town.of(SearchEnded)] == ["called_off"]
    for phone in (town.lee, town.P11):
        phone.expects("called off")
    town.fast_forward(minutes=30)
    assert not town.of(SearchTaskOverdue)


def test_a_search_that_ended_can_begin_again_and_remembers_what_was_clear():
    town = looking()
    start(town, LEE)
    town.lee.texts("clear")
    town.accepts(EndSearch("I-1", "mo"), "mo")
    start(town, SAM)
    assert tasks(town) == {SAM: "row B"}
    assert cleared(town) == ["row A"]
    assert [task.task for task in search_of(town).tasks] == ["I-1/T3"]


def test_closing_the_incident_ends_all_of_it():
    town = looking()
    start(town, LEE, P11)
    town.everybody_reads()
    close = CloseIncident("I-1", "mo", Disposition.PERSON_SAFE)
    facts = town.accepts(close, "mo")
    assert [type(fact) for fact in facts] == [SearchTaskEnded] * 2 + [SearchEnded, IncidentClosed]
    assert facts[2].reason == "closed"
    town.fast_forward(seconds=2)
    town.lee.expects("CLOSED")
    town.P11.expects("CLOSED")
    assert not town.state.paging.pages
    town.fast_forward(minutes=60)
    assert not town.of(SearchTaskOverdue)
    assert town.state.response.agenda.get("search:I-1") is None


def test_a_closed_incident_is_not_searched_for():
    town = looking()
    town.accepts(CloseIncident("I-1", "mo", Disposition.PERSON_SAFE), "mo")
    assert refused(town, StartSearch("I-1", "mo", searchers(LEE))) == "incident_closed"


# A ground that is not sane.


RECIPIENTS = (LEE, SAM, P11, "person:mo")
picks = st.lists(
    st.tuples(
        st.sampled_from((*RECIPIENTS, "person:zed", "person:ana")),
        st.sampled_from(("I-1/1a", "I-1/1b", "I-1/1c", "I-1/9z")),
    ),
    max_size=6,
)


@settings(max_examples=40)
@given(st.lists(picks, min_size=1, max_size=6), st.data())
def test_no_two_people_are_ever_sent_to_the_same_ground(rounds, data):
    town = looking()
    pending = list(rounds)

    def assigns(_search):
        given_ = pending.pop(0) if pending else []
        return [Assignment(who, where, POD, SECONDS) for who, where in given_]

    town.ground.assigns = assigns
    start(town, *RECIPIENTS)
    known = {one.segment for plan in town.of(SearchPlanned) for one in plan.segments}
    for _ in range(len(rounds)):
        search = search_of(town)
        if not search.tasks:
            break
        assert len({t.segment for t in search.tasks}) == len(search.tasks)
        assert len({t.recipient for t in search.tasks}) == len(search.tasks)
        assert {t.recipient for t in search.tasks} <= set(RECIPIENTS)
        assert {t.segment for t in search.tasks} <= known
        task = data.draw(st.sampled_from(search.tasks))
        town.does(ReportSearch("I-1", task.task, "mo", found=False), "mo")
    assert failed_stages(town) == []
    names = [fact.task for fact in town.of(SearchTaskGiven)]
    assert len(set(names)) == len(names)


answers = st.lists(
    st.tuples(
        st.sampled_from(("lee", "sam", "P11")),
        st.sampled_from(("clear", "clear", "received", "not here", "ok", "found")),
        st.sampled_from((1, 20, 90)),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25)
@given(answers)
def test_whatever_searchers_answer_ground_counts_once_and_nothing_spins(said):
    town = looking("row A", "row B", "row C", "row D")
    start(town, LEE, SAM, P11)
    for who, text, seconds in said:
        town.phones[who].texts(text)
        town.fast_forward(seconds=seconds)
        search = search_of(town)
        assert len({t.segment for t in search.tasks}) == len(search.tasks)
    assert len(cleared(town)) == len(set(cleared(town)))
    assert failed_stages(town) == []
    assert len(town.of(PersonFound)) <= 1


@pytest.mark.parametrize("question", ["divide", "assign"])
def test_a_ground_that_fails_to_plan_is_alarmed_and_holds_nothing_else_up(question):
    town = looking()
    town.ground.raises = {question}
    town.submit(StartSearch("I-1", "mo", searchers(LEE)), "mo")
    town.run_until(town.now)
    assert failed_stages(town) == ["stage_failed:response"]
    assert "35.2" not in str([fact.detail for fact in town.of(AlarmRaised)])
    town.texts(cast.NUMBERS["sam"], "SOS")
    town.run_until(town.now)
    assert town.incident("I-2").sender == SAM
    assert [f for f in town.of(EscalationStepStarted) if f.incident == "I-2"]
    town.ground.raises = set()
    town.fast_forward(seconds=6)
    assert tasks(town) == {LEE: "row A"}


# What is kept.


def test_after_a_restart_the_search_stands_where_it_stood():
    town = looking()
    start(town, LEE, SAM, P11)
    town.lee.texts("clear")
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    town.fast_forward(seconds=SECONDS + SEARCH_ASK_AGAIN_S)
    before = town.state
    town.crash()
    assert town.state.response == before.response
    assert town.state.paging.pages == before.paging.pages
    town.everybody_reads()
    town.fast_forward(seconds=SEARCH_ASK_AGAIN_S)
    assert [text for text in town.sam.reads_all() if "SEARCH" in text]


def test_erasing_her_takes_the_ground_and_the_place_out_of_everything():
    town = looking()
    start(town, LEE, SAM)
    town.lee.texts("clear")
    town.sam.texts("found")
    town.accepts(CloseIncident("I-1", "mo", Disposition.PERSON_SAFE), "mo")
    erase(town, "person:ana")
    search = search_of(town)
    everything = [*search.segments, *(one.segment for one in search.cleared)]
    assert everything
    assert all(one.label.text is None and one.outline.text is None for one in everything)
    evidence = town.incident().evidence
    assert all(one.label is None or one.label.text is None for one in evidence)
    assert all(one.outline is None or one.outline.text is None for one in evidence)
    alive = town.state.response
    town.crash()
    assert town.state.response == alive


def test_an_answer_on_record_is_settled_after_a_restart():
    town = looking()
    start(town, LEE)
    answered = [fact for fact in town.of(PageAnswered) if fact.recipient == LEE]
    assert not answered
    town.texts(town.lee.number, "clear")
    town.crash()
    town.fast_forward(seconds=1)
    assert cleared(town) == ["row A"]
