"""Documents to one neighbour: an EIDO or a CAP alert, posted to the address it gave us.

The neighbour is a provider like any other, of a channel of its own: so a document
is claimed on record, posted, tried again and confirmed as every message is. It
may arrive twice, under one `Idempotency-Key`: the SHA-256 of its octets.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final, Protocol

from tocsin.adapters.http import client_for, post, refused
from tocsin.engine.gateway import GatewayError, Outgoing
from tocsin.kernel.ids import neighbour_channel

EIDO: Final = "application/json"
CAP: Final = "application/cap+xml"


class Endpoint(Protocol):
    """What the settings say of one neighbour."""

    @property
    def name(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def timeout_s(self) -> float: ...


class NeighbourGateway:
    """One endpoint of the agency with this domain. Its `secret` goes as a bearer token."""

    has_receipts = False

    def __init__(
        self, name: str, domain: str, url: str, secret: str, *, timeout_s: float = 10.0
    ) -> None:
        self.name = name
        self.channel = neighbour_channel(domain)
        self._url = url
        self._secret = secret
        self._timeout_s = timeout_s
        self._client = client_for(url)

    async def send(self, outgoing: Outgoing) -> str:
        """Post one document; there is no reference to it. Raises GatewayError."""
        if neighbour_channel(outgoing.to) != self.channel:
            raise GatewayError("a document for another agency", permanent=True)
        document = outgoing.text.encode("utf-8", "replace")
        status, _ = await post(
            self._client,
            self._url,
            content=document,
            headers={
                "Authorization": f"Bearer {self._secret}",
                "Content-Type": CAP if document.startswith(b"<") else EIDO,
                "Idempotency-Key": sha256(document).hexdigest(),
            },
            timeout_s=self._timeout_s,
        )
        if not 200 <= status <= 299:
            raise refused(status)
        return ""

    async def close(self) -> None:
        """Release connections."""
        await self._client.aclose()


def ways_to(neighbours: Iterable[Endpoint]) -> list[NeighbourGateway]:
    """A way to each endpoint of the settings."""
    return [
        NeighbourGateway(each.name, each.domain, each.url, each.secret, timeout_s=each.timeout_s)
        for each in neighbours
        if each.url
    ]
