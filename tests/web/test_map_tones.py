"""The colours of the map: seen on every ground, and apart for eyes without red or green.

What is drawn is told apart by its shape first. What has the same shape (rings, dashed edges, lines)
must not have the same colour for anybody: seen as a protanope and as a deuteranope sees it (Machado,
Oliveira and Fernandes 2009, severity 1), by the distance of CIE 1976 in L*a*b*.
"""

import re
from itertools import combinations

import pytest

from tests.arch.tree import ROOT
from tests.web.test_contrast import luminance

TONES = (ROOT / "console" / "src" / "map" / "tones.ts").read_text("utf-8")
EYES = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
APART = 18
"""Two tones so far apart are named differently by whoever sees them; 2 is just seen."""

RINGS = ("peak", "hearsay", "evidence", "unit")
EDGES = ("area", "open", "under_way", "clear")
SAME_SHAPE = {
    *combinations(RINGS, 2),
    *combinations(EDGES, 2),
    *(("area", each) for each in ("unit", "reach", "peak")),
    ("closed", "slow"),
}
GROUNDS = (
    *("ground", "residential", "commercial", "industrial", "public", "wood", "grass"),
    *("farmland", "bare", "wetland", "parking", "square", "water"),
)
SEEN = (*RINGS, *EDGES, "wait", "reach")
XYZ = (
    (0.4124, 0.3576, 0.1805, 0.9505),
    (0.2126, 0.7152, 0.0722, 1.0),
    (0.0193, 0.1192, 0.9505, 1.089),
)


def tones(theme):
    begins = TONES.index(f"  {theme}: {{")
    return dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', TONES[begins : TONES.index("},", begins)]))


def linear(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def lab(colour, eyes):
    given = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, given, strict=True))))
        for row in EYES[eyes]
    )
    x, y, z = ((a * red + b * green + c * blue) / white for a, b, c, white in XYZ)
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("eyes", EYES)
def test_what_has_the_same_shape_has_not_the_same_colour_for_anybody(theme, eyes):
    found = tones(theme)
    for one, other in sorted(SAME_SHAPE):
        pair = lab(found[one], eyes), lab(found[other], eyes)
        far = sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5
        assert far >= APART, (one, other)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_everything_on_the_map_is_seen_on_every_ground(theme):
    found = tones(theme)
    # Graphics need 3 : 1 (WCAG 1.4.11); words on the map have a halo of their own.
    pairs = [(each, ground) for each in SEEN for ground in GROUNDS]
    # A closed or slow road has an edge of its own, for it must be seen on water too.
    pairs += [("onClosed", "closed"), ("onSlow", "slow")]
    for one, other in pairs:
        low, high = sorted((luminance(found[one]), luminance(found[other])))
        assert (high + 0.05) / (low + 0.05) >= 3.0, (one, other)
