// Signing this phone in for a long time, by a link that opens once. Its secret stands behind the #
// and leaves the address before anything is shown.

import { ask, type Outcome } from "./sending";

export const SESSION = "/api/v1/me/session";

export function keyIn(text: string): string {
  const found = /[#?&]key=([A-Za-z0-9_-]+)/.exec(text);
  if (found?.[1]) return found[1];
  return /^[A-Za-z0-9_-]{20,}$/.test(text.trim()) ? text.trim() : "";
}

/** The link that was opened, if one was; nothing of it stays in the history. */
export async function enterByAddress(): Promise<Outcome | undefined> {
  const key = keyIn(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname);
  return key ? ask(SESSION, { key }) : undefined;
}

export async function leaveSession(): Promise<void> {
  await fetch(SESSION, { method: "DELETE", credentials: "same-origin" }).catch(() => undefined);
}

/** The worker that keeps this page without a net. Without one the page works while it is open. */
export async function keepPage(): Promise<void> {
  await navigator.serviceWorker?.register("/staff/sw.js", { scope: "/staff" }).catch(() => undefined);
}
