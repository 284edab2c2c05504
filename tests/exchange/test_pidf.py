from datetime import UTC, datetime

import pytest

from tests.exchange.reading import read_pidf
from tests.exchange.standards import STANDARDS, standard
from tocsin.exchange.civic import Civic
from tocsin.exchange.fix import Fix, Malformed, Reason
from tocsin.exchange.pidf import Pidf, method_of
from tocsin.exchange.shapes import (
    ArcBand,
    Circle,
    Ellipse,
    Ellipsoid,
    Point,
    Polygon,
    Prism,
    Sphere,
)

NAMESPACES = (
    'xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10"'
    ' xmlns:gml="http://www.opengis.net/gml" xmlns:gs="http://www.opengis.net/pidflo/1.0"'
    ' xmlns:con="urn:ietf:params:xml:ns:geopriv:conf"'
    ' xmlns:dyn="urn:ietf:params:xml:ns:pidf:geopriv10:dynamic"'
    ' xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr"'
)
WGS = 'srsName="urn:ogc:def:crs:EPSG::4326"'
WGS3 = 'srsName="urn:ogc:def:crs:EPSG::4979"'
M = 'uom="urn:ogc:def:uom:EPSG::9001"'
DEG = 'uom="urn:ogc:def:uom:EPSG::9102"'
AT = datetime(2007, 6, 22, 20, 57, 29, tzinfo=UTC)


def document(info, method="GPS"):
    return (
        f'<presence {NAMESPACES} entity="pres:x@example.com"><tuple id="a"><status><gp:geopriv>'
        f"<gp:location-info>{info}</gp:location-info><gp:usage-rules/>"
        f"<gp:method>{method}</gp:method></gp:geopriv></status>"
        "<timestamp>2007-06-22T20:57:29Z</timestamp></tuple></presence>"
    ).encode()


def circle(pos="42.5463 -73.2512", radius="850.24", system=WGS, unit=M):
    return (
        f"<gs:Circle {system}><gml:pos>{pos}</gml:pos>"
        f"<gs:radius {unit}>\n {radius}\n</gs:radius></gs:Circle>"
    )


RING = "43.311 -73.422 43.111 -73.322 43.111 -73.222 43.311 -73.122 43.311 -73.422"
ARC = (
    f"<gs:ArcBand {WGS}><gml:pos>-43.5723 153.2176</gml:pos><gs:innerRadius {M}>3594</gs:innerRadius>"
    f"<gs:outerRadius {M}>4148</gs:outerRadius><gs:startAngle {DEG}>20</gs:startAngle>"
    f"<gs:openingAngle {DEG}>20</gs:openingAngle></gs:ArcBand>"
)


def polygon(inside):
    return (
        f"<gml:Polygon {WGS}><gml:exterior><gml:LinearRing>{inside}</gml:LinearRing>"
        "</gml:exterior></gml:Polygon>"
    )


SHAPES = {
    f"<gml:Point {WGS}><gml:pos>42.5 -73.2</gml:pos></gml:Point>": (Point(42.5, -73.2), None),
    circle(): (Circle(42.5463, -73.2512, 850.24), 850.24),
    f"<gs:Sphere {WGS3}><gml:pos>42.5 -73.2 26.3</gml:pos><gs:radius {M}>850</gs:radius></gs:Sphere>": (
        Sphere(42.5, -73.2, 26.3, 850.0),
        850.0,
    ),
    f"<gs:Ellipse {WGS}><gml:pos>42.5 -73.2</gml:pos><gs:semiMajorAxis {M}>1275</gs:semiMajorAxis>"
    f"<gs:semiMinorAxis {M}>670</gs:semiMinorAxis><gs:orientation {DEG}>43.2</gs:orientation></gs:Ellipse>": (
        Ellipse(42.5, -73.2, 1275.0, 670.0, 43.2),
        1275.0,
    ),
    f"<gs:Ellipsoid {WGS3}><gml:pos>42.5 -73.2 26.3</gml:pos><gs:semiMajorAxis {M}>7.7</gs:semiMajorAxis>"
    f"<gs:semiMinorAxis {M}>3.3</gs:semiMinorAxis><gs:verticalAxis {M}>28.7</gs:verticalAxis>"
    f"<gs:orientation {DEG}>90</gs:orientation></gs:Ellipsoid>": (
        Ellipsoid(42.5, -73.2, 26.3, 7.7, 3.3, 28.7, 90.0),
        7.7,
    ),
    f"<gs:ArcBand {WGS}><gml:pos>-43.5723 153.2176</gml:pos><gs:innerRadius {M}>3594</gs:innerRadius>"
    f"<gs:outerRadius {M}>4148</gs:outerRadius><gs:startAngle {DEG}>20</gs:startAngle>"
    f"<gs:openingAngle {DEG}>20</gs:openingAngle></gs:ArcBand>": (
        ArcBand(-43.5723, 153.2176, 3594.0, 4148.0, 20.0, 20.0),
        751.4,
    ),
    f"<gml:Polygon {WGS}><gml:exterior><gml:LinearRing><gml:posList>{RING}</gml:posList>"
    "</gml:LinearRing></gml:exterior></gml:Polygon>": (
        Polygon(((43.311, -73.422), (43.111, -73.322), (43.111, -73.222), (43.311, -73.122))),
        None,
    ),
    f"<gs:Prism {WGS3}><gs:base><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>"
    "1 1 36.6 1 1.1 36.6 1.1 1.1 36.6 1 1 36.6</gml:posList></gml:LinearRing></gml:exterior>"
    f"</gml:Polygon></gs:base><gs:height {M}>2.4</gs:height></gs:Prism>": (
        Prism(((1.0, 1.0), (1.0, 1.1), (1.1, 1.1)), 36.6, 2.4),
        None,
    ),
}


