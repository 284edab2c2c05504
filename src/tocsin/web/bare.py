"""The little that a bare ASGI handler needs: read a body within a bound, answer."""

from collections.abc import Awaitable, Callable, Iterable
from ipaddress import ip_address
from typing import Any, Final

Scope = Any
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

FORWARDED: Final = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})
LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


def header(scope: Scope, name: bytes) -> str:
    """One header as text, '' when it is missing. `name` is in lower case."""
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found.decode("latin-1")
    return ""


def headers(scope: Scope) -> Iterable[tuple[str, str]]:
    """All headers as text. What is not UTF-8 survives as lone surrogates."""
    for key, value in scope["headers"]:
        yield key.decode("latin-1"), value.decode("utf-8", "surrogateescape")


def is_loopback(scope: Scope) -> bool:
    """Whether this request comes from this very machine, and through no proxy."""
    if any(key in FORWARDED for key, _ in scope["headers"]):
        return False
    client = scope.get("client")
    try:
        return client is not None and ip_address(client[0]).is_loopback
    except ValueError:
        return False


def is_local_name(scope: Scope) -> bool:
    """Whether the browser means this machine by name: no foreign page can pretend that."""
    host = header(scope, b"host")
    bare = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return bare in LOCAL_HOSTS


async def body(receive: Receive, scope: Scope, most: int) -> bytes | None:
    """The whole body; None when it is longer than `most` bytes or the client left."""
    declared = header(scope, b"content-length")
    if declared.isdigit() and int(declared) > most:
        return None
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        piece = message.get("body", b"")
        size += len(piece)
        if size > most:
            return None
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)


async def answer(
    send: Send,
    status: int,
    content: bytes = b"",
    kind: bytes = b"text/plain; charset=utf-8",
    *,
    extra: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    """One whole response."""
    fields = [
        (b"content-type", kind),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        *extra,
    ]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": content})
