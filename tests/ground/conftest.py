"""Harlow, drawn, imported and opened once for all tests of the ground."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.harlow.drawn import file_of
from tocsin.agency.load import read
from tocsin.maps.importing import import_map
from tocsin.maps.opening import open_ground
from tocsin.response.incident import Incident

HARLOW = Path(__file__).parents[2] / "src/tocsin/sim/demo/harlow.toml"


@pytest.fixture(scope="session")
def harlow_map(tmp_path_factory):
    out = tmp_path_factory.mktemp("maps") / "harlow.map"
    import_map(file_of(1)[0], out, lambda _step, _share: None)
    return out


@pytest.fixture
def ground(harlow_map):
    return open_ground(harlow_map, ZoneInfo("America/Chicago"))


@pytest.fixture(scope="session")
def agency():
    found, mistakes = read(HARLOW.read_text(encoding="utf-8"))
    assert found is not None, mistakes
    return found


@pytest.fixture
def incident(agency):
    def make(*evidence):
        return Incident(
            "I-1",
            "duress",
            "person:ana",
            None,
            verified=True,
            silent=False,
            policy=next(iter(agency.policies.values())),
            response="duress",
            opened_at=evidence[0].at,
            evidence=tuple(evidence),
        )

    return make
