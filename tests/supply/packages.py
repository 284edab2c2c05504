"""What the locks hold, and under which licence each package says that it is."""

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from typing import Final, NamedTuple

from packaging.markers import Marker

from tests.arch.tree import ROOT

LOCKS: Final = ("runtime", "dev", "build")


class Package(NamedTuple):
    """One pin of a lock; `marker` says on which machines it is wanted, empty: on all."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    @property
    def is_wanted(self) -> bool:
        return not self.marker or Marker(self.marker).evaluate()


PIN: Final = re.compile(
    r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>[\w.!+-]+)(?: ; (?P<marker>.+))?"
)
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class LockError(Exception):
    """A line of a lock is no pin with its hashes."""


def read(lock: str) -> list[Package]:
    """The pins of a lock's text. Raises LockError for whatever is not pinned by hash."""
    found = []
    for entry in re.sub(r"\\\n", " ", lock).splitlines():
        if not entry.strip() or entry.startswith("#"):
            continue
        head, _, rest = entry.partition(" --hash")
        pin = PIN.fullmatch(head.strip())
        hashes = HASH.findall("--hash" + rest) if rest else []
        if pin is None or not hashes or len(hashes) != entry.count("--hash"):
            raise LockError(f"Not pinned by version and hash: {head.strip()}")
        found.append(Package(pin["name"], pin["version"], pin["marker"] or "", tuple(hashes)))
    return found


def locked(name: str) -> list[Package]:
    return read((ROOT / "requirements" / f"{name}.txt").read_text())


ALLOWED: Final = frozenset(
    {
        *("0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD", "BSD-2-Clause"),
        *("BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "PSF-2.0", "Zlib"),
        "MPL-2.0",  # Binds changes of its own files only.
        "LGPL-3.0-only",  # psycopg: used as it comes, and anybody can put another in its place.
        "any-OSI",  # apsw: whichever licence of the Open Source Initiative one likes.
    }
)
SAID: Final[Mapping[str, str]] = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What packages call their licences, and its name in SPDX."""


def licence(name: str) -> str:
    """The licence of an installed package in its own words; empty when it says none."""
    try:
        said = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    if said["License-Expression"]:
        return str(said["License-Expression"])
    text = (said["License"] or "").strip()
    first = text.partition("\n")[0]
    if text == first != "":
        return SAID.get(text, text)
    kinds = [each for each in said.get_all("Classifier") or () if each.startswith("License ::")]
    if not kinds:
        return SAID.get(first, "")
    return " OR ".join(SAID.get(each := kind.split(" :: ")[-1], each) for kind in kinds)


def is_allowed(expression: str) -> bool:
    """Whether one may use what stands under this: each part of AND, any part of OR."""
    parts = expression.replace("(", "").replace(")", "").split(" AND ")
    return all(any(one in ALLOWED for one in part.split(" OR ")) for part in parts)


def complaints() -> Iterator[str]:
    """What is wrong with what we depend on, a sentence each."""
    for lock in LOCKS:
        try:
            packages = locked(lock)
        except LockError as error:
            yield f"requirements/{lock}.txt: {error}"
            continue
        for each in packages:
            found = licence(each.name)
            if each.is_wanted and not is_allowed(found):
                yield f"{each.name}: the licence {found or 'is not said'} is not on the list."
