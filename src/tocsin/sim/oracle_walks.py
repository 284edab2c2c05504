"""Which texts a walk or a check expects, written a second time from the manual.

The manual is docs/howto/safe-walk.md. As with answers to pages, intake and this
must always agree.
"""

import re
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tocsin.facts.agency import Place
from tocsin.facts.fact import Fact
from tocsin.facts.walks import (
    CheckPassed,
    LeavingAsked,
    WalkAsked,
    WalkEnded,
    WalkExtended,
    WalkPlanned,
    WalkStarted,
    WalkWordRepeated,
)

HOUR: Final = timedelta(hours=1)
_CRIES: Final = frozenset(("help", "sos", "he", "ayuda", "socorro", "police", "knife", "me", "now"))


class Afoot(NamedTuple):
    """A walk or check that is not over, as its facts say it. `closing`: the code ends it."""

    walk: str
    kind: str
    phase: str
    closing: bool = False


class Walks:
    """A second fold over the facts of walks."""

    def __init__(self) -> None:
        self.afoot: dict[str, Afoot] = {}
        self.over: dict[str, datetime] = {}
        self.until: dict[str, datetime] = {}
        self._who: dict[str, str] = {}

    def write(self, at: datetime, fact: Fact) -> None:
        """Take down one more fact."""
        match fact:
            case WalkPlanned():
                self._begins(fact.walk, f"person:{fact.person}", "walk", "planned")
            case WalkStarted():
                self._begins(fact.walk, fact.recipient, str(fact.kind), "under_way")
                self.until[fact.walk] = fact.until
            case LeavingAsked():
                self._changes(fact.walk, phase="leaving")
            case WalkExtended():
                known = self.afoot.get(self._who.get(fact.walk, ""))
                leaving = known is not None and known.phase == "leaving"
                self._changes(fact.walk, phase="planned" if leaving else "under_way")
                self.until[fact.walk] = fact.until
            case CheckPassed():
                self._changes(fact.walk, phase="under_way", closing=False)
                self.until[fact.walk] = fact.until
            case WalkAsked():
                self._changes(fact.walk, phase="asked", closing=fact.closing)
                self.until[fact.walk] = fact.until
            case WalkEnded():
                self.afoot.pop(fact.recipient, None)
                self.until.pop(fact.walk, None)
                if fact.how != "replaced":
                    self.over[fact.recipient] = at
            case _:
                pass

    def _begins(self, walk: str, who: str, kind: str, phase: str) -> None:
        self._who[walk] = who
        self.afoot[who] = Afoot(walk, kind, phase)

    def _changes(self, walk: str, **changes: object) -> None:
        who = self._who.get(walk, "")
        if who in self.afoot:
            self.afoot[who] = self.afoot[who]._replace(**changes)  # type: ignore[arg-type]


SAYS: Final = (WalkStarted, WalkExtended, CheckPassed, WalkAsked, WalkEnded, WalkWordRepeated)
"""Facts that can come from a text."""


class Asker(NamedTuple):
    """Who writes, and what must be known of them: their walk, and whether they have a code."""

    sender: str
    walks: Walks
    places: dict[str, Place]
    has_code: bool
    is_code: bool


def is_walk_word(asker: Asker, text: str, now: datetime) -> bool:
    """Whether this text is exactly what a walk or check of this sender expects now."""
    said = re.sub(r"\s+", " ", text.casefold()).strip(" .!,;:#")
    mine = asker.walks.afoot.get(asker.sender)
    over = asker.walks.over.get(asker.sender)
    is_late = over is not None and now - over <= HOUR
    if asker.is_code:
        return mine.phase != "planned" if mine and mine.phase != "planned" else is_late
    kind = mine.kind if mine else ""
    if said in ("home", "en casa") and not asker.has_code:
        return is_late if mine is None else kind == "walk" and mine.phase != "planned"
    if said in ("ok", "bien"):
        return kind == "check" and not asker.has_code
    if said in ("check off", "fin control"):
        return is_late if mine is None else kind == "check"
    if re.fullmatch(r"\d{1,3}", said):
        return kind == "walk" and mine is not None and mine.phase != "planned" and _fits(said)
    return _starts(asker, said, mine)


def _fits(minutes: str) -> bool:
    return 1 <= int(minutes) <= 120


def _starts(asker: Asker, said: str, mine: Afoot | None) -> bool:
    check = re.fullmatch(r"(?:check|control) (\d{1,3})", said)
    if check:
        runs = mine is not None and mine.kind == "walk" and mine.phase in ("under_way", "asked")
        return _fits(check[1]) if runs else 5 <= int(check[1]) <= 240
    if not asker.sender.startswith("person:"):
        return False
    if said in ("go", "voy", "walk", "camino"):
        return True
    walk = re.fullmatch(r"(?:walk|camino) (?:(\d{1,3})(?: (.+))?|(.+?)(?: (\d{1,3}))?)", said)
    if not walk:
        return False
    minutes, place = walk[1] or walk[4], walk[2] or walk[3] or ""
    return (minutes is None or _fits(minutes)) and (not place or _is_place(asker, place))


def _is_place(asker: Asker, said: str) -> bool:
    plain = re.sub(r"\W+", " ", said).strip().removeprefix("the ")
    if " " not in plain:
        return plain not in _CRIES
    names = [
        (place.place, set(re.findall(r"\w+", name.casefold())))
        for place in asker.places.values()
        for name in (place.place, place.name, *place.aliases)
    ]
    exact = {place for place, name in names if name == set(plain.split())}
    return len(exact or {place for place, name in names if set(plain.split()) <= name}) == 1
