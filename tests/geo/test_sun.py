"""The sun stands where the almanac has it."""

from datetime import UTC, datetime

import pytest

from tocsin.geo.sun import elevation_deg


@pytest.mark.parametrize(
    ("latitude", "longitude", "at", "degrees"),
    [
        # At noon of an equinox on the equator and Greenwich it stands nearly overhead.
        (0.0, 0.0, datetime(2026, 3, 20, 12, 7, tzinfo=UTC), 89.8),
        # Midsummer noon: 90 - latitude + 23.44.
        (51.4769, 0.0, datetime(2026, 6, 21, 12, 2, tzinfo=UTC), 61.96),
        (51.4769, 0.0, datetime(2026, 12, 21, 11, 58, tzinfo=UTC), 15.09),
        # Midnight sun, and polar night.
        (70.0, 25.0, datetime(2026, 6, 21, 22, 20, tzinfo=UTC), 3.43),
        (70.0, 25.0, datetime(2026, 12, 21, 10, 20, tzinfo=UTC), -3.44),
    ],
)
def test_the_sun_stands_where_the_almanac_has_it(latitude, longitude, at, degrees):
    assert elevation_deg(latitude, longitude, at) == pytest.approx(degrees, abs=0.35)


def test_the_south_has_its_summer_in_december():
    june, december = (datetime(2026, month, 21, 12, tzinfo=UTC) for month in (6, 12))
    assert elevation_deg(-35.0, 0.0, december) > 70
    assert elevation_deg(-35.0, 0.0, june) < 40
