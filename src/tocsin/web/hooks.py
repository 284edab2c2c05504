"""The way in for texts and receipts: who asks, then the ledger, then the answer.

Nothing is understood here. A request whose secret fits is appended raw, and
only when that is durable does the gateway hear 200; otherwise it hears 503 and
sends it again. This stands in front of everything else because the SOS path
must owe nothing to routing, validation or sessions.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import msgspec

from tocsin.engine.core import NotDurable, Outcome
from tocsin.engine.positions import Positions, Taken
from tocsin.engine.pressure import TOO_MUCH, Shed
from tocsin.engine.service import Service
from tocsin.exchange.aml_post import signature_holds
from tocsin.intake import receipts
from tocsin.intake.form import text_pairs
from tocsin.intake.message import Unreadable
from tocsin.intake.raw import RawRequest, freeze, kept_headers
from tocsin.intake.signature import basic_auth, secret_ok, twilio_signature_ok
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted, Refused
from tocsin.paging.stage import RecordReceipt
from tocsin.web import bare
from tocsin.web.bare import Receive, Scope, Send
from tocsin.web.plates import take_plates
from tocsin.web.refusals import Refusals
from tocsin.web.settings import (
    HOOK_BODY_BYTES_MAX,
    HOOK_RETRY_AFTER_S,
    SIGNAL_ID_BYTES,
    HookSettings,
    WebSettings,
)

PREFIX: Final = "/hooks/"
JSON: Final = b"application/json"
RETRY: Final = ((b"retry-after", str(HOOK_RETRY_AFTER_S).encode()),)
CLOSE: Final = ((b"connection", b"close"),)
TOO_LONG: Final = (
    f"The request is longer than {HOOK_BODY_BYTES_MAX // 1024} kB and was NOT taken. "
    "Send the text in a shorter request.\n"
).encode()
NOT_DURABLE: Final = b"Not on record: the ledger cannot be written. Send it again.\n"
ELSEWHERE: Final = b"Not taken: another node hears positions now. Send them there, or again.\n"
BUSY: Final = f"{TOO_MUCH.detail}\n".encode()
DENIED: Final = b"Secret or signature is wrong or missing.\n"


class Hooks:
    """Bare ASGI handlers for `/hooks/sms`, `/receipts`, `/positions` and `/documents/NAME`."""

    def __init__(
        self,
        service: Service,
        settings: WebSettings,
        random: Callable[[int], bytes],
        positions: Positions,
    ) -> None:
        self.refusals = Refusals(service)
        self._service = service
        self._settings = settings
        self._hooks = {hook.gateway: hook for hook in settings.hooks}
        self._random = random
        self._positions = positions

    def add(self, hook: HookSettings) -> None:
        """One way in more, from now on."""
        self._hooks.setdefault(hook.gateway, hook)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request of a gateway."""
        kind, _, name = scope["path"].removeprefix(PREFIX).partition("/")
        hook = self._hooks.get(name)
        if hook is None or kind not in _WAYS.get(hook.kind, _TEXTS):
            await bare.answer(send, 404, b"There is no hook of this name.\n")
            return
        if scope["method"] not in ("GET", "POST"):
            await bare.answer(send, 405, b"A hook takes GET and POST.\n", extra=_ALLOW)
            return
        body = await bare.body(receive, scope, HOOK_BODY_BYTES_MAX)
        if body is None or len(scope["query_string"]) > HOOK_BODY_BYTES_MAX:
            await bare.answer(send, 413, TOO_LONG, extra=CLOSE)
            return
        raw = _raw(hook, scope, body)
        if not self._is_ours(hook, scope, raw, is_receipt=kind == "receipts"):
            self.refusals.note(name, "secret_or_signature")
            await bare.answer(send, 403, DENIED)
        elif kind == "positions":
            await self._take_position(hook, raw, send)
        elif kind == "plates":
            await self._take_plates(hook, raw, send)
        elif kind != "receipts":
            await self._take(hook, raw, send)
        else:
            await self._take_receipt(hook, raw, send)

    def _is_ours(
        self, hook: HookSettings, scope: Scope, raw: RawRequest, *, is_receipt: bool
    ) -> bool:
        if hook.kind == "twilio":
            given = bare.header(scope, b"x-twilio-signature")
            url = self._twilio_url(hook, raw, is_receipt=is_receipt)
            pairs = text_pairs(raw.body) if raw.method == "POST" else []
            return twilio_signature_ok(hook.secret, url, pairs, given, raw.body)
        if hook.kind == "aml" and b"hmac=" in raw.body:
            return signature_holds(raw.body, hook.secret.encode())
        if self._settings.allow_loopback_without_secret and bare.is_loopback(scope):
            return hook.kind == "kannel"
        return _secret_fits(hook, scope)

    def _twilio_url(self, hook: HookSettings, raw: RawRequest, *, is_receipt: bool) -> str:
        """The address as Twilio knows it: ours may differ behind a proxy."""
        url = hook.public_url
        if is_receipt:
            url = f"{self._settings.base_url.rstrip('/')}{quote(raw.path)}"
        query = raw.query.decode("latin-1")
        return f"{url}?{query}" if query and "?" not in url else url

    async def _take(self, hook: HookSettings, raw: RawRequest, send: Send) -> None:
        signal = self._random(SIGNAL_ID_BYTES).hex()
        command = ReceiveSignal(signal, hook.gateway, freeze(raw))
        outcome = await self._service.submit(command, f"gateway:{hook.gateway}")
        if not isinstance(outcome, Accepted):
            await bare.answer(send, 503, _why_not(outcome), extra=RETRY)
        elif hook.kind == "json":
            await bare.answer(send, 200, _accepted(signal), JSON)
        else:
            await bare.answer(send, 200, *_DONE[hook.kind])

    async def _take_position(self, hook: HookSettings, raw: RawRequest, send: Send) -> None:
        taken = await self._positions.take(raw)
        if not taken.on_record:
            said = BUSY if self._service.pressure.sheds else NOT_DURABLE
            said = ELSEWHERE if self._service.is_following else said
            await bare.answer(send, 503, said, extra=RETRY)
        elif hook.kind == "feed":
            await bare.answer(send, 400 if taken.wrong else 200, _of_feed(taken), JSON)
        elif taken.wrong:
            await bare.answer(send, 400, f"{taken.wrong[0].detail}\n".encode())
        else:
            await bare.answer(send, 200, *_DONE[hook.kind])

    async def _take_plates(self, hook: HookSettings, raw: RawRequest, send: Send) -> None:
        wrong = await take_plates(self._service, raw)
        if isinstance(wrong, NotDurable):
            await bare.answer(send, 503, _why_not(wrong), extra=RETRY)
        elif wrong is not None:
            await bare.answer(send, 400, f"{wrong.detail}\n".encode())
        else:
            await bare.answer(send, 200, *_DONE[hook.kind])

    async def _take_receipt(self, hook: HookSettings, raw: RawRequest, send: Send) -> None:
        receipt = receipts.parse(raw)
        if isinstance(receipt, Unreadable):
            await bare.answer(send, 400, f"{receipt.detail}\n".encode())
            return
        if self._service.pressure.sheds and not self._is_urgent(receipt.message):
            self._service.pressure.turn_away(Shed.RECEIPT)
            await bare.answer(send, 503, BUSY, extra=RETRY)
            return
        if receipt.status != "pending":
            command = RecordReceipt(
                receipt.message,
                receipt.attempt,
                receipt.status == "delivered",
                receipt.reason,
                hook.gateway,
                receipt.provider_ref,
                receipt.queued,
            )
            outcome = await self._service.submit(command, f"gateway:{hook.gateway}")
            # A receipt for what is forgotten or known already needs no second telling.
            if not isinstance(outcome, Accepted | Refused):
                await bare.answer(send, 503, _why_not(outcome), extra=RETRY)
                return
        await bare.answer(send, 200, *_DONE[hook.kind])

    def _is_urgent(self, name: str) -> bool:
        """Whether a message pages somebody: that it did not reach them is never put off."""
        message = self._service.engine.state.paging.messages.get(name)
        return message is not None and message.urgent and bool(message.page)


