"""The tables that the compiled loops read and write, one record for each party, pair and area."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Records = NDArray[np.void]
Record = Any
"""One row of a table, read and written by its fields' names."""

PARTY: Final = np.dtype(
    [
        ("lat", "f8"),
        ("lon", "f8"),
        ("cos", "f8"),
        ("t", "f8"),
        ("acc", "f8"),
        ("pace", "f8"),  # m/s by which its uncertainty grows
        ("allowed", "f8"),  # s it may be silent
        ("lat0", "f8"),  # the fix before
        ("lon0", "f8"),
        ("t0", "f8"),
        ("heard", "f8"),
        ("heard0", "f8"),
        ("first_pair", "i4"),
        ("first_area", "i4"),
        ("inside", "i4"),  # first block of areas of anybody, -1 for none
        ("troubles", "u4"),
        ("same", "i4"),  # fixes in a row that are the same
        ("fixes", "u1"),  # believed so far, up to two
        ("live", "u1"),
        ("everywhere", "u1"),  # areas of anybody hold for it
        ("charging", "u1"),
        ("jitters", "u1"),
        ("other_count", "u1"),  # fixes where it says it jumped to
        ("other_lat", "f8"),
        ("other_lon", "f8"),
        ("other_t", "f8"),
        ("other_since", "f8"),
        ("speed_max", "f8"),
        ("battery", "f8"),
        ("same_since", "f8"),
        ("doubt_until", "f8"),
    ],
    align=True,
)
"""192 bytes: three lines of the cache, when the table begins with one."""

LINE: Final = 64
"""Bytes of a line of the cache."""

PAIR: Final = np.dtype(
    [
        ("distance", "f8"),
        ("margin", "f8"),
        ("passed", "f8"),  # when they last came nearer than allowed
        ("least", "f8"),  # how near, when only on the way
        ("a", "i4"),
        ("b", "i4"),
        ("next_a", "i4"),
        ("next_b", "i4"),
        ("state", "u1"),
        ("told", "u1"),
        ("live", "u1"),
    ],
    align=True,
)

AREA: Final = np.dtype(
    [
        ("lat", "f8"),
        ("lon", "f8"),
        ("cos", "f8"),
        ("radius", "f8"),  # of a polygon: of the circle around it
        ("margin", "f8"),
        ("set_at", "f8"),
        ("first", "i4"),  # its corners; 0 of them make a circle
        ("corners", "i4"),
        ("owner", "i4"),  # -1 for anybody
        ("next", "i4"),
        ("wide", "u1"),
        ("state", "u1"),
        ("told", "u1"),
        ("live", "u1"),
    ],
    align=True,
)

TOLD: Final = np.dtype(
    [
        ("at", "f8"),
        ("t", "f8"),
        ("other_t", "f8"),
        ("distance", "f8"),
        ("uncertainty", "f8"),
        ("closing", "f8"),
        ("allowed", "f8"),
        ("party", "i4"),
        ("other", "i4"),  # the other one of a pair
        ("about", "i4"),  # a pair, an area or the bit of a trouble
        ("kind", "u1"),
        ("at_start", "u1"),
        ("doubtful", "u1"),
    ],
    align=True,
)

# The numbers of happening.Kind, in its order; the loops know no text.
MAYBE_NEAR, NEAR, PASSED, APART = 0, 1, 2, 3
MAYBE_INSIDE, INSIDE, CROSSED, OUTSIDE = 4, 5, 6, 7
TROUBLE, TROUBLE_OVER = 8, 9

# The numbers of happening.State.
UNKNOWN, FAR, MAYBE, SURE = 0, 1, 2, 3

# The bits of happening.Trouble, in its order.
SILENT, FROZEN, JUMPED, REPLAYED, AHEAD = 1, 2, 4, 8, 16
NO_PLACE, ROUGH, BATTERY_LOW, STRAP_OPEN, TAMPERED = 32, 64, 128, 256, 512

DOUBTS: Final = FROZEN | JUMPED | STRAP_OPEN | TAMPERED
"""While one of these lasts, nobody knows where the person is, whatever the tracker says."""

# What a batch's flags say.
FLAG_STRAP_OPEN, FLAG_TAMPERED, FLAG_CHARGING = 1, 2, 4

DESK: Final = np.dtype(
    [
        ("told", "i8"),  # rows that were told
        ("free", "i8"),  # blocks on the stack of free ones
        ("stamp", "i8"),  # counts the fixes that looked at areas of anybody
        ("found", "i8"),  # areas that the last one may meet
        ("touched", "f8"),  # of no meaning; it keeps what was read ahead from being left out
    ]
)
"""What the loops count."""

BLOCK: Final = 16
"""Numbers in a block: the next block, how many are in this one, and so many fewer entries."""


class Tables(NamedTuple):
    """Everything the loops work on.

    A record is handed on as one address, a table of tables word by word; so what
    runs for every fix is given records and the few tables it needs.
    """

    parties: Records  # the last row is room to try a doubtful fix on
    pairs: Records
    areas: Records
    corners: Floats  # [c, 2] metres east and north of the area's middle
    deadlines: Floats  # [parties] when each becomes silent
    around: Floats  # [areas, 4] latitude, longitude, cosine, radius, side by side
    cells_in_row: NDArray[np.int64]
    keys: NDArray[np.int64]  # of the cells, -1 for none
    heads: NDArray[np.int32]  # each cell's first block, -1 for none
    blocks: NDArray[np.int32]  # [b, BLOCK]
    free: NDArray[np.int32]  # a stack of blocks
    stamps: NDArray[np.int64]  # [areas] the last fix that looked at it
    found: NDArray[np.int32]  # [areas] room for what one fix may meet
    desk: Records  # [1]
    told: Records


FIX: Final = np.dtype(
    [
        ("latitude", "f8"),
        ("longitude", "f8"),
        ("fix_at", "f8"),
        ("heard_at", "f8"),
        ("accuracy_m", "f8"),
        ("speed_mps", "f8"),
        ("battery", "f8"),
        ("party", "i4"),
        ("flags", "u1"),
    ],
    align=True,
)
"""One fix of a batch, in the order in which they were heard; NaN for what was not said.

Degrees WGS 84, seconds since 1970, metres, metres a second, battery as a share.
`party` is `Watcher.index` of who it is; -1 is passed over.
"""
