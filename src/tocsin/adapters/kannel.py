"""Texts through Kannel's sendsms interface.

Kannel refuses a form here ("Invalid content-type"), and in a GET the password
would stand in a URL that gets logged. So the text is posted as text/plain with
the rest in X-Kannel headers (user guide 1.4.5, table 7-11). Kannel gives no id
on acceptance and overlooks the key of the attempt; what stands in its place and
knows the header `Idempotency-Key` (IETF httpapi draft) sends a repetition once.
"""

import re
from typing import Final
from urllib.parse import quote

from tocsin.adapters.gsm7 import is_gsm7
from tocsin.adapters.http import client_for, post, refused
from tocsin.engine.gateway import GatewayError, Outgoing, Proof

ACCEPTED: Final = 202
DLR_MASK: Final = "27"
"""Delivered (1), undeliverable (2), accepted (8) or rejected (16) by the SMS centre."""

# A blank would make Kannel send to two phones, a line break would be a header.
_NUMBER: Final = re.compile(r"\+?[0-9]{3,20}")


class KannelGateway:
    """One smsbox.

    `url` is its sendsms URL, `sender` the number or name the texts come from.
    `receipts_url` is our own base URL as smsbox reaches it, with the
    `user:password@` of the receipts hook; without it no receipts are asked for.
    """

    channel = "sms"
    proof: Proof | None = None

    def __init__(
        self,
        name: str,
        url: str,
        username: str,
        password: str,
        *,
        sender: str = "",
        receipts_url: str = "",
        timeout_s: float = 10.0,
    ) -> None:
        self.name = name
        self.has_receipts = bool(receipts_url)
        self._url = url
        self._credentials = {"X-Kannel-Username": username, "X-Kannel-Password": password}
        self._sender = sender
        self._receipts_url = receipts_url.rstrip("/")
        self._timeout_s = timeout_s
        self._client = client_for(url)

    async def send(self, outgoing: Outgoing) -> str:
        """Hand over one text. Kannel gives no reference. Raises GatewayError."""
        if not _NUMBER.fullmatch(outgoing.to):
            raise GatewayError("not a telephone number", permanent=True)
        status, body = await post(
            self._client,
            self._url,
            content=outgoing.text.encode("utf-8", "replace"),
            headers=self._headers(outgoing),
            timeout_s=self._timeout_s,
        )
        if status == ACCEPTED and body.startswith(b"0:"):
            return ""
        if status == ACCEPTED and body.startswith(b"3:"):
            # "Queued for later delivery": it will be sent some day, but there is
            # no link to the network now. A double page beats a late one.
            raise GatewayError("the gateway has no link to its network")
        raise refused(status)

    async def close(self) -> None:
        """Release connections."""
        await self._client.aclose()

    def _headers(self, outgoing: Outgoing) -> dict[str, str]:
        headers = {
            **self._credentials,
            "X-Kannel-To": outgoing.to,
            "X-Kannel-Coding": "0" if is_gsm7(outgoing.text) else "2",
            "Content-Type": "text/plain; charset=UTF-8",
            "Idempotency-Key": outgoing.key,
        }
        if self._sender:
            headers["X-Kannel-From"] = self._sender
        if self.has_receipts:
            headers["X-Kannel-DLR-Mask"] = DLR_MASK
            headers["X-Kannel-DLR-Url"] = self._receipt_url(outgoing)
        return headers

    def _receipt_url(self, outgoing: Outgoing) -> str:
        # %d, %F and %A are Kannel's own: what happened, the centre's id, its reply.
        # An octet such as %C3 would be taken for its %C, so ids here are ASCII.
        hook = f"{self._receipts_url}/hooks/receipts/{quote(self.name)}"
        message = quote(outgoing.message, safe="/:-._~")
        return (
            f"{hook}?m={message}&n={outgoing.attempt}&q={outgoing.queued}&type=%d&ref=%F&reply=%A"
        )
