"""`tocsin calibrate`: the speeds of a map fitted to drives that were recorded on it."""

import os
from collections.abc import Callable, Sequence
from datetime import tzinfo
from math import isfinite
from pathlib import Path
from typing import Final

import msgspec

from tocsin.maps.file import open_map
from tocsin.maps.opening import open_roads
from tocsin.maps.responses import Dated, read_drives
from tocsin.roads.calibration import Fitted, fit
from tocsin.roads.speeds import Calibration

HOLD_OUT: Final = 1 / 3
"""The last third of the drives is not fitted to: the calibration is checked on it."""

Progress = Callable[[str, float], None]


def calibrate(
    map_file: Path,
    source: Path,
    out: Path | None,
    zone: tzinfo,
    progress: Progress,
    *,
    hold_out: float = HOLD_OUT,
    kind: str = "",
) -> Fitted:
    """Fit to the drives of `source`, check on its last ones, write `out`; what was found.

    Nothing is written without `out`, nor when the drives held out are expected no more
    closely than before (`Fitted.is_better`). MapUnreadable, SourceUnreadable and
    `roads.calibration.TooFew` say what is wrong with a file; OSError that one cannot be
    read or written; ValueError that `hold_out` is not between 0 and 1.
    """
    if not 0 < hold_out < 1:
        raise ValueError("the share held out lies between 0 and 1")
    found = open_map(map_file)
    progress("reading the drives", 0.0)
    drives = read_drives(source, zone, kind)
    progress("reading the drives", 1.0)
    first = len(drives) - round(len(drives) * hold_out)
    fitted = fit(
        lambda calibration: open_roads(found, calibration),
        [each.drive for each in drives[:first]],
        [each.drive for each in drives[first:]],
        drives_on_left=found.meta.drives_on_left,
        told=lambda share: progress("fitting", share),
    )
    calibration = msgspec.structs.replace(
        fitted.calibration, based_on=_based_on(fitted, drives[:first], drives[first:], zone)
    )
    fitted = fitted._replace(calibration=calibration)
    if out is not None and fitted.is_better:
        write_calibration(out, calibration)
    return fitted


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write beside `path` and put it there in one step. OSError when the disk refuses."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(calibration)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _based_on(fitted: Fitted, seen: Sequence[Dated], unseen: Sequence[Dated], zone: tzinfo) -> str:
    """In words for whoever opens the file a year later."""
    before, after = fitted.held_out
    return (
        f"{fitted.fitted_to.after.drives:,} drives {_period(seen, zone)}; checked on "
        f"{after.drives:,} drives {_period(unseen, zone)}: median error "
        f"{before.off_s:.0f} s before, {after.off_s:.0f} s calibrated"
    )


def _period(drives: Sequence[Dated], zone: tzinfo) -> str:
    dated = [each.departed_at for each in drives if isfinite(each.drive.seconds)]
    first, last = (dated[at].astimezone(zone).date() for at in (0, -1))
    return f"from {first} to {last}"
