"""What is no text but asks for help all the same: it becomes words, a place, and an SOS."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.exchange.standards import STANDARDS
from tests.ground.fake import FakeGround
from tests.harness import TestTown
from tocsin.exchange import aml
from tocsin.exchange.fix import Fix
from tocsin.facts.incidents import LocationGiven, SignalJoined
from tocsin.facts.signals import SignalRead, SignalRepeated, SignalUnreadable, SosRaised
from tocsin.intake.documents import PARSERS
from tocsin.intake.message import TextMessage, Unreadable
from tocsin.intake.raw import RawRequest
from tocsin.intake.written import fix_line
from tocsin.kernel.limits import DOCUMENT_FIXES_MAX, DOCUMENT_WORDS_CHARACTERS_MAX
from tocsin.kernel.private import Private

AT = "2026-03-07T17:00:00.0-06:00"


def alert(
    name="K-1",
    *,
    status="Actual",
    circles=1,
    headline="Grey pickup",
    sender="next",
    kind="Alert",
    refers="",
    more="",
):
    circle = "<circle>35.204,-92.401 0.05</circle>" * circles
    return (
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
        f"<identifier>{name}</identifier><sender>{sender}</sender>"
        f"<sent>2026-03-07T23:00:00-00:00</sent><status>{status}</status>"
        f"<msgType>{kind}</msgType><scope>Private</scope>"
        f"{refers and f'<references>{refers}</references>'}<info><category>Security</category>"
        "<event>Lookout</event><urgency>Immediate</urgency><severity>Severe</severity>"
        f"<certainty>Likely</certainty><headline>{headline}</headline>"
        f"<area><areaDesc>Mill Lane</areaDesc>{circle}</area></info>{more}</alert>"
    ).encode()


def presence(entity="pres:one@next.example", where=""):
    whose = f' entity="{entity}"' if entity else ""
    where = where or "<gml:Point><gml:pos>35.204 -92.401</gml:pos></gml:Point>"
    return (
        '<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gml="http://www.opengis.net/gml"'
        ' xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr"'
        f' xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10"{whose}>'
        f'<tuple id="a"><status><gp:geopriv><gp:location-info>{where}</gp:location-info>'
        "<gp:usage-rules/></gp:geopriv></status></tuple></presence>"
    ).encode()


CIVIC = (
    "<ca:civicAddress><ca:country>US</ca:country><ca:A3>Tarn</ca:A3><ca:RD>Mill</ca:RD>"
    "<ca:STS>Lane</ca:STS><ca:HNO>12</ca:HNO><ca:FLR>2</ca:FLR></ca:civicAddress>"
)


def part(name, **members):
    return {
        "$id": name,
        "lastUpdateTimeStamp": AT,
        "updatedByAgencyReference": {"$ref": "next.example"},
    } | members


def eido(
    name="urn:emergency:uid:incidentid:a1:next.example", what="Officer needs help", where=None
):
    owner = part(
        "next.example",
        agencyRoleDescriptionRegistryText=["CallReceiving"],
        agencyType=["psap"],
        incidentOwningAgencyIndicator=True,
    )
    document = part(
        name,
        eidoVersion="1.0",
        issuingElementIdentification="idx.next.example",
        agencyComponent=[owner],
        incidentComponent=part(
            "i", incidentTypeCommonRegistryText="HLP1", incidentTypeInternalText=what
        ),
        locationComponent=[
            part(
                "l",
                locationTypeDescriptionRegistryText=["IncidentLocation"],
                locationByValue=(where or presence()).decode(),
            )
        ],
    )
    return json.dumps(document).encode()


def aml_post(number="%2B15015550101", latitude="35.2041"):
    return (
        f"v=3&emergency_number=911&source=sms&time=1772926200000&device_number={number}"
        f"&location_latitude={latitude}&location_longitude=-92.4012"
        "&location_time=1772926140000&location_accuracy=10.4&location_source=GPS"
        "&location_confidence=0.683"
    ).encode()


def tracker(**members):
    told = {"_type": "location", "lat": 35.2041, "lon": -92.4012, "tst": 1772926140, "acc": 12}
    return json.dumps(told | {"topic": "owntracks/ana/phone", "alarm": "sos"} | members).encode()


BODIES = {
    "aml": aml_post(),
    "pidf": presence(),
    "owntracks": tracker(),
    "traccar": b"id=ana/phone&lat=35.2041&lon=-92.4012&timestamp=1772926140&alarm=sos",
    "eido": eido(),
    "cap": alert(),
}


def parse(kind, body, query=b""):
    return PARSERS[kind](RawRequest("next", kind, "POST", "/", query, "", body, {}))


def known():
    devices = (Private("person:ana", "ana/phone"),)
    town = TestTown(cast.with_staff("ana", devices=devices), ground=FakeGround())
    town.strict = False
    return town


def came(town, kind, body, signal="S-d1"):
    town.receives(body, signal, kind=kind)
    town.fast_forward(seconds=2)


# What each becomes.


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_each_document_is_words_with_a_line_for_its_position(kind):
    read = parse(kind, BODIES[kind])
    assert isinstance(read, TextMessage)
    *_, line = read.text.splitlines()
    assert aml.is_aml(line)
    (fix,) = aml.read_sms(line).fixes
    assert (fix.latitude, fix.longitude) == pytest.approx((35.204, -92.401), abs=3e-4)


def test_whose_it_is():
    senders = {kind: parse(kind, body).sender for kind, body in BODIES.items()}
    assert senders["aml"] == "+15015550101"
    assert senders["owntracks"] == senders["traccar"] == "device:ana/phone"
    assert senders["cap"] == "neighbour:next/K-1"
    assert senders["eido"] == "neighbour:next/urn:emergency:uid:incidentid:a1:next.example"
    assert senders["pidf"].startswith("neighbour:next/location-")
    assert "one@next" not in senders["pidf"]


def test_two_people_of_one_neighbour_are_never_taken_for_one():
    one, other = presence("pres:one@x"), presence("pres:two@x")
    assert parse("pidf", one).sender != parse("pidf", other).sender
    moved = one.replace(b"35.204", b"35.205")
    assert parse("pidf", one).sender == parse("pidf", moved).sender
    nobody = presence(""), presence("").replace(b"35.204", b"35.205")
    assert parse("pidf", nobody[0]).sender != parse("pidf", nobody[1]).sender


def test_an_address_becomes_words_so_that_it_is_read_like_words():
    assert "12 Mill Lane, floor 2, Tarn" in parse("pidf", presence(where=CIVIC)).text
    assert "12 Mill Lane, floor 2, Tarn" in parse("eido", eido(where=presence(where=CIVIC))).text
    assert "Mill Lane" in parse("cap", alert(circles=0)).text


def test_an_exercise_says_that_it_is_one():
    assert parse("cap", alert(status="Exercise")).text.startswith("[Exercise] Lookout")
    assert parse("cap", alert()).text.startswith("Lookout / Grey pickup")


def test_what_is_too_long_is_bounded_and_the_positions_are_kept():
    read = parse("cap", alert(headline="x" * 9_000, circles=50))
    words, *lines = read.text.splitlines()
    assert len(words) <= DOCUMENT_WORDS_CHARACTERS_MAX
    assert len(lines) == DOCUMENT_FIXES_MAX
    assert all(map(aml.is_aml, lines))


@given(
    st.floats(-89.9, 89.9).filter(lambda x: abs(x) > 0.01),
    st.floats(-179.9, 179.9).filter(lambda x: abs(x) > 0.01),
    st.none() | st.integers(1, 99_999).map(float),
    st.none() | st.floats(0.01, 0.99),
    st.sampled_from(("gnss", "wifi", "cell", "", "fused")),
)
def test_every_position_survives_being_written_as_a_line(latitude, longitude, radius, sure, method):
    (back,) = aml.read_sms(fix_line(Fix(latitude, longitude, radius, sure, None, method))).fixes
    assert back.latitude == pytest.approx(latitude, abs=1e-5)
    assert back.longitude == pytest.approx(longitude, abs=1e-5)
    assert back.accuracy_m == radius
    assert (back.confidence is None) == (sure is None)


@pytest.mark.parametrize("kind", sorted(PARSERS))
@given(st.binary(max_size=120))
def test_whatever_comes_is_words_or_unreadable_and_quotes_nothing(kind, body):
    read = parse(kind, body)
    assert isinstance(read, TextMessage | Unreadable)
    if isinstance(read, TextMessage):
        assert read.text


# What follows.


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_each_document_is_an_sos_with_a_place(kind):
    town = known()
    came(town, kind, BODIES[kind])
    (sos,) = town.of(SosRaised)
    (place,) = [f.evidence for f in town.of(LocationGiven) if f.evidence.source == "phone"]
    assert place.point.text.startswith("35.204")
    assert place.point.subject == sos.sender
    assert town.lee.expects_page() if sos.verified else town.mo.expects_page()
    assert not [h for h in town.handed if "ML=1" in h.text]


@pytest.mark.parametrize("kind", ["owntracks", "traccar"])
def test_a_button_is_the_sos_of_whoever_wears_it_and_is_answered_on_their_phone(kind):
    town = known()
    came(town, kind, BODIES[kind])
    assert town.of(SosRaised)[0].sender == "person:ana"
    assert town.of(SosRaised)[0].verified
    town.lee.expects_page("Ana Brindlewick", "SOS button")
    town.ana.expects("SOS received")


def test_a_button_of_nobody_is_an_sos_of_a_stranger_who_cannot_be_answered():
    town = known()
    came(town, "owntracks", tracker(topic="owntracks/eve/watch"))
    assert town.of(SosRaised)[0].sender == "unknown:1"
    assert not town.of(SosRaised)[0].verified
    came(town, "owntracks", tracker(topic="owntracks/eve/watch"), "S-d2")
    assert len(town.of(SignalJoined)) == 1
    town.fast_forward(minutes=10)
    assert not [h for h in town.handed if ":" in h.to]


def test_a_neighbour_is_never_answered_by_text():
    town = known()
    for number, kind in enumerate(("eido", "cap", "pidf")):
        came(town, kind, BODIES[kind], f"S-n{number}")
    town.fast_forward(minutes=20)
    assert not [h for h in town.handed if ":" in h.to or not h.to]
    assert not [h for h in town.handed if h.recipient.startswith("neighbour")]
    assert not [n for n in town.state.paging.alarms if n.startswith("stage_failed")]


def test_updates_of_the_same_incident_join_it_and_another_is_another():
    town = known()
    came(town, "eido", eido())
    came(town, "eido", eido(what="Shots fired"), "S-d2")
    assert [f.incident for f in town.of(SignalJoined)] == ["I-1"]
    came(town, "eido", eido("urn:emergency:uid:incidentid:b2:next.example"), "S-d3")
    assert town.state.response.incident_count == 2
    words = [word.text.text for word in town.incident().words]
    assert "Officer needs help" in words[0]
    assert "Shots fired" in words[1]


def test_the_same_alert_counts_once():
    town = known()
    came(town, "cap", alert())
    came(town, "cap", alert(), "S-d2")
    assert len(town.of(SignalRead)) == 1
    assert len(town.of(SignalRepeated)) == 1
    came(town, "cap", alert("K-2"), "S-d3")
    assert town.state.response.incident_count == 2


@pytest.mark.parametrize("kind", sorted(PARSERS))
def test_what_cannot_be_read_is_an_sos_of_its_gateway(kind):
    town = known()
    came(town, kind, b"\xff\x00 not a document 35.2041")
    (why,) = town.of(SignalUnreadable)
    assert "35.2" not in why.detail
    assert town.of(SosRaised)[0].unreadable


def test_a_phones_own_post_is_known_by_its_number():
    town = known()
    came(town, "aml", aml_post())
    assert town.of(SosRaised)[0].sender == "person:ana"
    town.ana.expects("SOS received")
    came(town, "aml", aml_post(number=""), "S-d2")
    assert town.of(SosRaised)[1].sender == "unknown:1"


def test_posts_without_a_number_are_of_one_phone_or_of_as_many_as_there_are():
    def post(more):
        return aml_post(number="") + more

    town = known()
    came(town, "aml", post(b"&device_imei=350000000000001"))
    came(town, "aml", post(b"&device_imei=350000000000001&location_floor=2"), "S-d2")
    came(town, "aml", post(b"&device_imei=350000000000002"), "S-d3")
    came(town, "aml", post(b"&device_imei=&device_imsi=001010000000001"), "S-d4")
    came(town, "aml", post(b"&device_imei=000000000000000"), "S-d5")
    came(town, "aml", post(b"&location_floor=3"), "S-d6")
    senders = [f.sender for f in town.of(SignalRead)]
    assert senders == [f"unknown:{n}" for n in (1, 1, 2, 3, 4, 5)]
    assert [f.incident for f in town.of(SignalJoined)] == ["I-1"]
    town.mo.reads_all()


def test_what_a_phone_is_called_stands_nowhere_but_in_the_sealed_request():
    read = parse("aml", aml_post(number="") + b"&device_imei=350000000000001")
    assert "350000000000001" not in read.sender + read.text
    town = known()
    came(town, "aml", aml_post(number="") + b"&device_imei=350000000000001")
    for envelope in town.ledger.read():
        assert read.sender.encode() not in envelope.body


def test_a_post_without_a_place_still_cries():
    town = known()
    came(town, "aml", aml_post(latitude="nan"))
    assert town.of(SosRaised)[0].sender == "person:ana"
    town.lee.expects_page("without a location")


@pytest.mark.parametrize(
    ("kind", "folder", "pattern"),
    [("cap", "cap/samples", "*.xml"), ("eido", "eido/Samples", "**/*.json")],
)
def test_every_staged_sample_becomes_an_sos(kind, folder, pattern):
    files = sorted((STANDARDS / folder).glob(pattern))
    if not files:
        pytest.skip(f"no staged samples: {STANDARDS / folder}")
    town = known()
    for number, path in enumerate(files[:20]):
        town.receives(path.read_bytes(), f"S-f{number}", kind=kind)
    assert len(town.of(SosRaised)) + len(town.of(SignalRepeated)) == len(files[:20])
    assert [f.sender for f in town.of(SosRaised) if f.sender.startswith("neighbour:")]
