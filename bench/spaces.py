"""Nodes as machines of their own: each in a network namespace, with a cable that can be pulled.

Needs root and `ip` (iproute2). All cables end in one bridge on this machine, where PostgreSQL
listens and the provider is; a node whose cable is pulled reaches neither, and nobody reaches it.
"""

import subprocess
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from tests.app.real_nodes import NodeProgram
from tests.app.real_program import Provider
from tests.postgres_server import PostgresServer

NETWORK: Final = "10.98.0"
BRIDGE: Final = "tocsinbr"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


class Cable:
    """From the bridge into one namespace."""

    def __init__(self, number: int) -> None:
        self.space = f"tocsin-node-{number}"
        self.host = f"{NETWORK}.{number + 10}"
        self._near, far = f"tocsinn{number}", f"tocsinf{number}"
        ip("netns", "add", self.space)
        ip("link", "add", self._near, "type", "veth", "peer", "name", far, "netns", self.space)
        ip("link", "set", self._near, "master", BRIDGE, "up")
        ip("-n", self.space, "addr", "add", f"{self.host}/24", "dev", far)
        ip("-n", self.space, "link", "set", far, "up")
        ip("-n", self.space, "link", "set", "lo", "up")

    def cut(self) -> None:
        ip("link", "set", self._near, "down")

    def mend(self) -> None:
        ip("link", "set", self._near, "up")

    def remove(self) -> None:
        subprocess.run(["ip", "link", "del", self._near], check=False)
        subprocess.run(["ip", "netns", "del", self.space], check=False)


class SpaceNode(NodeProgram):
    """`tocsin serve` on a machine of its own."""

    def __init__(
        self, cable: Cable, folder: str, name: str, database: str, provider: Provider
    ) -> None:
        self.name, self.cable = name, cable
        self.host = cable.host
        self.within = ("ip", "netns", "exec", cable.space)
        ledger = f"postgresql://tocsin@{NETWORK}.1{database}"
        more = f'node = {{ name = "{name}" }}\n'
        super().__init__(Path(folder) / name, ledger, {"texts": provider}, more=more)

    def end(self) -> None:
        self.cable.mend()
        super().end()

    def reopen(self) -> None:
        """The cable of a machine stays when its program ends."""


class Room:
    """The bridge, and the machines around it."""

    host = f"{NETWORK}.1"

    def __init__(self, server: PostgresServer) -> None:
        self._cables: list[Cable] = []
        subprocess.run(["ip", "link", "del", BRIDGE], check=False, capture_output=True)
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{self.host}/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        server.stop()
        server.trust(f"{NETWORK}.0/24")
        server.start(listen_addresses=self.host)

    def node(self, folder: str, name: str, address: str, provider: Provider) -> Any:
        """A node on a machine that is not there yet."""
        self._cables.append(Cable(len(self._cables)))
        return SpaceNode(self._cables[-1], folder, name, urlsplit(address).path, provider)

    def close(self) -> None:
        for cable in self._cables:
            cable.remove()
        subprocess.run(["ip", "link", "del", BRIDGE], check=False)
