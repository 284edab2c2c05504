"""How much earlier than her SOS the first alarm comes, for each source alone and together.

Saturday in Harlow, on the simulated clock, by the real engine. She leaves at
17:31 and gets out three letters at 17:34:00; everything else below is one source
that knew something before that. Each is played alone, with the order on record,
and then all of them. Without any source the SOS itself is the first alarm.
The moments are those of an invented story, not measured; what is measured is
what Tocsin makes of them: from the source's moment to the page.
"""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tocsin.engine.nearness import Trackers
from tocsin.engine.positions import Heard
from tocsin.exchange.fix import Fix
from tocsin.exchange.tracker import Kind, Report
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.orders import Condition, Order, OrderKind, StayAwayArea
from tocsin.facts.respondents import Respondent, Vehicle
from tocsin.facts.sightings import SightingSource
from tocsin.kernel.private import Private
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.vault import Vault
from tocsin.sim.clock import SimClock
from tocsin.sim.story import agency_of, harlow
from tocsin.sim.town import Arrived, Town
from tocsin.watch.custody_entry import StateCustody
from tocsin.watch.nearness import RecordConsent
from tocsin.watch.order_entry import EnterOrder
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.watch.sightings import ReportSighting

ZONE = ZoneInfo("America/Chicago")
DAY = datetime(2026, 11, 21, tzinfo=ZONE)
SOS_AT = DAY.replace(hour=17, minute=34)
ANA = "+15015550110"
MO = "+15015550111"
LOT = (35.2034, -92.4004)
STATION = (35.2031, -92.4012)
OUT = (35.2450, -92.4004)
"""4.6 km north of the lot: where his drive begins."""


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return DAY.replace(hour=hour, minute=minute, second=second)


def sealed(text: str) -> Private:
    return Private("respondent:R-1", text)


DAX = Respondent(
    "R-1",
    sealed("Dax Verriclough"),
    vehicles=(Vehicle(sealed("7KX410"), sealed("grey Ford pickup")),),
    devices=(sealed("dax-ankle"),),
)


def order(now: datetime) -> Order:
    ago = now - timedelta(days=40)
    return Order(
        "O-1",
        "Harlow County Court",
        OrderKind.FINAL,
        "America/Chicago",
        ("ana",),
        ("R-1",),
        ago,
        ago,
        now + timedelta(days=300),
        ago + timedelta(days=1),
        conditions=(Condition.STAY_AWAY, Condition.NO_COMMUNICATION),
        areas=(StayAwayArea(150.0, place="station_one_lot"),),
        distance_m=300.0,
        workplaces=("station_one",),
    )


class Day:
    """One playing of the Saturday."""

    def __init__(self) -> None:
        agency = agency_of(harlow())
        ledger = MemoryLedger(agency.settings.agency)
        self.town = Town(
            agency,
            SimClock(at(6, 0)),
            ledger,
            lambda: Vault(ledger, b"k" * 32, os.urandom),
            Random(7),
        )
        self.pages: list[Arrived] = []
        self.town.on_arrival = self.pages.append
        self.town.open("nell")
        self.trackers = Trackers()
        self.give(SetRespondent(DAX, "jo"))
        self.give(EnterOrder(order(self.town.now), "jo"))
        said = "county jail roster"
        self.give(
            StateCustody("R-1", CustodyStatus.IN_CUSTODY, said, at(6, 0), Certainty.CONFIRMED, "jo")
        )
        self.town.run_until(at(6, 30))
        # What the morning itself brings is read and closed before the day begins.
        self.pages.clear()

    def give(self, command) -> None:
        self.town.submit(command, "jo")

    def play(self, sources: list[Callable[["Day"], None]], *, sends: bool = True) -> "Day":
        for source in sources:
            source(self)
        if sends:
            self.town.at(SOS_AT, lambda: self.town.texts(ANA, "SOS"))
        self.town.run_until(at(17, 45))
        return self

    def first(self, *, is_urgent: bool) -> datetime | None:
        """When the first page about her was on somebody else's phone, of any kind or as an SOS."""
        purposes = ("sos",) if is_urgent else ("sos", "judge", "notice")
        moments = [
            page.at
            for page in self.pages
            if page.handed.recipient != "person:ana"
            and page.handed.purpose in purposes
            and not (is_urgent and self._is_risk(page.handed.incident))
        ]
        return min(moments, default=None)

    def _is_risk(self, incident: str) -> bool:
        found = self.town.state.response.incidents.get(incident)
        return found is not None and found.kind == "risk"


