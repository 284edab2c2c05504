"""Telling systemd that the service is ready, alive and ending (the protocol of sd_notify).

It hears that we are alive only while the engine turns. A loop that hangs says nothing, and
is killed and started again: what was due meanwhile is then done first.
"""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from tocsin.engine.service import Service

TICK_AGE_S_MAX: Final = 10.0
"""An engine whose last turn is older than this does not turn; it turns each second."""

ALIVE_EVERY_S: Final = 5.0
"""How often we say so where the manager does not say how often it must hear it."""


class Manager:
    """The service manager at the other end of `NOTIFY_SOCKET`, or nobody."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        path = environment.get("NOTIFY_SOCKET", "")
        self._path = "\0" + path[1:] if path.startswith("@") else path
        watchdog_us = environment.get("WATCHDOG_USEC", "")
        is_ours = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        asked = is_ours and watchdog_us.isdigit() and int(watchdog_us) > 0
        self.every_s = int(watchdog_us) / 1e6 / 3 if asked else ALIVE_EVERY_S

    @property
    def is_there(self) -> bool:
        """Whether anybody wants to be told."""
        return bool(self._path)

    def tell(self, *words: str) -> None:
        """Say these words. A manager that cannot be reached is no trouble of ours."""
        if not self._path:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
            way.setblocking(False)
            way.sendto("\n".join(words).encode(), self._path)


async def tell_manager(service: Service, manager: Manager) -> None:
    """Say that we are ready, and then, for as long as the engine turns, that we are alive."""
    if not manager.is_there:
        return
    manager.tell("READY=1", said(service))
    try:
        while True:
            if is_turning(service):
                manager.tell("WATCHDOG=1", said(service))
            await asyncio.sleep(manager.every_s)
    finally:
        manager.tell("STOPPING=1")


def is_turning(service: Service) -> bool:
    """Whether the engine has turned just now."""
    return (service.clock.now() - service.tick_at).total_seconds() <= TICK_AGE_S_MAX


def said(service: Service) -> str:
    """One line about the service, with nothing about anybody."""
    health = service.health()
    well = "well" if health["ok"] else "not well: see the board"
    count, position = health["open_incidents"], health["ledger_position"]
    return f"STATUS=It is {well}. {count} open incident(s), {position} entries."
