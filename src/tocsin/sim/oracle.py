"""What counts as an answer, written a second time from the manual and not from the code.

Intake and this must always agree. Where they do not, one of them is wrong, and
somebody's cry for help may hang on which.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from tocsin.sim.record import Record, Sheet

_RECEIVED: Final = "received|rcvd|r|1|ok|yes|y|recibido|si|sí"
_COMMAND: Final = "taking command|take command|command|tc|c|2|tomo el mando"
_UNIT: Final = (
    "10-4|copy|en route|enroute|rolling|2|en camino|on scene|onscene|arrived|3|en el lugar"
    "|transporting|4|trasladando|at hospital|5|en el hospital|clear|available|6|libre"
)
_JUDGED: Final = (
    "received|rcvd|r|recibido|safe|she is safe|he is safe|a salvo"
    "|not safe|unsafe|no answer|no a salvo|no contesta"
)
UNSAFE: Final = frozenset(["not safe", "unsafe", "no answer", "no a salvo", "no contesta"])

MANUAL: Final[Mapping[str, frozenset[str]]] = {
    "sos": frozenset(f"{_RECEIVED}|{_COMMAND}".split("|")),
    "check_back": frozenset(f"{_RECEIVED}|{_COMMAND}|still on it|sigo".split("|")),
    "verify_cancel": frozenset(_JUDGED.split("|")),
    "dispatch": frozenset(f"{_RECEIVED}|{_UNIT}".split("|")),
    "alarm": frozenset(_RECEIVED.split("|")),
    "test": frozenset(_RECEIVED.split("|")),
}
"""For each kind of page, everything that may be said to it."""

HOUR: Final = timedelta(hours=1)

_EDGE: Final = " .!,;:#"


def is_answer(record: Record, sender: str, text: str, now: datetime) -> bool:
    """Whether this text, from this sender, now, is exactly an expected reply to a page."""
    said = re.sub(r"\s+", " ", text.casefold()).strip(_EDGE)
    sheets = record.sheets_of(sender, now)
    for sheet in sheets:
        found = re.fullmatch(
            rf"{sheet.code}(?: (?P<after>.*))?|(?P<before>.*) #?{sheet.code}", said
        )
        if found:
            rest = (found["after"] or found["before"] or "").strip(_EDGE)
            return not rest or (rest in MANUAL[sheet.purpose] and _heard(record, sheet, rest))
    expecting = [sheet for sheet in _meant(record, sheets, now) if said in MANUAL[sheet.purpose]]
    return len(expecting) == 1 and _heard(record, expecting[0], said)


def _heard(record: Record, sheet: Sheet, said: str) -> bool:
    """Whether somebody still listens: "not safe" to a page that is over is a new alarm."""
    return sheet.page not in record.ended or said not in UNSAFE


def _meant(record: Record, sheets: list[Sheet], now: datetime) -> list[Sheet]:
    """The pages a word without a code can mean: what waits, what is open, what was just now."""
    live = [sheet for sheet in sheets if sheet.page not in record.ended]
    waiting = [sheet for sheet in live if sheet.page not in record.answered]
    pressing = [sheet for sheet in waiting if sheet.purpose not in ("alarm", "test")]
    recent = [sheet for sheet in sheets if now - sheet.at <= HOUR]
    return pressing or waiting or live or recent


def is_code(record: Record, sender: str, text: str) -> bool:
    """Whether this text is the safe or duress code of the sender's plan."""
    plan = record.plans.get(sender.removeprefix("person:"))
    letters = re.sub(r"\s+", "", text.casefold().strip(_EDGE + "\n\t"))
    given = {letters, re.sub(r"^cancel(ar)?", "", letters)} - {""}
    return (
        any(
            code is not None and code.text and re.sub(r"\s+", "", code.text.casefold()) in given
            for code in (plan.safe_code, plan.duress_code)
        )
        if plan
        else False
    )
