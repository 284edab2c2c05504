"""Degrees as people write them: decimal, with minutes and seconds, with letters or words."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tocsin.geo.notation import DEGREE_M, FINEST_M, Notation, Pair, fineness_m

_LATITUDE: Final = r"lat(?:itude|itud)?"
_LONGITUDE: Final = r"lon(?:g(?:itude|itud)?)?|lng"
_SIDE: Final = r"(?:north|south|east|west|norte|sur|sul|este|leste|oeste|[NSEWO])(?![^\W_])"
_SIDE_BEFORE: Final = r"(?:north|south|east|west|norte|sur|sul|este|leste|oeste|[NSEWO])"

_ANGLE: Final = re.compile(
    rf"""
    (?:(?<![^\W_])(?P<label>{_LATITUDE}|{_LONGITUDE})[\s.:="']{{0,4}})?
    (?:(?<![^\W_])(?P<before>{_SIDE_BEFORE})[\s.:]{{0,2}})?
    (?:(?P<sign>[-+−–])\s?|(?<!\d))(?<![$€£#])(?<!\d[.:])
    (?P<degrees>\d{{1,3}}(?:[.,]\d{{1,15}})?)(?![\d%€$£]|[.:]\d)
    (?:\s{{0,2}}(?P<mark>[°º˚*]|deg(?:rees)?\b|grados\b|d(?![^\W\d_]))\s{{0,2}}
      (?:(?P<minutes>\d{{1,2}}(?:[.,]\d{{1,12}})?)\s{{0,2}}(?:min\b|['’′‘´`m])\s{{0,2}}
        (?:(?P<seconds>\d{{1,2}}(?:[.,]\d{{1,12}})?)\s{{0,2}}(?:se[cg]\b|["”″“s]|['’′‘´`]{{2}})?)?
      )?
    )?
    (?(before)|(?:\s{{0,2}}(?P<after>{_SIDE}))?)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""One angle. Every repetition is bounded, so reading takes time in step with the text."""

_SPACED: Final = re.compile(
    r"""
    (?<![^\W_])(?P<n1>[NS])?\s?(?P<d1>\d{1,2})[\s:°º-]{1,2}(?P<m1>\d{1,2}(?:\.\d{1,9})?)
    (?:[\s:'’′-]{1,2}(?P<s1>\d{1,2}(?:\.\d{1,9})?))?['’′"”″]{0,2}\s?(?P<a1>[NS])?
    [\s,;/]{1,3}
    (?P<n2>[EWO])?\s?(?P<d2>\d{1,3})[\s:°º-]{1,2}(?P<m2>\d{1,2}(?:\.\d{1,9})?)
    (?:[\s:'’′-]{1,2}(?P<s2>\d{1,2}(?:\.\d{1,9})?))?['’′"”″]{0,2}\s?(?P<a2>[EWO])?(?![^\W_])
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""`N35 12.187 W092 24.072` and `35 12 11 N 92 24 04 W`: the letters make it coordinates."""

_BETWEEN: Final = re.compile(
    r"[\s,;/|&~()\[\]{}\"']{0,6}(?:and|y|e|by|x)?[\s,;/|&~()\[\]{}\"']{0,4}"
)

_CUE: Final = re.compile(
    r"(?<![^\W_])(?:gps|coords?|co-?ordinates?|coordenadas|position|posici[oó]n|location"
    r"|ubicaci[oó]n|latlo?ng?|lat)\b",
    re.IGNORECASE,
)
CUE_BEFORE: Final = 40
"""Letters before two numbers within which a word such as `gps` says what they are."""

_SOUTH_WEST: Final = frozenset({"s", "sur", "sul", "south", "w", "o", "west", "oeste"})
_NORTH_SOUTH: Final = frozenset({"n", "s", "north", "south", "norte", "sur", "sul"})


class Angle(NamedTuple):
    """One angle of a text in degrees. `axis` is `latitude`, `longitude` or empty."""

    degrees: float
    fine_m: float
    decimals: int
    axis: str
    is_marked: bool
    is_signed: bool
    is_sexagesimal: bool
    start: int
    end: int


def pairs(text: str) -> Iterator[Pair]:
    """Two angles that stand beside each other and can be told from dates, prices and numbers."""
    for match in _SPACED.finditer(text):
        pair = _spaced(match)
        if pair is not None:
            yield pair
    angles = [angle for match in _ANGLE.finditer(text) if (angle := _angle(match))]
    at = 0
    while at + 1 < len(angles):
        pair = _pair(angles[at], angles[at + 1], text)
        if pair is not None:
            yield pair
        at += 1 if pair is None else 2


def _number(written: str | None) -> float:
    return float(written.replace(",", ".")) if written else 0.0


def _decimals(written: str) -> int:
    return len(re.split("[.,]", written)[1]) if not written.isdigit() else 0


def _angle(match: re.Match[str]) -> Angle | None:
    degrees, minutes, seconds = match["degrees"], match["minutes"], match["seconds"]
    value = _number(degrees) + _number(minutes) / 60 + _number(seconds) / 3600
    if _number(minutes) >= 60 or _number(seconds) >= 60 or value > 180:
        return None
    side = (match["before"] or match["after"] or "").casefold()
    is_negative = (match["sign"] or "+") in "-−–" or side in _SOUTH_WEST
    finest = seconds or minutes or degrees
    unit = 1 if finest is degrees else 60 if finest is minutes else 3600
    return Angle(
        -value if is_negative else value,
        max(FINEST_M, fineness_m(0) / unit / 10 ** _decimals(finest)),
        _decimals(degrees),
        _axis(match["label"], side),
        bool(match["mark"] or match["label"]),
        bool(match["sign"] or side),
        bool(minutes),
        match.start(),
        match.end(),
    )


def _axis(label: str | None, side: str) -> str:
    if side:
        return "latitude" if side in _NORTH_SOUTH else "longitude"
    if label:
        return "latitude" if label.casefold().startswith("lat") else "longitude"
    return ""


def _pair(one: Angle, other: Angle, text: str) -> Pair | None:
    if not _BETWEEN.fullmatch(text[one.end : other.start][:40]) or other.start - one.end > 12:
        return None
    if one.axis and one.axis == other.axis:
        return None
    if not _means_degrees(one, other, text):
        return None
    if "longitude" in (one.axis, "" if other.axis != "latitude" else "longitude"):
        one, other = other, one
    return Pair(
        one.degrees,
        other.degrees,
        max(one.fine_m, other.fine_m),
        Notation.SEXAGESIMAL if one.is_sexagesimal or other.is_sexagesimal else Notation.DECIMAL,
        min(one.start, other.start),
        max(one.end, other.end),
        is_certain=bool(one.axis and other.axis),
        is_signed=one.is_signed and other.is_signed,
    )


def _means_degrees(one: Angle, other: Angle, text: str) -> bool:
    """Letters, degree signs or enough digits; two decimals might be prices, so they need a cue."""
    is_marked = one.is_marked and other.is_marked
    if is_marked or (one.is_sexagesimal and other.is_sexagesimal):
        return True
    fewest = min(one.decimals, other.decimals)
    if one.axis and other.axis:
        return fewest >= 1
    if fewest >= 4:
        return True
    start = min(one.start, other.start)
    has_cue = bool(_CUE.search(text, max(0, start - CUE_BEFORE), start + 4))
    is_negative = one.degrees < 0 or other.degrees < 0
    return (fewest >= 2 and has_cue) or (fewest == 3 and is_negative)


def _spaced(match: re.Match[str]) -> Pair | None:
    side_1, side_2 = match["n1"] or match["a1"], match["n2"] or match["a2"]
    if not side_1 or not side_2:
        return None
    values, fine = [], FINEST_M
    for n, side in (("1", side_1), ("2", side_2)):
        minutes, seconds = match["m" + n], match["s" + n]
        if _number(minutes) >= 60 or _number(seconds) >= 60:
            return None
        value = _number(match["d" + n]) + _number(minutes) / 60 + _number(seconds) / 3600
        values.append(-value if side.casefold() in _SOUTH_WEST else value)
        unit = 3600 if seconds else 60
        fine = max(fine, DEGREE_M / unit / 10 ** _decimals(seconds or minutes))
    notation, span = Notation.SEXAGESIMAL, match.span()
    return Pair(values[0], values[1], fine, notation, *span, is_certain=True, is_signed=True)
