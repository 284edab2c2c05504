"""Packets to a neighbour: one mail to their address, with files; nothing of the case in its words."""

import pytest

from tests.adapters.fake_smtp import fake_smtp
from tests.contracts.gateway_contract import failure, hand_over, outgoing
from tocsin.adapters.packet import PacketGateway, packets_to
from tocsin.adapters.smtp import SmtpGateway
from tocsin.config import NeighbourSettings
from tocsin.engine.packets import Attachment, packet

SENDER, TO = "tocsin@harlow.example", "records@county.example"
DOMAIN = "dispatch.county.example"
RECORD = "<p>Rex Vosskamp é</p>"
TEXT = packet(
    "Harlow Valley EMS",
    "the police",
    "Sat 2026-07-04 17:31 CDT",
    (
        Attachment("record.html", "text/html", RECORD),
        Attachment("lookout.cap.xml", "application/cap+xml", "<alert/>"),
    ),
)


@pytest.fixture
def smtp():
    with fake_smtp() as found:
        yield found


def server(smtp, name="mail-1"):
    return SmtpGateway(name, "127.0.0.1", smtp.port, SENDER, security="none")


def gateway(smtp):
    return PacketGateway("county-by-mail-1", DOMAIN, TO, server(smtp))


def test_the_files_are_attached_and_subject_and_words_say_nothing_of_the_case(smtp):
    (reference,) = hand_over(gateway(smtp), outgoing(DOMAIN, TEXT))
    (mail,) = smtp.seen
    assert smtp.envelopes == [(SENDER, [TO])]
    assert reference == mail["Message-ID"]
    record, lookout = mail.iter_attachments()
    assert (record.get_filename(), record.get_content_type()) == ("record.html", "text/html")
    assert record.get_payload(decode=True).decode() == RECORD
    assert lookout.get_content_type() == "application/cap+xml"
    assert mail["Subject"] == "Record from Harlow Valley EMS"
    words = mail.get_body(("plain",)).get_content()
    assert "record.html" in words
    assert "Vosskamp" not in words


def test_no_other_agency_gets_it_and_an_erased_packet_is_no_packet(smtp):
    assert failure(gateway(smtp), outgoing("other.example", TEXT)).permanent
    assert failure(gateway(smtp), outgoing(DOMAIN, "[erased]")).permanent
    assert smtp.seen == []


def test_a_server_that_is_busy_is_tried_again_later(smtp):
    smtp.behave("busy")
    error = failure(gateway(smtp), outgoing(DOMAIN, TEXT))
    assert not error.permanent
    assert "county.example" not in str(error)


def test_each_mail_server_is_a_way_in_its_turn_and_without_an_address_there_is_none(smtp):
    servers = [server(smtp, "mail-1"), server(smtp, "mail-2")]
    with_mail = NeighbourSettings("county", DOMAIN, email=TO)
    without = NeighbourSettings("state", "state.example", "https://state.example", "s")
    found = packets_to([with_mail, without], servers)
    assert [each.name for each in found] == ["county-by-mail-1", "county-by-mail-2"]
    assert {each.channel for each in found} == {f"mail:{DOMAIN}"}
