"""While the program gets ready nobody waits for geography, and afterwards all of it is there."""

from datetime import UTC, datetime

import pytest

from tests.ground.test_mapped import evidence
from tests.ground.test_searching import LOT, assigned, divided, searched
from tocsin.ground.straight import StraightGround
from tocsin.ground.waking import NotReadyError, WakingGround, wake

NOW = datetime(2031, 6, 10, 17, 0, tzinfo=UTC)


def test_she_is_where_the_best_evidence_says(incident):
    made = incident(evidence(*LOT, at=NOW), evidence(35.23, -92.37, "roster", 250.0, NOW))
    (peak,) = WakingGround().locate(made, {}, NOW).peaks
    assert (peak.latitude, peak.longitude) == pytest.approx(LOT)


def test_nothing_known_is_nowhere(incident):
    from msgspec.structs import replace

    made = replace(incident(evidence(*LOT, at=NOW)), evidence=())
    assert WakingGround().locate(made, {}, NOW).peaks == ()


def test_a_search_must_wait_and_is_never_said_to_be_over(incident):
    made = searched(incident, evidence(*LOT, at=NOW))
    with pytest.raises(NotReadyError):
        divided(WakingGround(), made)
    with pytest.raises(NotReadyError):
        assigned(WakingGround(), made.search)


def test_waking_asks_everything_of_a_map_and_of_straight_lines(ground, agency):
    places = list(agency.places.values())
    wake(ground, places, NOW)
    wake(StraightGround(), places, NOW)
    wake(ground, [], NOW)
