"""One word names a ledger, and no password is ever shown."""

from pathlib import Path

import pytest

from tocsin.ledger.address import without_agency
from tocsin.ledger.opening import is_postgres, key_path_of, shown


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("town.ledger", "town.ledger"),
        ("postgresql://db/town", "postgresql://db/town"),
        ("postgresql://mo@db:5433/town", "postgresql://mo@db:5433/town"),
        ("postgresql://mo:hunter2@db/town", "postgresql://mo@db/town"),
        ("postgresql://mo:h@un/te#r2@db/town#Elm", "postgresql://mo@db/town#Elm"),
        ("postgresql://a,b/town?password=hunter2#Elm%20Fire", "postgresql://a,b/town#Elm%20Fire"),
        ("postgresql://mo:hunter2@[::1/town", "postgresql://mo@[::1/town"),
    ],
)
def test_a_ledger_is_shown_without_its_password(address, printed):
    assert shown(address) == printed


def test_the_agency_stands_behind_the_address():
    assert without_agency("postgresql://db/town#Elm%20Fire") == ("postgresql://db/town", "Elm Fire")
    assert without_agency("postgresql://db/town") == ("postgresql://db/town", "")


def test_the_key_file_lies_beside_the_ledger_or_in_the_folder():
    assert key_path_of("town.ledger", Path("/srv")) == Path("/srv/town.ledger.kek")
    assert key_path_of("/var/town.ledger", Path("/srv")) == Path("/var/town.ledger.kek")
    assert key_path_of("postgresql://db/town", Path("/srv")) == Path("/srv/tocsin.ledger.kek")


def test_a_database_is_told_from_a_file():
    assert [is_postgres(each) for each in ("postgresql://db/t", "postgres://db/t", "t.ledger")] == [
        True,
        True,
        False,
    ]
