import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.exchange.reading import circle_around, near
from tocsin.exchange.shapes import METRES_PER_DEGREE, ArcBand, Polygon, Prism


def apart_m(one, other):
    """Distance on a sphere by the haversine, another way than the code under test goes."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, each)) for each in (one, other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * math.degrees(math.asin(math.sqrt(half))) * METRES_PER_DEGREE


corners = st.lists(
    st.tuples(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05)), min_size=3, max_size=12, unique=True
)


@given(st.floats(-60, 60), st.floats(-180, 180), corners)
def test_the_circle_around_a_polygon_holds_every_corner(latitude, longitude, offsets):
    ring = tuple(
        (latitude + north, (longitude + east + 180) % 360 - 180) for north, east in offsets
    )
    circle = circle_around(Polygon(ring))
    # The centre of area of a ring that crosses itself can lie far out; then so does the circle.
    assume(circle.radius_m < 30_000)
    for corner in ring:
        assert apart_m((circle.latitude, circle.longitude), corner) <= circle.radius_m * 1.01 + 1


def test_a_polygon_across_the_date_line_has_its_centre_on_it():
    circle = circle_around(Polygon(((0.1, 179.9), (0.1, -179.9), (0.3, -179.9), (0.3, 179.9))))
    assert abs(circle.longitude) == pytest.approx(180, abs=1e-6)
    assert circle.latitude == pytest.approx(0.2)
    assert circle.radius_m == pytest.approx(15_725, rel=0.01)


def test_corners_on_one_line_have_their_mean_as_centre():
    circle = circle_around(Polygon(((1.0, 1.0), (1.0, 1.1), (1.0, 1.2))))
    assert (circle.latitude, circle.longitude) == (near(1.0), near(1.1))


@given(
    st.floats(0, 5000), st.floats(0, 5000), st.floats(0, 359), st.floats(0, 360), st.floats(0, 1)
)
def test_the_circle_around_an_arc_holds_every_point_of_it(one, other, start, opening, share):
    inner, outer = sorted((one, other))
    arc = ArcBand(40.0, 10.0, inner, outer, start, opening)
    circle = circle_around(arc)
    for ring in (inner, outer):
        angle = math.radians(start + opening * share)
        point = (
            40.0 + ring * math.cos(angle) / METRES_PER_DEGREE,
            10.0 + ring * math.sin(angle) / (METRES_PER_DEGREE * math.cos(math.radians(40))),
        )
        assert apart_m((circle.latitude, circle.longitude), point) <= circle.radius_m * 1.01 + 5


def test_a_prism_has_the_middle_of_its_height():
    prism = Prism(((1.0, 1.0), (1.0, 1.1), (1.1, 1.1)), 36.0, 4.0)
    assert (circle_around(prism).altitude_m, circle_around(prism).vertical_m) == (38.0, 2.0)
