"""The released program as two nodes around a real PostgreSQL, and the one that leads is killed.

Short. For minutes, with pauses, cut cables and hand-overs: `python -m bench.takeover`.
"""

import json
from collections import Counter

import pytest

from tests.app.real_nodes import RealNode
from tests.app.real_program import Provider, wait_for
from tests.postgres_server import the_server
from tocsin.ledger import chain
from tocsin.ledger.postgres import PostgresLedger


@pytest.fixture
def server():
    found = the_server()
    if isinstance(found, str):
        pytest.skip(found)
    return found


@pytest.fixture
def nodes(server, tmp_path):
    """Anvil leads and Bell follows; what they page ends at one provider."""
    address, provider = server.database(), Provider()
    anvil, bell = (RealNode(tmp_path, name, address, provider) for name in ("anvil", "bell"))
    try:
        anvil.start()
        wait_for(anvil.leads, "anvil leads")
        bell.take_key(anvil)
        bell.start()
        wait_for(bell.answers, "bell is up")
        yield address, provider, anvil, bell
    finally:
        for node in (anvil, bell):
            node.end()
        provider.close()


def test_when_the_leader_is_killed_the_other_leads_and_no_text_is_lost(nodes):
    address, provider, anvil, bell = nodes
    ana, mo, lee = (anvil.numbers[who] for who in ("ana", "mo", "lee"))
    accepted = [anvil.text(ana, "SOS at the leader"), bell.text(mo, "SOS at the follower")]
    assert all(accepted)
    wait_for(lambda: len(provider.to(lee)) >= 1, "lee is paged")
    anvil.kill()
    accepted.append(bell.text(ana, "SOS while nobody leads"))
    assert accepted[-1]
    wait_for(bell.leads, "bell leads")
    before = len(provider.got)
    # Nobody answers, so others are paged: by the one that lives.
    wait_for(lambda: len(provider.got) > before, "paging goes on")
    assert bell.answers()["node"]["token"] == 2
    ledger = PostgresLedger(address, read_only=True)
    # What was acknowledged as a letter is on record as soon as it is carried out.
    wait_for(lambda: accepted[-1] in received(ledger), "the last text is on record")
    bell.kill()
    entries, kept = list(ledger.read()), received(ledger)
    ledger.close()
    assert isinstance(chain.verify(entries, "harlow"), chain.Verified)
    assert [kept[signal] for signal in accepted] == [1, 1, 1]


def received(ledger):
    """How often each signal is on record."""
    entries = (entry for entry in ledger.read() if entry.kind == "SignalReceived")
    return Counter(json.loads(entry.body)["signal"] for entry in entries)
