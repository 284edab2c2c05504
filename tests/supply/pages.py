"""What the pages are built from: npm's lock, held to the rules of the others."""

import json
from collections.abc import Iterator
from typing import Any, Final

from tests.arch.tree import ROOT
from tests.supply.packages import is_allowed

LOCK: Final = ROOT / "console" / "package-lock.json"
ALSO: Final = {
    "Python-2.0",  # argparse for JavaScript: a tool's tool, which reaches no browser.
}


def pages() -> dict[str, dict[str, Any]]:
    """Every package of the lock, by its folder."""
    said = json.loads(LOCK.read_text())["packages"]
    return {folder: each for folder, each in said.items() if folder}


def complaints() -> Iterator[str]:
    """What is wrong with what the pages are built from, a sentence each."""
    for folder, each in pages().items():
        if not each.get("integrity", "").startswith("sha512-"):
            yield f"{folder}: not pinned by hash in console/package-lock.json."
        if "resolved" in each:
            yield f"{folder}: console/package-lock.json holds an address."
        found = each.get("license", "")
        if found not in ALSO and not is_allowed(found):
            yield f"{folder}: the licence {found or 'is not said'} is not on the list."
