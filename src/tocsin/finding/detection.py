"""How likely a search is to see her, and what it means when it did not.

Everything here rests on three textbook results. A search that wanders through an
area A along a track L with sweep width W detects with probability
1 - exp(-W L / A) (B. O. Koopman, *Search and Screening*, 1980, section 3.3, "random
search"; real searchers do at least that well, which keeps us on the safe side).
Independent searches multiply their misses (L. D. Stone, *Theory of Optimal Search*,
1975, section 1.2). And a search without success moves probability elsewhere by Bayes'
rule, also to the places nobody has drawn on the map (A. R. Washburn, *Search and
Detection*, 4th edition, chapter 2).
"""

import math
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

POD_MAX: Final = 0.9999
"""No search is perfect: a probability of detection above this counts as this."""
POA_MIN: Final = 1e-300
"""A place that was possible stays possible: its probability never falls below this."""
TOTAL_TOLERANCE: Final = 1e-6
"""How far the probabilities of all places together may be from one."""


class Light(StrEnum):
    """The light she would be seen by. Dark means with hand lamps or headlights."""

    DAY = "day"
    DUSK = "dusk"
    DARK = "dark"


class Ground(StrEnum):
    """What the searcher looks across."""

    OPEN = "open"
    LOT = "lot"
    STREET = "street"
    WOODS = "woods"
    BUILDING = "building"
    WATER_EDGE = "water_edge"


class Searcher(StrEnum):
    """How somebody searches."""

    FOOT = "foot"
    VEHICLE = "vehicle"


SWEEP_WIDTH_M: Final[dict[tuple[Searcher, Ground], float]] = {
    (Searcher.FOOT, Ground.OPEN): 60.0,
    (Searcher.FOOT, Ground.LOT): 30.0,
    (Searcher.FOOT, Ground.STREET): 40.0,
    (Searcher.FOOT, Ground.WOODS): 20.0,
    (Searcher.FOOT, Ground.BUILDING): 6.0,
    (Searcher.FOOT, Ground.WATER_EDGE): 20.0,
    (Searcher.VEHICLE, Ground.OPEN): 30.0,
    (Searcher.VEHICLE, Ground.LOT): 16.0,
    (Searcher.VEHICLE, Ground.STREET): 30.0,
    (Searcher.VEHICLE, Ground.WOODS): 0.0,
    (Searcher.VEHICLE, Ground.BUILDING): 0.0,
    (Searcher.VEHICLE, Ground.WATER_EDGE): 8.0,
}
"""Effective sweep width by day, in metres, for an adult who may lie on the ground.

Starting values of ours: in the range of the land trials of Robe and Frost (*A Method
for Determining Effective Sweep Widths for Land Searches*, US Coast Guard, 2002), not
taken from any one of their tables. An agency that has measured its own ranges of
detection should use those (`sweep_width_from_range_m`). Zero: that kind of searcher
cannot search there at all.
"""

LIGHT_FACTOR: Final[dict[Light, float]] = {Light.DAY: 1.0, Light.DUSK: 0.6, Light.DARK: 0.3}
"""What is left of the sweep width in that light. A judgement of ours, as above."""

RANGE_FACTOR: Final[dict[str, float]] = {"high": 1.8, "medium": 1.6, "low": 1.1}
"""Sweep width over average range of detection, by how well the sought stands out.

Koester, Chiacchia, Twardy et al., *Use of the Visual Range of Detection to Estimate
Effective Sweep Width for Land Search and Rescue*, Wilderness & Environmental Medicine
25 (2014).
"""


def sweep_width_m(searcher: Searcher, ground: Ground, light: Light) -> float:
    """The width of the strip that this searcher effectively sees, in metres; 0 if none."""
    return SWEEP_WIDTH_M[searcher, ground] * LIGHT_FACTOR[light]


def sweep_width_from_range_m(range_m: float, visibility: str = "medium") -> float:
    """The sweep width from a measured average range of detection (Koester 2014), in metres.

    `visibility` of what is sought: high, medium or low. Raises ValueError.
    """
    if visibility not in RANGE_FACTOR:
        raise ValueError(f"visibility is one of {', '.join(RANGE_FACTOR)}")
    return RANGE_FACTOR[visibility] * _at_least_zero("range_m", range_m)


def coverage(width_m: float, track_m: float, area_m2: float) -> float:
    """W L / A: how many times over the area was swept. Raises ValueError for no area."""
    if not (math.isfinite(area_m2) and area_m2 > 0):
        raise ValueError("an area to be searched is above zero square metres")
    return _at_least_zero("width_m", width_m) * _at_least_zero("track_m", track_m) / area_m2


