"""What Tocsin says of itself: starts, alarms, who may look, who looked."""

from datetime import datetime
from enum import StrEnum

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class AlarmKind(StrEnum):
    """What can be wrong. Unknown is not safe: each of these is raised by itself."""

    STEP_EMPTY = "step_empty"
    POLICY_EMPTY = "policy_empty"
    RECIPIENT_UNREACHABLE = "recipient_unreachable"
    PROVIDER_FAILING = "provider_failing"
    NO_PROVIDER = "no_provider"
    SIGNAL_UNREADABLE = "signal_unreadable"
    HOOK_REFUSED = "hook_refused"
    CLOCK_JUMPED = "clock_jumped"
    STAGE_FAILED = "stage_failed"
    LEDGER_UNAVAILABLE = "ledger_unavailable"
    HEARTBEAT_FAILED = "heartbeat_failed"
    TICK_LATE = "tick_late"
    PAGE_UNSENT = "page_unsent"
    NO_NEXT_MOMENT = "no_next_moment"
    ROTA_HOLE = "rota_hole"
    AGENCY_FILE_BAD = "agency_file_bad"
    TEST_PAGE_UNANSWERED = "test_page_unanswered"
    UNVERIFIED_FLOOD = "unverified_flood"
    FEED_UNREADABLE = "feed_unreadable"
    DEVICE_UNKNOWN = "device_unknown"
    FEED_SILENT = "feed_silent"
    MAP_UNREADABLE = "map_unreadable"
    MAP_ELSEWHERE = "map_elsewhere"
    DOCUMENT_UNDELIVERED = "document_undelivered"
    TRACKER_TROUBLE = "tracker_trouble"
    TRAIL_UNKEPT = "trail_unkept"
    NODE_ABSENT = "node_absent"
    BACKUP_TROUBLE = "backup_trouble"
    CARRIER_DOWN = "carrier_down"
    PROVIDER_SILENT = "provider_silent"
    LOOPBACK_MISSED = "loopback_missed"
    OVERLOADED = "overloaded"
    KEYS_GUESSED = "keys_guessed"
    PLAN_LATE = "plan_late"
    LEDGER_LOST = "ledger_lost"


class _SystemFact(Fact, frozen=True):
    def stream(self) -> str:
        return "system"


class ServiceStarted(_SystemFact, frozen=True):
    """The program started, or took over."""

    version: str


class AlarmRaised(_SystemFact, frozen=True):
    """Something is wrong. `alarm` is `kind:subject`; `detail` holds nothing personal."""

    alarm: str
    kind: AlarmKind
    detail: str


class AlarmCleared(_SystemFact, frozen=True):
    """It is right again, or a person says that it was dealt with."""

    alarm: str
    by: str


class KeyKind(StrEnum):
    """What a key opens. The link of a page becomes a session on a phone; `own_session` opens
    nothing but somebody's own page.
    """

    LINK = "link"
    SESSION = "session"
    TOKEN = "token"
    PAGE = "page_link"
    PHONE = "phone_session"
    OWN = "own_session"


class KeyIssued(_SystemFact, frozen=True):
    """A person got a one-time link, a session or a token. Only its SHA-256 is kept."""

    key_hash: str
    kind: KeyKind
    person: str
    expires_at: datetime
    by: str


class KeyEnded(_SystemFact, frozen=True):
    """The key opens nothing any more: used, signed out, revoked."""

    key_hash: str
    reason: str


class KeysEnded(_SystemFact, frozen=True):
    """Every key of a person opens nothing any more, for a lost phone, say. They stay on staff."""

    person: str
    by: str
    reason: Private | None = None


class RecordRead(_SystemFact, frozen=True):
    """Somebody looked at something guarded (rule 8)."""

    person: str
    what: str
    incident: str

    def stream(self) -> str:
        return f"reads/{self.incident}"


class PersonErased(_SystemFact, frozen=True):
    """The keys of a subject were destroyed; what they sealed is gone for good."""

    subject: str
    by: str
