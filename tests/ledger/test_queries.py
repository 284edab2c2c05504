"""Every statement has a name, a reason, and a place where it is used."""

from pathlib import Path

import pytest

import tocsin.ledger
from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.queries import POSTGRES, QUERIES, parse


def test_queries_are_found_by_name():
    text = "-- A file.\n\n-- name: one\n-- Why.\nSELECT 1;\n\n-- name: two\n-- Why.\nSELECT 2;\n"

    assert parse(text) == {"one": "-- Why.\nSELECT 1;", "two": "-- Why.\nSELECT 2;"}


def test_a_name_given_twice_is_refused():
    with pytest.raises(LedgerError, match="twice"):
        parse("-- name: one\n-- Why.\nSELECT 1;\n-- name: one\n-- Why.\nSELECT 2;\n")


def test_a_statement_that_does_not_say_what_it_is_for_is_refused():
    with pytest.raises(LedgerError, match="what one is for"):
        parse("-- name: one\nSELECT 1;\n")


def sources(pattern):
    folder = Path(tocsin.ledger.__file__).parent
    return "".join(path.read_text("utf-8") for path in folder.glob(pattern))


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_every_query_is_used(name):
    assert f'"{name}"' in sources("*.py")


@pytest.mark.parametrize("name", sorted(POSTGRES))
def test_every_query_of_postgres_is_used(name):
    assert f'"{name}"' in sources("postgres*.py")
