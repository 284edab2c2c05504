"""People of a list brought into the text of an agency file.

The file is not written anew: what is new is put below it, so comments and order stay. The
whole must then read without a mistake, by the same rules as any agency file.
"""

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from tocsin.agency.load import read
from tocsin.agency.numbers import e164
from tocsin.agency.state import Agency
from tocsin.onboarding.roll import Entry, Wrong


class Joined(NamedTuple):
    """The text of the file with those who are new, who they are, and the lines passed over.

    With anything in `wrong` the text is not to be written.
    """

    text: str
    added: tuple[Entry, ...]
    there: tuple[int, ...]
    wrong: tuple[Wrong, ...]


def join(text: str, agency: Agency, entries: Sequence[Entry]) -> Joined:
    """Bring people into a file that reads as `agency`; who is in it already stays as they are."""
    known = _known(agency)
    there = tuple(each.line for each in entries if _is_known(each, known, agency))
    added = tuple(each for each in entries if each.line not in there)
    if not added:
        return Joined(text, (), there, ())
    whole, wrong = with_blocks(text.rstrip("\n") + "\n", added)
    return Joined(whole, added, there, wrong)


def with_blocks(
    head: str, entries: Sequence[Entry], tail: str = ""
) -> tuple[str, tuple[Wrong, ...]]:
    """The text with these people in it, and what is wrong, with the lines of the list.

    A mistake outside of the people's tables is of the file itself: it has line 0.
    """
    starts: list[int] = []
    parts = [head]
    line = head.count("\n") + 1
    for entry in entries:
        block = "\n" + entry.block()
        starts.append(line)
        parts.append(block)
        line += block.count("\n")
    text = "".join([*parts, tail])
    _, mistakes = read(text)
    wrong = []
    for mistake in mistakes:
        at = bisect.bisect_right(starts, mistake.line) - 1
        is_theirs = at >= 0 and mistake.line < line
        said = mistake.wrong if is_theirs else f"{mistake.where}: {mistake.wrong}"
        wrong.append(Wrong(entries[at].line if is_theirs else 0, said, mistake.accepted))
    return text, tuple(wrong)


def _known(agency: Agency) -> set[str]:
    """Every number and address of the staff of an agency."""
    staff = agency.staff.values()
    return {
        each.reveal().casefold() for person in staff for each in (*person.numbers, *person.emails)
    }


def _is_known(entry: Entry, known: set[str], agency: Agency) -> bool:
    region = agency.settings.region
    numbers = (e164(each, region) for each in entry.numbers)
    ways = {each.casefold() for each in (*numbers, *entry.emails) if each}
    return entry.person in agency.staff or bool(ways & known)
