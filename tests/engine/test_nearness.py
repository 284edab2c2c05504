"""From a tracker's report to a page, in the running service."""

from contextlib import asynccontextmanager
from datetime import timedelta

from tests import cast
from tests.engine.running import running
from tests.watch import casework
from tocsin.engine.drawing import drawing
from tocsin.engine.nearness import NearnessWatch, Trackers
from tocsin.engine.positions import Heard
from tocsin.exchange.fix import Fix
from tocsin.exchange.tracker import Kind, Report, Trouble
from tocsin.facts.nearness import Nearness, NearnessChanged
from tocsin.facts.orders import StayAwayArea
from tocsin.geo.track import Track
from tocsin.ground.straight import StraightGround
from tocsin.kernel.decision import Accepted
from tocsin.kernel.limits import TRACKER_GRACE_S, TRACKER_INTERVAL_S
from tocsin.roads.routes import Route
from tocsin.watch.nearness import RecordConsent, ReportNearness
from tocsin.watch.order_entry import EnterOrder, VacateOrder
from tocsin.watch.respondent_entry import SetRespondent

HOME = (35.200, -92.400)
"""Station One, where Ana is; the lot is 450 m away."""
FAR = (35.300, -92.500)


@asynccontextmanager
async def watched(**changes):
    """Rex wears a tracker, Ana agreed to tell her position, and the order is in force."""
    async with running() as run:
        near = NearnessWatch(run.service)
        rex = casework.rex(devices=(casework.sealed("rex-ankle"),))
        areas = (StayAwayArea(200.0, place="lot"),)
        order = casework.order(distance_m=300, areas=areas, **changes)
        consent = RecordConsent("person:ana", "consent", "to be warned of him", True, "ana")
        for command in (SetRespondent(rex, "jo"), EnterOrder(order, "jo"), consent):
            assert isinstance(await run.service.submit(command, "jo"), Accepted)
        await near.look()
        run.gateway.sent.clear()
        yield run, near


async def tells(run, near, owner, point, *, accuracy_m=10.0, troubles=()):
    latitude, longitude = point
    fix = Fix(latitude, longitude, accuracy_m, None, run.clock.now())
    report = Report("any", Kind.POSITION, (fix,), troubles=troubles)
    taken = await near.hear([Heard(owner, report, "feed")], run.clock.now())
    await run.ticks()
    return taken


def near_of(run):
    return {one.by: one.nearness for one in run.engine.state.watch.near.values()}


async def test_who_comes_too_near_is_an_alarm_with_the_distance_and_never_with_a_place():
    async with watched() as (run, near):
        await tells(run, near, "person:ana", HOME)
        await tells(run, near, "respondent:R-1", (35.211, -92.400))
        assert not any("too near" in each.text for each in run.gateway.to("lee"))
        await run.ticks(30)
        await tells(run, near, "respondent:R-1", (35.2005, -92.4001))
        told = [each.text for each in run.gateway.to("lee")]
        assert any("THREAT TO Ana" in text for text in told)
        assert any("Rex Vosskamp is too near her" in text for text in told)
        assert not any("35.2" in text for text in told)
        assert near_of(run)["pair"] is Nearness.NEAR
        assert run.engine.state.watch.violation_count == 1


async def test_a_straight_way_through_an_area_is_an_alarm_and_proves_nothing():
    async with watched() as (run, near):
        await tells(run, near, "respondent:R-1", (35.210, -92.401))
        await run.ticks(30)
        await tells(run, near, "respondent:R-1", (35.198, -92.401))
        assert any("was, between two fixes, too near" in m.text for m in run.gateway.to("lee"))
        assert run.engine.state.watch.violation_count == 0


class _Roads(StraightGround):
    def route(self, start, spot, roads, now):
        assert (start.track.latitude, spot.latitude) == (35.2005, HOME[0])
        return Route((), (), 200.0, 40.0, 900.0, ())


class _Tracks:
    def last(self, owner):
        where = HOME if owner == "person:ana" else (35.2005, -92.4001)
        return Track(*where, cast.SATURDAY)


async def test_how_soon_he_could_be_there_is_said_by_road():
    async with watched() as (run, near):
        run.engine.ground.within = _Roads()
        run.engine.tracks = _Tracks()
        await tells(run, near, "person:ana", HOME)
        await tells(run, near, "respondent:R-1", (35.2005, -92.4001))
        assert any("could meet in 4 min" in each.text for each in run.gateway.to("lee"))


