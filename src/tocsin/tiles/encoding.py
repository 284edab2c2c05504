"""Mapbox Vector Tiles, version 2.1: one layer out of whole numbers, in a few passes over arrays.

A layer is protocol-buffer messages inside each other, and everything in a feature is a
varint: so all features of a layer are woven into one run of numbers and packed at once.
(Mapbox vector tile specification 2.1, sections 4.2 to 4.4; field numbers of its .proto.)
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.roads.network import Ints, Longs
from tocsin.tiles.ragged import Row, firsts, sizes, spread, sums, varints, weave, zigzag

EXTENT: Final = 4096
"""Units along a side of a tile."""

MOVE_TO: Final = 1
LINE_TO: Final = 2
CLOSE: Final = 7
ONCE: Final = 1 << 3


class _Key(IntEnum):
    """Numbers of fields, each with the type of what follows: a varint, or so many bytes."""

    LAYER = 0x1A
    NAME = 0x0A
    FEATURE = 0x12
    KEY = 0x1A
    VALUE = 0x22
    EXTENT = 0x28
    VERSION = 0x78
    STRING = 0x0A
    ID = 0x08
    TAGS = 0x12
    TYPE = 0x18
    GEOMETRY = 0x22


class Form(IntEnum):
    """How a feature is drawn, as the specification numbers it."""

    POINT = 1
    LINE = 2
    AREA = 3


LEAST: Final = {Form.POINT: 1, Form.LINE: 2, Form.AREA: 3}
"""Points that a part needs to be one."""


class Parts(NamedTuple):
    """Lines, rings or points in whole tile units, y downward. n parts, p points.

    A ring is closed: its last point is its first. `feature` rises. A ring that is
    no hole begins an area; the holes that follow are in it.
    """

    x: Longs  # [p]
    y: Longs  # [p]
    points: Longs  # [n] how many points
    feature: Longs  # [n] whose part it is
    is_hole: NDArray[np.bool_]  # [n]


class Column(NamedTuple):
    """One property of the features: what the code of each stands for, -1 for nothing."""

    key: str
    code: Ints
    values: Sequence[str]


def layer(name: str, form: Form, parts: Parts, ids: Longs, columns: Sequence[Column]) -> bytes:
    """A layer of a tile; no byte where nothing of it is left. Row i of `columns` is feature i."""
    parts = _cleaned(form, parts)
    if not len(parts.points):
        return b""
    rows, feature = np.unique(parts.feature, return_inverse=True)
    geometry = _geometry(form, parts._replace(feature=feature), len(rows))
    tags, keys, values = _tags(columns, rows)
    body = _message(_Key.NAME, name.encode())
    body += _features(form, ids[rows], tags, geometry)
    body += b"".join(_message(_Key.KEY, key.encode()) for key in keys)
    body += b"".join(
        _message(_Key.VALUE, _message(_Key.STRING, value.encode())) for value in values
    )
    body += varints(np.array([_Key.EXTENT, EXTENT, _Key.VERSION, 2]))
    return _message(_Key.LAYER, body)


def _message(field: int, body: bytes) -> bytes:
    """A field of bytes. A plain loop: for one number an array costs fifty times as much."""
    head, left = [field], len(body)
    while left > 0x7F:
        head.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*head, left]) + body


def _cleaned(form: Form, parts: Parts) -> Parts:
    """Without points that lie on the one before, and without parts of which nothing is left."""
    part = np.repeat(np.arange(len(parts.points)), parts.points)
    x, y = parts.x, parts.y
    if form is not Form.POINT:
        is_new = np.ones(len(x), np.bool_)
        is_new[1:] = (part[1:] != part[:-1]) | (x[1:] != x[:-1]) | (y[1:] != y[:-1])
        if form is Form.AREA:  # Closing a ring is a command, not a point.
            is_new[firsts(parts.points)[1:][parts.points > 0] - 1] = False
        x, y, part = x[is_new], y[is_new], part[is_new]
    points = np.bincount(part, minlength=len(parts.points))
    cleaned = Parts(x, y, points, parts.feature, parts.is_hole)
    stays = points >= LEAST[form]
    if form is Form.AREA:
        cleaned, area = _turned(cleaned)
        stays &= area != 0
        border = np.cumsum(~parts.is_hole) - 1
        stays &= stays[np.flatnonzero(~parts.is_hole)[border]]
    at, counts = spread(firsts(points), np.flatnonzero(stays))
    return Parts(cleaned.x[at], cleaned.y[at], counts, parts.feature[stays], parts.is_hole[stays])


def _turned(rings: Parts) -> tuple[Parts, Longs]:
    """Borders with the surface to one side and holes to the other, and twice each one's area."""
    first = firsts(rings.points)
    part = np.repeat(np.arange(len(rings.points)), rings.points)
    place = np.arange(len(part))
    following = np.where(place + 1 < first[part + 1], place + 1, first[part])
    cross = rings.x * rings.y[following] - rings.x[following] * rings.y
    area = sums(cross, rings.points)
    turn = ((area < 0) ^ rings.is_hole)[part]
    place = np.where(turn, first[part] + first[part + 1] - 1 - place, place)
    return rings._replace(x=rings.x[place], y=rings.y[place]), area


