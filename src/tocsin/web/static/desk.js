// Tonight's risk for the safety coordinator and supervisors. It owns no rule: it shows what the
// API says and offers only what the API offers. Every reading of it is on record.

import { ask } from "./ask.js";
import { files } from "./desk_files.js";
import { nearness, ownNearness } from "./desk_near.js";
import { sightings } from "./desk_sightings.js";
import { tonight, gapsOf } from "./desk_tonight.js";
import { walks, isOverdue } from "./desk_walks.js";
import { el, draw, plain } from "./dom.js";
import { Live } from "./live.js";
import { learnNow, learnZone, local, now, tick } from "./time.js";

const SILENT_MS = 2000;
const TICK_MS = 200;
const GATHER_MS = 250; // Several changes in a row are asked for once.
const AGAIN_MS = 60000; // What changes by time alone is looked at so often.

const PARTS = {
  tonight: { path: "watch/tonight", head: "Tonight", build: tonight },
  sightings: { path: "sightings", head: "Sightings to judge", build: sightings },
  walks: { path: "walks", head: "Walks and checks", build: walks },
  near: { path: "watch/nearness", head: "Nearness and trackers", build: nearness },
};

// Which parts a change of these streams of the ledger may change; all of them for any other.
const TOUCHES = { sighting: ["sightings", "tonight"], walk: ["walks", "tonight"], tracker: ["near", "tonight"], plan: ["tonight"], order: ["tonight", "near"], respondent: ["tonight", "near"], watch: ["tonight", "near"] };

export class Desk {
  constructor(place, me) {
    this.place = place;
    this.me = me;
    this.may = new Set(me.rights);
    this.agency = { name: "", timezone: "UTC", emergency_number: "911" };
    this.places = [];
    this.open = 0; // Open SOS on the board.
    this.data = {};
    this.failed = {}; // Part: since when, and why, it could not be read.
    this.files = {}; // What somebody has opened of orders, respondents and plans.
    this.unfolded = {};
    this.wanted = new Set();
    this.heardAt = Date.now();
    this.isLive = false;
    this.build();
  }

  get isAllowed() {
    return this.may.has("threats") || this.may.has("guarded");
  }

  build() {
    const parts = {};
    const part = (name, tag, attributes = {}) => (parts[name] = el(tag, attributes));
    const section = (name, label) => part(name, "section", { id: name, class: `part ${name}`, "aria-label": label, tabindex: "-1" });
    const names = Object.entries(PARTS);
    this.place.replaceChildren(
      el("div", { class: "room" },
        part("bar", "header", { class: "bar" }),
        part("banners", "div", { class: "banners" }),
        part("jump", "nav", { class: "jump", "aria-label": "Parts of this page" }),
        el("main", { class: "desk" },
          part("line", "p", { class: "muted record" }),
          names.map(([name, { head }]) => section(name, head)),
          section("files", "Orders, respondents, plans")),
        part("toast", "div", { class: "toast", role: "status", "aria-live": "polite" }),
        part("said", "p", { class: "unseen", role: "alert" })));
    this.parts = parts;
  }

  start() {
    this.live = new Live("/api/v1/stream", {
      onEvent: (name, data) => this.hear(name, data),
      onBytes: () => { this.heardAt = Date.now(); if (!this.isLive) { this.isLive = true; this.show(); } },
      onDenied: () => this.denied(),
    });
    this.live.run();
    setInterval(() => this.beat(), TICK_MS);
    setInterval(() => { if (this.isLive) this.want(Object.keys(PARTS)); }, AGAIN_MS);
    this.show();
  }

  // What the stream says: that something changed, never what. What it is, the API is asked.

  hear(name, data) {
    if (name === "reset") {
      learnNow(data.now);
      learnZone(data.agency.timezone);
      this.agency = data.agency;
      this.places = data.places;
      this.incidents = new Set(data.incidents.filter((each) => each.is_open).map((each) => each.incident));
      this.want(Object.keys(PARTS));
    } else if (name === "desk") this.want(TOUCHES[data.changed] ?? Object.keys(PARTS));
    else if (name === "incident") this.incidents?.[data.is_open ? "add" : "delete"](data.incident);
    else if (name === "gone") this.incidents?.delete(data.incident);
    else if (name === "end") this.whoAmI();
    this.show();
  }

  async whoAmI() {
    try {
      this.me = await ask("GET", "/api/v1/session");
      this.may = new Set(this.me.rights);
    } catch (refusal) {
      if (refusal.status === 401) return this.denied();
    }
    this.data = {};
    this.files = {};
    return this.live.again();
  }

