"""Whatever comes: every reader gives its record or Malformed, and what it gives is sound."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.reading import read_alert
from tests.exchange.test_cap import alert
from tests.exchange.test_eido import document as eido_document
from tests.exchange.test_pidf import circle
from tests.exchange.test_pidf import document as pidf_document
from tests.exchange.test_traccar import client, event
from tocsin.exchange import aml_post, browser, cap, eido, owntracks, pidf, traccar
from tocsin.exchange.fix import Fix, Malformed, Reason
from tocsin.exchange.safe_xml import XML_BYTES_MAX

XML_READERS = [pidf.read, cap.read, cap.read_all]
JSON_READERS = [owntracks.read, traccar.read_json, eido.read, browser.read]
READERS = [*XML_READERS, *JSON_READERS, aml_post.read_https]

SAMPLES = [
    *(alert(), pidf_document(circle()), client(), event({"alarm": "sos"}, {"latitude": 1})),
    json.dumps(eido_document(locationComponent=[{"locationByValue": "<a/>"}])).encode(),
    b'{"_type":"location","lat":1.5,"lon":2.5,"tst":1795352403,"acc":5}',
    b'{"coords":{"latitude":1.5,"longitude":2.5,"accuracy":5},"timestamp":1795352403000}',
]
BOMBS = [
    '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><alert>&z;</alert>',
    '<!DOCTYPE a SYSTEM "file:///etc/passwd"><alert/>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><presence>&x;</presence>',
    '<!doctype alert [<!ATTLIST alert x CDATA "y">]><alert/>',
]


def numbers(value):
    """Every number in a record, however deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from numbers(each)
    elif isinstance(value, float):
        yield value


def check(read, body):
    told = read(body)
    if isinstance(told, Malformed):
        assert told.detail.endswith(".")
        return
    kept = told if isinstance(told, tuple) else (told,)
    for each in kept:
        built = msgspec.to_builtins(each)
        assert all(number - number == 0 for number in numbers(built))
        # Whatever is kept must go into the ledger: JSON in UTF-8, without half letters.
        msgspec.json.encode(built)
    fixes = [each for each in kept if isinstance(each, Fix)]
    for each in kept:
        fixes += getattr(each, "fixes", ())
    for fix in fixes:
        assert -90 <= fix.latitude <= 90
        assert -180 <= fix.longitude <= 180
        assert (fix.latitude, fix.longitude) != (0, 0)
        assert fix.accuracy_m is None or fix.accuracy_m > 0


mutated = st.builds(
    lambda body, at, cut, more: body[: at % len(body)] + more + body[at % len(body) + cut :],
    st.sampled_from(SAMPLES),
    st.integers(0, 10_000),
    st.integers(0, 30),
    st.binary(max_size=12)
    | st.sampled_from([b"NaN", b"1e999", b"-1e-999", b"\xff\xfe", b"\\ud800", b"&x;", b"\0"]),
)
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "_type",
                    "lat",
                    "lon",
                    "alarm",
                    "coords",
                    "location",
                    "event",
                    "position",
                    "device",
                    "latitude",
                    "longitude",
                    "attributes",
                    "$id",
                    "$ref",
                    "eidoVersion",
                    "uniqueId",
                    "notesComponent",
                    "locationComponent",
                    "locationByValue",
                    "timestamp",
                    "tst",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("read", READERS)
@given(st.binary(max_size=300) | mutated)
def test_any_octets_are_a_sound_record_or_malformed(read, body):
    check(read, body)


@pytest.mark.parametrize("read", JSON_READERS)
@given(values)
def test_any_json_is_a_sound_record_or_malformed(read, value):
    check(read, json.dumps(value).encode())
    if isinstance(value, dict):
        check(read, json.dumps({"_type": "location", "eidoVersion": "1.0"} | value).encode())


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda body: body.decode("latin-1")))
def test_any_form_is_a_sound_record_or_malformed(text):
    check(traccar.read_form, text)
    check(traccar.read_form, "id=1&lat=1&lon=2&" + text)


@pytest.mark.parametrize("read", XML_READERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_document_type_is_refused_in_every_encoding(read, bomb, encoding):
    assert read(bomb.encode(encoding)).reason is Reason.FORBIDDEN_XML


@pytest.mark.parametrize("read", XML_READERS)
def test_an_unknown_entity_is_no_xml(read):
    assert isinstance(read(b"<alert>&x;</alert>"), Malformed)


@pytest.mark.parametrize("read", XML_READERS)
@pytest.mark.parametrize("depth", [101, 300, 100_000])
def test_what_is_nested_without_end_is_refused(read, depth):
    assert isinstance(read(b"<a>" * depth + b"</a>" * depth), Malformed)


@pytest.mark.parametrize("read", XML_READERS)
def test_what_is_large_without_end_is_refused_unread(read):
    assert read(b"<a>" + b" " * XML_BYTES_MAX + b"</a>").reason is Reason.TOO_LARGE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_an_alert_is_read_in_every_encoding_it_declares(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + alert().decode().replace(
        "Town", "Stadt Köln"
    )
    assert read_alert(text.encode(encoding)).infos[0].areas[0].description == "Stadt Köln"


def test_one_octet_in_a_wrong_encoding_costs_no_alert():
    text = '<?xml version="1.0" encoding="UTF-8"?>' + alert().decode().replace("Town", "Köln")
    assert read_alert(text.encode("latin-1")).infos[0].areas[0].description == "K\ufffdln"


def test_blanks_and_a_mark_before_the_document_are_forgiven():
    assert read_alert(b"\n  " + alert()).identifier == "I-1"
    assert read_alert(b"\xef\xbb\xbf" + alert()).identifier == "I-1"
