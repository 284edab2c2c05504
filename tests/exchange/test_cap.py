from datetime import UTC, datetime

import pytest

from tests.exchange.reading import read_alert, read_alerts
from tests.exchange.standards import STANDARDS, standard
from tocsin.exchange.cap import Alert, Reference
from tocsin.exchange.fix import Malformed, Reason
from tocsin.exchange.shapes import Circle

SENT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
INFO = (
    "<info><category>Security</category><event>Lookout</event><urgency>Immediate</urgency>"
    "<severity>Severe</severity><certainty>Likely</certainty><expires>2026-11-22T14:00:00-00:00"
    "</expires><area><areaDesc>Town</areaDesc><polygon>1,1 1,2 2,2 1,1</polygon>"
    "<circle>34.7,-92.2 0.5</circle><geocode><valueName>FIPS6</valueName><value>005119</value>"
    "</geocode></area></info>"
)


def alert(info=INFO, head="", version="1.2", sent="2026-11-22T13:00:00-00:00", scope="Private"):
    return (
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:{version}"><identifier>I-1</identifier>'
        f"<sender>a@example.com</sender><sent>{sent}</sent><status>Actual</status>"
        f"<msgType>Alert</msgType><scope>{scope}</scope>{head}{info}</alert>"
    ).encode()


def area(inside):
    told = read_alert(alert(INFO.partition("<polygon>")[0] + inside + "</area></info>"))
    return told.infos[0].areas[0], told.problems


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_an_alert_is_read_in_full(version):
    told = read_alert(alert(version=version))
    assert (told.identifier, told.sender, told.sent) == ("I-1", "a@example.com", SENT)
    assert (told.status, told.message_type, told.scope) == ("Actual", "Alert", "Private")
    (info,) = told.infos
    assert (info.event, info.urgency, info.severity, info.certainty) == (
        *("Lookout", "Immediate", "Severe"),
        "Likely",
    )
    assert info.expires == datetime(2026, 11, 22, 14, tzinfo=UTC)
    (where,) = info.areas
    assert where.polygons == (((1.0, 1.0), (1.0, 2.0), (2.0, 2.0)),)
    assert where.circles == (Circle(34.7, -92.2, 500.0),)
    assert where.geocodes == (("FIPS6", "005119"),)
    assert told.problems == ()
    assert told.signature == "none"


@pytest.mark.parametrize(
    "sent", ["2026-11-22T13:00:00Z", "2026-11-22T13:00:00.000+00:00", "2026-11-22T14:00:00+01:00"]
)
def test_a_time_that_the_schema_forbids_is_still_a_time(sent):
    assert read_alert(alert(sent=sent)).sent == SENT


def test_what_is_missing_is_named_and_the_rest_counts():
    told = read_alert(alert(sent="soon", scope="", info="<info><urgency/></info>"))
    assert told.sent is None
    assert told.scope == ""
    assert told.infos[0].urgency == "Unknown"
    assert len(told.problems) == 7


@pytest.mark.parametrize(
    "inside",
    [
        "<polygon/>",
        "<polygon>1,1 1,2 2,2</polygon>",
        "<polygon>1,1 1,2 2,2 2,1</polygon>",
        "<polygon>1,1 1,NaN 2,2 1,1</polygon>",
        "<polygon>-118.1,40.1 -118.2,40.2 -118.3,40.1 -118.1,40.1</polygon>",
        "<circle/>",
        "<circle>1,1</circle>",
        "<circle>1,1 -5</circle>",
        "<circle>0,0 5</circle>",
        "<circle>1,1 1e999</circle>",
    ],
)
def test_an_area_that_is_none_is_left_out_and_named(inside):
    where, problems = area(inside)
    assert (where.polygons, where.circles) == ((), ())
    assert "left out" in problems[0]


def test_a_comma_too_many_in_a_polygon_is_forgiven():
    where, problems = area("<polygon>+1,1 +1,2, +2,2, +1,1</polygon>")
    assert where.polygons == (((1.0, 1.0), (1.0, 2.0), (2.0, 2.0)),)
    assert problems == ()


def test_references_are_triples_and_incidents_may_have_blanks():
    told = read_alert(
        alert(
            head="<references>a@x,I,0,2026-11-22T13:00:00-00:00 broken</references>"
            '<incidents>one "two three"</incidents>'
        )
    )
    assert told.references == (Reference("a@x", "I,0", SENT),)
    assert told.incidents == ("one", "two three")
    assert len(told.problems) == 1


