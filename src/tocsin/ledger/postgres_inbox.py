"""Inbox and bell on PostgreSQL."""

from collections.abc import Mapping, Sequence

from psycopg import sql

from tocsin.ledger.inbox import Backlog, Letter, Ring, check_letter
from tocsin.ledger.ledger import LeaseLost, LedgerUnavailable
from tocsin.ledger.postgres import UNSAFE, PostgresLedger
from tocsin.ledger.postgres_link import CONNECT_WAIT_S, Link, Timed, one
from tocsin.ledger.postgres_rows import escaped, plain

SLICE_S = 0.2
"""How long `heard` waits before it looks whether the bell was closed."""


class PostgresInbox:
    """An Inbox in the database of a ledger."""

    def __init__(self, ledger: PostgresLedger, machine: str) -> None:
        """Letters are put on the ledger's own connection."""
        self._link = ledger.writer
        self._ringer = ledger.ringer
        self._agency = ledger.agency
        self._id = ledger.agency_id
        self._machine = machine

    def put(self, letter_id: str, body: bytes) -> bool:
        return bool(self.put_all({letter_id: body}))

    def put_all(self, letters: Mapping[str, bytes]) -> set[str]:
        for letter_id, body in letters.items():
            check_letter(letter_id, body)
        values = {
            "agency": self._id,
            "machine": self._machine,
            "may_lose": self._link.may_lose,
            "ids": [escaped(each) for each in letters],
            "bodies": list(letters.values()),
        }
        # Done a second time after a break, it may call its own letters old ones: those are
        # there, which is what counts.
        row = self._link.run(
            "The letter was not kept", lambda c: one(c, "put_letters", **values), again=True
        )
        is_safe, new = row or (False, None)
        if not is_safe:
            raise LedgerUnavailable(f"The letter was not kept: {UNSAFE}")
        if new:
            self._ringer.ring(Ring.LETTER)
        return {plain(each) for each in new or ()}

    def waiting(self, limit: int) -> list[Letter]:
        rows = self._link.rows(
            "The inbox cannot be read", "waiting_letters", agency=self._id, limit=max(limit, 0)
        )
        return [Letter(plain(letter_id), *rest) for letter_id, *rest in rows]

    def answer(self, answers: Mapping[str, bytes], token: int) -> None:
        values = {
            "agency": self._id,
            "token": token,
            "ids": [escaped(each) for each in answers],
            "answers": list(answers.values()),
        }
        row = self._link.run(
            "The answers were not written", lambda c: one(c, "answer_letters", **values), again=True
        )
        if not row or not row[0]:
            raise LeaseLost(f"Another node decides for {self._agency} now.")
        self._ringer.ring(Ring.ANSWER)

    def answers(self, letter_ids: Sequence[str]) -> dict[str, bytes]:
        ids = [escaped(each) for each in letter_ids]
        doing = "The answers cannot be read"
        rows = self._link.rows(doing, "read_answers", agency=self._id, ids=ids)
        return {plain(letter_id): answer for letter_id, answer in rows}

    def backlog(self) -> Backlog:
        rows = self._link.rows("The inbox cannot be read", "letter_backlog", agency=self._id)
        return Backlog(*rows[0])

    def sweep(self, older_s: float) -> int:
        values = {"agency": self._id, "older_s": older_s}
        return self._link.run(
            "Old letters were not forgotten",
            lambda c: int(one(c, "sweep_letters", **values)[0]),  # type: ignore[index]
            limit_s=CONNECT_WAIT_S,
        )


class PostgresBell:
    """A Bell on a session of its own."""

    def __init__(self, address: str, agency_id: int, machine: str) -> None:
        self._channel = f"tocsin_{agency_id}"
        self._link = Link(address, f"bell {machine}", may_lose=True)
        self._listening: Timed | None = None

    def heard(self, timeout_s: float) -> frozenset[Ring]:
        """As promised by Bell. On a new session everything counts as rung: it missed what was."""
        left_s = timeout_s
        while True:
            slice_s = min(left_s, SLICE_S)
            rung = self._link.run("The bell cannot be heard", lambda c, s=slice_s: self._wait(c, s))  # type: ignore[misc]
            left_s -= slice_s
            if rung or left_s <= 0:
                return rung

    def _wait(self, connection: Timed, timeout_s: float) -> frozenset[Ring]:
        if self._listening is not connection:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            self._listening = connection
            return frozenset(Ring)
        said = [each.payload for each in connection.notifies(timeout=timeout_s, stop_after=1)]
        said += [each.payload for each in connection.notifies(timeout=0)]
        return frozenset(ring for ring in Ring if ring in said)

    def close(self) -> None:
        """As promised by Bell."""
        self._link.close()
