"""The API of the map itself: what there is of it, and its tiles. Nothing of anybody is in it."""

import gzip
from typing import Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, SkipValidation

from tocsin.tiles.atlas import ATTRIBUTION
from tocsin.tiles.mercator import ZOOM_MAX, ZOOM_MIN, Tile
from tocsin.web.access import Right
from tocsin.web.problems import Problem
from tocsin.web.tiles import Tiles

TILE: Final = "application/vnd.mapbox-vector-tile"
FOR_EVER: Final = "private, max-age=31536000, immutable"
"""Of a tile under its map's hash. Not for a cache that others share: only who is in sees it."""

ENDING: Final = ".mvt"

Cutting = NamedDependency[SkipValidation[Tiles | None]]


class MapShown(msgspec.Struct, frozen=True):
    """What a page needs to draw the map. `box` is south, west, north, east in degrees.

    `hash` changes with the map; `tiles` is where its tiles are, `{z}`, `{x}` and
    `{y}` to be filled in. `attribution` must be shown with it (ODbL 1.0, section 4.3).
    """

    hash: str
    box: tuple[float, float, float, float]
    zoom_min: int
    zoom_max: int
    tiles: str
    attribution: str


def _there(tiles: Tiles | None) -> Tiles:
    if tiles is None:
        raise Problem(404, "no_map", "There is no map here: times are along straight lines.")
    return tiles


@get("/map", opt={"right": Right.OWN, "may_wait": True})
async def map_now(tiles: Cutting) -> MapShown:
    """What there is of the map, and where its tiles are."""
    atlas = _there(tiles).atlas
    where = f"/api/v1/map/{atlas.hash}/{{z}}/{{x}}/{{y}}{ENDING}"
    return MapShown(atlas.hash, atlas.box, ZOOM_MIN, ZOOM_MAX, where, ATTRIBUTION)


@get(
    "/map/{hash:str}/{z:str}/{x:str}/{y:str}",
    opt={"right": Right.OWN, "may_wait": True},
    media_type=TILE,
    # No example: the framework would make up another one at every start.
    responses={
        200: ResponseSpec(bytes, generate_examples=False, description="The tile.", media_type=TILE)
    },
    response_headers=[
        ResponseHeader(name="ETag", documentation_only=True),
        ResponseHeader(name="Cache-Control", documentation_only=True),
    ],
)
async def map_tile(
    request: Request[Any, Any, Any],
    hash: FromPath[str],  # noqa: A002 - it is the word of the address.
    z: FromPath[str],
    x: FromPath[str],
    y: FromPath[str],
    tiles: Cutting,
) -> Response[bytes]:
    """A Mapbox Vector Tile (2.1) of the map with this hash. `y` ends in `.mvt`."""
    cutting = _there(tiles)
    if hash != cutting.atlas.hash:
        raise Problem(404, "map_changed", "This is not the map now; ask /api/v1/map for its hash.")
    tile = _tile_of(z, x, y)
    if not cutting.atlas.has(tile):
        raise Problem(404, "off_the_map", "This tile holds nothing of the map.")
    mark = f'"{hash}-{tile.z}-{tile.x}-{tile.y}"'
    headers = {"ETag": mark, "Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == mark:
        return Response(b"", status_code=304, headers=headers, media_type=TILE)
    packed = await cutting.get(tile)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), headers=headers, media_type=TILE)
    return Response(packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=TILE)


def _tile_of(z: str, x: str, y: str) -> Tile:
    """The tile of an address. Raises Problem where it names none."""
    numbers = z, x, y.removesuffix(ENDING)
    if not y.endswith(ENDING) or not all(_is_number(each) for each in numbers):
        raise Problem(400, "bad_input", f"A tile is zoom/column/row{ENDING}, in whole numbers.")
    tile = Tile(*map(int, numbers))
    if not ZOOM_MIN <= tile.z <= ZOOM_MAX:
        said = f"There are tiles of zoom {ZOOM_MIN} to {ZOOM_MAX} only."
        raise Problem(404, "off_the_map", said)
    if not tile.exists:
        said = f"At zoom {tile.z} columns and rows go from 0 to {(1 << tile.z) - 1}."
        raise Problem(400, "bad_input", said)
    return tile


def _is_number(text: str) -> bool:
    """Whether this is a short whole number in ASCII: `isdecimal` alone takes others' digits."""
    return text.isascii() and text.isdecimal() and len(text) <= 9


ROUTES: Final = (map_now, map_tile)
