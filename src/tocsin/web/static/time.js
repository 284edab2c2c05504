// The server's time, and clocks that run on the page.

let ahead = 0; // Milliseconds by which the server's clock is ahead of this machine's.
let zone = "UTC";

export function learnNow(iso) {
  ahead = Date.parse(iso) - Date.now();
}

export function learnZone(name) {
  zone = name;
}

export function now() {
  return Date.now() + ahead;
}

export function local(iso, withSeconds = true) {
  const shown = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (withSeconds) shown.second = "2-digit";
  return new Intl.DateTimeFormat("en-GB", shown).format(typeof iso === "string" ? new Date(iso) : iso);
}

export function span(milliseconds) {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

// "Sat 4 Jul 17:30": a moment that may be of another day.
export function day(iso) {
  const shown = { timeZone: zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat("en-GB", shown).format(new Date(iso)).replace(",", "");
}

// The clock of the agency at a moment, as the milliseconds at which clocks in UTC show the same.
function wall(at) {
  const shown = { timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" };
  const part = Object.fromEntries(new Intl.DateTimeFormat("en-US", shown).formatToParts(new Date(at)).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

// "2026-07-04T17:30" on the agency's clocks as a moment in UTC, and back.
export function momentOf(text) {
  // A browser makes a year of almost anything; only a whole moment is one.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return "";
  const meant = Date.parse(`${text.slice(0, 16)}:00Z`);
  let at = meant;
  for (let twice = 0; twice < 2; twice += 1) at = meant - (wall(at) - at);
  return new Date(at).toISOString();
}

export function wallText(at) {
  return new Date(wall(Math.floor(at / 60000) * 60000)).toISOString().slice(0, 16);
}

export const zoneName = () => zone;

// How old something is, as one says it: "40 s", "2 min", "1 h 5 min".
export function age(milliseconds) {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  if (total < 100) return `${total} s`;
  if (total < 5400) return `${Math.round(total / 60)} min`;
  if (total < 172800) return `${Math.floor(total / 3600)} h ${Math.floor(total / 60) % 60} min`;
  return `${Math.floor(total / 86400)} days`;
}

// Every element with data-since or data-until shows a running time.
export function tick(root) {
  const at = now();
  for (const node of root.querySelectorAll("[data-since]")) {
    put(node, span(at - Date.parse(node.dataset.since)));
  }
  for (const node of root.querySelectorAll("[data-old]")) put(node, age(at - Date.parse(node.dataset.old)));
  for (const node of root.querySelectorAll("[data-at]")) put(node, local(node.dataset.at));
  for (const node of root.querySelectorAll("[data-until]")) {
    const left = Date.parse(node.dataset.until) - at;
    put(node, left > -1000 ? span(left + 999) : "now");
  }
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
