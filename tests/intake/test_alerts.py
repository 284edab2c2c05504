"""A CAP alert, what updates or cancels it, and what is signed and was not verified."""

import pytest

from tests.exchange.standards import STANDARDS
from tests.intake.test_documents import alert, came, known, parse
from tocsin.exchange import cap
from tocsin.facts.incidents import Certainty, Disposition, SignalJoined
from tocsin.facts.signals import SignalRead, SignalRepeated
from tocsin.response.stage import CloseIncident

SENT = "2026-03-07T23:00:00-00:00"


def test_an_update_and_a_cancel_of_an_alert_join_its_incident_and_close_nothing():
    town = known()
    came(town, "cap", alert("K-1"))
    came(town, "cap", alert("K-2", kind="Update", refers=f"next,K-1,{SENT}"), "S-d2")
    # The cancel names the update alone: it belongs to the first all the same.
    came(town, "cap", alert("K-3", kind="Cancel", refers=f"next,K-2,{SENT}"), "S-d3")
    assert [f.incident for f in town.of(SignalJoined)] == ["I-1", "I-1"]
    assert town.state.response.incident_count == 1
    assert town.incident().is_open
    words = [word.text.text for word in town.incident().words]
    assert words[1].startswith("[Update of an earlier alert] Lookout")
    assert words[2].startswith("[Cancel of an earlier alert] Lookout")


def test_an_alert_that_refers_to_nothing_we_know_is_an_incident_of_its_own():
    town = known()
    came(town, "cap", alert("K-1"))
    strange = alert("K-2", kind="Update", refers=f"other,K-1,{SENT} next,K-9,{SENT}")
    came(town, "cap", strange, "S-d2")
    assert town.state.response.incident_count == 2


def test_of_several_alerts_the_one_whose_incident_is_open_is_joined():
    town = known()
    came(town, "cap", alert("K-1"))
    came(town, "cap", alert("K-2"), "S-d2")
    town.accepts(CloseIncident("I-1", "mo", Disposition.DUPLICATE), "mo")
    both = alert("K-3", kind="Update", refers=f"next,K-1,{SENT} next,K-2,{SENT}")
    came(town, "cap", both, "S-d3")
    assert [f.incident for f in town.of(SignalJoined)] == ["I-2"]


def test_one_identifier_of_two_senders_is_two_alerts():
    town = known()
    came(town, "cap", alert("K-1", sender="next"))
    came(town, "cap", alert("K-1", sender="other"), "S-d2")
    assert len(town.of(SignalRead)) == 2
    assert not town.of(SignalRepeated)


SIGNATURE = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'


def test_a_signature_is_said_to_be_unverified_and_what_is_said_is_reported():
    town = known()
    came(town, "cap", alert(more=SIGNATURE))
    assert (
        town.incident()
        .words[0]
        .text.text.startswith("[Signed; the signature was not verified] Lookout")
    )
    assert {one.certainty for one in town.incident().evidence} == {Certainty.REPORTED}
    town.mo.reads_all()


def test_a_cancel_without_a_block_of_its_own_still_says_what_it_is():
    bare = alert("K-2", kind="Cancel", refers=f"next,K-1,{SENT}")
    bare = bare[: bare.index(b"<info>")] + b"</alert>"
    assert parse("cap", bare).text == "[Cancel of an earlier alert]"


@pytest.mark.parametrize(
    "name", ["ng911_CapExample3.xml", "canada_signed.cap", "wcatwc-warning.cap", "no_info_tag.cap"]
)
def test_a_staged_update_joins_the_alert_it_refers_to(name):
    path = STANDARDS / "cap" / "samples" / name
    if not path.is_file():
        pytest.skip(f"the standards folder is not on this machine: no {path}")
    body = path.read_bytes()
    first = next(iter(cap.read(body).references))
    town = known()
    came(town, "cap", alert(first.identifier, sender=first.sender))
    came(town, "cap", body, "S-d2")
    assert [f.incident for f in town.of(SignalJoined)] == ["I-1"]
    assert "of an earlier alert]" in town.incident().words[1].text.text
