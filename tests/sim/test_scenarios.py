from pathlib import Path

import pytest

from tocsin.sim.scenario import Failed, parse, run

SCENARIOS = sorted((Path(__file__).parents[1] / "scenarios").glob("*.txt"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario(path):
    run(path.read_text())


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('17:31:00 ana texts "SOS" -> answer', "It was sos"),
        ("17:31:00 lee is paged", "was not sent a sos"),
        ("17:31:00 expect I-1 open", "I-1"),
        ("17:31:00 the moon rises", "No row has this form"),
        ("17:31:00 mo moves 4A21 clear", "move_not_allowed"),
    ],
)
def test_a_row_that_is_not_so_fails_by_its_line(row, why):
    with pytest.raises(Failed, match=f"(?s)line 1: .*{why}"):
        run(row)


def test_a_line_that_is_no_row_is_told():
    with pytest.raises(ValueError, match="Line 2"):
        parse("17:31:00 time passes\n17:32:00")
