"""A reader of Mapbox Vector Tiles written from the specification, that knows nothing of ours."""

import gzip
from typing import Any, NamedTuple


class Feature(NamedTuple):
    """`parts` are the lines, rings or points as [(x, y), ...]; a ring ends where it began."""

    id: int
    form: int
    tags: dict[str, str]
    parts: list[list[tuple[int, int]]]


class Layer(NamedTuple):
    name: str
    version: int
    extent: int
    features: list[Feature]


def read(packed: bytes) -> dict[str, Layer]:
    layers = [_layer(body) for number, body in _fields(gzip.decompress(packed)) if number == 3]
    assert len({each.name for each in layers}) == len(layers)
    return {each.name: each for each in layers}


def _layer(body: bytes) -> Layer:
    fields = list(_fields(body))
    keys = [value.decode() for number, value in fields if number == 3]
    values = [
        next(v.decode() for _, v in _fields(value)) for number, value in fields if number == 4
    ]
    one = {number: value for number, value in fields if number in {1, 5, 15}}
    assert len(set(keys)) == len(keys)
    features = [_feature(value, keys, values) for number, value in fields if number == 2]
    return Layer(one[1].decode(), one[15], one[5], features)


def _feature(body: bytes, keys: list[str], values: list[str]) -> Feature:
    fields = dict(_fields(body))
    tags = list(_packed(fields.get(2, b"")))
    said = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
    return Feature(fields.get(1, 0), fields[3], said, _parts(list(_packed(fields[4]))))


def _parts(numbers: list[int]) -> list[list[tuple[int, int]]]:
    parts: list[list[tuple[int, int]]] = []
    x = y = at = 0
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == 7:
            parts[-1].append(parts[-1][0])
            continue
        for _ in range(count):
            x, y = x + _signed(numbers[at]), y + _signed(numbers[at + 1])
            at += 2
            if command == 1:
                parts.append([])
            parts[-1].append((x, y))
    return parts


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def _packed(body: bytes):
    at = 0
    while at < len(body):
        value, at = _varint(body, at)
        yield value


def _fields(body: bytes):
    at = 0
    while at < len(body):
        key, at = _varint(body, at)
        value: Any
        value, at = _varint(body, at)
        if key & 7 == 2:
            value, at = body[at : at + value], at + value
        yield key >> 3, value


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (body[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if body[at - 1] < 0x80:
            return value, at
