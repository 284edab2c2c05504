"""The released program on SQLite, killed at random moments. Hundreds: `python -m bench.kills`."""

import random

import pytest

from tests.app.killing import Lives
from tests.app.real_program import Provider
from tests.app.stem import Stem


@pytest.fixture
def lives(tmp_path):
    provider, stem = Provider(), Stem()
    found = Lives(tmp_path / "town", provider, random.Random(7), texters=2, stem=stem)
    yield found
    found.program.end()
    stem.close()
    provider.close()


def test_however_often_it_is_killed_no_accepted_sos_is_lost_and_no_page_has_another_key(lives):
    lives.live(0.3, from_the_start=True)
    lives.live(0.4)
    lives.live(0.1)
    lives.end()
    assert lives.accepted
    assert lives.handed
    assert [each.other_key for each in lives.doubled()] == [0, 0, 0]
