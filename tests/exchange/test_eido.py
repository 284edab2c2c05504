import json
from datetime import UTC, datetime

import pytest

from tests.exchange.reading import read_eido
from tests.exchange.standards import STANDARDS, standard
from tocsin.exchange import eido_words
from tocsin.exchange.eido_parts import Eido
from tocsin.exchange.fix import Malformed, Reason
from tocsin.exchange.statement import Statement

AT = "2026-11-22T13:00:00.0-05:00"
UTC_AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
PIDF = (
    '<?xml version="1.0" encoding="UTF-16"?> <presence xmlns="urn:ietf:params:xml:ns:pidf"'
    ' xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" xmlns:gml="http://www.opengis.net/gml">'
    '<tuple id="a"><status><gp:geopriv><gp:location-info><gml:Point><gml:pos>34.7 -92.2</gml:pos>'
    "</gml:Point></gp:location-info></gp:geopriv></status></tuple></presence>"
)


def part(name, **members):
    return {
        "$id": name,
        "lastUpdateTimeStamp": AT,
        "updatedByAgencyReference": {"$ref": "county.example"},
    } | members


def document(**members):
    return part(
        "urn:emergency:uid:incidentid:a1:county.example",
        eidoVersion="1.0",
        issuingElementIdentification="idx.county.example",
        agencyComponent=[
            part(
                "county.example",
                agencyRoleDescriptionRegistryText=["CallReceiving"],
                agencyType=["psap"],
                incidentOwningAgencyIndicator=True,
            )
        ],
        **members,
    )


def told(**members):
    return read_eido(json.dumps(document(**members)).encode())


def test_the_frame_is_read():
    eido = told(
        incidentComponent=part(
            "i",
            incidentTypeCommonRegistryText="HLP1",
            incidentTypeInternalText="Officer needs help",
            incidentStatusCommonRegistryText=["Active"],
            internalIncidentId="26-001",
            dispositionComponent=[part("d", dispositionCommonRegistryCode="12")],
        )
    )
    assert eido.id == "urn:emergency:uid:incidentid:a1:county.example"
    assert (eido.updated_at, eido.agency, eido.issuer) == (
        *(UTC_AT, "county.example"),
        "idx.county.example",
    )
    assert (eido.type_code, eido.type_text, eido.local_id) == (
        *("HLP1", "Officer needs help"),
        "26-001",
    )
    assert eido.statuses == ("Active",)
    assert eido.dispositions[0].code == "12"
    assert (eido.agencies[0].roles, eido.agencies[0].is_owner) == (("CallReceiving",), True)
    assert eido.problems == eido.unknown == ()


def test_a_call_has_its_numbers_and_is_when_the_incident_began():
    eido = told(
        callComponent=[
            part("c", callStartTimestamp=AT, direction="incoming", callBackReference={"$ref": "b"})
        ],
        callbackComponent=[part("b", callBackInformationUri=["tel:+15550100"])],
    )
    assert eido.calls[0].call_back == ("tel:+15550100",)
    assert eido.opened_at == UTC_AT


def test_a_location_by_value_is_read_whatever_its_declaration_says():
    eido = told(
        locationComponent=[
            part("l", locationTypeDescriptionRegistryText="Caller", locationByValue=PIDF),
            part(
                "m",
                locationTypeDescriptionRegistryText="Caller",
                locationByReferenceUrl="https://x",
            ),
        ]
    )
    assert [(fix.latitude, fix.longitude) for fix in eido.fixes] == [(34.7, -92.2)]
    assert eido.locations[1].url == "https://x"


@pytest.mark.parametrize("value", ["", "<presence", "<!DOCTYPE a><a/>", "<a/>", "\ud800"])
def test_a_location_that_is_none_is_a_problem_and_the_rest_counts(value):
    eido = told(locationComponent=[part("l", locationByValue=value)], notesComponent=[])
    assert eido.locations[0].pidf is None
    assert len(eido.problems) == 1


