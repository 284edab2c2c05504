"""Whose raw signal is read next: known voices before strangers, and of each kind one a round.

So neither a flood of strangers nor a phone that sends without end keeps anybody else
waiting: whoever says something new has the next turn, however much one other has said.
"""

import heapq

import msgspec

Turn = tuple[bool, int, int, str]
"""Whether it is a stranger's, the round, a count, the voice. The least is read first."""

Row = tuple[Turn, str]


class Voice(msgspec.Struct):
    """One voice of whom something waits: how much, and the round of the last of it."""

    waiting: int
    round: int


class Turns(msgspec.Struct, dict=True):
    """Every unread signal, in the order in which they are read."""

    live: dict[str, Turn] = {}
    voices: dict[str, Voice] = {}
    known_round: int = 0
    strangers_round: int = 0
    strangers: int = 0
    count: int = 0

    def waiting(self, name: str) -> int:
        """How many signals of this voice wait."""
        voice = self.voices.get(name)
        return voice.waiting if voice is not None else 0

    def add(self, signal: str, name: str, *, stranger: bool) -> None:
        """Stand behind what this voice said before, and before what others say again."""
        now = self.strangers_round if stranger else self.known_round
        voice = self.voices.setdefault(name, Voice(0, now - 1))
        voice.waiting += 1
        voice.round = max(now, voice.round + 1)
        self.count += 1
        self.strangers += stranger
        turn = (stranger, voice.round, self.count, name)
        self.live[signal] = turn
        rows = self.__dict__.get("rows")
        if rows is not None:
            heapq.heappush(rows, (turn, signal))

    def done(self, signal: str) -> None:
        """It is read, and waits no more."""
        turn = self.live.pop(signal, None)
        if turn is None:
            return
        stranger, round_, _, name = turn
        self.strangers -= stranger
        if stranger:
            self.strangers_round = max(self.strangers_round, round_)
        else:
            self.known_round = max(self.known_round, round_)
        self.voices[name].waiting -= 1
        if not self.voices[name].waiting:
            del self.voices[name]

    def first(self, most: int, *, strangers: bool) -> list[str]:
        """The signals to read next, at most so many; `strangers`: theirs as well."""
        rows = self._rows()
        taken: list[Row] = []
        while rows and len(taken) < most and (strangers or not rows[0][0][0]):
            row = heapq.heappop(rows)
            if row[1] in self.live:
                taken.append(row)
        for row in taken:
            heapq.heappush(rows, row)
        return [signal for _, signal in taken]

    def _rows(self) -> list[Row]:
        """A heap of them, beside the state: what is read already may still stand in it."""
        rows: list[Row] | None = self.__dict__.get("rows")
        if rows is None or len(rows) > 64 + 4 * len(self.live):
            rows = [(turn, signal) for signal, turn in self.live.items()]
            heapq.heapify(rows)
            self.__dict__["rows"] = rows
        return rows