def _geometry(form: Form, parts: Parts, features: int) -> Row:
    """The commands of every feature: move, line, close, each place as steps from the last."""
    first = firsts(parts.points)
    opens = np.ones(len(parts.feature), np.bool_)
    opens[1:] = parts.feature[1:] != parts.feature[:-1]
    steps = np.empty(2 * len(parts.x), np.int64)
    for axis, values in enumerate((parts.x, parts.y)):
        step = np.diff(values, prepend=0)
        step[first[:-1][opens]] = values[first[:-1][opens]]
        steps[axis::2] = zigzag(step)
    n = len(parts.points)
    one, two = np.ones(n, np.int64), np.full(n, 2, np.int64)
    more = parts.points - 1
    is_first = np.zeros(len(parts.x), np.bool_)
    is_first[first[:-1]] = True
    is_first = np.repeat(is_first, 2)
    columns: list[Row] = [(np.full(n, ONCE | MOVE_TO), one), (steps[is_first], two)]
    if form is not Form.POINT:
        columns += [((more << 3) | LINE_TO, one), (steps[~is_first], 2 * more)]
    if form is Form.AREA:
        columns.append((np.full(n, ONCE | CLOSE), one))
    values, counts = weave(columns)
    whole = np.bincount(parts.feature, counts, features).astype(np.int64)
    return values, whole


def _tags(columns: Sequence[Column], rows: Longs) -> tuple[Row, list[str], list[str]]:
    """Of each feature its keys and values, by their numbers in the layer, and what these are."""
    woven: list[Row] = []
    keys: list[str] = []
    values: list[str] = []
    for column in columns:
        code = column.code[rows]
        has = code >= 0
        used, number = np.unique(code[has], return_inverse=True)
        if not len(used):
            continue
        pairs = np.empty(2 * len(number), np.int64)
        pairs[0::2], pairs[1::2] = len(keys), number + len(values)
        woven.append((pairs, 2 * has.astype(np.int64)))
        keys.append(column.key)
        values += [column.values[each] for each in used.tolist()]
    if not woven:
        return (np.empty(0, np.int64), np.zeros(len(rows), np.int64)), keys, values
    return weave(woven), keys, values


def _features(form: Form, ids: Longs, tags: Row, geometry: Row) -> bytes:
    n = len(ids)
    one = np.ones(n, np.int64)
    tag_bytes, geometry_bytes = (sums(sizes(values), counts) for values, counts in (tags, geometry))
    body = 5 + sizes(ids) + sizes(tag_bytes) + tag_bytes + sizes(geometry_bytes) + geometry_bytes
    columns: list[Row] = [(np.full(n, _Key.FEATURE), one), (body, one)]
    columns += [(np.full(n, _Key.ID), one), (ids, one)]
    columns += [(np.full(n, _Key.TAGS), one), (tag_bytes, one), tags]
    columns += [(np.full(n, _Key.TYPE), one), (np.full(n, int(form)), one)]
    columns += [(np.full(n, _Key.GEOMETRY), one), (geometry_bytes, one), geometry]
    values, _ = weave(columns)
    return varints(values)
