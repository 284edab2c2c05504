"""How much effort each place gets, when effort can be divided at will.

The problem: find the searching times t[i, j] of place i by effort of kind j that leave
the least probability unfound,

    minimise  f(t) = sum_i p_i exp(-sum_j w_ij t_ij)
    subject to sum_i t_ij <= T_j  and  t >= 0.

For one kind it has a closed solution (A. Charnes and W. W. Cooper, "The theory of
search: optimum distribution of search effort", Management Science 5, 1958). For
several it is convex and without a closed form (A. R. Washburn, "Finite method for a
nonlinear allocation problem", JOTA 85, 1995). We solve it by an interior-point method
with the exact solution for one kind as the last step, and return a lower bound that
holds whatever the solver did.

**The bound.** For any prices u_j >= 0 of effort, by Lagrange,

    f* >= sum_i min_t [p_i exp(-w_i.t) + u.t] - u.T,

and the inner minimum needs only the cheapest kind c_i = min_j u_j / w_ij: it is
c_i (1 + ln(p_i / c_i)) where c_i < p_i, else p_i. This takes no assumption about u.
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

STEPS_MAX: Final = 200
"""Newton steps of the interior-point method; some 30 are usual."""
POLISH_ROUNDS_MAX: Final = 50
"""Rounds of the exact solution, kind by kind, after the interior-point method."""
GAP_WANTED: Final = 1e-13
"""The relative gap at which we stop."""
GAP_LEAST: Final = 1e-15
"""A gap below this part of all probability is rounding."""
GAP_GOOD: Final = 1e-10
"""The relative gap that needs no second, more careful run; the last step narrows it."""
BACK_FROM_EDGE: Final = 0.995
"""How far towards the edge of what is feasible one step goes."""


class Allocation(NamedTuple):
    """Effort for each place and kind, and how good it provably is.

    `effort` has shape (n, kinds). `unfound` is f(t), `bound` a proven lower bound on
    the best possible f, and `gap` what lies between; all in the units of `poa`.
    """

    effort: Floats
    unfound: float
    bound: float
    gap: float


def charnes_cooper(poa: ArrayLike, rate: ArrayLike, effort: float) -> Floats:
    """The optimal division of one kind of effort: t, shape (n,), in units of `effort`.

    `poa` (n,) are probabilities or weights, `rate` (n,) the detection rates per unit of
    effort in each place. Exact up to rounding, in O(n log n): the places with the
    highest p w are searched until p w exp(-w t) is level. Effort that could find nobody
    anywhere is not spent. Raises ValueError for what is negative or not finite.
    """
    p, w = _checked(poa, rate, np.array([effort]))
    return _level(p, w[:, 0], float(effort))


def allocate(poa: ArrayLike, rates: ArrayLike, effort: ArrayLike) -> Allocation:
    """The optimal division of several kinds of effort, with a certified bound.

    `poa` (n,), `rates` (n, kinds), `effort` (kinds,). Effort that could find nobody is
    not spent. Raises ValueError for what is negative, not finite or of the wrong shape.
    """
    budget = np.asarray(effort, dtype=np.float64).reshape(-1)
    p, w = _checked(poa, rates, budget)
    useful = (p[:, None] * w > 0) & (budget > 0)
    live_i, live_j = useful.any(axis=1), useful.any(axis=0)
    t = np.zeros(w.shape)
    if live_j.any():
        inner = np.ix_(live_i, live_j)
        scale = float(p.max())
        part_p, part_w, part_t = p[live_i] / scale, w[inner], budget[live_j]
        start, prices = _start(part_p, part_w, part_t)
        if part_t.size > 1:
            start, prices = _interior_point(part_p, part_w, part_t, start, prices)
        solved, prices = _polish(part_p, part_w, part_t, start, prices)
        t[inner] = solved
        bound = scale * lower_bound(part_p, part_w, part_t, prices) + math.fsum(p[~live_i])
    else:
        bound = math.fsum(p)
    unfound = remaining(p, w, t)
    return Allocation(t, unfound, min(bound, unfound), max(0.0, unfound - bound))


def remaining(poa: ArrayLike, rates: ArrayLike, spent: ArrayLike) -> float:
    """f(t): the probability that is left unfound by effort `spent`, shape (n, kinds)."""
    p, w, t = (np.asarray(each, dtype=np.float64) for each in (poa, rates, spent))
    return math.fsum(p * np.exp(-(w * t).reshape(p.size, -1).sum(axis=1))) if p.size else 0.0


def lower_bound(poa: Floats, rates: Floats, effort: Floats, prices: Floats) -> float:
    """The proven lower bound on f that these prices of effort give (see above)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        dear = np.where(rates > 0, np.maximum(prices, 0.0) / rates, np.inf).min(axis=1)
        cost = np.minimum(dear, poa)
        each = np.where(cost > 0, cost * (1.0 + np.log(poa / cost)), 0.0)
    return math.fsum(each) - float(np.maximum(prices, 0.0) @ effort)