@pytest.mark.parametrize(("info", "expected"), SHAPES.items(), ids=lambda each: type(each).__name__)
def test_each_shape_is_read_with_the_circle_around_it(info, expected):
    shape, radius = expected
    told = read_pidf(document(info))
    (location,) = told.locations
    assert location.shape == shape
    assert told.fixes == (location.fix,)
    assert (location.at, location.fix.at, location.fix.method) == (AT, AT, "gnss")
    if radius is not None:
        assert location.fix.accuracy_m == pytest.approx(radius, abs=0.1)
    assert told.problems == ()


def test_latitude_comes_first_except_where_the_system_says_otherwise():
    (fix,) = read_pidf(
        document(circle(system='srsName="urn:ogc:def:crs:OGC:1.3:CRS84"', pos="-73.2 42.5"))
    ).fixes
    assert (fix.latitude, fix.longitude) == (42.5, -73.2)
    (fix,) = read_pidf(document(circle(system=""))).fixes
    assert fix.latitude == 42.5463


@pytest.mark.parametrize(
    "info",
    [
        circle(system='srsName="urn:ogc:def:crs:EPSG::31287"'),
        circle(pos="0 0"),
        circle(pos="91 0"),
        circle(pos="-73.2512 242.5463"),
        circle(pos="NaN 5"),
        circle(pos="5"),
        circle(pos="5 6 7 8"),
        circle(pos=""),
        "<gml:Point><gml:coordinates>95:00:00N 122:25:10W</gml:coordinates></gml:Point>",
        ARC.replace(">20<", ">400<"),
        ARC.replace("3594", "9999"),
        polygon("<gml:pos>1 1 1 1</gml:pos>"),
        polygon("<gml:posList>1 1 2</gml:posList>"),
        polygon("<gml:pos>1 1</gml:pos>" * 5001),
        polygon(""),
        circle(radius="-1"),
        circle(radius="1e999"),
        circle(radius="wide"),
        circle(unit='uom="urn:ogc:def:uom:EPSG::1"'),
        "<gml:Polygon/>",
        "<gs:Prism/>",
        (
            f"<gml:Polygon {WGS}><gml:exterior><gml:LinearRing><gml:posList>1 1 2 2 1 1</gml:posList>"
            "</gml:LinearRing></gml:exterior></gml:Polygon>"
        ),
        "<gml:Point><gml:coordinates>31.5,-85.2</gml:coordinates></gml:Point>",
    ],
)
def test_a_shape_that_is_none_is_a_problem_and_the_address_beside_it_still_counts(info):
    told = read_pidf(document(info + "<ca:civicAddress><ca:RD>Main</ca:RD></ca:civicAddress>"))
    assert told.fixes == ()
    assert len(told.problems) == 1
    assert told.civics() == (Civic(RD="Main"),)


def test_corners_may_stand_in_elements_of_their_own():
    corners = "".join(f"<gml:pos>{pair}</gml:pos>" for pair in ("1 1", "1 1.1", "1.1 1.1", "1 1"))
    (location,) = read_pidf(document(polygon(corners))).locations
    assert location.shape == Polygon(((1.0, 1.0), (1.0, 1.1), (1.1, 1.1)))


def test_locations_without_end_are_cut_and_it_says_so():
    told = read_pidf(document(circle() * 150))
    assert len(told.fixes) == 100
    assert "first 100" in told.problems[0]


def test_aml_data_without_a_place_are_a_problem():
    aml = b'<aml xmlns="http://schemas.gridgears.io/aml"><latitude>0</latitude></aml>'
    told = read_pidf(document(circle()).replace(b"</tuple>", aml + b"</tuple>"))
    assert len(told.fixes) == 1
    assert "AML" in told.problems[0]


