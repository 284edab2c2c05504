"""The auditor finds what would let an open SOS go quiet."""

from datetime import timedelta

from msgspec.structs import replace

from tests import cast
from tocsin.engine.audit import CRITICAL, audit, next_moment
from tocsin.facts.incidents import Disposition
from tocsin.facts.system import AlarmKind
from tocsin.kernel.limits import TICK_LATE_S
from tocsin.kernel.private import Private
from tocsin.response.incident import TakeCommand
from tocsin.response.stage import CloseIncident


def kinds(town, at=None):
    return {finding.kind for finding in audit(town.state, at or town.now)}


def test_a_healthy_town_has_no_findings(loud_town):
    loud_town.ana.texts("SOS")
    assert kinds(loud_town) == set()


def test_an_incident_that_nothing_will_look_at_again_is_found(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.state.paging.agenda.set("escalation:I-1", None)
    (finding,) = audit(town.state, town.now)
    assert finding.kind is AlarmKind.NO_NEXT_MOMENT
    assert finding.kind in CRITICAL
    assert "I-1" in finding.detail


def test_a_planted_incident_is_found(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.state.response.incidents["I-7"] = replace(town.incident(), incident="I-7")
    assert [finding.subject for finding in audit(town.state, town.now)] == ["I-7"]


def test_with_an_owner_it_is_the_check_back_that_will_look(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    assert next_moment(town.state, "I-1") == town.state.paging.agenda.get("escalation:I-1")
    town.accepts(TakeCommand("I-1", "lee"))
    assert next_moment(town.state, "I-1") == town.incident().check_back_at


def test_a_closed_incident_needs_no_moment(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.accepts(CloseIncident("I-1", "lee", Disposition.TEST))
    assert next_moment(town.state, "I-1") is None
    assert kinds(town) == set()


def test_what_is_overdue_is_found_after_its_grace(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    due = town.engine.next_due()
    assert due is not None
    assert kinds(town, due + timedelta(seconds=TICK_LATE_S)) == set()
    late = due + timedelta(seconds=TICK_LATE_S + 1)
    assert kinds(town, late) == {AlarmKind.TICK_LATE}


def test_addresses_without_a_way_out_are_found(loud_town):
    town = loud_town
    mail = (Private("person:lee", "lee@tarn.example"),)
    town.reloads(cast.with_staff("lee", emails=mail))
    (finding,) = audit(town.state, town.now)
    assert (finding.kind, finding.subject) == (AlarmKind.NO_PROVIDER, "email")
    assert finding.kind not in CRITICAL
