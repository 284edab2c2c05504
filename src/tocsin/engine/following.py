"""Reading on where a node has read to, and seeing when the server holds less than that.

After a failover to a standby that lagged, entries are gone that a node has folded. The
server may know them again in a moment: whoever appended them puts them back. Until then the node is
not live; after a while what is there counts, and it is said that something was lost.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from tocsin.engine.core import Engine, Request
from tocsin.facts.envelope import Envelope
from tocsin.facts.system import AlarmKind
from tocsin.kernel.clock import Clock
from tocsin.kernel.ids import SYSTEM
from tocsin.ledger.ledger import Ledger, LedgerBehind
from tocsin.paging.stage import RaiseAlarm

log = structlog.get_logger()

FOLLOW_BATCH_FACTS_MAX: Final = 1_000
"""So many facts are read and folded at once."""

BEHIND_S: Final = 15.0
"""A server that holds less than this node knew for so long has lost it: what is there counts."""


class Following:
    """How far one node has read."""

    def __init__(self, engine: Engine, ledger: Ledger, clock: Clock) -> None:
        self._engine, self._ledger, self._clock = engine, ledger, clock
        self._last = 0, ""  # The place and hash of the entry that was read last.
        self._behind_since: datetime | None = None
        self._lost = 0

    def read_on(self) -> list[Envelope]:
        """What is not folded yet. Raises LedgerBehind when the last that is, is not on record."""
        position = self._engine.position
        found = list(self._ledger.read(max(position - 1, 0), FOLLOW_BATCH_FACTS_MAX))
        if not position:
            return found
        if not found or (self._last[0] == position and self._last[1] != found[0].hash):
            raise LedgerBehind("The server holds less than was read of it, or other entries.")
        self.has_read(found[:1])
        self._behind_since = None
        return found[1:]

    def has_read(self, entries: Sequence[Envelope]) -> None:
        """These are folded."""
        self._last = entries[-1].position, entries[-1].hash

    def has_lost(self) -> bool:
        """The server is behind what is folded: whether for so long that it counts as lost."""
        now, position = self._clock.now(), self._engine.position
        self._behind_since = self._behind_since or now
        if now - self._behind_since < timedelta(seconds=BEHIND_S):
            return False
        log.error("ledger_lost", known=position)
        self._lost, self._behind_since, self._last = position, None, (0, "")
        return True

    def said_lost(self) -> list[Request]:
        """An alarm, once, where more was known here than is on record."""
        known, self._lost = self._lost, 0
        if not known:
            return []
        left = self._engine.position
        detail = f"The database has lost entries: {known} were known here, {left} are on record."
        return [Request(RaiseAlarm(AlarmKind.LEDGER_LOST, "ledger", detail), SYSTEM)]
