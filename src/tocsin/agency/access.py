"""Who may look in: one-time links, sessions and tokens (rule 8).

A key opens the agency for one person until it expires, is ended, or the person
is removed; whichever comes first, from that very moment. Only the SHA-256 of a
key is ever known here.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

import msgspec

from tocsin.agency.state import AgencyState, Key
from tocsin.facts.agency import Staff
from tocsin.facts.fact import Fact
from tocsin.facts.system import KeyEnded, KeyIssued, KeyKind, KeysEnded
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.private import Private


class AccessRefusal(StrEnum):
    """Why a key is not given, taken or ended, in order of precedence."""

    UNKNOWN_KEY = "unknown_key"
    KEY_EXPIRED = "key_expired"
    NOT_A_LINK = "not_a_link"
    KEY_EXISTS = "key_exists"
    PERSON_UNKNOWN = "person_unknown"
    EXPIRY_PAST = "expiry_past"


SPENT_AT_ONCE: Final = frozenset({KeyKind.LINK, KeyKind.PAGE})
"""What opens nothing but a session, once."""


class IssueKey(msgspec.Struct, frozen=True):
    """Give a person a key. `by` is who gives it: a person id or `system`."""

    key_hash: str
    kind: KeyKind
    person: str
    expires_at: datetime
    by: str


class EndKey(msgspec.Struct, frozen=True):
    """Make a key open nothing from now on."""

    key_hash: str
    reason: str


class EndKeys(msgspec.Struct, frozen=True):
    """End every key of a person at once, and give them a new link in the same moment.

    `by` is who says so: a person id or `system`. Without a `link_hash` no link is given.
    """

    person: str
    by: str
    reason: str = ""
    link_hash: str = ""
    link_expires_at: datetime | None = None


class RedeemLink(msgspec.Struct, frozen=True):
    """Spend a one-time link on a session for the same person.

    The link of a page gives a session for their phone, which opens less. `own` asks for
    one that opens their own page only and lives long; no link of a page gives that.
    """

    link_hash: str
    session_hash: str
    expires_at: datetime
    own: bool = False


AccessCommand: TypeAlias = IssueKey | EndKey | EndKeys | RedeemLink


def decide(state: AgencyState, command: AccessCommand, now: datetime) -> Accepted[Fact] | Refused:
    """Answer a command about keys; nothing changes until its facts are folded."""
    match command:
        case IssueKey():
            return _issue(state, command, now)
        case EndKey():
            return _end(state, command)
        case EndKeys():
            return _end_all(state, command, now)
        case RedeemLink():
            return _redeem(state, command, now)
        case _:
            assert_never(command)


def who_holds(state: AgencyState, key_hash: str, now: datetime) -> Staff | None:
    """The person whose session or token this is at `now`, or None.

    None from the moment it expired or was ended, or its person was removed. A
    link is nobody's: it opens nothing but a session.
    """
    key = state.keys.get(key_hash)
    if key is None or key.kind in SPENT_AT_ONCE or key.expires_at <= now:
        return None
    return state.staff.get(key.person)


def is_of_phone(state: AgencyState, key_hash: str) -> bool:
    """Whether this session was opened by the link of a page."""
    key = state.keys.get(key_hash)
    return key is not None and key.kind is KeyKind.PHONE


def is_own_only(state: AgencyState, key_hash: str) -> bool:
    """Whether this session opens nothing but the page of whoever holds it."""
    key = state.keys.get(key_hash)
    return key is not None and key.kind is KeyKind.OWN


def _issue(state: AgencyState, command: IssueKey, now: datetime) -> Accepted[Fact] | Refused:
    if command.key_hash in state.keys:
        return Refused(AccessRefusal.KEY_EXISTS, "This key was given before. Make a new one.")
    if command.person not in state.staff:
        return _unknown_person()
    if command.expires_at <= now:
        return Refused(AccessRefusal.EXPIRY_PAST, "A key must expire later than now.")
    return Accepted(
        (KeyIssued(command.key_hash, command.kind, command.person, command.expires_at, command.by),)
    )


def _end(state: AgencyState, command: EndKey) -> Accepted[Fact] | Refused:
    if command.key_hash not in state.keys:
        return Refused(AccessRefusal.UNKNOWN_KEY, "This key opens nothing already.")
    return Accepted((KeyEnded(command.key_hash, command.reason),))


def _end_all(state: AgencyState, command: EndKeys, now: datetime) -> Accepted[Fact] | Refused:
    if command.person not in state.staff:
        return _unknown_person()
    subject = f"person:{command.person}"
    reason = Private(subject, command.reason) if command.reason.strip() else None
    ended = KeysEnded(command.person, command.by, reason)
    if command.link_expires_at is None:
        return Accepted((ended,))
    expires_at = command.link_expires_at
    link = IssueKey(command.link_hash, KeyKind.LINK, command.person, expires_at, command.by)
    answer = _issue(state, link, now)
    return answer if isinstance(answer, Refused) else Accepted((ended, *answer.facts))


def _redeem(state: AgencyState, command: RedeemLink, now: datetime) -> Accepted[Fact] | Refused:
    link = state.keys.get(command.link_hash)
    refused = _unusable(link, now)
    if link is None or refused is not None:
        return refused or _unknown_link()
    if command.own and link.kind is not KeyKind.LINK:
        return Refused(
            AccessRefusal.NOT_A_LINK, "Ask for a link of your own: this one is a page's."
        )
    kind = KeyKind.SESSION if link.kind is KeyKind.LINK else KeyKind.PHONE
    kind = KeyKind.OWN if command.own else kind
    session = IssueKey(command.session_hash, kind, link.person, command.expires_at, link.person)
    answer = _issue(state, session, now)
    if isinstance(answer, Refused):
        return answer
    return Accepted((KeyEnded(command.link_hash, "used"), *answer.facts))


def _unknown_person() -> Refused:
    return Refused(
        AccessRefusal.PERSON_UNKNOWN,
        "Nobody of the agency has this id. A key is for a person in the agency file.",
    )


def _unknown_link() -> Refused:
    return Refused(
        AccessRefusal.UNKNOWN_KEY,
        "This link was never given, or was used already. Ask for a new one.",
    )


def _unusable(link: Key | None, now: datetime) -> Refused | None:
    if link is None:
        return _unknown_link()
    if link.expires_at <= now:
        return Refused(AccessRefusal.KEY_EXPIRED, "This link is too old. Ask for a new one.")
    if link.kind not in SPENT_AT_ONCE:
        return Refused(AccessRefusal.NOT_A_LINK, "Only a one-time link is exchanged for a session.")
    return None
