"""The map and its tiles: who gets them, how long they keep, and that an SOS never waits for one."""

import asyncio
import gzip

import pytest

from tests.maps.sketch import Sketch, at
from tests.tiles.decoding import read
from tests.tiles.test_atlas import tile_at
from tests.web.town import ANA, town
from tocsin.engine.pressure import Shed
from tocsin.maps.opening import atlas_of
from tocsin.tiles.mercator import ZOOM_MAX, ZOOM_MIN, Tile
from tocsin.web import tiles as cutting
from tocsin.web.problems import Problem
from tocsin.web.tiles import Tiles

HERE = tile_at(at(0.5, 0))
MAP = "/api/v1/map"


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    sketch = Sketch().row([1, 2, 3]).way(1, [1, 2, 3], name="Mill Lane")
    return atlas_of(sketch.imported(tmp_path_factory.mktemp("map")).map)


class Held:
    """Does its work when it is let: a slow processor."""

    def __init__(self):
        self.goes = asyncio.Event()
        self.done = []

    async def __call__(self, lane, work):
        await self.goes.wait()
        self.done.append(lane)
        return work()

    def close(self):
        self.goes.set()


@pytest.fixture
def quick():
    aside = Held()
    aside.goes.set()
    return aside


def path_of(atlas, tile, ending=".mvt"):
    return f"{MAP}/{atlas.hash}/{tile.z}/{tile.x}/{tile.y}{ending}"


async def test_a_tile_is_what_the_map_says_it_is_and_is_kept_for_ever(atlas, quick):
    async with town(tiles=Tiles(atlas, quick)) as t:
        head = await t.auth("mo")
        said = (await t.http.get(MAP, headers=head)).json()
        assert said["hash"] == atlas.hash
        assert said["box"] == list(atlas.box)
        assert (said["zoom_min"], said["zoom_max"]) == (ZOOM_MIN, ZOOM_MAX)
        assert said["attribution"] == "© OpenStreetMap contributors"
        path = said["tiles"].format(z=HERE.z, x=HERE.x, y=HERE.y)
        answer = await t.http.get(path, headers=head)
        assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        tile = read(gzip.compress(answer.content))
        assert [each.tags["name"] for each in tile["road"].features] == ["Mill Lane"]
        again = {**head, "if-none-match": answer.headers["etag"]}
        assert (await t.http.get(path, headers=again)).status_code == 304
        plain = await t.http.get(path, headers={**head, "accept-encoding": "identity"})
        assert (plain.content, plain.headers.get("content-encoding")) == (answer.content, None)


async def test_nobody_who_is_not_in_gets_a_tile_and_everybody_who_is_does(atlas, quick):
    async with town(tiles=Tiles(atlas, quick)) as t:
        for path in (MAP, path_of(atlas, HERE)):
            assert (await t.http.get(path)).status_code == 401
            for person in ("mo", "ana", "nell"):
                answer = await t.http.get(path, headers=await t.auth(person))
                assert answer.status_code == 200, person
        head = await t.auth("kit")
        assert (await t.http.get(path, headers=head)).status_code == 200
        gone = {"reason": "quit"}
        admin = {"authorization": "Bearer the-local-admin-token"}
        await t.http.post("/api/v1/staff/kit/dismiss", json=gone, headers=admin)
        assert (await t.http.get(path, headers=head)).status_code == 401


NO_TILES = [
    ("{hash}/{z}/{x}/{y}", 400, "bad_input"),
    ("{hash}/{z}/{x}/{y}.png", 400, "bad_input"),
    ("{hash}/{z}/-1/{y}.mvt", 400, "bad_input"),
    ("{hash}/{z}/1e3/{y}.mvt", 400, "bad_input"),
    ("{hash}/{z}/²/{y}.mvt", 400, "bad_input"),
    ("{hash}/6/64/0.mvt", 400, "bad_input"),
    ("{hash}/99999999999/0/0.mvt", 400, "bad_input"),
    ("{hash}/4/0/0.mvt", 404, "off_the_map"),
    ("{hash}/16/0/0.mvt", 404, "off_the_map"),
    ("{hash}/{z}/0/0.mvt", 404, "off_the_map"),
    ("0123456789/{z}/{x}/{y}.mvt", 404, "map_changed"),
]


