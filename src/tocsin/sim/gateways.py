"""Providers that fail as told: what they answer, what the phone shows, what they report."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Final, NamedTuple

from tocsin.facts.pages import Provider

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
    """What a provider saw of one attempt."""

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


class Trouble(StrEnum):
    """What can be wrong with a provider."""

    BUSY = "busy"
    REFUSE = "refuse"
    HANG = "hang"
    LATE = "late"
    DOUBLE = "double"
    LOSE = "lose"
    UNDELIVERED = "undelivered"
    OUTAGE = "outage"


class Unreliable:
    """Providers that fail by seed: how often is drawn once, then each attempt by itself.

    The chance of an attempt depends on the seed, the provider, the destination
    and how many came before, and on nothing else. So two runs that differ in one
    word treat every phone alike, which is what comparing them needs.
    """

    def __init__(self, seed: str, troubles: frozenset[Trouble], until: datetime) -> None:
        self._seed = seed
        self._until = until
        chance = Random(f"{seed} gateways")
        self._share = {trouble: chance.choice((0.05, 0.2, 0.5)) for trouble in sorted(troubles)}
        self._share.pop(Trouble.OUTAGE, None)
        self._outages = _outages(chance, until) if Trouble.OUTAGE in troubles else {}
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
        if any(start <= handed.at < end for start, end in self._outages.get(handed.provider, ())):
            return Fate(chance.choice((Says.BUSY, Says.NOTHING)), 0.5, ())
        for trouble, share in self._share.items():
            if chance.random() < share / len(self._share):
                return _troubled(trouble, quick, chance)
        return quick


def _outages(chance: Random, until: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
    """For some providers, stretches in which nothing gets through."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for provider in PROVIDERS:
        if chance.random() < 0.6:
            hours = (until - until.replace(hour=0, minute=0)) / 3
            end = until - hours * chance.random()
            found[provider.name] = [(end - hours * chance.random() / 2, end)]
    return found


def _troubled(trouble: Trouble, quick: Fate, chance: Random) -> Fate:
    match trouble:
        case Trouble.BUSY:
            return Fate(Says.BUSY, quick.answers_after_s, ())
        case Trouble.REFUSE:
            return Fate(Says.REFUSED, quick.answers_after_s, ())
        case Trouble.HANG:
            return Fate(Says.NOTHING, 0.0, ())
        case Trouble.LATE:
            late = chance.uniform(11.0, 90.0)
            return Fate(Says.ACCEPTED, late, (late + 2.0,), receipt=True)
        case Trouble.DOUBLE:
            return quick._replace(shown_after_s=(*quick.shown_after_s, chance.uniform(1.0, 60.0)))
        case Trouble.LOSE:
            return quick._replace(shown_after_s=(), receipt=None)
        case _:
            return quick._replace(shown_after_s=(), receipt=False)
