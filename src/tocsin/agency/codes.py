"""What can be a safe code or a duress code.

Both are sent by somebody under stress, perhaps with the threat looking on. So
neither may be anything that Tocsin reads as something else, and a slip of the
finger must not turn one into the other.
"""

from typing import Final

from tocsin.agency.row import Row
from tocsin.facts.agency import SafetyPlan
from tocsin.kernel.limits import CODE_CHARACTERS_MIN, CODE_DIFFERENCES_MIN
from tocsin.kernel.private import Private

RESERVED: Final = (
    "received", "rcvd", "r", "recibido", "si", "sí", "ok", "okay", "yes", "y", "no",
    "taking command", "take command", "command", "tc", "c", "tomo el mando", "still on it",
    "sigo", "safe", "she is safe", "he is safe", "i am safe", "a salvo", "not safe", "unsafe",
    "no answer", "no a salvo", "no contesta", "10-4", "copy", "en route", "enroute",
    "rolling", "en camino", "on scene", "onscene", "arrived", "en el lugar", "transporting",
    "trasladando", "at hospital", "en el hospital", "clear", "available", "libre", "sos",
    "all clear", "nothing", "not here", "nada", "no esta", "no está", "found", "found her",
    "found him", "encontrada", "encontrado", "done", "hecho", "n", "cannot", "can not",
    "no puedo", "go", "walk", "home", "voy", "camino", "sighting", "seen", "visto", "him",
    "it is him", "confirmed", "es el", "es él", "not him", "somebody else", "no es el",
    "no es él", "otro",
    "help", "help me", "ayuda", "socorro", "emergency", "911", "112", "999", "stop", "start",
    "test", "duress", "stop all", "stopall", "unsubscribe", "end", "quit", "unstop", "info",
)  # fmt: skip
"""Words that are answers, calls for help, or that telephone companies act upon."""

_PREFIX: Final = "cancel"
_RULE: Final = (
    f"at least {CODE_CHARACTERS_MIN} letters or digits with a letter among them, no word that "
    f"Tocsin answers to, and not beginning with {_PREFIX}; two plain words are good."
)


def fold(code: str) -> str:
    """A code as it is compared: letters and digits only, no case."""
    return "".join(character for character in code.casefold() if character.isalnum())


_RESERVED_FOLDED: Final = frozenset(fold(word) for word in RESERVED)


def check_codes(row: Row, plan: SafetyPlan) -> None:
    """Report what is wrong with the codes of a plan, without repeating them."""
    safe, duress = _checked(row, "safe_code", plan), _checked(row, "duress_code", plan)
    if not safe or not duress:
        return
    if safe == duress:
        row.wrong("duress_code", "it is the same as safe_code.", "a code of its own.")
    elif _differences(safe, duress) < CODE_DIFFERENCES_MIN:
        rule = f"codes that differ in at least {CODE_DIFFERENCES_MIN} letters."
        row.wrong("duress_code", "a slip would turn safe_code into it.", rule)


def _checked(row: Row, key: str, plan: SafetyPlan) -> str:
    """The folded code when it can be used, else nothing."""
    code: Private | None = getattr(plan, key)
    folded = fold(code.text) if code and code.text else ""
    if code is None:
        return ""
    if len(folded) < CODE_CHARACTERS_MIN:
        row.wrong(key, "this code is too short.", _RULE)
    elif folded.isnumeric():
        row.wrong(key, "a number can be taken for the code of a page.", _RULE)
    elif folded in _RESERVED_FOLDED or folded.startswith(_PREFIX):
        row.wrong(key, "Tocsin reads this as something else.", _RULE)
    else:
        return folded
    return ""


def _differences(one: str, other: str) -> int:
    """How many letters must be put in, taken out or changed to make one the other."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        corner, row[0] = row[0], i
        for j, against in enumerate(other, start=1):
            cost = corner + (letter != against)
            corner, row[j] = row[j], min(cost, row[j] + 1, row[j - 1] + 1)
    return row[-1]
