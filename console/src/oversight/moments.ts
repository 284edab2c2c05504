// Moments of a record: the day is always said, and the browser's zone by its name.

import { reading } from "../words/language.svelte";

/** "Sat 4 Jul 2026, 17:30 GMT+2". */
export function moment(at: string): string {
  return new Intl.DateTimeFormat(reading.language === "es" ? "es" : "en-GB", {
    weekday: "short", day: "numeric", month: "short", year: "numeric",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  }).format(new Date(at));
}

/** What a field of a form holds, as the API wants it; "" when it is no moment. */
export function instant(field: string): string {
  const at = new Date(field);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString();
}

/** A moment from now as the field of a form shows it. */
export function fieldIn(hours: number): string {
  const at = new Date(Date.now() + hours * 3_600_000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
