"""Why a risk rose, in one line: it can be read back, whichever language it is in."""

import pytest

from tocsin.facts.risk import RiskLevel, RiskReason
from tocsin.watch.risk_words import sentence, understood


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_line_about_a_risk_is_understood_again(language):
    for level in RiskLevel:
        because = tuple(RiskReason)
        assert understood(sentence(language, level, because)) == (level, because)


@pytest.mark.parametrize("said", ["", "steady", "steady: ", "help", "steady: he is near; help"])
def test_what_somebody_wrote_is_no_such_line(said):
    assert understood(said) is None
