"""One readable file says what the agency is; this reads it, or says what is wrong.

Reading is in two passes. The first turns every table into a value on its own
(`agency.items`); the second sees whether they fit each other (`agency.check`).
Both report into one list, so that a person mends the file in one go.
"""

from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from tocsin.agency import items
from tocsin.agency.check import At, Draft, check
from tocsin.agency.mistakes import Mistake, Report
from tocsin.agency.row import Row
from tocsin.agency.source import LOST, read_source
from tocsin.agency.state import Agency
from tocsin.facts.agency import Settings

T = TypeVar("T")


def read(text: str) -> tuple[Agency | None, tuple[Mistake, ...]]:
    """The agency that the text of a TOML file describes, or every mistake in it.

    Exactly one of the two is given: a file with any mistake changes nothing.
    Never raises.
    """
    source = read_source(text)
    report = Report(source.data, source.lines, partial=bool(source.broken))
    draft = _draft(Row(report, (), source.data))
    check(draft, report)
    mistakes = tuple(sorted({*source.broken, *report.mistakes()}))
    if mistakes or draft.settings is None:
        return None, mistakes
    return _agency(draft, draft.settings), ()


def _draft(file: Row) -> Draft:
    """Read every table on its own."""
    table = file.table("agency")
    settings = None if table is None else items.settings(table)
    region = settings.region if settings else "US"
    tz = ZoneInfo(settings.timezone if settings else "UTC")
    draft = Draft(
        settings=settings,
        staff=_each(file, "staff", lambda row: items.staff(row, region)),
        places=_each(file, "place", items.place),
        units=_each(file, "unit", lambda row: items.unit(row, region)),
        policies=_each(file, "policy", items.policy),
        oncalls=_each(file, "oncall", lambda row: items.oncall(row, tz)),
        safety_plans=_each(file, "safety_plan", items.safety_plan),
        response_plans=_each(file, "response_plan", items.response_plan),
    )
    # What stands below a header that could not be read was reported with it.
    file.close(ignored=LOST)
    return draft


def _each(file: Row, table: str, make: Callable[[Row], T | None]) -> list[At[T]]:
    found = []
    for row in file.rows(table):
        item = make(row)
        row.close()
        if item is not None:
            found.append(At(row.path, item))
    return found


def _agency(draft: Draft, settings: Settings) -> Agency:
    return Agency(
        settings=settings,
        staff={at.item.person: at.item for at in draft.staff},
        places={at.item.place: at.item for at in draft.places},
        units={at.item.unit: at.item for at in draft.units},
        policies={at.item.policy: at.item for at in draft.policies},
        oncalls={at.item.oncall: at.item for at in draft.oncalls},
        safety_plans={at.item.person: at.item for at in draft.safety_plans},
        response_plans={at.item.kind: at.item for at in draft.response_plans},
    )
