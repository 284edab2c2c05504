"""The HTTP server inside our own process: it starts and stops when the service does."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


class Http(uvicorn.Server):
    """uvicorn without its own signals: it would end the process before the ledger is closed."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to `_run`."""
        yield


async def when_started(server: uvicorn.Server, announce: Callable[[], None]) -> None:
    """Call `announce` once the server answers."""
    # uvicorn has no event for it, only this flag.
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    announce()


def http_server(app: Any, host: str, port: int) -> Http:
    """The server over an application; the caller binds the socket and stops it."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    return Http(config)
