"""`make screens`: every page as somebody sees it, for docs/screens, with invented people only.

One list of pages, with who looks and what happened before. `bench.budgets` measures the same ones.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from tests.arch.tree import ROOT
from tests.browser.room import BY_SOFTWARE, Room, room
from tests.harlow.drawn import file_of
from tests.web.desk_case import whole_case
from tests.web.town import ANA, LEE, STRANGER
from tocsin.app.setting_up import SettingUp
from tocsin.config import Settings
from tocsin.facts.system import KeyKind
from tocsin.maps.file import open_map
from tocsin.maps.importing import import_map
from tocsin.maps.opening import atlas_of, open_ground
from tocsin.web.tiles import tiles_of

FOLDER: Final = ROOT / "docs" / "screens"
WIDTHS: Final = {"desk": 1440, "phone": 390}
HARLOW_TIME: Final = ZoneInfo("America/Chicago")
QUALITY: Final = 70
SETTLED_MS: Final = 700
ENTER: Final = """
async ([theme, language, key]) => {
  localStorage.theme = theme;
  localStorage.language = language;
  const headers = { "Content-Type": "application/json" };
  await fetch("/api/v1/session", { method: "POST", headers, body: JSON.stringify({ key }) });
}
"""

Step = Callable[[Room], Awaitable[Any]]


class Leaf(NamedTuple):
    """One page of the album: its name, its path, who looks, what they press, and how wide."""

    name: str
    path: str
    person: str
    presses: tuple[str, ...] = ()
    widths: tuple[str, ...] = ("desk", "phone")
    theme: str = "dark"
    language: str = "en"


LEAVES: Final = (
    Leaf("console", "/", "mo"),
    Leaf("console-light", "/", "mo", widths=("desk",), theme="light", language="es"),
    Leaf("desk", "/desk", "jo"),
    Leaf("desk-form", "/desk", "jo", ("Police told",)),
    Leaf("desk-plans", "/desk?view=plans", "jo", theme="light", language="es"),
    Leaf("desk-near", "/desk?view=near", "jo", widths=("phone",)),
    Leaf("phone", "/phone/I-2", "lee", widths=("phone",)),
    Leaf("phone-all", "/phone/", "lee", widths=("phone",), theme="light"),
    Leaf("phone-close", "/phone/I-2/close", "lee", widths=("phone",)),
    Leaf("ready", "/ready", "lee"),
    Leaf("ready-reach", "/ready?ask=reach", "lee", theme="light"),
    Leaf("ready-ways", "/ready?ask=ways", "lee", language="es"),
    Leaf("ready-setup", "/ready?ask=setup", "nell", ("Kannel",)),
    Leaf("ready-lost", "/ready?ask=lost", "nell", widths=("phone",), language="es"),
    Leaf("staff", "/staff", "kit", widths=("phone",)),
    Leaf("staff-called", "/staff", "ana", widths=("phone",)),
    Leaf("staff-cancel", "/staff", "ana", ("Cancel",), widths=("phone",)),
    Leaf("staff-walk", "/staff", "kit", ("Safe walk",), widths=("phone",), theme="light"),
    Leaf("staff-more", "/staff", "kit", ("Más",), widths=("phone",), language="es"),
    Leaf("staff-advice", "/staff", "kit", ("More", "If your phone"), widths=("phone",)),
    Leaf("staff-notes", "/staff", "kit", ("Leave",), widths=("phone",)),
    Leaf("oversight", "/oversight", "jo"),
    Leaf("oversight-links", "/oversight?ask=links", "jo"),
    Leaf("oversight-trails", "/oversight?ask=trails", "jo", widths=("desk",)),
)

ON_A_MAP: Final = (
    Leaf("map", "/map?incident=I-2", "mo"),
    Leaf("map-light", "/map?incident=I-2", "mo", widths=("desk",), theme="light", language="es"),
)
"""Pages that are drawn by the graphics processor, which a screenshot needs in software."""


async def before(r: Room) -> None:
    """An evening in Harlow: a case is known, Ana called for help, Lee answered, a stranger texted."""
    await whole_case(r.town)
    await r.town.text(ANA, "SOS he's in the lot by my car")
    await r.town.text(STRANGER, "help")
    code = next(
        fact.code for fact in r.town.facts("PageRequested") if fact.recipient == "person:lee"
    )
    await r.town.text(LEE, code)


async def open_leaf(r: Room, leaf: Leaf) -> None:
    """Sign in, open the page and press what is to be pressed."""
    await r.page.goto(f"{r.address}/healthz")
    key = await r.town.key(leaf.person, KeyKind.LINK)
    await r.page.evaluate(ENTER, [leaf.theme, leaf.language, key])
    await r.page.goto(f"{r.address}{leaf.path}")
    for name in leaf.presses:
        button = r.page.get_by_role("button", name=name)
        await button.or_(r.page.get_by_role("radio", name=name)).first.click()
    await r.page.wait_for_timeout(SETTLED_MS)


async def shoot(width: str, folder: Path) -> int:
    """Every page at one width. Returns how many of them were wider than the window."""
    async with furnished(WIDTHS[width]) as r:
        wide = await _turn(r, LEAVES, width, folder)
    with TemporaryDirectory() as scratch:
        harlow = Path(scratch) / "harlow.map"
        import_map(file_of(1)[0], harlow, lambda _step, _share: None)
        tiles = tiles_of(atlas_of(open_map(harlow)))
        ground = open_ground(harlow, HARLOW_TIME)
        async with room(WIDTHS[width], BY_SOFTWARE, ground=ground, tiles=tiles) as r:
            return wide + await _turn(r, ON_A_MAP, width, folder)


@asynccontextmanager
async def furnished(width: int) -> AsyncIterator[Room]:
    """A room whose settings file is empty, so that a way out can be set up."""
    with TemporaryDirectory() as scratch:
        settings = Settings(file="tocsin.toml", folder=scratch)
        settings.path(settings.file).touch()
        async with room(width, setting=partial(SettingUp, settings)) as r:
            yield r


async def _turn(r: Room, leaves: Iterable[Leaf], width: str, folder: Path) -> int:
    wide = 0
    await before(r)
    for leaf in (each for each in leaves if width in each.widths):
        await r.page.context.clear_cookies()
        await open_leaf(r, leaf)
        if leaf in ON_A_MAP:
            await r.page.locator("[data-drawn=yes]").wait_for(timeout=60_000)
        seen = await r.page.evaluate("document.documentElement.scrollWidth")
        wide += seen > WIDTHS[width]
        to = folder / f"{leaf.name}-{width}.jpg"
        await r.page.screenshot(path=to, full_page=True, type="jpeg", quality=QUALITY)
        sys.stdout.write(f"{to.name}\n")
    for complaint in r.complaints:
        sys.stdout.write(f"COMPLAINT {complaint}\n")
    return wide


async def main() -> None:
    """Write the album. Ends with 1 when a page does not fit its window."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wide = [await shoot(width, FOLDER) for width in WIDTHS]
    sys.exit(sum(wide) > 0)


if __name__ == "__main__":
    asyncio.run(main())
