// The control room: what is open, who has it, what happens next. It owns no rule:
// what is allowed, and why not, is in what the service sends.

import { ask } from "./ask.js";
import { el, draw, plain } from "./dom.js";
import { Detail } from "./detail.js";
import { advice } from "./sending.js";
import { fleet, alarms } from "./side.js";
import { roads } from "./roads.js";
import { NARROW_PX, fold } from "./fold.js";
import { Live } from "./live.js";
import { Sound } from "./sound.js";
import { learnNow, learnZone, local, now, tick } from "./time.js";

const SILENT_MS = 2000;
const TICK_MS = 200;

export class Board {
  constructor(place, me) {
    this.me = me;
    this.may = new Set(me.rights);
    this.incidents = new Map();
    this.units = new Map();
    this.world = { agency: { name: "", timezone: "UTC", emergency_number: "911" }, alarms: [], own: [], places: [], roads: [], tracks: [], dispositions: [], system: { ok: true, findings: [] } };
    this.selected = "";
    this.heardAt = Date.now();
    this.isLive = false;
    this.trouble = false;
    this.isNarrow = place.clientWidth <= NARROW_PX;
    this.unfolded = {}; // Lists that somebody opened stay open when they are drawn anew.
    this.known = null; // Incidents that were there already; null before the first board.
    this.sound = new Sound();
    this.build(place);
    this.detail = new Detail(this.parts.detail, this);
    new ResizeObserver(() => this.arrange(place.clientWidth <= NARROW_PX)).observe(place);
  }

  build(place) {
    const parts = {};
    const part = (name, tag, attributes = {}) => (parts[name] = el(tag, attributes));
    place.replaceChildren(
      el("div", { class: "room" },
        part("bar", "header", { class: "bar" }),
        part("banners", "div", { class: "banners" }),
        part("alarms", "section", { class: "strip", "aria-label": "Alarms of Tocsin itself" }),
        el("div", { class: "columns" },
          el("nav", { class: "list", "aria-label": "Incidents" }, part("list", "div")),
          part("detail", "main", { class: "detail", id: "detail", tabindex: "-1" }),
          part("side", "aside", { class: "side", "aria-label": "Units and roads" })),
        part("said", "p", { class: "unseen", "aria-live": "assertive", role: "alert" }),
        part("toast", "div", { class: "toast", role: "status", "aria-live": "polite" })),
    );
    parts.side.append(part("send", "section", { class: "send", "aria-label": "Sending units" }), part("units", "section"), part("roads", "section"));
    this.parts = parts;
    document.addEventListener("keydown", (event) => this.key(event));
  }

  // On a phone whom to send comes right below where she is; elsewhere it has its own column.
  arrange(isNarrow) {
    const isOther = this.isNarrow !== isNarrow;
    this.isNarrow = isNarrow;
    const home = isNarrow ? this.detail.parts.sending : this.parts.side;
    if (this.parts.send.parentElement !== home) home.prepend(this.parts.send);
    if (!isOther) return;
    this.detail.arrange();
    this.show();
  }

  start() {
    this.live = new Live("/api/v1/stream", {
      onEvent: (name, data) => this.hear(name, data),
      onBytes: () => { this.heardAt = Date.now(); this.isLive = true; },
      onDenied: () => this.denied(),
    });
    this.live.run();
    setInterval(() => this.beat(), TICK_MS);
    this.show();
  }

  // What the stream says.

  hear(name, data) {
    if (name === "reset") this.reset(data);
    else if (name === "incident") this.incidents.set(data.incident, dated(data, now()));
    else if (name === "unit") this.units.set(data.unit, data);
    else if (name === "gone") { this.incidents.delete(data.incident); this.units.delete(data.unit); }
    else if (name === "trouble") this.trouble = true;
    else if (name === "end") this.whoAmI();
    else if (["alarms", "own", "system", "roads", "tracks"].includes(name)) this.world[name] = data;
    this.greetNew();
    this.show();
  }

  // Access ended or changed: if we are still somebody, with the rights that we have now.
  async whoAmI() {
    try {
      this.me = await ask("GET", "/api/v1/session");
      this.may = new Set(this.me.rights);
    } catch (refusal) {
      if (refusal.status === 401) return this.denied();
    }
    this.incidents.clear();
    this.units.clear();
    return this.live.again();
  }

  reset(board) {
    this.trouble = false;
    learnNow(board.now);
    learnZone(board.agency.timezone);
    this.world = board;
    this.incidents = new Map(board.incidents.map((each) => [each.incident, dated(each, Date.parse(board.now))]));
    this.units = new Map(board.units.map((each) => [each.unit, each]));
  }

