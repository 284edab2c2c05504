"""Every way out, made of the settings: one gateway for each `[[gateway]]` and neighbour."""

import ssl
from typing import Final

from tocsin.adapters.kannel import KannelGateway
from tocsin.adapters.neighbour import ways_to
from tocsin.adapters.packet import packets_to
from tocsin.adapters.push import PushGateway
from tocsin.adapters.push_keys import PushKeys, load_or_make
from tocsin.adapters.smpp import SmppGateway
from tocsin.adapters.smtp import SmtpGateway
from tocsin.adapters.twilio import TwilioGateway
from tocsin.config import GatewaySettings, Settings, SettingsError
from tocsin.engine.gateway import Gateway, Proof
from tocsin.web.settings import PushOffer

SMTP_PORT: Final = 587
SMPP_PORT: Final = 2775
"""Where a mail server and a carrier's centre listen unless the settings say otherwise."""


def gateway_of(given: GatewaySettings, settings: Settings) -> Gateway:
    """The gateway that a `[[gateway]]` of the settings describes. Raises SettingsError."""
    try:
        gateway = _gateway_of(given, settings)
    except ValueError as error:
        raise SettingsError(f"[[gateway]] {given.name}: {error}.") from error
    if given.loopback_to and isinstance(gateway, KannelGateway | TwilioGateway | SmppGateway):
        sender = given.loopback_from or given.sender
        gateway.proof = Proof(given.loopback_to, sender, given.loopback_every_days)
    return gateway


def ways_of(settings: Settings) -> list[Gateway]:
    """Every way out: the gateways, and the neighbours that get documents."""
    gateways = [gateway_of(each, settings) for each in settings.gateway]
    servers = [each for each in gateways if isinstance(each, SmtpGateway)]
    return [*gateways, *ways_to(settings.neighbour), *packets_to(settings.neighbour, servers)]


def _gateway_of(given: GatewaySettings, settings: Settings) -> Gateway:
    receipts = _receipts_url(given, settings)
    match given.kind:
        case "kannel":
            return KannelGateway(
                given.name,
                given.url,
                given.username,
                given.password,
                sender=given.sender,
                receipts_url=receipts,
                timeout_s=given.timeout_s,
            )
        case "twilio":
            options = {"url": given.url} if given.url else {}
            return TwilioGateway(
                given.name,
                given.account_sid,
                given.token,
                given.sender,
                receipts_url=receipts,
                timeout_s=given.timeout_s,
                **options,
            )
        case "smtp":
            return SmtpGateway(
                given.name,
                given.host,
                given.port or SMTP_PORT,
                given.sender,
                security=given.security,
                username=given.username,
                password=given.password,
                timeout_s=given.timeout_s,
            )
        case "apprise":
            # 175 services, loaded by whoever uses one of them.
            from tocsin.adapters.apprise import AppriseGateway  # noqa: PLC0415

            return AppriseGateway(given.name, timeout_s=given.timeout_s)
        case "smpp":
            return _carrier(given)
        case "push":
            return _push(given, push_keys(settings))


def push_keys(settings: Settings) -> PushKeys:
    """The keys by which push services know us, beside the ledger. Raises ValueError."""
    return load_or_make(settings.beside(".vapid"))


def push_offer(settings: Settings) -> PushOffer | None:
    """What a browser is told of Web Push, where the settings have a way out by it."""
    given = [each for each in settings.gateway if each.kind == "push"]
    if not given:
        return None
    own = tuple(dict.fromkeys(host for each in given for host in each.own_services))
    keys = push_keys(settings)
    return PushOffer(keys.public, keys.receipts, given[0].name, own)


def _push(given: GatewaySettings, keys: PushKeys) -> PushGateway:
    is_mail = "@" in given.sender and ":" not in given.sender
    contact = f"mailto:{given.sender}" if is_mail else given.sender
    if not contact.startswith(("mailto:", "https://")):
        raise ValueError("sender must be an e-mail address, or an address with https")
    return PushGateway(
        given.name,
        keys,
        contact,
        title=given.title,
        own=given.own_services,
        timeout_s=given.timeout_s,
    )


def _carrier(given: GatewaySettings) -> SmppGateway:
    return SmppGateway(
        given.name,
        given.host,
        given.port or SMPP_PORT,
        given.username,
        given.password,
        sender=given.sender,
        system_type=given.system_type,
        alphabet=given.alphabet,
        long=given.long,
        receipts=given.receipts,
        tls=ssl.create_default_context() if given.tls else None,
        timeout_s=given.timeout_s,
    )


def _receipts_url(given: GatewaySettings, settings: Settings) -> str:
    """Our own address for receipts, with the secret of the hook of the same name."""
    hook = next((hook for hook in settings.hook if hook.name == given.name), None)
    if not given.receipts or hook is None:
        return ""
    if given.kind != "kannel":
        return settings.url
    scheme, _, rest = settings.url.partition("://")
    return f"{scheme}://{hook.username}:{hook.secret}@{rest}"
