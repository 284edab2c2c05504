"""Coordinates inside links of map services, `geo:` URIs (RFC 5870) and plus codes."""

import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote_plus

from openlocationcode import openlocationcode

from tocsin.geo import angles
from tocsin.geo.notation import (
    DEGREE_M,
    FINEST_M,
    CoordinateReading,
    Doubt,
    Notation,
    Pair,
    fineness_m,
    judged,
)

LINK_LENGTH_MAX: Final = 2_000
"""No map link is longer; what follows is not looked at."""

VIEW_PIXELS: Final = 128
"""Half of what a small map view shows: who is in the view is within so many pixels."""

_NUMBER: Final = r"[-+]?\d{1,3}(?:\.\d{1,18})?"
_TWO: Final = rf"({_NUMBER})\s{{0,2}}[,~_ ]\s{{0,2}}({_NUMBER})(?![\d.])"

_LINK: Final = re.compile(
    r"(?:\w{2,20}://|(?<![\w.@]))(?:[\w-]{1,40}\.){0,4}"
    r"(?:google\.[a-z.]{2,6}|goo\.gl|apple\.com|openstreetmap\.org|osm\.org|bing\.com"
    r"|waze\.com|here\.com|w3w\.co|what3words\.com)(?:[/?#][^\s<>]{0,2000})?"
    r"|(?:comgooglemaps|waze|maps|google\.navigation)://?[^\s<>]{1,2000}",
    re.IGNORECASE,
)
_GEO: Final = re.compile(
    rf"\bgeo:({_NUMBER}),({_NUMBER})(?:,{_NUMBER})?((?:;[^\s;?]{{1,60}}){{0,8}})(\?[^\s]{{1,300}})?",
    re.IGNORECASE,
)
_PIN: Final = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_MARKER: Final = re.compile(rf"[?&]mlat=({_NUMBER})&(?:amp;)?mlon=({_NUMBER})")
_ASKED: Final = re.compile(
    r"[?&#](?:q|query|ll|sll|daddr|destination|cbll|loc|point|coordinate|center|cp|map|sp|to)="
    rf"(?:loc:|point\.|ll\.)?{_TWO}"
)
_PATH: Final = re.compile(rf"/(?:place|search|dir|l|to)/{{1,2}}{_TWO}")
_VIEW: Final = re.compile(rf"@({_NUMBER}),({_NUMBER})(?:,(\d{{1,7}}(?:\.\d{{1,4}})?)([zm]))?")
_SLIPPY: Final = re.compile(rf"[#&?]map=(\d{{1,2}})(?:\.\d{{1,3}})?/({_NUMBER})/({_NUMBER})")
_SHORT: Final = re.compile(
    r"goo\.gl|waze\.com/ul/h|maps\.apple\.com/p/|apple\.com/place/", re.IGNORECASE
)
_WORDS: Final = re.compile(
    r"(?<!:)///[^\W\d_]{3,30}\.[^\W\d_]{3,30}\.[^\W\d_]{3,30}|(?:w3w\.co|what3words\.com)/\S{5,90}",
    re.IGNORECASE,
)
_CODE: Final = re.compile(
    r"(?<![\w+])(?:[23456789CFGHJMPQRVWX]{2}){1,4}0{0,6}\+(?:[23456789CFGHJMPQRVWX]{2,7})?(?![\w+])",
    re.IGNORECASE,
)

Near = tuple[float, float] | None


def readings(text: str, near: Near) -> Iterator[CoordinateReading]:
    """Everything of these kinds in a text, links first: a link may hold a code."""
    for match in _GEO.finditer(text):
        yield from _kept(_geo(match), near)
    for match in _LINK.finditer(text):
        yield from _link(match, near)
    for match in _WORDS.finditer(text):
        yield _without(Notation.WHAT3WORDS, match.span(), Doubt.WHAT3WORDS)
    for match in _CODE.finditer(text):
        yield from _code(match, near)


def _kept(pair: Pair | None, near: Near) -> Iterator[CoordinateReading]:
    reading = None if pair is None else judged(pair, near)
    if reading is not None:
        yield reading


def _without(notation: Notation, span: tuple[int, int], doubt: Doubt) -> CoordinateReading:
    return CoordinateReading(None, None, 0.0, notation, span, frozenset({doubt}))


