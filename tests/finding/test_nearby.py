"""What a bare position is called."""

import numpy as np
import pytest

from tests.finding.test_staging import NAMES, grid
from tests.finding.townlet import at
from tocsin.finding.nearby import nearby


@pytest.mark.parametrize(
    ("east_m", "north_m", "said"),
    [
        (0.0, 0.0, "Avenue 4 at Street 4"),
        (5.0, -8.0, "Avenue 4 at Street 4"),
        (-60.0, 0.0, "60 m west of Avenue 4 at Street 4"),
        (140.0, 42.0, "40 m north of Avenue 5 at Street 4"),
        (-5000.0, 0.0, ""),
    ],
)
def test_a_position_is_called_by_the_crossing_that_it_is_near(east_m, north_m, said):
    assert nearby(grid(), NAMES, *at(east_m, north_m)) == said


def test_where_no_two_names_meet_nothing_is_said():
    network = grid()
    nameless = network._replace(name=np.full_like(network.name, -1))
    assert nearby(nameless, NAMES, *at(0.0, 0.0)) == ""
