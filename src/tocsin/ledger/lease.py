"""Who decides for an agency when several nodes share its ledger.

One node at a time holds the *lease*. It is two things: a lock on a session of
its own, which falls free the moment the node dies, and a row that the node
renews each second by the clock of the server, which grows old when the node is
paused or cut off. Every taking raises the *token*. The ledger checks the token
inside each append (`FencedLedger`), so it does not matter what a node that was
paused believes: it can never write again.

One contract suite (`tests/contracts/lease_contract.py`) runs against every
implementation. All times are differences by the clock of the server.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

LEASE_S: Final = 3.0
"""A lease that was not renewed for so long may be taken by another node."""

LEASE_RENEW_S: Final = 1.0
"""How often its holder renews it, and every node says that it is there."""

PRESENCE_S: Final = 5.0
"""A machine that did not say for so long that it is there counts as gone."""

ANSWER_WAIT_S: Final = 2.0
"""A server that says nothing for so long is given up: the call fails, paging goes on."""


class Term(NamedTuple):
    """A node holds the lease. `token` is above every token before; `before` led last, or ''."""

    token: int
    before: str


class NotTaken(StrEnum):
    """Why a node does not get the lease now."""

    HELD = "another node holds the lease"
    PROMISED = "the lease was handed to another machine, which has the first word for a while"
    OLD_STAGES = "a newer version has decided here, and this one may not understand it"


class Standing(NamedTuple):
    """The lease as it is: its last holder, if any, and how old its last sign of life is.

    `stage_version` is the highest that ever decided. `is_held` says that the
    holder's session lives and the row is not older than LEASE_S.
    """

    token: int
    machine: str
    age_s: float
    stage_version: int
    is_held: bool


class Presence(NamedTuple):
    """A machine that follows or leads an agency, and how long ago it last said so."""

    agency: str
    machine: str
    leads: bool
    age_s: float
    stage_version: int


class Lease(Protocol):
    """The lease of one agency, as the node on one machine sees it. Thread-safe.

    Every method may raise LedgerUnavailable, soon and never after more than
    ANSWER_WAIT_S: the server could not be asked, and nothing is known.
    """

    @property
    def agency(self) -> str:
        """The agency that is decided for."""
        ...

    @property
    def machine(self) -> str:
        """The name of this node's machine; no two nodes of an agency share one."""
        ...

    def take(self) -> Term | NotTaken:
        """Take the lease if it is free or too old; never waits for it.

        It is free when its holder's session has ended or gave it up, and too old
        when nothing renewed it for LEASE_S: then the old session is ended. A node
        that holds it already gets its own term again. A stage version below the
        highest that ever decided never gets it.

        After a Term: `FencedLedger.fence(term.token)`, then follow to the head.
        """
        ...

    def renew(self) -> None:
        """Say that the holder lives; call it every LEASE_RENEW_S.

        Raises LeaseLost when another has taken it, or when this node does not
        hold it. After LedgerUnavailable the holder may still hold it: call again.
        """
        ...

    def release(self, heir: str = "") -> None:
        """Give the lease up, in order. Nothing happens when this node does not hold it.

        For LEASE_S only the machine `heir` may take it, when one is named.
        """
        ...

    def standing(self) -> Standing:
        """The lease as it is now. Before the first taking: token 0, machine ''."""
        ...

    def attend(self) -> None:
        """Say that this machine follows or leads the agency; call it every LEASE_RENEW_S."""
        ...

    def presences(self) -> tuple[Presence, ...]:
        """Every machine that attended within PRESENCE_S, for every agency of the server.

        In the order of agency and machine. Ground for `heir_of`.
        """
        ...

    def missing(self) -> tuple[str, ...]:
        """The machines of this agency that attended once, are silent for PRESENCE_S, and never
        said that they leave: dead, paused or cut off. In order.
        """
        ...

    def close(self) -> None:
        """Give the lease up if it is held, say that this machine leaves, and end the session.

        Never raises LedgerUnavailable; then the machine will be missed.
        """
        ...


def heir_of(agency: str, machine: str, presences: Iterable[Presence]) -> str:
    """The machine that should lead the agency in this one's place, or '' when all is even.

    Only the machine with the most leases hands one over (of several, the first
    by name), to a live machine that follows the same agency, knows the same
    stages, and leads at least two agencies fewer. Whoever has fewest comes first.
    """
    alive = [each for each in presences if each.age_s <= PRESENCE_S]
    leases = Counter({each.machine: 0 for each in alive})
    leases.update(each.machine for each in alive if each.leads)
    mine = [each for each in alive if (each.agency, each.machine) == (agency, machine)]
    if not mine or not mine[0].leads:
        return ""
    if (-leases[machine], machine) != min((-count, name) for name, count in leases.items()):
        return ""
    heirs = sorted(
        (leases[each.machine], each.machine)
        for each in alive
        if each.agency == agency
        and leases[each.machine] + 2 <= leases[machine]
        and each.stage_version >= mine[0].stage_version
    )
    return heirs[0][1] if heirs else ""
