"""systemd hears that we are alive only while the engine turns."""

import asyncio
import socket
from datetime import timedelta

import pytest

from tests.web.town import town
from tocsin.adapters.systemd import Manager, is_turning, tell_manager


@pytest.fixture
def manager_socket(tmp_path):
    """The socket of a service manager, and an environment that names it."""
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(path)
        listening.setblocking(False)
        # So short that the second word comes within the turns that a test gives.
        yield listening, {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "3"}


def heard(listening):
    words = []
    while True:
        try:
            words += listening.recv(4096).decode().split("\n")
        except BlockingIOError:
            return words


async def told(t, manager):
    """Let it say what it says within some turns."""
    telling = asyncio.create_task(tell_manager(t.service, manager))
    for _ in range(20):
        await asyncio.sleep(0)
    return telling


async def test_it_says_ready_then_alive_then_that_it_ends(manager_socket):
    listening, environment = manager_socket
    async with town() as t:
        telling = await told(t, Manager(environment))
        words = heard(listening)
        assert words[0] == "READY=1"
        assert "WATCHDOG=1" in words
        assert any(word.startswith("STATUS=It is well. 0 open") for word in words)
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        assert heard(listening)[-1] == "STOPPING=1"


async def test_an_engine_that_does_not_turn_is_not_called_alive(manager_socket):
    listening, environment = manager_socket
    async with town() as t:
        await t.settled()
        t.service.tick_at = t.service.clock.now() - timedelta(seconds=60)
        assert not is_turning(t.service)
        telling = await told(t, Manager(environment))
        words = heard(listening)
        assert "WATCHDOG=1" not in words
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


async def test_without_a_manager_nothing_is_said():
    async with town() as t:
        await tell_manager(t.service, Manager({}))


def test_it_is_said_three_times_within_what_the_manager_waits():
    assert Manager({"WATCHDOG_USEC": "30000000"}).every_s == 10.0
    assert Manager({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}).every_s == 5.0
    assert Manager({"WATCHDOG_USEC": "x"}).every_s == 5.0


def test_a_manager_that_is_gone_is_no_trouble(tmp_path):
    Manager({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).tell("READY=1")
