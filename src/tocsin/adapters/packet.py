"""Packets to one neighbour: what a role sees of one case, as files in a mail to their address.

The neighbour's address is a provider like any other, of a channel of its own, by each
mail server in its turn: so a packet is claimed on record, mailed, tried again and
confirmed as every message is. The mail itself says nothing of the case.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

import msgspec

from tocsin.adapters.smtp import Attached, SmtpGateway
from tocsin.engine.gateway import GatewayError, Outgoing
from tocsin.engine.packets import Packet
from tocsin.kernel.ids import mail_channel, packet_name

_READ: Final = msgspec.json.Decoder(Packet)


class Addressee(Protocol):
    """What the settings say of one neighbour."""

    @property
    def name(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def email(self) -> str: ...


class PacketGateway:
    """The address of the agency with this domain, by one mail server."""

    has_receipts = False

    def __init__(self, name: str, domain: str, address: str, server: SmtpGateway) -> None:
        self.name = name
        self.channel = mail_channel(domain)
        self._address = address
        self._server = server

    async def send(self, outgoing: Outgoing) -> str:
        """Mail one packet; its Message-ID. Raises GatewayError."""
        if mail_channel(outgoing.to) != self.channel:
            raise GatewayError("a packet for another agency", permanent=True)
        try:
            packet = _READ.decode(outgoing.text)
        except (msgspec.DecodeError, UnicodeError):
            # What was erased since it was queued is no packet any more.
            raise GatewayError("no packet is left to send", permanent=True) from None
        mail = msgspec.structs.replace(
            outgoing, channel="email", to=self._address, subject=packet.subject, text=packet.text
        )
        files = [
            Attached(each.name, each.kind, each.content.encode("utf-8", "replace"))
            for each in packet.files
        ]
        return await self._server.mail(mail, files)

    async def close(self) -> None:
        """Nothing stays open."""


def packets_to(
    neighbours: Iterable[Addressee], servers: Sequence[SmtpGateway]
) -> list[PacketGateway]:
    """A way to each address of the settings, by every mail server, in their order."""
    return [
        PacketGateway(packet_name(each.name, server.name), each.domain, each.email, server)
        for each in neighbours
        if each.email
        for server in servers
    ]
