// Shows the pages that come by Web Push on a supervisor's phone, and says that they are shown.
// It keeps nothing, and takes no request of a page: its scope is /phone and no more.

const RECEIPT = "/api/v1/push/receipt";
const RENEW = "/api/v1/push/renew";
const KEPT = "push-1";
const AGAIN_MS = [1000, 4000];
const VIBRATE = [500, 200, 500, 200, 500, 200, 500];
// What cannot be read is shown as well: somebody wants something.
const UNREADABLE = { title: "Tocsin", body: "SOS?", tag: "unreadable", opens: "/phone", path: "/phone", is_over: false };

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

function read(data) {
  try {
    return { ...UNREADABLE, at: Date.now(), ...data.json() };
  } catch {
    return { ...UNREADABLE, at: Date.now() };
  }
}

async function show(said) {
  const before = (await self.registration.getNotifications({ tag: said.tag }))[0]?.data;
  // News has no link of its own; the one of the page that it replaces still opens it.
  const opens = said.opens === said.path && before ? before.opens : said.opens;
  const time = new Date(said.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  await self.registration.showNotification(said.title, {
    body: `${time} ${said.body}`,
    tag: said.tag,
    timestamp: said.at,
    renotify: true,
    requireInteraction: !said.is_over,
    vibrate: said.is_over ? [] : VIBRATE,
    icon: "/static/tocsin.svg",
    data: { opens, path: said.path },
  });
}

async function tell(path, body) {
  for (const wait of [0, ...AGAIN_MS]) {
    await new Promise((done) => setTimeout(done, wait));
    try {
      const how = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const answer = await fetch(path, how);
      if (answer.status < 500) return answer.ok;
    } catch {
      // There may be a net in a moment.
    }
  }
  return false;
}

self.addEventListener("push", (event) => {
  const said = read(event.data);
  event.waitUntil(show(said).then(() => said.receipt && tell(RECEIPT, said.receipt)));
});

async function open({ opens, path }) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((each) => new URL(each.url).pathname === path);
  if (!there) return self.clients.openWindow(opens);
  return there.focus().catch(() => self.clients.openWindow(path));
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

const base64url = (octets) => btoa(String.fromCharCode(...new Uint8Array(octets)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function told(subscription) {
  return {
    endpoint: subscription.endpoint,
    p256dh: base64url(subscription.getKey("p256dh")),
    auth: base64url(subscription.getKey("auth")),
    key: base64url(subscription.options.applicationServerKey),
  };
}

async function renew(event) {
  const shelf = await caches.open(KEPT);
  const kept = await (await shelf.match("/phone/push"))?.json();
  const old = event.oldSubscription ? told(event.oldSubscription) : kept;
  if (!old) return;
  const how = { userVisibleOnly: true, applicationServerKey: old.key };
  const fresh = told(event.newSubscription ?? (await self.registration.pushManager.subscribe(how)));
  if (await tell(RENEW, { old, new: fresh })) await shelf.put("/phone/push", new Response(JSON.stringify(fresh)));
}

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
