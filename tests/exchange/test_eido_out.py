import json
from datetime import timedelta

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.reading import read_eido, write_eido
from tests.exchange.saying import AT, said, statements
from tests.exchange.standards import STANDARDS
from tocsin.exchange.civic import Civic
from tocsin.exchange.eido_out import (
    CautionOut,
    EidoOut,
    NoteOut,
    PersonOut,
    PlaceOut,
    UnitsOut,
    VehicleOut,
    tracking_id,
)
from tocsin.exchange.fix import Fix, Reason
from tocsin.facts.incidents import Certainty

FIX = Fix(34.7465, -92.2896, 25.0, 0.68, AT, "gnss")
ADDRESS = Civic(country="US", A1="AR", A3="Harlow", RD="Main", STS="Street", HNO="1")
PLACE = PlaceOut(said("Lot behind station one", Certainty.CONFIRMED, "unit P-1"), FIX, ADDRESS)
NOTE = NoteOut(said("She does not answer."), "d-2@harlow.example")
CAUTION = CautionOut(said("He carries a knife.", Certainty.ALLEGED))
PERSON = PersonOut(said("Woman, green coat."), "Victim")
VEHICLE = VehicleOut(said("Grey van."), "SuspectVehicle")
UNITS = UnitsOut(2, "PatrolUnit", "shift lead", AT)
FULL = EidoOut(
    *("a56e556d871", "harlow.example", "tocsin.harlow.example", AT, AT - timedelta(minutes=5)),
    "HLP1",
    type_text="SOS of a worker",
    local_id="I-12",
    places=(PLACE,),
    notes=(NOTE, NoteOut(said("Amended.", Certainty.AMENDED))),
    cautions=(CAUTION,),
    persons=(PERSON,),
    vehicles=(VEHICLE,),
    units=(UNITS,),
    asked=("county.example",),
)
BARE = EidoOut("a1", "harlow.example", "tocsin.harlow.example", AT, AT, "ASSIST")


def change(**changes):
    return msgspec.structs.replace(FULL, **changes)


def written(incident):
    document = write_eido(incident)
    assert isinstance(document, bytes), document
    return document


@pytest.fixture(scope="module")
def schema():
    path = STANDARDS / "eido/derived/eido.bundled.schema.json"
    if not path.is_file():
        pytest.skip(f"the standards folder is not on this machine: no {path}")
    # The checker of formats knows date-time only where another package is; times are read back below.
    return jsonschema.Draft202012Validator(json.loads(path.read_text()))


def test_what_is_written_reads_back_the_same():
    eido = read_eido(written(FULL))
    assert eido.id == tracking_id("a56e556d871", "harlow.example")
    assert (eido.type_code, eido.type_text, eido.statuses) == (
        "HLP1",
        "SOS of a worker",
        ("Active",),
    )
    assert (eido.local_id, eido.updated_at, eido.opened_at) == ("I-12", AT, FULL.opened_at)
    assert eido.fixes == (FIX,)
    assert eido.locations[0].pidf.civics() == (ADDRESS,)
    assert eido.locations[0].kind == "CurrentIncident"
    assert eido.persons[0].roles == ("Victim",)
    assert eido.vehicles[0].relations == ("SuspectVehicle",)
    assert eido.cautions[0].severity == "high"
    assert [(each.id, each.roles) for each in eido.agencies] == [
        ("harlow.example", ("Dispatching",)),
        ("county.example", ("Assisting",)),
    ]
    assert eido.unknown == eido.problems == ()


def test_every_statement_travels_with_its_source_time_and_certainty():
    eido = read_eido(written(FULL))
    assert eido.locations[0].statements == (PLACE.statement,)
    assert eido.persons[0].statements == (PERSON.statement,)
    assert eido.vehicles[0].statements == (VEHICLE.statement,)
    assert eido.cautions[0].statements == (CAUTION.statement,)
    told = {each.statement for each in eido.notes}
    assert {NOTE.statement, PLACE.statement, said("Amended.", Certainty.AMENDED)} <= told
    assert all(
        each.statement.certainty and each.statement.at == each.updated_at for each in eido.notes
    )


