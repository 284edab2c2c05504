"""A table of texts gives back exactly what went in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.geo.texts import Texts, pack


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_what_is_packed_comes_back(texts):
    table = Texts(*pack(texts))
    assert len(table) == len(texts)
    assert list(table) == texts
    assert table[:] == texts
    assert table[1:3] == texts[1:3]


def test_the_last_text_is_found_from_the_end():
    table = Texts(*pack(["Mühlweg", "", "Rua Ção"]))
    assert table[-1] == "Rua Ção"
    assert table[1] == ""


@pytest.mark.parametrize("index", [2, -3])
def test_a_text_that_is_not_there_is_an_index_error(index):
    with pytest.raises(IndexError):
        Texts(*pack(["a", "b"]))[index]


def test_a_lone_surrogate_is_replaced_and_upsets_nothing():
    assert Texts(*pack(["a\ud800b"]))[0] == "a?b"


def test_arrays_that_do_not_belong_together_are_refused():
    blob, first = pack(["a", "b"])
    with pytest.raises(ValueError, match="not one table"):
        Texts(blob[:1], first)
    with pytest.raises(ValueError, match="not one table"):
        Texts(blob, np.empty(0, np.int64))
