"""The statements of `queries.sql` (SQLite) and `postgres.sql` by name.

Each begins with a line `-- name: the_name` and one comment that says what it
is for, so every word of SQL that Tocsin speaks to a ledger is read in one file.
"""

import re
from importlib import resources
from typing import Final

from tocsin.ledger.ledger import LedgerError

NAME: Final = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def parse(text: str, file: str = "queries.sql") -> dict[str, str]:
    """Name -> statement. Raises LedgerError for a doubled name or a missing comment."""
    parts = NAME.split(text)[1:]
    queries: dict[str, str] = {}
    for name, statement in zip(parts[::2], parts[1::2], strict=True):
        if name in queries:
            raise LedgerError(f"{file} names {name} twice.")
        if not statement.startswith("-- "):
            raise LedgerError(f"{file} does not say what {name} is for.")
        queries[name] = statement.strip()
    return queries


def load(file: str) -> dict[str, str]:
    """The statements of a file beside this one."""
    return parse(resources.files(__package__).joinpath(file).read_text("utf-8"), file)


QUERIES: Final = load("queries.sql")
POSTGRES: Final = load("postgres.sql")
