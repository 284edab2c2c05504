"""Who searches which segment, in which order, so that she is found as soon as can be.

What we maximise is the expected survival at the moment of finding,

    sum over tasks of POA x POD x the mean of 2^(-t / half-life) over the search's time,

for detection that is equally likely at any moment of a task. Each segment is given to
one searcher once; after a CLEAR the map is updated (`finding.detection`) and the plan
is made anew, with those who are busy coming in when they are free.

Finding the best schedule is NP-hard (a team orienteering problem with discounting). We
build by several rules, better the best (`finding.rounds`), and say how far from the
best it can be at most (`finding.ceiling`).
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.finding.ceiling import ceiling
from tocsin.finding.rounds import Field, Rounds, build, improve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STRESSES: Final = (1.0, 0.5, 2.0, 4.0)
"""How much the way to a segment weighs against its search, in the rules we build by."""
BUILT_ONCE_ABOVE: Final = 2_000
"""With more segments than this, only the first of these rules is used."""
WORK: Final = 25_000_000
"""Positions looked at while bettering a schedule: bounds the time whatever the size."""
STEPS_MAX: Final = 6_000
"""Steps of bettering; small problems are long settled by then."""
HORIZON_S_MAX: Final = 7 * 86_400.0
"""No plan looks further ahead than a week."""


class Segments(NamedTuple):
    """What can be searched: n segments, k kinds of searcher.

    `poa` (n,) probability of area; `search_s` (k, n) seconds of one pass, infinite where
    that kind cannot search; `pod` (k, n) probability of detection of one pass.
    """

    poa: ArrayLike
    search_s: ArrayLike
    pod: ArrayLike


class Crew(NamedTuple):
    """Who can search: s searchers.

    `kind` (s,) from 0 to k - 1; `reach_s` (s, n) seconds from where each is (or will be
    when free) to each segment, infinite where there is no way; `free_at_s` (s,) seconds
    from now until each is free, nothing for all at once.
    """

    kind: ArrayLike
    reach_s: ArrayLike
    free_at_s: ArrayLike | None = None


class Table(NamedTuple):
    """Ways between segments by a table: `between_s` (k, n, n) seconds from row to column."""

    between_s: ArrayLike


class Crow(NamedTuple):
    """Ways between segments as the crow flies, for maps too large for a table.

    `points_m` (n, 2) metres east and north; `pace_s_per_m` (k,) seconds a metre.
    """

    points_m: ArrayLike
    pace_s_per_m: ArrayLike


class Aim(NamedTuple):
    """What counts: survival halves in `half_life_s` (may be infinite); all ends by `horizon_s`."""

    half_life_s: float
    horizon_s: float


class UnderWay(NamedTuple):
    """A search that is going on: that segment is nobody else's, and its searcher leaves from it."""

    searcher: int
    segment: int
    ends_at_s: float


class Task(NamedTuple):
    """One searcher's search of one segment, in seconds from now."""

    segment: int
    starts_at_s: float
    ends_at_s: float
    pod: float


class Plan(NamedTuple):
    """The tasks of each searcher in order, and how good they are.

    `worth` is the expected survival at finding (see above), `bound` what no plan can
    exceed, `found` the probability that these tasks find her at all. Searches under way
    are in none of these figures.
    """

    tasks: tuple[tuple[Task, ...], ...]
    worth: float
    bound: float
    found: float

    @property
    def gap(self) -> float:
        """How much better than this plan any could be at most, as a share of the bound."""
        return 1.0 - self.worth / self.bound if self.bound > 0 else 0.0


def plan(
    segments: Segments,
    crew: Crew,
    ways: Table | Crow,
    aim: Aim,
    under_way: Sequence[UnderWay] = (),
    *,
    care: float = 1.0,
    with_bound: bool = True,
) -> Plan:
    """The schedule; the same question always gets the same answer.

    `care`, 0 to 1, is how long it is bettered: whoever waits for a first task takes
    less. Without `with_bound` no bound is worked out, and it is infinite.

    No searchers, no segments, nothing within reach or nothing likely: an empty plan, not
    an error. Raises ValueError for shapes that do not fit and numbers that cannot be.
    """
    field = _field(segments, crew, ways, aim, under_way)
    rounds = _rounds(field, care)
    tasks = tuple(_tasks(field, rounds, s, segments) for s in range(field.kind.size))
    poa = np.asarray(segments.poa, dtype=np.float64).reshape(-1)
    worth = math.fsum(float(each) for each in rounds.tail[:, 0])
    found = math.fsum(float(poa[task.segment]) * task.pod for each in tasks for task in each)
    return Plan(tasks, worth, ceiling(field, worth) if with_bound else math.inf, found)


def warm() -> None:
    """Compile the loops now, not when somebody is missed: seconds, once an installation."""
    one = np.ones((1, 1))
    made = plan(Segments([0.5], 60 * one, one), Crew([0], one), Table(one[None]), Aim(60.0, 600.0))
    assert made.found > 0


def survival_rate(half_life_s: float) -> float:
    """The decay per second that halves in this time; zero for an infinite one."""
    if math.isnan(half_life_s) or half_life_s <= 0:
        raise ValueError("a half-life is above zero seconds, or infinite")
    return math.log(2.0) / half_life_s


def mean_survival(rate: float, lasts_s: Floats) -> Floats:
    """The mean of exp(-rate t) over [0, lasts]: (1 - exp(-x)) / x, one for no time."""
    x = rate * np.where(np.isfinite(lasts_s), lasts_s, 0.0)
    return np.where(x > 1e-8, -np.expm1(-x) / np.where(x > 1e-8, x, 1.0), 1.0 - x / 2.0)


