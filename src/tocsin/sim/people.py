"""The people who are paged: how soon they look, what they answer, and whether they keep it."""

import re
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from tocsin.sim.faults import Fault, Faults
from tocsin.sim.town import Arrived, Town

CODE: Final = re.compile(r"(?:Reply|Responda) (\d{4,12})")

RECEIVED: Final = ("", "1", "ok", "received", "R", "yes", "recibido")
COMMAND: Final = ("c", "C", "taking command", "TC", "2", "tomo el mando")
STILL: Final = ("", "ok", "still on it", "1", "sigo")
GARBAGE: Final = (
    "who is this",
    "wrong person, I am on leave",
    "ok but why me",
    "{code} maybe later",
    "call me",
    "\N{PILE OF POO}",
    "",
)
MOVES: Final = ("", "EN ROUTE", "ON SCENE", "TRANSPORTING", "AT HOSPITAL", "CLEAR")

REPLIES_PER_PAGE_MAX: Final = 2


class Habit(NamedTuple):
    """What somebody does with their phone. Shares are from 0 to 1."""

    answers: str
    share: float
    slow_s: float
    keeps: bool
    judges: str
    bare: bool
    off: tuple[datetime, datetime] | None


def habit_of(chance: Random, starts_at: datetime, minutes: float) -> Habit:
    """A habit drawn by chance."""
    off = None
    if chance.random() < 0.2:
        start = starts_at + timedelta(minutes=minutes * chance.random())
        off = (start, start + timedelta(minutes=minutes * chance.random()))
    answers = ("command", "received", "nothing", "nothing", "garbage", "mixed")
    return Habit(
        answers=chance.choice(answers),
        share=chance.choice((0.1, 0.4, 0.9)),
        slow_s=chance.choice((8.0, 40.0, 200.0)),
        keeps=chance.random() < 0.6,
        judges=chance.choice(("SAFE", "NOT SAFE", "", "received", "no answer")),
        bare=chance.random() < 0.2,
        off=off,
    )


def worsened(
    habit: Habit, faults: Faults, chance: Random, starts_at: datetime, minutes: float
) -> Habit:
    """The habit of somebody whose phone is off for long, or who says "on it" and does nothing."""
    start = starts_at + timedelta(minutes=minutes * chance.random() / 2)
    off = (start, start + timedelta(minutes=minutes * (0.5 + 4 * chance.random())))
    if faults.strikes(Fault.PHONES_OFF, chance, 2.0):
        habit = habit._replace(off=off)
    if faults.strikes(Fault.IDLE_OWNERS, chance, 2.0):
        habit = habit._replace(answers="command", share=0.9, keeps=False, judges="")
    return habit


class Person:
    """Somebody with a phone, or a crew. Each has a chance of their own.

    So what one person does never changes what another draws, and two runs that
    differ in one word stay comparable.
    """

    def __init__(
        self,
        town: Town,
        seed: str,
        recipient: str,
        number: str,
        minutes: float,
        faults: Faults | None = None,
    ) -> None:
        self._town = town
        self._chance = Random(f"{seed} {recipient}")
        self._searching = Random(f"{seed} {recipient} search")
        self._number = number
        self._replies: dict[str, int] = {}
        self.habit = habit_of(self._chance, town.now, minutes)
        if faults is not None:
            worse = Random(f"{seed} {recipient} faults")
            self.habit = worsened(self.habit, faults, worse, town.now, minutes)

    def sees(self, arrived: Arrived) -> None:
        """A message is on the phone: perhaps an answer leaves, some time later."""
        found = CODE.search(arrived.handed.text)
        if found is None or arrived.handed.channel != "sms":
            return
        code = found[1]
        said = self._replies.get(code, 0)
        if said >= REPLIES_PER_PAGE_MAX or self._chance.random() > self.habit.share:
            return
        self._replies[code] = said + 1
        if arrived.handed.purpose == "dispatch":
            self._drives(code)
            return
        text = self._answer(arrived.handed.purpose, code)
        if text is not None:
            self._later(self._delay_s(), text)

    def _answer(self, purpose: str, code: str) -> str | None:
        chance, habit = self._chance, self.habit
        match purpose:
            case "check_back":
                return self._put(code, chance.choice(STILL)) if habit.keeps else None
            case "verify_cancel":
                return self._put(code, habit.judges) if habit.judges else None
            case "alarm" | "test":
                return code
            case "sos":
                return self._to_sos(code)
            case "search":
                return self._to_search(code)
            case _:
                return None

    def _to_search(self, code: str) -> str | None:
        """Mostly clear, now and then found, now and then silence."""
        said = self._searching.random()
        return None if said < 0.2 else f"{code} {'FOUND' if said > 0.93 else 'CLEAR'}"

    def _to_sos(self, code: str) -> str | None:
        kind = self.habit.answers
        if kind == "mixed":
            kind = self._chance.choice(("command", "received", "garbage"))
        match kind:
            case "command":
                return self._put(code, self._chance.choice(COMMAND))
            case "received":
                return self._put(code, self._chance.choice(RECEIVED))
            case "garbage":
                return self._chance.choice(GARBAGE).format(code=code)
            case _:
                return None

    def _put(self, code: str, word: str) -> str:
        """The code and the word in one of the ways people write them."""
        if self.habit.bare and word:
            return word
        ways = (
            f"{code} {word}",
            f"{word} {code}",
            f"#{code} {word}!",
            f" {code}   {word.upper()} ",
        )
        return self._chance.choice(ways) if word else code

    def _drives(self, code: str) -> None:
        """A crew says one move after the other, and sometimes the wrong one."""
        late = 0.0
        for move in MOVES:
            late += self._chance.uniform(5.0, self.habit.slow_s * 3)
            said = self._chance.choice(MOVES) if self._chance.random() < 0.1 else move
            self._later(late, f"{code} {said}")
            if self._chance.random() < 0.15:
                return

    def _delay_s(self) -> float:
        return self._chance.uniform(2.0, self.habit.slow_s)

    def _later(self, seconds: float, text: str) -> None:
        at = self._town.now + timedelta(seconds=seconds)
        off = self.habit.off
        if off is not None and off[0] <= at < off[1]:
            at = off[1] + timedelta(seconds=self._delay_s())
        self._town.at(at, lambda: self._town.texts(self._number, text))
