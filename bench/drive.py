"""Drive times that were expected beside those that were recorded, before and after calibrating.

`python -m bench.drive [--stations FILE] [--quick] [--only washington]`

Every calibration is fitted by `tocsin calibrate`'s own code to the drives of one period
and scored on drives of another. Beside it, on the same drives: free flow by class of road
(what a plain router says), RAND's line for fire engines over our road metres (0.65 min +
1.7 min a mile, which ISO rates towns by), the median drive of the fitted period said of
every drive, and our defaults. Under each table stands what can be reached at all: how far
two drives of one unit from one station to one block differ, and how well the median of a
station's earlier drives to that very block says the next one.

`--stations` is a GeoJSON of the fire stations of Washington as they were in 2012 or 2013
(github benbalter/dc-maps, commit 7299921, fire-stations.geojson, public domain by the
District); without it that set is left out, saying so. `--quick` takes every fifth drive.
"""

import argparse
import os
import tempfile
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from bench import drive_sets as sets
from tocsin.geo.line import distance_m
from tocsin.maps.file import open_map
from tocsin.maps.importing import import_map
from tocsin.maps.opening import open_roads
from tocsin.roads.calibration import NEAR_S, QUANTILES, TooFew, fit, rank_correlation
from tocsin.roads.drives import TURNS, parts, troubles
from tocsin.roads.drives import bands as bands_of
from tocsin.roads.fitting import Recorded, expected_s
from tocsin.roads.network import RoadClass
from tocsin.roads.speeds import DEFAULT, Calibration, HourBand

FREE_FLOW = Calibration(
    factors=((1.0,) * len(HourBand),) * len(RoadClass),
    turning=dict.fromkeys(TURNS, 0.0),
    start_s=0.0,
)
"""Every road at the free flow of its class, nothing for turns, nothing for the two ends."""

RAND_S, RAND_S_A_KM = 39.0, 1.7 * 60 / 1.609344

FITTED_UNTIL = datetime(2018, 9, 1)  # noqa: DTZ001, all stamps are local without an offset
DC_FITTED_UNTIL = datetime(2012, 6, 1, 12)  # noqa: DTZ001
DC_TURNOUT_S = 60.0
"""The turnout that an agency file has where it says nothing; Washington's seconds include it."""

EARLIER_MIN = 3
"""So many earlier drives to a block make a median."""

BUSY = timedelta(minutes=45)
"""So long after its last call an engine in Washington is taken to be home again."""

ENOUGH = 30
"""Fewer drives than these say nothing about a ceiling."""

SAID = ("near_turn_s", "far_turn_s", "bigger_road_s", "crossing_s")

CURVE = (60, 150, 500, 1500)
STARTS_S = tuple(range(30, 95, 5))
SCALES = tuple(round(0.7 + 0.05 * step, 2) for step in range(9))


class Town:
    """One map, opened anew with each calibration."""

    def __init__(self, source, folder):
        target = Path(folder) / f"{source.name.partition('.')[0]}.map"
        import_map(source, target, lambda _step, _share: None)
        self._found = open_map(target)

    def roads(self, calibration):
        return open_roads(self._found, calibration)

    def recorded(self, calibration, drives):
        """Which drives say something, and those with the parts of their ways."""
        found = parts(self.roads(calibration), drives)
        keep = np.array([each is None for each in troubles(drives, found)], bool)
        seconds = np.array([each.seconds for each in drives], float)[keep]
        columns = type(found)(*(column[keep] for column in found))
        return keep, Recorded(columns, bands_of(drives)[keep], np.ones(len(seconds)), seconds)

    def expected(self, calibration, drives):
        """Seconds and road metres of every drive, NaN where it says nothing."""
        seconds, metres = np.full((2, len(drives)), np.nan)
        keep, usable = self.recorded(calibration, drives)
        seconds[keep], metres[keep] = expected_s(usable, calibration), usable.parts.metres
        return seconds, metres


