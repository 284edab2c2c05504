"""A carrier's PDU to a text or a receipt, and nothing that comes is lost."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake import gsm7, smpp
from tocsin.intake.message import TextMessage, Unreadable
from tocsin.intake.raw import RawRequest
from tocsin.kernel.gsm7 import ALPHABET, EXTENSION

smpp34 = pytest.importorskip("smpp34", reason="NOT TESTED: smpp34 is missing; make setup")

CAPTURED = Path("/work/shared/standards/sms/smpp/pdus.jsonl")
ANA = "15015550123"


def raw(octets, charset="gsm7", **headers):
    kind = f"application/smpp; charset={charset}"
    return RawRequest("carrier-1", "smpp", "SMPP", content_type=kind, body=octets, headers=headers)


def deliver(octets, **fields):
    return smpp34.DeliverSm(ANA, "5550100", octets, source_addr_ton=1, **fields).encode()


def text(octets, charset="gsm7", **fields):
    found = smpp.parse(raw(deliver(octets, **fields), charset))
    assert isinstance(found, TextMessage)
    return found


def test_the_captured_texts_and_receipts_of_a_centre_are_read():
    if not CAPTURED.exists():
        pytest.skip(f"NOT TESTED WITH CAPTURED PDUS: {CAPTURED} is missing")
    lines = [json.loads(line) for line in CAPTURED.read_text("utf-8").splitlines()]
    pdus = [bytes.fromhex(each["hex"]) for each in lines if each["command"] == "deliver_sm"]
    news = [smpp.news_in(pdu) for pdu in pdus]
    assert [each and each.status for each in news] == [None, None, None, "delivered", "delivered"]
    texts = [smpp.parse(raw(pdu)) for pdu in pdus[:3]]
    assert [each.text for each in texts] == [
        "SOS officer down 5th & Main",
        "Ayuda, señor — parte uno ",
        "parte dos 警报",
    ]
    assert [(each.part, each.parts) for each in texts] == [(1, 1), (1, 2), (2, 2)]
    assert texts[1].reference == texts[2].reference


@pytest.mark.parametrize(
    ("coding", "octets", "said"),
    [
        (0, b"SOS \x1be \x00 se\x7dor", "SOS € @ señor"),
        (0, b"SOS se\xf1or", "SOS señor"),
        (1, b"SOS [now]", "SOS [now]"),
        (1, b"SOS \x1b\x3cnow\x1b\x3e", "SOS [now]"),
        (3, b"SOS se\xf1or", "SOS señor"),
        (8, "SOS ключ 😀".encode("utf-16-be"), "SOS ключ 😀"),
        (8, b"S\0O", "S\0O"),
        (4, "SOS señor".encode(), "SOS señor"),
        (0x18, "SOS ключ".encode("utf-16-be"), "SOS ключ"),
        (0xF0, b"SOS \x00", "SOS @"),
        (0x77, b"SOS", "SOS"),
    ],
)
def test_every_coding_gives_the_letters_that_were_written(coding, octets, said):
    assert text(octets, data_coding=coding).text == said


def test_what_the_centre_calls_its_own_alphabet_is_a_setting():
    assert text(b"se\xf1or [5]", "latin-1").text == "señor [5]"


def test_a_long_text_may_be_a_payload_or_be_numbered_by_parameters():
    whole = text(b"", tlvs=[smpp34.Tlv(smpp.PAYLOAD, b"SOS " + b"x" * 400)])
    assert whole.text == "SOS " + "x" * 400
    tags = ((smpp.SAR_REFERENCE, b"\0\7"), (smpp.SAR_TOTAL, b"\2"), (smpp.SAR_NUMBER, b"\1"))
    part = text(b"SOS", tlvs=[smpp34.Tlv(*each) for each in tags])
    assert (part.part, part.parts, part.reference) == (1, 2, "0007")


def test_a_header_that_is_none_stays_in_the_text():
    assert text(b"SOS", esm_class=0x40).text == "SOS"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("DELIVRD", "delivered"),
        ("UNDELIV", "undelivered"),
        ("EXPIRED", "undelivered"),
        ("REJECTD", "undelivered"),
        ("ENROUTE", "pending"),
    ],
)
def test_a_receipt_tells_by_its_words_or_by_its_parameters(word, status):
    said = f"id:0a7 sub:001 dlvrd:001 stat:{word} err:027 text:SOS Mill Lane".encode()
    news = smpp.news_in(deliver(said, esm_class=4))
    assert (news.ref, news.status) == ("0a7", status)
    assert news.reason == (f"stat:{word} err:027" if status == "undelivered" else "")
    state = {"ENROUTE": 1, "DELIVRD": 2, "EXPIRED": 3, "UNDELIV": 5, "REJECTD": 8}[word]
    tlvs = [
        smpp34.Tlv(smpp.RECEIPTED_ID, b"0a7\0"),
        smpp34.Tlv(smpp.MESSAGE_STATE, bytes((state,))),
    ]
    same = smpp.news_in(deliver(b"", esm_class=4, tlvs=tlvs))
    assert (same.ref, same.status) == ("0a7", status)


@pytest.mark.parametrize(
    ("octets", "esm_class"),
    [(b"SOS", 4), (b"id:7 stat:MAYBE", 4), (b"stat:DELIVRD", 4), (b"id:7 stat:DELIVRD", 0)],
)
def test_what_says_not_of_which_text_it_is_the_receipt_is_a_text(octets, esm_class):
    assert smpp.news_in(deliver(octets, esm_class=esm_class)) is None
    assert text(octets, esm_class=esm_class).text == octets.decode()


@given(
    octets=st.binary(max_size=120),
    cut=st.integers(0, 60),
    charset=st.sampled_from(["gsm7", "utf-8"]),
)
def test_no_octets_make_it_fail(octets, cut, charset):
    for pdu in (
        octets,
        deliver(octets)[: -cut or None],
        deliver(octets, esm_class=0x44, data_coding=cut),
    ):
        assert isinstance(smpp.parse(raw(pdu, charset)), TextMessage | Unreadable)
        smpp.news_in(pdu)


@given(st.text(st.sampled_from(ALPHABET.replace("\x1b", "") + "".join(EXTENSION.values()))))
def test_the_alphabet_of_the_air_comes_back_as_it_went(said):
    octets = gsm7.encode(said)
    assert octets is not None
    assert gsm7.decode(octets) == said


def test_a_letter_without_a_place_is_not_sent_as_another():
    assert gsm7.encode("ключ") is None