async def test_no_tracker_waits_for_the_compiler_and_nothing_it_said_is_lost():
    async with watched() as (run, near):
        near._is_ready = False
        await tells(run, near, "person:ana", HOME)
        assert await tells(run, near, "respondent:R-1", (35.2005, -92.4001))
        assert not near_of(run)
        near._is_ready = True
        await near.look()
        await run.ticks()
        assert near_of(run)["pair"] is Nearness.NEAR


async def test_she_is_told_what_to_do_and_nothing_of_him():
    async with watched() as (run, near):
        await tells(run, near, "person:ana", HOME)
        await tells(run, near, "respondent:R-1", (35.2005, -92.4001))
        (warning,) = [each.text for each in run.gateway.to("ana") if "Take care now" in each.text]
        assert not any(word in warning for word in ("Rex", "Vosskamp", "order", "metres", " m "))


async def test_a_stay_away_area_needs_no_position_of_hers():
    async with watched() as (run, near):
        await tells(run, near, "respondent:R-1", (35.2041, -92.4011))
        assert near_of(run)["area"] is Nearness.NEAR
        assert any("a stay-away area" in each.text for each in run.gateway.to("lee"))


async def test_a_rough_fix_that_may_be_near_is_said_to_be_one():
    async with watched() as (run, near):
        await tells(run, near, "person:ana", HOME)
        await tells(run, near, "respondent:R-1", (35.2045, -92.4001), accuracy_m=400.0)
        assert near_of(run)["pair"] is Nearness.MAYBE_NEAR
        assert any("may be too near" in each.text for each in run.gateway.to("lee"))
        assert run.engine.state.watch.violation_count == 0


async def test_a_tracker_that_falls_silent_is_an_alarm_and_a_reason():
    async with watched() as (run, near):
        await tells(run, near, "respondent:R-1", FAR)
        run.clock.move_to(
            run.clock.now() + timedelta(seconds=TRACKER_INTERVAL_S + TRACKER_GRACE_S + 60)
        )
        await near.look()
        await run.ticks()
        assert "silent" in run.engine.state.watch.troubles["respondent:R-1"]
        assert any("tracker_trouble" in name for name in run.engine.state.paging.alarms)
        assert "tracker_silent" in run.engine.state.watch.cases.risks["ana"].reasons


async def test_a_cut_strap_is_told_at_once():
    async with watched() as (run, near):
        await tells(run, near, "respondent:R-1", FAR, troubles=(Trouble.STRAP,))
        assert "strap_open" in run.engine.state.watch.troubles["respondent:R-1"]


async def test_without_her_consent_her_position_is_not_looked_at():
    async with watched() as (run, near):
        withdrawn = RecordConsent("person:ana", "consent", "not any more", False, "ana")
        await run.service.submit(withdrawn, "ana")
        await near.look()
        await tells(run, near, "person:ana", HOME)
        await tells(run, near, "respondent:R-1", (35.2005, -92.4001))
        assert "pair" not in near_of(run)


async def test_an_order_that_the_court_took_back_is_watched_no_more():
    async with watched() as (run, _):
        gone = VacateOrder("O-1", run.clock.now(), "clerk of the court", "jo")
        assert isinstance(await run.service.submit(gone, "jo"), Accepted)
        drawn = drawing(run.engine.state, run.clock.now() + timedelta(seconds=1))
        assert not drawn.areas
        assert not any("O-1" in pair for pair in drawn.pairs)


async def test_what_is_not_on_record_is_heard_again():
    async with watched() as (run, near):
        await tells(run, near, "person:ana", HOME)
        run.disk.is_full = True
        assert not await tells(run, near, "respondent:R-1", (35.2005, -92.4001))
        run.disk.is_full = False


async def test_the_same_nearness_again_is_no_news():
    async with watched() as (run, near):
        await tells(run, near, "person:ana", HOME)
        await tells(run, near, "respondent:R-1", (35.2005, -92.4001))
        before = run.engine.position
        again = next(iter(run.engine.state.watch.near.values()))
        fact = NearnessChanged(
            again.person, again.respondent, again.nearness, again.by, again.at, again.order
        )
        outcome = await run.service.submit(ReportNearness(fact), "system")
        assert not isinstance(outcome, Accepted)
        assert run.engine.position == before


async def test_somebody_whom_nobody_watches_leaves_no_trace():
    async with watched() as (run, near):
        before = run.engine.position
        await tells(run, near, "person:zed", HOME)
        assert run.engine.position == before


async def test_what_is_watched_is_taken_up_in_few_slices_and_whole_at_the_end():
    async with watched() as (run, _):
        trackers = Trackers()
        assert sum(1 for _ in trackers.redrawing(run.engine.state, run.clock.now())) == 2
        assert trackers.pairs_now("ana", "R-1", run.clock.now())
        assert trackers.tracker_now("respondent:R-1", run.clock.now()) is not None
