"""The end of a ledger on PostgreSQL: whether it verifies, and what a server has lost of it.

A standby that lagged and was made the server has not the last entries, though they were
acknowledged. Whoever appended them has them still, and puts them back: an entry is
hashed over everything, its place included, so the chain that comes of it is the one there was.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from tocsin.facts.envelope import Envelope
from tocsin.ledger import chain
from tocsin.ledger.ledger import LedgerBehind, LedgerCorrupt
from tocsin.ledger.postgres_reading import PostgresReading

TAIL_ENTRIES_CHECKED: Final = 1_000
"""How much of the chain is checked whenever a ledger is opened for writing."""

TAIL_ENTRIES_KEPT: Final = 5_000
"""So many of the last entries can be put back: some seconds of a storm, many minutes of a day."""


class Tail:
    """What was appended last, by one node in one term."""

    def __init__(self) -> None:
        self._entries: deque[tuple[Envelope, tuple[str, ...]]] = deque(maxlen=TAIL_ENTRIES_KEPT)

    def note(self, envelopes: Sequence[Envelope], subjects: Iterable[str]) -> None:
        """These were appended, and with the first of them the keys of these subjects."""
        made = tuple(subjects)
        for envelope in envelopes:
            self._entries.append((envelope, made))
            made = ()

    def behind(
        self, head: tuple[int, str], known: tuple[int, str], keys: Mapping[str, bytes]
    ) -> tuple[list[Envelope], dict[str, bytes]]:
        """What the server lacks from its head up to what is known, with the keys of that.

        A key that was destroyed since is not among `keys`, and not put back. Raises LedgerBehind
        when this cannot be known to be the same chain.
        """
        lost = [(each, made) for each, made in self._entries if each.position > head[0]]
        envelopes = [each for each, _ in lost]
        is_whole = bool(lost) and envelopes[0].position == head[0] + 1
        fits = is_whole and envelopes[0].previous_hash == head[1]
        if not fits or (envelopes[-1].position, envelopes[-1].hash) != known:
            raise LedgerBehind(
                f"Entry {known[0]} was acknowledged and is not on record any more: the database "
                "was restored from an older copy, or failed over to a standby that lagged."
            )
        return envelopes, {name: keys[name] for _, made in lost for name in made if name in keys}


def check_tail(
    ledger: PostgresReading, head: tuple[int, str], hash_at: Callable[[int], str]
) -> None:
    """Raises LedgerCorrupt when the last entries do not verify."""
    after = max(0, head[0] - TAIL_ENTRIES_CHECKED)
    start = (after, hash_at(after)) if after else chain.GENESIS
    result = chain.verify(ledger.read(after, head[0] - after), ledger.agency, start, witness=head)
    if isinstance(result, chain.Broken):
        raise LedgerCorrupt(f"Position {result.position}: {result.what}")
