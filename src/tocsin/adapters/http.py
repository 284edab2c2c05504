"""One HTTP request to a provider, with every way it can fail made a GatewayError.

No URL, address or text is in a reason, and the cause is cut off, because the
exceptions of a library quote them.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from tocsin.engine.gateway import GatewayError

ANSWER_BYTES_MAX: Final = 64 * 1024
"""An honest answer is a line; more is a wrong address or a hostile one."""

SILENCE_S_MAX: Final = 60.0

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

_TEMPORARY_REFUSALS: Final = frozenset({408, 425, 429})

# httpx logs each request with its whole URL, and a URL can be a secret.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


def client_for(url: str) -> httpx.AsyncClient:
    """A client for one provider. A proxy of the environment never hears of loopback."""
    return httpx.AsyncClient(
        trust_env=not _is_loopback(url),
        # `post` bounds the whole exchange; this bounds each octet, which is not enough.
        timeout=httpx.Timeout(SILENCE_S_MAX),
        limits=httpx.Limits(max_connections=64, max_keepalive_connections=8),
    )


def _is_loopback(url: str) -> bool:
    try:
        return urlsplit(url).hostname in LOOPBACK
    except ValueError:
        return False  # Whoever posts there is told.


async def post(
    client: httpx.AsyncClient,
    url: str,
    *,
    content: bytes,
    headers: Mapping[str, str],
    timeout_s: float,
    extensions: Mapping[str, Any] | None = None,
) -> tuple[int, bytes]:
    """Post and read the answer: its status and body. Raises GatewayError, never permanent."""
    try:
        async with asyncio.timeout(timeout_s):
            return await _exchange(client, url, content, headers, extensions)
    except TimeoutError:
        reason = "no answer in time"
    except httpx.ConnectError:
        reason = "cannot connect"
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
        reason = f"the exchange failed ({type(error).__name__})"
    raise GatewayError(reason)


async def _exchange(
    client: httpx.AsyncClient,
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    extensions: Mapping[str, Any] | None,
) -> tuple[int, bytes]:
    more = dict(extensions or {})
    async with client.stream(
        "POST", url, content=content, headers=dict(headers), extensions=more
    ) as answer:
        body = b""
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > ANSWER_BYTES_MAX:
                raise ValueError
        return answer.status_code, body


def refused(status: int, what: str = "") -> GatewayError:
    """The error for an answer that is no acceptance.

    A 4xx says that the request itself is wrong, so the same again is pointless;
    everything else (5xx, a redirect, a strange success) may pass.
    """
    said = what or f"HTTP {status}"
    permanent = 400 <= status <= 499 and status not in _TEMPORARY_REFUSALS
    return GatewayError(said, permanent=permanent)
