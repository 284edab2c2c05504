// The server's time on this page. One beat moves every running clock; nobody reads Date elsewhere.

const BEAT_MS = 200;

class Clock {
  /** Milliseconds since 1970 on the server's clock, as of the last beat. */
  now = $state(Date.now());
  zone = $state("UTC");
  private ahead = 0;

  constructor() {
    setInterval(() => this.beat(), BEAT_MS);
  }

  learn(iso: string): void {
    this.ahead = Date.parse(iso) - Date.now();
    this.beat();
  }

  /** The same to the millisecond, for what is kept and not shown. */
  exactly(): number {
    return Date.now() + this.ahead;
  }

  private beat(): void {
    this.now = this.exactly();
  }
}

export const clock = new Clock();

/** "17:30:05" at the agency. */
export function local(at: string | number, withSeconds = true): string {
  const shown: Intl.DateTimeFormatOptions = {
    timeZone: clock.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  };
  if (withSeconds) shown.second = "2-digit";
  return new Intl.DateTimeFormat("en-GB", shown).format(new Date(at));
}

/** "4:05" or "1:04:05": time that passed or is left; never below zero. */
export function span(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/** What is left until a moment, rounded up; "" once it is over by a second. */
export function left(at: string): string {
  const more = Date.parse(at) - clock.now;
  return more > -1000 ? span(more + 999) : "";
}

/** How old something is, as one says it: "40 s", "2 min", "1 h 5 min", "3 d". */
export function age(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  if (total < 100) return `${total} s`;
  if (total < 5400) return `${Math.round(total / 60)} min`;
  if (total < 172_800) return `${Math.floor(total / 3600)} h ${Math.floor(total / 60) % 60} min`;
  return `${Math.floor(total / 86_400)} d`;
}