def _rounds(field: Field, care: float) -> Rounds:
    count, searchers = field.open.size, field.kind.size
    if count == 0 or searchers == 0:
        empty = np.zeros((searchers, count), np.int64)
        zero = np.zeros(searchers, np.int64)
        return Rounds(empty, zero, zero, np.zeros((searchers, count)), np.zeros((searchers, 1)))
    rules = STRESSES if count <= BUILT_ONCE_ABOVE else STRESSES[:1]
    best = max(
        (build(field, each) for each in rules), key=lambda made: float(made.tail[:, 0].sum())
    )
    if not best.length.any():
        return best
    steps = min(
        STEPS_MAX, 40 * count, WORK // (16 * (int(best.length.sum()) + searchers) + 2 * count)
    )
    return improve(field, best, max(1, round(steps * care)))


def _tasks(field: Field, rounds: Rounds, s: int, segments: Segments) -> tuple[Task, ...]:
    pods, k = np.asarray(segments.pod, dtype=np.float64), int(field.kind[s])
    each = ((int(rounds.order[s, p]), float(rounds.start[s, p])) for p in range(rounds.length[s]))
    return tuple(
        Task(i, start, start + float(field.lasts[k, i]), float(pods[k, i])) for i, start in each
    )


def _field(
    segments: Segments, crew: Crew, ways: Table | Crow, aim: Aim, under_way: Sequence[UnderWay]
) -> Field:
    """The problem in arrays, checked."""
    poa = _numbers("poa", segments.poa).reshape(-1)
    count = poa.size
    kind = np.array(crew.kind, dtype=np.int64).reshape(-1)
    lasts, pod, kinds = _passes(segments, count)
    if kind.size and not (kind.min() >= 0 and kind.max() < kinds):
        raise ValueError(f"a kind of searcher is a number from 0 to {kinds - 1}")
    reach = _shaped("reach_s", crew.reach_s, (kind.size, count), endless=True)
    free = np.zeros(kind.size)
    if crew.free_at_s is not None:
        free = _shaped("free_at_s", crew.free_at_s, (kind.size,), endless=True)
    between, points, pace = _ways(ways, kinds, count)
    if not 0 < aim.horizon_s <= HORIZON_S_MAX:
        raise ValueError(f"a horizon is above zero and at most {HORIZON_S_MAX:.0f} seconds")
    rate = survival_rate(aim.half_life_s)
    can = np.isfinite(lasts) & (pod > 0) & (poa > 0)
    worth = np.where(can, poa * pod * mean_survival(rate, lasts), 0.0)
    field = Field(
        worth, lasts, kind, free, reach, between, points, pace, rate, float(aim.horizon_s),
        np.ones(count, np.bool_),
    )  # fmt: skip
    return _with_under_way(field, under_way)


def _with_under_way(field: Field, under_way: Sequence[UnderWay]) -> Field:
    """Searches that go on keep their segment, and their searcher leaves from there."""
    for each in under_way:
        if not (0 <= each.searcher < field.kind.size and 0 <= each.segment < field.open.size):
            raise ValueError("a search under way names a searcher and a segment of this problem")
        s, k = each.searcher, int(field.kind[each.searcher])
        field.open[each.segment] = False
        field.free[s] = max(field.free[s], _number("ends_at_s", each.ends_at_s))
        if field.between.shape[0] > 0:
            field.reach[s] = field.between[k, each.segment]
        else:
            far = np.hypot(*(field.points - field.points[each.segment]).T)
            field.reach[s] = field.pace[k] * far
    return field


def _passes(segments: Segments, count: int) -> tuple[Floats, Floats, int]:
    given = np.asarray(segments.search_s, dtype=np.float64)
    kinds = given.shape[0] if given.ndim == 2 else 1
    lasts = _shaped("search_s", segments.search_s, (kinds, count), endless=True)
    pod = _shaped("pod", segments.pod, (kinds, count))
    if (pod > 1).any():
        raise ValueError("a probability of detection lies between 0 and 1")
    if (lasts <= 0).any():
        raise ValueError("a search takes more than no time")
    return lasts, pod, kinds


def _ways(ways: Table | Crow, kinds: int, count: int) -> tuple[Floats, Floats, Floats]:
    if isinstance(ways, Table):
        between = _shaped("between_s", ways.between_s, (kinds, count, count), endless=True)
        return between, np.zeros((count, 2)), np.zeros(kinds)
    points = np.array(ways.points_m, dtype=np.float64, order="C").reshape(-1, 2)
    if points.shape[0] != count or not np.isfinite(points).all():
        raise ValueError(f"points_m holds east and north in metres for each of {count} segments")
    return np.zeros((0, 0, 0)), points, _shaped("pace_s_per_m", ways.pace_s_per_m, (kinds,))


def _shaped(name: str, given: ArrayLike, shape: tuple[int, ...], endless: bool = False) -> Floats:
    each = _numbers(name, given, endless)
    if each.size != math.prod(shape):
        raise ValueError(f"{name} has the shape {shape}")
    return each.reshape(shape)


def _numbers(name: str, given: ArrayLike, endless: bool = False) -> Floats:
    # Always a copy of one layout: another kind of array would be compiled for anew.
    each = np.array(given, dtype=np.float64, order="C")
    if np.isnan(each).any() or (each < 0).any() or not (endless or np.isfinite(each).all()):
        raise ValueError(f"{name} holds numbers of at least zero")
    return each


def _number(name: str, given: float) -> float:
    if not (math.isfinite(given) and given >= 0):
        raise ValueError(f"{name} is a number of at least zero")
    return float(given)
