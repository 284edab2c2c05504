// Moments on the agency's clocks, wherever the browser is: as they are said, and as forms hold them.

import { clock } from "../board/clock.svelte";
import { reading } from "../words/language.svelte";

const MINUTE_MS = 60_000;
const WALL: Intl.DateTimeFormatOptions = {
  year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23",
};

/** "Sat 4 Jul 17:30": a moment that may be of another day. */
export function day(at: string): string {
  const shown: Intl.DateTimeFormatOptions = {
    timeZone: clock.zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  };
  return new Intl.DateTimeFormat(reading.language === "es" ? "es" : "en-GB", shown).format(new Date(at)).replace(",", "");
}

/** The same with its year and without its hour, for what is months away. */
export function date(at: string): string {
  const shown: Intl.DateTimeFormatOptions = { timeZone: clock.zone, weekday: "short", day: "numeric", month: "short", year: "numeric" };
  return new Intl.DateTimeFormat(reading.language === "es" ? "es" : "en-GB", shown).format(new Date(at)).replace(",", "");
}

// The clock of the agency at a moment, as the milliseconds at which clocks in UTC show the same.
function wall(at: number): number {
  const parts = new Intl.DateTimeFormat("en-US", { ...WALL, timeZone: clock.zone }).formatToParts(new Date(at));
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** "2026-07-04T17:30" on the agency's clocks as a moment in UTC; "" where it is none. */
export function momentOf(field: string): string {
  // A browser makes a year of almost anything; only a whole moment is one.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(field)) return "";
  const meant = Date.parse(`${field.slice(0, 16)}:00Z`);
  let at = meant;
  for (let twice = 0; twice < 2; twice += 1) at = meant - (wall(at) - at);
  return new Date(at).toISOString();
}

/** A moment as the field of a form shows it, on the agency's clocks. */
export const fieldOf = (at: number): string => new Date(wall(Math.floor(at / MINUTE_MS) * MINUTE_MS)).toISOString().slice(0, 16);

/** "40 m", "1.2 km": as exact as a position is. */
export function metres(far: number): string {
  const step = far < 100 ? 5 : 10;
  if (far < 950) return `${Math.round(far / step) * step} m`;
  return `${(far / 1000).toFixed(far < 10_000 ? 1 : 0)} km`;
}
