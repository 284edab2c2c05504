"""The lease on PostgreSQL: an advisory lock and a row.

The lock lies on a session of its own, so that it falls free the moment this
process dies or the server notices that its cable was cut (it asks every second).
The row says since when nothing was heard, for what a lock cannot tell: a node
that is paused, a session that only looks alive. Both are looked at under the
row's lock, by the server's clock, in one statement.
"""

from contextlib import suppress
from threading import RLock
from typing import Any

from tocsin.ledger.lease import LEASE_S, PRESENCE_S, NotTaken, Presence, Standing, Term
from tocsin.ledger.ledger import LeaseLost, LedgerError
from tocsin.ledger.postgres_link import Link, Timed, one, rows_of

REFUSED = {
    "held": NotTaken.HELD,
    "promised": NotTaken.PROMISED,
    "old stages": NotTaken.OLD_STAGES,
}


class PostgresLease:
    """A Lease in the database of a ledger. Nothing is asked before the first call."""

    def __init__(
        self, address: str, agency: str, agency_id: int, machine: str, stage_version: int
    ) -> None:
        """`agency_id` is what the ledger of this agency says (`PostgresLedger.agency_id`)."""
        self._agency = agency
        self._id = agency_id
        self._machine = machine
        self._stages = stage_version
        self._term: Term | None = None
        self._attends = False
        self._locked_on: Timed | None = None
        self._lock = RLock()
        self._link = Link(address, f"lease {machine}")

    @property
    def agency(self) -> str:
        return self._agency

    @property
    def machine(self) -> str:
        return self._machine

    def take(self) -> Term | NotTaken:
        with self._lock:
            own = self._term
            values = {"token": own.token if own else 0, "stages": self._stages}
            verdict, token, before, locked = self._locking(
                "The lease cannot be taken", "take_lease", 3, **values, lease_s=LEASE_S
            )
            if verdict == "mine" and own is not None:
                return own
            self._term = Term(token, before) if verdict == "taken" else None
            if self._term is None and locked:
                self._link.run("The lock cannot be given back", self._unlock)
            return self._term or REFUSED[verdict]

    def renew(self) -> None:
        with self._lock:
            if self._term is not None and self._locking(
                "The lease was not renewed", "renew_lease", 0, token=self._term.token
            ):
                return
            self._term = None
            raise LeaseLost(f"Another node decides for {self._agency} now.")

    def release(self, heir: str = "") -> None:
        with self._lock:
            if self._term is None:
                return
            values = {"agency": self._id, "token": self._term.token, "heir": heir}

            def work(connection: Timed) -> None:
                rows_of(connection, "release_lease", **values)
                self._unlock(connection)

            self._link.run("The lease was not given up", work, again=True)
            self._term = None

    def standing(self) -> Standing:
        rows = self._link.rows("The lease cannot be read", "lease_standing", agency=self._id)
        token, machine, age_s, stage_version, is_held = rows[0]
        return Standing(token, machine, age_s, stage_version, is_held and age_s <= LEASE_S)

    def attend(self) -> None:
        values = {"agency": self._id, "machine": self._machine, "stages": self._stages}
        self._link.rows("The presence was not noted", "attend", **values)
        self._attends = True

    def presences(self) -> tuple[Presence, ...]:
        doing = "The presences cannot be read"
        rows = self._link.rows(doing, "presences", presence_s=PRESENCE_S)
        return tuple(Presence(*row) for row in rows)

    def missing(self) -> tuple[str, ...]:
        values = {"agency": self._id, "presence_s": PRESENCE_S}
        rows = self._link.rows("The presences cannot be read", "missing", **values)
        return tuple(machine for (machine,) in rows)

    def close(self) -> None:
        # A ledger that is closed already has said so; then there is nothing to give up.
        with suppress(LedgerError):
            self.release()
            self._leave()
        self._term = None
        self._link.close()

    def _leave(self) -> None:
        values = {"agency": self._id, "machine": self._machine}
        if self._attends:
            self._attends = False
            self._link.rows("The presence was not ended", "leave", **values)

    def _locking(self, doing: str, query: str, lock_at: int, **values: Any) -> tuple[Any, ...]:
        """The row of a statement that may get the lock, which it says in column `lock_at`."""

        def work(connection: Timed) -> tuple[Any, ...]:
            has_lock = self._locked_on is connection
            given = {"agency": self._id, "machine": self._machine, "has_lock": has_lock, **values}
            row = one(connection, query, **given) or ()
            self._locked_on = connection if row and row[lock_at] else None
            return row

        return self._link.run(doing, work, again=True)

    def _unlock(self, connection: Timed) -> None:
        if self._locked_on is connection:
            rows_of(connection, "unlock_lease", agency=self._id)
        self._locked_on = None
