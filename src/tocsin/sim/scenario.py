"""Scenarios as text tables: one row is one action or one thing that must be so.

    day 2026-11-21
    given `mode = "answering"` becomes `mode = "silent"`
    17:31:00  ana texts "SOS he's in the lot"
              lee is paged
    +20s      lee texts "{code} C"                     -> answer
    expect I-1 open, command lee
    +1m       mo moves 4A21 on_scene                   -> move_not_allowed

A row begins with a time on the agency's wall clock, or with how much later than
the row before it happens; without either it is of the same moment. What stands
behind the arrow is the result: what a text was taken for, or why a command was
refused. Every promise of the simulator holds in scenarios too.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.vault import Vault
from tocsin.sim.clock import SimClock
from tocsin.sim.promises import Broken, Watch
from tocsin.sim.rows import Rows
from tocsin.sim.story import agency_of, harlow
from tocsin.sim.town import Town

UNITS_S: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}

ROW: Final = re.compile(
    r"(?:(?P<clock>\d\d:\d\d:\d\d)|\+(?P<many>\d+)(?P<unit>[smhd]))?\s*"
    r"(?P<what>.*?)(?:\s+->\s*(?P<result>\w+))?\s*"
)

DEFAULT_DAY: Final = date(2026, 11, 21)


class Failed(Exception):  # noqa: N818
    """A row did not come true; the message names it by its line."""


class Row(NamedTuple):
    """One line of a scenario that does or demands something."""

    line: int
    text: str
    clock: time | None
    later: timedelta
    what: str
    result: str


class Scenario(NamedTuple):
    """A parsed scenario."""

    day: date
    given: tuple[str, ...]
    rows: tuple[Row, ...]


def parse(text: str) -> Scenario:
    """Read a scenario. Raises ValueError for a line that is none."""
    day, given, rows = DEFAULT_DAY, [], []
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if bare.startswith("day "):
            day = date.fromisoformat(bare.removeprefix("day "))
        elif bare.startswith("given "):
            given.append(bare.removeprefix("given "))
        else:
            rows.append(_row(number, bare))
    return Scenario(day, tuple(given), tuple(rows))


def _row(number: int, text: str) -> Row:
    found = ROW.fullmatch(text)
    if found is None or not found["what"]:
        raise ValueError(f"Line {number} is no row: {text}")
    later = (
        timedelta(seconds=int(found["many"]) * UNITS_S[found["unit"]]) if found["many"] else None
    )
    return Row(
        number,
        text,
        time.fromisoformat(found["clock"]) if found["clock"] else None,
        later or timedelta(),
        found["what"],
        found["result"] or "",
    )


def run(text: str) -> Town:
    """Play a scenario to its last row. Raises Failed at the first row that is not so."""
    scenario = parse(text)
    source = harlow()
    for change in scenario.given:
        source = Rows.changed(source, change)
    town, rows = _staged(scenario, source)
    for row in scenario.rows:
        try:
            town.run_until(_moment(row, scenario.day, town))
            rows.play(row.what, row.result)
            town.run_for(0)
        except (Failed, Broken, AssertionError, LookupError) as failure:
            raise Failed(f"line {row.line}: {row.text}\n  {failure}") from failure
    return town


def _staged(scenario: Scenario, source: str) -> tuple[Town, Rows]:
    agency = agency_of(source)
    zone = ZoneInfo(agency.settings.timezone)
    first = next((row.clock for row in scenario.rows if row.clock), time(17, 31))
    start = datetime.combine(scenario.day, first, zone).astimezone(ZoneInfo("UTC"))
    chance = Random(1)
    ledger = MemoryLedger(agency.settings.agency)
    kek = chance.randbytes(32)
    town = Town(
        agency,
        SimClock(start - timedelta(seconds=5)),
        ledger,
        lambda: Vault(ledger, kek, chance.randbytes),
        Random(2),
    )
    closable: set[str] = set()
    Watch(town, closable)
    rows = Rows(town, source, closable)
    town.open()
    return town, rows


def _moment(row: Row, day: date, town: Town) -> datetime:
    """When a row happens; a time on the clock that is past means the next day."""
    if row.clock is None:
        return town.now + row.later
    zone = ZoneInfo(town.agency.settings.timezone)
    local = town.now.astimezone(zone)
    found = datetime.combine(max(day, local.date()), row.clock, zone)
    if found < local:
        found = datetime.combine(local.date() + timedelta(days=1), row.clock, zone)
    return found.astimezone(town.now.tzinfo)


def rows_of(text: str) -> Iterator[str]:
    """The rows of a scenario as they stand, for a report."""
    yield from (row.text for row in parse(text).rows)
