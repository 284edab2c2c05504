"""Compiled functions work where their machine code can be kept, and where it cannot."""

from typing import Any

import numpy as np
import pytest
from numba.core.errors import NumbaError

from tocsin.roads import compiled as subject
from tocsin.roads import kept

WAYS = [subject.compiled, subject.compiled_making, subject.compiled_apart]


@pytest.fixture
def nowhere(monkeypatch):
    """Nothing is taken from, or put into, what another test compiled."""

    def refuse(function, _options):
        asked.append(function)
        raise RuntimeError("cannot cache function: no locator available")

    asked: list[Any] = []
    monkeypatch.setattr(kept, "KeptCode", refuse)
    return asked


@pytest.mark.parametrize("compiled", WAYS)
def test_without_a_place_to_keep_the_code_it_is_compiled_anyway(nowhere, compiled):
    @compiled
    def twice(number):
        return 2 * number

    assert twice(21) == 42
    assert nowhere == [twice.py_func]


@pytest.mark.usefixtures("nowhere")
def test_what_is_compiled_counts_no_holders_of_its_arrays():
    def total(numbers):
        found = 0.0
        for number in numbers:
            found += number
        return found

    numbers = np.arange(4.0)
    fast: Any = subject.compiled(total)
    assert fast(numbers) == 6.0
    (code,) = fast.machine.inspect_llvm().values()
    assert "call void @NRT_" not in code


@pytest.mark.usefixtures("nowhere")
def test_a_function_that_makes_arrays_says_so_and_is_compiled_otherwise():
    def make(count):
        return np.zeros(count)

    with pytest.raises(NumbaError):
        subject.compiled(make)(2)
    assert subject.compiled_making(make)(2).tolist() == [0.0, 0.0]
