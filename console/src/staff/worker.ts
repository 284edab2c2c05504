// Keeps the page of its own small scope without a net, and sends what waits when there is one again.

import { patience, sendAll } from "./sending";

declare const self: ServiceWorkerGlobalScope;

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const PAGE = "/staff";
const SHELF = "notes-1";
const PATIENCE_MS = 2_500;

/** The page as it is now, kept with everything it names. */
async function fresh(): Promise<Response> {
  const answer = await fetch(PAGE, { cache: "no-cache", signal: patience(PATIENCE_MS) });
  if (!answer.ok || answer.redirected) throw new Error("page");
  const shelf = await caches.open(SHELF);
  const text = await answer.clone().text();
  const named = [...text.matchAll(/\/(?:built|static)\/[\w.-]+/g)].map((found) => found[0]);
  if (!named.length) throw new Error("page");
  await Promise.all(named.map(async (path) => {
    if (path.startsWith("/static/") || !(await shelf.match(path))) await shelf.add(path);
  }));
  await shelf.put(PAGE, answer.clone());
  const old = (await shelf.keys()).map((each) => new URL(each.url).pathname);
  await Promise.all(old.filter((path) => path !== PAGE && !named.includes(path)).map((path) => shelf.delete(path)));
  return answer;
}

async function page(): Promise<Response> {
  try {
    return await fresh();
  } catch {
    return (await (await caches.open(SHELF)).match(PAGE)) ?? fetch(PAGE);
  }
}

async function piece(asked: Request): Promise<Response> {
  return (await (await caches.open(SHELF)).match(asked)) ?? fetch(asked);
}

self.addEventListener("install", (event) => {
  event.waitUntil(fresh().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && pathname === PAGE) event.respondWith(page());
  else if (pathname.startsWith("/built/") || pathname.startsWith("/static/")) event.respondWith(piece(event.request));
});

self.addEventListener("sync", (event) => {
  const sync = event as SyncEvent;
  // Thrown: the phone tries again by itself.
  sync.waitUntil(sendAll().then((all) => {
    if (!all) throw new Error("waits");
  }));
});
