"""Rows of different length in one flat array: chosen, woven together, packed as varints."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tocsin.roads.network import Longs

Row: TypeAlias = tuple[Longs, Longs]
"""Values of all rows one after the other, and how many of them each row has."""


def firsts(counts: Longs) -> Longs:
    """Where each row begins, and at last where the last ends."""
    first = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=first[1:])
    return first


def spread(first: Longs, rows: Longs) -> tuple[Longs, Longs]:
    """The places of these rows' values in the flat array, and how many each row has."""
    counts = np.asarray(first[rows + 1] - first[rows], np.int64)
    begin = firsts(counts)
    return np.repeat(first[rows] - begin[:-1], counts) + np.arange(begin[-1]), counts


def weave(columns: Sequence[Row]) -> Row:
    """Row by row what stands in each column, in the order of the columns."""
    counts = np.zeros(len(columns[0][1]), np.int64)
    for _, count in columns:
        counts += count
    at = firsts(counts)[:-1]
    out = np.empty(int(counts.sum()), np.int64)
    for values, count in columns:
        begin = firsts(count)
        out[np.repeat(at - begin[:-1], count) + np.arange(begin[-1])] = values
        at = at + count
    return out, counts


def sums(values: Longs, counts: Longs) -> Longs:
    """The sum of each row; 0 for an empty one."""
    total = firsts(values)
    edge = firsts(counts)
    return np.asarray(total[edge[1:]] - total[edge[:-1]], np.int64)


def sizes(values: Longs) -> Longs:
    """How many bytes each value takes as a varint (protocol buffers, "Base 128 Varints")."""
    size = np.ones(len(values), np.int64)
    for bits in (7, 14, 21, 28, 35):
        size += values >= (1 << bits)
    return size


def varints(values: Longs) -> bytes:
    """Values from 0 up to 2 ** 42 - 1 as varints, one after the other."""
    size = sizes(values)
    first = firsts(size)
    out: NDArray[np.uint8] = np.empty(int(first[-1]), np.uint8)
    for byte in range(int(size.max(initial=0))):
        more = size > byte
        part = (values[more] >> (7 * byte)) & 0x7F
        out[first[:-1][more] + byte] = part | np.where(size[more] > byte + 1, 0x80, 0)
    return out.tobytes()


def zigzag(values: Longs) -> Longs:
    """Numbers of either sign as ones from 0 up, small ones staying small."""
    return np.asarray((values << 1) ^ (values >> 63), np.int64)
