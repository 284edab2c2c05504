"""While the program gets ready: light answers at once, so that nobody waits for a compiler.

What searches and travel times need is compiled on its first use on a machine,
which takes many seconds. That happens here, in another thread, on questions that
nobody asked; until it is done units are ranked along straight lines and she is
where the best evidence says. Only a search must wait, and is asked for again.
"""

# ruff: noqa: ARG002 - the questions are the protocol's; most are not looked at yet.

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from tocsin.facts.agency import Place, Policy
from tocsin.facts.incidents import Certainty, Evidence
from tocsin.facts.search import Mode, Searcher
from tocsin.ground.ground import (
    AssignAsked,
    DivideAsked,
    Ground,
    Located,
    Peak,
    Planner,
    Start,
)
from tocsin.ground.straight import StraightGround
from tocsin.kernel.private import Private
from tocsin.response import place
from tocsin.response.arrival import Spot
from tocsin.response.incident import Incident
from tocsin.response.search import Advice, Assignment, Search

NOBODY: Final = "system"


class NotReadyError(Exception):
    """The program is still getting ready for this; ask again."""


class WakingGround(StraightGround):
    """The lightest answers there are, for the first seconds of a service."""

    def locate(self, incident: Incident, places: Mapping[str, Place], now: datetime) -> Located:
        """Where the best evidence says."""
        best = place.best(incident.evidence)
        point = place.point_of(best, dict(places))
        if best is None or point is None:
            return Located((), 1.0, is_wide=False, disagrees=False)
        known = places.get(best.place)
        label = known.name if known else ""
        radius_m = max(10.0, best.accuracy_m)
        peak = Peak(*point, label, best.confidence, radius_m, 2 * radius_m, (best.source,))
        return Located((peak,), 1.0 - best.confidence, is_wide=False, disagrees=False)

    def planner(self) -> Planner:
        """Nobody yet."""
        return NobodyPlans()


class NobodyPlans:
    """Plans nothing, and says so, so that it is asked for again."""

    def divide(self, asked: DivideAsked) -> Advice | None:
        """Not yet. NotReadyError."""
        raise NotReadyError

    def assign(self, asked: AssignAsked) -> list[Assignment]:
        """Not yet. NotReadyError."""
        raise NotReadyError


def wake(ground: Ground, places: Sequence[Place], now: datetime) -> None:
    """Ask this ground everything once, about a place of the agency, so that all is compiled."""
    if not places:
        return
    here = (places[0].latitude, places[0].longitude)
    start, spot = Start("unit", here, None, 60.0), Spot(*here)
    ground.arrivals([start], [spot], {}, now)
    ground.covers([start], places[:1], 480.0, {}, now)
    ground.staging([spot], start, {}, now)
    ground.route(start, spot, {}, now)
    ground.reach(spot, [2.0], {}, now)
    ground.read("help at the lot, 5th and main", places, now)
    made, starts = _example(here, now), {"unit:u": start, "person:p": start}
    ground.locate(made, {}, now)
    assert made.search is not None
    planner = ground.planner()
    advice = planner.divide(DivideAsked(made, made.search, {}, starts, 900.0, {}, now))
    if advice is not None:
        search = Search(NOBODY, made.search.searchers, 1, advice.segments, stale="")
        planner.assign(AssignAsked(made.incident, search, starts, 900.0, {}, now))


def _example(here: tuple[float, float], now: datetime) -> Incident:
    point = Private(NOBODY, f"{here[0]:.6f},{here[1]:.6f}")
    evidence = tuple(
        Evidence(source, "", point, 120.0, now, Certainty.REPORTED) for source in ("words", "phone")
    )
    searchers = (Searcher("unit:u", Mode.VEHICLE), Searcher("person:p", Mode.FOOT))
    return Incident(
        "example",
        "duress",
        NOBODY,
        None,
        verified=False,
        silent=False,
        policy=Policy("none", ()),
        response="duress",
        opened_at=now,
        evidence=evidence,
        search=Search(NOBODY, searchers),
    )
