"""E-mail through a mail server, one connection for each message.

An alarm by e-mail is rare, and a kept connection is often dead just when it is
needed.
"""

import asyncio
import hashlib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Final, Literal, NamedTuple

import aiosmtplib

from tocsin.adapters.http import LOOPBACK
from tocsin.engine.gateway import GatewayError, Outgoing

Security = Literal["tls", "starttls", "none"]

SUBJECT_CHARACTERS_MAX: Final = 200
GOODBYE_S_MAX: Final = 2.0

_URGENT: Final = {
    "Auto-Submitted": "auto-generated",  # So that no vacation reply comes back (RFC 3834).
    "X-Auto-Response-Suppress": "All",
    "X-Priority": "1",
    "Importance": "high",
    "Priority": "urgent",
}


class Attached(NamedTuple):
    """One file in a mail; `kind` is its media type, such as `text/html`."""

    name: str
    kind: str
    content: bytes


class SmtpGateway:
    """One mail server.

    `sender` is the address the mail comes from. `security` may be "none" only
    to this machine itself; ValueError otherwise, before anything is sent.
    """

    channel = "email"
    has_receipts = False

    def __init__(
        self,
        name: str,
        host: str,
        port: int,
        sender: str,
        *,
        security: Security = "starttls",
        username: str = "",
        password: str = "",
        tls_context: ssl.SSLContext | None = None,
        timeout_s: float = 20.0,
    ) -> None:
        if security == "none" and host not in LOOPBACK:
            raise ValueError("security may be none only to this machine itself")
        self.name = name
        self._host = host
        self._port = port
        self._sender = _address(sender)
        self._security: Security = security
        self._username = username
        self._password = password
        self._tls_context = tls_context
        self._timeout_s = timeout_s

    async def send(self, outgoing: Outgoing) -> str:
        """Hand over one mail; its Message-ID. Raises GatewayError."""
        return await self.mail(outgoing)

    async def mail(self, outgoing: Outgoing, files: Sequence[Attached] = ()) -> str:
        """Hand over one mail with files; its Message-ID. Raises GatewayError."""
        message = self._message(outgoing)
        for each in files:
            main, _, sub = each.kind.partition("/")
            message.add_attachment(each.content, maintype=main, subtype=sub, filename=each.name)
        try:
            await self._hand_over(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            failure = _refusal(max(codes, default=450))
        except aiosmtplib.SMTPResponseException as error:
            failure = _refusal(error.code)
        except aiosmtplib.SMTPNotSupported:
            failure = GatewayError("the mail server lacks what the mail needs", permanent=True)
        except (aiosmtplib.SMTPTimeoutError, TimeoutError):
            failure = GatewayError("no answer in time")
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            failure = GatewayError(f"the exchange failed ({type(error).__name__})")
        else:
            return str(message["Message-ID"])
        raise failure

    async def close(self) -> None:
        """Nothing stays open."""

    async def _hand_over(self, message: EmailMessage) -> None:
        server = self._server()
        transport: asyncio.BaseTransport | None = None
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._open(server)
                transport = server.transport
                await server.send_message(message)
            # The server has the mail: a goodbye that fails must not unsend it.
            with suppress(aiosmtplib.SMTPException, OSError):
                await server.quit(timeout=GOODBYE_S_MAX)
        finally:
            _drop(server.transport or transport)
            server.close()

    async def _open(self, server: aiosmtplib.SMTP) -> None:
        await server.connect()
        if self._security == "starttls":
            await server.starttls(tls_context=self._tls_context)
        if self._username:
            await server.login(self._username, self._password)

    def _server(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            # Left out, it would be looked up, and a broken DNS would hold every page.
            local_hostname=self._sender.domain,
            use_tls=self._security == "tls",
            start_tls=False,  # `_open` does it, so that it fails aloud.
            tls_context=self._tls_context if self._security == "tls" else None,
            timeout=self._timeout_s,
        )

    def _message(self, outgoing: Outgoing) -> EmailMessage:
        """The mail. A line break or a second address cannot get into a header."""
        message = EmailMessage(policy=SMTP_POLICY)
        message["From"] = self._sender
        try:
            message["To"] = _address(outgoing.to)
        except ValueError:
            raise GatewayError("not an e-mail address", permanent=True) from None
        message["Subject"] = _one_line(outgoing.subject)
        message["Message-ID"] = self._message_id(outgoing.key)
        for name, value in _URGENT.items():
            message[name] = value
        message.set_content(outgoing.text.encode("utf-8", "replace").decode())
        return message

    def _message_id(self, key: str) -> str:
        # The same attempt has the same id, so a mailbox shows a repetition once.
        digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
        return f"<{digest}@{self._sender.domain}>"


def _drop(transport: asyncio.BaseTransport | None) -> None:
    """Close at once: a polite TLS goodbye would outlive whoever gave up waiting."""
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


def _refusal(code: int) -> GatewayError:
    return GatewayError(f"the mail server answered {code}", permanent=code >= 500)


def _one_line(subject: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in subject)
    return " ".join(printable.split())[:SUBJECT_CHARACTERS_MAX]


def _address(text: str) -> Address:
    """One address in ASCII. Raises ValueError, which does not quote it."""
    try:
        if text.isascii() and text.isprintable():
            address = Address(addr_spec=text)
            if address.username and address.domain:
                return address
    except (ValueError, IndexError, MessageError):
        pass
    raise ValueError("not an e-mail address")
