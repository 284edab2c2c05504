"""A further way out, from the fields of a form: what each must be, and the tables it becomes.

What stands here never leaves this process but as the tables, in which each secret is a
reference to a file of its own.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

from tocsin.kernel.limits_carriers import GATEWAY_FIELD_CHARACTERS_MAX
from tocsin.onboarding.writing import quoted

Kind = Literal["kannel", "smpp", "twilio", "smtp", "apprise"]
Shape = Literal["text", "secret", "number", "choice", "switch"]

SECRETS: Final = "secrets"
"""The folder beside the settings in which each secret has a file of its own."""


class Field(NamedTuple):
    """One field of a form. `key` is the setting, `hook_` before it one of the way in."""

    key: str
    shape: Shape = "text"
    needed: bool = True
    default: str = ""
    choices: tuple[str, ...] = ()


class Form(NamedTuple):
    """The fields of one kind; whether a text comes in by a `[[hook]]` of the same name."""

    kind: Kind
    channel: str
    fields: tuple[Field, ...]
    hook: bool = False


class Fault(NamedTuple):
    """What is wrong with a field, and what is accepted. Never what was given."""

    field: str
    wrong: str
    accepted: str


class Secret(NamedTuple):
    """A secret of the form: its setting, and the file that its reference names."""

    key: str
    file: str


_SENDER: Final = Field("sender")
_PASSWORD: Final = Field("password", "secret")
_LOOPBACK: Final = Field("loopback_to", needed=False)
FORMS: Final[Mapping[str, Form]] = {
    "kannel": Form(
        "kannel",
        "sms",
        (
            Field("url", default="http://127.0.0.1:13013/cgi-bin/sendsms"),
            Field("username"),
            _PASSWORD,
            _SENDER,
            Field("hook_secret", "secret"),
            _LOOPBACK,
        ),
        hook=True,
    ),
    "smpp": Form(
        "smpp",
        "sms",
        (
            Field("host"),
            Field("port", "number", needed=False, default="2775"),
            Field("tls", "switch", needed=False, default="true"),
            Field("username"),
            _PASSWORD,
            _SENDER,
            Field("system_type", needed=False),
            Field("alphabet", "choice", False, "gsm7", ("gsm7", "latin-1", "utf-8")),
            Field("long", "choice", False, "udh", ("udh", "sar", "payload")),
            _LOOPBACK,
        ),
    ),
    "twilio": Form(
        "twilio",
        "sms",
        (
            Field("account_sid"),
            Field("token", "secret"),
            _SENDER,
            Field("hook_public_url", needed=False),
            Field("url", needed=False),
            _LOOPBACK,
        ),
        hook=True,
    ),
    "smtp": Form(
        "smtp",
        "email",
        (
            Field("host"),
            Field("port", "number", needed=False, default="587"),
            Field("security", "choice", False, "starttls", ("starttls", "tls", "none")),
            Field("username", needed=False),
            Field("password", "secret", needed=False),
            _SENDER,
        ),
    ),
    "apprise": Form("apprise", "apprise", ()),
}
"""By kind, in the order in which they are offered."""

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,30}")
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:]{2,39}")
_NUMBER: Final = re.compile(r"\+?[0-9]{3,15}")
_NAMED: Final = re.compile(r"[A-Za-z0-9 ]{1,11}")
_MAIL: Final = re.compile(r"[^@\s<>]+@[A-Za-z0-9.-]+")
_SID: Final = re.compile(r"AC[0-9a-fA-F]{32}")
_SERVICE: Final = re.compile(r"MG[0-9a-fA-F]{32}")
_BASIC: Final = re.compile(r"[A-Za-z0-9]{16,64}")
_PORT_MAX: Final = 65_535
_READ_ELSEWHERE: Final = ("env:", "file:")
"""What the settings would read from elsewhere: no field may point there."""


def faults(kind: str, name: str, given: Mapping[str, str]) -> tuple[Fault, ...]:
    """Everything that is wrong with these fields. Empty means that the form is complete."""
    return tuple(_faults(FORMS[kind], name, given))


def _faults(form: Form, name: str, given: Mapping[str, str]) -> Iterator[Fault]:
    if not NAME.fullmatch(name):
        said = "small letters, digits and hyphens, a letter first, such as carrier-1."
        yield Fault("name", "this is no name.", said)
    known = {field.key for field in form.fields}
    for key in given.keys() - known:
        yield Fault(key, "this kind has no such field.", f"{', '.join(sorted(known)) or 'none'}.")
    for field in form.fields:
        value = given.get(field.key, "")
        fault = _fault(form.kind, field, value)
        if fault is not None:
            yield Fault(field.key, *fault)
    if form.kind == "smtp" and given.get("security") == "none" and not is_near(given.get("host")):
        yield Fault("security", "mail would go in clear.", "none only to this machine itself.")


def _fault(kind: str, field: Field, value: str) -> tuple[str, str] | None:
    """What is wrong with one value, and what is accepted instead."""
    if not value:
        return ("this is missing.", _ACCEPTED[field.key][1]) if field.needed else None
    if len(value) > GATEWAY_FIELD_CHARACTERS_MAX or not value.isprintable():
        return "this is too long, or has a line break.", "one short line."
    if field.shape == "secret":
        is_fit = field.key != "hook_secret" or _BASIC.fullmatch(value) is not None
        return None if is_fit else ("this does not fit.", _ACCEPTED["hook_secret"][1])
    if value.casefold().startswith(_READ_ELSEWHERE):
        return "this would be read from elsewhere.", "the value itself."
    if field.choices or field.shape == "switch":
        choices = field.choices or ("true", "false")
        return None if value in choices else ("this is none of them.", f"{', '.join(choices)}.")
    fits, accepted = _ACCEPTED[field.key]
    return None if fits(kind, value) else ("this does not fit.", accepted)


def _is_port(_kind: str, value: str) -> bool:
    return value.isascii() and value.isdigit() and 0 < int(value) <= _PORT_MAX


def _is_url(_kind: str, value: str) -> bool:
    """A password does not leave in clear over a line that others share."""
    try:
        url = urlsplit(value)
        host, _ = url.hostname, url.port
    except ValueError:
        return False
    if not host or not _HOST.fullmatch(host) or url.username is not None or url.fragment:
        return False
    return url.scheme == "https" or (url.scheme == "http" and is_inside(host))


def _is_sender(kind: str, value: str) -> bool:
    if kind == "smtp":
        return _MAIL.fullmatch(value) is not None
    if kind == "twilio" and _SERVICE.fullmatch(value):
        return True
    is_name = kind == "kannel" and _NAMED.fullmatch(value) is not None
    return is_name or _NUMBER.fullmatch(value) is not None


def is_near(host: str | None) -> bool:
    """Whether this is the machine itself."""
    return host in ("127.0.0.1", "::1", "localhost")


def is_inside(host: str) -> bool:
    """Whether this is the machine itself, or a private address beside it."""
    try:
        return is_near(host) or ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def is_never(host: str) -> bool:
    """Whether nothing that takes texts can be there: what clouds tell their machines is."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_link_local or address.is_multicast or address.is_unspecified