def test_feet_become_metres():
    (fix,) = read_pidf(
        document(circle(radius="100", unit='uom="urn:ogc:def:uom:EPSG::9002"'))
    ).fixes
    assert fix.accuracy_m == pytest.approx(30.48)


def test_old_coordinates_count_when_letters_say_which_is_which():
    info = (
        '<gml:location><gml:Point srsName="epsg:4326">'
        "<gml:coordinates>37:46:30N 122:25:10W</gml:coordinates></gml:Point></gml:location>"
    )
    (fix,) = read_pidf(document(info)).fixes
    assert (fix.latitude, fix.longitude) == (
        pytest.approx(37.775),
        pytest.approx(-122.41944, abs=1e-5),
    )


@pytest.mark.parametrize(
    ("words", "share"), [("95", 0.95), ("unknown", None), ("0", None), ("101", None)]
)
def test_a_confidence_is_percent_of_the_shapes_beside_it(words, share):
    (fix,) = read_pidf(
        document(circle() + f'<con:confidence pdf="normal">{words}</con:confidence>')
    ).fixes
    assert fix.confidence == share


def test_several_locations_are_alternatives_and_each_moves():
    motion = "<dyn:Dynamic><dyn:speed>12</dyn:speed><dyn:heading>278</dyn:heading></dyn:Dynamic>"
    told = read_pidf(document(circle() + circle(pos="1 2") + motion))
    assert [fix.latitude for fix in told.fixes] == [42.5463, 1.0]
    assert {(fix.speed_mps, fix.heading_deg) for fix in told.fixes} == {(12.0, 278.0)}


def test_motion_alone_is_a_location_without_a_place():
    told = read_pidf(document("<dyn:Dynamic><dyn:speed>24</dyn:speed></dyn:Dynamic>"))
    assert [each.speed_mps for each in told.locations] == [24.0]
    assert told.fixes == ()


def test_an_address_keeps_its_names_and_what_others_added():
    told = read_pidf(
        document(
            '<ca:civicAddress xmlns:x="urn:x"><ca:A3>Harlow</ca:A3><ca:A6>Broadway</ca:A6>'
            "<ca:PRD>E</ca:PRD><ca:FLR>2</ca:FLR><ca:NAM>Clinic</ca:NAM><ca:NAM>West wing</ca:NAM>"
            "<x:bridge>21</x:bridge><ca:ROOM/></ca:civicAddress>"
        )
    )
    (address,) = told.civics()
    assert address == Civic(
        A3="Harlow",
        A6="Broadway",
        PRD="E",
        FLR="2",
        NAM="Clinic, West wing",
        extra=(("bridge", "21"),),
    )
    assert address.street() == "E Broadway"


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        ("802.11", "wifi"),
        ("Device-Assisted_A-GPS", "gnss"),
        ("OTDOA", "cell"),
        ("TA-NMR", "cell"),
        ("Manual", "manual"),
        ("Wiremap", "unknown"),
        ("", ""),
        ("GNSS", "gnss"),
        ("Cell", "cell"),
    ],
)
def test_a_method_of_the_registry_becomes_our_word(told, ours):
    assert method_of(told) == ours


@pytest.mark.parametrize(
    ("level", "share"), [("87", 0.87), ("0.68", 0.68), ("", None), ("870", None)]
)
def test_the_aml_extension_is_a_location_and_its_confidence_has_two_scales(level, share):
    aml = (
        '<aml xmlns="http://schemas.gridgears.io/aml"><latitude>48.2</latitude>'
        "<longitude>16.3</longitude><radius>19.0</radius><timestamp>2018-11-19T07:03:52+00:00</timestamp>"
        f"<confidenceLevel>{level}</confidenceLevel><positioningMethod>GNSS</positioningMethod>"
        "<imsi>232077610347784</imsi><imei>354074097769407</imei></aml>"
    )
    told = read_pidf(
        document(circle()).replace(b"<timestamp>2007", aml.encode() + b"<timestamp>2007")
    )
    assert told.locations[-1].owner == "aml"
    assert told.fixes[-1] == Fix(
        48.2, 16.3, 19.0, share, datetime(2018, 11, 19, 7, 3, 52, tzinfo=UTC), "gnss"
    )
    assert "232077610347784" not in repr(told)
    assert "354074097769407" not in repr(told)


