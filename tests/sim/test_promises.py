"""A promise that never fails promises nothing: each of these bugs must be caught, and by which."""

from datetime import timedelta

import msgspec
import pytest

from tocsin.engine.core import Engine
from tocsin.engine.upkeep import Upkeep
from tocsin.engine.views import Views
from tocsin.exchange.eido_out import NoteOut
from tocsin.exchange.statement import Statement
from tocsin.facts.incidents import Certainty
from tocsin.facts.search import SearchEnded, SearchTaskGiven
from tocsin.facts.signals import Answer
from tocsin.kernel.decision import Accepted
from tocsin.ledger.memory import MemoryLedger
from tocsin.paging import escalation as escalation_moves
from tocsin.paging import owed
from tocsin.paging import sheet as paging_sheet
from tocsin.paging.state import Escalation
from tocsin.response import searching
from tocsin.sim import cases
from tocsin.sim.faults import Fault, Faults
from tocsin.sim.plan import Plan
from tocsin.sim.promises import PROMISES, Broken
from tocsin.sim.simulator import Simulation
from tocsin.sim.squares import Squares
from tocsin.watch import stage as watch_stage
from tocsin.web.wall import OPEN, Walls

CUTS = Faults.of(Fault.POWER_CUT)

SEARCHING = (77, 34, 60)
"""Short seeds in which somebody searches, is taken off their ground, and finds her."""

WALLED = tuple(
    seed
    for seed in range(200)
    if (plan := Plan(seed)).minutes <= 10 and plan.chance("cases").random() < cases.SHARE
)[3:9]
"""Short seeds in which a colleague must stay away from Ana."""


def first_broken(faults=None, seeds=range(12), *, live=False):
    """The name of the first promise that any of these seeds breaks."""
    for seed in seeds:
        broken = Simulation(seed, faults=faults, live=live).run().broken
        if broken:
            return broken.partition(":")[0]
    return ""


def test_a_lenient_grammar(monkeypatch):
    def lenient(text, pages):
        page = next(iter(pages), None)
        return (page.page, Answer.RECEIVED) if page and "ok" in text.casefold() else None

    monkeypatch.setattr("tocsin.intake.stage.understand", lenient)
    assert first_broken() == "nothing_is_classified_away"


def test_an_escalation_that_runs_out(monkeypatch):
    real = escalation_moves.next_moment

    def ends(escalation: Escalation):
        return None if escalation.widened else real(escalation)

    monkeypatch.setattr("tocsin.paging.escalation.next_moment", ends)
    assert first_broken(seeds=[1, 0]) in {
        "the_auditor_is_content",
        "an_open_incident_is_looked_at_soon",
    }


def test_an_escalation_that_dawdles(monkeypatch):
    real = escalation_moves.start_next

    def dawdles(escalation, now, *more):
        return tuple(
            msgspec.structs.replace(fact, until=fact.until.replace(year=2030))
            if hasattr(fact, "until")
            else fact
            for fact in real(escalation, now, *more)
        )

    monkeypatch.setattr("tocsin.paging.escalation.start_next", dawdles)
    assert first_broken() == "an_open_incident_is_looked_at_soon"


def test_a_walk_that_is_forgotten(monkeypatch):
    monkeypatch.setitem(watch_stage._DUE, "walk", lambda *_: [])
    assert first_broken(seeds=[1, 0]) in {
        "an_overdue_walk_is_an_incident",
        "nothing_due_is_left",
    }


def test_a_code_that_comes_twice(monkeypatch):
    monkeypatch.setattr("tocsin.paging.sheet.new_code", lambda _used, _draw: "4711")
    assert first_broken() == "nothing_fails_inside"


def test_an_echo_that_is_forgotten(monkeypatch):
    monkeypatch.setattr(owed, "owe_echo", lambda *_: None)
    assert first_broken() == "an_answer_is_echoed"


def test_a_step_that_writes_to_nobody(monkeypatch):
    monkeypatch.setattr("tocsin.paging.sheet._fan_out", lambda *_, **__: ())
    assert first_broken() == "a_step_reaches_its_people"


def test_a_send_that_is_not_on_record(monkeypatch):
    real = Engine.attempts

    def ahead(self):
        return [msgspec.structs.replace(each, attempt=7) for each in real(self)]

    monkeypatch.setattr(Engine, "attempts", ahead)
    assert first_broken() == "nothing_leaves_unrecorded"


def test_an_acknowledgement_before_the_disk(monkeypatch):
    real = Engine._append
    turns = iter(range(1_000_000))

    def lazy(self, now):
        return True if next(turns) % 3 else real(self, now)

    monkeypatch.setattr(Engine, "_append", lazy)
    assert first_broken(CUTS) in {"acknowledged_is_kept", "nothing_leaves_unrecorded"}


