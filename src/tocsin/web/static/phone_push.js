// Switches pages on and off for this very browser. Texts come as before, whatever is done here.
// It stands beside the script of the page, and shares no name with it.

(() => {
  const WORKER = "/phone/worker.js";
  const SCOPE = "/phone";
  const KEPT = "push-1"; // The worker needs it when the browser gives itself another subscription.
  const box = document.getElementById("push");
  const state = document.getElementById("push-state");
  const button = document.getElementById("push-do");
  const words = box?.dataset ?? {};
  let offer = { key: "", browsers: [] };

  const place = () => navigator.serviceWorker.getRegistration(SCOPE);
  const base64url = (octets) => btoa(String.fromCharCode(...new Uint8Array(octets)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  // Exactly as the service writes it: what a subscription is called is drawn from this text.
  function told(subscription) {
    return {
      endpoint: subscription.endpoint,
      p256dh: base64url(subscription.getKey("p256dh")),
      auth: base64url(subscription.getKey("auth")),
      key: base64url(subscription.options.applicationServerKey),
    };
  }

  async function called(subscription) {
    const octets = new TextEncoder().encode(JSON.stringify(told(subscription)));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
    return [...hash].map((each) => each.toString(16).padStart(2, "0")).join("").slice(0, 16);
  }

  async function ask(path, body) {
    const how = body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(`/api/v1/push${path}`, { cache: "no-store", ...how });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function mine() {
    const subscription = await (await place())?.pushManager.getSubscription();
    return subscription ? { subscription, name: await called(subscription) } : undefined;
  }

  function show(key, label) {
    box.hidden = false;
    state.textContent = words[key];
    state.className = key === "on" ? "good" : key === "off" ? "" : "bad";
    button.hidden = !label;
    button.disabled = false;
    if (label) button.textContent = words[label];
  }

  async function look() {
    offer = await ask("");
    if (!offer.key) return;
    if (Notification.permission === "denied") return show("blocked");
    const here = await mine();
    const known = offer.browsers.find((each) => each.subscription === here?.name);
    if (known?.is_old) return show("old", "doOn");
    if (known && !known.is_lost && Notification.permission === "granted") return show("on", "doOff");
    const isLost = offer.browsers.some((each) => each.is_lost);
    show(isLost ? "lost" : "off", "doOn");
  }

  async function switchOn() {
    if ((await Notification.requestPermission()) !== "granted") return;
    await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
    const { pushManager } = await navigator.serviceWorker.ready;
    const before = await mine();
    await before?.subscription.unsubscribe(); // It may be of another key, of somebody else, or dead.
    const fresh = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: offer.key });
    await ask("", { ...told(fresh), replaces: before?.name ?? "" });
    await (await caches.open(KEPT)).put("/phone/push", new Response(JSON.stringify(told(fresh))));
  }

  async function switchOff() {
    const here = await mine();
    await ask("/end", { subscription: here.name });
    await here.subscription.unsubscribe();
    await caches.delete(KEPT);
  }

  async function act() {
    const isOn = button.textContent === words.doOff;
    button.disabled = true;
    button.textContent = words.wait;
    try {
      await (isOn ? switchOff() : switchOn());
      await look();
    } catch {
      show("failed", isOn ? "doOff" : "doOn");
    }
  }

  // Whoever looks at the incident needs its notification no more.
  async function close() {
    const shown = (await (await place())?.getNotifications()) ?? [];
    for (const each of shown) if (each.data?.path === location.pathname) each.close();
  }

  async function begin() {
    if (!box) return;
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
      // An iPhone shows notifications of a page only once it is on the home screen.
      if (navigator.standalone === false) show("install");
      return;
    }
    button.addEventListener("click", act);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && close());
    await close();
    await look();
  }

  begin().catch(() => {});
})();
