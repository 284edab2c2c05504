"""Drives that were recorded in real towns, with where they began and the map they were driven on.

San Francisco: every stage of every unit's response is stamped. An engine leaves its
own station; the unit's number is the station's. An ambulance waits anywhere, so its
drives are those that begin where its last call just ended. Washington: no unit is
named, so the first engine to a call is taken to have left the nearest station, which
it sometimes had not; and its seconds count from the alarm, turnout included.
"""

import csv
import gzip
import json
from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tocsin.roads.drives import Drive

DATA = Path("/work/shared/data")
SF, DC = DATA / "sf_matched", DATA / "dc"
SF_MAP = SF / "sf_centerlines_derived.osm.pbf"
DC_MAP = DC / "dc_central.osm.pbf"
YEAR_2018, NEW_YEAR_2017 = "sffd_2018_six_neighborhoods", "sffd_2016-12-31_2017-01-07"

EMERGENCY = "3"
"""The final priority that is driven with lights and siren."""

IN_STATION_S = 30
"""A crew that is rolling sooner was not in its station."""

JUST_CLEARED_S = 300
"""An ambulance alarmed so soon after its last call is still about there."""


class One(NamedTuple):
    """A recorded drive."""

    at: datetime
    drive: Drive
    unit: str
    was_in_station: bool


def engines(name, *, first_due=True):
    """Engines from their own stations to emergencies, of their first-due area or anywhere."""
    homes = _sf_stations()
    found = []
    for row in _sf_rows(name):
        unit = row["unit_id"]
        if row["unit_type"] != "ENGINE" or row["final_priority"] != EMERGENCY:
            continue
        if unit[0] != "E" or not unit[1:].isdigit() or int(unit[1:]) not in homes:
            continue
        is_own = row["station_area"].isdigit() and int(row["station_area"]) == int(unit[1:])
        if is_own or not first_due:
            found.append(_sf_drive(row, homes[int(unit[1:])]))
    return sorted(each for each in found if each)


def ambulances(name):
    """Ambulances to emergencies, from where they cleared their last call without a patient."""
    by_unit = defaultdict(list)
    for row in _sf_rows(name):
        if row["unit_type"] in {"MEDIC", "PRIVATE"}:
            by_unit[row["unit_id"]].append(row)
    found = []
    for rows in by_unit.values():
        rows.sort(key=lambda row: row["dispatch_dttm"])
        for last, row in pairwise(rows):
            if row["final_priority"] == EMERGENCY and _is_still_there(last, row):
                found.append(_sf_drive(row, (float(last["lat"]), float(last["lon"]))))
    return sorted(each for each in found if each)


def _is_still_there(last, row):
    if last["transport_dttm"] or last["hospital_dttm"]:
        return False
    if not (last["on_scene_dttm"] and last["available_dttm"]):
        return False
    return 0 <= _seconds(last["available_dttm"], row["dispatch_dttm"]) <= JUST_CLEARED_S


def washington(stations):
    """The first engine to every call inside the map, and where all the open stations are."""
    homes = [
        tuple(each["geometry"]["coordinates"][::-1])
        for each in json.loads(stations.read_text())["features"]
        if each["properties"]["ENGINE"] and each["properties"]["RENSTATUS"] == "OPEN"
    ]
    first = {}
    with (DC / "dc_fems_1000_responses_2012.csv").open() as file:
        for row in csv.DictReader(file):
            if row["unit"] != "ENG":
                continue
            month, day, year = map(int, row["date"].split("/"))
            time = f"{year}-{month:02}-{day:02}T{row['dispatch_time']:0>8}"
            at = datetime.fromisoformat(time)
            place = float(row["latitude"]), float(row["longitude"])
            seconds = float(row["response_s"] or "nan")
            key = (at, place)
            if key not in first or seconds < first[key]:
                first[key] = seconds
    calls = [
        One(at, Drive(0.0, 0.0, *place, at.hour + at.minute / 60, at.weekday(), seconds), "", True)
        for (at, place), seconds in first.items()
    ]
    return sorted(calls), homes


def _sf_stations():
    found = {}
    for each in json.loads((SF / "sf_fire_stations.geojson").read_text())["features"]:
        number = each["properties"]["common_name"].rpartition("#")[2]
        if number.isdigit():
            found[int(number)] = each["properties"]["latitude"], each["properties"]["longitude"]
    return found


def _sf_rows(name):
    with gzip.open(SF / f"{name}.csv.gz", "rt") as file:
        yield from csv.DictReader(file)


def _sf_drive(row, begin):
    if not (row["response_dttm"] and row["on_scene_dttm"] and row["lat"]):
        return None
    at = datetime.fromisoformat(row["response_dttm"])
    seconds = _seconds(row["response_dttm"], row["on_scene_dttm"])
    place = float(row["lat"]), float(row["lon"])
    turnout_s = _seconds(row["dispatch_dttm"], row["response_dttm"])
    drive = Drive(*begin, *place, at.hour + at.minute / 60, at.weekday(), seconds)
    return One(at, drive, row["unit_id"], turnout_s >= IN_STATION_S)


def _seconds(one, other):
    return (datetime.fromisoformat(other) - datetime.fromisoformat(one)).total_seconds()