  greetNew() {
    const open = this.ordered().filter((each) => each.is_open);
    const fresh = this.known === null ? [] : open.filter((each) => !this.known.has(each.incident + each.duress));
    this.known = new Set(open.map((each) => each.incident + each.duress));
    const loud = fresh.find((each) => each.verified || each.unreadable) || fresh[0];
    if (loud) {
      this.parts.said.textContent = `${loud.duress ? "DURESS. " : ""}New SOS: ${loud.who}. ${loud.words.at(-1)?.text ?? ""}`;
      this.sound.alarm(loud.verified);
    }
    // Whoever works on one incident is not torn away from it; the list shows the new one.
    const current = this.incidents.get(this.selected);
    if (open.length && (!current || !current.is_open) && !this.detail.isBusy()) this.selected = open[0].incident;
  }

  ordered() {
    const rank = (i) => [!i.is_open, !i.verified && !i.unreadable, !i.duress, Boolean(i.commander)].map(Number).join("");
    return [...this.incidents.values()].sort((a, b) => rank(a).localeCompare(rank(b)) || b.opened_at.localeCompare(a.opened_at));
  }

  denied() {
    this.live.stop();
    this.isLive = false;
    this.incidents.clear();
    this.units.clear();
    document.getElementById("board").replaceChildren(
      el("main", { class: "signin" }, el("h1", {}, "Signed out"),
        el("p", {}, "Your access has ended. Ask for a new one-time link."),
        el("a", { class: "button primary", href: location.pathname }, "Sign in")));
    document.title = "Signed out - Tocsin";
    this.show = () => {};
  }

  // Drawing.

  beat() {
    const silent = Date.now() - this.heardAt > SILENT_MS;
    if (silent && this.isLive) { this.isLive = false; this.live.again(); this.show(); }
    tick(document);
    const clock = document.getElementById("wall");
    if (clock) clock.textContent = local(new Date(now()));
  }

  show() {
    if (!this.incidents.has(this.selected)) this.selected = this.ordered()[0]?.incident ?? "";
    const open = this.ordered().filter((each) => each.is_open);
    document.title = open.length ? `(${open.length}) SOS - Tocsin` : "Tocsin";
    this.showBar();
    this.showBanners(open);
    this.showList();
    const chosen = this.incidents.get(this.selected);
    this.detail.show(chosen);
    this.showSend(chosen);
    draw(this.parts.units, [[...this.units.values()], chosen?.incident, chosen?.is_open, chosen?.who, chosen?.waits, this.isNarrow], () => fleet(this, chosen));
    this.parts.roads.hidden = !this.may.has("incidents");
    const isGuess = open.some((each) => each.advice?.method === "straight_line");
    draw(this.parts.roads, [this.world.roads, this.world.places, isGuess, this.may.has("act"), this.isNarrow], () => (this.may.has("incidents") ? roads(this) : []));
    draw(this.parts.alarms, this.world.alarms, () => alarms(this, this.world.alarms));
    tick(document);
  }

  showSend(i) {
    const units = i?.units.map((unit) => this.units.get(unit));
    this.parts.send.hidden = !i?.is_open || !this.may.has("act");
    draw(this.parts.send, [i?.advice, i?.waits, i?.is_open, i?.incident, i?.who, units], () => (i ? [el("h2", {}, "Send to ", el("b", {}, i.who)), ...advice(this, i)] : []));
  }

  showBar() {
    const model = [this.isNarrow, this.world.agency.name, this.isLive, this.me, this.sound.isOn, document.documentElement.dataset.theme];
    draw(this.parts.bar, model, () => [
      el("div", { class: "brand" }, el("strong", {}, "TOCSIN"), el("span", {}, this.world.agency.name)),
      el("div", { class: this.isLive ? "live" : "live dead" }, this.isLive ? "● LIVE" : "■ NOT LIVE"),
      el("div", { id: "wall", class: "wall", "aria-label": "Time at the agency" }),
      el("div", { class: "tools" },
        el("span", { class: "me" }, `${this.me.name}, ${this.me.roles.map(plain).join(", ")}`),
        this.may.has("guarded") && el("a", { class: "button quiet", href: "/desk", "data-key": "desk" }, "Desk"),
        this.tool(this.isNarrow ? (this.sound.isOn ? "♪ on" : "♪ off") : this.sound.isOn ? "Sound on" : "Sound off", "sound", () => { this.sound.toggle(); this.show(); }, this.sound.isOn ? "Sound on" : "Sound off"),
        this.tool(this.isNarrow ? "◐" : "Light / dark", "theme", () => this.theme(), "Light or dark"),
        this.tool("Keys ?", "keys", () => this.help()),
        this.tool("Sign out", "out", () => this.signOut())),
    ]);
  }

