"""Lease, inbox and bell in memory, as one of several nodes sees them. See `shared.py`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tocsin.ledger.inbox import Backlog, Letter, Ring, check_letter
from tocsin.ledger.lease import LEASE_S, PRESENCE_S, NotTaken, Presence, Standing, Term
from tocsin.ledger.ledger import LeaseLost, LedgerError, LedgerUnavailable
from tocsin.ledger.line import LetterRow, Line


class MemoryLease:
    """A Lease. `line` says who asks."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._kept = line.kept
        self._term: Term | None = None

    @property
    def agency(self) -> str:
        return self._line.agency

    @property
    def machine(self) -> str:
        return self._line.machine

    def take(self) -> Term | NotTaken:
        with self._line.lock:
            now = self._line.reach()
            if self._is_mine():
                self._hold(now)
                assert self._term is not None
                return self._term
            reason = self._refused(now)
            if reason is not None:
                return reason
            kept = self._kept
            self._term = Term(kept.token + 1, kept.machine)
            kept.token, kept.machine = self._term.token, self.machine
            self._hold(now)
            kept.ring(Ring.LEASE)
            return self._term

    def _refused(self, now: datetime) -> NotTaken | None:
        kept = self._kept
        is_fresh = 0 <= self._age_s(now) < LEASE_S
        if self._line.stage_version < kept.stage_version:
            return NotTaken.OLD_STAGES
        if kept.holder is not None and is_fresh:
            return NotTaken.HELD
        if is_fresh and kept.heir not in ("", self.machine):
            return NotTaken.PROMISED
        return None

    def _is_mine(self) -> bool:
        return self._term is not None and self._term.token == self._kept.token

    def _hold(self, now: datetime) -> None:
        kept = self._kept
        kept.holder, kept.renewed_at, kept.heir = self._line, now, ""
        kept.stage_version = max(kept.stage_version, self._line.stage_version)

    def _age_s(self, now: datetime) -> float:
        return (now - self._kept.renewed_at).total_seconds()

    def renew(self) -> None:
        with self._line.lock:
            now = self._line.reach()
            if not self._is_mine():
                self._term = None
                raise LeaseLost(f"Another node decides for {self.agency} now.")
            self._hold(now)

    def release(self, heir: str = "") -> None:
        with self._line.lock:
            now = self._line.reach()
            is_mine, self._term = self._is_mine(), None
            if is_mine:
                self._kept.holder, self._kept.renewed_at, self._kept.heir = None, now, heir
                self._kept.ring(Ring.LEASE)

    def standing(self) -> Standing:
        with self._line.lock:
            kept, age_s = self._kept, self._age_s(self._line.reach())
            is_held = kept.holder is not None and age_s <= LEASE_S
            return Standing(kept.token, kept.machine, age_s, kept.stage_version, is_held)

    def attend(self) -> None:
        with self._line.lock:
            now = self._line.reach()
            self._kept.present[self.machine] = now, self._line.stage_version

    def presences(self) -> tuple[Presence, ...]:
        with self._line.lock:
            now = self._line.reach()
            everyone = [
                Presence(
                    agency,
                    machine,
                    kept.holder is not None and kept.machine == machine,
                    (now - at).total_seconds(),
                    stage_version,
                )
                for agency, kept in sorted(self._line.server.kept.items())
                for machine, (at, stage_version) in sorted(kept.present.items())
            ]
            return tuple(each for each in everyone if each.age_s <= PRESENCE_S)

    def missing(self) -> tuple[str, ...]:
        with self._line.lock:
            now = self._line.reach()
            return tuple(
                machine
                for machine, (at, _) in sorted(self._kept.present.items())
                if (now - at).total_seconds() > PRESENCE_S
            )

    def close(self) -> None:
        try:
            self.release()
            self._kept.present.pop(self.machine, None)
        except LedgerUnavailable:
            self._term = None


class MemoryInbox:
    """An Inbox. `line` says who asks."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._letters = line.kept.letters

    def put(self, letter_id: str, body: bytes) -> bool:
        return bool(self.put_all({letter_id: body}))

    def put_all(self, letters: Mapping[str, bytes]) -> set[str]:
        for letter_id, body in letters.items():
            check_letter(letter_id, body)
        with self._line.lock:
            now = self._line.reach()
            new = {each for each in letters if each not in self._letters}
            if new:
                self._write()
                rows = {each: LetterRow(self._line.machine, letters[each], now) for each in letters}
                self._letters.update({each: row for each, row in rows.items() if each in new})
                self._line.kept.ring(Ring.LETTER)
            return new

    def waiting(self, limit: int) -> list[Letter]:
        with self._line.lock:
            now = self._line.reach()
            letters = [
                Letter(each, row.machine, row.body, (now - row.at).total_seconds())
                for each, row in self._letters.items()
                if row.answer is None
            ]
            return letters[: max(limit, 0)]

    def answer(self, answers: Mapping[str, bytes], token: int) -> None:
        with self._line.lock:
            now = self._line.reach()
            self._line.admit(token)
            self._write()
            for letter_id, answer in answers.items():
                row = self._letters.get(letter_id)
                if row is not None and row.answer is None:
                    row.body, row.answer, row.answered_at = b"", answer, now
            self._line.kept.ring(Ring.ANSWER)

    def answers(self, letter_ids: Sequence[str]) -> dict[str, bytes]:
        with self._line.lock:
            self._line.reach()
            rows = ((each, self._letters.get(each)) for each in letter_ids)
            return {each: row.answer for each, row in rows if row and row.answer is not None}

    def backlog(self) -> Backlog:
        with self._line.lock:
            now = self._line.reach()
            times = [row.at for row in self._letters.values() if row.answer is None]
            oldest_s = (now - min(times)).total_seconds() if times else 0.0
            return Backlog(len(times), oldest_s)

    def sweep(self, older_s: float) -> int:
        with self._line.lock:
            now = self._line.reach()
            old = [
                each
                for each, row in self._letters.items()
                if row.answer is not None and (now - row.answered_at).total_seconds() > older_s
            ]
            for each in old:
                del self._letters[each]
            return len(old)

    def _write(self) -> None:
        """Let the disk refuse."""
        self._line.kept.store.ask_disk()


class MemoryBell:
    """A Bell that never waits."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._is_closed = False

    def heard(self, timeout_s: float) -> frozenset[Ring]:  # noqa: ARG002 - it never waits.
        with self._line.lock:
            if self._is_closed:
                raise LedgerError("The bell is closed.")
            self._line.reach()
            rung = frozenset(self._line.rung)
            self._line.rung.clear()
            return rung

    def close(self) -> None:
        self._is_closed = True
