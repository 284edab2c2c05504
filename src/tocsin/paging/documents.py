"""A document that is sent on to a neighbour: a message on a channel of its own."""

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.pages import MessageQueued, Purpose
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.ids import mail_channel, neighbour_channel
from tocsin.kernel.private import Private
from tocsin.paging.refusals import Reason
from tocsin.paging.state import PagingState


class SendDocument(msgspec.Struct, frozen=True):
    """Post this document to the agency with this domain name, or mail it as a packet.

    `subject` is whom it tells about: it is sealed under them. `text` are the very
    octets that were released, as UTF-8.
    """

    incident: str
    subject: str
    domain: str
    text: str
    by_mail: bool = False

    @property
    def channel(self) -> str:
        """The channel that it goes out by."""
        return mail_channel(self.domain) if self.by_mail else neighbour_channel(self.domain)

    def __repr__(self) -> str:
        """Not what it says."""
        return f"SendDocument({self.incident!r}, to {self.domain!r})"


def has_way(state: PagingState, domain: str, *, by_mail: bool = False) -> bool:
    """Whether a neighbour with this domain name has an endpoint, or an address, in the settings."""
    channel = mail_channel(domain) if by_mail else neighbour_channel(domain)
    return any(provider.channel == channel for provider in state.providers)


def send_document(state: PagingState, command: SendDocument) -> Accepted[Fact] | Refused:
    """Queue the document behind every page: people come first."""
    if not has_way(state, command.domain, by_mail=command.by_mail):
        return Refused(Reason.NO_NEIGHBOUR, "No [[neighbour]] of the settings has this domain.")
    channel = command.channel
    queued = MessageQueued(
        f"M-{state.message_count + 1}",
        "",
        channel,
        channel,
        Private(command.subject, command.domain.lower()),
        Private(command.subject, command.text),
        Purpose.DOCUMENT,
        urgent=False,
        incident=command.incident,
    )
    return Accepted((queued,))
