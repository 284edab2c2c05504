"""Whose voice it is at a glance, and for whom there is room."""

import json
from datetime import UTC, datetime

import pytest

from tocsin.intake import strangers
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.state import IntakeState, Unread
from tocsin.intake.strangers import Voice, may_come_in, voice_of
from tocsin.kernel.private import Private

NOW = datetime(2026, 3, 7, tzinfo=UTC)
ANA, NOBODY = "+15015550101", "+15015560001"


class View:
    taken_up: str = ""

    def region(self):
        return "US"

    def who_has(self, number):
        return "person:ana" if number == ANA else None

    def is_taken_up(self, sender):
        return sender == self.taken_up


def text(number, kind="json", **more):
    body = more.pop("body", json.dumps({"from": number, "text": "SOS"}).encode())
    return freeze(RawRequest(gateway="phones", kind=kind, method="POST", body=body, **more))


def at_a_glance(raw, unknown=(), view=None):
    return voice_of(dict(unknown), "phones", raw, view or View())


@pytest.mark.parametrize("number", [ANA, "501 555 0101", "(501) 555-0101"])
def test_somebody_known_is_known_however_the_number_is_written(number):
    assert at_a_glance(text(number)) == Voice("person:ana", False)


@pytest.mark.parametrize(
    "raw",
    [
        text("", body=b"not json"),
        text("", body=b'{"from": 3}'),
        text("+1", kind="owntracks"),
        text("+1", kind="eido"),
        "not a frozen request",
        "",
    ],
)
def test_whatever_is_not_plainly_a_text_of_a_stranger_waits_behind_nobody(raw):
    assert at_a_glance(raw) == Voice("phones", False)


def test_a_stranger_is_one_until_somebody_has_taken_their_sos_up():
    view, named = View(), {NOBODY: "unknown:7"}
    assert at_a_glance(text(NOBODY), named, view) == Voice("unknown:7", True)
    view.taken_up = "unknown:7"
    assert at_a_glance(text(NOBODY), named, view) == Voice("unknown:7", False)


def test_of_a_number_without_a_name_eight_bits_are_told_and_not_the_number():
    many = {at_a_glance(text(f"+1501556{n:04}")) for n in range(2_000)}
    assert len(many) == 256
    assert all(voice.is_stranger and len(voice.name) == len("unknown:ff") for voice in many)


@pytest.fixture
def little_room(monkeypatch):
    monkeypatch.setattr(strangers, "UNREAD_MAX", 20)
    monkeypatch.setattr(strangers, "SENDER_UNREAD_MAX", 3)
    return IntakeState()


def waiting(state, count, voice, *, stranger):
    for _ in range(count):
        name = f"S-{len(state.unread)}"
        state.unread[name] = Unread(name, "phones", Private("x", ""), NOW)
        state.turns.add(name, voice, stranger=stranger)


def has_room(state, number):
    return may_come_in(state, "phones", text(number), View())


def test_while_half_of_the_room_is_free_everything_comes_in(little_room):
    waiting(little_room, 9, at_a_glance(text(NOBODY)).name, stranger=True)
    assert has_room(little_room, NOBODY)


def test_then_of_one_stranger_no_more_than_a_share_and_of_others_still(little_room):
    waiting(little_room, 10, at_a_glance(text(NOBODY)).name, stranger=True)
    assert not has_room(little_room, NOBODY)
    assert has_room(little_room, "+15015560002")


def test_strangers_who_fill_the_room_leave_it_open_to_everybody_known(little_room):
    waiting(little_room, 40, "unknown:1", stranger=True)
    assert not has_room(little_room, "+15015560002")
    assert has_room(little_room, ANA)


def test_somebody_known_of_whom_much_waits_comes_again_only_when_there_is_no_room(little_room):
    waiting(little_room, 19, "person:ana", stranger=False)
    assert has_room(little_room, ANA)
    waiting(little_room, 1, "person:ana", stranger=False)
    assert not has_room(little_room, ANA)