  tool(label, key, click, name = null) {
    return el("button", { type: "button", class: "quiet", "data-key": key, "aria-label": name, on: { click } }, label);
  }

  showBanners(open) {
    const { system, agency } = this.world;
    const byHand = open.filter((each) => each.call_by_hand);
    const model = [system, agency.emergency_number, this.isLive, this.isLive || this.heardAt, this.trouble, byHand.map((each) => [each.incident, each.who])];
    draw(this.parts.banners, model, () => [
      !this.isLive && banner("dead", `NOT LIVE since ${local(new Date(this.heardAt + now() - Date.now()))}`, "What you see may be old. Trying to reconnect. Use phone and radio."),
      system.not_durable_since && banner("bad", `NOT ON RECORD since ${local(system.not_durable_since)}`, "The ledger cannot be written. New texts are not acknowledged; what is known goes on being paged."),
      system.node?.not_live_since && banner("dead", `NOT LIVE since ${local(system.node.not_live_since)}`, `The node ${system.node.machine} has lost touch with the ledger. What you see may be old. Use another node, or phone and radio.`),
      system.node && !system.node.leads && !system.node.not_live_since && (system.node.leader
        ? banner("warn", `POSITIONS ARE KNOWN AT ${system.node.leader} ONLY`, `This node (${system.node.machine}) follows; ${system.node.leader} decides, and hears units and trackers. Nobody without a position here is missing for that, and nobody is shown to be far away.`)
        : banner("warn", "NO NODE DECIDES", "Texts are taken and kept, but no page leaves until a node leads. Use phone and radio.")),
      system.late && banner("bad", "TOCSIN IS LATE", "The engine does not turn. Timers may not fire: watch every incident by hand."),
      ...byHand.map((each) => banner("bad", `CALL ${agency.emergency_number} BY HAND - ${each.who}`, `Nobody took command of ${each.incident}. Everyone is being paged. Do not wait.`, () => this.choose(each.incident))),
      this.trouble && banner("warn", "Part of the board could not be drawn", "Open the incident's timeline, and tell the administrator."),
    ]);
    this.parts.banners.closest(".room").classList.toggle("stale", !this.isLive);
  }

  showList() {
    const all = this.ordered();
    const model = [all.map((i) => [i.incident, i.who, i.words.at(-1), i.commander_name, i.moments[0], i.duress, i.is_open, i.call_by_hand, i.disposition, i.verified, i.cancel, i.step?.answered, i.command_asked]), this.selected, this.world.own, this.may.has("incidents"), this.isNarrow];
    draw(this.parts.list, model, () => {
      if (!this.may.has("incidents")) return ownList(this.world.own);
      const group = (title, some) => some.length ? [el("h2", {}, `${title} (${some.length})`), el("ul", {}, some.map((each) => this.card(each)))] : [];
      const open = all.filter((each) => each.is_open);
      const closed = all.filter((each) => !each.is_open);
      // The only one there is stands below in full; a phone has no room for it twice.
      const isTold = this.isNarrow && open.length === 1 && open[0].incident === this.selected;
      const listed = isTold ? [] : open;
      return [
        !open.length && el("p", { class: "calm" }, "No open SOS."),
        ...group("Known voices", listed.filter((each) => each.verified || each.unreadable)),
        ...group("Unverified numbers", listed.filter((each) => !each.verified && !each.unreadable)),
        closed.length > 0 && fold(this, "closed", el("h2", {}, `Closed today (${closed.length})`), [el("ul", {}, closed.map((each) => this.card(each)))]),
      ];
    });
  }

  card(i) {
    const kind = !i.is_open ? "closed" : i.duress ? "duress" : !i.verified ? "unverified" : { ok: "owned", warn: "doubtful", bad: "unowned" }[toneOf(i)];
    const moment = i.moments[0];
    return el("li", {}, el("button", { type: "button", class: `card ${kind}`, "data-key": i.incident, "aria-current": i.incident === this.selected ? "true" : null, on: { click: () => this.choose(i.incident) } },
      el("span", { class: "row" }, el("strong", { class: "who" }, i.who),
        i.is_open ? el("span", { class: "clock", "data-since": i.opened_at }) : el("span", { class: "clock small" }, local(i.opened_at, false))),
      el("span", { class: "state" }, stateOf(i)),
      el("span", { class: "words" }, i.unreadable ? "A message that could not be read" : i.words.at(-1)?.text ? `“${i.words.at(-1).text}”` : i.words.at(-1)?.is_code ? "a cancel code" : ""),
      i.is_open && moment && el("span", { class: "next" }, "next: ", moment.words, " in ", el("b", { "data-until": moment.at }))));
  }

