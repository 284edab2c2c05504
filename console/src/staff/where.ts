// Where this phone is, from the moment somebody begins to hold the button until it is over: each
// fix that says more than the last is told, with its radius and its age.

import { ask } from "./sending";

export interface Fix {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy_m: number;
  /** Its time by this phone's clock, ms. */
  readonly fix_at: number;
}

const AGAIN_MS = 30_000;
const FINER = 0.8;
const DEGREE_M = 111_320;

export class Where {
  last: Fix | undefined;
  private told: Fix | undefined;
  private watch: number | undefined;

  constructor(private readonly onFix: (fix: Fix) => void) {}

  /** `mayAsk`: the phone may put its question on the screen. A silent one must not. */
  async begin(mayAsk: boolean): Promise<void> {
    if (this.watch !== undefined || !("geolocation" in navigator)) return;
    if (!mayAsk && (await permission()) !== "granted") return;
    if (this.watch !== undefined) return;
    this.watch = navigator.geolocation.watchPosition(
      (position) => this.take(position),
      // Without a place the call goes on; the next fix may come.
      () => undefined,
      { enableHighAccuracy: true, maximumAge: 10_000, timeout: 60_000 },
    );
  }

  end(): void {
    if (this.watch !== undefined) navigator.geolocation.clearWatch(this.watch);
    this.watch = undefined;
    this.told = undefined;
  }

  /** Tell the last fix if it says more than what was told; what was not taken is told again. */
  async tell(): Promise<void> {
    const fix = this.last;
    if (!fix || !saysMore(this.told, fix)) return;
    const { fix_at: at, ...body } = fix;
    const outcome = await ask("/api/v1/me/sos/position", { ...body, fix_age_s: Math.max(0, (Date.now() - at) / 1000) });
    if (outcome === "accepted") this.told = fix;
  }

  private take({ coords, timestamp }: GeolocationPosition): void {
    const { latitude, longitude, accuracy } = coords;
    this.last = { latitude, longitude, accuracy_m: Math.max(1, Math.round(accuracy)), fix_at: Math.min(timestamp, Date.now()) };
    this.onFix(this.last);
  }
}

export async function permission(): Promise<string> {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state;
  } catch {
    return "prompt";
  }
}

function saysMore(told: Fix | undefined, fix: Fix): boolean {
  if (!told) return true;
  if (fix.fix_at <= told.fix_at) return false;
  const moved = Math.hypot(fix.latitude - told.latitude, (fix.longitude - told.longitude) * Math.cos((fix.latitude * Math.PI) / 180)) * DEGREE_M;
  return fix.accuracy_m < told.accuracy_m * FINER || moved > fix.accuracy_m || fix.fix_at - told.fix_at > AGAIN_MS;
}