  denied() {
    this.live.stop();
    this.show = () => {};
    this.beat = () => {};
    this.want = () => {};
    document.querySelectorAll("dialog").forEach((each) => each.remove());
    this.place.replaceChildren(el("main", { class: "signin" }, el("h1", {}, "Signed out"),
      el("p", {}, "Your access has ended. Ask for a new one-time link."),
      el("a", { class: "button primary", href: "/desk" }, "Sign in")));
    document.title = "Signed out - Tocsin";
  }

  // Reading.

  want(names) {
    if (!this.wanted.size) setTimeout(() => this.readAll(), GATHER_MS);
    for (const name of names) this.wanted.add(name);
  }

  async readAll() {
    const names = [...this.wanted];
    this.wanted.clear();
    if (!this.isAllowed) return this.readOwn();
    await Promise.all(names.map((name) => this.read(name)));
    return this.show();
  }

  async read(name) {
    try {
      this.data[name] = await ask("GET", `/api/v1/${PARTS[name].path}`);
      // Whoever is protected learns here, like everybody else, only near, far or unknown.
      if (name === "near") this.own = await ask("GET", "/api/v1/me/nearness");
      delete this.failed[name];
    } catch (refusal) {
      if (refusal.status === 401) return this.denied();
      this.failed[name] = { since: this.failed[name]?.since ?? now(), why: refusal.message, isGone: refusal.status === 404 || refusal.status === 403 };
    }
    return this.show();
  }

  async readOwn() {
    try {
      this.own = await ask("GET", "/api/v1/me/nearness");
    } catch (refusal) {
      if (refusal.status === 401) return this.denied();
      this.own = null;
    }
    return this.show();
  }

  // Drawing.

  beat() {
    if (Date.now() - this.heardAt > SILENT_MS && this.isLive) { this.isLive = false; this.live.again(); this.show(); }
    tick(this.place);
    const clock = document.getElementById("wall");
    if (clock) clock.textContent = local(new Date(now()));
    for (const node of this.place.querySelectorAll("[data-late]")) node.classList.toggle("late", Date.parse(node.dataset.late) <= now());
  }

  show() {
    this.showBar();
    this.showBanners();
    this.showJump();
    const { parts } = this;
    draw(parts.line, [this.isAllowed], () => this.isAllowed
      ? ["Every look is on record under your name. It follows the live stream and reads all again each minute; orders, respondents and plans only when you open them."]
      : []);
    for (const [name, part] of Object.entries(PARTS)) {
      parts[name].hidden = !this.isAllowed && name !== "near";
      const model = [this.data[name], this.failed[name], [...this.may], this.unfolded, this.places, name === "near" && this.own, name === "tonight" && this.data.walks?.map((each) => each.walk), this.agency.timezone];
      if (!this.isAllowed) { if (name === "near") draw(parts.near, model, () => ownNearness(this)); continue; }
      parts[name].classList.toggle("pressing", this.isPressing(name));
      draw(parts[name], model, () => this.section(name, part));
    }
    parts.files.hidden = !this.isAllowed;
    draw(parts.files, [this.files, [...this.may], this.data.tonight?.map((one) => [one.person, one.name]), this.unfolded, this.places], () => (this.isAllowed ? files(this) : []));
    tick(this.place);
  }

  section(name, part) {
    const failed = this.failed[name];
    const found = this.data[name];
    if (found === undefined && !failed) return [el("h2", {}, part.head), el("p", { class: "calm" }, "Reading...")];
    if (found === undefined) return [el("h2", {}, part.head), el("p", { class: failed.isGone ? "calm" : "problem" }, failed.isGone ? "Not here: this service does not offer it, or not to your roles." : `Could not be read: ${failed.why}`)];
    const old = failed && el("p", { class: "problem" }, `NOT READ AGAIN since ${local(new Date(failed.since))}: ${failed.why} What stands here may be old.`);
    return [old, ...part.build(this, found, part.head)];
  }

