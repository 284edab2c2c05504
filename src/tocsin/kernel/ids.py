"""Names that are used everywhere.

A person, place, unit or policy is named by the agency file, a signal where it
is received; incidents, pages and messages are counted by the stage that makes
them, so that a replay gives the same names.
"""

from hashlib import sha256
from typing import Final

SYSTEM: Final = "system"
"""The actor of what Tocsin itself decides."""

PUSH: Final = "push"
"""The channel of Web Push. It goes beside the others and takes the place of none."""


def push_id(address: str) -> str:
    """What a subscription is called where nobody may learn it."""
    return sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def neighbour_channel(domain: str) -> str:
    """The channel, and the recipient, of documents for the agency with this domain name."""
    return f"neighbour:{domain.lower()}"


def mail_channel(domain: str) -> str:
    """The channel, and the recipient, of packets that the same agency gets by e-mail."""
    return f"mail:{domain.lower()}"


def packet_name(neighbour: str, server: str) -> str:
    """The provider that mails packets to a neighbour by one mail server."""
    return f"{neighbour}-by-{server}"
