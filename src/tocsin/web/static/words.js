// What the service says in short words, said as a colleague would say it.

import { plain } from "./dom.js";

const REASONS = {
  nearest_by_line: "nearest by straight line",
  nearest_by_road: "soonest by road",
  right_kind: "right kind",
  has_capability: "has what the plan asks for",
  staged_until_safe: "waits until the scene is safe",
  mutual_aid: "from a neighbouring agency",
  already_assigned: "on an incident already",
  no_location: "nobody knows yet where to",
  keeps_coverage: "half a minute slower at most, and leaves more of the town covered",
  rolling_elsewhere: "rolling to another incident, sooner than any free unit",
  on_the_way: "on the way",
  no_fix: "tells no position: taken to be at its home",
  stale_fix: "its position is old",
  swapped: "written with latitude and longitude the wrong way round, and turned",
  point_elsewhere: "the position beside these words is of somewhere else",
  fix_from_the_future: "its clock is ahead, its position may be wrong",
  off_the_map: "its position is off the map",
  no_road: "no open road leads there: a guess along the straight line",
  no_map: "no map: a guess along the straight line",
  out_of_service: "out of service",
  stand_in: "stands in: none of the kind asked for is free",
  chosen_by_hand: "chosen by hand",
  crew_kept_away: "somebody of the crew must stay away from her",
  crew_unknown: "ask who is on it: a colleague must stay away from her",
};

const SHORTFALLS = {
  no_location: "No location: units are in the order of the agency file, not by time",
  no_unit_of_kind: "There is no unit of this kind in the agency file",
  no_unit_with_capability: "None that is free has what the plan asks for",
  not_enough_available: "Not enough of them are free",
  all_out_of_service: "All of them are out of service",
  nobody_free: "NOBODY IS FREE: ask the neighbours, turn round who is rolling",
};

const DOUBTS = {
  off_the_map: "this point is off the map, hardly right",
  perhaps_swapped: "latitude and longitude may be swapped",
  fix_from_the_future: "the phone's clock is ahead: the time is not sure",
  no_place: "this is no position at all",
  undated_fix: "nobody knows how old this is",
  which_incident: "said by somebody paged for several incidents: perhaps of another",
  unsure_reading: "the words may mean something else",
};

const SOURCES = {
  words: "their own words",
  phone: "their phone",
  walk: "their last safe walk",
  roster: "duty roster",
  dispatcher: "a dispatcher",
  searcher: "a searcher",
  sighting: "their own words, of somebody else",
  third_party: "somebody else's word",
  neighbour: "a neighbouring agency",
};

export const WARNS = new Set(["no_fix", "stale_fix", "fix_from_the_future", "off_the_map", "no_road", "no_map", "rolling_elsewhere", "stand_in", "crew_kept_away", "crew_unknown"]);

// As ARRIVAL_SAID_MAX_S of kernel/limits.py: nobody drives that long to an SOS.
export const ARRIVAL_SAID_MAX_S = 4 * 3600;

export const reason = (name) => REASONS[name] ?? plain(name);
export const shortfall = (name) => SHORTFALLS[name] ?? plain(name);
export const doubt = (name) => DOUBTS[name] ?? plain(name);
export const source = (name) => SOURCES[name] ?? plain(name);

// What is said of others, or by them, is never set among what she said of herself.
export const isHearsay = (name) => name === "sighting" || name === "third_party" || name === "neighbour";

export const percent = (share) => (share > 0 && share < 0.01 ? "under 1 %" : share < 1 && share > 0.99 ? "over 99 %" : `${Math.round(share * 100)} %`);

export function minutes(seconds) {
  if (seconds > ARRIVAL_SAID_MAX_S) return `over ${ARRIVAL_SAID_MAX_S / 60}`;
  const all = seconds / 60;
  return all < 10 ? all.toFixed(1) : String(Math.round(all));
}

export function metres(far) {
  if (far < 950) return `${Math.round(far / (far < 100 ? 5 : 10)) * (far < 100 ? 5 : 10)} m`;
  return `${(far / 1000).toFixed(far < 10000 ? 1 : 0)} km`;
}

export const degrees = (latitude, longitude) => `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;

// A place in words; bare degrees are shortened to a metre.
export const named = (where) => (/^-?\d+\.\d+,-?\d+\.\d+$/.test(where) ? degrees(...where.split(",").map(Number)) : where);

// "35.2034, -92.4004" as [latitude, longitude]; null where it is none.
export function pointOf(text) {
  const [latitude, longitude, ...rest] = text.trim().split(/[\s,;]+/).map(Number);
  const good = !rest.length && Number.isFinite(latitude) && Number.isFinite(longitude) && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return good && text.trim() ? [latitude, longitude] : null;
}
