"""A safe code is never an answer, and no slip makes one code the other."""

import pytest

from tocsin.agency.codes import RESERVED, fold
from tocsin.intake.grammar import RESERVED as ANSWERS
from tocsin.intake.grammar import fold_code


def test_no_word_that_intake_understands_can_be_a_code():
    # Numbers cannot be codes in any case.
    assert {word for word in ANSWERS if not word.isdigit()} <= set(RESERVED)


@pytest.mark.parametrize("code", ["yellow umbrella", " Yellow  Umbrella! ", "#yellow umbrella"])
def test_codes_are_compared_as_intake_compares_them(code):
    assert fold(code) == fold_code(code) == "yellowumbrella"
