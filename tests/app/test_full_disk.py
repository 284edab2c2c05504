"""The disk of the released program filled for real. With restarts: `python -m bench.full_disk`."""

import pytest

from tests.app.full_disk import NoSmallDisk, Starved, recover, small_disk, starve, whole
from tests.app.real_program import Provider, wait_for


@pytest.fixture
def starved(tmp_path):
    provider = Provider()
    try:
        with small_disk(tmp_path / "disk"):
            program = Starved(tmp_path / "town", tmp_path / "disk", provider)
            program.start()
            wait_for(program.answers, "it answers")
            yield program, provider
            program.end()
    except NoSmallDisk as why:
        pytest.skip(f"*** THE FULL-DISK TEST OF THE PROGRAM DID NOT RUN: {why}. ***")
    finally:
        provider.close()


def test_on_a_full_disk_it_pages_from_memory_says_so_and_recovers_by_itself(starved):
    program, provider = starved
    accepted, token = starve(program, provider)
    taken, _ = recover(program, token)
    program.kill()
    record = whole(program, [*accepted, taken])
    # What waited in memory is on record now, though it never was acknowledged.
    assert sum(record.received.values()) > len(accepted) + 1