def report(town, name, ours, seen, unseen, turnout_s=0.0):
    """One table: what each way of saying it says of drives that were not fitted to.

    `ours` are calibrations by name; the range and the ceiling are told of the last one.
    """
    drives = [each.drive for each in unseen]
    recorded = np.array([each.seconds for each in drives])
    found = {f"ours, {which}": town.expected(each, drives) for which, each in ours.items()}
    metres = next(iter(found.values()))[1]
    said = {
        "free flow by class": town.expected(FREE_FLOW, drives)[0],
        "RAND's line": turnout_s + RAND_S + RAND_S_A_KM * metres / 1000,
    }
    if seen:
        middle = np.nanmedian([each.drive.seconds for each in seen])
        said["median of the fitted period"] = np.full(len(drives), middle)
    said |= {which: seconds for which, (seconds, _) in found.items()}
    keep = np.isfinite(np.stack(list(said.values()))).all(axis=0)
    print(f"\n### {name}: {keep.sum():,} drives\n")
    print(f"| seconds | {' | '.join(f'p{q}' for q in QUANTILES)} | off | off % | rank | ±60 s |")
    print("|---|" + "--:|" * (len(QUANTILES) + 4))
    print(f"| recorded | {_quantiles(recorded[keep])} | | | | |")
    for which, seconds in said.items():
        print(f"| {which} | {_quantiles(seconds[keep])} | {_errors(seconds, recorded, keep)} |")
    last = list(said)[-1]
    calibration = list(ours.values())[-1]
    ratio = recorded[keep] / said[last][keep]
    is_within = (ratio >= calibration.low) & (ratio <= calibration.high)
    print(f"\n{last}: {is_within.mean():.0%} within the range told (80 % meant)")
    kept = [each for each, is_kept in zip(unseen, keep, strict=True) if is_kept]
    ceiling(seen, kept, last, said[last][keep])


def _quantiles(seconds):
    return " | ".join(f"{each:.0f}" for each in np.percentile(seconds, QUANTILES))


def _errors(seconds, recorded, keep):
    off = np.abs(seconds - recorded)[keep]
    rank = rank_correlation(seconds[keep], recorded[keep])
    share = np.median(off / recorded[keep])
    near = (off <= NEAR_S).mean()
    told = "–" if np.isnan(rank) else f"{rank:.2f}"
    return f"{np.median(off):.1f} | {share:.0%} | {told} | {near:.0%}"


def ceiling(seen, unseen, which, said):
    """What drives of one unit from one station to one block say of each other."""
    one, other = _pairs(unseen)
    if len(one) >= ENOUGH:
        rank = rank_correlation(one, other)
        print(
            f"two drives of one unit to one block ({len(one):,} pairs): apart by "
            f"{np.median(np.abs(one - other)):.0f} s in the median, rank {rank:.2f}; who knows "
            f"the way and nothing else ranks drives to some {max(rank, 0) ** 0.5:.2f} at best"
        )
    seconds = np.array([each.drive.seconds for each in unseen])
    before = defaultdict(list)
    for each in seen:
        if np.isfinite(each.drive.seconds) and each.drive.seconds > 0:
            before[_way(each)].append(each.drive.seconds)
    rows = [at for at, each in enumerate(unseen) if len(before[_way(each)]) >= EARLIER_MIN]
    if len(rows) < ENOUGH:
        return
    memory = np.array([np.median(before[_way(unseen[at])]) for at in rows])
    print(f"of these {len(rows):,} to blocks with {EARLIER_MIN} earlier drives or more: ", end="")
    for name, guess in (("the median of those", memory), (which, said[rows])):
        off = np.median(np.abs(guess - seconds[rows]))
        rank = rank_correlation(guess, seconds[rows])
        print(f"{name} off {off:.1f} s, rank {rank:.2f}; ", end="")
    print()


