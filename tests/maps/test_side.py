"""The side people drive on is read off the roundabouts."""

import pytest

from tests.maps.sketch import Sketch

CLOCKWISE, COUNTER = [1, 4, 3, 2, 1], [1, 2, 3, 4, 1]


@pytest.mark.parametrize(
    ("nodes", "tags", "on_left"),
    [
        (CLOCKWISE, {"junction": "roundabout"}, True),
        (COUNTER, {"junction": "roundabout"}, False),
        (COUNTER, {"junction": "roundabout", "oneway": "-1"}, True),
        (CLOCKWISE, {}, False),
        (CLOCKWISE, {"oneway": "yes"}, False),
    ],
)
def test_a_roundabout_tells_the_side(nodes, tags, on_left, tmp_path):
    sketch = Sketch().node(1, 0, 0).node(2, 1, 0).node(3, 1, 1).node(4, 0, 1).node(5, -1, 0)
    town = sketch.way(10, nodes, **tags).way(11, [5, 1]).imported(tmp_path)
    assert town.map.meta.drives_on_left == on_left
    assert town.summary.drives_on_left == on_left
