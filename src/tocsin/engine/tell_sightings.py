"""What is said of sightings, violations, and of who is near whom."""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import REPORTED, Line, Teller, name_of, own, quoted, words
from tocsin.engine.views import Views
from tocsin.facts import nearness, sightings
from tocsin.facts.fact import Fact


def _reported(fact: sightings.SightingReported, views: Views) -> Line:
    fits = "; ".join(
        f"fits {one.respondent} ({', '.join(map(words, one.because))})" for one in fact.candidates
    )
    where = views.place_name(fact.place)
    place = f" at {where}" if where else ""
    what = f"Sighting {fact.sighting}{place}: {quoted(fact.words)}; {fits or 'fits nobody known'}."
    return Line(name_of(fact.by, views), what, words(fact.source), REPORTED)


def _judged(fact: sightings.SightingJudged, views: Views) -> Line:
    who = f"it was {fact.respondent}" if fact.respondent else "nobody known"
    return Line(
        name_of(fact.by, views), f"Judged {fact.sighting}: {who}.", "judgement", "confirmed"
    )


def _violation(fact: sightings.ViolationRecorded, views: Views) -> Line:
    who = name_of(f"person:{fact.person}", views)
    where = views.place_name(fact.place) or "a position on record"
    what = (
        f"Violation {fact.violation} of order {fact.order} ({words(fact.what)}): "
        f"{fact.respondent} at {where}, protected is {who}; known by {words(fact.known_by)}, "
        f"{fact.cause}, at {views.local(fact.at):%H:%M:%S}."
    )
    return Line("Tocsin", what, words(fact.known_by), str(fact.certainty))


def _near(fact: nearness.NearnessChanged, views: Views) -> Line:
    who = name_of(f"person:{fact.person}", views)
    what = "a stay-away area" if fact.by == "area" else who
    far = "" if fact.distance_m is None else f", {fact.distance_m:.0f} m"
    within = f" ± {fact.uncertainty_m:.0f} m" if fact.uncertainty_m is not None else ""
    doubt = " A fix is doubtful." if fact.is_doubtful else ""
    said = f"{fact.respondent} is {words(fact.nearness)} of {what}{far}{within}.{doubt}"
    return Line("Tocsin", said, "tracker", REPORTED)


def _consent(fact: nearness.ConsentRecorded, views: Views) -> Line:
    what = "are looked at" if fact.is_given else "are looked at no more"
    said = f"Positions of {fact.owner} {what}: {words(fact.basis)}, {fact.purpose}."
    return Line(name_of(fact.by, views), said, "board", REPORTED)


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
