"""What is said of places, units sent, roads, searches and shifts that end."""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import (
    RECORDED,
    REPORTED,
    Line,
    Teller,
    board,
    name_of,
    names_of,
    own,
    quoted,
    said,
    we,
    words,
)
from tocsin.engine.views import Views
from tocsin.facts import handovers, incidents, roads, search, units
from tocsin.facts.fact import Fact
from tocsin.kernel.limits import ARRIVAL_SAID_MAX_S

_SOURCES: Final = {
    "words": "text message",
    "sighting": "text message",
    "phone": "phone",
    "roster": "roster",
    "walk": "safe walk",
    "searcher": "searcher",
    "neighbour": "neighbour",
}


def _located(fact: incidents.LocationGiven, views: Views) -> Line:
    evidence = fact.evidence
    where = views.evidence_words(evidence)
    doubt = f" Doubtful: {words(evidence.doubt)}." if evidence.doubt else ""
    what = f"Place of {fact.incident}: {where}, within {evidence.accuracy_m:.0f} m.{doubt}"
    # A third party's word is typed in by a dispatcher, or texted by whoever is named.
    is_texted = evidence.source == "third_party" and ":" in fact.by
    source = "text message" if is_texted else _SOURCES.get(evidence.source, "board")
    who = "Tocsin" if source == "roster" else name_of(fact.by, views)
    return Line(who, what, source, str(evidence.certainty))


def _minutes(seconds: float) -> str:
    if seconds > ARRIVAL_SAID_MAX_S:
        return f"more than {ARRIVAL_SAID_MAX_S // 3600} h"
    return f"{seconds / 60:.1f} min"


def _dispatched(fact: units.UnitDispatched, views: Views) -> Line:
    far = "" if fact.distance_m is None else f", {fact.distance_m / 1000:.1f} km by straight line"
    if fact.travel_s is not None:
        by = "road" if fact.method == "road" else "straight line"
        far += f", {_minutes(fact.travel_s)} by {by}"
    if fact.line_unit and fact.line_travel_s is not None:
        far += f" (nearest by straight line: {fact.line_unit}, {_minutes(fact.line_travel_s)})"
    staged = " Waits nearby until it is safe." if fact.staged else ""
    why = ", ".join(words(reason) for reason in fact.reasons)
    what = f"Sent {fact.unit} to {fact.incident}: {why}{far}.{staged}"
    return Line(name_of(fact.by, views), what, "board", RECORDED)


def _handed_over(fact: handovers.ShiftHandedOver, views: Views) -> Line:
    to = name_of(fact.to, views) if fact.to else "whoever comes next"
    owed = "; ".join(
        f"{each.incident} ({', '.join(map(words, each.what)) or 'nothing owed'})"
        for each in fact.owed
    )
    what = f"Hands the shift over to {to}: {quoted(fact.words)}. Open: {owed or 'nothing'}."
    return Line(name_of(fact.by, views), what, "board", REPORTED)


def _handover_received(fact: handovers.HandoverReceived, views: Views) -> Line:
    taken = f" and takes command of {', '.join(fact.incidents)}" if fact.incidents else ""
    return Line(name_of(fact.by, views), f"Receives the hand-over{taken}.", "board", REPORTED)


def _road(fact: roads.RoadConditionSet, views: Views) -> Line:
    what = "is closed" if fact.condition is roads.Condition.CLOSED else "is slow"
    until = f" until {views.local(fact.until):%H:%M}" if fact.until else ""
    return Line(name_of(fact.by, views), f"Road {fact.road} {what}{until}.", "board", REPORTED)


def _started(fact: search.SearchStarted, views: Views) -> Line:
    who = names_of([one.recipient for one in fact.searchers], views)
    return Line(
        name_of(fact.by, views), f"Search for {fact.incident} with {who}.", "board", RECORDED
    )


def _planned(fact: search.SearchPlanned, _views: Views) -> Line:
    if not fact.segments:
        return we(f"Search of {fact.incident}: nothing to divide yet ({words(fact.because)}).")
    return we(
        f"Search of {fact.incident}: {len(fact.segments)} segments ({words(fact.because)}); "
        f"{fact.found_within:.0%} found within {fact.horizon_s // 60} min; "
        f"{fact.elsewhere:.0%} lies elsewhere."
    )


def _task(fact: search.SearchTaskGiven, views: Views) -> Line:
    where = views.segment_words(fact.incident, fact.segment)
    by = f"{views.local(fact.done_by):%H:%M}"
    return we(f"{name_of(fact.recipient, views)} is to search {where} ({fact.task}) by {by}.")


def _cleared(fact: search.SegmentCleared, views: Views) -> Line:
    where = views.segment_words(fact.incident, fact.segment)
    what = f"Searched {where}: clear, with {fact.pod:.0%} certainty."
    return said(fact.by, what, views, "searcher")


def _found(fact: search.PersonFound, views: Views) -> Line:
    where = views.segment_words(fact.incident, fact.segment) if fact.segment else "found"
    return said(fact.by, f"FOUND for {fact.incident}: {where}.", views, "searcher")


def _over(fact: search.SearchEnded, views: Views) -> Line:
    what = f"Search of {fact.incident} is over: {words(fact.reason)}."
    return Line(name_of(fact.by, views), what, "board", RECORDED)


SPACE: Final[Mapping[type[Fact], Teller]] = {
    incidents.LocationGiven: _located,
    units.UnitDispatched: _dispatched,
    roads.RoadConditionSet: _road,
    handovers.ShiftHandedOver: _handed_over,
    handovers.HandoverReceived: _handover_received,
    roads.RoadConditionEnded: board("Road {fact.road} is as it was."),
    search.SearchStarted: _started,
    search.SearchPlanned: _planned,
    search.SearchTaskGiven: _task,
    search.SearchersIdle: own("{fact.incident}: some searchers wait for the next plan."),
    search.SegmentCleared: _cleared,
    search.SearchTaskOverdue: lambda f, v: we(
        f"{name_of(f.recipient, v)} has not answered from search task {f.task}."
    ),
    search.SearchTaskEnded: lambda f, _: we(f"Search task {f.task} is over: {words(f.reason)}."),
    search.PersonFound: _found,
    search.SearchEnded: _over,
}
