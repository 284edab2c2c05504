"""What a piece of ground is called in a text message: plain words, short, no two alike."""

from collections import Counter
from collections.abc import Sequence
from math import atan2, degrees, hypot
from typing import Final

from tocsin.finding.ends import Course, End

LABEL_MAX: Final = 80
"""Letters of a label, so that it fits a text message with its code."""

COMPASS: Final = (
    "east",
    "north-east",
    "north",
    "north-west",
    "west",
    "south-west",
    "south",
    "south-east",
)


def compass(east_m: float, north_m: float) -> str:
    """The direction in words; `middle` where there is none."""
    if hypot(east_m, north_m) < 1e-6:
        return "middle"
    return COMPASS[round(degrees(atan2(north_m, east_m)) / 45.0) % 8]


SHORT: Final = {
    "street": "St",
    "avenue": "Ave",
    "road": "Rd",
    "lane": "Ln",
    "drive": "Dr",
    "boulevard": "Blvd",
    "court": "Ct",
    "square": "Sq",
    "highway": "Hwy",
    "parkway": "Pkwy",
    "northwest": "NW",
    "northeast": "NE",
    "southwest": "SW",
    "southeast": "SE",
    "rua": "R.",
    "avenida": "Av.",
    "travessa": "Tv.",
    "praça": "Pç.",
    "calle": "C.",
}
"""How long street words are written on signs where room is short."""


def brief(name: str) -> str:
    """The name with its long street words as signs write them."""
    return " ".join(SHORT.get(word.casefold(), word) for word in name.split(" "))


def street(course: Course) -> str:
    """From where to where a walk goes: `Mill Lane between Oak Street and 5th Avenue`.

    Where to stop is never left out; what does not fit is said shorter, and of names
    that are still too long the ends are cut.
    """
    here = course.name or "Side road"
    said = _along(here, course)
    also = _also(course)
    for wanted in (f"{said}{also}", brief(f"{said}{also}"), said, brief(said)):
        if len(wanted) <= LABEL_MAX:
            return wanted
    return _squeezed(here, course)


def _along(here: str, course: Course) -> str:
    one, other = (*course.ends, *course.ends)[:2]
    if len(course.ends) == 1:
        return f"{here}, all round from {one.crossing}" if one.crossing else f"{here}, all round"
    way = compass(course.east_m, course.north_m)
    back = compass(-course.east_m, -course.north_m)
    if _is_at(one) and _is_at(other):
        if one.crossing == other.crossing:
            return f"{here}, from {one.crossing} round to {other.crossing}"
        return f"{here} between {one.crossing} and {other.crossing}"
    for this, that, to in ((one, other, way), (other, one, back)):
        if _is_at(this):
            stop = "to its end" if that.is_dead else f"for {_metres(course.length_m)} {to}"
            return f"{here} from {this.crossing} {stop}"
    return _between_none(here, course, way)


def _between_none(here: str, course: Course, way: str) -> str:
    """No crossing with a name at either end: so far from the nearest, and which way on."""
    near = [end for end in course.ends if end.crossing]
    far = _metres(course.length_m)
    if all(end.is_dead for end in course.ends):
        return f"{here}, all {far} of it"
    if not near:
        return f"{here}, {far} of it going {way}"
    start = min(near, key=lambda end: end.away_m)
    if start is not course.ends[0]:
        way = compass(-course.east_m, -course.north_m)
    return f"{here}, {far} {way}, beginning {_metres(start.away_m)} from {start.crossing}"


def _is_at(end: End) -> bool:
    return bool(end.crossing) and not end.away_m


def _metres(metres: float) -> str:
    return f"{max(10, 10 * round(metres / 10.0))} m"


def _also(course: Course) -> str:
    """The other roads of the walk; one that has no name has no better word."""
    named = [*course.others, *(("side roads",) if course.has_nameless else ())]
    return f", with {' and '.join(named)}" if named else ""


def _squeezed(here: str, course: Course) -> str:
    """The same with every name cut to what room there is."""
    longest = max(map(len, (here, *(end.crossing for end in course.ends))))
    for most in range(longest - 1, 3, -1):
        short = course._replace(
            ends=tuple(
                end._replace(crossing=shortened(brief(end.crossing), most)) for end in course.ends
            )
        )
        said = _along(shortened(brief(here), most), short)
        if len(said) <= LABEL_MAX:
            return said
    return shortened(brief(_along(here, course)))


def part(number: int, count: int, direction: tuple[str, str]) -> str:
    """Which of `count` strips this is; `direction` is where the first and the last lie."""
    if count == 2:
        return f"{direction[number]} half"
    if count == 3:
        return f"{(direction[0], 'middle', direction[1])[number]} third"
    return f"part {number + 1} of {count} from {direction[0]}"


def floors(low: int, high: int) -> str:
    """`floor 2` or `floors 2 to 4`."""
    return f"floor {low}" if low == high else f"floors {low} to {high}"


def with_suffix(text: str, suffix: str) -> str:
    """The text cut so that the suffix still fits, which tells it from its neighbours."""
    return f"{shortened(text, LABEL_MAX - len(suffix))}{suffix}"


def shortened(text: str, most: int = LABEL_MAX) -> str:
    """The text, cut at the end where it is too long."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def unlike(labels: Sequence[str], places: Sequence[tuple[float, float]]) -> list[str]:
    """The same labels, those that are alike told apart: by where they lie, else by number.

    `places` are metres east and north.
    """
    alike = Counter(labels)
    middle = {
        label: tuple(
            sum(p[axis] for p, other in zip(places, labels, strict=True) if other == label) / count
            for axis in (0, 1)
        )
        for label, count in alike.items()
        if count > 1
    }
    taken = {label for label, count in alike.items() if count == 1}
    found = []
    for label, (x, y) in zip(labels, places, strict=True):
        if alike[label] > 1:
            side = compass(x - middle[label][0], y - middle[label][1])
            found.append(_free(label, side, taken))
        else:
            found.append(label)
    return found


def _free(label: str, side: str, taken: set[str]) -> str:
    number = 1
    while True:
        suffix = f" ({side})" if number == 1 else f" ({side} {number})"
        wanted = with_suffix(label, suffix)
        if wanted not in taken:
            taken.add(wanted)
            return wanted
        number += 1
