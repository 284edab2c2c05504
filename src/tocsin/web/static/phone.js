// Keeps the page of an incident fresh while somebody looks at it, and says when it is not.
// Without this script the page says as of when it is, and has a button to reload.

const LOST_MS = 1800; // A sign of life comes each second.
const page = document.getElementById("page");
const bar = document.querySelector(".live");
const line = document.getElementById("live");
const clock = document.getElementById("clock");
const said = page.dataset;

let heardAt = performance.now();
let heard = clock.dataset.at;
let ahead = Number(clock.dataset.now) * 1000 - Date.now();
let position = said.position; // What is shown is as of this.
let source = null;
let asking = false;
let again = false;
let over = false;

// Whatever led here: a reload is to show this incident, and no key stands there any more.
history.replaceState(null, "", said.path);

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function show(isLive) {
  bar.classList.toggle("lost", !isLive);
  put(line, isLive ? said.live : said.lost.replace("{time}", heard));
  put(clock, isLive ? ` ${heard}` : "");
}

function gone() {
  over = true;
  source?.close();
  const last = document.createElement("p");
  last.className = "bad box";
  last.setAttribute("role", "alert");
  last.textContent = said.gone;
  page.replaceChildren(last);
}

// What is counted: how long since, how long until.
function count() {
  const now = Date.now() + ahead;
  for (const each of document.querySelectorAll("[data-since], [data-until]")) {
    const { since, until } = each.dataset;
    const seconds = Math.max(0, Math.round(since ? now / 1000 - since : until - now / 1000));
    const minutes = Math.floor(seconds / 60);
    const length = minutes < 100 ? `${minutes}:${String(seconds % 60).padStart(2, "0")}` : `${Math.floor(minutes / 60)} h`;
    let mark = each.querySelector(".count");
    if (!mark) {
      mark = document.createElement("span");
      mark.className = "count";
      mark.setAttribute("aria-hidden", "true");
      each.append(mark);
    }
    put(mark, ` (${length})`);
  }
}

function replace(fresh) {
  const focused = document.activeElement?.id;
  document.getElementById("view").replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  count();
}

async function refresh() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const answer = await fetch(`${said.path}/view`, { cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) gone();
    else if (answer.status === 404) location.replace("/phone");
    else if (answer.ok) replace(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("view"));
    else setTimeout(refresh, 2000);
  } catch {
    setTimeout(refresh, 2000);
  } finally {
    asking = false;
  }
  if (again && !over) {
    again = false;
    refresh();
  }
}

function listen() {
  source?.close();
  if (over || document.visibilityState === "hidden") return;
  source = new EventSource(`${said.path}/live?after=${position}`);
  source.addEventListener("pulse", (event) => {
    const [time, seconds] = event.data.split(" ");
    heard = time;
    position = event.lastEventId;
    ahead = Number(seconds) * 1000 - Date.now();
    heardAt = performance.now();
    show(true);
  });
  source.addEventListener("changed", refresh);
  source.addEventListener("gone", gone);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(listen, 2000);
      refresh(); // A closed door is no cut.
    }
  });
}

// A form that does not get through says so, and the page stays.
async function act(event) {
  const form = event.target;
  if (!form.matches("#view form")) return;
  event.preventDefault();
  const button = event.submitter;
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  const label = button.textContent;
  button.disabled = true;
  button.textContent = said.sending;
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    document.getElementById("told")?.remove();
    if (answer.type === "opaqueredirect") return refresh();
    if (answer.status === 401) return gone();
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    tell(told.querySelector("[role=alert]")?.textContent ?? said.unsent);
    refresh();
  } catch {
    button.disabled = false;
    button.textContent = label;
    tell(said.unsent);
  }
}

function tell(text) {
  document.getElementById("told")?.remove();
  const told = document.createElement("p");
  told.id = "told";
  told.className = "bad box";
  told.setAttribute("role", "alert");
  told.textContent = text;
  // Beside what is fetched anew, or it would go with it.
  document.getElementById("view").before(told);
  told.scrollIntoView({ block: "nearest" });
}

document.addEventListener("submit", act);
document.addEventListener("visibilitychange", listen);
setInterval(() => {
  if (over) return;
  if (performance.now() - heardAt > LOST_MS) show(false);
  count();
}, 200);
count();
listen();
