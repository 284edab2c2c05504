"""Before the service answers, its port does: it says that it starts, and takes nothing."""

import asyncio
import json
import socket
from contextlib import suppress
from http.client import HTTPConnection

import pytest

from tocsin.adapters import door as module
from tocsin.adapters.door import Door, listen


@pytest.fixture
def door():
    found = Door(listen("127.0.0.1", 0))
    yield found
    found.close()


def port_of(door):
    return door._listening.getsockname()[1]


def asked(door, method, path, body=None):
    """The answer to one request: status, headers, text."""
    way = HTTPConnection("127.0.0.1", port_of(door), timeout=10)
    try:
        way.request(method, path, body)
        answer = way.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        way.close()


def test_who_asks_how_it_is_hears_that_it_starts_and_how_far_it_is(door):
    door.tell(412_000, 1_000_040)
    status, _, said = asked(door, "GET", "/healthz?x=1")
    assert status == 503
    assert json.loads(said) == {
        "ok": False,
        "starting": True,
        "folded": 412_000,
        "of": 1_000_040,
    }


def test_a_text_that_comes_in_is_not_acknowledged_but_asked_for_again(door):
    body = json.dumps({"from": "+12025550100", "text": "SOS " * 20_000})
    status, headers, said = asked(door, "POST", "/hooks/sms/texts", body)
    assert status == 503
    assert headers["retry-after"] == "2"
    assert "nothing was taken" in said


@pytest.mark.parametrize("sent", [b"\x00\xff\r\n\r\n", b"GET\r\n\r\n", b"x" * 70_000])
def test_what_is_no_request_ends_that_visit_and_no_other(door, sent):
    with socket.create_connection(("127.0.0.1", port_of(door)), timeout=10) as visitor:
        visitor.sendall(sent)
        with suppress(ConnectionResetError):
            assert visitor.recv(100) == b""
    assert asked(door, "GET", "/")[0] == 503


def test_somebody_who_says_nothing_is_let_go_and_keeps_nobody_waiting(door, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE_S", 0.05)
    with socket.create_connection(("127.0.0.1", port_of(door)), timeout=10) as silent:
        assert asked(door, "GET", "/")[0] == 503
        assert silent.recv(100) == b""


def test_who_comes_after_it_was_given_up_waits_for_whoever_answers_next(door):
    listening = door.give_up()
    with socket.create_connection(listening.getsockname(), timeout=10) as visitor:
        visitor.sendall(b"GET / HTTP/1.1\r\n\r\n")
        near, _ = listening.accept()
        with near:
            assert near.recv(100).startswith(b"GET / ")
            near.sendall(b"well")
        assert visitor.recv(100) == b"well"


def test_giving_up_twice_is_giving_up_once(door):
    assert door.give_up() is door.give_up()


def test_a_port_that_somebody_has_is_said_at_once(door):
    with pytest.raises(OSError, match="Address already in use"):
        listen("127.0.0.1", port_of(door))


def test_no_more_are_answered_at_once_than_there_is_room_for(door, monkeypatch):
    monkeypatch.setattr(module, "GUESTS_MAX", 0)
    with socket.create_connection(("127.0.0.1", port_of(door)), timeout=10) as visitor:
        assert visitor.recv(100) == b""


def test_it_runs_beside_a_loop_of_the_main_thread(door):
    async def main():
        return await asyncio.to_thread(asked, door, "GET", "/healthz")

    assert asyncio.run(main())[0] == 503
