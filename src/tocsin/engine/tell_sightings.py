"""What is said of sightings, violations, and of who is near whom."""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import (
    REPORTED,
    Line,
    Teller,
    name_of,
    own,
    quoted,
    said,
    term,
    terms,
)
from tocsin.engine.views import Views
from tocsin.facts import nearness, sightings
from tocsin.facts.fact import Fact


def _reported(fact: sightings.SightingReported, views: Views) -> Line:
    tell = views.tongue.tell
    fits = "; ".join(
        tell("fits {0} ({1})", one.respondent, terms(one.because, views)) for one in fact.candidates
    )
    where, found = views.place_name(fact.place), fits or tell("fits nobody known")
    who, seen = f"{fact.source}", quoted(fact.words)
    if where:
        pattern = "Sighting {0} at {1}: {2}; {3}."
        return said(fact.by, views, who, pattern, fact.sighting, where, seen, found)
    return said(fact.by, views, who, "Sighting {0}: {1}; {2}.", fact.sighting, seen, found)


def _judged(fact: sightings.SightingJudged, views: Views) -> Line:
    pattern = "Judged {0}: it was {1}." if fact.respondent else "Judged {0}: nobody known."
    told = said(fact.by, views, "judgement", pattern, fact.sighting, fact.respondent)
    return told._replace(certainty="confirmed")


def _violation(fact: sightings.ViolationRecorded, views: Views) -> Line:
    who = name_of(f"person:{fact.person}", views)
    where = views.place_name(fact.place) or views.tongue.tell("a position on record")
    known_by = term(fact.known_by, views)
    what = views.tongue.tell(
        "Violation {0} of order {1} ({2}): {3} at {4}, protected is {5}; "
        "known by {6}, {7}, at {8}.",
        fact.violation,
        fact.order,
        term(fact.what, views),
        fact.respondent,
        where,
        who,
        known_by,
        fact.cause,
        f"{views.local(fact.at):%H:%M:%S}",
    )
    return Line("Tocsin", what, known_by, str(fact.certainty))


def _near(fact: nearness.NearnessChanged, views: Views) -> Line:
    who = name_of(f"person:{fact.person}", views)
    tell = views.tongue.tell
    what = tell("a stay-away area") if fact.by == "area" else who
    far = "" if fact.distance_m is None else f", {fact.distance_m:.0f} m"
    far += f" ± {fact.uncertainty_m:.0f} m" if fact.uncertainty_m is not None else ""
    near = term(fact.nearness, views)
    told = tell("{0} is {1} of {2}{3}.", fact.respondent, near, what, far)
    told += tell(" A fix is doubtful.") if fact.is_doubtful else ""
    return Line("Tocsin", told, views.tongue.term("tracker"), REPORTED)


def _consent(fact: nearness.ConsentRecorded, views: Views) -> Line:
    pattern = (
        "Positions of {0} are looked at: {1}, {2}."
        if fact.is_given
        else "Positions of {0} are looked at no more: {1}, {2}."
    )
    basis = term(fact.basis, views)
    return said(fact.by, views, "board", pattern, fact.owner, basis, fact.purpose)


SIGHTINGS: Final[Mapping[type[Fact], Teller]] = {
    sightings.SightingTexted: own("{fact.signal} tells of a sighting."),
    sightings.WordsCompared: own("The words of {fact.signal} fit nobody whom a plan warns of."),
    sightings.SightingReported: _reported,
    sightings.SightingJudged: _judged,
    sightings.SightingUnjudged: own("Nobody judged {fact.sighting} in time: it counts as him."),
    sightings.ViolationRecorded: _violation,
    nearness.NearnessChanged: _near,
    nearness.TrackerTroubled: own("The tracker of {fact.owner}: {fact.trouble}."),
    nearness.TrackerRestored: own("The tracker of {fact.owner} is right again: {fact.trouble}."),
    nearness.ConsentRecorded: _consent,
}
