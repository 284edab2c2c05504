"""How a provider does what it says: receipts that came and that stayed away, proofs by loopback.

A provider that takes texts and drops them answers as a good one does. It is found
by the receipts that stay away, from several people at once: a single phone may be
off. It is then tried last, with an alarm, until something gets through.
"""

from datetime import datetime, timedelta
from statistics import median

import msgspec
from msgspec.structs import replace

from tocsin.kernel.limits_carriers import (
    HEALTH_LATELY_TEXTS,
    HEALTH_MEMORY_S,
    PROBE_EVERY_S,
    RECEIPT_USUAL_FACTOR,
    RECEIPT_USUAL_LEAST_S,
    RECEIPT_USUAL_MOST_S,
    RECEIPT_USUAL_S,
    SILENT_RECIPIENTS_MIN,
    SILENT_SHARE,
)


class Sent(msgspec.Struct, frozen=True):
    """A text that a provider with receipts took, and whose receipt has not come."""

    message: str
    attempt: int
    provider: str
    recipient: str
    channel: str
    at: datetime
    queued: str
    ref: str = ""
    is_missed: bool = False


class Came(msgspec.Struct, frozen=True):
    """What became of one text: whether its receipt came in time, and after how many seconds."""

    recipient: str
    at: datetime
    in_time: bool
    took_s: float = 0.0


class Loop(msgspec.Struct, frozen=True):
    """A loopback text that is to come back."""

    message: str
    words_hash: str
    sender: str
    at: datetime
    until: datetime


class Health(msgspec.Struct, frozen=True):
    """How one provider is."""

    lately: tuple[Came, ...] = ()
    receipt_at: datetime | None = None
    passed_over_at: datetime | None = None
    passed_over_for: str = ""
    probed_at: datetime | None = None
    loop: Loop | None = None
    looped_at: datetime | None = None
    """When the last loopback text was sent."""
    proven_at: datetime | None = None
    proof_took_s: float = 0.0
    missed_at: datetime | None = None


def note(health: Health, came: Came) -> Health:
    """With one more text; the oldest is forgotten, and whatever is older than a week."""
    since = came.at - timedelta(seconds=HEALTH_MEMORY_S)
    kept = [each for each in health.lately if each.at > since][-(HEALTH_LATELY_TEXTS - 1) :]
    at = came.at if came.in_time else health.receipt_at
    return replace(health, lately=(*kept, came), receipt_at=at)


def usual_s(health: Health) -> float:
    """How long a receipt of this provider may take, in seconds, from how long they took lately."""
    took = [each.took_s for each in health.lately if each.in_time]
    if not took:
        return RECEIPT_USUAL_S
    return min(
        max(RECEIPT_USUAL_FACTOR * median(took), RECEIPT_USUAL_LEAST_S), RECEIPT_USUAL_MOST_S
    )


def is_silent(health: Health) -> bool:
    """Whether so many people's last text stayed without a receipt that it is the provider."""
    last = {each.recipient: each.in_time for each in health.lately}
    missing = sum(1 for came in last.values() if not came)
    return missing >= SILENT_RECIPIENTS_MIN and missing >= SILENT_SHARE * len(last)


def may_probe(health: Health, now: datetime) -> bool:
    """Whether a routine text may go first by a provider that is passed over, as a probe."""
    last = health.probed_at or health.passed_over_at
    return last is None or now - last >= timedelta(seconds=PROBE_EVERY_S)
