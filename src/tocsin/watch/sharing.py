"""Letting somebody outside see one case: for one role, until a moment, counted, and taken back.

Only the SHA-256 of a link's key is ever known here (rule 8). That it is opened is
on record before anything is shown. It opens nothing from the second it expires or is
revoked, whoever gave it leaves the agency, or whose case it is was erased.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, assert_never

import msgspec
from msgspec.structs import replace

from tocsin.facts.agency import AgencyItemRemoved, StaffDismissed
from tocsin.facts.fact import Fact
from tocsin.facts.sharing import LinkIssued, LinkRevoked, OutsiderRole, PacketReleased
from tocsin.facts.system import PersonErased, RecordRead
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import LINK_LIFE_MOST_S
from tocsin.kernel.private import Private
from tocsin.watch.case_state import Cases, has_case, who_may_not_hear_of
from tocsin.watch.known import Known
from tocsin.watch.sharing_state import READER, Link
from tocsin.watch.state import WatchState


class SharingRefusal(StrEnum):
    """Why a case is not shown to somebody outside, in order of precedence."""

    LINK_UNKNOWN = "link_unknown"
    LINK_OVER = "link_over"
    LINK_EXPIRED = "link_expired"
    LINK_SPENT = "link_spent"
    CASE_UNKNOWN = "case_unknown"
    OUTSIDER_UNNAMED = "outsider_unnamed"
    LINK_LIFE = "link_life"


class IssueLink(msgspec.Struct, frozen=True):
    """Let this outsider see the case of `person`, or one `incident`; one of the two is given."""

    key_hash: str
    role: OutsiderRole
    outsider: str
    agency: str
    expires_at: datetime
    reads_max: int
    by: str
    person: str = ""
    incident: str = ""

    def __repr__(self) -> str:
        """Neither whom it is for nor whom it is about."""
        return f"IssueLink({self.role})"


class RevokeLink(msgspec.Struct, frozen=True):
    """Make a link open nothing from now on."""

    link: str
    by: str


class OpenLink(msgspec.Struct, frozen=True):
    """Somebody outside opens a link: on record first, then it is shown."""

    key_hash: str


class ReleasePacket(msgspec.Struct, frozen=True):
    """Put on record that what a role sees of a case is sent to an agency by e-mail."""

    role: OutsiderRole
    to: str
    digest: str
    by: str
    person: str = ""
    incident: str = ""


SharingCommand = IssueLink | RevokeLink | OpenLink | ReleasePacket

_NO_CASE: Final = Refused(SharingRefusal.CASE_UNKNOWN, "There is no such case or incident.")
_NO_LINK: Final = Refused(
    SharingRefusal.LINK_UNKNOWN, "This link opens nothing. Ask whoever gave it to you for another."
)


def decide(
    state: WatchState, command: SharingCommand, context: Context[Known]
) -> Accepted[Fact] | Refused:
    """Answer a command about what outsiders see."""
    match command:
        case IssueLink():
            return _issue(state, command, context)
        case RevokeLink():
            return _revoke(state, command)
        case OpenLink():
            return _open(state, command, context)
        case ReleasePacket():
            return _release(state, command, context.view)
        case _:
            assert_never(command)


def subject_of(state: WatchState, view: Known, by: str, person: str, incident: str) -> str:
    """Whose case is meant; empty when there is none that `by` may speak of.

    To a respondent who works here it is as if there were no case.
    """
    subject = view.sender_of(incident) if incident else f"person:{person}"
    _, _, name = subject.partition(":")
    if not subject or subject in state.sharing.erased:
        return ""
    if not incident and not has_case(state.cases, name):
        return ""
    return subject if is_open_to(state.cases, by, subject) else ""


def is_open_to(cases: Cases, colleague: str, subject: str) -> bool:
    """Whether this colleague may hear of whose case it is, `person:ID` or `respondent:ID`."""
    return colleague not in who_may_not_hear_of(cases, subject)


def usable(state: WatchState, link: Link, view: Known, now: datetime) -> Refused | None:
    """Why this link opens nothing at `now`; None when it opens.

    Whoever gave it must still be allowed to: they may have lost the role since, or
    turned out to be the one who must stay away.
    """
    is_given = view.may_share(link.by) and is_open_to(state.cases, link.by, link.subject)
    if link.ended_at is not None or not is_given:
        return Refused(SharingRefusal.LINK_OVER, "This link was taken back. Ask for another.")
    if link.expires_at <= now:
        return Refused(SharingRefusal.LINK_EXPIRED, "This link is too old. Ask for another.")
    if link.reads >= link.reads_max:
        detail = "This link was opened as often as was agreed. Ask for another."
        return Refused(SharingRefusal.LINK_SPENT, detail)
    return None


def found(state: WatchState, key_hash: str) -> Link | None:
    """The link with this key, if there ever was one."""
    return state.sharing.links.get(state.sharing.by_hash.get(key_hash, ""))


def _issue(
    state: WatchState, command: IssueLink, context: Context[Known]
) -> Accepted[Fact] | Refused:
    subject = subject_of(state, context.view, command.by, command.person, command.incident)
    if not subject or command.key_hash in state.sharing.by_hash:
        return _NO_CASE
    if not command.outsider.strip() or not command.agency.strip():
        detail = "Say who gets the link, and where they work."
        return Refused(SharingRefusal.OUTSIDER_UNNAMED, detail)
    most = context.now + timedelta(seconds=LINK_LIFE_MOST_S)
    if not context.now < command.expires_at <= most:
        detail = (
            f"A link ends later than now, and {LINK_LIFE_MOST_S // 86_400} days from now at most."
        )
        return Refused(SharingRefusal.LINK_LIFE, detail)
    name = f"L-{state.sharing.link_count + 1}"
    fact = LinkIssued(
        name,
        command.key_hash,
        command.role,
        subject,
        Private(f"{READER}{name}", command.outsider.strip()),
        command.agency.strip(),
        command.expires_at,
        command.reads_max,
        command.by,
        command.incident,
    )
    return Accepted((fact,))


def _revoke(state: WatchState, command: RevokeLink) -> Accepted[Fact] | Refused:
    link = state.sharing.links.get(command.link)
    if link is None:
        return Refused(SharingRefusal.LINK_UNKNOWN, "There is no link of this name.")
    if link.ended_at is not None:
        return Refused(SharingRefusal.LINK_OVER, "This link opens nothing already.")
    return Accepted((LinkRevoked(command.link, command.by),))


def _open(
    state: WatchState, command: OpenLink, context: Context[Known]
) -> Accepted[Fact] | Refused:
    link = found(state, command.key_hash)
    if link is None:
        return _NO_LINK
    refused = usable(state, link, context.view, context.now)
    if refused is not None:
        return refused
    return Accepted((RecordRead(link.reader, f"case_for_{link.role}", link.about),))


def _release(state: WatchState, command: ReleasePacket, view: Known) -> Accepted[Fact] | Refused:
    subject = subject_of(state, view, command.by, command.person, command.incident)
    if not subject:
        return _NO_CASE
    name = f"K-{state.sharing.packet_count + 1}"
    fact = PacketReleased(
        name, command.role, subject, command.to, command.digest, command.by, command.incident
    )
    return Accepted((fact,))


def _issued(state: WatchState, fact: LinkIssued, at: datetime) -> None:
    state.sharing.link_count += 1
    state.sharing.by_hash[fact.key_hash] = fact.link
    state.sharing.links[fact.link] = Link(
        fact.link,
        fact.role,
        fact.subject,
        fact.incident,
        fact.outsider,
        fact.agency,
        at,
        fact.expires_at,
        fact.reads_max,
        fact.by,
    )


def _end(state: WatchState, at: datetime, why: str, ends: Callable[[Link], bool]) -> None:
    for name, link in state.sharing.links.items():
        if link.ended_at is None and ends(link):
            state.sharing.links[name] = replace(link, ended_at=at, ended_because=why)


def _revoked(state: WatchState, fact: LinkRevoked, at: datetime) -> None:
    _end(state, at, "revoked", lambda link: link.link == fact.link)


def _dismissed(state: WatchState, fact: StaffDismissed, at: datetime) -> None:
    # For good: whoever is reinstated gives new links, as they get new keys.
    _end(state, at, "issuer_left", lambda link: link.by == fact.person)


def _removed(state: WatchState, fact: AgencyItemRemoved, at: datetime) -> None:
    if fact.table == "staff":
        _end(state, at, "issuer_left", lambda link: link.by == fact.id)


def _erased(state: WatchState, fact: PersonErased, at: datetime) -> None:
    state.sharing.erased[fact.subject] = at
    _end(state, at, "erased", lambda link: fact.subject in (link.subject, link.reader))


def _read(state: WatchState, fact: RecordRead, at: datetime) -> None:
    link = state.sharing.links.get(fact.person.removeprefix(READER))
    if link is not None and fact.person == link.reader:
        state.sharing.links[link.link] = replace(link, reads=link.reads + 1, read_at=at)


def _released(state: WatchState, _fact: PacketReleased, _at: datetime) -> None:
    state.sharing.packet_count += 1


EVOLVERS: Final[Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]] = {
    LinkIssued: _issued,
    LinkRevoked: _revoked,
    StaffDismissed: _dismissed,
    AgencyItemRemoved: _removed,
    PersonErased: _erased,
    RecordRead: _read,
    PacketReleased: _released,
}
