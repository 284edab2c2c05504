"""What is said of places, units sent, roads, searches and shifts that end."""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import (
    Line,
    Teller,
    board,
    done,
    name_of,
    names_of,
    own,
    quoted,
    said,
    term,
    terms,
    we,
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
    tongue = views.tongue
    where, metres = views.evidence_words(evidence, tongue), f"{evidence.accuracy_m:.0f}"
    what = tongue.tell("Place of {0}: {1}, within {2} m.", fact.incident, where, metres)
    if evidence.doubt:
        what += tongue.tell(" Doubtful: {0}.", term(evidence.doubt, views))
    # A third party's word is typed in by a dispatcher, or texted by whoever is named.
    is_texted = evidence.source == "third_party" and ":" in fact.by
    source = "text message" if is_texted else _SOURCES.get(evidence.source, "board")
    who = "Tocsin" if source == "roster" else name_of(fact.by, views)
    return Line(who, what, tongue.term(source), str(evidence.certainty))


def _minutes(seconds: float, views: Views) -> str:
    if seconds > ARRIVAL_SAID_MAX_S:
        return views.tongue.tell("more than {0} h", ARRIVAL_SAID_MAX_S // 3600)
    return f"{seconds / 60:.1f} min"


def _dispatched(fact: units.UnitDispatched, views: Views) -> Line:
    why, far = terms(fact.reasons, views), _how_far(fact, views)
    told = done(fact.by, views, "Sent {0} to {1}: {2}{3}.", fact.unit, fact.incident, why, far)
    if not fact.staged:
        return told
    return told._replace(what=told.what + views.tongue.tell(" Waits nearby until it is safe."))


def _how_far(fact: units.UnitDispatched, views: Views) -> str:
    tell, far = views.tongue.tell, ""
    if fact.distance_m is not None:
        far = tell(", {0} km by straight line", f"{fact.distance_m / 1000:.1f}")
    if fact.travel_s is not None:
        pattern = ", {0} by road" if fact.method == "road" else ", {0} by straight line"
        far += tell(pattern, _minutes(fact.travel_s, views))
    if fact.line_unit and fact.line_travel_s is not None:
        minutes = _minutes(fact.line_travel_s, views)
        far += tell(" (nearest by straight line: {0}, {1})", fact.line_unit, minutes)
    return far


def _handed_over(fact: handovers.ShiftHandedOver, views: Views) -> Line:
    tell = views.tongue.tell
    to = name_of(fact.to, views) if fact.to else tell("whoever comes next")
    owed = "; ".join(
        f"{each.incident} ({terms(each.what, views) or tell('nothing owed')})" for each in fact.owed
    )
    pattern = "Hands the shift over to {0}: {1}. Open: {2}."
    left = owed or tell("nothing")
    return said(fact.by, views, "board", pattern, to, quoted(fact.words), left)


def _handover_received(fact: handovers.HandoverReceived, views: Views) -> Line:
    if not fact.incidents:
        return said(fact.by, views, "board", "Receives the hand-over.")
    pattern = "Receives the hand-over and takes command of {0}."
    return said(fact.by, views, "board", pattern, ", ".join(fact.incidents))


def _road(fact: roads.RoadConditionSet, views: Views) -> Line:
    is_closed = fact.condition is roads.Condition.CLOSED
    if not fact.until:
        pattern = "Road {0} is closed." if is_closed else "Road {0} is slow."
        return said(fact.by, views, "board", pattern, fact.road)
    pattern = "Road {0} is closed until {1}." if is_closed else "Road {0} is slow until {1}."
    return said(fact.by, views, "board", pattern, fact.road, f"{views.local(fact.until):%H:%M}")


def _started(fact: search.SearchStarted, views: Views) -> Line:
    who = names_of([one.recipient for one in fact.searchers], views)
    return done(fact.by, views, "Search for {0} with {1}.", fact.incident, who)


def _planned(fact: search.SearchPlanned, views: Views) -> Line:
    why = term(fact.because, views)
    if not fact.segments:
        return we(views, "Search of {0}: nothing to divide yet ({1}).", fact.incident, why)
    return we(
        views,
        "Search of {0}: {1} segments ({2}); {3} found within {4} min; {5} lies elsewhere.",
        fact.incident,
        len(fact.segments),
        why,
        f"{fact.found_within:.0%}",
        fact.horizon_s // 60,
        f"{fact.elsewhere:.0%}",
    )


def _task(fact: search.SearchTaskGiven, views: Views) -> Line:
    where = views.segment_words(fact.incident, fact.segment)
    by = f"{views.local(fact.done_by):%H:%M}"
    who = name_of(fact.recipient, views)
    return we(views, "{0} is to search {1} ({2}) by {3}.", who, where, fact.task, by)


def _cleared(fact: search.SegmentCleared, views: Views) -> Line:
    where = views.segment_words(fact.incident, fact.segment)
    pattern = "Searched {0}: clear, with {1} certainty."
    return said(fact.by, views, "searcher", pattern, where, f"{fact.pod:.0%}")


def _found(fact: search.PersonFound, views: Views) -> Line:
    where = views.segment_words(fact.incident, fact.segment) if fact.segment else ""
    where = where or views.tongue.tell("found")
    return said(fact.by, views, "searcher", "FOUND for {0}: {1}.", fact.incident, where)


def _over(fact: search.SearchEnded, views: Views) -> Line:
    why = term(fact.reason, views)
    return done(fact.by, views, "Search of {0} is over: {1}.", fact.incident, why)


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
        v, "{0} has not answered from search task {1}.", name_of(f.recipient, v), f.task
    ),
    search.SearchTaskEnded: lambda f, v: we(
        v, "Search task {0} is over: {1}.", f.task, term(f.reason, v)
    ),
    search.PersonFound: _found,
    search.SearchEnded: _over,
}
