"""Providers that fail as told: what they answer, what the phone shows, what they report."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Final, NamedTuple

from tocsin.facts.pages import Provider
from tocsin.sim.faults import Fault, Faults
from tocsin.sim.plan import Plan

PROVIDERS: Final = (
    Provider("sms-one", "sms", has_receipts=True),
    Provider("sms-two", "sms"),
    Provider("mail", "email"),
    Provider("push", "apprise"),
)
"""Two ways out for texts, and one each for the rest."""


class Says(StrEnum):
    """What a provider answers to an attempt."""

    ACCEPTED = "accepted"
    BUSY = "busy"
    REFUSED = "refused"
    NOTHING = "nothing"


class Handed(NamedTuple):
    """What a provider saw of one attempt.

    `turn` counts the turns in which attempts were made; `on_disk` says that the ledger
    could be written then; `key` is what a provider takes for the same; `queued` is when
    the message was queued.
    """

    at: datetime
    message: str
    attempt: int
    provider: str
    channel: str
    to: str
    text: str
    urgent: bool
    incident: str
    recipient: str
    purpose: str
    turn: int = 0
    on_disk: bool = True
    key: str = ""
    queued: str = ""


class Fate(NamedTuple):
    """What becomes of one attempt, in seconds after it was made.

    `shown_after_s` holds a time for each copy that reaches the phone;
    `receipt` is what the provider reports later, None for never.
    """

    says: Says = Says.ACCEPTED
    answers_after_s: float = 0.25
    shown_after_s: tuple[float, ...] = (2.0,)
    receipt: bool | None = None


Behaviour = Callable[[Handed], Fate]
"""How all providers behave: an attempt in, its fate out."""


def prompt(handed: Handed) -> Fate:
    """Everything works, as in a demonstration."""
    return Fate(receipt=True if handed.provider == "sms-one" else None)


TROUBLES: Final = (
    Fault.BUSY,
    Fault.REFUSE,
    Fault.HANG,
    Fault.LATE,
    Fault.DOUBLE,
    Fault.LOSE,
    Fault.UNDELIVERED,
    Fault.REORDER,
    Fault.FAILED_YET_SENT,
)
"""What may become of one attempt."""

STRETCHES: Final = (Fault.OUTAGE, Fault.DEAF)
"""What a provider may be for a while."""

Stretch = tuple[datetime, datetime]


class Unreliable:
    """Providers that fail by seed: how often is drawn once, then each attempt by itself.

    The chance of an attempt depends on the seed, the provider, the destination
    and how many came before, and on nothing else. So two runs that differ in one
    word treat every phone alike, which is what comparing them needs.
    """

    def __init__(self, plan: Plan, faults: Faults) -> None:
        self._seed = plan.seed
        self._until = plan.until
        self._faults = faults
        self._troubles = faults.any_of(TROUBLES)
        self._stretches = {
            kind: _stretches(plan.chance(kind), plan) for kind in faults.any_of(STRETCHES)
        }
        self._counts: dict[str, int] = {}

    def __call__(self, handed: Handed) -> Fate:
        """The fate of this attempt."""
        key = f"{self._seed} {handed.provider} {handed.to}"
        self._counts[key] = count = self._counts.get(key, 0) + 1
        chance = Random(f"{key} {count}")
        quick = Fate(
            answers_after_s=chance.uniform(0.05, 1.5),
            shown_after_s=(chance.uniform(1.0, 8.0),),
            receipt=True if handed.provider == "sms-one" and chance.random() < 0.8 else None,
        )
        if handed.at >= self._until:
            return quick
        return self._stretch(handed, quick, chance) or self._trouble(quick, chance)

    def _stretch(self, handed: Handed, quick: Fate, chance: Random) -> Fate | None:
        for kind, stretches in self._stretches.items():
            if any(start <= handed.at < end for start, end in stretches.get(handed.provider, ())):
                self._faults.note(kind)
                if kind is Fault.DEAF:
                    return quick._replace(shown_after_s=(), receipt=None)
                return Fate(chance.choice((Says.BUSY, Says.NOTHING)), 0.5, ())
        return None

    def _trouble(self, quick: Fate, chance: Random) -> Fate:
        for kind in self._troubles:
            # Many kinds at once shall not mean that nothing gets through at all.
            if self._faults.strikes(kind, chance, 1.5 / len(self._troubles)):
                return _troubled(kind, quick, chance)
        if quick.receipt is not None and self._faults.strikes(Fault.NO_RECEIPTS, chance):
            return quick._replace(receipt=None)
        return quick


def _stretches(chance: Random, plan: Plan) -> dict[str, list[Stretch]]:
    """For some providers, a stretch of the run."""
    found: dict[str, list[Stretch]] = {}
    for provider in PROVIDERS:
        if chance.random() < 0.6:
            starts_at = plan.some_time(chance)
            left = plan.until - starts_at
            found[provider.name] = [(starts_at, starts_at + left * chance.random())]
    return found


def _troubled(kind: Fault, quick: Fate, chance: Random) -> Fate:
    match kind:
        case Fault.BUSY:
            return Fate(Says.BUSY, quick.answers_after_s, ())
        case Fault.FAILED_YET_SENT:
            return Fate(Says.BUSY, quick.answers_after_s, quick.shown_after_s)
        case Fault.REFUSE:
            return Fate(Says.REFUSED, quick.answers_after_s, ())
        case Fault.HANG:
            return Fate(Says.NOTHING, 0.0, ())
        case Fault.LATE:
            late = chance.uniform(11.0, 90.0)
            return Fate(Says.ACCEPTED, late, (late + 2.0,), receipt=True)
        case Fault.DOUBLE:
            return quick._replace(shown_after_s=(*quick.shown_after_s, chance.uniform(1.0, 60.0)))
        case Fault.REORDER:
            return quick._replace(shown_after_s=(chance.uniform(1.0, 240.0),))
        case Fault.LOSE:
            return quick._replace(shown_after_s=(), receipt=None)
        case _:
            return quick._replace(shown_after_s=(), receipt=False)
