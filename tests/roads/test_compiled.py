"""Compiled functions work where their machine code can be kept, and where it cannot."""

from typing import Any

import numpy as np
import pytest
from numba import njit
from numba.core.errors import NumbaError

from tocsin.roads import compiled as subject


def test_without_a_place_to_keep_the_code_it_is_compiled_anyway(monkeypatch):
    asked = []

    def nowhere(*, cache=False, **options):
        asked.append((cache, options))

        def compiling(function):
            if cache:
                raise RuntimeError("cannot cache function: no locator available")
            return function

        return compiling

    monkeypatch.setattr(subject, "njit", nowhere)

    def twice(number):
        return 2 * number

    assert subject.compiled(twice)(21) == 42
    assert subject.compiled_making(twice)(21) == 42
    bare = {"_nrt": False}
    assert asked == [(True, bare), (False, bare), (True, {}), (False, {})]


@pytest.fixture
def unkept(monkeypatch):
    """Nothing is taken from, or put into, what another test compiled."""
    monkeypatch.setattr(subject, "njit", lambda cache=False, **options: njit(**options))


@pytest.mark.usefixtures("unkept")
def test_what_is_compiled_counts_no_holders_of_its_arrays():
    def total(numbers):
        found = 0.0
        for number in numbers:
            found += number
        return found

    numbers = np.arange(4.0)
    fast: Any = subject.compiled(total)
    assert fast(numbers) == 6.0
    (code,) = fast.inspect_llvm().values()
    assert "call void @NRT_" not in code


@pytest.mark.usefixtures("unkept")
def test_a_function_that_makes_arrays_says_so_and_is_compiled_otherwise():
    def make(count):
        return np.zeros(count)

    with pytest.raises(NumbaError):
        subject.compiled(make)(2)
    assert subject.compiled_making(make)(2).tolist() == [0.0, 0.0]
