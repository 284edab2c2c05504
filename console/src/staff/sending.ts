// Sending what waits, in its order, until the service says that it is on record. The page does it
// while it is open, and its worker when the phone has a net again: the id makes two of them one.

import { drop, keep, kept, unsent, type Unsent } from "./store";

export const SOS = "/api/v1/me/sos";
export const CANCEL = "/api/v1/me/cancel";
const PATIENCE_MS = 10_000;

/** A call for help of this phone. `acceptedAt`: the service has said that it is on record. */
export interface Call {
  readonly id: string;
  readonly at: number;
  readonly acceptedAt?: number;
  readonly incident?: string;
}

/** What became of one try: on record, not, or not for this phone as it is signed in. */
export type Outcome = "accepted" | "again" | "signed_out" | "refused";

/** Ends a request that is not answered. An older phone has no `AbortSignal.timeout`, and must send. */
export function patience(ms: number): AbortSignal {
  const ends = new AbortController();
  setTimeout(() => ends.abort(), ms);
  return ends.signal;
}

export async function ask(path: string, body: unknown): Promise<Outcome> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      credentials: "same-origin", cache: "no-store", redirect: "error", keepalive: true,
      signal: patience(PATIENCE_MS),
    });
    // The sign-in page of somebody's wireless network answers 200 to everything.
    if (answer.ok) return ((await answer.json()) as { accepted?: boolean }).accepted ? "accepted" : "again";
  } catch {
    return "again";
  }
  if (answer.status === 401 || answer.status === 403) return "signed_out";
  return [400, 409, 413, 422].includes(answer.status) ? "refused" : "again";
}

/** The body as of now: how long it has waited, and how old its fix is by this moment. */
export function bodyOf(item: Unsent): Record<string, unknown> {
  const { fix_at: fixAt, ...rest } = item.body;
  const body: Record<string, unknown> = rest;
  const now = Date.now();
  const age = (since: number): number => Math.max(0, Math.round((now - since) / 1000));
  if (item.path === SOS) body["waited_s"] = age(item.at);
  if (typeof fixAt === "number") body["fix_age_s"] = age(fixAt);
  return body;
}

/** Send everything that waits. False: something still waits. */
export async function sendAll(told?: (item: Unsent, outcome: Outcome) => void): Promise<boolean> {
  for (const item of await unsent()) {
    const outcome = await ask(item.path, bodyOf(item));
    told?.(item, outcome);
    if (outcome === "accepted") await settle(item);
    // No SOS is ever given up; a cancel that cannot be read would stand in its way for good.
    else if (outcome === "refused" && item.path !== SOS) await drop("unsent", item.id);
    else return false;
  }
  return true;
}

/** Remember first that it is on record, then forget that it waits. */
export async function settle(item: Unsent): Promise<void> {
  const name = item.path === SOS ? "call" : "word";
  const known = await kept<Call>(name);
  if (known?.id === item.id) await keep(name, { ...known, acceptedAt: Date.now() });
  await drop("unsent", item.id);
}
