"""Web Push: by which browsers somebody has asked to be paged besides, and when that ended."""

from typing import Final

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private

GONE: Final = "gone"
"""Why a hand-over failed, and a subscription ended: the push service knows it no more."""


class _PushFact(Fact, frozen=True):
    person: str
    subscription: str

    def stream(self) -> str:
        return f"push/{self.person}"


class PushSubscribed(_PushFact, frozen=True):
    """From now on this person is paged by this browser as well (RFC 8030).

    `address` is all of its subscription: whoever has it can write to that browser.
    `subscription` is drawn from it (`kernel.ids.push_id`) and opens nothing.
    """

    address: Private


class PushEnded(_PushFact, frozen=True):
    """This browser is not paged any more.

    `reason` is `switched_off`, `replaced` by a newer subscription of the same browser,
    `moved` to somebody else who signed in there, `too_many`, or `gone`: its push service
    says so, nobody asked for it, and it counts as a way that does not reach.
    """

    reason: str
    by: str
