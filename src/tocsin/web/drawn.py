"""What a drawing of the ground needs beside the incident: where units are, where they wait."""

from collections.abc import Iterator

from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.response.incident import Incident
from tocsin.web.shown import TrackShown, WaitShown


def tracks_shown(state: State, view: Views) -> tuple[TrackShown, ...]:
    """Where every unit is: at its last position, or at its home where it tells none."""
    return tuple(_tracks(state, view))


def _tracks(state: State, view: Views) -> Iterator[TrackShown]:
    for unit in state.response.units:
        start = view.start(unit)
        if start.track is not None:
            track = start.track
            where = round(track.latitude, 6), round(track.longitude, 6)
            yield TrackShown(unit, *where, track.at, track.accuracy_m)
        elif start.home is not None:
            yield TrackShown(unit, *start.home, None)


def waits_shown(state: State, incident: Incident) -> Iterator[WaitShown]:
    """Where the units of this incident wait; nothing once the words are erased."""
    for unit, sealed in incident.staging:
        now = state.response.units.get(unit)
        point, _, label = (sealed.text or "").partition(" ")
        if point and now is not None and now.incident == incident.incident:
            latitude, _, longitude = point.partition(",")
            yield WaitShown(unit, label, float(latitude), float(longitude))
