"""Any octets go into every parser, and what comes out is an answer or a refusal with a name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.test_any_input import SAMPLES
from tests.fuzz.harness import HARNESSES

CORPUS = [
    *SAMPLES,
    *(b"", b"\0", b"\xff\xfe", b"[]", b"{}", b"null", b"1e999", b"[" * 500, b"a" * 5000),
    *(b"SOS 5th and alder", b"4821 C", b"walk 10 to the lot", b"seen ABC 123", b"SIGHTING: x"),
    b'A"ML=1;lt=+34.1;lg=-92.2;rd=50;top=20260307233000;lc=90;pm=G',
    b'[agency]\nid = "x"\n[[staff]]\nid = "a"\n',
    b'agency_file = "a.toml"\n[[hook]]\nname = "k"\nkind = "kannel"\nsecret = "env:NO_SUCH"\n',
    b"from=%2B15015550101&to=1&bin=%00S&coding=2&charset=utf-7&udh=%05%00%03%01%02%01",
    # A PUBLISH and a CONNACK of a broker; a topic with its payload; a deliver_sm that is a receipt.
    b"\x32\x0e\x00\x03a/b\x00\x01\x00{}SOS!\x20\x03\x00\x00\x00",
    b'owntracks/ana/phone\0{"_type":"location","lat":1.5,"lon":2.5,"tst":1795352403,"acc":5}',
    (
        b"\0\0\0\x3f\0\0\0\x05\0\0\0\0\0\0\0\x01\0\x01\x0115015550101\0\x01\x015550100\0"
        b"\x04\0\0\0\0\0\0\0\0\x0eid:7 stat:DELIVRD"
    ),
    b"https://maps.example/?q=35.2031,-92.4012 geo:35.2,-92.4;u=20 35\xc2\xb012'11\"N 92\xc2\xb024'4\"W",
    b'{"kind":"TakeCommand","actor":"lee","command":{"incident":"I-1","person":"lee"}}',
]


@pytest.mark.parametrize("name", HARNESSES)
def test_a_parser_answers_the_corpus(name):
    for octets in CORPUS:
        HARNESSES[name](octets)


@pytest.mark.parametrize("name", HARNESSES)
def test_a_parser_answers_any_octets(name):
    @settings(max_examples=20, deadline=None)
    @given(
        st.binary(max_size=120)
        | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
    )
    def answers(octets):
        HARNESSES[name](octets)

    answers()