_ACCEPTED: Final = {
    "url": (_is_url, "an address with https; http only inside your own network."),
    "hook_public_url": (
        lambda _, value: value.startswith("https://") and _is_url("", value),
        "exactly the address that is set at Twilio, with https.",
    ),
    "host": (lambda _, value: bool(_HOST.fullmatch(value)), "a name or address, nothing before."),
    "port": (_is_port, f"a number from 1 to {_PORT_MAX}."),
    "username": (lambda _, value: bool(value.strip()), "the user that it gave you."),
    "password": (lambda *_: True, "the password that it gave you."),
    "token": (lambda *_: True, "the auth token of the account."),
    "hook_secret": (lambda *_: True, "16 to 64 letters and digits."),
    "account_sid": (lambda _, value: bool(_SID.fullmatch(value)), "AC and 32 digits or a to f."),
    "system_type": (lambda _, value: len(value) <= 12, "at most 12 characters."),
    "loopback_to": (
        lambda _, value: bool(_NUMBER.fullmatch(value)),
        "a number of yours, such as +15015550101.",
    ),
    "sender": (_is_sender, "the number that texts come from, such as +15015550100."),
}
"""By field: whether a value fits a kind, and what is accepted in words."""


def place_of(kind: str, given: Mapping[str, str]) -> str:
    """Host and port that would be asked, for the record: no path, no user, no password."""
    if given.get("host"):
        return f"{given['host']}:{given.get('port') or ('2775' if kind == 'smpp' else '587')}"
    url = given.get("url") or ("https://api.twilio.com" if kind == "twilio" else "")
    return urlsplit(url).netloc.rpartition("@")[2]


def secrets_of(kind: str, name: str, given: Mapping[str, str]) -> tuple[Secret, ...]:
    """The secrets of this form, each with the file that it is kept in."""
    return tuple(
        Secret(field.key, f"{SECRETS}/{name}.{field.key}")
        for field in FORMS[kind].fields
        if field.shape == "secret" and given.get(field.key)
    )


def block(kind: str, name: str, given: Mapping[str, str], public_url: str = "") -> str:
    """The tables of this way, with each secret as a reference to its file."""
    files = {secret.key: f"file:{secret.file}" for secret in secrets_of(kind, name, given)}
    shown = {**given, **files}
    lines = [*_hook(kind, name, shown, public_url), "[[gateway]]", f"name = {quoted(name)}"]
    lines.append(f"kind = {quoted(kind)}")
    for field in FORMS[kind].fields:
        value = shown.get(field.key, "")
        if value and value != _SAME.get(field.key) and not field.key.startswith("hook_"):
            lines.append(f"{field.key} = {_value(field, value)}")
    return "\n".join(lines) + "\n"


_SAME: Final = {"alphabet": "gsm7", "long": "udh", "security": "starttls", "tls": "false"}
"""What the settings take anyway need not stand there."""


def _value(field: Field, value: str) -> str:
    return value if field.shape in ("number", "switch") else quoted(value)


def _hook(kind: str, name: str, shown: Mapping[str, str], public_url: str) -> list[str]:
    """The table of the way in, where this kind has one: texts, and receipts."""
    if not FORMS[kind].hook:
        return []
    secret = shown.get("hook_secret") or shown.get("token") or ""
    lines = ["[[hook]]", f"name = {quoted(name)}", f"kind = {quoted(kind)}"]
    lines.append(f"secret = {quoted(secret)}")
    if kind == "twilio":
        address = shown.get("hook_public_url") or f"{public_url}/hooks/sms/{name}"
        lines.append(f"public_url = {quoted(address)}")
    return [*lines, ""]
