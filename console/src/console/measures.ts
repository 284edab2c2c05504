// Numbers as people say them: shares, minutes, distances, degrees. None of it is a rule.

import { w } from "../words/units";

// As ARRIVAL_SAID_MAX_S of kernel/limits.py: nobody drives that long to an SOS.
export const ARRIVAL_SAID_MAX_S = 4 * 3600;

export function percent(share: number): string {
  if (share > 0 && share < 0.01) return w().underOne;
  return share < 1 && share > 0.99 ? w().overMost : `${Math.round(share * 100)} %`;
}

export function minutes(seconds: number): string {
  if (seconds > ARRIVAL_SAID_MAX_S) return w().over(ARRIVAL_SAID_MAX_S / 60);
  const all = seconds / 60;
  return all < 10 ? all.toFixed(1) : String(Math.round(all));
}

export function metres(far: number): string {
  if (far < 950) return `${Math.round(far / (far < 100 ? 5 : 10)) * (far < 100 ? 5 : 10)} m`;
  return `${(far / 1000).toFixed(far < 10000 ? 1 : 0)} km`;
}

export const degrees = (latitude: number, longitude: number): string => `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;

/** A place in words; bare degrees are shortened to a metre. */
export function named(where: string): string {
  const [latitude, longitude] = where.split(",").map(Number);
  const isBare = /^-?\d+\.\d+,-?\d+\.\d+$/.test(where);
  return isBare && latitude !== undefined && longitude !== undefined ? degrees(latitude, longitude) : where;
}

/** "35.2034, -92.4004" as [latitude, longitude]; null where it is none. */
export function pointOf(text: string): [number, number] | null {
  const [latitude, longitude, ...rest] = text.trim().split(/[\s,;]+/).map(Number);
  if (!text.trim() || latitude === undefined || longitude === undefined || rest.length) return null;
  const isGood = Number.isFinite(latitude) && Number.isFinite(longitude) && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return isGood ? [latitude, longitude] : null;
}

/** What is said of others, or by them, is never set among what she said of herself. */
export const isHearsay = (source: string): boolean => ["sighting", "third_party", "neighbour"].includes(source);

const WARNS = new Set(["no_fix", "stale_fix", "fix_from_the_future", "off_the_map", "no_road", "no_map", "rolling_elsewhere", "stand_in", "crew_kept_away", "crew_unknown"]);
export const isWarning = (reason: string): boolean => WARNS.has(reason);

const known = (words: Record<string, string>, name: string): string => words[name] ?? name.replaceAll("_", " ");
export const reason = (name: string): string => known(w().reason, name);
export const shortfall = (name: string): string => known(w().shortfall, name);
export const doubt = (name: string): string => known(w().doubt, name);
export const source = (name: string): string => known(w().source, name);
