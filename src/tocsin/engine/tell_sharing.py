"""What is said of links and packets for outsiders."""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import RECORDED, Line, Teller, board, name_of
from tocsin.engine.views import Views
from tocsin.facts import sharing
from tocsin.facts.fact import Fact


def _case(fact: sharing.LinkIssued | sharing.PacketReleased, views: Views) -> str:
    return fact.incident or f"the case of {name_of(fact.subject, views)}"


def _issued(fact: sharing.LinkIssued, views: Views) -> Line:
    until = f"{views.local(fact.expires_at):%a %Y-%m-%d %H:%M}"
    who = f"{fact.outsider.reveal()} ({fact.role}, {fact.agency})"
    what = f"Gave {who} link {fact.link} to {_case(fact, views)} until {until}."
    return Line(name_of(fact.by, views), what, "board", RECORDED)


def _released(fact: sharing.PacketReleased, views: Views) -> Line:
    what = f"Packet {fact.packet} ({fact.role}) of {_case(fact, views)} is mailed to {fact.to}: "
    what += f"SHA-256 {fact.digest}."
    return Line(name_of(fact.by, views), what, "board", RECORDED)


SHARING: Final[Mapping[type[Fact], Teller]] = {
    sharing.LinkIssued: _issued,
    sharing.LinkRevoked: board("Link {fact.link} opens nothing any more."),
    sharing.PacketReleased: _released,
}