def _pairs(drives):
    """Seconds of drives of one unit to one block, in pairs that share none, in any order."""
    again = defaultdict(list)
    for each in drives:
        again[_way(each)].append(each.drive.seconds)
    draw = np.random.default_rng(1)
    pairs = [draw.permutation(some)[: len(some) // 2 * 2] for some in again.values()]
    pairs = np.concatenate(pairs).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _way(one):
    return one.unit, one.drive[:4]


def fitted_to(town, seen, check, guess=DEFAULT):
    """By the code of `tocsin calibrate`; says whether that would have written it."""
    drives, later = ([each.drive for each in some] for some in (seen, check))
    fitted = fit(town.roads, drives, later, guess=guess)
    before, after = fitted.held_out
    verdict = "writes this" if fitted.is_better else "refuses to write this"
    print(f"\ntocsin calibrate {verdict}: {fitted.fitted_to.after.drives:,} drives, ", end="")
    print(f"held out off {before.off_s:.1f} s before, {after.off_s:.1f} s calibrated")
    return fitted


def curve(town, seen, unseen):
    """What so many drives are worth: the latest of the fitted period."""
    print("\n| drives fitted to | off before | off calibrated | rank before | calibrated |")
    print("|--:|--:|--:|--:|--:|")
    for count in CURVE:
        if count > len(seen):
            continue
        try:
            some, later = ([each.drive for each in part] for part in (seen[-count:], unseen))
            before, after = fit(town.roads, some, later).held_out
        except TooFew as error:
            print(f"| {count:,} | {error} | | | |")
            continue
        print(f"| {count:,} | {before.off_s:.1f} | {after.off_s:.1f} ", end="")
        print(f"| {before.rank:.2f} | {after.rank:.2f} |")


def two_numbers(town, seen, guess=DEFAULT):
    """The two numbers that were set by hand, found again on some drives alone."""
    _, usable = town.recorded(guess, [each.drive for each in seen])

    def off(calibration):
        return np.median(np.abs(expected_s(usable, calibration) - usable.seconds))

    more_s = guess.start_s - DEFAULT.start_s
    tried = [
        (off(each), start_s, scale, each)
        for start_s in STARTS_S
        for scale in SCALES
        for each in [_scaled(start_s + more_s, scale)]
    ]
    tried.sort(key=lambda each: each[0])
    print(
        f"\nDefaults on {len(usable.seconds):,} drives: off {off(guess):.1f} s as shipped ", end=""
    )
    print(f"({DEFAULT.start_s:.0f} s and × 1); of all steps the best: ", end="")
    print("; ".join(f"{start} s and × {scale}: {off:.1f} s" for off, start, scale, _ in tried[:4]))
    return tried[0][-1]


def _scaled(start_s, scale):
    factors = tuple(tuple(each * scale for each in row) for row in DEFAULT.factors)
    return Calibration(factors=factors, start_s=float(start_s))


def _split(drives, at):
    return [each for each in drives if each.at < at], [each for each in drives if each.at >= at]


def san_francisco(folder, step):
    town = Town(sets.SF_MAP, folder)
    seen, unseen = _split(sets.engines(sets.YEAR_2018)[::step], FITTED_UNTIL)
    ours = {
        "shipped defaults": DEFAULT,
        "two numbers from the fitted period": two_numbers(town, seen),
        "calibrated": fitted_to(town, seen, unseen).calibration,
    }
    told(ours["calibrated"])
    autumn, week = "September to December 2018", "New Year 2017, all of the city"
    report(town, f"First-due engines, {autumn}", ours, seen, unseen)
    there = [each for each in unseen if each.was_in_station]
    report(town, f"Those of them who were in their station, {autumn}", ours, seen, there)
    report(town, f"First-due engines, {week}", ours, seen, sets.engines(sets.NEW_YEAR_2017))
    far = sets.engines(sets.NEW_YEAR_2017, first_due=False)
    far = [each for each in far if each.was_in_station]
    report(town, f"Engines out of their station to anywhere, {week}", ours, seen, far)
    curve(town, seen, unseen[::3])
    ambulances(town, ours["calibrated"])


def ambulances(town, of_engines):
    seen, unseen = _split(sets.ambulances(sets.YEAR_2018), FITTED_UNTIL)
    ours = {
        "shipped defaults": DEFAULT,
        "calibrated to engines": of_engines,
        "calibrated": fitted_to(town, seen, unseen).calibration,
    }
    told(ours["calibrated"])
    name = "Ambulances from where they just cleared"
    report(town, f"{name}, September to December 2018", ours, seen, unseen)
    report(town, f"{name}, New Year 2017", ours, seen, sets.ambulances(sets.NEW_YEAR_2017))


def told(calibration):
    """The numbers that matter in a town of streets, at day."""
    turns = {name: cost for name, cost in calibration.turning.items() if name in SAID}
    day = {
        each.name.lower(): calibration.factors[each][HourBand.DAY]
        for each in (RoadClass.SECONDARY, RoadClass.RESIDENTIAL)
    }
    range_ = f"range {calibration.low} to {calibration.high}"
    print(f"\nfitted: start {calibration.start_s} s, by day {day}, turns {turns}, {range_}")


def washington(folder, stations):
    town = Town(sets.DC_MAP, folder)
    calls, homes = sets.washington(stations)
    drives = _from_nearest(town, calls, homes)
    seen, unseen = _split(drives, DC_FITTED_UNTIL)
    guess = Calibration(start_s=DEFAULT.start_s + DC_TURNOUT_S)
    before = {"shipped defaults and 60 s of turnout": guess}
    name = "Washington, first engine from the nearest station"
    report(town, f"{name}, all 30 hours, nothing fitted here", before, [], drives, DC_TURNOUT_S)
    ours = before | {"calibrated": fitted_to(town, seen, unseen, guess).calibration}
    told(ours["calibrated"])
    report(town, f"{name}, 1 June 2012 from noon", ours, seen, unseen, DC_TURNOUT_S)
    two_numbers(town, drives, guess)


def _from_nearest(town, calls, homes):
    """The calls as drives from the nearest station, where its engine was probably at home.

    Left out: calls nearer to a station that is not on the map, and those whose station was
    the nearest of another call within `BUSY`.
    """
    asked = [
        each.drive._replace(from_latitude=home[0], from_longitude=home[1], seconds=300.0)
        for each in calls
        for home in homes
    ]
    seconds = town.expected(DEFAULT, asked)[0].reshape(len(calls), len(homes))
    on_map = np.isfinite(seconds).any(axis=0)
    found, last = [], {}
    for row, each in enumerate(calls):
        place = each.drive.to_latitude, each.drive.to_longitude
        apart = np.array([distance_m(home, place) for home in homes])
        if not np.isfinite(seconds[row]).any() or not on_map[apart.argmin()]:
            continue
        at = int(np.nanargmin(seconds[row]))
        was_home = at not in last or each.at - last[at] > BUSY
        last[at] = each.at
        if was_home:
            begin = {"from_latitude": homes[at][0], "from_longitude": homes[at][1]}
            found.append(each._replace(drive=each.drive._replace(**begin)))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stations", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=["san-francisco", "washington"])
    asked = parser.parse_args()
    print("load", " ".join(f"{each:.1f}" for each in os.getloadavg()))
    with tempfile.TemporaryDirectory() as folder:
        if asked.only == "washington":
            pass
        elif sets.SF_MAP.exists():
            san_francisco(folder, 5 if asked.quick else 1)
        else:
            print("San Francisco: left out, its data is not here")
        if asked.only == "san-francisco":
            pass
        elif asked.stations and asked.stations.exists() and sets.DC_MAP.exists():
            washington(folder, asked.stations)
        else:
            print("Washington: left out, --stations or its data is not here")


if __name__ == "__main__":
    main()
