"""The released program as nodes around a real PostgreSQL: killed, shared out anew, upgraded.

Short. For minutes, with pauses, cut cables and hand-overs: `python -m bench.takeover`, and
`python -m bench.rebalance` for many agencies.
"""

import json
from collections import Counter
from urllib.error import HTTPError
from urllib.request import Request

import pytest

from tests.app.real_nodes import RealNode
from tests.app.real_program import ASK, Provider, wait_for
from tests.app.stem import Stem
from tests.postgres_server import the_server
from tocsin.engine.stages import STAGE_VERSION
from tocsin.ledger import chain
from tocsin.ledger.postgres import PostgresLedger

NEWER_STAGES = f"""
from tocsin.app import ledgers
ledgers.STAGE_VERSION = {STAGE_VERSION + 1}
"""
NEWER_FACTS = """
from tocsin.facts import codec, system
system.ServiceStarted.VERSION = 2
codec.UPCASTERS = codec.UPCASTERS | {("ServiceStarted", 1): lambda fields: fields}
codec.Codec.__init__.__defaults__ = (codec.KINDS, codec.UPCASTERS)
"""
LIGHT = """
from tocsin.engine import ready
ready._compile = lambda *_: None
"""
"""Nobody searches here, and what a search needs compiled costs more than all the rest."""
SHORT_TERMS = """
from tocsin.engine import peers
peers.TERM_SHORTEST_S = 1.0
"""


@pytest.fixture(scope="module")
def stem():
    found = Stem()
    yield found
    found.close()


@pytest.fixture
def server():
    found = the_server()
    if isinstance(found, str):
        pytest.skip(found)
    return found


@pytest.fixture
def address(server):
    return server.database()


@pytest.fixture
def provider():
    """Where everything that the nodes page ends."""
    found = Provider()
    yield found
    found.close()


@pytest.fixture
def node(address, provider, tmp_path):
    """Makes a node, which is not started; all end with the test."""
    made = []

    def make(name, agency="harlow"):
        made.append(RealNode(tmp_path, name, address, provider, agency))
        return made[-1]

    yield make
    for each in made:
        each.end()


@pytest.fixture
def nodes(node, stem):
    """Anvil leads and Bell follows."""
    anvil, bell = node("anvil"), node("bell")
    anvil.start(stem, LIGHT)
    wait_for(anvil.leads, "anvil leads")
    bell.take_key(anvil)
    bell.start(stem, LIGHT)
    wait_for(bell.answers, "bell is up")
    return anvil, bell


def test_when_the_leader_is_killed_the_other_leads_and_no_text_is_lost(nodes, address, provider):
    anvil, bell = nodes
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
    # What was acknowledged as a letter is on record as soon as it is carried out.
    wait_for(lambda: accepted[-1] in received(address), "the last text is on record")
    bell.kill()
    assert [received(address)[signal] for signal in accepted] == [1, 1, 1]


def test_a_machine_that_comes_back_gets_its_share_of_the_agencies_and_nothing_is_lost(
    node, stem, address
):
    agencies = ("hill", "lake")
    anvil, bell = ([node(name, agency) for agency in agencies] for name in ("anvil", "bell"))
    for each in anvil:
        each.start(stem, LIGHT + SHORT_TERMS)
        wait_for(each.leads, f"anvil leads {each.agency}")
    for each, other in zip(bell, anvil, strict=True):
        each.take_key(other)
        each.start(stem, LIGHT + SHORT_TERMS)
        wait_for(each.answers, f"bell follows {each.agency}")
    accepted: dict[str, list[str]] = {agency: [] for agency in agencies}

    def is_shared():
        for each in (*anvil, *bell):
            signal = each.text(each.numbers["ana"], "SOS while they are shared out")
            accepted[each.agency] += [signal] if signal else []
        return [sum(one.leads() for one in some) for some in (anvil, bell)] == [1, 1]

    wait_for(is_shared, "each machine leads one")
    for agency in agencies:
        wait_for(
            lambda name=agency: set(accepted[name]) <= set(received(address, name)),
            f"all is on record in {agency}",
        )
        assert accepted[agency]
        counts = received(address, agency)
        assert {counts[each] for each in accepted[agency]} == {1}


def test_an_old_node_never_decides_after_a_newer_one_takes_texts_and_says_so(
    nodes, stem, address, provider
):
    anvil, bell = nodes
    # The follower is upgraded first, and takes over when the old leader is stopped.
    bell.end()
    bell.reopen()
    bell.start(stem, LIGHT + NEWER_STAGES + NEWER_FACTS)
    wait_for(bell.answers, "the newer one follows")
    accepted = [anvil.text(anvil.numbers["ana"], "SOS at the old leader")]
    assert shows(anvil) == shows(bell) == (200, "")
    anvil.end()
    wait_for(bell.leads, "the newer one leads")
    # Somebody starts the old one again.
    anvil.reopen()
    anvil.start(stem, LIGHT)
    said = wait_for_answer(anvil)
    assert said["node"]["is_outdated"]
    assert not said["ok"]
    assert "does not know" in said["node"]["why_not"]
    assert shows(anvil) == (503, "node_outdated")
    accepted.append(anvil.text(anvil.numbers["mo"], "SOS at the old node"))
    assert all(accepted)
    wait_for(lambda: set(accepted) <= set(received(address)), "the newer one carries it out")
    wait_for(lambda: provider.to(anvil.numbers["lee"]), "lee is paged")
    bell.kill()
    accepted.append(anvil.text(anvil.numbers["ana"], "SOS while only the old one lives"))
    assert accepted[-1]
    # It goes on not deciding until it is upgraded as well, and then it takes over.
    assert not anvil.leads()
    anvil.end()
    anvil.reopen()
    anvil.start(stem, LIGHT + NEWER_STAGES + NEWER_FACTS)
    wait_for(anvil.leads, "anvil leads, upgraded")
    wait_for(lambda: accepted[-1] in received(address), "and carries out what waited")
    assert [received(address)[each] for each in accepted] == [1, 1, 1]


def wait_for_answer(node):
    wait_for(node.answers, f"{node.name} is up")
    return node.answers()


def shows(node):
    """What an administrator is answered who looks who is paged: the status, and why not."""
    ask = Request(f"http://{node.host}:{node.port}/api/v1/who-now")
    token = (node.folder / "tocsin.ledger.admin").read_text().strip()
    ask.add_header("Authorization", f"Bearer {token}")
    try:
        with ASK(ask, timeout=5) as answer:
            return answer.status, ""
    except HTTPError as error:
        with error:
            return error.code, json.load(error)["reason"]


def received(address, agency="harlow"):
    """How often each signal is on record, in a chain that verifies."""
    ledger = PostgresLedger(f"{address}#{agency}", read_only=True)
    try:
        entries = list(ledger.read())
    finally:
        ledger.close()
    assert isinstance(chain.verify(entries, agency), chain.Verified)
    signals = (entry for entry in entries if entry.kind == "SignalReceived")
    return Counter(json.loads(entry.body)["signal"] for entry in signals)
