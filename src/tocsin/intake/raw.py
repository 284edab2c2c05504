"""A request exactly as a gateway made it, before anybody understands it.

It is recorded first and read afterwards, so a text that no parser of today can
read is still there for the parser, or the person, of tomorrow.
"""

import json
from collections.abc import Iterable
from typing import Literal

import msgspec

HookKind = Literal[
    "kannel",
    "twilio",
    "json",
    "aml",
    "pidf",
    "owntracks",
    "traccar",
    "feed",
    "eido",
    "cap",
    "plates",
]
GatewayKind = Literal[HookKind, "smpp", "page"]
"""What comes by a hook or a broker, by a carrier's own link, or from somebody's own page."""

_KEPT_HEADERS = frozenset(
    f"x-kannel-{name}"
    for name in ("from", "to", "time", "date", "smsc", "coding", "udh", "service", "meta-data")
) | {"x-limit-u", "x-limit-d"}


class RawRequest(msgspec.Struct, frozen=True):
    """One inbound HTTP request of an SMS gateway, undecoded; or one message of a broker.

    `gateway` is the provider's name in the settings, `path` the URL path and
    `query` the query string without its question mark, still percent-encoded.
    `headers` holds only what `kept_headers` lets through, in lower case. Of a
    message `method` is MQTT, `path` its topic, and `x-limit-u` and `x-limit-d`
    are what the topic says of whose it is. Of a carrier's PDU `method` is SMPP
    and `body` the whole of it. Of somebody's own page `path` says who they are (`intake.page`).
    """

    gateway: str
    kind: GatewayKind
    method: str
    path: str = ""
    query: bytes = b""
    content_type: str = ""
    body: bytes = b""
    headers: dict[str, str] = {}

    def __repr__(self) -> str:
        """Show who sent it and its size: the rest is personal."""
        size = len(self.query) + len(self.body)
        return f"RawRequest({self.gateway!r}, {self.kind!r}, {size} bytes)"


def kept_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The headers that carry a part of the message; never one that carries a secret."""
    return {name.lower(): value for name, value in headers if name.lower() in _KEPT_HEADERS}


def freeze(raw: RawRequest) -> str:
    """The request as ASCII JSON, without loss for any bytes and any decoded text."""
    # The standard library's encoder escapes the lone surrogates that a server
    # makes of a header which is not UTF-8; msgspec's own encoder refuses them.
    return json.dumps(msgspec.to_builtins(raw), separators=(",", ":"))


def thaw(frozen: str) -> RawRequest:
    """The request that `freeze` wrote. Raises ValueError for anything else."""
    try:
        return msgspec.convert(json.loads(frozen), RawRequest)
    except (ValueError, RecursionError):
        # The parser's own message may quote the text, so it goes no further.
        message = "not a frozen request"
    raise ValueError(message)