async def test_what_is_no_tile_of_this_map_is_refused_with_a_reason(atlas, quick):
    async with town(tiles=Tiles(atlas, quick)) as t:
        head = await t.auth("mo")
        for asked, status, reason in NO_TILES:
            path = asked.format(hash=atlas.hash, z=HERE.z, x=HERE.x, y=HERE.y)
            answer = await t.http.get(f"{MAP}/{path}", headers=head)
            assert (answer.status_code, answer.json()["reason"]) == (status, reason), path
            assert answer.headers["cache-control"] == "no-store"
        assert quick.done == []


async def test_without_a_map_it_is_said_that_there_is_none(atlas):
    async with town() as t:
        head = await t.auth("mo")
        for path in (MAP, path_of(atlas, HERE)):
            answer = await t.http.get(path, headers=head)
            assert (answer.status_code, answer.json()["reason"]) == (404, "no_map")


async def test_in_a_storm_every_tile_can_wait_and_takes_nobodys_turn_to_read(atlas, quick):
    async with town(tiles=Tiles(atlas, quick)) as t:
        head = await t.auth("mo")
        t.service.pressure.has_no_room(Shed.COMMAND, t.clock.now())
        answer = await t.http.get(path_of(atlas, HERE), headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (503, "overloaded")
        assert int(answer.headers["retry-after"]) > 0
        assert (await t.http.get(MAP, headers=head)).status_code == 503
        assert quick.done == []
        assert (await t.http.get("/api/v1/board", headers=head)).status_code == 200


async def test_an_sos_does_not_wait_for_a_tile_that_is_being_cut(atlas):
    slow = Held()
    async with town(tiles=Tiles(atlas, slow)) as t:
        asked = asyncio.create_task(t.http.get(path_of(atlas, HERE), headers=await t.auth("mo")))
        await t.settled()
        assert (await t.text(ANA, "SOS")).status_code == 200
        assert t.facts("IncidentOpened")
        assert not asked.done()
        slow.goes.set()
        assert (await asked).status_code == 200


async def test_the_line_is_short_and_whoever_finds_it_full_is_told_to_come_again(
    atlas, monkeypatch
):
    monkeypatch.setattr(cutting, "TILES_WAITING_MAX", 2)
    slow = Held()
    tiles = Tiles(atlas, slow)
    others = [Tile(z, *_parent(HERE, z)) for z in (12, 13)]
    waiting = [asyncio.create_task(tiles.get(each)) for each in others]
    await asyncio.sleep(0)
    with pytest.raises(Problem) as busy:
        await tiles.get(HERE)
    assert (busy.value.status, busy.value.said.reason) == (503, "busy")
    slow.goes.set()
    assert all(await asyncio.gather(*waiting))
    assert await tiles.get(HERE)


def _parent(tile, z):
    return tile.x >> (tile.z - z), tile.y >> (tile.z - z)


async def test_a_tile_that_two_ask_for_is_cut_once_and_kept(atlas):
    slow = Held()
    tiles = Tiles(atlas, slow)
    first, second = (asyncio.create_task(tiles.get(HERE)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()  # Whoever goes away takes it from nobody.
    slow.goes.set()
    assert await second == await tiles.get(HERE)
    assert slow.done == ["tiles"]


async def test_what_was_cut_is_let_go_when_it_is_too_much(atlas, quick, monkeypatch):
    tiles = Tiles(atlas, quick)
    await tiles.get(HERE)
    monkeypatch.setattr(cutting, "TILES_KEPT_BYTES_MAX", 1)
    await tiles.get(Tile(13, *_parent(HERE, 13)))
    await tiles.get(HERE)
    assert len(quick.done) == 3


async def test_a_tile_that_fails_is_asked_for_anew(atlas, quick, monkeypatch):
    tiles = Tiles(atlas, quick)
    with monkeypatch.context() as broken:
        broken.setattr(atlas, "tile", lambda _tile: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await tiles.get(HERE)
    assert await tiles.get(HERE)