  showBar() {
    draw(this.parts.bar, [this.agency.name, this.isLive, this.me, document.documentElement.dataset.theme, this.isAllowed], () => [
      el("div", { class: "brand" }, el("strong", {}, "TOCSIN"), el("span", {}, "Desk")),
      el("div", { class: this.isLive ? "live" : "live dead" }, this.isLive ? "● LIVE" : "■ NOT LIVE"),
      el("div", { id: "wall", class: "wall", "aria-label": "Time at the agency" }),
      el("div", { class: "tools" },
        el("span", { class: "me" }, `${this.me.name}, ${this.me.roles.map(plain).join(", ")}`),
        el("a", { class: "button quiet", href: "/", "data-key": "board" }, "Board"),
        this.button("Light / dark", "theme", () => this.theme(), "quiet"),
        this.button("Sign out", "out", () => this.signOut(), "quiet")),
    ]);
  }

  showBanners() {
    const sos = this.isAllowed ? this.incidents?.size ?? 0 : 0;
    document.title = sos ? `(${sos}) open - Desk - Tocsin` : "Desk - Tocsin";
    draw(this.parts.banners, [this.isLive || this.heardAt, this.isLive, sos], () => [
      !this.isLive && el("div", { class: "banner dead", role: "alert" }, el("strong", {}, `NOT LIVE since ${local(new Date(this.heardAt + now() - Date.now()))}`), el("span", {}, "What you see may be old. Trying to reconnect. Use phone and radio.")),
      sos > 0 && el("div", { class: "banner desk-banner bad" }, el("strong", {}, `■ ${sos} open ${sos > 1 ? "incidents" : "incident"}`), el("a", { class: "button", href: "/", "data-key": "to-board" }, "Go to the board")),
    ]);
    this.parts.banners.closest(".room").classList.toggle("stale", !this.isLive);
  }

  showJump() {
    const rows = this.isAllowed ? Object.keys(PARTS).map((name) => [name, PARTS[name].head, this.counted(name)]) : [];
    if (this.isAllowed) rows.push(["files", "Orders, plans", ""]);
    draw(this.parts.jump, rows, () => rows.map(([name, head, count]) => el("a", { href: `#${name}`, "data-key": `jump-${name}`, class: count ? `button has ${/[▲■?]/.test(count) ? "alarm" : ""}` : "button quiet" }, head.replace(" to judge", "").replace(" and checks", "").replace(" and trackers", ""), count && el("b", {}, ` ${count}`))));
  }

  counted(name) {
    const found = this.data[name];
    if (this.failed[name] && !this.failed[name].isGone) return "?";
    if (!found) return "";
    if (name === "tonight") return gapsOf(found) || "";
    if (name === "sightings") return found.filter((each) => each.judged === null).length || "";
    if (name === "walks") return found.filter(isOverdue).length ? "▲ NO WORD" : found.length || "";
    return found.pairs.some((each) => each.nearness === "near" || each.nearness === "maybe_near") ? "■ NEAR" : found.trackers.filter((each) => each.troubles.length).length || "";
  }

  // What a clock runs against, or what is near, stands above everything where there is one column.
  isPressing(name) {
    const found = this.data[name];
    if (!found) return false;
    if (name === "sightings") return found.some((each) => each.judged === null);
    if (name === "walks") return found.some(isOverdue);
    return name === "near" && found.pairs.some((each) => each.nearness === "near" || each.nearness === "maybe_near");
  }

  button(label, key, click, kind = "", more = {}) {
    return el("button", { type: "button", class: kind, "data-key": key, ...more, on: { click } }, label);
  }

  fold(key, heading, body) {
    const details = el("details", { open: Boolean(this.unfolded[key]) }, el("summary", { "data-key": `fold-${key}` }, heading), body);
    details.addEventListener("toggle", () => { this.unfolded[key] = details.open; });
    return details;
  }

  personName(id) {
    return this.data.tonight?.find((each) => each.person === id)?.name ?? id;
  }

  placeName(id) {
    return this.places.find((each) => each.place === id)?.name ?? id;
  }

  // Doing.

  async do(path, body, done) {
    try {
      const said = await ask("POST", path, body ?? {});
      this.toast(done || "Done, and on record.", "good");
      return said;
    } catch (refusal) {
      this.toast(`Not done: ${refusal.message}`, "bad");
      return null;
    }
  }

  done(said, words = "Done, and on record.") {
    if (said === null) return null;
    this.toast(words, "good");
    return said;
  }

  toast(text, kind) {
    const note = el("div", { class: kind }, text);
    this.parts.toast.replaceChildren(note);
    setTimeout(() => note.remove(), kind === "bad" ? 12000 : 4000);
  }

  theme() {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    this.show();
  }

  async signOut() {
    try {
      await ask("DELETE", "/api/v1/session");
    } finally {
      this.denied();
    }
  }
}
