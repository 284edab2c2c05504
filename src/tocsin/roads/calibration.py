"""Fit the roads of a town to drives that were recorded there, and say how well it went.

The way of every drive is the fastest one as the roads stand; along these ways the
numbers are fitted (`roads.fitting`); with them other ways may be faster, so that it is
done again. What it is worth is shown on drives that it has not seen, later ones than
those it was fitted to: a calibration describes next month, not last month.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeAlias

import msgspec
import numpy as np
from scipy.stats import rankdata

from tocsin.roads.drives import Drive, LeftOut, Parts, bands, parts, troubles
from tocsin.roads.fitting import Recorded, expected_s, solve
from tocsin.roads.network import Floats
from tocsin.roads.speeds import DEFAULT, Calibration, HourBand, check
from tocsin.roads.times import Roads

Reopen: TypeAlias = Callable[[Calibration], Roads]
"""The roads of one map as they are with a calibration."""

DRIVES_MIN: Final = 50
"""Fewer drives say less than the defaults do; so many are needed of each of the two parts."""

ROUNDS: Final = 3
"""Of finding ways and fitting along them. In San Francisco the third moved nothing by 1 %."""

QUANTILES: Final = (10, 25, 50, 75, 90)
"""Percent."""

NEAR_S: Final = 60.0

_SPREAD: Final = (10, 90)


class TooFew(ValueError):  # noqa: N818, it says what is the matter
    """Not enough drives to fit anything; the message counts them, and says why the others fell."""


class Score(NamedTuple):
    """Expected against recorded seconds of n drives."""

    drives: int
    recorded_s: tuple[float, ...]
    """At `QUANTILES`."""
    expected_s: tuple[float, ...]
    off_s: float
    """Median of the absolute error."""
    off_share: float
    """Median of the absolute error over the recorded time."""
    ratio: float
    """Median of recorded over expected."""
    rank: float
    """Spearman's rank correlation; NaN where all are the same."""
    near: float
    """Share that is expected within `NEAR_S`."""
    in_range: float
    """Share within the range that would have been told; four of five should be."""


class Both(NamedTuple):
    """The same drives with the guess one started from, and with the calibration."""

    before: Score
    after: Score


class Fitted(NamedTuple):
    """A calibration and what it is worth."""

    calibration: Calibration
    left_out: dict[LeftOut, int]
    fitted_to: Both
    held_out: Both
    held_out_by_band: dict[HourBand, Both]

    @property
    def is_better(self) -> bool:
        """Whether drives it has not seen are expected more closely than without it."""
        return self.held_out.after.off_s < self.held_out.before.off_s

    def lines(self) -> list[str]:
        """The report as a table of text, one line each."""
        used = self.fitted_to.after.drives + self.held_out.after.drives
        found = [
            f"{used:,} drives used, {sum(self.left_out.values()):,} left out"
            + "".join(f"; {why}: {count:,}" for why, count in self.left_out.items()),
            f"{'seconds':26}{'drives':>7}" + "".join(f"{q:>6}%" for q in QUANTILES)
            + f"{'off by':>8}{'%':>5}{'rank':>6}{'±60 s':>7}{'in range':>10}",
        ]  # fmt: skip
        for name, both in (("fitted to", self.fitted_to), ("held out", self.held_out)):
            found.append(_row(f"{name}, recorded", both.after, both.after.recorded_s, errors=False))
            found.append(_row(f"{name}, before", both.before, both.before.expected_s))
            found.append(_row(f"{name}, calibrated", both.after, both.after.expected_s))
        for band, both in self.held_out_by_band.items():
            name = band.name.lower().replace("_", " ")
            found.append(
                f"  held out, {name}: {both.after.drives:,} drives, recorded over expected "
                f"{both.before.ratio:.2f} before, {both.after.ratio:.2f} calibrated"
            )
        return found


def _row(name: str, score: Score, seconds: tuple[float, ...], *, errors: bool = True) -> str:
    row = f"{name:26}{score.drives:>7,}" + "".join(f"{each:>7.0f}" for each in seconds)
    if not errors:
        return row
    rank = "  none" if np.isnan(score.rank) else f"{score.rank:>6.2f}"
    off = f"{score.off_s:>8.0f}{score.off_share:>5.0%}"
    return row + f"{off}{rank}{score.near:>7.0%}{score.in_range:>10.0%}"


