"""One probability map out of everything that is known of where she is.

**The model.** Each voice g (`statements`) is right with probability r_g, and then she
is where it says, f_g; otherwise it says nothing. Which of them are right is unknown, so
all sets S of right voices are weighed:

    P  ~  sum over S of  prod_{g in S} r_g  prod_{g not in S} (1 - r_g)  a(S)  q_S

where q_S is the product of the f_g in S over the prior, normalised, and a(S) how well
they agree: its sum before that. Voices that contradict each other agree in nothing, so
their set vanishes and each stays a peak of its own, with its odds. Agreement speaks for
a set by at most `AGREEMENT_MAX` for each further voice, since voices are never wholly
independent (people leave phones at home, and are rostered there). Third parties add
none, for they may know no more than the roster, nor does what she says of somebody
else, for it is hers already. A search in vain is
Bayes' rule, with the rest of the world in the sum.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tocsin.finding.evidence import BESIDE, Item
from tocsin.finding.ground import Kind, Support
from tocsin.finding.peaks import Peak, peaks_of
from tocsin.finding.statements import (
    STATEMENTS_MAX,
    Statement,
    distance_m,
    is_torn,
    said,
    statements,
)
from tocsin.kernel.limits import SEARCH_WIDE_M
from tocsin.roads.network import Floats

Mask: TypeAlias = NDArray[np.bool_]

WORLD_M2: Final = 3.0e8
"""Before any evidence she may be anywhere in a town of some 20 km across."""

SUPPORT_PRIOR_MAX: Final = 0.5
"""However wide the ground is, half of what says nothing lies elsewhere."""

AGREEMENT_MAX: Final = 4.0
"""By how much each further voice that agrees speaks for a set of voices."""

AGREEMENT_MIN: Final = 1e-9
"""Sets that agree less than this are impossible."""

RELIABILITY_MAX: Final = 0.98
"""Nobody is believed more than this."""

CONTRADICTS: Final = 0.05
"""Two voices of which the wider has less than this of its height where the other is."""

POD_MAX: Final = 0.9999
"""No search rules a place out."""

LINE_REACH_M: Final = 2.0
"""A searched line covers the points of roads within this of it: its own, drawn anew."""

OPEN_REACH_M: Final = 35.0
"""And open ground within this."""


_FLOORS: Final = re.compile(r", floors? (\d+)(?: to (\d+))?$")


class Searched(NamedTuple):
    """Ground that was looked through in vain: (latitude, longitude) pairs, and how well.

    `label` is that of the patch (`segments.divide`), and empty for ground drawn by hand:
    a patch that is an area leaves out the streets through it, and may be some floors.
    """

    outline: tuple[tuple[float, float], ...]
    pod: float
    label: str = ""


class Belief(NamedTuple):
    """Where she probably is. `mass` [n] of the support's points and `elsewhere` sum to one.

    `points` are degrees (latitude, longitude), [n, 2]. Peaks stand by mass, the greatest
    first. `contradictions` are pairs of sources that cannot both be right.
    """

    points: Floats
    mass: Floats
    elsewhere: float
    peaks: tuple[Peak, ...]
    radius_90_m: float
    is_wide: bool
    contradictions: tuple[tuple[str, str], ...]
    entropy_bits: float
    left_out: int

    @property
    def disagreement(self) -> bool:
        """Whether sources contradict each other."""
        return bool(self.contradictions)


def locate(
    items: Iterable[Item], support: Support, now: datetime, searched: Sequence[Searched] = ()
) -> Belief:
    """All items as one belief over the support, after these searches in vain.

    The order of the items changes nothing. Without items, or without support, what is
    known is that she is elsewhere.
    """
    voices = statements(items, now)
    kept = voices[:STATEMENTS_MAX]
    prior = prior_of(support)
    spoken = [said(voice, support, prior[:-1], now) for voice in kept]
    whole = _weigh(kept, spoken, prior)
    whole = _after(whole, support, searched)
    mass, elsewhere = whole[:-1], float(whole[-1])
    peaks, radius = peaks_of(support, mass, kept, [each[:-1] for each in spoken])
    contradictions = _contradictions(kept, spoken, prior, now)
    known = whole[whole > 0.0]
    return Belief(
        support.plane.to_degrees(support.points),
        mass,
        elsewhere,
        peaks,
        radius,
        radius > SEARCH_WIDE_M,
        contradictions,
        float(-(known * np.log2(known)).sum()),
        len(voices) - len(kept),
    )


def prior_of(support: Support) -> Floats:
    """What is believed before any evidence: the points, and elsewhere as the last, [n + 1]."""
    total = float(support.weight.sum())
    if not total > 0.0:
        return np.append(np.zeros(len(support.weight)), 1.0)
    inside = min(SUPPORT_PRIOR_MAX, support.area_m2 / WORLD_M2)
    return np.append(support.weight * (inside / total), 1.0 - inside)


def _weigh(voices: Sequence[Statement], spoken: Sequence[Floats], prior: Floats) -> Floats:
    """The sum over all sets of right voices, normalised."""
    trust = [min(RELIABILITY_MAX, voice.reliability) for voice in voices]
    lifts = [np.divide(f, prior, out=np.zeros_like(f), where=prior > 0.0) for f in spoken]
    total = prior.copy()

    def add(first: int, joint: Floats, weight: float, witnesses: int) -> None:
        for g in range(first, len(lifts)):
            both = joint * lifts[g]
            agreement = float(both.sum())
            if agreement <= AGREEMENT_MIN:
                continue
            odds = weight * trust[g] / (1.0 - trust[g])
            agreeing = witnesses + (voices[g].source not in BESIDE)
            counts = odds * min(agreement, AGREEMENT_MAX ** max(0, agreeing - 1))
            nonlocal total
            total += both * (counts / agreement)
            add(g + 1, both, odds, agreeing)

    add(0, prior, 1.0, 0)
    result: Floats = total / total.sum()
    return result


def _after(whole: Floats, support: Support, searched: Sequence[Searched]) -> Floats:
    """Bayes' rule for every search in vain; nothing is ever ruled out."""
    miss = np.ones(len(whole))
    for one in searched:
        miss[:-1][covered(support, one)] *= 1.0 - min(POD_MAX, max(0.0, one.pod))
    left = whole * np.maximum(miss, np.finfo(np.float64).tiny)
    result: Floats = left / left.sum()
    return result