def test_a_note_has_its_author_and_a_request_says_what_is_asked_for():
    eido = read_eido(written(FULL))
    assert [each.agent for each in eido.notes if each.agent] == ["d-2@harlow.example"]
    requests = [
        each.statement for each in eido.notes if each.statement.text.startswith("Requested")
    ]
    assert requests == [said("Requested: 2 x PatrolUnit.", Certainty.CONFIRMED)]


def test_every_reference_leads_to_a_component():
    document = json.loads(written(FULL))
    names = {
        part["$id"] for each in document.values() if isinstance(each, list) for part in each
    } | {document["incidentComponent"]["$id"]}

    def references(value):
        if isinstance(value, dict):
            if "$ref" in value:
                yield value["$ref"]
            for each in value.values():
                yield from references(each)
        elif isinstance(value, list):
            for each in value:
                yield from references(each)

    assert set(references(document)) <= names


def test_a_key_keeps_a_component_the_same_when_others_go():
    first = NoteOut(said("One."), key="n1")
    second = NoteOut(said("Two."), key="n2")
    names = {
        each.statement.text: each.id
        for incident in (change(notes=(first, second)), change(notes=(second,)))
        for each in read_eido(written(incident)).notes
    }
    both = {each.id for each in read_eido(written(change(notes=(first, second)))).notes}
    assert names["Two."] in both


@pytest.mark.parametrize(
    "incident", [FULL, BARE, change(places=(msgspec.structs.replace(PLACE, fix=None),))]
)
def test_what_is_written_is_valid_against_the_schema(schema, incident):
    assert [each.message for each in schema.iter_errors(json.loads(written(incident)))] == []


def test_the_schema_would_catch_a_missing_member(schema):
    document = json.loads(written(FULL))
    del document["cautionComponent"][0]["cautionSeverity"]
    del document["notesComponent"][0]["lastUpdateTimeStamp"]
    assert len(list(schema.iter_errors(document))) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"type_code": "SOS"},
        {"status": "Open"},
        {"unique": ""},
        {"unique": "a-b"},
        {"agency": "har low"},
        {"issuer": ""},
        {"asked": ("no where",)},
        {"asked": ("harlow.example",)},
        {"opened_at": AT.replace(tzinfo=None)},
        {"notes": (NoteOut(said(certainty=None)),)},
        {"notes": (NoteOut(said(source=" ")),)},
        {"notes": (NoteOut(said(), "two words"),)},
        {"notes": (NoteOut(said(), key="same"), NoteOut(said(), key="same"))},
        {"persons": (PersonOut(said(), "Friend"),)},
        {"vehicles": (VehicleOut(said(), "Car"),)},
        {"cautions": (CautionOut(said(), "extreme"),)},
        {"places": (PlaceOut(said()),)},
        {"places": (PlaceOut(said(), civic=Civic()),)},
        {"places": (PlaceOut(said(), Fix(0.0, 0.0, None, None, None)),)},
        {"places": (PlaceOut(said(), Fix(float("nan"), 0.0, None, None, None)),)},
        {"places": (PlaceOut(said(), Fix(1.0, 2.0, -5.0, None, None)),)},
        {"places": (PlaceOut(said(), Fix(1.0, 2.0, 5.0, 68.0, None)),)},
        {"places": (PlaceOut(said(), Fix(1.0, 2.0, 5.0, None, AT.replace(tzinfo=None))),)},
        {"places": (PlaceOut(said(), FIX, kind="Home"),)},
        {"units": (UnitsOut(0, "PatrolUnit", "x", AT),)},
        {"units": (UnitsOut(1, "<b>", "x", AT),)},
        {"units": (UnitsOut(1, "PatrolUnit", "", AT),)},
    ],
)
def test_an_incident_that_lacks_something_is_not_written_and_not_quoted(changes):
    told = write_eido(change(**changes))
    assert told.reason is Reason.INVALID
    assert told.detail.endswith(".")
    assert "harlow" not in told.detail


@given(st.lists(statements, max_size=3), st.lists(statements, max_size=3))
def test_any_words_are_written_and_read_back(notes, persons):
    incident = change(
        notes=tuple(map(NoteOut, notes)), persons=tuple(PersonOut(each) for each in persons)
    )
    eido = read_eido(written(incident))
    own = [each.statement for each in eido.notes][1 : 1 + len(notes)]
    assert own == notes
    assert [each.statements[0] for each in eido.persons] == persons
    assert eido.unknown == ()
