"""The sign of life to an outside watcher: its silence is the alarm."""

from typing import Final

from tocsin.adapters.http import client_for, post
from tocsin.engine.gateway import GatewayError

TIMEOUT_S: Final = 5.0


class Heartbeat:
    """One check at a dead-man service (healthchecks and the like). The URL is a secret."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._url = url
        self._timeout_s = timeout_s
        self._client = client_for(url)

    async def ping(self, head: str) -> bool:
        """Whether the watcher heard us. Never raises.

        `head` (POSITION:HASH of the ledger) goes along as the body, so that the
        watcher's own log is a witness for `tocsin verify --head`.
        """
        try:
            status, _ = await post(
                self._client,
                self._url,
                content=head.encode(),
                headers={},
                timeout_s=self._timeout_s,
            )
        except GatewayError:
            return False
        return 200 <= status <= 299

    async def close(self) -> None:
        """Release connections."""
        await self._client.aclose()
