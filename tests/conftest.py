"""The town of every test, in which what arrives must be expected; and a database server."""

import pytest

from tests.harness import TestTown


@pytest.fixture
def town():
    """The cast's town at 17:30. Every message must have been expected when the test ends."""
    found = TestTown()
    yield found
    if found.strict:
        found.nothing_unexpected()


@pytest.fixture
def loud_town(town):
    """The same, where the test looks at facts and not at every message."""
    town.strict = False
    return town


@pytest.fixture
def postgres():
    """A running PostgreSQL, one for the process; skips, saying why, where there can be none."""
    from tests.postgres_server import the_server

    server = the_server()
    if isinstance(server, str):
        pytest.skip(server)
    return server
