"""The way in for watcher processes: a sign of life and a batch, answered once it is taken."""

from collections.abc import Mapping
from typing import Final

import msgspec

from tocsin.engine.feeds import Batch, Feed
from tocsin.intake.signature import secret_ok
from tocsin.kernel.limits import WATCHER_BATCH_BYTES_MAX
from tocsin.web import bare
from tocsin.web.bare import Receive, Scope, Send
from tocsin.web.refusals import Refusals

PREFIX: Final = "/hooks/watchers/"
MSGPACK: Final = b"application/msgpack"
_BATCH: Final = msgspec.msgpack.Decoder(Batch)


class Watchers:
    """Bare ASGI handler for `/hooks/watchers/BROKER`."""

    def __init__(
        self, feeds: Mapping[str, Feed], secrets: Mapping[str, str], refusals: Refusals
    ) -> None:
        """`secrets` has one for each broker whose watchers are let in."""
        self._feeds = feeds
        self._secrets = secrets
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one batch."""
        name = scope["path"].removeprefix(PREFIX)
        feed, secret = self._feeds.get(name), self._secrets.get(name, "")
        if feed is None or not secret:
            await bare.answer(send, 404, b"No broker of this name has watchers.\n")
            return
        if not secret_ok(bare.header(scope, b"x-tocsin-secret"), secret):
            self._refusals.note(name, "secret_or_signature")
            await bare.answer(send, 403, b"The watchers' secret is wrong or missing.\n")
            return
        body = await bare.body(receive, scope, WATCHER_BATCH_BYTES_MAX)
        if body is None:
            await bare.answer(send, 413, b"The batch is too long and was NOT taken.\n")
            return
        try:
            answer = await feed.take_batch(_BATCH.decode(body))
        except ValueError:
            # Of another version: taken for nothing, so the broker sends it again later.
            await bare.answer(send, 400, b"This is no batch of this version.\n")
            return
        await bare.answer(send, 200, msgspec.msgpack.encode(answer), MSGPACK)