def test_an_error_and_a_reference_of_a_location_server_are_read():
    held = 'xmlns="urn:ietf:params:xml:ns:geopriv:held"'
    told = read_pidf(
        f'<error {held} code="locationUnknown"><message xml:lang="en">no</message></error>'.encode()
    )
    assert (told.error, told.error_words) == ("locationUnknown", (("en", "no"),))
    told = read_pidf(
        f'<locationResponse {held}><locationUriSet expires="2006-01-01T13:00:00.0Z">'
        "<locationURI>https://ls.example.com/a </locationURI></locationUriSet></locationResponse>".encode()
    )
    assert told.references == ("https://ls.example.com/a",)
    assert told.references_until == datetime(2006, 1, 1, 13, tzinfo=UTC)


EXPECTED = {
    "PidfFiles/DeviceAndPerson.xml": (1, 1, 0),
    "PidfFiles/DeviceCircleDynamic1.xml": (1, 0, 0),
    "PidfFiles/DeviceCircleLocation.xml": (1, 0, 0),
    "PidfFiles/DeviceCircleWithConfidence.xml": (1, 0, 0),
    "PidfFiles/DeviceCivicLocation.xml": (0, 1, 0),
    "PidfFiles/DeviceDynamicOnly1.xml": (0, 0, 0),
    "PidfFiles/DevicePointLocation.xml": (1, 0, 0),
    "PidfFiles/PersonDeviceCivicCircleLocation.xml": (1, 1, 0),
    "PidfFiles/RFC5491TupleArcBandLocation.xml": (1, 0, 0),
    "PidfFiles/RFC5491TupleCircleLocation.xml": (1, 0, 0),
    "PidfFiles/RFC5491TupleCivicLocation.xml": (0, 1, 0),
    "PidfFiles/RFC5491TupleEllipseLocation.xml": (1, 0, 0),
    "PidfFiles/RFC5491TupleEllipsoidLocation.xml": (1, 0, 0),
    "PidfFiles/RFC5491TuplePointLocation.xml": (1, 0, 0),
    "PidfFiles/RFC5491TuplePolygonCompactLocation.xml": (1, 0, 0),
    "PidfFiles/RFC5491TuplePolygonLocation.xml": (1, 0, 0),
    "PidfFiles/RFC5491TuplePrismLocation.xml": (1, 0, 0),
    "PidfFiles/RFC5491TupleSphereLocation.xml": (1, 0, 0),
    "PidfFiles/RFC6848CivicExtendedExample1.xml": (0, 1, 0),
    "PidfFiles/RFC6848Figure7Example.xml": (0, 1, 0),
    "PidfFiles/RFC6848Figure8Example.xml": (0, 1, 0),
    "PidfFiles/RFC6848Section3.4Example.xml": (0, 1, 0),
    "AdditionalDataFiles/PidfLoProvidedByByReference.xml": (1, 1, 0),
    "AdditionalDataFiles/PidfLoProvidedByByValue.xml": (1, 1, 0),
    "held/responses/amlData.xml": (2, 0, 0),
    "held/responses/amlDataUnparsablePositioningMethod.xml": (2, 0, 0),
    "held/responses/cicleResponse.xml": (1, 0, 0),
    "held/responses/civic.xml": (0, 1, 0),
    "held/responses/errorMessageAnyLanguage.xml": (0, 0, 0),
    "held/responses/errorMessageDefaultLanguage.xml": (0, 0, 0),
    "held/responses/errorMessagePreferredLanguage.xml": (0, 0, 0),
    "held/responses/errorResponse.xml": (0, 0, 0),
    "held/responses/multipleLocations.xml": (2, 0, 0),
    "held/responses/pointResponse.xml": (1, 0, 0),
    "held/responses/realResponse.xml": (2, 1, 0),
    "held/responses/reference.xml": (0, 0, 0),
}
"""For each staged location document: fixes, addresses, problems. All others there are none."""


@pytest.mark.parametrize("name", EXPECTED)
def test_every_staged_location_document_gives_what_the_table_says(name):
    told = read_pidf(standard(f"pidf-lo/{name}"))
    assert isinstance(told, Pidf)
    assert (len(told.fixes), len(told.civics()), len(told.problems)) == EXPECTED[name]
    assert bool(told.error) == ("error" in name)


def test_every_other_staged_document_is_refused():
    folder = STANDARDS / "pidf-lo"
    if not folder.is_dir():
        pytest.skip(f"the standards folder is not on this machine: no {folder}")
    others = [
        path for path in folder.rglob("*.xml") if str(path.relative_to(folder)) not in EXPECTED
    ]
    assert len(others) == 27
    assert {read_pidf(path.read_bytes()).reason for path in others} == {Reason.WRONG_FORMAT}


def test_a_text_that_is_no_xml_is_refused_without_quoting_it():
    told = read_pidf(b"<presence>she is at home")
    assert isinstance(told, Malformed)
    assert "home" not in told.detail
