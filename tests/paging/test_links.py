"""The link in a page: for whom it is, how long, and that it makes no text longer by an SMS."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.agency.access import RedeemLink, decide, is_of_phone, who_holds
from tocsin.agency.diff import LoadAgency
from tocsin.engine.core import Request
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import MessageQueued, PageLinkGiven, Purpose
from tocsin.facts.system import KeyKind
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.gsm7 import segments
from tocsin.kernel.limits import PAGE_TEXT_CHARACTERS_MAX
from tocsin.kernel.limits_phone import PAGE_LINK_LETTERS, PAGE_LINK_LIFE_S, PAGE_LINKS_MAX
from tocsin.kernel.private import Private
from tocsin.paging.links import LETTERS, spelled, with_link
from tocsin.paging.state import Want
from tocsin.response.stage import CloseIncident
from tocsin.web.access import hash_of

NOW = datetime(2026, 3, 7, tzinfo=UTC)
URL = "https://sos.harlow.example"
LINK = re.compile(rf" {re.escape(URL)}/p#([{LETTERS}]{{{PAGE_LINK_LETTERS}}})$")


@pytest.fixture
def linked(loud_town):
    loud_town.reloads(cast.with_settings(public_url=URL))
    return loud_town


def links(town, person="lee"):
    """The keys in the texts to somebody, the oldest first."""
    texts = [m for m in town.of(MessageQueued) if m.recipient == f"person:{person}"]
    found = (LINK.search(each.text.reveal()) for each in texts)
    return [each[1] for each in found if each]


def opens(town, key, now=None):
    """What the key becomes; nothing changes by asking."""
    command = RedeemLink(hash_of(key), "session", (now or town.now) + timedelta(hours=12))
    return decide(town.state.agency, command, now or town.now)


def test_a_page_to_a_supervisor_carries_a_link_and_only_its_hash_is_on_record(linked):
    linked.ana.texts("SOS he's in the lot")
    (key,) = links(linked)
    (given,) = (each for each in linked.of(PageLinkGiven) if each.person == "lee")
    assert given.key_hash == hash_of(key)
    assert given.page == linked.pages_of("person:lee")[0].page
    page = linked.pages_of("person:lee")[0]
    assert given.expires_at == page.at + timedelta(seconds=PAGE_LINK_LIFE_S)
    assert all(key.encode() not in entry.body for entry in linked.ledger.read())


def test_without_a_public_url_no_text_carries_one(loud_town):
    loud_town.ana.texts("SOS")
    assert loud_town.of(PageLinkGiven) == []


def test_who_may_open_no_incident_gets_no_link(linked):
    linked.ana.texts("SOS")
    linked.fast_forward(minutes=10)
    paged = {m.recipient for m in linked.of(MessageQueued) if m.purpose is Purpose.SOS}
    assert "person:zed" in paged
    assert {each.person for each in linked.of(PageLinkGiven)} == {"lee", "sam", "mo", "jo"}
    assert not links(linked, "zed")


def test_a_text_for_the_mail_carries_none(linked):
    linked.ana.texts("SOS")
    linked.fast_forward(minutes=5)
    others = [m for m in linked.of(MessageQueued) if m.channel != "sms"]
    assert all(URL not in m.text.reveal() for m in others)


def test_the_echo_to_the_sender_carries_none(linked):
    linked.ana.texts("SOS")
    echoes = [m for m in linked.of(MessageQueued) if m.purpose is Purpose.ECHO]
    assert echoes
    assert all(URL not in m.text.reveal() for m in echoes)


def test_every_text_ends_with_how_to_answer_and_its_link_and_is_three_sms_at_most(linked):
    linked.ana.texts("SOS " + "he is at the gate " * 12)
    linked.fast_forward(minutes=5)
    texts = [m.text.reveal() for m in linked.of(MessageQueued) if m.purpose is Purpose.SOS]
    with_link = [text for text in texts if LINK.search(text)]
    assert with_link
    for text in with_link:
        assert segments(text) <= 3
        assert len(text) <= PAGE_TEXT_CHARACTERS_MAX
        assert LINK.sub("", text).endswith("taking command.")


class Nobody:
    """Knows where links lead, and nothing else."""

    def link_base(self, _recipient):
        return URL


@given(st.text(max_size=200), st.integers(0, 400))
def test_one_sms_stays_one_and_none_grows_beyond_three_and_without_a_link_nothing_is_given(
    words, more
):
    text = words + "a" * more
    to, sealed = Private("person:lee", "+1"), Private("person:ana", text)
    message = MessageQueued("M-1", "P-1", "person:lee", "sms", to, sealed, Purpose.SOS, urgent=True)
    want = Want("person:lee", Purpose.SOS, True, NOW, {"I-1": None})
    nobody: Any = Nobody()
    found: Any = with_link(want, "P-1", (message,), Context(NOW, lambda n: n - 1, nobody))
    longer = f"{text} {URL}/p#{'z' * PAGE_LINK_LETTERS}"
    before, after = segments(text), segments(longer)
    if after == before or (before == 2 and after == 3):
        assert isinstance(found[0], PageLinkGiven)
        assert found[1].text.reveal() == longer
    else:
        assert found == (message,)


def test_it_becomes_a_session_of_a_phone_once(linked):
    linked.ana.texts("SOS")
    (key,) = links(linked)
    command = RedeemLink(hash_of(key), "session", linked.now + timedelta(hours=12))
    assert who_holds(linked.state.agency, hash_of(key), linked.now) is None
    (outcome,) = linked.engine.execute([Request(command, "link")], linked.now)
    assert isinstance(outcome, Accepted)
    agency = linked.state.agency
    assert who_holds(agency, "session", linked.now).person == "lee"
    assert agency.keys["session"].kind is KeyKind.PHONE
    assert is_of_phone(agency, "session")
    assert isinstance(opens(linked, key), Refused)


def test_it_dies_with_its_page(linked):
    linked.ana.texts("SOS")
    (key,) = links(linked)
    assert isinstance(opens(linked, key), Accepted)
    linked.accepts(CloseIncident("I-1", "lee", Disposition.PERSON_SAFE))
    linked.fast_forward(seconds=1)
    assert isinstance(opens(linked, key), Refused)


def test_it_dies_with_a_dismissal_in_the_same_moment(linked):
    linked.ana.texts("SOS")
    (key,) = links(linked)
    gone = cast.without("lee")
    linked.engine.execute([Request(LoadAgency(gone, "jo"), "jo")], linked.now)
    assert isinstance(opens(linked, key), Refused)


def test_it_opens_for_half_an_hour(linked):
    linked.ana.texts("SOS")
    (key,) = links(linked)
    until = linked.pages_of("person:lee")[0].at + timedelta(seconds=PAGE_LINK_LIFE_S)
    assert isinstance(opens(linked, key, until - timedelta(microseconds=1)), Accepted)
    assert isinstance(opens(linked, key, until), Refused)


def test_a_page_that_is_sent_again_has_a_new_one_and_so_many_open_at_once(linked):
    linked.ana.texts("SOS")
    linked.fast_forward(minutes=15)
    keys = links(linked)
    assert len(set(keys)) == len(keys) > PAGE_LINKS_MAX
    (page,) = (p for p in linked.pages_of("person:lee") if p.purpose is Purpose.SOS)
    known = linked.state.agency.links_of[page.page]
    assert len(known) == PAGE_LINKS_MAX
    assert {hash_of(key) for key in keys[-PAGE_LINKS_MAX:]} == set(known)


@given(st.integers(0, 32**PAGE_LINK_LETTERS - 1))
def test_no_two_numbers_are_spelled_alike(number):
    letters = spelled(number)
    assert len(letters) == PAGE_LINK_LETTERS
    assert (
        int("".join("0123456789abcdefghijklmnopqrstuv"[LETTERS.index(x)] for x in letters), 32)
        == number
    )
