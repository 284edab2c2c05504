"""From state to view: where she may be, how the search stands, which roads are closed."""

from collections.abc import Iterable, Iterator

from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.facts.search import Mode, Segment
from tocsin.facts.units import Reason
from tocsin.kernel.private import Private
from tocsin.response.arrival import Arrival, Staging
from tocsin.response.incident import Incident
from tocsin.response.search import Search
from tocsin.roads.reach import Isochrone
from tocsin.roads.routes import Route
from tocsin.web.shown_space import (
    ArrivalShown,
    LocatedShown,
    PeakShown,
    ReachShown,
    RoadShown,
    RouteShown,
    SearcherShown,
    SearchShown,
    SegmentShown,
    StagingShown,
    StepShown,
    TaskShown,
)


def arrival_shown(arrival: Arrival | None) -> ArrivalShown | None:
    """When a unit could be there; None where no place is known."""
    if arrival is None:
        return None
    return ArrivalShown(
        round(arrival.travel_s),
        round(arrival.low_s),
        round(arrival.high_s),
        round(arrival.turnout_s),
        round(arrival.road_s),
        round(arrival.foot_s),
        None if arrival.fix_age_s is None else round(arrival.fix_age_s),
        arrival.method,
    )


def staging_shown(staging: Staging | None) -> StagingShown | None:
    """Where to wait."""
    if staging is None:
        return None
    return StagingShown(
        staging.label, staging.latitude, staging.longitude, round(staging.to_scene_s)
    )


def located_shown(view: Views, incident: Incident) -> LocatedShown:
    """Where she probably is."""
    found = view.located(incident)
    peaks = tuple(
        PeakShown(
            peak.label,
            round(peak.latitude, 6),
            round(peak.longitude, 6),
            round(peak.mass, 3),
            round(peak.radius_50_m),
            round(peak.radius_90_m),
            peak.sources,
        )
        for peak in found.peaks
    )
    return LocatedShown(peaks, round(found.elsewhere, 3), found.is_wide, found.disagrees)


def search_shown(view: Views, incident: Incident) -> SearchShown | None:
    """How the search stands; None when there never was one."""
    search = incident.search
    if search is None:
        return None
    return SearchShown(
        view.name(f"person:{search.by}"),
        tuple(_searchers(view, search)),
        tuple(_tasks(view, search)),
        tuple(_segments(search)),
        len(search.cleared),
        search.plan,
        search.ended,
        view.name(search.found_by if ":" in search.found_by else f"person:{search.found_by}")
        if search.found_by
        else "",
    )


def _searchers(view: Views, search: Search) -> Iterator[SearcherShown]:
    busy = {task.recipient: task.task for task in search.tasks}
    for one in search.searchers:
        name = view.name(one.recipient)
        yield SearcherShown(one.recipient, name, one.mode, busy.get(one.recipient, ""))


def _tasks(view: Views, search: Search) -> Iterator[TaskShown]:
    for task in search.tasks:
        segment = search.segment(task.segment)
        yield TaskShown(
            task.task,
            task.segment,
            segment.label.reveal() if segment else task.segment,
            task.recipient,
            view.name(task.recipient),
            task.given_at,
            task.ask_at,
            task.is_overdue,
        )


def _segments(search: Search) -> Iterator[SegmentShown]:
    under_way = {task.segment for task in search.tasks}
    clear = {one.segment.segment: one.segment for one in search.cleared}
    known: dict[str, Segment] = {**clear, **{one.segment: one for one in search.segments}}
    for name, segment in known.items():
        status = "under_way" if name in under_way else "clear" if name in clear else "open"
        yield SegmentShown(
            name,
            segment.label.reveal(),
            outline_points(segment.outline),
            round(segment.poa, 4),
            status,
        )


def outline_points(outline: Private) -> tuple[tuple[float, float], ...]:
    """The points of a sealed outline; none once its key is gone."""
    pairs = (pair.partition(",") for pair in (outline.text or "").split())
    return tuple((float(latitude), float(longitude)) for latitude, _, longitude in pairs)


def could_search(state: State, view: Views, incident: Incident) -> Iterable[SearcherShown]:
    """Whom one would ask: who answered a page of it, and units that are there or on the way."""
    escalation = state.paging.escalations.get(incident.incident)
    people = escalation.acknowledged if escalation else ()
    if incident.commander:
        people = (*people, f"person:{incident.commander}")
    for recipient in dict.fromkeys(people):
        if recipient != incident.sender and view.may_hear_of(recipient, incident.sender):
            yield SearcherShown(recipient, view.name(recipient), Mode.FOOT)
    doubts = view.crew_doubts(incident.sender)
    for unit in incident.units:
        now = state.response.units.get(unit)
        is_kept = doubts.get(unit) is Reason.CREW_KEPT_AWAY
        if now is not None and now.incident == incident.incident and not is_kept:
            yield SearcherShown(f"unit:{unit}", unit, Mode.VEHICLE)


def roads_shown(state: State, view: Views) -> tuple[RoadShown, ...]:
    """Every road that is closed or slow now."""
    return tuple(
        RoadShown(
            one.road,
            one.condition,
            one.points,
            one.factor,
            view.name(f"person:{one.by}"),
            one.since,
            one.until,
        )
        for one in state.response.roads.values()
    )


def route_shown(unit: str, way: Route) -> RouteShown:
    """The way of a unit."""
    return RouteShown(
        unit,
        round(way.seconds, 1),
        round(way.foot_s, 1),
        round(way.metres),
        way.points,
        way.foot_points,
        tuple(StepShown(str(s.turn), s.name, round(s.metres), s.exit) for s in way.steps),
    )


def reach_shown(ring: Isochrone) -> ReachShown:
    """How far one gets."""
    return ReachShown(ring.minutes, tuple(ring.polygons))