def _checked(poa: ArrayLike, rates: ArrayLike, effort: Floats) -> tuple[Floats, Floats]:
    p = np.asarray(poa, dtype=np.float64).reshape(-1)
    w = (
        np.asarray(rates, dtype=np.float64).reshape(p.size, -1)
        if p.size
        else np.zeros((0, effort.size))
    )
    for name, each in (("poa", p), ("rates", w), ("effort", effort)):
        if not np.isfinite(each).all() or (each < 0).any():
            raise ValueError(f"{name} holds numbers of at least zero")
    if p.size and w.shape[1] != effort.size:
        raise ValueError("rates have one row for each place and one column for each kind")
    return p, w


def _level(p: Floats, w: Floats, effort: float) -> Floats:
    """Charnes and Cooper: ln(p w) - w t is level over all places that get any."""
    t = np.zeros(p.size)
    live = np.flatnonzero((p > 0) & (w > 0))
    if live.size == 0 or effort <= 0:
        return t
    height = np.log(p[live]) + np.log(w[live])
    order = np.argsort(-height, kind="stable")
    height, live = height[order], live[order]
    top = height[0]
    depth, slow = top - height, 1.0 / w[live]
    # Effort that brings all higher places down to the height of each.
    needed = depth * np.cumsum(slow) - np.cumsum(depth * slow)
    count = int(np.searchsorted(needed, effort, side="left"))
    count = max(1, count)
    slow, depth = slow[:count], depth[:count]
    level = (effort + math.fsum(depth * slow)) / math.fsum(slow)
    share = np.maximum(0.0, (level - depth) * slow)
    t[live[:count]] = share * (effort / math.fsum(share))  # Not a second more than there is.
    return t


def _start(p: Floats, w: Floats, budget: Floats) -> tuple[Floats, Floats]:
    """All effort spread where it can find something, and prices above every gain."""
    can = w > 0
    t = np.where(can, budget / can.sum(axis=0), 0.0)
    gain = w * (p * np.exp(-(w * t).sum(axis=1)))[:, None]
    return t, gain.max(axis=0)


class _Point(NamedTuple):
    """Where the interior-point method stands: efforts, their slack prices, prices, misses."""

    t: Floats
    s: Floats
    u: Floats
    r: Floats


def _interior_point(
    p: Floats, w: Floats, budget: Floats, t: Floats, u: Floats
) -> tuple[Floats, Floats]:
    """Prices and efforts near the optimum; each step costs O(n kinds^2).

    Mehrotra's predictor and corrector first. Where its long steps get stuck at the edge,
    once more with short centred steps that must bring the residual down (S. Boyd and
    L. Vandenberghe, *Convex Optimization*, 2004, section 11.7).
    """
    best = (math.inf, t, u)
    for careful in (False, True):
        with np.errstate(all="ignore"):  # A step that leaves all numbers ends the run.
            found = _descend(p, w, budget, t, 1.5 * u, careful)
        best = min(best, found, key=lambda each: each[0])
        if best[0] <= GAP_GOOD:
            break
    return best[1], best[2]


def _descend(
    p: Floats, w: Floats, budget: Floats, t: Floats, u: Floats, careful: bool
) -> tuple[float, Floats, Floats]:
    """The least relative gap seen on the way, with its efforts and prices."""
    can = w > 0
    pairs = int(can.sum())
    r = p * np.exp(-(w * t).sum(axis=1))
    at = _Point(t, np.where(can, u - w * r[:, None], 0.0), u, r)
    best = (math.inf, t, u)
    for _ in range(STEPS_MAX):
        value = max(math.fsum(at.r), GAP_LEAST / GAP_WANTED)
        gap = (math.fsum(at.r) - lower_bound(p, w, budget, at.u)) / value
        if abs(gap) < best[0]:
            best = (abs(gap), at.t, at.u)
        mu = float((at.t * at.s).sum()) / pairs
        if best[0] <= GAP_WANTED or mu <= 1e-30 * value:
            break
        step = _Step(can, w, at, at.t.sum(axis=0) - budget)
        moved = _short(p, w, budget, at, step, mu) if careful else _long(p, w, at, step, mu)
        if moved is None:
            break
        at = moved
    return best


def _long(p: Floats, w: Floats, at: _Point, step: "_Step", mu: float) -> _Point | None:
    """Predict, see how far that would carry, correct, and go nearly to the edge."""
    dt, _, ds = step.solve(-at.t * at.s)
    ahead = min(_room(at.t, dt), _room(at.s, ds), 1.0)
    after = float(((at.t + ahead * dt) * (at.s + ahead * ds)).sum()) / int(step.can.sum())
    centre = (max(after, 0.0) / mu) ** 3 * mu
    dt, du, ds = step.solve(np.where(step.can, centre - at.t * at.s - dt * ds, 0.0))
    size = min(1.0, BACK_FROM_EDGE * min(_room(at.t, dt), _room(at.s, ds)))
    return _moved(p, w, at, (dt, du, ds), size)


