"""The time zones there are."""

import zoneinfo
from functools import cache


@cache
def zone_names() -> frozenset[str]:
    """Every IANA name; the list cannot change while the program runs."""
    return frozenset(zoneinfo.available_timezones())
