"""Settings of one installation: where things are, and the secrets of its gateways.

Read once, at start, from one TOML file; nothing of it is ever recorded or
logged. A value written `env:NAME` is taken from the environment, one written
`file:PATH` from a file, so that secrets need not stand in it.
"""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from tocsin.intake.raw import HookKind
from tocsin.kernel.ids import packet_name
from tocsin.kernel.limits import SEATS_MAX

TEXTING = ("kannel", "twilio", "smpp")
"""The kinds of gateways that send text messages."""


FILE = "file:"
"""How a value begins that stands in a file of its own, relative to the settings file."""


class SettingsError(Exception):
    """The settings file is not as it must be. The message says what is accepted."""


class GatewaySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way out. Which fields are needed depends on `kind`.

    kannel: url, username, password, sender. twilio: account_sid, token, sender.
    smtp: host, port, sender, security, username, password. apprise: none. smpp: host,
    port, username, password, sender, system_type, tls, alphabet (what the centre takes as
    its own: gsm7, latin-1, or utf-8 for plain ASCII), long (how a long text goes: udh, sar,
    payload). A port left out is 587 for smtp and 2775 for smpp.
    push (Web Push): sender (whom push services tell that something is wrong: an e-mail
    address or an https address of ours), title (what stands above every notification, on
    lock screens too), own_services (`host` or `host:port` of push services of your own,
    which may lie in your network and do without TLS; no other may).

    `loopback_to` is a number of ours whose texts come in here by another way: this one is
    proven to it every `loopback_every_days` (0: only by `tocsin prove`), by a text that must
    come back from `loopback_from` (`sender` if left out).
    Gateways of one channel are tried in the order of the file.
    """

    name: str
    kind: Literal["kannel", "twilio", "smtp", "apprise", "smpp", "push"]
    url: str = ""
    username: str = ""
    password: str = ""
    sender: str = ""
    account_sid: str = ""
    token: str = ""
    host: str = ""
    port: int = 0
    security: Literal["starttls", "tls", "none"] = "starttls"
    system_type: str = ""
    tls: bool = False
    alphabet: Literal["gsm7", "latin-1", "utf-8"] = "gsm7"
    long: Literal["udh", "sar", "payload"] = "udh"
    receipts: bool = True
    title: str = "Tocsin"
    own_services: tuple[str, ...] = ()
    loopback_to: str = ""
    loopback_from: str = ""
    loopback_every_days: int = 30
    timeout_s: float = 10.0


class HookSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way in: texts at `/hooks/sms/NAME` (kannel, twilio, json), positions at
    `/hooks/positions/NAME` (owntracks, traccar, feed), documents at `/hooks/documents/NAME`
    (aml, pidf, eido, cap).

    `secret` is the shared secret (kannel: the password of HTTP Basic, json: the
    bearer), or Twilio's auth token. `public_url` is the address exactly as set
    at Twilio: its signature covers it.
    """

    name: str
    kind: HookKind
    secret: str
    username: str = "tocsin"
    public_url: str = ""


class BrokerSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One MQTT 5 broker that positions come from.

    `topics` are filters; what stands where a filter has a plus is whose a message
    is (`owntracks/+/+`: user and device). `group` is the shared subscription,
    `client_id` the first part of the names of its sessions, of which there are
    `seats`, numbered from 1: never lower it while messages wait. With a
    `watcher_secret`, processes `tocsin watcher` share the work; without one the
    service listens itself. `quiet_s` raises an alarm when a connected broker sends
    nothing for so long; 0 for never.
    """

    name: str
    host: str
    kind: Literal["owntracks", "traccar", "feed"] = "owntracks"
    port: int = 1883
    username: str = ""
    password: str = ""
    tls: bool = False
    topics: tuple[str, ...] = ("owntracks/+/+", "owntracks/+/+/event")
    group: str = "tocsin"
    client_id: str = "tocsin"
    seats: int = 1
    watcher_secret: str = ""
    quiet_s: float = 0.0


class NeighbourSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[neighbour]]`: where documents for one agency are posted, if you ask for it.

    `domain` is the agency's domain name, `secret` the bearer token it gave you. Two
    with one domain are tried in the order of the file. `email` is where it gets packets,
    by each `[[gateway]]` of kind smtp in turn; `url` and `secret` may then be left out.
    """

    name: str
    domain: str
    url: str = ""
    secret: str = ""
    email: str = ""
    timeout_s: float = 10.0


class MapSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[map]`: what `tocsin import map` wrote, and what `tocsin calibrate` made of it."""

    file: str
    calibration: str = ""


class BackupSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[backup]`: where `tocsin backup` keeps its backups, how many, and how old they may be.

    The running service raises `backup_trouble` when the newest is older than `late_h` hours, or
    when the last drill failed or is older than `drill_days`; 0 for never.
    """

    folder: str = "backups"
    keep: int = 30
    late_h: float = 26.0
    drill_days: float = 8.0
    tracks: bool = True


class ArchiveSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[archive]`: where `tocsin archive` keeps segments, and how old entries are by then."""

    folder: str = "archive"
    after_days: float = 30.0


class NodeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[node]`: with a `ledger` on PostgreSQL, the name of this machine among the agency's nodes.

    No two nodes of an agency have the same. Left out, it is the machine's own name.
    """

    name: str = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One installation. Paths are relative to the settings file.

    `ledger` is a file, or `postgresql://USER@HOST/DATABASE` where several nodes share it.
    `sos_number` is the number that people text for help, for their own page; left out, the
    number that the first gateway sends texts from.
    """

    agency_file: str = "agency.toml"
    ledger: str = "tocsin.ledger"
    host: str = "127.0.0.1"
    port: int = 8787
    base_url: str = ""
    heartbeat_url: str = ""
    sos_number: str = ""
    metrics_token: str = ""
    traces_to: str = ""
    hook: tuple[HookSource, ...] = ()
    gateway: tuple[GatewaySettings, ...] = ()
    broker: tuple[BrokerSource, ...] = ()
    neighbour: tuple[NeighbourSettings, ...] = ()
    map: MapSettings | None = None
    backup: BackupSettings | None = None
    archive: ArchiveSettings | None = None
    node: NodeSettings | None = None
    folder: str = "."
    file: str = ""

    @property
    def timeouts_s(self) -> dict[str, float]:
        """How long each way out is waited for, by its name."""
        pages = {each.name: each.timeout_s for each in self.gateway}
        mail = [each for each in self.gateway if each.kind == "smtp"]
        packets = {packet_name(n.name, m.name): m.timeout_s for n in self.neighbour for m in mail}
        return pages | packets | {each.name: each.timeout_s for each in self.neighbour}

    def path(self, name: str) -> Path:
        """A path of the settings, as seen from where the settings file lies."""
        return Path(self.folder) / name

    def beside(self, suffix: str) -> Path:
        """A file of this machine that lies beside the ledger, or where a ledger would lie."""
        is_file = "://" not in self.ledger
        return self.path((self.ledger if is_file else "tocsin.ledger") + suffix)

    @property
    def texted(self) -> str:
        """The number that people text for help; empty where none is known."""
        senders = (each.sender for each in self.gateway if each.kind in TEXTING)
        numbers = (each for each in senders if each.removeprefix("+").isdigit())
        return self.sos_number or next(numbers, "")

    @property
    def url(self) -> str:
        """The address under which others reach this service."""
        return self.base_url.rstrip("/") or f"http://{self.listens_on}"

    @property
    def listens_on(self) -> str:
        """Host and port of this machine that are listened on, whatever others call them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def load(path: Path) -> Settings:
    """Read a settings file. Raises SettingsError with one clear sentence."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"There is no settings file {path}. Make one: tocsin init") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error
    try:
        filled = {**_filled(raw, path.parent), "folder": str(path.parent), "file": path.name}
        settings = msgspec.convert(filled, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {error}. See docs/howto/real-gateways.md.") from error
    _check(path, settings)
    return settings


def _filled(value: Any, folder: Path) -> Any:
    """The same value with every `env:NAME` and `file:PATH` replaced by what stands there."""
    if isinstance(value, dict):
        return {key: _filled(each, folder) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, folder) for each in value]
    if isinstance(value, str) and value.startswith(FILE):
        return _secret_in(folder / value.removeprefix(FILE))
    if isinstance(value, str) and value.startswith("env:"):
        name = value.removeprefix("env:")
        if name not in os.environ:
            raise SettingsError(f"The settings want {value}, but {name} is not set.")
        return os.environ[name]
    return value


def _secret_in(path: Path) -> str:
    """The one line of a secret's file: what a line break at its end adds is no part of it."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        said = f"The settings want file:{path}, which cannot be read"
        raise SettingsError(f"{said} ({type(error).__name__}).") from error