def _short(
    p: Floats, w: Floats, budget: Floats, at: _Point, step: "_Step", mu: float
) -> _Point | None:
    """A centred step, halved until the residual falls."""
    centre = 0.2 * mu
    way = step.solve(np.where(step.can, centre - at.t * at.s, 0.0))
    size = min(1.0, 0.9 * min(_room(at.t, way[0]), _room(at.s, way[2])))
    now = _residual(w, budget, at, centre)
    while size > 1e-12:
        to = _moved(p, w, at, way, size)
        if to is not None and _residual(w, budget, to, centre) <= (1.0 - 0.01 * size) * now:
            return to
        size *= 0.5
    return None


def _moved(
    p: Floats, w: Floats, at: _Point, way: tuple[Floats, Floats, Floats], size: float
) -> _Point | None:
    t, u, s = at.t + size * way[0], at.u + size * way[1], at.s + size * way[2]
    r = p * np.exp(-(w * t).sum(axis=1))
    if not all(np.isfinite(each).all() for each in (t * s, u, r)):
        return None
    return _Point(t, s, u, r)


def _residual(w: Floats, budget: Floats, at: _Point, centre: float) -> float:
    """How far from the optimum's conditions, with t s = centre instead of zero."""
    can = w > 0
    parts = (
        np.where(can, at.u - at.s - w * at.r[:, None], 0.0),
        np.where(can, at.t * at.s - centre, 0.0),
        at.t.sum(axis=0) - budget,
    )
    return math.sqrt(sum(float((each * each).sum()) for each in parts))


class _Step:
    """One Newton step: its matrix is made once and used for predictor and corrector."""

    def __init__(self, can: NDArray[np.bool_], w: Floats, at: _Point, short: Floats) -> None:
        self.t, self.s, self.can, self.short = at.t, at.s, can, short
        self.residual = np.where(can, at.u - at.s - w * at.r[:, None], 0.0)
        t, s, r = at.t, at.s, at.r
        self.loose = np.where(can, t / np.where(can, s, 1.0), 0.0)
        self.pull = self.loose * w
        self.weight = r / (1.0 + r * (self.pull * w).sum(axis=1))
        self.matrix = np.diag(self.loose.sum(axis=0)) - (self.pull * self.weight[:, None]).T @ (
            self.pull
        )

    def times(self, b: Floats) -> Floats:
        """The inverse of every place's block, times b (Sherman and Morrison)."""
        inner = (self.pull * b).sum(axis=1) * self.weight
        solved: Floats = self.loose * b - self.pull * inner[:, None]
        return solved

    def solve(self, target: Floats) -> tuple[Floats, Floats, Floats]:
        """The step that would bring t s to t s + target with no residual left."""
        b = np.where(self.can, target / np.where(self.can, self.t, 1.0) - self.residual, 0.0)
        right = self.times(b).sum(axis=0) + self.short
        du = np.linalg.lstsq(self.matrix, right, rcond=None)[0]
        dt = self.times(np.where(self.can, b - du, 0.0))
        ds = np.where(self.can, (target - self.s * dt) / np.where(self.can, self.t, 1.0), 0.0)
        return dt, du, ds


def _room(x: Floats, dx: Floats) -> float:
    """How far x may move along dx before something reaches zero."""
    falling = dx < 0
    return float((x[falling] / -dx[falling]).min()) if falling.any() else 1.0 / BACK_FROM_EDGE


def _polish(
    p: Floats, w: Floats, budget: Floats, t: Floats, prices: Floats
) -> tuple[Floats, Floats]:
    """Each kind in turn, exactly, given the others: never worse, and sums come out exact."""
    best_prices, best_bound = prices, lower_bound(p, w, budget, prices)
    t = t.copy()
    for _ in range(POLISH_ROUNDS_MAX):
        before = remaining(p, w, t)
        for j in range(budget.size):
            others = (w * t).sum(axis=1) - w[:, j] * t[:, j]
            t[:, j] = _level(p * np.exp(-others), w[:, j], float(budget[j]))
        gain = w * (p * np.exp(-(w * t).sum(axis=1)))[:, None]
        now, level = remaining(p, w, t), gain.max(axis=0)
        if (bound := lower_bound(p, w, budget, level)) > best_bound:
            best_prices, best_bound = level, bound
        if now - best_bound <= max(GAP_WANTED * now, GAP_LEAST) or before - now <= GAP_LEAST * now:
            break
    return t, best_prices