def test_persons_and_vehicles_have_what_is_said_of_them():
    eido = told(
        personComponent=[
            part(
                "p",
                personIncidentRoleRegistryText=["Suspect"],
                ncPersonComponent={
                    "name": [
                        {"personGivenName": [{"value": "Ann"}], "personSurName": [{"value": "Oak"}]}
                    ],
                    "description": [{"value": "Tall"}, "Green coat"],
                },
                notesReference=[{"$ref": "n"}],
            )
        ],
        vehicleComponent=[
            part(
                "v",
                vehicleRelationshipType=["SuspectVehicle"],
                ncVehicleComponent={"description": "Van"},
            )
        ],
        notesComponent=[
            part(
                "n", notesActionComments="<p>Seen &amp; lost</p>", agentReference={"$ref": "d-1@x"}
            )
        ],
    )
    (person,) = eido.persons
    assert (person.roles, person.name, person.descriptions) == (
        ("Suspect",),
        "Ann Oak",
        ("Tall", "Green coat"),
    )
    assert person.statements == (Statement("Seen & lost", "d-1@x", UTC_AT, None),)
    assert eido.vehicles[0].descriptions == ("Van",)


def test_a_caution_has_its_source_and_the_notes_that_name_it():
    eido = told(
        cautionComponent=[
            part(
                "k",
                cautionTypeInternalText="Armed",
                cautionSeverity="highest",
                cautionSource="d-1",
                startDate=AT,
            )
        ],
        notesComponent=[
            part("n", notesActionComments="He said so", cautionReference=[{"$ref": "k"}])
        ],
    )
    (caution,) = eido.cautions
    assert (caution.text, caution.severity, caution.source, caution.since) == (
        "Armed",
        "highest",
        "d-1",
        UTC_AT,
    )
    assert [each.text for each in caution.statements] == ["He said so"]


def test_links_and_merges_name_the_other_incident():
    eido = told(
        linkComponent=[part("l", incidentTrackingIdentifier="urn:b", linkDirectionCode="PARENT")],
        mergeComponent=[
            part("m", incidentTrackingIdentifier="urn:c", incidentMergeDirectionCode="REPLACED")
        ],
    )
    assert [(each.incident, each.direction) for each in eido.links] == [
        ("urn:b", "PARENT"),
        ("urn:c", "REPLACED"),
    ]


def test_unknown_members_are_kept_and_named():
    eido = told(notesComponent=[part("n", noteActionComments="misspelt")], extra={"deep": 1})
    assert eido.unknown == ("extra", "notesComponent.noteActionComments")
    assert eido.document["extra"] == {"deep": 1}


def test_references_that_turn_in_a_circle_are_only_data():
    ring = {"$ref": "urn:emergency:uid:incidentid:a1:county.example"}
    eido = told(
        notesComponent=[part("n", notesActionComments="x", agentReference=ring)],
        callComponent=[ring],
    )
    assert eido.notes[0].agent == ring["$ref"]
    assert len(eido.calls) == 1


def test_two_notes_of_one_name_are_both_kept_and_the_first_is_meant():
    notes = [part("n", notesActionComments="one"), part("n", notesActionComments="two")]
    eido = told(notesComponent=notes, personComponent=[part("p", notesReference=[{"$ref": "n"}])])
    assert len(eido.notes) == 2
    assert [each.text for each in eido.persons[0].statements] == ["one"]


@pytest.mark.parametrize("wrong", [None, 5, "x", [], {}, [None, 5, "x", []], {"$ref": 5}])
@pytest.mark.parametrize("name", sorted(eido_words.DOCUMENT | eido_words.PROLOGUE))
def test_a_member_of_another_type_costs_itself_only(name, wrong):
    body = document(notesComponent=[part("n", notesActionComments="kept")]) | {name: wrong}
    eido = read_eido(json.dumps(body).encode())
    assert isinstance(eido, Eido)
    if name != "notesComponent":
        assert eido.notes[0].statement.text == "kept"


