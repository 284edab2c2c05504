"""Small functions to compile, and all that such a function can name."""

from typing import NamedTuple

import numpy as np

from tocsin.roads.compiled import compiled

STEP = 1
TABLE = np.zeros(3)
ROW = [("one", "f8")]
unknown = None


class Inner(NamedTuple):
    one: float
    other: float


class Outer(NamedTuple):
    inner: Inner


@compiled
def other(number: int) -> int:
    return number


@compiled
def called(number: int) -> int:
    if unknown is not None:
        return len(ROW)
    return number + STEP + int(TABLE[0])


@compiled
def caller(number: int) -> int:
    return called(number)


@compiled
def reads(pair: Outer) -> float:
    return pair.inner.one
