"""What is said of links and packets for outsiders."""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import Line, Teller, board, done, name_of, term
from tocsin.engine.views import Views
from tocsin.facts import sharing
from tocsin.facts.fact import Fact


def _case(fact: sharing.LinkIssued | sharing.PacketReleased, views: Views) -> str:
    return fact.incident or views.tongue.tell("the case of {0}", name_of(fact.subject, views))


def _issued(fact: sharing.LinkIssued, views: Views) -> Line:
    until = f"{views.local(fact.expires_at):%a %Y-%m-%d %H:%M}"
    who = f"{fact.outsider.reveal()} ({term(fact.role, views)}, {fact.agency})"
    pattern = "Gave {0} link {1} to {2} until {3}."
    return done(fact.by, views, pattern, who, fact.link, _case(fact, views), until)


def _released(fact: sharing.PacketReleased, views: Views) -> Line:
    return done(
        fact.by,
        views,
        "Packet {0} ({1}) of {2} is mailed to {3}: SHA-256 {4}.",
        fact.packet,
        term(fact.role, views),
        _case(fact, views),
        fact.to,
        fact.digest,
    )


SHARING: Final[Mapping[type[Fact], Teller]] = {
    sharing.LinkIssued: _issued,
    sharing.LinkRevoked: board("Link {fact.link} opens nothing any more."),
    sharing.PacketReleased: _released,
}
