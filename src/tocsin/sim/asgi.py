"""One request over HTTP, without a network: the application is called as a server calls it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

SECRET: Final = "harlow-hook"
Headers = tuple[tuple[bytes, bytes], ...]


class Answer(msgspec.Struct, frozen=True):
    """What came back."""

    status: int
    body: bytes


async def serve(
    application: Callable[[Any, Any, Any], Awaitable[None]], scope: dict[str, Any], body: bytes
) -> Answer:
    """Have the application answer one request."""
    status, pieces = 0, []
    given = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return given.pop() if given else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)
        pieces.append(message.get("body", b""))

    await application(scope, receive, send)
    return Answer(status, b"".join(pieces))


def scope_of(method: str, path: str, headers: tuple[tuple[bytes, bytes], ...]) -> dict[str, Any]:
    """What a server says of a request that came over TLS."""
    bare, _, query = path.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": bare,
        "raw_path": bare.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (b"host", b"sos.example"),
            (b"content-type", b"application/json"),
            (b"x-tocsin-secret", SECRET.encode()),
            *headers,
        ],
        "client": ("192.0.2.7", 40_000),
        "server": ("sos.example", 443),
        "state": {},
    }