@pytest.mark.parametrize("name", sorted(eido_words.MEMBERS))
@pytest.mark.parametrize("wrong", [None, 5, "x", [None, 5, "x", []], {"$ref": {}}])
def test_so_does_one_inside_of_a_component(name, wrong):
    inside = dict.fromkeys([*eido_words.MEMBERS[name], "$id", "notesReference"], wrong)
    assert isinstance(read_eido(json.dumps(document() | {name: [inside]}).encode()), Eido)


def test_a_notification_holds_its_incident():
    body = json.dumps({"event": {"subscriptionId": "s", "notification": [document()]}}).encode()
    assert read_eido(body).id == "urn:emergency:uid:incidentid:a1:county.example"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.NOT_JSON),
        (b"[]", Reason.WRONG_FORMAT),
        (b"{}", Reason.WRONG_FORMAT),
        (b'{"event":{"notification":[]}}', Reason.WRONG_FORMAT),
        (b'{"a":' * 5000, Reason.NOT_JSON),
        (b" " * 5_000_000, Reason.TOO_LARGE),
    ],
)
def test_what_is_no_eido_says_why(body, reason):
    assert read_eido(body).reason is reason


EXPECTED = {
    "Samples/Sample_call_transfer_EIDO.json": (1, 2, 1, 0),
    "phrsite-samples/EidoTestFiles/SampleCallTransferEido.json": (1, 2, 1, 0),
    "phrsite-samples/EidoTestFiles/EidoWithJcard.json": (1, 2, 1, 8),
    "phrsite-samples/WebSocketTestFiles/NotifyWithEido.json": (1, 2, 1, 0),
}
"""For each staged EIDO: calls, locations, persons, unknown members (a first edition's spelling)."""


@pytest.mark.parametrize("name", EXPECTED)
def test_every_staged_eido_gives_what_the_table_says(name):
    eido = read_eido(standard(f"eido/{name}"))
    assert (len(eido.calls), len(eido.locations), len(eido.persons), len(eido.unknown)) == EXPECTED[
        name
    ]
    assert eido.id == "urn:emergency:uid:incidentid:a56e556d871:bcf.state.pa.us"
    assert eido.locations[0].pidf.civics()[0].A3 == "Wilmington"
    assert eido.calls[0].call_back == ("sip:8195551212@osp.com", "tel:8195551212")
    assert eido.opened_at == datetime(2021, 4, 30, 18, 40, tzinfo=UTC)
    assert eido.updated_at == datetime(2021, 4, 30, 18, 43, 49, 439000, tzinfo=UTC)
    assert eido.problems == ()


def test_the_other_staged_messages_are_no_eido():
    folder = STANDARDS / "eido/phrsite-samples/WebSocketTestFiles"
    if not folder.is_dir():
        pytest.skip(f"the standards folder is not on this machine: no {folder}")
    others = [each for each in folder.glob("*.json") if each.name != "NotifyWithEido.json"]
    assert len(others) == 7
    assert all(isinstance(read_eido(each.read_bytes()), Malformed) for each in others)


def test_our_names_of_members_are_those_of_the_staged_schema():
    definitions = json.loads(standard("eido/derived/eido.bundled.schema.json"))["$defs"]

    def own(kind):
        bodies = definitions[kind].get("allOf", [definitions[kind]])
        return {name for body in bodies for name in body.get("properties", {})}

    top = definitions["EmergencyIncidentDataObjectType"]["allOf"][1]["properties"]
    assert own("PrologueType") == eido_words.PROLOGUE
    assert top.keys() == eido_words.DOCUMENT
    for name, schema in top.items():
        reference = (schema.get("items") or schema).get("$ref")
        if reference:
            assert own(reference.rpartition("/")[2]) == eido_words.MEMBERS[name]
