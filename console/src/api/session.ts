// Signing in with a one-time link. Its secret stands behind the # and is sent once, in a body.

import { answerOf, api, type Answer } from "./client";
import type { MeShown } from "./types";

const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Who is signed in on this browser: by the link that was opened, the session, or the demo. */
export async function enter(): Promise<Answer<MeShown>> {
  const key = keyIn(location.hash);
  if (key) {
    history.replaceState(null, "", location.pathname + location.search);
    return redeem(key);
  }
  const known = await me();
  if (known.ok || known.refusal.status !== 401 || !LOCAL.has(location.hostname)) return known;
  const demo = await fetch("/demo/session", { method: "POST" }).catch(() => undefined);
  return demo?.ok ? me() : known;
}

export const me = (): Promise<Answer<MeShown>> => answerOf(api.GET("/api/v1/session"));

export const redeem = (key: string): Promise<Answer<MeShown>> =>
  answerOf(api.POST("/api/v1/session", { body: { key } }));

export const leave = (): Promise<Answer<unknown>> => answerOf(api.DELETE("/api/v1/session"));

/** The key in a link as it was given, or "" when there is none. */
export function keyIn(text: string): string {
  const found = /[#?&]key=([A-Za-z0-9_-]+)/.exec(text);
  if (found?.[1]) return found[1];
  return /^[A-Za-z0-9_-]{20,}$/.test(text.trim()) ? text.trim() : "";
}
