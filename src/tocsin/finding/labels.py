"""What a piece of ground is called in a text message: plain words, short, no two alike."""

from collections import Counter
from collections.abc import Sequence
from math import atan2, degrees, hypot
from typing import Final

LABEL_MAX: Final = 60
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


def street(name: str, ends: Sequence[str]) -> str:
    """`Mill Lane between Oak Street and 5th Avenue`, as much of it as fits."""
    here = name or "Side road"
    ends = [end for end in dict.fromkeys(ends) if end and end != name]
    if len(ends) > 1:
        whole = f"{here} between {ends[0]} and {ends[1]}"
        for wanted in (whole, brief(whole)):
            if len(wanted) <= LABEL_MAX:
                return wanted
    if ends:
        word = "by" if name else "off"
        return shortened(f"{here} {word} {min(ends, key=len)}")
    return shortened(here)


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
