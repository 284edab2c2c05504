"""A document that is sent on to a neighbour: a message on a channel of its own."""

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.pages import MessageQueued, Purpose
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.ids import neighbour_channel
from tocsin.kernel.private import Private
from tocsin.paging.refusals import Reason
from tocsin.paging.state import PagingState


class SendDocument(msgspec.Struct, frozen=True):
    """Post this document to the agency with this domain name.

    `subject` is whom it tells about: it is sealed under them. `text` are the very
    octets that were released, as UTF-8.
    """

    incident: str
    subject: str
    domain: str
    text: str

    def __repr__(self) -> str:
        """Not what it says."""
        return f"SendDocument({self.incident!r}, to {self.domain!r})"


def has_way(state: PagingState, domain: str) -> bool:
    """Whether a neighbour with this domain name has an endpoint in the settings."""
    channel = neighbour_channel(domain)
    return any(provider.channel == channel for provider in state.providers)


def send_document(state: PagingState, command: SendDocument) -> Accepted[Fact] | Refused:
    """Queue the document behind every page: people come first."""
    if not has_way(state, command.domain):
        return Refused(Reason.NO_NEIGHBOUR, "No [[neighbour]] of the settings has this domain.")
    channel = neighbour_channel(command.domain)
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
