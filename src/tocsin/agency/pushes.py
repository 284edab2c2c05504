"""Web Push: which browsers somebody is paged by besides, and when that ends.

It is asked for in a browser and not in the agency file. Nobody counts as reachable by it
alone: a push service may drop what it took, and a browser what it was given.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeAlias

import msgspec

from tocsin.agency.state import AgencyState, Push
from tocsin.facts.fact import Fact
from tocsin.facts.pushes import PushEnded, PushSubscribed
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.ids import push_id
from tocsin.kernel.limits_push import PUSH_SUBSCRIPTIONS_MAX
from tocsin.kernel.private import Private


class PushRefusal(StrEnum):
    """Why a browser is not paged, or goes on, in order of precedence."""

    PUSH_FOR_NOBODY = "push_for_nobody"
    PUSH_UNCHANGED = "push_unchanged"
    PUSH_UNKNOWN = "push_unknown"


class SubscribePush(msgspec.Struct, frozen=True):
    """Page this person by this browser as well; `replaces` is what it had before."""

    person: str
    address: Private
    by: str
    replaces: str = ""


class EndPush(msgspec.Struct, frozen=True):
    """Page this person by this browser no more."""

    person: str
    subscription: str
    by: str


PushCommand: TypeAlias = SubscribePush | EndPush


def live(state: AgencyState, person: str) -> list[Push]:
    """The browsers that this person is paged by, the oldest first."""
    return [one for one in state.pushes.get(person, ()) if one.lost_at is None]


def decide_push(state: AgencyState, command: PushCommand) -> Accepted[Fact] | Refused:
    """Answer a command about the browsers that somebody is paged by."""
    if isinstance(command, SubscribePush):
        return _subscribe(state, command)
    found = state.pushes.get(command.person, ())
    if all(one.subscription != command.subscription for one in found):
        return Refused(PushRefusal.PUSH_UNKNOWN, "This browser gets no pages.")
    ended = PushEnded(command.person, command.subscription, "switched_off", command.by)
    return Accepted((ended,))


def _subscribe(state: AgencyState, command: SubscribePush) -> Accepted[Fact] | Refused:
    person, name = command.person, push_id(command.address.text or "")
    if person not in state.staff:
        return Refused(PushRefusal.PUSH_FOR_NOBODY, "Nobody of the agency has this id.")
    if any(one.subscription == name for one in live(state, person)):
        return Refused(PushRefusal.PUSH_UNCHANGED, "This browser gets their pages already.")
    subscribed = PushSubscribed(person, name, command.address)
    return Accepted((*_ends(state, command, name), subscribed))


def _ends(state: AgencyState, command: SubscribePush, name: str) -> Iterator[Fact]:
    """What ends by it: the same browser's of somebody else, what it replaces, one too many."""
    for other in state.pushes:
        if other != command.person and any(one.subscription == name for one in live(state, other)):
            yield PushEnded(other, name, "moved", command.by)
    mine = [one.subscription for one in live(state, command.person)]
    if command.replaces in mine:
        mine.remove(command.replaces)
        yield PushEnded(command.person, command.replaces, "replaced", command.by)
    for oldest in mine[: max(0, len(mine) + 1 - PUSH_SUBSCRIPTIONS_MAX)]:
        yield PushEnded(command.person, oldest, "too_many", command.by)
