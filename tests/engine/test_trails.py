"""Trails: begun by a position that is wanted, ended with what they are for, forgotten on schedule."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests import cast
from tests.engine.running import running
from tests.engine.test_nearness import FAR, HOME
from tests.watch import casework
from tocsin.agency.stage import ErasePerson
from tocsin.engine.nearness import NearnessWatch
from tocsin.engine.positions import Heard
from tocsin.engine.timeline import sentence
from tocsin.engine.trail_evidence import evidence
from tocsin.engine.trails import ALARM, TrailKeeper
from tocsin.exchange.fix import Fix
from tocsin.exchange.tracker import Kind, Report
from tocsin.facts.incidents import Disposition
from tocsin.facts.trails import TrailEnd, TrailPurpose
from tocsin.facts.walks import WalkEnd, WalkEnded, WalkKind, WalkStarted
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits_trails import TRAIL_AFTER_S, TRAIL_HOLD_DAYS_MAX, TRAIL_KEEP_DAYS
from tocsin.ledger.trails import TrailStore
from tocsin.response.stage import CloseIncident
from tocsin.watch.nearness import RecordConsent
from tocsin.watch.order_entry import EnterOrder, VacateOrder
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.watch.trails import HoldTrail, ReleaseTrail, StartTrails

NEAR = (35.2005, -92.4001)
ANA, REX = "person:ana", "respondent:R-1"
BY_COURT = RecordConsent(REX, "court_order", "to watch the order", True, "jo")
HERS = RecordConsent(ANA, "consent", "to be warned of him", True, "ana")


class Watched:
    """A running service with both listeners, and the file of trails."""

    def __init__(self, run, path):
        self.run, self.path = run, path
        self.near = NearnessWatch(run.service)
        self.start()

    def start(self):
        self.store = TrailStore(self.run.codec.sealer, self.path)
        self.keeper = TrailKeeper(self.run.service, self.store)

    async def gives(self, *commands):
        for command in commands:
            assert isinstance(await self.run.service.submit(command, "jo"), Accepted)
        await self.near.look()
        await self.run.ticks()

    async def tells(self, owner, point, *, ago_s=0.0):
        now = self.run.clock.now()
        at = now - timedelta(seconds=ago_s)
        report = Report("any", Kind.POSITION, (Fix(point[0], point[1], 10.0, None, at),))
        for listener in (self.near, self.keeper):
            assert await listener.hear([Heard(owner, report, "county")], now)
        await self.run.ticks()

    def kept(self, owner):
        span = timedelta(days=400)
        now = self.run.clock.now()
        return [one.latitude for one in self.store.between(owner, now - span, now + span)]

    @property
    def state(self):
        return self.run.engine.state.watch.trails

    def of(self, owner):
        return [one for one in self.state.trails.values() if one.owner == owner]

    def facts(self, kind):
        decode = self.run.engine.decode
        return [decode(each) for each in self.run.ledger.read() if each.kind == kind]


@asynccontextmanager
async def watched(path=None, *grounds, agency=cast.AGENCY):
    """Rex wears a tracker and an order is in force; nothing is open."""
    async with running(agency) as run:
        w = Watched(run, path)
        rex = casework.rex(devices=(casework.sealed("rex-ankle"),))
        await w.gives(SetRespondent(rex, "jo"), EnterOrder(casework.order(distance_m=300), "jo"))
        await w.gives(*grounds)
        # Her risk rose with the order; that is no reason to follow anybody.
        yield w


async def closes(w, incident):
    await w.gives(CloseIncident(incident, "lee", Disposition.PERSON_SAFE, "home"))


def of_sender(w, sender):
    return w.run.engine.state.response.open_by_sender[sender]


async def test_nothing_is_kept_while_nothing_is_open():
    async with watched(None, HERS, BY_COURT) as w:
        await w.tells(ANA, HOME)
        await w.tells(REX, FAR)
        assert w.kept(ANA) == w.kept(REX) == []
        assert w.facts("TrailStarted") == []


async def test_an_sos_keeps_her_positions_and_his_from_the_first_that_is_heard():
    async with watched(None, BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        assert w.facts("TrailStarted") == []
        await w.tells(ANA, HOME)
        await w.tells(REX, FAR)
        assert (w.kept(ANA), w.kept(REX)) == ([HOME[0]], [FAR[0]])
        hers, his = w.facts("TrailStarted")
        assert (hers.basis, hers.purpose) == ("own_request", TrailPurpose.HELP)
        assert (his.owner, his.about, his.basis) == (REX, ANA, "court_order")
        assert hers.cause == his.cause == f"incident/{of_sender(w, ANA)}"


async def test_without_a_ground_on_record_his_tracker_leaves_no_trail():
    async with watched() as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, FAR)
        assert w.of(REX) == []
        assert w.kept(REX) == []


async def test_no_coordinate_of_a_trail_stands_on_the_chain():
    async with watched(None, BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, (35.34567, -92.51234))
        assert w.kept(REX)
        assert not any(
            b"34567" in each.body or b"51234" in each.body for each in w.run.ledger.read()
        )


def happens(w, fact):
    now, engine = w.run.clock.now(), w.run.engine
    engine._record([fact], engine._drafts(Accepted((fact,)), "ana", now, 0), now)


async def test_a_walk_keeps_hers_until_it_is_over_and_a_check_keeps_nothing():
    async with watched() as w:
        until = w.run.clock.now() + timedelta(hours=1)
        for kind in (WalkKind.CHECK, WalkKind.WALK):
            happens(w, WalkStarted(f"W-{kind}", ANA, kind, until, "ana"))
            await w.tells(ANA, HOME)
            assert [one.cause for one in w.of(ANA)] == ["walk/W-walk"] * (kind is WalkKind.WALK)
        happens(w, WalkEnded("W-walk", ANA, WalkEnd.SAFE, "ana"))
        await w.run.ticks()
        assert w.of(ANA)[0].ended_at is not None


async def test_nearness_keeps_the_way_there_the_nearest_and_the_way_away():
    async with watched(None, HERS, BY_COURT) as w:
        await w.tells(ANA, HOME)
        await w.tells(REX, (35.210, -92.400))
        await w.run.ticks(60)
        assert w.kept(REX) == []
        await w.tells(ANA, HOME)
        await w.tells(REX, NEAR)
        assert w.kept(REX) == [35.210, NEAR[0]]
        # The threat opened an incident of hers; it is closed, and he goes away.
        await closes(w, of_sender(w, ANA))
        await w.run.ticks(60)
        await w.tells(ANA, HOME)
        await w.tells(REX, (35.215, -92.400))
        near = [one for one in w.of(REX) if one.cause == "near/ana/R-1"]
        assert near[0].ended_at is None
        await w.run.ticks(TRAIL_AFTER_S - 30)
        await w.tells(REX, FAR)
        await w.run.ticks(60)
        await w.tells(REX, FAR)
        assert w.kept(REX) == [35.210, NEAR[0], 35.215, FAR[0]]
        assert {one.why for one in w.facts("TrailEnded")} == {TrailEnd.OVER}
        (violation,) = w.facts("ViolationRecorded")
        found = evidence([violation], w.state, w.store, w.run.clock.now())
        before, nearest, after = found[violation.violation]
        assert [before.latitude, nearest.latitude, after.latitude] == [35.210, NEAR[0], 35.215]
        assert nearest.source == "county"


async def test_a_trail_is_forgotten_on_schedule_and_not_before():
    async with watched(None, BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, FAR)
        await closes(w, of_sender(w, ANA))
        await w.run.ticks(TRAIL_KEEP_DAYS * 86_400 - 5)
        assert w.kept(REX) == [FAR[0]]
        await w.run.ticks(10)
        assert w.kept(REX) == []
        assert [one.trail for one in w.facts("TrailForgotten")] == ["TR-1"]


async def test_the_agency_says_how_long():
    async with watched(None, BY_COURT, agency=cast.with_settings(trail_keep_days=2)) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, FAR)
        await closes(w, of_sender(w, ANA))
        await w.run.ticks(2 * 86_400 + 5)
        assert w.kept(REX) == []


async def test_what_another_trail_needs_stays():
    async with watched(None, BY_COURT) as w:
        for _ in range(2):
            await w.run.texts(cast.NUMBERS["ana"], "SOS")
            await w.tells(REX, FAR)
            await closes(w, of_sender(w, ANA))
            await w.run.ticks(86_400)
        await w.run.ticks((TRAIL_KEEP_DAYS - 2) * 86_400 + 5)
        assert len(w.facts("TrailForgotten")) == 1
        assert w.kept(REX) == [FAR[0]]


async def test_a_court_keeps_it_longer_with_a_reason_and_not_without_end():
    async with watched(None, BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, FAR)
        await closes(w, of_sender(w, ANA))
        now = w.run.clock.now()
        for days, reason in ((0, "hearing"), (TRAIL_HOLD_DAYS_MAX + 1, "hearing"), (30, "  ")):
            command = HoldTrail("TR-1", now + timedelta(days=days), reason, "jo")
            assert isinstance(await w.run.service.submit(command, "jo"), Refused)
        await w.gives(HoldTrail("TR-1", now + timedelta(days=30), "hearing on PO-114", "jo"))
        await w.run.ticks(29 * 86_400)
        assert w.kept(REX) == [FAR[0]]
        await w.run.ticks(86_400 + 5)
        assert w.kept(REX) == []
        assert not any(b"PO-114" in each.body for each in w.run.ledger.read())


async def test_who_holds_it_no_longer_lets_it_go_as_it_would_have_gone():
    async with watched(None, BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, FAR)
        await closes(w, of_sender(w, ANA))
        until = w.run.clock.now() + timedelta(days=90)
        await w.gives(HoldTrail("TR-1", until, "hearing", "jo"))
        await w.run.ticks(TRAIL_KEEP_DAYS * 86_400 + 5)
        assert w.kept(REX)
        await w.gives(ReleaseTrail("TR-1", "jo"))
        assert w.kept(REX) == []


async def test_whoever_takes_consent_back_is_forgotten_at_once():
    async with watched(None, HERS, BY_COURT) as w:
        await w.tells(ANA, HOME)
        await w.tells(REX, NEAR)
        await w.tells(ANA, HOME)
        assert w.kept(ANA)
        await w.gives(RecordConsent(ANA, "consent", "no more", False, "ana"))
        assert w.kept(ANA) == []
        assert w.kept(REX)


async def test_an_order_that_the_court_took_back_ends_his_trail():
    async with watched(None, HERS, BY_COURT) as w:
        await w.tells(ANA, HOME)
        await w.tells(REX, NEAR)
        await w.gives(VacateOrder("O-1", w.run.clock.now(), "clerk", "jo"))
        assert all(one.ended_at is not None for one in w.of(REX))
        await w.run.ticks(30)
        await w.tells(REX, FAR)
        assert w.kept(REX) == [NEAR[0]]


async def test_a_kill_loses_no_point_and_what_is_open_goes_on(tmp_path):
    async with watched(tmp_path / "tracks", BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, FAR)
        w.start()  # Nothing was closed.
        await w.run.ticks(60)
        await w.tells(REX, NEAR)
        assert w.kept(REX) == [FAR[0], NEAR[0]]
        assert len(w.facts("TrailStarted")) == 1


async def test_what_should_have_been_deleted_before_a_kill_is_deleted_at_the_start(tmp_path):
    async with watched(tmp_path / "tracks", BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, FAR)
        # Killed between the fact and the deletion.
        w.state.trails.pop("TR-1")
        assert w.kept(REX)
        w.start()
        assert w.kept(REX) == []


async def test_an_erased_persons_points_are_deleted_with_their_trail():
    async with watched(None, BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, FAR)
        await w.gives(ErasePerson(REX, "jo"))
        assert (w.kept(REX), w.of(REX)) == ([], [])
        await w.tells(REX, NEAR)
        assert w.kept(REX) == []


async def test_a_node_that_follows_forgets_too_and_nothing_that_it_has_not_heard_of_yet():
    async with watched(None, BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, FAR)
        engine = w.run.engine
        # Another state, of which the newest is not folded yet.
        behind = type(engine.state)()
        whole, position = engine.state, engine.position
        engine.start_over(behind, 0)
        await w.keeper.look()
        assert w.kept(REX) == [FAR[0]]
        engine.start_over(whole, position)
        engine.lead()
        await closes(w, of_sender(w, ANA))
        await w.run.ticks(TRAIL_KEEP_DAYS * 86_400 + 5)
        assert w.kept(REX) == []


async def test_a_full_disk_stops_no_alarm_and_is_said_until_it_takes_points_again():
    async with watched(None, HERS, BY_COURT) as w:
        w.store._db.execute("PRAGMA query_only = ON")
        await w.tells(ANA, HOME)
        await w.tells(REX, NEAR)
        assert any("too near" in each.text for each in w.run.gateway.to("lee"))
        assert ALARM in w.run.engine.state.paging.alarms
        assert w.kept(REX) == [NEAR[0]]
        w.store._db.execute("PRAGMA query_only = OFF")
        await w.keeper.look()
        await w.run.ticks()
        assert ALARM not in w.run.engine.state.paging.alarms
        assert not w.store.waits


async def test_a_ledger_that_cannot_be_written_holds_up_no_feed_and_loses_no_point():
    async with watched(None, BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        w.run.disk.is_full = True
        await w.tells(REX, FAR)
        assert w.kept(REX) == [FAR[0]]
        w.run.disk.is_full = False


async def test_a_position_that_comes_twice_from_last_week_or_from_tomorrow_is_kept_once_or_never():
    async with watched(None, BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        for ago_s in (7 * 86_400, -3600, 0, 0):
            await w.tells(REX, FAR, ago_s=ago_s)
        assert w.kept(REX) == [FAR[0]]


async def test_a_position_of_whom_nothing_is_wanted_asks_the_engine_nothing():
    async with watched(None, HERS, BY_COURT) as w:
        before = w.run.engine.position
        for _ in range(5):
            await w.tells(ANA, HOME)
            await w.tells("person:kit", HOME)
        assert w.run.engine.position == before
        refused = await w.run.service.submit(StartTrails("person:kit"), "system")
        assert isinstance(refused, Refused)


@pytest.mark.parametrize("kind", ["TrailStarted", "TrailEnded", "TrailHeld", "TrailForgotten"])
async def test_the_history_says_so_without_a_place(kind):
    async with watched(None, BY_COURT) as w:
        await w.run.texts(cast.NUMBERS["ana"], "SOS")
        await w.tells(REX, FAR)
        await w.gives(HoldTrail("TR-1", w.run.clock.now() + timedelta(days=1), "hearing", "jo"))
        await closes(w, of_sender(w, ANA))
        await w.run.ticks(TRAIL_KEEP_DAYS * 86_400 + 5)
        (fact,) = w.facts(kind)
        said = sentence(fact, w.run.engine.views(w.run.clock.now())).what
        assert "TR-1" in said
        assert "35." not in said
