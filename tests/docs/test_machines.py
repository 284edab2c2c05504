"""The diagrams of the machines are drawn from their tables, and are never behind them.

`python -m tests.docs.test_machines` draws them anew.
"""

from pathlib import Path
from typing import Final

import pytest

from tocsin.kernel.table import mermaid
from tocsin.response import unit

FOLDER: Final = Path(__file__).parents[2] / "docs" / "machines"
NOTE: Final = "Drawn from the table in {source} by `python -m tests.docs.test_machines`."


def page(title: str, source: str, drawing: str) -> str:
    return f"# {title}\n\n{NOTE.format(source=f'`{source}`')}\n\n{drawing}"


PAGES: Final = {
    "unit.md": page(
        "The unit",
        "src/tocsin/response/unit.py",
        mermaid("A unit moves by these facts", unit.MOVES),
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_diagram_shows_the_table_as_it_is(name):
    assert (FOLDER / name).read_text() == PAGES[name]


def test_no_diagram_is_left_of_a_machine_that_is_gone():
    assert {file.name for file in FOLDER.iterdir()} == set(PAGES)


if __name__ == "__main__":
    for name, text in PAGES.items():
        (FOLDER / name).write_text(text)