def _why_not(outcome: Outcome) -> bytes:
    return BUSY if outcome == TOO_MUCH else NOT_DURABLE


def _raw(hook: HookSettings, scope: Scope, body: bytes) -> RawRequest:
    return RawRequest(
        hook.gateway,
        hook.kind,
        scope["method"],
        scope["path"],
        scope["query_string"],
        bare.header(scope, b"content-type"),
        body,
        kept_headers(bare.headers(scope)),
    )


def _secret_fits(hook: HookSettings, scope: Scope) -> bool:
    """HTTP Basic, a bearer or `X-Tocsin-Secret`; each is compared in constant time."""
    authorization = bare.header(scope, b"authorization")
    scheme, _, bearer = authorization.partition(" ")
    basic = basic_auth(authorization)
    if basic is not None:
        user_ok = not hook.username or secret_ok(basic[0], hook.username)
        return secret_ok(basic[1], hook.secret) and user_ok
    if scheme.lower() == "bearer":
        return secret_ok(bearer.strip(), hook.secret)
    return secret_ok(bare.header(scope, b"x-tocsin-secret"), hook.secret)


def _accepted(signal: str) -> bytes:
    return msgspec.json.encode({"signal": signal, "accepted": True})


def _of_feed(taken: Taken) -> bytes:
    """What of a batch was taken, and why each other item was not. Never what was in it."""
    refused = [each.detail for each in taken.wrong]
    return msgspec.json.encode({"taken": taken.reports, "refused": refused})


_ALLOW: Final = ((b"allow", b"GET, POST"),)
# Kannel texts the body of our answer back to the sender: it must be empty.
_DONE: Final = {
    "kannel": (b"", b"text/plain"),
    "twilio": (b'<?xml version="1.0" encoding="UTF-8"?><Response/>', b"text/xml"),
    "json": (b'{"accepted":true}', JSON),
    "owntracks": (b"[]", JSON),
    "traccar": (b"", b"text/plain"),
    "feed": (b"", JSON),
    **dict.fromkeys(("aml", "pidf", "eido", "cap", "plates"), (b"", b"text/plain")),
}
_TEXTS: Final = ("sms", "receipts")
_WAYS: Final = {
    "owntracks": ("positions",),
    "traccar": ("positions",),
    "feed": ("positions",),
    "plates": ("plates",),
    **dict.fromkeys(("aml", "pidf", "eido", "cap"), ("documents",)),
}
"""Under which path each kind of hook is called; texts and their receipts unless said here."""
