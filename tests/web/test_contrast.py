"""What is written can be read: text 4.5 : 1 on its ground, edges 3 : 1, in both themes (WCAG AA)."""

import re

import pytest

from tocsin.web.pages import FILES

TEXT = ("text", "muted", "bad", "good", "note", "warn")
GROUNDS = ("ground", "panel", "raised")
PAIRS = (
    *((text, ground, 4.5) for text in TEXT for ground in GROUNDS),
    ("on-bad", "bad-ground", 4.5),
    ("on-warn", "warn-ground", 4.5),
    ("on-action", "action", 4.5),
    ("edge", "panel", 3.0),
    ("focus", "panel", 3.0),
)


def themes(sheet):
    css = FILES[sheet].content.decode()
    dark, light = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root[^{]*{([^}]*)}", css)[:2]
    )
    return {"dark": dark, "light": {**dark, **light}}


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("sheet", ["base.css", "phone.css"])
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_every_pair_of_colours_can_be_read(sheet, theme, front, back, least):
    colours = themes(sheet)[theme]
    high, low = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= least