def _fine_m(*written: str) -> float:
    return max(fineness_m(len(number.partition(".")[2])) for number in written)


def _geo(match: re.Match[str]) -> Pair | None:
    """RFC 5870, and what Android sends: `geo:0,0?q=35.2,-92.4(label)`."""
    latitude, longitude, parameters, query = match.groups()
    if "crs=" in parameters.casefold() and "crs=wgs84" not in parameters.casefold():
        return None
    asked = re.search(rf"[?&]q={_TWO}", unquote_plus(query or ""))
    if asked and float(latitude) == 0 and float(longitude) == 0:
        latitude, longitude = asked.groups()
    radius = re.search(r";u=(\d{1,7}(?:\.\d{1,6})?)", parameters)
    accuracy_m = float(radius[1]) if radius else _fine_m(latitude, longitude)
    point = float(latitude), float(longitude)
    return Pair(*point, max(FINEST_M, accuracy_m), Notation.GEO_URI, *match.span(), is_signed=True)


def _link(match: re.Match[str], near: Near) -> Iterator[CoordinateReading]:
    link = unquote_plus(match.group()[:LINK_LENGTH_MAX]).replace("&amp;", "&")
    for find in _FINDERS:
        pair = find(link)
        if pair is not None:
            start, end = match.span()
            yield from _kept(pair._replace(start=start, end=end), near)
            return
    if _SHORT.search(link):
        yield _without(Notation.LINK, match.span(), Doubt.SHORT_LINK)


def _pin(link: str) -> Pair | None:
    """A pin, the last of them: in a route the way goes there."""
    for pattern in (_PIN, _MARKER, _ASKED, _PATH):
        found = pattern.findall(link)
        if found:
            latitude, longitude = found[-1]
            return _pair(latitude, longitude, _fine_m(latitude, longitude))
    return None


def _pair(latitude: str, longitude: str, accuracy_m: float, *, is_view: bool = False) -> Pair:
    point = float(latitude), float(longitude)
    return Pair(*point, accuracy_m, Notation.LINK, 0, 0, is_view=is_view, is_signed=True)


def _in_words(link: str) -> Pair | None:
    """`/place/35°12'11"N 92°24'04"W/` and the like."""
    for pair in angles.pairs(link):
        if pair.is_certain:
            return pair._replace(notation=Notation.LINK)
    return None


def _view(link: str) -> Pair | None:
    found = _VIEW.search(link)
    if found:
        latitude, longitude, size, unit = found.groups()
        wide = float(size) / 2 if unit == "m" else _view_m(float(size or 17))
        return _pair(latitude, longitude, max(FINEST_M, wide), is_view=True)
    found = _SLIPPY.search(link)
    if found:
        zoom, latitude, longitude = found.groups()
        return _pair(latitude, longitude, max(FINEST_M, _view_m(float(zoom))), is_view=True)
    return None


def _view_m(zoom: float) -> float:
    """Metres from the middle of a map view to its edge; at zoom 0 the world is 256 pixels."""
    return 360 * DEGREE_M / 256 / 2 ** min(zoom, 22.0) * VIEW_PIXELS


_FINDERS: Final[tuple[Callable[[str], Pair | None], ...]] = (_pin, _in_words, _view)


def _code(match: re.Match[str], near: Near) -> Iterator[CoordinateReading]:
    """A plus code. A short one is taken as the nearest to where we serve."""
    code = match.group().upper()
    if not openlocationcode.isValid(code) or not (set(code) - set("0123456789+")):
        return
    if not openlocationcode.isFull(code):
        if near is None:
            yield _without(Notation.PLUS_CODE, match.span(), Doubt.NO_REFERENCE)
            return
        code = openlocationcode.recoverNearest(code, *near)
    area = openlocationcode.decode(code)
    height_m = (area.latitudeHi - area.latitudeLo) * DEGREE_M
    middle = area.latitudeCenter, area.longitudeCenter
    fine_m = max(FINEST_M, height_m / 2)
    pair = Pair(*middle, fine_m, Notation.PLUS_CODE, *match.span(), is_certain=True, is_signed=True)
    yield from _kept(pair, near)