def jail(day: Day) -> None:
    """09:40: the county jail says that he is out on bond."""
    said = StateCustody(
        "R-1", CustodyStatus.AT_LARGE, "county jail roster", at(9, 40), Certainty.REPORTED, "jo"
    )
    day.town.at(at(9, 40), lambda: day.give(said))


def tracker(day: Day) -> None:
    """From 17:00 his tracker tells a fix a minute, 15 m; he is in the lot at 17:20.

    Her phone tells where she is, with her consent.
    """
    day.give(RecordConsent("person:ana", "consent", "to be warned", True, "ana"))

    def tick(minute: int) -> None:
        now = day.town.now
        day.trackers.redraw(day.town.state, now)
        share = min(1.0, max(0.0, (minute - 5) / 15))
        his = tuple(a + (b - a) * share for a, b in zip(OUT, LOT, strict=True))
        hers = STATION if minute < 32 else LOT
        heard = [_heard("person:ana", hers, now), _heard("respondent:R-1", his, now)]
        for command in (*day.trackers.hear(heard, now), *day.trackers.tick(now)):
            day.town.submit(command, "system")

    for minute in range(40):
        day.town.at(at(17, 0) + timedelta(minutes=minute), lambda minute=minute: tick(minute))


def _heard(owner: str, point: tuple[float, ...], now: datetime) -> Heard:
    fix = Fix(point[0], point[1], 15.0, None, now)
    return Heard(owner, Report("any", Kind.POSITION, (fix,)), "feed")


def camera(day: Day) -> None:
    """17:19:30: the plate reader at the gate of the lot reads his plate, an O for the 0."""
    read = ReportSighting(
        "gateway:gate",
        SightingSource.PLATE_READER,
        "Plate read by gate",
        place="station_one_lot",
        plate="7KX41O",
    )
    day.town.at(at(17, 19, 30), lambda: day.town.submit(read, "gateway:gate"))


def colleague(day: Day) -> None:
    """17:26: a colleague texts of a grey pickup in the lot; nobody judges it."""
    day.town.at(
        at(17, 26), lambda: day.town.texts(MO, "SIGHTING grey pickup, Station One parking lot")
    )


def walk(day: Day) -> None:
    """17:31: she texts that she is on her way, two minutes to her car."""
    day.town.at(at(17, 31), lambda: day.town.texts(ANA, "WALK 2"))


SOURCES = {
    "jail roster: out on bond": jail,
    "his tracker": tracker,
    "plate reader": camera,
    "colleague's text": colleague,
    "safe walk": walk,
}


def main() -> None:
    print(__doc__)
    heads = ("source", "first page of any kind", "first page as an SOS", "if she can send nothing")
    print("{:<28} {:<26} {:<26} {}".format(*heads))
    plays = {"none": [], **{name: [one] for name, one in SOURCES.items()}}
    plays["all together"] = list(SOURCES.values())
    for name, sources in plays.items():
        day = Day().play(sources)
        anything, urgent = day.first(is_urgent=False), day.first(is_urgent=True)
        silent = Day().play(sources, sends=False).first(is_urgent=True)
        print(f"{name:<28} {_lead(anything):<26} {_lead(urgent):<26} {_lead(silent)}")


def _lead(moment: datetime | None) -> str:
    if moment is None:
        return "never"
    ahead_s = (SOS_AT - moment).total_seconds()
    local = moment.astimezone(ZONE)
    return f"{local:%H:%M:%S}, {ahead_s / 60:+.1f} min"


if __name__ == "__main__":
    main()
