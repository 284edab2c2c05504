"""Every bound of trails, with its unit in its name; the other bounds are in `kernel.limits`."""

from typing import Final

TRAIL_KEEP_DAYS: Final = 14
TRAIL_KEEP_DAYS_MAX: Final = 90
"""How long a trail is kept after its end where the agency says nothing else, and at most."""

TRAIL_HOLD_DAYS_MAX: Final = 366
"""So far ahead a trail can be held for a court; then somebody must say it again."""

TRAIL_BEFORE_S: Final = 600
TRAIL_BEFORE_POINTS: Final = 3
"""A trail begins with so many of the owner's last points, none older than this: the way there."""

TRAIL_AFTER_S: Final = 300
"""A trail of two who were near goes on for this long after they are apart: the way away."""

TRAIL_SOONEST_S: Final = 5
TRAIL_STEP_M: Final = 10.0
TRAIL_STILL_S: Final = 60
"""A point is kept when it is so much later than the one before and so far from it, or, of
whoever stands still, so much later."""

TRAIL_POINTS_MAX: Final = 20_000
"""So many points of one owner are kept; beyond it every second of the older ones goes."""

TRAIL_WAITING_MAX: Final = 10_000
"""So many points wait in memory while the disk takes none; then the oldest are lost."""
