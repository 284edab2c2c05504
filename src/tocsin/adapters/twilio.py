"""Texts through Twilio's Messages resource.

Twilio promises no idempotency keys for messages, so an attempt repeated after a
crash can arrive twice, as everywhere: a double page beats a lost one. The key is
given all the same, for what speaks this interface in its place.
"""

import base64
import re
from typing import Final
from urllib.parse import quote, urlencode

import msgspec

from tocsin.adapters.http import client_for, post, refused
from tocsin.engine.gateway import GatewayError, Outgoing, Proof

CREATED: Final = 201
BODY_CHARACTERS_MAX: Final = 1600
"""Twilio refuses more (error 21617)."""

# A number, or one of another channel such as `whatsapp:+15015550123`.
_NUMBER: Final = re.compile(r"\+?[0-9]{3,20}|[a-z]{2,20}:\+?[0-9]{3,20}")

_PERMANENT: Final = {
    20003: "the account is refused",
    20404: "the account is unknown",
    21211: "not a telephone number",
    21212: "the sender is not valid",
    21214: "the number cannot be reached",
    21217: "the number cannot be reached",
    21408: "texts to this region are not allowed",
    21602: "the text is empty",
    21603: "the sender is missing",
    21604: "the number is missing",
    21606: "the sender cannot send texts",
    21608: "a trial account may not text this number",
    21610: "the recipient has opted out",
    21612: "the number cannot be reached",
    21614: "not a mobile number",
    21617: "the text is too long",
    21703: "the messaging service has no number",
}
_TEMPORARY: Final = {
    14107: "too many messages",
    20429: "too many requests",
    21611: "the sender's queue is full",
    30001: "the queue overflowed",
    30022: "too many messages",
}


class _Answer(msgspec.Struct):
    sid: str | None = None
    code: int | None = None


_ANSWER: Final = msgspec.json.Decoder(_Answer)


class TwilioGateway:
    """One Twilio account.

    `sender` is a number, or the MG… id of a messaging service. `receipts_url`
    is our own public base URL; without it no receipts are asked for. `url` is
    for another region or a test.
    """

    channel = "sms"
    proof: Proof | None = None

    def __init__(
        self,
        name: str,
        account_sid: str,
        token: str,
        sender: str,
        *,
        receipts_url: str = "",
        url: str = "https://api.twilio.com",
        timeout_s: float = 10.0,
    ) -> None:
        self.name = name
        self.has_receipts = bool(receipts_url)
        account = quote(account_sid, safe="")
        self._url = f"{url.rstrip('/')}/2010-04-01/Accounts/{account}/Messages.json"
        self._credentials = base64.b64encode(f"{account_sid}:{token}".encode()).decode()
        self._sender = sender
        self._receipts_url = receipts_url.rstrip("/")
        self._timeout_s = timeout_s
        self._client = client_for(url)

    async def send(self, outgoing: Outgoing) -> str:
        """Hand over one text; Twilio's message SID. Raises GatewayError."""
        if not _NUMBER.fullmatch(outgoing.to):
            raise GatewayError("not a telephone number", permanent=True)
        status, body = await post(
            self._client,
            self._url,
            content=urlencode(self._form(outgoing), errors="replace").encode(),
            headers={
                "Authorization": f"Basic {self._credentials}",
                "Content-Type": "application/x-www-form-urlencoded",
                "Idempotency-Key": outgoing.key,
            },
            timeout_s=self._timeout_s,
        )
        answer = _decode(body)
        if status == CREATED and answer.sid:
            return answer.sid
        raise _refusal(status, answer.code)

    async def close(self) -> None:
        """Release connections."""
        await self._client.aclose()

    def _form(self, outgoing: Outgoing) -> dict[str, str]:
        sender = "MessagingServiceSid" if self._sender.startswith("MG") else "From"
        # The first 1600 characters of a page are worth more than none of it.
        form = {
            "To": outgoing.to,
            sender: self._sender,
            "Body": outgoing.text[:BODY_CHARACTERS_MAX],
        }
        if self.has_receipts:
            form["StatusCallback"] = self._receipt_url(outgoing)
        return form

    def _receipt_url(self, outgoing: Outgoing) -> str:
        spoken_of = {"m": outgoing.message, "n": outgoing.attempt, "q": outgoing.queued}
        query = urlencode(spoken_of)
        return f"{self._receipts_url}/hooks/receipts/{quote(self.name)}?{query}"


def _decode(body: bytes) -> _Answer:
    try:
        return _ANSWER.decode(body)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return _Answer()


def _refusal(status: int, code: int | None) -> GatewayError:
    """Our own words for Twilio's error: its own quote the number."""
    if code in _TEMPORARY:
        return GatewayError(f"{_TEMPORARY[code]} ({code})")
    if code in _PERMANENT and status < 500:
        return GatewayError(f"{_PERMANENT[code]} ({code})", permanent=True)
    return refused(status, f"HTTP {status}, error {code}" if code else "")
