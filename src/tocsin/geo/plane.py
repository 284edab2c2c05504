"""A flat plane around one town: degrees to metres and back.

An equirectangular projection about the town's own latitude. Within 50 km of the
origin and below 70 degrees of latitude a length is wrong by less than one in
two hundred, which is finer than any road is drawn.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.geo.line import EARTH_RADIUS_M

METRES_PER_DEGREE: Final = float(np.radians(1.0) * EARTH_RADIUS_M)
"""Length of one degree of latitude."""


class Plane(NamedTuple):
    """Metres east (x) and north (y) of an origin given in degrees WGS 84."""

    latitude: float
    longitude: float

    @property
    def x_metres_per_degree(self) -> float:
        """Length of one degree of longitude at the origin."""
        return METRES_PER_DEGREE * float(np.cos(np.radians(self.latitude)))

    def to_metres(self, latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
        """Points in degrees, shape [n] each, to metres, shape [n, 2]."""
        north = (np.asarray(latitude, np.float64) - self.latitude) * METRES_PER_DEGREE
        east = (np.asarray(longitude, np.float64) - self.longitude) * self.x_metres_per_degree
        return np.stack([east, north], axis=-1)

    def to_degrees(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points in metres, shape [n, 2], to degrees (latitude, longitude), shape [n, 2]."""
        latitude = self.latitude + metres[..., 1] / METRES_PER_DEGREE
        longitude = self.longitude + metres[..., 0] / self.x_metres_per_degree
        return np.stack([latitude, longitude], axis=-1)


def around(latitude: ArrayLike, longitude: ArrayLike) -> Plane:
    """The plane about the middle of these points."""
    lat, lon = np.asarray(latitude, np.float64), np.asarray(longitude, np.float64)
    return Plane(float((lat.min() + lat.max()) / 2), float((lon.min() + lon.max()) / 2))
