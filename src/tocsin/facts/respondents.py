"""Who must stay away: whom colleagues look out for, and how they are known."""

import msgspec

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class Vehicle(msgspec.Struct, frozen=True):
    """A vehicle of a respondent: its plate, and words such as "grey pickup"; either may be none."""

    plate: Private | None = None
    description: Private | None = None


class Respondent(msgspec.Struct, frozen=True):
    """Somebody against whom a protected person is protected, sealed under `respondent:ID`.

    `staff` is the person id of a colleague, present or former, who is the same
    human; `photo` says where the agency keeps a picture; `devices` are the ids of
    a tracker that reports to us.
    """

    respondent: str
    name: Private
    aliases: tuple[Private, ...] = ()
    description: Private | None = None
    vehicles: tuple[Vehicle, ...] = ()
    photo: Private | None = None
    staff: Private | None = None
    devices: tuple[Private, ...] = ()


class RespondentSet(Fact, frozen=True):
    """This is what is known of a respondent now; what was known before stays in the ledger."""

    respondent: Respondent
    by: str

    def stream(self) -> str:
        return f"respondent/{self.respondent.respondent}"
