"""The first settings file: the ways in and out that were chosen, and what they want of you."""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from tocsin.onboarding.writing import quoted

Way = Literal["kannel", "twilio", "smpp", "smtp"]
WAYS: Final[tuple[Way, ...]] = ("kannel", "twilio", "smpp", "smtp")

_HEAD: Final = """# This installation of Tocsin. Every setting: docs/reference/settings.md.
# A value "env:NAME" is taken from the environment, so that no secret stands here.

agency_file = "agency.toml"
ledger = "tocsin.ledger"
"""
_ADDRESS: Final = """base_url = {}  # as phones, providers and people reach this service
"""
_NO_ADDRESS: Final = """# As phones, providers and people reach this service; now only this machine.
# base_url = "https://sos.example.org"
"""
_EXAMPLE: Final = "https://sos.example.org"
_BACKUP: Final = """
# A backup each night (`tocsin backup`, from cron or the systemd timer in packaging/):
#
# [backup]
# folder = "/var/backups/tocsin"
"""


class _Text(NamedTuple):
    """The tables of one way, what to do at the other side, and the secrets it wants."""

    tables: str
    then: str
    secrets: tuple[str, ...]


_TEXT_OF: Final[dict[Way, _Text]] = {
    "kannel": _Text(
        """
[[hook]]                               # texts in
name = "kannel-1"
kind = "kannel"
secret = "env:HOOK_SECRET"

[[gateway]]                            # pages out
name = "kannel-1"
kind = "kannel"
url = "http://127.0.0.1:13013/cgi-bin/sendsms"
username = "tocsin"
password = "env:KANNEL_PASSWORD"
sender = "+15015550100"                # your SOS number
""",
        "Kannel: let its sms-service post to /hooks/sms/kannel-1.",
        ("HOOK_SECRET", "KANNEL_PASSWORD"),
    ),
    "twilio": _Text(
        """
[[hook]]                               # texts in
name = "twilio-1"
kind = "twilio"
secret = "env:TWILIO_TOKEN"            # the auth token signs every request
public_url = "https://sos.example.org/hooks/sms/twilio-1" # exactly as set at Twilio

[[gateway]]                            # pages out
name = "twilio-1"
kind = "twilio"
account_sid = "AC00000000000000000000000000000000"
token = "env:TWILIO_TOKEN"
sender = "+15015550100"                # your SOS number
""",
        "Twilio: set the number's message webhook to the public_url of [[hook]], letter by letter.",
        ("TWILIO_TOKEN",),
    ),
    "smpp": _Text(
        """
[[gateway]]                            # texts in and pages out, on one link to the carrier
name = "carrier-1"
kind = "smpp"
host = "smpp.example.org"
tls = true
username = "tocsin"
password = "env:SMPP_PASSWORD"
sender = "+15015550100"                # your SOS number
""",
        "Carrier: put in the host, the user and the number that it gave you.",
        ("SMPP_PASSWORD",),
    ),
    "smtp": _Text(
        """
[[gateway]]                            # pages by mail, beside the texts
name = "mail-1"
kind = "smtp"
host = "mail.example.org"
username = "tocsin@example.org"
password = "env:SMTP_PASSWORD"
sender = "tocsin@example.org"
""",
        "Mail: put in the host and the address that pages come from.",
        ("SMTP_PASSWORD",),
    ),
}


class Installed(NamedTuple):
    """The text of the settings file, what is to be done beside it, and its secrets."""

    text: str
    then: tuple[str, ...]
    secrets: tuple[str, ...]


def install(ways: Sequence[Way], public_url: str = "") -> Installed:
    """The settings for these ways in and out, in the order in which they are tried.

    `public_url` is where others reach this service; only this machine does if it is empty.
    """
    chosen = [_TEXT_OF[way] for way in dict.fromkeys(ways)]
    secrets = dict.fromkeys(secret for each in chosen for secret in each.secrets)
    address = _ADDRESS.format(quoted(public_url)) if public_url else _NO_ADDRESS
    # Twilio signs the address that is set there, so both are made of the same.
    host = public_url or _EXAMPLE
    tables = "".join(each.tables for each in chosen).replace(_EXAMPLE, host)
    text = f"{_HEAD}{address}{tables}{_BACKUP}"
    return Installed(text, tuple(each.then for each in chosen), tuple(secrets))
