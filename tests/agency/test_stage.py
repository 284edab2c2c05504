"""Every command of the agency is answered."""

from datetime import timedelta

import pytest

from tests.agency.small import BEFORE, agency_of
from tocsin.agency.access import EndKey, IssueKey
from tocsin.agency.diff import LoadAgency, changes
from tocsin.agency.stage import ErasePerson, ReadRecord, StartService, decide
from tocsin.agency.state import AgencyState, evolve
from tocsin.facts.system import KeyKind, PersonErased, RecordRead, ServiceStarted
from tocsin.facts.units import UnitInService
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused

CONTEXT = Context(now=BEFORE, draw=lambda _: 0, view=object())


@pytest.mark.parametrize(
    ("command", "facts"),
    [
        (ReadRecord("jo", "caution", "I-1"), (RecordRead("jo", "caution", "I-1"),)),
        (ErasePerson("person:bo", "jo"), (PersonErased("person:bo", "jo"),)),
        (StartService("1"), (ServiceStarted("1"),)),
        (LoadAgency(agency_of(), "nell"), changes(AgencyState(), agency_of())),
    ],
)
def test_what_is_always_accepted(command, facts):
    assert decide(AgencyState(), command, CONTEXT) == Accepted(facts)


@pytest.mark.parametrize(
    "command",
    [
        EndKey("k", "revoked"),
        IssueKey("k", KeyKind.TOKEN, "ada", BEFORE + timedelta(days=1), "nell"),
    ],
)
def test_keys_are_asked_of_access(command):
    assert isinstance(decide(AgencyState(), command, CONTEXT), Refused)


def test_facts_of_others_change_nothing():
    state = AgencyState()
    evolve(state, UnitInService("A1", "mo"), BEFORE)
    assert state == AgencyState()
