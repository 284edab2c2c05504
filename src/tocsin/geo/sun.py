"""How high the sun stands, and so by what light somebody is looked for."""

import math
from datetime import UTC, datetime

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


def elevation_deg(latitude: float, longitude: float, at: datetime) -> float:
    """Degrees of the sun above the horizon at a place (WGS 84) and an aware moment.

    The low-precision formulas of the Astronomical Almanac (section C): right to
    about a hundredth of a degree for this century, refraction left out.
    """
    days = (at - _J2000).total_seconds() / 86_400
    mean = math.radians((280.460 + 0.9856474 * days) % 360)
    anomaly = math.radians((357.528 + 0.9856003 * days) % 360)
    ecliptic = mean + math.radians(1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 0.0000004 * days)
    ascension = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    sidereal = math.radians((280.46061837 + 360.98564736629 * days + longitude) % 360)
    hour, phi = sidereal - ascension, math.radians(latitude)
    height = math.sin(phi) * math.sin(declination)
    height += math.cos(phi) * math.cos(declination) * math.cos(hour)
    return math.degrees(math.asin(max(-1.0, min(1.0, height))))
