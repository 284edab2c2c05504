"""Tells the other nodes of an agency that there is something new, beside whatever was done.

A notification inside the append would make every commit of every agency wait
for one lock of the server until it is on disk (measured: a third of the appends
a second with six agencies). So it leaves afterwards, from a thread, and many
appends in a row are told once. A ring that is lost is made good by looking.
"""

from threading import Condition, Thread

from tocsin.ledger.inbox import Ring
from tocsin.ledger.ledger import LedgerError, LedgerUnavailable
from tocsin.ledger.postgres_link import Link, rows_of


class Ringer:
    """Rings for one agency, on a connection that others use too."""

    def __init__(self, link: Link) -> None:
        self.agency_id = 0
        self._link = link
        self._waiting: set[Ring] = set()
        self._changed = Condition()
        self._is_closed = False
        self._thread: Thread | None = None

    def ring(self, ring: Ring) -> None:
        """Soon let every node hear it. Never waits and never fails."""
        with self._changed:
            self._waiting.add(ring)
            if self._thread is None:
                self._thread = Thread(target=self._run, daemon=True, name="tocsin-ringer")
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Ring no more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_closed)
                if self._is_closed:
                    return
                rings, self._waiting = self._waiting, set()
            try:
                for ring in sorted(rings):
                    self._say(ring)
            except LedgerUnavailable:
                continue  # Whoever missed it looks every second all the same.
            except LedgerError:
                return  # The connection is closed for good.

    def _say(self, ring: Ring) -> None:
        values = {"agency": self.agency_id, "ring": str(ring)}
        self._link.run("Nobody was told", lambda connection: rows_of(connection, "ring", **values))
