"""Web Push: the subscription of a browser, what a notification is made of, and its receipt.

A subscription is what `PushSubscription.toJSON` gives (W3C Push API), with the key that it
was made for. Whoever has one can write to that browser, and its endpoint is where we would
send whatever request somebody wants us to: so only push services out in the open are
believed, by name, and nothing within our own network.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import msgspec

from tocsin.kernel.limits_push import PUSH_ENDPOINT_CHARACTERS_MAX, PUSH_PAYLOAD_BYTES_MAX

POINT_BYTES: Final = 65
AUTH_BYTES: Final = 16
MARK_LETTERS: Final = 22
HTTPS_PORT: Final = 443
_NAT64: Final = IPv6Network("64:ff9b::/96")
_NO_NAMES: Final = ("localhost", "local", "internal", "home", "lan", "intranet", "arpa")
"""What ends a name that no push service out in the open has (RFC 6761, 6762, 8375)."""


class Subscription(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One browser: where it is written to, its keys, and the key of ours that it knows."""

    endpoint: str
    p256dh: str
    auth: str
    key: str

    def __repr__(self) -> str:
        """All of it is secret."""
        return "Subscription(…)"

    def written(self) -> str:
        """The same text for the same subscription."""
        return msgspec.json.encode(self).decode()


class PushService(NamedTuple):
    """Where an endpoint leads. `is_own`: the settings name it, so it may lie anywhere."""

    scheme: str
    host: str
    port: int
    target: str
    is_own: bool

    @property
    def netloc(self) -> str:
        """Host, and the port where it is another than 443."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS_PORT else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Whom our token is for (RFC 8292, 2)."""
        return f"{self.scheme}://{self.netloc}"


class Receipt(msgspec.Struct, frozen=True):
    """What a service worker reports: this attempt of a message is on the screen."""

    message: str
    attempt: int
    queued: str
    mark: str


class Notification(msgspec.Struct, frozen=True):
    """What a service worker shows. None of it may tell of anybody.

    `tag`: a later one of the same tag takes its place. `at` is when it was written, in
    milliseconds; `opens` may carry a key, `path` is the same place without; `is_over`:
    nothing is wanted any more.
    """

    title: str
    body: str
    tag: str
    at: int
    opens: str
    path: str
    is_over: bool
    receipt: Receipt


def octets(text: str, length: int) -> bytes:
    """What a base64url text of so many octets says; empty when it is none."""
    try:
        found = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        return b""
    return found if len(found) == length and base64url(found) == text.rstrip("=") else b""


def base64url(given: bytes) -> str:
    """Octets as the Web writes them, unpadded (RFC 4648, 5)."""
    return urlsafe_b64encode(given).rstrip(b"=").decode()


def read(text: str) -> Subscription | None:
    """The subscription that a text is; None when it is none. Never raises."""
    try:
        found = msgspec.json.decode(text.encode("utf-8", "replace"), type=Subscription)
    except (msgspec.MsgspecError, ValueError):
        return None
    points = [octets(each, POINT_BYTES)[:1] == b"\x04" for each in (found.p256dh, found.key)]
    return found if all(points) and octets(found.auth, AUTH_BYTES) else None


def service_at(endpoint: str, own: Collection[str] = ()) -> PushService | None:
    """Where an endpoint leads, if one may write there. `own` are hosts, or hosts with port."""
    if len(endpoint) > PUSH_ENDPOINT_CHARACTERS_MAX or not _is_plain(endpoint):
        return None
    try:
        url = urlsplit(endpoint)
        host, port = (url.hostname or "").rstrip("."), url.port
    except ValueError:
        return None
    if not host or "@" in url.netloc or url.fragment or url.scheme not in ("https", "http"):
        return None
    port = port or (HTTPS_PORT if url.scheme == "https" else 80)
    is_own = host in own or f"{host}:{port}" in own
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    is_open = url.scheme == "https" and port == HTTPS_PORT and _is_public_name(host)
    return PushService(url.scheme, host, port, target, is_own) if is_own or is_open else None


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text and "\\" not in text


def _is_public_name(host: str) -> bool:
    """A name with a dot that is no address, however written, and nothing of a local network."""
    labels = host.split(".")
    last = labels[-1]
    is_name = len(labels) > 1 and last.isalnum() and last[0].isalpha() and all(labels)
    return is_name and ":" not in host and last not in _NO_NAMES


def is_public(address: str) -> bool:
    """Whether an IP address lies out in the open, and no address of our network within it."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.sixtofour or found.teredo or found.scope_id:
            return False
        if found in _NAT64:
            return is_public(str(IPv4Address(found.packed[12:])))
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
    return found.is_global and not found.is_multicast and not found.is_reserved


def topic_of(name: str) -> str:
    """What a push service drops an earlier message by: 32 letters at most (RFC 8030, 5.4)."""
    return base64url(sha256(name.encode("utf-8", "replace")).digest())[:MARK_LETTERS]


def mark_of(key: bytes, message: str, attempt: int, queued: str) -> str:
    """What nobody can guess who was not sent it: it is this attempt that is spoken of."""
    said = f"{message} {attempt} {queued}".encode("utf-8", "replace")
    return base64url(hmac.digest(key, said, "sha256"))[:MARK_LETTERS]


def is_ours(key: bytes, receipt: Receipt) -> bool:
    """Whether a receipt is of something that was sent from here."""
    mark = mark_of(key, receipt.message, receipt.attempt, receipt.queued)
    return hmac.compare_digest(mark.encode(), receipt.mark.encode("utf-8", "replace"))


def payload(said: Notification) -> bytes:
    """The notification as it travels; what would not fit loses the end of its words."""
    written = msgspec.json.encode(said)
    over = len(written) - PUSH_PAYLOAD_BYTES_MAX
    if over <= 0 or not said.body:
        return written
    # A letter is one octet at least, so this ends.
    return payload(msgspec.structs.replace(said, body=said.body[: max(0, len(said.body) - over)]))
