from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.roads.town import NOW, at
from tocsin.geo.track import Track
from tocsin.roads.legs import LOST_S, PIECE_S, drives_from_tracks

MADRID = ZoneInfo("Europe/Madrid")


def fixes(*steps, every_s=30):
    """Fixes at metres east, one each `every_s`."""
    return [fix(i * every_s, east_m) for i, east_m in enumerate(steps)]


def fix(second, east_m, **more):
    return Track(*at(east_m, 0), NOW + timedelta(seconds=second), **more)


def cruise(start_m, count, step_m=300):
    return [start_m + step_m * i for i in range(count)]


def legs(tracks):
    return [drive for _, drive in drives_from_tracks(tracks, MADRID)]


def test_a_vehicle_under_way_gives_pieces_one_after_the_other():
    found = legs(fixes(*cruise(0, 16)))
    assert [each.seconds for each in found] == [PIECE_S] * 3
    assert all(not each.is_standing for each in found)
    assert found[0][2:4] == found[1][:2]
    assert (found[0].hour, found[0].weekday) == (13.0, 0)


def test_a_stop_ends_a_piece_and_no_piece_contains_it():
    stop = [1500 + 3 * i for i in range(1, 9)]
    tracks = fixes(*cruise(0, 6), *stop, *cruise(1900, 6))
    found = legs(tracks)
    assert len(found) == 1
    assert found[0].from_longitude == pytest.approx(at(1900, 0)[1])


def test_a_silence_ends_a_piece():
    before = fixes(*cruise(0, 5))
    after = [fix(120 + LOST_S + 1 + 30 * i, 6000 + 300 * i) for i in range(5)]
    assert legs(before + after) == []


def test_waiting_at_lights_is_part_of_the_drive():
    found = legs(fixes(0, 300, 600, 605, 606, 900, 1200))
    assert [each.seconds for each in found] == [PIECE_S]


@pytest.mark.parametrize(
    "wrong",
    [
        fix(45, 90_000),
        fix(45, 450, accuracy_m=500.0),
        Track(0.0, 0.0, NOW + timedelta(seconds=45)),
        fix(60, 650),
    ],
)
def test_a_fix_that_is_wrong_changes_nothing(wrong):
    right = fixes(*cruise(0, 12))
    assert legs([*right, wrong]) == legs(right)


def test_fixes_may_come_in_any_order():
    right = fixes(*cruise(0, 12))
    assert legs(right[::-1]) == legs(right)


def test_a_unit_that_never_left_has_no_drives():
    assert legs(fixes(*[0, 5, 3, 8, 2, 6] * 5)) == []
    assert legs([]) == []