def test_a_signature_is_noticed_and_said_to_be_unverified():
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
    assert read_alert(alert(INFO + signature)).signature == "present_not_verified"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.NOT_XML),
        (b"<feed/>", Reason.WRONG_FORMAT),
        (b"<alert/>", Reason.WRONG_VERSION),
        (alert(version="9"), Reason.WRONG_VERSION),
        (alert().replace(b"<identifier>I-1", b"<identifier>"), Reason.MISSING),
    ],
)
def test_what_is_no_alert_says_why(body, reason):
    assert read_alert(body).reason is reason


def test_alerts_inside_a_feed_or_envelope_are_found():
    inside = alert()
    assert len(read_alerts(b"<feed><entry>" + inside + b"</entry>" + inside + b"</feed>")) == 2
    assert read_alerts(b"<feed/>") == ()
    assert isinstance(read_alerts(b"<feed>"), Malformed)


EXPECTED = {
    # name: alerts, areas of the first, problems of all
    "CanadaNaad.xml": (1, 2, 0),
    "NOAA_MultiplePolygons.txt": (1, 1, 0),
    "amber.atom": (1, 1, 0),
    "australia.cap": (1, 2, 0),
    "australia_bom.cap": (1, 1, 0),
    "canada.cap": (1, 4, 0),
    "canada_errors.cap": (1, 1, 0),
    "canada_signed.atom": (1, 4, 0),
    "canada_signed.cap": (1, 4, 0),
    "earthquake-iso8859-1.cap": (1, 1, 0),
    "earthquake.cap": (1, 1, 0),
    "earthquake_index.atom": (0, 0, 0),
    "earthquake_signed.cap": (1, 1, 0),
    "empty_weather_index.atom": (0, 0, 0),
    "iceland_met_office.cap": (1, 2, 0),
    "invalid.cap": (1, 1, 1),
    "invalid_element.atom": (0, 0, 0),
    "invalid_xmlns.cap": (0, 0, 0),
    "mexico.xml": (1, 1, 0),
    "ng911_CapExample1.xml": (1, 1, 0),
    "ng911_CapExample2.xml": (1, 1, 0),
    "ng911_CapExample3.xml": (1, 1, 0),
    "no_id.atom": (0, 0, 0),
    "no_info_tag.cap": (1, 0, 0),
    "no_link.atom": (0, 0, 0),
    "no_optional_fields.cap": (1, 0, 0),
    "no_title.atom": (0, 0, 0),
    "noaa_errors.cap": (1, 1, 3),
    "oregon_nws.atom": (1, 0, 1),
    "pelmorex.atom": (0, 0, 0),
    "ph.cap": (1, 1, 0),
    "rfs.xml": (1, 1, 0),
    "smhi.se.alerts.cap": (17, 1, 0),
    "sweden.atom": (0, 0, 0),
    "sweden.cap": (1, 2, 0),
    "taiwan.cap": (1, 1, 0),
    "tmp0000.cap": (1, 1, 0),
    "us_nws_weather.atom": (0, 0, 0),
    "usgs_alerthub.atom": (0, 0, 0),
    "wcatwc-warning.cap": (1, 1, 0),
    "weather.atom": (1, 1, 0),
    "weather.cap": (1, 1, 1),
    "weather_index.atom": (0, 0, 0),
    "weather_invalid.atom": (1, 1, 0),
    "oasis-spec/earthquake_update_circle.xml": (1, 1, 0),
    "oasis-spec/hsas_code_orange.xml": (1, 1, 0),
    "oasis-spec/nws_cap11_empty_polygon.xml": (1, 1, 1),
    "oasis-spec/severe_thunderstorm_polygon.xml": (1, 1, 0),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_staged_document_gives_what_the_table_says(name):
    told = read_alerts(standard(f"cap/samples/{name}"))
    assert isinstance(told, tuple)
    areas = sum(len(info.areas) for info in told[0].infos) if told else 0
    assert (len(told), areas, sum(len(each.problems) for each in told)) == EXPECTED[name]


def test_no_staged_document_is_missing_from_the_table():
    folder = STANDARDS / "cap/samples"
    if not folder.is_dir():
        pytest.skip(f"the standards folder is not on this machine: no {folder}")
    names = {str(each.relative_to(folder)) for each in folder.rglob("*.*") if each.suffix != ".pem"}
    assert names == EXPECTED.keys()


def test_the_invalid_staged_documents_are_judged_as_designed():
    assert read_alert(standard("cap/samples/invalid_xmlns.cap")).reason is Reason.WRONG_VERSION
    assert isinstance(read_alert(standard("cap/samples/invalid.cap")), Alert)
    signed = read_alert(standard("cap/samples/canada_signed.cap"))
    assert signed.signature == "present_not_verified"
    circle = read_alert(standard("cap/samples/oasis-spec/earthquake_update_circle.xml"))
    assert circle.infos[0].areas[0].circles == (Circle(32.9525, -115.5527, 0.0),)
