"""Who must stay away: whom colleagues look out for, and how they are known."""

from typing import ClassVar

import msgspec

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class Vehicle(msgspec.Struct, frozen=True):
    """A vehicle of a respondent: its plate, and words such as "grey pickup"; either may be none."""

    plate: Private | None = None
    description: Private | None = None


class Respondent(msgspec.Struct, frozen=True):
    """Somebody against whom a protected person is protected, sealed under `respondent:ID`.

    `colleague` is the person id of a colleague, present or former, who is the same
    human. It is not sealed: whoever must stay away from her must do so also when
    what is known of them was erased. Before version 2 it stood sealed in `staff`.
    `photo` says where the agency keeps a picture; `devices` are the ids of a
    tracker that reports to us.
    """

    respondent: str
    name: Private
    aliases: tuple[Private, ...] = ()
    description: Private | None = None
    vehicles: tuple[Vehicle, ...] = ()
    photo: Private | None = None
    staff: Private | None = None
    devices: tuple[Private, ...] = ()
    colleague: str = ""


class RespondentSet(Fact, frozen=True):
    """This is what is known of a respondent now; what was known before stays in the ledger."""

    VERSION: ClassVar[int] = 2
    respondent: Respondent
    by: str

    def stream(self) -> str:
        return f"respondent/{self.respondent.respondent}"


class _KeptFact(Fact, frozen=True):
    colleague: str
    person: str

    def stream(self) -> str:
        return f"watch/{self.person}"


class ColleagueKeptAway(_KeptFact, frozen=True):
    """This colleague is a respondent of this person: they hear and do nothing for her any more.

    What they had of hers is taken from them in the same moment: pages, command,
    search tasks, walks with her.
    """


class ColleagueLetBack(_KeptFact, frozen=True):
    """This colleague need not stay away from this person any more, as far as is known."""