_NEEDED = {
    "kannel": ("url", "username", "password", "sender"),
    "twilio": ("account_sid", "token", "sender"),
    "smtp": ("host", "sender"),
    "apprise": (),
    "smpp": ("host", "username", "password", "sender"),
    "push": ("sender",),
}


def _check(path: Path, settings: Settings) -> None:
    # A neighbour is a provider as well, and providers are told apart by their names.
    names = [each.name for each in settings.gateway]
    names += [each.name for each in settings.neighbour]
    mail = [each.name for each in settings.gateway if each.kind == "smtp"]
    names += [packet_name(each.name, by) for each in settings.neighbour for by in mail]
    hooks = [each.name for each in settings.hook]
    # A broker's name stands where a hook's does, in alarms and in what is on record.
    hooks += [each.name for each in settings.broker]
    for kind, given in (("gateway", names), ("hook", hooks)):
        twice = {name for name in given if given.count(name) > 1}
        if twice:
            raise SettingsError(f"{path}: two [[{kind}]] have the name {min(twice)!r}.")
    for gateway in settings.gateway:
        missing = [field for field in _NEEDED[gateway.kind] if not getattr(gateway, field)]
        if missing:
            raise SettingsError(
                f"{path}: [[gateway]] {gateway.name} ({gateway.kind}) needs {', '.join(missing)}."
            )
        _check_loopback(path, gateway)
    for neighbour in settings.neighbour:
        _check_neighbour(path, neighbour, has_mail=bool(mail))
    for hook in settings.hook:
        if not hook.secret:
            raise SettingsError(f"{path}: [[hook]] {hook.name} needs a secret.")
        if hook.kind == "twilio" and not hook.public_url:
            raise SettingsError(
                f"{path}: [[hook]] {hook.name} needs public_url, the address set at Twilio."
            )
    if settings.node is not None and "://" not in settings.ledger:
        raise SettingsError(f"{path}: [node] needs a ledger at postgresql://, which nodes share.")
    for broker in settings.broker:
        wrong = _wrong_with(broker)
        if wrong:
            raise SettingsError(f"{path}: [[broker]] {broker.name} {wrong}")


def _wrong_with(broker: BrokerSource) -> str:
    """What is wrong with a broker's settings, in one clear sentence, or nothing."""
    if not broker.topics or not all(broker.topics):
        return "needs topics."
    if broker.kind == "owntracks" and any("+" not in each for each in broker.topics):
        return "needs a + in each topic: it says whose a message is (owntracks/+/+)."
    if not 1 <= broker.seats <= SEATS_MAX:
        return f"needs 1 to {SEATS_MAX} seats."
    if "/" in broker.group or not broker.group:
        return "needs a group without a slash."
    return ""


def _check_loopback(path: Path, given: GatewaySettings) -> None:
    sender = given.loopback_from or given.sender
    if given.loopback_to and given.kind not in TEXTING:
        detail = "has loopback_to, which is for text messages."
    elif given.loopback_to and not sender.removeprefix("+").isdigit():
        detail = "needs loopback_from, the number its loopback text will come from."
    elif given.loopback_every_days < 0:
        detail = "needs loopback_every_days of 0 or more."
    else:
        return
    raise SettingsError(f"{path}: [[gateway]] {given.name} {detail}")


def _check_neighbour(path: Path, given: NeighbourSettings, *, has_mail: bool) -> None:
    url = urlsplit(given.url)
    is_near = url.hostname in ("127.0.0.1", "::1", "localhost")
    is_safe = url.hostname and (url.scheme == "https" or (url.scheme == "http" and is_near))
    if not is_safe and (given.url or not given.email):
        raise SettingsError(f"{path}: [[neighbour]] {given.name} needs a url with https.")
    if given.email and not has_mail:
        detail = "has an email, which needs a [[gateway]] of kind smtp."
        raise SettingsError(f"{path}: [[neighbour]] {given.name} {detail}")
    for field in ("name", "domain", *(("secret",) if given.url else ())):
        if not getattr(given, field):
            raise SettingsError(f"{path}: [[neighbour]] {given.name} needs {field}.")