  choose(incident) {
    this.selected = incident;
    this.show();
    this.parts.detail.scrollTop = 0;
    if (matchMedia("(max-width: 700px)").matches || this.parts.detail.offsetTop > innerHeight) this.parts.detail.scrollIntoView();
  }

  // Doing.

  async do(path, body, done) {
    try {
      const said = await ask("POST", `/api/v1/${path}`, body ?? {});
      this.toast(done || "Done, and on record.", "good");
      return said;
    } catch (refusal) {
      this.toast(`Not done: ${refusal.message}`, "bad");
      return null;
    }
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
      this.live.stop();
      this.denied();
    }
  }

  help() {
    const rows = [["J K", "next, previous incident"], ["C", "take command"], ["O", "answer the check-back"], ["R", "answer your page: received"], ["S", "send all recommended units"], ["1 - 9", "send one recommended unit"], ["F", "start a search, or change who searches"], ["N", "write a note"], ["X", "close the incident"], ["?", "this list"]];
    const close = el("button", { type: "button", class: "primary", on: { click: () => dialog.close() } }, "Back");
    const dialog = el("dialog", { "aria-label": "Keys" }, el("h2", {}, "Keys"), el("dl", { class: "keys" }, rows.flatMap(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)])), close);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  // Keys of the detail and of the units beside it: each button says its own.
  press(key) {
    const button = this.parts.detail.closest(".columns").querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
    if (!button) return false;
    if (button.disabled) this.toast("Not possible now; the reason stands beside the button.", "bad");
    else button.click();
    return true;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.querySelector("dialog[open]") || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const key = event.key.toLowerCase();
    if (key === "?") this.help();
    else if (key === "j" || key === "k") this.step(key === "j" ? 1 : -1);
    else if (!this.detail.key(key)) return;
    event.preventDefault();
  }

  step(by) {
    const all = this.ordered();
    const at = all.findIndex((each) => each.incident === this.selected);
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    if (next) this.choose(next.incident);
  }
}

// Calm only when somebody has it and nothing about it is in doubt.
export function toneOf(i) {
  if (!i.is_open) return "";
  if (i.duress || !i.commander || i.cancel?.safe === false) return "bad";
  return i.command_asked || (i.cancel && i.cancel.safe === null) || !i.verified ? "warn" : "ok";
}

export function stateOf(i) {
  if (!i.is_open) return `Closed: ${plain(i.disposition ?? "")}`;
  const parts = [];
  if (i.duress) parts.push("▲ DURESS");
  if (!i.verified && !i.unreadable) parts.push("? UNVERIFIED");
  if (i.unreadable) parts.push("? COULD NOT BE READ");
  if (i.cancel && i.cancel.safe === null) parts.push("▲ CANCEL NOT VERIFIED");
  if (i.cancel && i.cancel.safe === true) parts.push(`safe, says ${i.cancel.judged_by || "a call-back"}`);
  if (i.cancel && i.cancel.safe === false) parts.push(`▲ NOT SAFE, says ${i.cancel.judged_by || "a call-back"}`);
  if (i.commander) parts.push(`✓ Command: ${i.commander_name}${i.command_asked ? " (asked, no answer yet)" : ""}`);
  else parts.push(i.step?.answered ? `▲ NOBODY IN COMMAND, ${i.step.answered} received` : "▲ NOBODY IN COMMAND");
  return parts.join(" · ");
}

// A position goes on ageing after it was told: its age becomes a moment, to ten seconds.
function dated(i, at) {
  const lines = i.advice?.lines ?? [];
  for (const { arrival } of [...lines.flatMap((line) => [...line.picks, ...line.rolling]), ...(i.advice?.others ?? [])]) {
    if (arrival && arrival.fix_age_s !== null) arrival.fix_at = new Date(Math.round((at - arrival.fix_age_s * 1000) / 10000) * 10000).toISOString();
    if (arrival) delete arrival.fix_age_s;
  }
  return i;
}

function banner(kind, head, body, click) {
  return el("div", { class: `banner ${kind}`, role: "alert" }, el("strong", {}, head), el("span", {}, body),
    click && el("button", { type: "button", on: { click } }, "Open"));
}

function ownList(own) {
  const words = { accepted: "Your SOS is received.", paged: "People are being paged.", taken: "Somebody has taken command.", help_on_the_way: "Help is on the way.", cancel_received: "Your cancel was received. A supervisor will call you.", closed: "Closed." };
  if (!own.length) return [el("p", { class: "calm" }, "You have no open SOS.")];
  return [el("h2", {}, "Your SOS"), el("ul", {}, own.map((each) => el("li", { class: "own" }, el("strong", {}, local(each.opened_at, false)), " ", words[each.state] ?? plain(each.state))))];
}