def fit(
    reopen: Reopen,
    drives: Sequence[Drive],
    held_out: Sequence[Drive],
    *,
    guess: Calibration = DEFAULT,
    drives_on_left: bool = False,
    told: Callable[[float], None] = lambda _: None,
) -> Fitted:
    """Fit to `drives`, score on `held_out`; deterministic. `told` of the share done, 0 to 1.

    TooFew when of either fewer than `DRIVES_MIN` make sense.
    """
    steps = ROUNDS + 3

    def ways(calibration: Calibration, some: Sequence[Drive], step: int) -> Parts:
        told(step / steps)
        return parts(
            reopen(calibration), some, drives_on_left=drives_on_left,
            told=lambda share: told((step + share) / steps),
        )  # fmt: skip

    first = before = ways(guess, drives, 0)
    later = ways(guess, held_out, 1)
    _refuse_too_few(drives, first, held_out, later)
    calibration = guess
    for round_ in range(ROUNDS):
        calibration = _spread(solve(_recorded(drives, before), guess), drives, before)
        before = ways(calibration, drives, 2 + round_)
    calibration = _spread(calibration, drives, before)
    check(calibration)
    after = ways(calibration, held_out, 2 + ROUNDS)
    told(1.0)
    seen, new = _recorded(drives, first), _recorded(held_out, later)
    return Fitted(
        calibration,
        _left_out((*troubles(drives, first), *troubles(held_out, later))),
        Both(score(seen, guess), score(_recorded(drives, before), calibration)),
        Both(score(new, guess), score(_recorded(held_out, after), calibration)),
        _by_band((new, guess), (_recorded(held_out, after), calibration)),
    )


def score(drives: Recorded, calibration: Calibration) -> Score:
    """How the times that a calibration expects compare with those recorded. n is 1 or more."""
    said, seconds = expected_s(drives, calibration), drives.seconds
    off = np.abs(seconds - said)
    ratio = seconds / said
    in_range = (ratio >= calibration.low) & (ratio <= calibration.high)
    return Score(
        len(seconds),
        _quantiles(seconds),
        _quantiles(said),
        float(np.median(off)),
        float(np.median(off / seconds)),
        float(np.median(ratio)),
        rank_correlation(said, seconds),
        float((off <= NEAR_S).mean()),
        float(in_range.mean()),
    )


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's: the correlation of the ranks, ties at their mean. NaN where all are the same."""
    a, b = rankdata(one), rankdata(other)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / size if size > 0 else float("nan")


def _quantiles(seconds: Floats) -> tuple[float, ...]:
    return tuple(float(each) for each in np.percentile(seconds, QUANTILES))


def _spread(calibration: Calibration, drives: Sequence[Drive], found: Parts) -> Calibration:
    """With the range that eight of ten of these drives lie in."""
    recorded = _recorded(drives, found)
    low, high = np.percentile(recorded.seconds / expected_s(recorded, calibration), _SPREAD)
    return msgspec.structs.replace(
        calibration, low=round(min(float(low), 1.0), 3), high=round(max(float(high), 1.0), 3)
    )


def _recorded(drives: Sequence[Drive], found: Parts) -> Recorded:
    """Those drives that say something."""
    keep = np.array([each is None for each in troubles(drives, found)], bool)
    return Recorded(
        Parts(*(column[keep] for column in found)),
        bands(drives)[keep],
        np.array([each.is_standing for each in drives], np.float64)[keep],
        np.array([each.seconds for each in drives], np.float64)[keep],
    )


def _refuse_too_few(
    drives: Sequence[Drive], first: Parts, held_out: Sequence[Drive], later: Parts
) -> None:
    why = (troubles(drives, first), troubles(held_out, later))
    usable = [sum(each is None for each in some) for some in why]
    if min(usable) >= DRIVES_MIN:
        return
    left_out = _left_out((*why[0], *why[1]))
    raise TooFew(
        f"{usable[0]} drives to fit and {usable[1]} later ones to check it on make sense; "
        f"{DRIVES_MIN} of each are needed"
        + "".join(f"; {reason}: {count}" for reason, count in left_out.items())
    )


def _left_out(why: Sequence[LeftOut | None]) -> dict[LeftOut, int]:
    counts = Counter(each for each in why if each is not None)
    return {each: counts[each] for each in LeftOut if counts[each]}


def _by_band(
    before: tuple[Recorded, Calibration], after: tuple[Recorded, Calibration]
) -> dict[HourBand, Both]:
    """Each band of hours that has some drives."""
    scored = {}
    for band in HourBand:
        pair = [(_only(drives, band), calibration) for drives, calibration in (before, after)]
        if all(len(drives.seconds) for drives, _ in pair):
            scored[band] = Both(*(score(*each) for each in pair))
    return scored


def _only(drives: Recorded, band: HourBand) -> Recorded:
    keep = drives.band == band
    return Recorded(Parts(*(c[keep] for c in drives.parts)), *(c[keep] for c in drives[1:]))
