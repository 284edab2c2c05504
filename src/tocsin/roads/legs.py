"""Drives out of recorded positions (AVL): where a vehicle was under way, piece by piece.

A track is cut wherever the vehicle stood or was not heard of, and the rest is cut into
pieces of about `PIECE_S`. The fastest way between the two ends of a piece that short is
nearly always the way that was driven, so that no matching to the roads is needed; where
it was another, the piece counts as an outlier. A piece begins and ends rolling: it says
nothing of the start. And it says how fast the vehicle drove that day on whatever errand:
tracks of all driving describe the traffic, not lights and siren.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Final

from tocsin.geo.line import distance_m
from tocsin.geo.track import Track
from tocsin.roads.drives import Drive
from tocsin.roads.snap import is_position

ACCURACY_M_MAX: Final = 60.0
"""A fix less accurate than this says too little of where on the roads."""

STOOD_M: Final = 60.0
STOOD_S: Final = 90.0
"""Whoever is no farther away after so long has stood there: a call, a station, a meal."""

LOST_S: Final = 200.0
"""After a longer silence nobody knows which way was driven."""

PIECE_S: Final = 150.0
"""A piece is closed at the first fix so long after its beginning."""

PIECE_M_MIN: Final = 300.0
"""Over a shorter piece the error of its two ends weighs too much."""

MPS_MAX: Final = 60.0
"""Between two fixes that are farther apart in time, one of them is wrong."""


def drives_from_tracks(tracks: Sequence[Track], zone: tzinfo) -> list[tuple[datetime, Drive]]:
    """The drives of one unit with when they began, the oldest first; hours local to `zone`.

    Fixes that are no position, or not accurate, or too far to have been driven to, are
    passed over; so is a second fix of the same moment.
    """
    return [
        drive
        for run in _runs(list(_sound(tracks)))
        for drive in _pieces(run, zone)
    ]  # fmt: skip


def _sound(tracks: Sequence[Track]) -> Iterator[Track]:
    last: Track | None = None
    for each in sorted(tracks, key=lambda track: track.at):
        if not is_position(each.latitude, each.longitude):
            continue
        if (each.accuracy_m or 0.0) > ACCURACY_M_MAX:
            continue
        passed_s = _seconds(last, each) if last else LOST_S
        if passed_s <= 0 or (
            last and passed_s < LOST_S and _apart_m(last, each) > passed_s * MPS_MAX
        ):
            continue
        last = each
        yield each


def _runs(fixes: Sequence[Track]) -> Iterator[list[Track]]:
    """Stretches of time in which the vehicle was under way all along."""
    stands = _stands(fixes)
    run: list[Track] = []
    for at, fix in enumerate(fixes):
        if run and (stands[at] or _seconds(run[-1], fix) > LOST_S):
            yield run
            run = []
        if not stands[at]:
            run.append(fix)
    if run:
        yield run


def _stands(fixes: Sequence[Track]) -> list[bool]:
    """Whether each fix belongs to a time and place where the vehicle stood."""
    stands = [False] * len(fixes)
    first = 0
    while first < len(fixes):
        after = first + 1
        while after < len(fixes) and _apart_m(fixes[first], fixes[after]) <= STOOD_M:
            after += 1
        stood = _seconds(fixes[first], fixes[after - 1]) >= STOOD_S
        if stood:
            stands[first:after] = [True] * (after - first)
        first = after if stood else first + 1
    return stands


def _pieces(run: Sequence[Track], zone: tzinfo) -> Iterator[tuple[datetime, Drive]]:
    first = run[0]
    for fix in run[1:]:
        seconds = _seconds(first, fix)
        if seconds < PIECE_S:
            continue
        if _apart_m(first, fix) >= PIECE_M_MIN:
            local = first.at.astimezone(zone)
            yield (
                first.at,
                Drive(
                    first.latitude,
                    first.longitude,
                    fix.latitude,
                    fix.longitude,
                    local.hour + local.minute / 60,
                    local.weekday(),
                    seconds,
                    is_standing=False,
                ),
            )
        first = fix


def _seconds(one: Track, other: Track) -> float:
    return (other.at - one.at).total_seconds()


def _apart_m(one: Track, other: Track) -> float:
    return distance_m((one.latitude, one.longitude), (other.latitude, other.longitude))
