"""One table of the agency file, read key by key.

Every method reads one key and gives a value that is always usable; whatever was
wrong is in the report. `close` then names the keys that nobody asked for.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, TypeVar

from tocsin.agency.mistakes import Path, Report, closest, is_id, nearest
from tocsin.agency.numbers import e164
from tocsin.agency.weekly import DAYS, moment
from tocsin.kernel.limits import (
    AGENCY_ID_CHARACTERS_MAX,
    AGENCY_ITEMS_MAX,
    AGENCY_LIST_ITEMS_MAX,
    AGENCY_TEXT_CHARACTERS_MAX,
)
from tocsin.kernel.private import Private

T = TypeVar("T")

_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_EMAIL: Final = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;.]+")
_SERVICE: Final = re.compile(r"[a-z][a-z0-9+.-]*://\S+")
_DEVICE: Final = re.compile(r"[^\s,]{1,64}")
_ID_RULE: Final = (
    f"letters, digits, - and _, at most {AGENCY_ID_CHARACTERS_MAX} characters, "
    "at least one letter, and no five digits in a row."
)
_DAYS_RULE: Final = 'a list of mon, tue, wed, thu, fri, sat, sun, or one text like "mon-fri".'
_KINDS: Final = {
    str: 'text in "quotes"',
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list in [ ]",
    dict: "a table",
}


class Row:
    """A table at `path` of the file."""

    def __init__(self, report: Report, path: Path, data: dict[str, Any]) -> None:
        self.report = report
        self.path = path
        self._data = data
        self._asked: set[str] = set()
        self._missing: dict[str, tuple[str, str]] = {}

    def close(self, ignored: str = "") -> None:
        """Report every key that nobody asked for, and what is missing besides.

        A missing key whose misspelling is there is one mistake, not two.
        """
        known = self._asked
        for key in self._data.keys() - known - {ignored}:
            self.report.unknown_key((*self.path, key), known)
            meant = closest(key, known) or ""
            self._missing.pop(meant, None)
            if not self.path:
                # The rows of a misspelt table are not missing either.
                self.report.doubt(meant)
        for key, (wrong, accepted) in self._missing.items():
            self.report.missing((*self.path, key), wrong, accepted)

    def wrong(self, key: str, wrong: str, accepted: str) -> None:
        """The value of this key is wrong."""
        self.report.add((*self.path, key), wrong, accepted)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that says something. Without a default it must be there."""
        value: str | None = self._value(key, str, default)
        if value is None or key not in self._data:
            return default or ""
        self._sized((*self.path, key), value)
        return value.strip()

    def identifier(self, key: str, table: str) -> str:
        """The id of a row of `table`."""
        value = self.text(key)
        if value and not is_id(value):
            self.wrong(key, "this cannot be an id.", _ID_RULE)
        if not is_id(value):
            self.report.doubt(table, value)
            return ""
        return value

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One of a few words."""
        value = self.text(key, default)
        if value in choices or not value:
            return value
        self.wrong(key, "this is not one of the words known here.", nearest(value, choices))
        return default or choices[0]

    def whole(self, key: str, default: int | None, low: int, high: int, unit: str) -> int:
        """A whole number of `unit` from `low` to `high`."""
        value = self._value(key, int, default)
        if value is None:
            return low if default is None else default
        if not low <= value <= high:
            self.wrong(key, "this is out of bounds.", f"{low} to {high} {unit}.")
            return low
        return int(value)

    def number(self, key: str) -> float | None:
        """A number, or None when there is none."""
        value = self._value(key, float, None)
        return None if value is None else float(value)

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._value(key, bool, default)
        return default if value is None else bool(value)

    def texts(self, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """A list of texts; one that is none, or says nothing, is left out."""
        return tuple(text for _, text in self.each_text(key, default))

    def each_text(
        self, key: str, default: tuple[str, ...] | None = ()
    ) -> Iterator[tuple[Path, str]]:
        """The texts of a list, each with its path."""
        values = self._value(key, list, None if default is None else list(default))
        if default is None and values == []:
            self.wrong(key, "the list is empty.", "one text in it, or more.")
        for index, value in enumerate(self._bounded(key, values or [], AGENCY_LIST_ITEMS_MAX)):
            path: Path = (*self.path, key, index)
            if not isinstance(value, str):
                self._mistyped(path, str)
            elif self._sized(path, value):
                yield path, value.strip()

    def rows(self, key: str, *, required: bool = False) -> Iterator["Row"]:
        """The tables of a list of tables; `required` is at least one."""
        values = self._value(key, list, None if required else [])
        if required and values == []:
            self.wrong(key, "it is empty.", f"one {key} or more.")
        most = AGENCY_LIST_ITEMS_MAX if self.path else AGENCY_ITEMS_MAX
        for index, value in enumerate(self._bounded(key, values or [], most)):
            if isinstance(value, dict):
                yield Row(self.report, (*self.path, key, index), value)
            else:
                self._mistyped((*self.path, key, index), dict)

    def table(self, key: str) -> "Row | None":
        """The one table of this name."""
        value = self._value(key, dict, None)
        return None if value is None else Row(self.report, (*self.path, key), value)

    def days(self, key: str) -> tuple[str, ...]:
        """Days of the week in order: a list of days, or `mon-fri`, `sat, sun`, `daily`."""
        value = self._data.get(key)
        if isinstance(value, str):
            self._asked.add(key)
            found = _spelled_days(value)
        else:
            found = set(self.texts(key, None))
        if found is None or not found <= set(DAYS):
            self.wrong(key, "these are not days of the week.", _DAYS_RULE)
            return ()
        return tuple(day for day in DAYS if day in found)

    def clock(self, key: str, default: str | None = None) -> str:
        """A wall time `HH:MM`."""
        value = self.text(key, default)
        if value and not _CLOCK.fullmatch(value):
            self.wrong(key, "this is no time of day.", '"00:00" to "23:59", as "HH:MM".')
            return default or "00:00"
        return value or "00:00"

    def moment(self, key: str, tz: tzinfo) -> datetime | None:
        """A date with a time, in UTC; without an offset it is on the clocks of `tz`."""
        rule = "a date with a time and no quotes, such as 2031-05-24T17:30:00."
        self._asked.add(key)
        value = self._data.get(key)
        if value is None:
            self._missing[key] = f"{key} is missing.", rule
        elif not isinstance(value, datetime):
            self.wrong(key, "this is no moment.", rule)
        else:
            try:
                return moment(value, tz) if value.tzinfo is None else value.astimezone(UTC)
            except (OverflowError, ValueError):
                self.wrong(key, "this is no moment that any clock will show.", rule)
        return None

    def numbers(self, subject: str, region: str) -> tuple[Private, ...]:
        """Phone numbers as E.164, sealed under the subject, each once."""
        found: dict[str, None] = {}
        rule = f"+ and country code, or a number of {region}; one that a phone can have."
        for path, written in self.each_text("numbers"):
            number = e164(written, region)
            if number is None:
                self.report.add(path, "this is no phone number.", rule)
            elif number in found:
                self.report.add(path, "this number stands here twice.", "each number once.")
            else:
                found[number] = None
        return tuple(Private(subject, number) for number in found)

    def emails(self, subject: str) -> tuple[Private, ...]:
        """E-mail addresses, sealed under the subject."""
        return self._addresses("emails", _EMAIL, subject, "an address such as name@example.org.")

    def services(self, subject: str) -> tuple[Private, ...]:
        """Apprise URLs, sealed under the subject."""
        return self._addresses("services", _SERVICE, subject, "an Apprise URL such as ntfy://….")

    def devices(self, subject: str) -> tuple[Private, ...]:
        """Ids of trackers, sealed under the subject."""
        rule = "the id that the tracker sends, without blanks, at most 64 characters."
        return self._addresses("devices", _DEVICE, subject, rule)

    def badges(self, subject: str) -> tuple[Private, ...]:
        """Ids of what opens doors, sealed under the subject."""
        rule = "the id that the doors know, without blanks, at most 64 characters."
        return self._addresses("badges", _DEVICE, subject, rule)

    def private(self, key: str, subject: str) -> Private | None:
        """A text sealed under the subject, or None when it is not there."""
        return Private(subject, value) if (value := self.text(key, "")) else None

    def _addresses(
        self, key: str, form: re.Pattern[str], subject: str, rule: str
    ) -> tuple[Private, ...]:
        found: dict[str, None] = {}
        for path, written in self.each_text(key):
            if form.fullmatch(written):
                found[written] = None
            else:
                self.report.add(path, "this is no address.", rule)
        return tuple(Private(subject, address) for address in found)

    def _value(self, key: str, kind: type[T], default: T | None) -> Any:
        """The value when it has the right type, else the default; None is required."""
        self._asked.add(key)
        value = self._data.get(key)
        if key not in self._data:
            if default is None:
                self._missing[key] = f"{key} is missing.", f"{key} = {_KINDS[kind]}."
            return default
        if type(value) is kind or (kind is float and type(value) is int):
            return value
        if type(value) is dict and kind is list:
            # Either [row] was written for [[row]], or the rows this belongs to are misspelt.
            header = ".".join(part for part in (*self.path, key) if isinstance(part, str))
            self._missing[key] = "this is of the wrong type.", f"[[{header}]], or a list in [ ]."
        else:
            self._mistyped((*self.path, key), kind)
        return None

    def _mistyped(self, path: Path, kind: type) -> None:
        self.report.add(path, "this is of the wrong type.", f"{_KINDS[kind]}.")

    def _sized(self, path: Path, value: str) -> bool:
        if not value.strip():
            self.report.add(path, "there is nothing in the quotes.", "a text, or no such line.")
            return False
        if len(value) > AGENCY_TEXT_CHARACTERS_MAX:
            most = f"at most {AGENCY_TEXT_CHARACTERS_MAX} characters."
            self.report.add(path, "this text is too long.", most)
            return False
        return True

    def _bounded(self, key: str, values: list[Any], most: int) -> list[Any]:
        if len(values) > most:
            self.wrong(key, "there are too many.", f"at most {most}.")
        return values[:most]


def _spelled_days(text: str) -> set[str] | None:
    """The days of `mon-fri, sun`, or None when a part of it is no day."""
    found: set[str] = set()
    for part in text.casefold().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        if part in {"daily", "everyday"}:
            found.update(DAYS)
        elif first not in DAYS or (dash and last not in DAYS):
            return None
        else:
            start, end = DAYS.index(first), DAYS.index(last or first)
            found.update(DAYS[day % 7] for day in range(start, end + 1 + 7 * (end < start)))
    return found
