"""A small drawing of where somebody is: what is known, how finely and how long ago.

Drawn here from what is on record: no tile of a third party is asked for, who would
learn the place. It is as old as the page it stands in.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from tocsin.geo.plane import Plane
from tocsin.web.markup import Element, el
from tocsin.web.shown import EvidenceShown, PlaceShown

WIDTH: Final = 320
HEIGHT: Final = 200
EDGE: Final = 90
"""Pixels from the middle to what must still be seen."""

REACH_M_MIN: Final = 150.0
OTHERS_M_MAX: Final = 3_000.0
"""The drawing shows at least so much around, and other evidence no farther away than this."""

PLACES_MAX: Final = 5
LABEL_PX: Final = (110, 15)
"""Two names nearer together than this would be written over each other."""


class Dot(NamedTuple):
    """A point in pixels, and how far it is sure."""

    x: float
    y: float
    radius: float


class Frame(NamedTuple):
    """Where the middle is, and how many pixels a metre has."""

    plane: Plane
    scale: float

    def dot(self, latitude: float, longitude: float, accuracy_m: float = 0.0) -> Dot:
        """A place in the drawing."""
        east, north = self.plane.to_metres([latitude], [longitude])[0]
        x, y = float(east) * self.scale, -float(north) * self.scale
        return Dot(round(x, 1), round(y, 1), round(accuracy_m * self.scale, 1))


def drawing(
    evidence: Sequence[EvidenceShown], places: Iterable[PlaceShown], words: str
) -> Element | None:
    """The drawing around the best evidence; None where no point is known. `words` say it."""
    best = next((one for one in evidence if one.is_best and one.latitude is not None), None)
    if best is None:
        return None
    frame = _frame(best, evidence)
    seen = [one for one in evidence if one.latitude is not None]
    return el(
        "svg",
        el("title", words),
        el("rect", x="-160", y="-100", width=str(WIDTH), height=str(HEIGHT), class_="sheet"),
        [_evidence(frame, one) for one in seen if one is not best],
        _names(frame, places),
        _evidence(frame, best),
        _north(),
        _bar(frame.scale),
        viewBox=f"-160 -100 {WIDTH} {HEIGHT}",
        role="img",
        class_="map",
    )


def _frame(best: EvidenceShown, evidence: Iterable[EvidenceShown]) -> Frame:
    plane = Plane(best.latitude or 0.0, best.longitude or 0.0)
    reach_m = max(REACH_M_MIN, best.accuracy_m)
    for one in evidence:
        if one.latitude is not None:
            east, north = plane.to_metres([one.latitude], [one.longitude or 0.0])[0]
            away_m = math.hypot(east, north)
            reach_m = max(reach_m, away_m) if away_m <= OTHERS_M_MAX else reach_m
    return Frame(plane, EDGE / reach_m)


def _evidence(frame: Frame, one: EvidenceShown) -> list[Element]:
    dot = frame.dot(one.latitude or 0.0, one.longitude or 0.0, one.accuracy_m)
    kind = "best" if one.is_best else "also"
    return [
        el("circle", cx=str(dot.x), cy=str(dot.y), r=str(dot.radius), class_=f"within {kind}"),
        el("circle", cx=str(dot.x), cy=str(dot.y), r="5", class_=f"point {kind}"),
    ]


def _names(frame: Frame, places: Iterable[PlaceShown]) -> Iterator[list[Element]]:
    """The known places in the drawing, the nearest first, none written over another."""
    found = [(frame.dot(one.latitude, one.longitude), one.name) for one in places]
    inside = [each for each in found if abs(each[0].x) < 150 and abs(each[0].y) < 92]
    written: list[Dot] = []
    for dot, name in sorted(inside, key=lambda each: math.hypot(each[0].x, each[0].y)):
        apart = [abs(dot.x - w.x) > LABEL_PX[0] or abs(dot.y - w.y) > LABEL_PX[1] for w in written]
        if all(apart) and len(written) < PLACES_MAX:
            written.append(dot)
            yield _name(dot, name)


def _name(dot: Dot, name: str) -> list[Element]:
    to_left = dot.x > 0
    return [
        el("rect", x=str(dot.x - 3), y=str(dot.y - 3), width="6", height="6", class_="place"),
        el(
            "text",
            name,
            x=str(dot.x + (-8 if to_left else 8)),
            y=str(dot.y + 16),
            text_anchor="end" if to_left else "start",
        ),
    ]


def _north() -> list[Element]:
    return [
        el("path", d="M146 -72 V-92 M140 -84 L146 -94 L152 -84", class_="line"),
        el("text", "N", x="146", y="-58", text_anchor="middle"),
    ]


def _bar(scale: float) -> list[Element]:
    length_m = nice(80 / scale)
    pixels = length_m * scale
    return [
        el("path", d=f"M-150 88 v5 h{pixels:.1f} v-5", class_="line"),
        el("text", f"{length_m:,.0f} m".replace(",", " "), x=f"{-144 + pixels:.1f}", y="94"),
    ]


def nice(length_m: float) -> float:
    """The longest of 1, 2, 5, 10, 20, ... metres that is not longer than this."""
    power = 10.0 ** math.floor(math.log10(max(length_m, 1.0)))
    return max(step * power for step in (1, 2, 5) if step * power <= max(length_m, 1.0))
