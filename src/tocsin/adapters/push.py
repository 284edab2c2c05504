"""Pages by Web Push (RFC 8030): to a browser by its push service, which cannot read them.

201 says that the push service took it; that it is on a screen is said by the browser
itself, by a receipt. 404 and 410 say that this browser is gone for good. 401 and 403
speak of our key or our clock and not of the browser, so they never end a subscription.

The address of a push service comes from whoever subscribed. So it is looked up here, the
request goes to the very address that was looked at, and never into our own network; no
redirect is followed. No connection is kept: two services may share an address.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from typing import Final
from urllib.parse import quote

import httpx

from tocsin.adapters.http import SILENCE_S_MAX, post, refused
from tocsin.adapters.push_keys import PushKeys
from tocsin.adapters.push_octets import authorization, chosen, seal
from tocsin.engine.gateway import GatewayError, Outgoing
from tocsin.exchange import push
from tocsin.exchange.push import Notification, PushService, Receipt, Subscription
from tocsin.facts.pushes import GONE
from tocsin.kernel.ids import PUSH
from tocsin.kernel.limits_push import PUSH_LIFE_S_MIN, PUSH_RESOLVE_S_MAX
from tocsin.paging.links import parted

TAKEN: Final = frozenset({201, 202})
IS_GONE: Final = frozenset({404, 410})
OUR_FAULT: Final = frozenset({401, 403})
_OF_ALL: Final = frozenset({"sos", "update"})
ADDRESSES_TRIED_MAX: Final = 3
LOOKING_UP_MAX: Final = 4


class PushGateway:
    """Web Push. `contact` is whom a push service tells that something is wrong with us.

    `title` stands above every notification, on lock screens too. `own` are push services
    of this installation, as hosts or hosts with port, which may lie in its own network.
    """

    channel = PUSH
    has_receipts = True

    def __init__(
        self,
        name: str,
        keys: PushKeys,
        contact: str,
        *,
        title: str = "Tocsin",
        own: Collection[str] = (),
        timeout_s: float = 10.0,
    ) -> None:
        self.name = name
        self._keys = keys
        self._contact = contact
        self._title = title
        self._own = own
        self._timeout_s = timeout_s
        # Looking up a name may hang, and must not keep others from looking up theirs.
        self._threads = ThreadPoolExecutor(LOOKING_UP_MAX, thread_name_prefix="push")
        self._client = httpx.AsyncClient(
            verify=_trusted(),
            trust_env=not own,
            timeout=httpx.Timeout(SILENCE_S_MAX),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=0),
        )

    async def send(self, outgoing: Outgoing) -> str:
        """Hand over one notification. Raises GatewayError."""
        to = push.read(outgoing.to)
        service = push.service_at(to.endpoint, self._own) if to else None
        if to is None or service is None:
            raise GatewayError("not a subscription to a push service", permanent=True)
        key = self._keys.signing(to.key)
        if key is None:
            raise GatewayError("subscribed for a key that is not here any more", permanent=True)
        headers = {
            "Authorization": authorization(key, service.origin, self._contact, int(time.time())),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Host": service.netloc,
            "TTL": str(max(PUSH_LIFE_S_MIN, outgoing.about.worth_s)),
            "Topic": push.topic_of(_topic(outgoing)),
            "Urgency": "high" if outgoing.about.urgent else "normal",
        }
        status = await self._post(service, self._sealed(outgoing, to), headers)
        if status in TAKEN:
            return ""
        if status in IS_GONE:
            raise GatewayError(GONE, permanent=True)
        if status in OUR_FAULT:
            raise GatewayError(f"HTTP {status}: the push service does not take our key")
        raise refused(status)

    async def close(self) -> None:
        """Release connections; a thread that still looks up a name ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self._client.aclose()

    def _sealed(self, outgoing: Outgoing, to: Subscription) -> bytes:
        try:
            return seal(push.payload(self._shown(outgoing)), to, chosen())
        except ValueError:
            # Neither this error nor its cause may be told: they are about a key.
            reason = "not a key that one can write to"
        raise GatewayError(reason, permanent=True)

    def _shown(self, outgoing: Outgoing) -> Notification:
        words, link = parted(outgoing.text.encode("utf-8", "replace").decode())
        about = outgoing.about
        mark = push.mark_of(
            self._keys.receipts, outgoing.message, outgoing.attempt, outgoing.queued
        )
        there = f"/phone/{quote(about.incident, safe='')}" if about.incident else "/phone"
        return Notification(
            self._title,
            words,
            _tag(outgoing),
            _milliseconds(outgoing.queued),
            link or there,
            there,
            about.is_over,
            Receipt(outgoing.message, outgoing.attempt, outgoing.queued, mark),
        )

    async def _post(self, service: PushService, body: bytes, headers: dict[str, str]) -> int:
        """The status of the answer, from the first address that can be connected to."""
        failed = GatewayError("cannot connect")
        for address in (await self._addresses(service))[:ADDRESSES_TRIED_MAX]:
            host = f"[{address}]" if ":" in address else address
            url = f"{service.scheme}://{host}:{service.port}{service.target}"
            try:
                status, _ = await post(
                    self._client,
                    url,
                    content=body,
                    headers=headers,
                    timeout_s=self._timeout_s,
                    # The certificate must be that of the name, though an address is asked.
                    extensions={"sni_hostname": service.host},
                )
            except GatewayError as error:
                failed = error
                if error.reason != "cannot connect":
                    break
            else:
                return status
        raise failed

    async def _addresses(self, service: PushService) -> list[str]:
        """Where the service is, looked up now. Raises GatewayError for one of our own network."""
        look_up = asyncio.get_running_loop().run_in_executor(
            self._threads, _look_up, service.host, service.port
        )
        try:
            async with asyncio.timeout(min(PUSH_RESOLVE_S_MAX, self._timeout_s)):
                found = await look_up
        except (TimeoutError, OSError, UnicodeError):
            found = []
        if not found:
            raise GatewayError("the push service cannot be found")
        if not service.is_own and not all(map(push.is_public, found)):
            raise GatewayError("the push service has an address that is not public")
        return found


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; read once, for it takes a while."""
    return httpx.create_ssl_context()


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _tag(outgoing: Outgoing) -> str:
    """News takes the place of the SOS that it is about; what is asked of one alone stays."""
    about = outgoing.about
    name = about.incident if about.purpose in _OF_ALL else about.page
    return name or outgoing.message


def _topic(outgoing: Outgoing) -> str:
    """A page takes the place of the same page from before, and news that of older news."""
    about = outgoing.about
    return f"{about.page or about.incident or outgoing.message} {about.purpose == 'update'}"


def _milliseconds(queued: str) -> int:
    try:
        at = datetime.strptime(queued, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return int(time.time() * 1000)
    return int(at.timestamp() * 1000)
