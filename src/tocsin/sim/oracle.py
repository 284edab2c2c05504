"""What counts as an answer, written a second time from the manual and not from the code.

Intake and this must always agree. Where they do not, one of them is wrong, and
somebody's cry for help may hang on which.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from tocsin.kernel.private import Private
from tocsin.sim.oracle_walks import Asker, is_walk_word
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
_CLEAR: Final = "clear|all clear|nothing|not here|libre|nada|no esta|no está"
_FOUND: Final = "found|found her|found him|encontrada|encontrado"
UNSAFE: Final = frozenset(["not safe", "unsafe", "no answer", "no a salvo", "no contesta"])
CLEAR: Final = frozenset(_CLEAR.split("|"))
FOUND: Final = frozenset(_FOUND.split("|"))

MANUAL: Final[Mapping[str, frozenset[str]]] = {
    "sos": frozenset(f"{_RECEIVED}|{_COMMAND}".split("|")),
    "check_back": frozenset(f"{_RECEIVED}|{_COMMAND}|still on it|sigo".split("|")),
    "verify_cancel": frozenset(_JUDGED.split("|")),
    "dispatch": frozenset(f"{_RECEIVED}|{_UNIT}".split("|")),
    "search": frozenset(f"{_RECEIVED}|{_CLEAR}|{_FOUND}".split("|")),
    "notice": frozenset(f"{_RECEIVED}|done|3|hecho|cannot|can not|no puedo".split("|")),
    "alarm": frozenset(_RECEIVED.split("|")),
    "test": frozenset(_RECEIVED.split("|")),
}
"""For each kind of page, everything that may be said to it."""

HOUR: Final = timedelta(hours=1)
TWICE: Final = timedelta(seconds=60)
"""A CLEAR or FOUND so soon after the search task is over is not meant for anything newer."""

_EDGE: Final = " .!,;:#"
_HEAD: Final = re.compile(r"(\d+)(?: (.*))?")
_TAIL: Final = re.compile(r"(.*) #?(\d+)")
"""A code stands first or last, with what is said beside it."""


def is_answer(record: Record, sender: str, text: str, now: datetime) -> bool:
    """Whether this text, from this sender, now, is exactly an expected reply to a page."""
    said = re.sub(r"\s+", " ", text.casefold()).strip(_EDGE)
    sheets = record.sheets_of(sender, now)
    head, tail = _HEAD.fullmatch(said), _TAIL.fullmatch(said)
    beside = {tail[2]: tail[1]} if tail else {}
    beside |= {head[1]: head[2] or ""} if head else {}
    for sheet in sheets if beside else ():
        if sheet.code in beside:
            rest = beside[sheet.code].strip(_EDGE)
            return not rest or (rest in MANUAL[sheet.purpose] and _heard(record, sheet, rest, now))
    if said in CLEAR and _is_second(record, sheets, now):
        return True
    if said in FOUND and any(_is_found(record, sheet, now) for sheet in sheets):
        return all(sheet.page in record.ended for sheet in sheets if sheet.purpose == "search")
    expecting = _expecting(record, sheets, said, now)
    return len(expecting) == 1 and _heard(record, expecting[0], said, now)


def is_question(record: Record, sender: str, text: str, now: datetime) -> bool:
    """Whether this is exactly a reply to several open pages, so that only they can say to which.

    Nobody is asked who has an SOS of their own, or whose phone must stay silent; and
    "found" and "not safe" wait for no question.
    """
    said = re.sub(r"\s+", " ", text.casefold()).strip(_EDGE)
    plan = record.plans.get(sender.removeprefix("person:"))
    if said in UNSAFE | FOUND or (plan is not None and plan.silent):
        return False
    if record.asked_for_help(sender):
        return False
    expecting = _expecting(record, record.sheets_of(sender, now), said, now)
    return len(expecting) > 1 and not any(sheet.page in record.ended for sheet in expecting)


def _expecting(record: Record, sheets: list[Sheet], said: str, now: datetime) -> list[Sheet]:
    expecting = [sheet for sheet in _meant(record, sheets, now) if said in MANUAL[sheet.purpose]]
    if said not in CLEAR | FOUND:
        # Somebody who searches is asked other things as well: those come first.
        rest = [sheet for sheet in sheets if sheet.purpose != "search"]
        elsewhere = [s for s in _meant(record, rest, now) if said in MANUAL[s.purpose]]
        expecting = elsewhere or expecting
    return expecting


def _is_found(record: Record, sheet: Sheet, now: datetime) -> bool:
    """Whether their own FOUND has just ended this task."""
    is_over = sheet.page in record.ended and now - record.ended_at[sheet.page] <= TWICE
    return is_over and sheet.page in record.found


def _is_second(record: Record, sheets: list[Sheet], now: datetime) -> bool:
    """Whether a CLEAR belongs to a search task that has just ended."""
    tasks = [sheet for sheet in sheets if sheet.purpose == "search"]
    over = [s for s in tasks if s.page in record.ended and now - record.ended_at[s.page] <= TWICE]
    if all(sheet.page in record.ended or sheet.page in record.answered for sheet in tasks):
        return bool(over)
    return any(sheet.page in record.clear for sheet in over)


def _heard(record: Record, sheet: Sheet, said: str, now: datetime) -> bool:
    """Whether somebody still listens: "not safe" or "found" to a page that is over is news."""
    is_news = said in UNSAFE or (sheet.purpose == "search" and said in FOUND)
    is_again = said in FOUND and _is_found(record, sheet, now)
    return sheet.page not in record.ended or not is_news or is_again


def _meant(record: Record, sheets: list[Sheet], now: datetime) -> list[Sheet]:
    """The pages a word without a code can mean: what waits, what is open, what was just now."""
    live = [sheet for sheet in sheets if sheet.page not in record.ended]
    waiting = [sheet for sheet in live if sheet.page not in record.answered]
    pressing = [sheet for sheet in waiting if sheet.purpose not in ("alarm", "test")]
    recent = [sheet for sheet in sheets if now - sheet.at <= HOUR]
    return pressing or waiting or live or recent


def is_afoot(record: Record, sender: str, text: str, now: datetime) -> bool:
    """Whether this is exactly a word that a walk or a check of the sender expects."""
    kind, _, name = sender.partition(":")
    if kind != "unit" and not (kind == "person" and name in record.staff):
        return False
    plan = record.plans.get(name) if kind == "person" else None
    has_code = plan is not None and plan.safe_code is not None
    asker = Asker(sender, record.walks, record.places, has_code, is_code(record, sender, text))
    return is_walk_word(asker, text, now)


def is_duress(record: Record, sender: str, text: str) -> bool:
    """Whether this text is the duress code of the sender's plan."""
    plan = record.plans.get(sender.removeprefix("person:"))
    return plan is not None and _is_one(text, plan.duress_code)


def is_code(record: Record, sender: str, text: str) -> bool:
    """Whether this text is the safe or duress code of the sender's plan."""
    plan = record.plans.get(sender.removeprefix("person:"))
    codes = (plan.safe_code, plan.duress_code) if plan else ()
    return any(_is_one(text, code) for code in codes)


def _is_one(text: str, code: Private | None) -> bool:
    letters = re.sub(r"\s+", "", text.casefold().strip(_EDGE + "\n\t"))
    given = {letters, re.sub(r"^cancel(ar)?", "", letters)} - {""}
    return code is not None and re.sub(r"\s+", "", (code.text or "").casefold()) in given