def pod_of_coverage(swept: float) -> float:
    """Koopman's random search: 1 - exp(-coverage), at most `POD_MAX`."""
    return min(POD_MAX, -math.expm1(-_at_least_zero("coverage", swept)))


def pod(width_m: float, track_m: float, area_m2: float) -> float:
    """The probability that this search sees her if she is in the area."""
    return pod_of_coverage(coverage(width_m, track_m, area_m2))


def coverage_for(wanted_pod: float) -> float:
    """The coverage that gives this probability of detection (capped at `POD_MAX`)."""
    return -math.log1p(-_pod_of(wanted_pod))


def track_for_m(wanted_pod: float, width_m: float, area_m2: float) -> float:
    """The track that gives this probability of detection; infinite if nothing is seen."""
    swept_per_m = coverage(width_m, 1.0, area_m2)
    wanted = coverage_for(wanted_pod)
    if wanted == 0.0:
        return 0.0
    return wanted / swept_per_m if swept_per_m > 0 else math.inf


def search_seconds(
    wanted_pod: float, width_m: float, area_m2: float, speed_m_per_s: float
) -> float:
    """The time that a search to this probability of detection takes, in seconds."""
    if not (math.isfinite(speed_m_per_s) and speed_m_per_s > 0):
        raise ValueError("a search speed is above zero metres a second")
    return track_for_m(wanted_pod, width_m, area_m2) / speed_m_per_s


def consolidated_pod(pods: Iterable[float]) -> float:
    """The probability that at least one of several independent searches saw her."""
    return min(POD_MAX, -math.expm1(sum(math.log1p(-_pod_of(each)) for each in pods)))


class Belief(NamedTuple):
    """Where she may be: a probability for each place, and for the rest of the world.

    `poa` has shape (n,). Together with `elsewhere` it adds up to one, always.
    """

    poa: Floats
    elsewhere: float


def believe(poa: ArrayLike, elsewhere: float | None = None) -> Belief:
    """A belief from probabilities of area, shape (n,); what is missing to one lies elsewhere.

    Given `elsewhere`, the total must be one to within `TOTAL_TOLERANCE`. Raises
    ValueError for anything that is no probability.
    """
    places = np.array(poa, dtype=np.float64).reshape(-1)
    if not np.isfinite(places).all() or (places < 0).any():
        raise ValueError("a probability of area is a number of at least zero")
    total = math.fsum(places)
    rest = max(0.0, 1.0 - total) if elsewhere is None else _at_least_zero("elsewhere", elsewhere)
    if abs(total + rest - 1.0) > TOTAL_TOLERANCE:
        raise ValueError("probabilities of area and of elsewhere add up to one")
    return Belief(places / (total + rest), rest / (total + rest))


def after_clear(belief: Belief, pods: ArrayLike) -> Belief:
    """The belief after searches with these detection probabilities found nobody.

    `pods` has shape (n,): zero where nobody looked. Bayes: each place keeps its
    probability times its miss, and all is divided by the probability of having
    found nobody. What is elsewhere grows with the rest; it is never spread over
    the places of the map. A place that was possible stays possible.
    """
    misses = 1.0 - np.minimum(_pods(pods, belief.poa.size), POD_MAX)
    places = belief.poa * misses
    unseen = math.fsum(places) + belief.elsewhere
    if unseen <= 0.0:
        return belief
    places = places / unseen
    places[(belief.poa > 0) & (places < POA_MIN)] = POA_MIN
    return Belief(places, belief.elsewhere / unseen)


def found_probability(belief: Belief, pods: ArrayLike) -> float:
    """The probability of success of these searches together: sum of POA times POD."""
    return math.fsum(belief.poa * np.minimum(_pods(pods, belief.poa.size), POD_MAX))


def _pods(pods: ArrayLike, count: int) -> Floats:
    each = np.asarray(pods, dtype=np.float64).reshape(-1)
    if each.size != count:
        raise ValueError(f"one probability of detection for each of the {count} places")
    if not ((each >= 0) & (each <= 1)).all():
        raise ValueError("a probability of detection lies between 0 and 1")
    return each


def _pod_of(value: float) -> float:
    if not 0.0 <= value <= 1.0:
        raise ValueError("a probability of detection lies between 0 and 1")
    return min(value, POD_MAX)


def _at_least_zero(name: str, value: float) -> float:
    if not (math.isfinite(value) and value >= 0):
        raise ValueError(f"{name} is a number of at least zero")
    return float(value)
