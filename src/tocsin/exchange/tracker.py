"""What any tracker tells, in one shape: who, where, its battery, and whether it cries for help."""

import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from tocsin.exchange.fix import Fix, clean, number

ALARM_WORDS_MAX: Final = 50
"""So many alarms and events of one report are kept, `sos` first."""

_SOS: Final = "sos"
_SPLIT: Final = re.compile(r"[,;|\s]+")


class Kind(StrEnum):
    """What a report is about."""

    POSITION = "position"
    EVENT = "event"
    TRANSITION = "transition"
    GONE = "gone"
    """The connection to the device was lost (a last will, or the server says offline)."""


class Trouble(StrEnum):
    """What a tracker can say that makes its silence, or its place, suspect."""

    STRAP = "strap"
    """It was taken off, or its strap was opened or cut."""
    TAMPER = "tamper"
    JAMMED = "jammed"
    POWER_CUT = "power_cut"
    LOW_BATTERY = "low_battery"
    OFF = "off"
    """It was switched off, or its battery is empty."""


_TROUBLES: Final = {
    **dict.fromkeys(
        ("strap", "strapopen", "strapcut", "strapremoved", "strapalarm", "removing", "removed"),
        Trouble.STRAP,
    ),
    **dict.fromkeys(("cuff", "cuffopen", "detached", "takenoff", "bodyoff"), Trouble.STRAP),
    **dict.fromkeys(("tamper", "tampering", "tampered", "caseopen", "coveropen"), Trouble.TAMPER),
    **dict.fromkeys(("jamming", "jammed", "gpsjamming", "gpsantennacut"), Trouble.JAMMED),
    **dict.fromkeys(("powercut", "powerlost", "externalpowercut"), Trouble.POWER_CUT),
    **dict.fromkeys(("lowbattery", "lowpower", "batterylow"), Trouble.LOW_BATTERY),
    **dict.fromkeys(("poweroff", "shutdown", "batteryempty"), Trouble.OFF),
}
"""The words for each, folded. Traccar's own are in Position.java: `removing`, `tampering`,
`jamming`, `gpsAntennaCut`, `powerCut`, `lowBattery`, `lowPower`, `powerOff`."""

_NOT_LETTERS: Final = re.compile(r"[^a-z]+")


class Report(msgspec.Struct, frozen=True):
    """One message of a tracker or a phone app.

    `alarm` is true when the device cries for help in words (`sos`), wherever in
    the message it does. `pressed` is true when a person pressed the button that
    publishes: whether that is a cry for help is for the agency to say. Both are
    read before the position is looked at. `events` are the device's own words
    for what happened, `troubles` those of them that make the device suspect, and
    `region` names what was entered or left. `battery` is a share, 0 to 1. `at` is
    when the message was made; each fix has its own time.
    """

    device: str
    kind: Kind
    fixes: tuple[Fix, ...] = ()
    problems: tuple[str, ...] = ()
    alarm: bool = False
    pressed: bool = False
    events: tuple[str, ...] = ()
    region: str = ""
    battery: float | None = None
    at: datetime | None = None
    troubles: tuple[Trouble, ...] = ()


def words(value: Any) -> list[str]:
    """The words of an alarm: several alarms stand in one text with commas between.

    None is cut off, for the last one may be the cry for help.
    """
    return [word for word in _SPLIT.split(value) if word] if isinstance(value, str) else []


def alarms(value: Any, *names: str) -> list[str]:
    """All words under `alarm`, or another of these names, at any depth of a JSON value."""
    wanted = {"alarm", *names}
    found: list[str] = []
    for name, inner in _members(value):
        if name.lower() in wanted:
            for item in inner if isinstance(inner, list) else [inner]:
                found.extend(words(item))
    return list(dict.fromkeys(found))


def kept(told: list[str]) -> tuple[str, ...]:
    """What a report keeps of the words: tidy, each once, and not without end."""
    first = sorted(dict.fromkeys(told), key=lambda word: word.lower() != _SOS)[:ALARM_WORDS_MAX]
    return tuple(word for word in map(clean, first) if word)


def is_sos(told: list[str]) -> bool:
    """Whether one of the words is `sos`, in any case."""
    return any(word.lower() == _SOS for word in told)


def troubles_of(told: list[str], *sets: Any) -> tuple[Trouble, ...]:
    """The troubles among the words of a device, and among the members of objects that are true."""
    named = list(told)
    for each in sets:
        if isinstance(each, dict):
            named += [name for name, value in each.items() if value is True]
    found = (_TROUBLES.get(_NOT_LETTERS.sub("", word.lower())) for word in named)
    return tuple(dict.fromkeys(trouble for trouble in found if trouble is not None))


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Every member of every object inside, without recursion."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            yield from current.items()
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)


def battery_of(percent: Any) -> float | None:
    """A share from a percentage, or None: -1 is what a device says that does not know."""
    value = number(percent)
    return value / 100 if value is not None and 0 <= value <= 100 else None
