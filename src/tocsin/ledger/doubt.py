"""Appends whose answer was lost: did they become durable or not?

The connection broke after entries had left, and nobody said whether they were
recorded; they may even be recorded later. The caller was told that the ledger
is unavailable and comes again with the same drafts, perhaps with more behind
them. Entries are hashed over everything, their place included, so each append
has one answer: its last entry is on record at its place, or none of it is.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

from tocsin.facts.envelope import Draft, Envelope
from tocsin.ledger import chain


class Landed(NamedTuple):
    """What of the drafts is on record already, and the drafts that are not."""

    envelopes: list[Envelope]
    rest: Sequence[Draft]


class Doubt(NamedTuple):
    """What was sent and not answered.

    `base` is the head, as (position, hash), behind which all was sealed;
    `ends` are position and hash of the last entry of each append.
    """

    base: tuple[int, str]
    ends: tuple[tuple[int, str], ...] = ()

    def sent(self, envelopes: Sequence[Envelope]) -> Self:
        """The same with one append more."""
        end = envelopes[-1].position, envelopes[-1].hash
        return self if end in self.ends else self._replace(ends=(*self.ends, end))

    def on_record(self, hash_at: Callable[[int], str]) -> tuple[int, str] | None:
        """The last end that is on record, if one is; `hash_at` gives '' beyond the head."""
        for position, digest in sorted(self.ends, reverse=True):
            if hash_at(position) == digest:
                return position, digest
        return None

    def landed(self, agency: str, drafts: Sequence[Draft], end: tuple[int, str]) -> Landed | None:
        """Divide drafts at an end that is on record; None when they are not what was sent."""
        count = end[0] - self.base[0]
        envelopes = chain.seal_all(agency, drafts[:count], self.base)
        if len(envelopes) < count or envelopes[-1].hash != end[1]:
            return None
        return Landed(envelopes, drafts[count:])
