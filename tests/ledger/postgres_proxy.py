"""A way to a database server that can be broken at the worst moment."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MARK = b"tocsin.append_1"


class Proxy:
    """Listens on a socket in a folder of its own and passes everything on to a server.

    `break_next(how)` is about the next append: `lost` drops it and breaks the
    connection, `unanswered` passes it on and breaks the connection before its answer,
    `late` breaks the connection and keeps the append until `deliver`.
    """

    def __init__(self, folder: Path, server: Path):
        self.folder = folder
        self.held: list[tuple[socket.socket, bytes]] = []
        self._server = str(server / ".s.PGSQL.5432")
        self._how = ""
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / ".s.PGSQL.5432"))
        self._listening.listen(16)
        self._open: list[socket.socket] = []
        self._muted: set[socket.socket] = set()
        self._answered = threading.Event()
        self.broken = threading.Event()
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def _start(self, run: Callable[..., None], *sockets: socket.socket) -> None:
        self._threads.append(threading.Thread(target=run, args=sockets, daemon=True))
        self._threads[-1].start()

    def break_next(self, how: str) -> None:
        self._how = how

    def deliver(self) -> None:
        """Let what was kept arrive now, and wait until the server has done it."""
        for server, data in self.held:
            server.sendall(data)
            assert self._answered.wait(10)
            server.shutdown(socket.SHUT_RDWR)
        self.held.clear()

    def close(self) -> None:
        """End everything; a socket left open would be a warning in somebody else's test."""
        for one in (self._listening, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for each in self._threads:
            each.join(10)
        for one in (self._listening, *self._open):
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._open += [client, server]
                self._start(self._up, client, server)
                self._start(self._down, client, server)

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(1 << 20):
                if self._how and MARK in data:
                    how, self._how = self._how, ""
                    self._muted.add(server)
                    self._break(how, server, data)
                    self.broken.set()
                    client.shutdown(socket.SHUT_RDWR)
                    return
                server.sendall(data)
            server.shutdown(socket.SHUT_RDWR)

    def _break(self, how: str, server: socket.socket, data: bytes) -> None:
        """Whatever the server says from now on is not passed on."""
        if how == "unanswered":
            server.sendall(data)
            assert self._answered.wait(10)
        elif how == "late":
            self.held.append((server, data))
        if how != "late":
            server.shutdown(socket.SHUT_RDWR)

    def _down(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(1 << 20):
                if server in self._muted:
                    self._answered.set()
                else:
                    client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)