def covered(support: Support, one: Searched) -> Mask:
    """Which points this search covers, [n]: inside, or along the line."""
    if not one.outline or not len(support.points):
        return np.zeros(len(support.points), np.bool_)
    line = support.plane.to_metres(*np.array(one.outline, np.float64).T)
    apart = distance_m(line, support.points, OPEN_REACH_M + 1.0)
    if len(line) > 3 and (line[0] == line[-1]).all():
        inside: Mask = apart <= 0.01
        return inside & _patch_covers(support, one.label)
    is_loose = (support.kind == Kind.OPEN) | (support.kind == Kind.WALK)
    along: Mask = apart <= np.where(is_loose, OPEN_REACH_M, LINE_REACH_M)
    beside: Mask = along & ((support.kind == Kind.STREET) | is_loose)
    return beside


def _patch_covers(support: Support, label: str) -> Mask:
    if not label:
        return np.ones(len(support.points), np.bool_)
    off_street: Mask = support.kind != Kind.STREET
    floors = _FLOORS.search(label)
    if floors is None:
        return off_street
    low, high = int(floors[1]), int(floors[2] or floors[1])
    on_floor: Mask = off_street & (support.floor >= low) & (support.floor <= high)
    return on_floor


def _contradictions(
    voices: Sequence[Statement], spoken: Sequence[Floats], prior: Floats, now: datetime
) -> tuple[tuple[str, str], ...]:
    """Pairs of undoubted voices of which one says nearly nothing where the other is."""
    found = {(one.source, one.source) for one in voices if is_torn(one, now)}
    safe = np.where(prior > 0.0, prior, 1.0)
    sure = [n for n, voice in enumerate(voices) if not voice.is_doubted]
    for at, one in enumerate(sure):
        for other in sure[at + 1 :]:
            f, g = spoken[one], spoken[other]
            both = float((f * g / safe).sum())
            widest = min(float((f * f / safe).sum()), float((g * g / safe).sum()))
            if both < CONTRADICTS * widest:
                pair = sorted((voices[one].source, voices[other].source))
                found.add((pair[0], pair[1]))
    return tuple(sorted(found))
