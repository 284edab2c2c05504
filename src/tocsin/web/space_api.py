"""The API of space: searches, and roads that are closed or slow."""

from typing import Annotated, Any, Final

from litestar import get, post
from litestar.params import JSONBody, QueryParameter

from tocsin.facts.search import Searcher
from tocsin.response.roads import OpenRoad, SetRoad
from tocsin.response.search import EndSearch, ReportSearch, StartSearch
from tocsin.web import asked, space
from tocsin.web.access import Right
from tocsin.web.api import InPath, Running, Who, do, incident_of
from tocsin.web.asked import Accepted
from tocsin.web.problems import Problem
from tocsin.web.settings import ROUTES_MAX
from tocsin.web.shown_space import ReachShown, RoadShown, RouteShown
from tocsin.web.wall import hides_unit

REACH: Final = QueryParameter(name="minutes", ge=1, le=60)
UNITS: Final = QueryParameter(name="unit", max_items=ROUTES_MAX)
_ACT: Final[dict[str, Any]] = {"right": Right.ACT}


@post("/incidents/{incident:str}/search", opt=_ACT, status_code=200)
async def start_search(
    incident: InPath, data: JSONBody[asked.StartSearch], seat: Who, service: Running
) -> Accepted:
    """Search with these people and units from now on; each gets a page for each task."""
    searchers = tuple(Searcher(one.recipient, one.mode) for one in data.searchers)
    return await do(service, StartSearch(incident, seat.person, searchers), seat)


@post("/incidents/{incident:str}/search/end", opt=_ACT, status_code=200)
async def end_search(incident: InPath, seat: Who, service: Running) -> Accepted:
    """Call the search off."""
    return await do(service, EndSearch(incident, seat.person), seat)


@post("/incidents/{incident:str}/search/report", opt=_ACT, status_code=200)
async def report_search(
    incident: InPath, data: JSONBody[asked.SearchReport], seat: Who, service: Running
) -> Accepted:
    """Say for a searcher who reported by voice how their task ended: clear, or found."""
    return await do(service, ReportSearch(incident, data.task, seat.person, data.found), seat)


@get("/incidents/{incident:str}/route/{unit:str}", opt={"right": Right.INCIDENTS})
async def unit_route(incident: InPath, unit: InPath, service: Running) -> RouteShown:
    """The way of a unit to where she most probably is, to draw and to read aloud."""
    found = incident_of(service, incident)
    if unit not in service.engine.state.agency.units:
        raise Problem(404, "unit_unknown", "There is no unit of this name in the agency file.")
    way = service.engine.views(service.clock.now()).route(found, unit)
    if way is None:
        raise Problem(409, "no_road", "No open road is known to lead there from where it is.")
    return space.route_shown(unit, way)


@get("/incidents/{incident:str}/routes", opt={"right": Right.INCIDENTS})
async def unit_routes(
    incident: InPath, seat: Who, service: Running, units: Annotated[list[str], UNITS]
) -> tuple[RouteShown, ...]:
    """The ways of these units to where she most probably is; of some of them there may be none.

    None at all where there is no map, or as long as it is being prepared.
    """
    found, state = incident_of(service, incident), service.engine.state
    view = service.engine.views(service.clock.now())
    known = [unit for unit in dict.fromkeys(units) if unit in state.agency.units]
    ways = ((u, view.route(found, u)) for u in known if not hides_unit(seat.wall, state, u))
    return tuple(space.route_shown(unit, way) for unit, way in ways if way is not None)


@get("/incidents/{incident:str}/reach", opt={"right": Right.INCIDENTS, "may_wait": True})
async def incident_reach(
    incident: InPath, service: Running, minutes: Annotated[float, REACH] = 5.0
) -> tuple[ReachShown, ...]:
    """How far one drives in so many minutes from where she most probably is."""
    found = incident_of(service, incident)
    rings = service.engine.views(service.clock.now()).reach(found, [minutes])
    return tuple(space.reach_shown(one) for one in rings)


@get("/roads", opt={"right": Right.INCIDENTS})
async def roads(service: Running) -> tuple[RoadShown, ...]:
    """Every road that is closed or slow now."""
    now = service.clock.now()
    return space.roads_shown(service.engine.state, service.engine.views(now))


@post("/roads", opt=_ACT, status_code=200)
async def set_road(data: JSONBody[asked.Road], seat: Who, service: Running) -> Accepted:
    """Close or slow a road. One point is the nearest road, several a line along it."""
    command = SetRoad(seat.person, data.condition, data.points, data.factor, data.until)
    return await do(service, command, seat)


@post("/roads/{road:str}/open", opt=_ACT, status_code=200)
async def open_road(road: InPath, seat: Who, service: Running) -> Accepted:
    """The road is as it was."""
    return await do(service, OpenRoad(road, seat.person), seat)


ROUTES: Final = (
    start_search,
    end_search,
    report_search,
    unit_route,
    unit_routes,
    incident_reach,
    roads,
    set_road,
    open_road,
)
