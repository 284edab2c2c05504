"""The released program as several nodes on one machine, around a real PostgreSQL.

Each node has a way of its own to the server, which can be cut: nothing passes any more and
nobody is told, as when a cable is pulled.
"""

import shutil
import socket
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.app.real_program import RealProgram


class Cable:
    """A TCP port of this machine that leads to the server's socket, until it is cut."""

    def __init__(self, folder, port=0):
        self._server = str(Path(folder) / ".s.PGSQL.5432")
        self._passes = threading.Event()
        self._passes.set()
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = self._listening.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def cut(self):
        self._passes.clear()

    def mend(self):
        self._passes.set()

    def close(self):
        self._passes.set()
        # Closing alone does not wake who waits in `accept`.
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listening.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near):
        with suppress(OSError), near, socket.socket(socket.AF_UNIX) as far:
            self._passes.wait()
            far.connect(self._server)
            back = threading.Thread(target=self._pass, args=(far, near), daemon=True)
            back.start()
            self._pass(near, far)
            back.join()

    def _pass(self, one, other):
        with suppress(OSError):
            while data := one.recv(1 << 16):
                self._passes.wait()
                other.sendall(data)
        self._passes.wait()
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class NodeProgram(RealProgram):
    """`tocsin serve` as one of several."""

    def take_key(self, other):
        """All nodes have one key file."""
        shutil.copy2(other.folder / "tocsin.ledger.kek", self.folder)

    def leads(self):
        said = self.answers()
        return bool(said and said["node"] and said["node"]["leads"])


class RealNode(NodeProgram):
    """One on loopback, whose way to the server can be cut."""

    def __init__(self, folder, name, address, provider, agency="harlow"):
        self.name, self.agency = name, agency
        parts = urlsplit(address)
        self._socket = parse_qs(parts.query)["host"][0]
        self.cable = Cable(self._socket)
        ledger = f"postgresql://tocsin@127.0.0.1:{self.cable.port}{parts.path}"
        more = f'node = {{ name = "{name}" }}\n'
        folder = Path(folder) / f"{name}-{agency}"
        super().__init__(folder, ledger, {"texts": provider}, more=more, agency=agency)

    def end(self):
        self.cable.mend()
        super().end()
        self.cable.close()

    def reopen(self):
        """Lay the cable again that `end` has taken away."""
        self.cable = Cable(self._socket, self.cable.port)
