"""What the web must know of one installation; `config` builds it."""

from typing import Final

import msgspec

from tocsin.intake.raw import HookKind

HOOK_BODY_BYTES_MAX: Final = 64 * 1024
"""A larger request to a hook is refused: no text, with all its parts, is so long."""

HOOK_RETRY_AFTER_S: Final = 5
"""When a gateway shall try again while the ledger cannot be written."""

SIGNAL_ID_BYTES: Final = 16
KEY_BYTES: Final = 32

LINK_LIFE_S: Final = 3600
SESSION_LIFE_S: Final = 12 * 3600
TOKEN_LIFE_S: Final = 90 * 24 * 3600
"""How long a one-time link, a session (one long shift) and a token open anything."""

PULSE_EVERY_S: Final = 1.0
"""How often an open stream says that it is alive, and is looked at again."""

STREAM_GATHER_S: Final = 0.02
"""Changes within this time leave together."""

STREAM_CHUNKS_MAX: Final = 64
"""So many chunks may wait for one slow client; then its stream ends."""

STREAM_SEND_S_MAX: Final = 10.0
"""A client that takes nothing for so long has gone."""

STRANGERS_LISTED_MAX: Final = 500
"""So many incidents of strangers are listed, and closed, at once."""

STREAMS_MAX: Final = 2_000
"""So many boards may be open at once."""

ROUTES_MAX: Final = 20
"""So many ways are reckoned for one request."""

TRACKS_EVERY_S: Final = 5.0
"""How often boards are told that units have moved, and what that means for who is soonest."""

OTHER_UNITS_SHOWN_MAX: Final = 40
"""So many units beside the recommended ones are shown with one incident."""

TILES_WAITING_MAX: Final = 64
"""So many tiles of the map may wait to be cut; whoever asks for another is told to come again."""

TILES_KEPT_BYTES_MAX: Final = 32_000_000
"""So much of cut tiles is kept in memory."""

TIMELINE_AFTER_CLOSE_S: Final = 900
"""How long after its close an incident's timeline still looks for entries."""


class HookSettings(msgspec.Struct, frozen=True):
    """One way in: `/hooks/sms/{gateway}` and `/hooks/receipts/{gateway}`.

    `public_url` is the address of the text hook exactly as set at Twilio, for
    its signature covers it; `username` is the user of HTTP Basic (Kannel).
    """

    gateway: str
    kind: HookKind
    secret: str
    public_url: str = ""
    username: str = ""

    def __repr__(self) -> str:
        """Show the name only: the rest is secret."""
        return f"HookSettings({self.gateway!r})"


class PushOffer(msgspec.Struct, frozen=True):
    """What browsers subscribe for, what marks our receipts, and push services of our own."""

    key: str
    receipts: bytes
    provider: str
    own: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Show the name only: the rest is secret."""
        return f"PushOffer({self.provider!r})"


class WebSettings(msgspec.Struct, frozen=True):
    """`base_url` is our own public address: for links, and for Twilio's receipts.

    `allow_loopback_without_secret` lets a Kannel on this very machine in
    without one. `admin_token_hash` is the SHA-256 of this machine's own
    administrator token. `demo` opens the phones and the demo dispatcher.
    `watcher_secrets` has, for each broker, what its watcher processes show.
    `sos_number` is what people text for help; empty where nobody said it. `push` is there
    where pages go by Web Push.
    """

    hooks: tuple[HookSettings, ...] = ()
    allow_loopback_without_secret: bool = False
    demo: bool = False
    admin_token_hash: str = ""
    base_url: str = ""
    watcher_secrets: dict[str, str] = {}
    sos_number: str = ""
    push: PushOffer | None = None

    def __repr__(self) -> str:
        """Show the hooks' names only: the rest is secret."""
        return f"WebSettings({[hook.gateway for hook in self.hooks]})"
