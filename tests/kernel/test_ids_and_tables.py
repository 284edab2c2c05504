from enum import StrEnum
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel import limits
from tocsin.kernel.table import mermaid
from tocsin.paging.codes import new_code


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


class Go: ...


class Stop: ...


def test_a_diagram_has_a_line_for_every_row_of_the_table():
    drawn = mermaid("Light", {(Light.RED, Go): Light.GREEN, (Light.GREEN, Stop): Light.RED})
    assert "    red --> green: Go\n    green --> red: Stop\n```" in drawn
    assert drawn.startswith("### Light\n\n```mermaid\nstateDiagram-v2\n")


def test_every_bound_is_positive():
    bounds = {k: v for k, v in vars(limits).items() if k.isupper() and isinstance(v, int | float)}
    assert bounds
    assert all(value > 0 for value in bounds.values())


@given(st.sets(st.integers(1000, 9999).map(str), max_size=50), st.integers())
def test_a_code_is_four_digits_without_a_leading_zero_and_never_one_in_use(used, seed):
    code = new_code(used, Random(seed).randrange)
    assert code not in used
    assert len(code) == 4
    assert code[0] != "0"


def test_codes_get_longer_when_the_short_ones_are_in_use():
    used = {str(number) for number in range(1000, 10_000)}
    assert len(new_code(used, lambda _: 0)) == 5


def test_codes_do_not_run_out_in_silence():
    class Everything:
        def __contains__(self, _):
            return True

    with pytest.raises(AssertionError, match="in use"):
        new_code(Everything(), lambda _: 0)