def test_two_who_are_sent_to_the_same_ground(monkeypatch):
    real = Squares.assign

    def crowded(self, asked):
        first = [*real(self, asked)][:1]
        return [
            msgspec.structs.replace(one, recipient=two.recipient)
            for one in first
            for two in asked.search.idle()
        ]

    def heedless(incident, search, answer, now):
        facts = [
            SearchTaskGiven(
                incident.incident,
                f"{incident.incident}/T{search.task_count + n + 1}",
                one.segment,
                one.recipient,
                one.pod,
                now + timedelta(seconds=one.seconds),
            )
            for n, one in enumerate(answer.assignments)
        ]
        return Accepted(tuple(facts))

    monkeypatch.setattr(Squares, "assign", crowded)
    monkeypatch.setattr("tocsin.response.searching._give", heedless)
    assert first_broken(Faults(), SEARCHING) == "no_two_search_the_same_ground"


def test_a_search_that_nothing_will_look_at_again(monkeypatch):
    monkeypatch.setattr("tocsin.response.state.search_moment", lambda *_: None)
    assert first_broken(Faults(), SEARCHING) == "a_search_is_looked_at_again"


def test_a_searcher_who_is_not_told_that_others_search_now(monkeypatch):
    real = paging_sheet._told

    def others(state, owed):
        told = real(state, owed)
        return {} if owed.kind in ("withdrawn", "replanned") else told

    monkeypatch.setattr("tocsin.paging.sheet._told", others)
    assert first_broken(Faults(), SEARCHING) == "who_is_taken_off_their_ground_is_told"


def test_a_search_that_goes_on_when_she_is_found(monkeypatch):
    real = searching._found

    def forgetful(*args):
        return tuple(fact for fact in real(*args) if not isinstance(fact, SearchEnded))

    monkeypatch.setattr("tocsin.response.searching._found", forgetful)
    assert first_broken(Faults(), SEARCHING) == "found_ends_the_search"


def test_a_page_that_is_not_tried_again(monkeypatch):
    monkeypatch.setattr("tocsin.paging.message._wait_s", lambda *_: 86_400)
    assert first_broken(Faults.of(Fault.BUSY, rate=0.4)) == "every_page_is_tried_again"


def test_a_provider_whose_failing_is_not_said(monkeypatch):
    monkeypatch.setattr("tocsin.paging.sending.PROVIDER_FAILING_COUNT", 99)
    faults = Faults.of(Fault.BUSY, rate=0.9)
    assert first_broken(faults) == "a_provider_that_fails_is_an_alarm"


def test_a_key_that_stands_for_two_texts(monkeypatch):
    monkeypatch.setattr("tocsin.sim.town.key_of", lambda message, _: message.message[:3])
    assert first_broken(Faults()) == "a_key_is_one_text"


def test_a_hole_in_the_wall(monkeypatch):
    monkeypatch.setattr(Views, "may_hear_of", lambda *_: True)
    assert first_broken(Faults(), WALLED) == "who_must_stay_away_hears_nothing"


def test_a_board_that_shows_her_to_him(monkeypatch):
    monkeypatch.setattr(Walls, "of", lambda *_: OPEN)
    assert first_broken(Faults(), [76], live=True) == "the_wall_holds"


def test_a_watcher_that_is_deaf_and_nobody_says_it(monkeypatch):
    async def swallow(_self, ping):
        await ping

    monkeypatch.setattr(Upkeep, "_ping", swallow)
    faults = Faults.of(Fault.WATCHER_DEAF, rate=0.9)
    assert first_broken(faults, live=True) == "a_watcher_that_hears_nothing_is_an_alarm"


def test_a_clock_that_jumps_and_nobody_says_it(monkeypatch):
    monkeypatch.setattr(Upkeep, "_clock_jumped", lambda _: [])
    faults = Faults.of(Fault.CLOCK_AHEAD)
    assert first_broken(faults, live=True) == "a_clock_that_jumped_is_an_alarm"


def test_an_incident_that_closes_by_itself():
    for seed in range(12):
        simulation = Simulation(seed, faults=Faults(), live=False)
        simulation.watch.closable = set()
        broken = simulation.run().broken
        if broken:
            assert broken.startswith("a_cancel_never_closes")
            return
    pytest.fail("No seed closed an incident.")


def test_a_name_in_clear():
    simulation = Simulation(1, faults=Faults(), live=False)
    simulation.town.open("Lee Brasknolley")
    with pytest.raises(Broken, match="secrets_stay_sealed"):
        simulation.check_end()


def test_an_entry_that_was_changed():
    simulation = Simulation(1, faults=Faults(), live=False)
    simulation.town.open()
    ledger = simulation.town.ledger
    assert isinstance(ledger, MemoryLedger)
    ledger._entries[3] = msgspec.structs.replace(ledger._entries[3], actor="nobody")
    with pytest.raises(Broken, match="the_chain_verifies"):
        simulation.check_end()


def test_a_state_that_no_fact_explains():
    simulation = Simulation(1, faults=Faults(), live=False)
    simulation.town.open()
    simulation.town.state.paging.page_count += 1
    with pytest.raises(Broken, match="replay_is_the_living_state"):
        simulation.check_end()


def test_a_statement_that_leaves_without_a_time(monkeypatch):
    monkeypatch.setattr(
        "tocsin.engine.saying.units",
        lambda *_: (NoteOut(Statement("A unit.", "us", None, Certainty.REPORTED), key="x"),),
    )
    assert first_broken(Faults()) == "every_statement_that_leaves_is_whole"


def test_every_promise_says_what_it_promises():
    assert all(promise.__doc__ for promise in PROMISES)
