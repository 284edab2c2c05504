"""The town of every test: what arrives in it must be expected."""

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
