"""Any of the services that Apprise knows, one target at a time.

Apprise sends to many targets and says only whether all were reached; one
object per target tells the truth about that target. It swallows exceptions
into its log, with credentials in them, so its log is shut off here.
"""

import asyncio
import logging
import threading
import warnings
from collections.abc import Callable
from typing import Final

import apprise

from tocsin.engine.gateway import GatewayError, Outgoing

THREADS_MAX: Final = 32
"""So many hanging services may be waited for at once."""

_SILENT: Final = logging.CRITICAL + 1
for _name in ("apprise", "urllib3", "requests"):
    logging.getLogger(_name).setLevel(_SILENT)


class AppriseGateway:
    """Apprise. `Outgoing.to` is a service URL with its credentials in it."""

    channel = "apprise"
    has_receipts = False

    def __init__(self, name: str, *, timeout_s: float = 20.0) -> None:
        self.name = name
        self._timeout_s = timeout_s
        self._threads = threading.BoundedSemaphore(THREADS_MAX)
        _load_services()

    async def send(self, outgoing: Outgoing) -> str:
        """Hand over one message; Apprise gives no reference. Raises GatewayError."""
        if not _one_url(outgoing.to):
            raise GatewayError("not a service URL", permanent=True)
        if not self._threads.acquire(blocking=False):
            raise GatewayError("too many services hang")
        answer: asyncio.Future[bool | None] = asyncio.get_running_loop().create_future()
        _start_thread(lambda: _notify(outgoing), answer, self._threads.release)
        try:
            async with asyncio.timeout(self._timeout_s):
                reached = await answer
        except TimeoutError:
            reached = False
        if reached is None:
            raise GatewayError("the service is not supported", permanent=True)
        if not reached:
            raise GatewayError("the service did not take it")
        return ""

    async def close(self) -> None:
        """Nothing stays open; a thread that hangs ends with its socket."""


def _load_services() -> None:
    """Load the plugins now: the first page must not wait a second for them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # A plugin imports what Python will retire.
        apprise.Apprise().add("json://localhost")


def _one_url(to: str) -> bool:
    # Apprise would take what stands behind a blank for another target.
    return to.isprintable() and len(to.split()) == 1


def _notify(outgoing: Outgoing) -> bool | None:
    """Whether the target was reached; None when it is no single service that Apprise knows."""
    target = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False, secure_logging=True))
    if not target.add(outgoing.to) or len(target) != 1:
        return None
    return bool(
        target.notify(
            title=outgoing.subject,
            body=outgoing.text or outgoing.subject,
            body_format=apprise.NotifyFormat.TEXT,
            notify_type=apprise.NotifyType.FAILURE,
        )
    )


def _start_thread(
    work: Callable[[], bool | None],
    answer: "asyncio.Future[bool | None]",
    done: Callable[[], object],
) -> None:
    """Run in a thread of its own: one that hangs holds neither the pool nor the exit."""
    loop = answer.get_loop()

    def settle(reached: bool | None) -> None:
        if not answer.done():
            answer.set_result(reached)

    def run() -> None:
        reached: bool | None = False
        try:
            reached = work()
        except Exception:  # noqa: BLE001 - a plugin may raise anything, quoting its URL.
            reached = False
        finally:
            done()
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, reached)

    threading.Thread(target=run, name="apprise", daemon=True).start()
