"""One loop and one browser for all browser tests of a process."""

import inspect
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser.room import shared

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    # A browser belongs to the loop on which it was started.
    for item in items:
        if item.path.parent == HERE and inspect.iscoroutinefunction(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.fixturenames.append("one_browser")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def one_browser():
    shared.is_on = True
    yield
    shared.is_on = False
    await shared.close()
