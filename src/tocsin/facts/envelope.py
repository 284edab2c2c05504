"""The envelope around every fact in the ledger."""

from datetime import datetime

import msgspec

GENESIS_HASH = "0" * 64
"""The `previous_hash` of an agency's first envelope."""


class Draft(msgspec.Struct, frozen=True):
    """A fact ready to be appended: encoded and sealed, but without a place yet.

    `body` is compact UTF-8 JSON, personal text already sealed. `actor` is who
    caused it (a person id, `system`, or a gateway name); `cause` the position
    of the entry that led to it, 0 when nothing recorded did.
    """

    recorded_at: datetime
    stream: str
    kind: str
    version: int
    actor: str
    cause: int
    body: bytes


class Envelope(msgspec.Struct, frozen=True):
    """One entry of the ledger: a draft with its place in the order and in the chain.

    `position` counts from 1 without gaps. `hash` is SHA-256 in lower-case hex
    over `previous_hash` and every other field (see `ledger.chain`).
    """

    position: int
    recorded_at: datetime
    stream: str
    kind: str
    version: int
    actor: str
    cause: int
    body: bytes
    previous_hash: str
    hash: str
