// One incident, from the caution down to the record.

import { ask } from "./ask.js";
import { el, draw, plain } from "./dom.js";
import { stateOf, toneOf } from "./board.js";
import { matrix } from "./matrix.js";
import { closeDialog } from "./closing.js";
import { Drawing } from "./drawing.js";
import { fold } from "./fold.js";
import { search } from "./search.js";
import { whereabouts } from "./where.js";
import { pointOf } from "./words.js";
import { local } from "./time.js";

export class Detail {
  constructor(place, board) {
    this.board = board;
    this.place = place;
    this.cautions = new Map();
    this.incident = null;
    this.parts = {};
    const part = (name, tag = "section") => (this.parts[name] = el(tag, { class: name }));
    this.empty = el("p", { class: "calm big" }, "No open SOS. This page shows the next one by itself.");
    this.body = el("div", { hidden: true }, part("head", "header"), part("caution"), part("verdict"), el("div", { class: "pair" }, part("next"), part("acts")), el("div", { class: "pair" }, part("said"), part("where")), part("sending", "div"), part("ground"), part("search"), part("paged"), part("record"));
    place.replaceChildren(this.empty, this.body);
    this.buildRecord();
    this.buildWhere();
    this.drawing = new Drawing(this.parts.ground, board);
  }

  // What is built once and folded on a phone.
  arrange() {
    for (const each of [this.setting, this.drawing.fold, this.recording]) each.arrange();
  }

  isBusy() {
    return Boolean(document.querySelector("dialog[open]")) || (this.place.contains(document.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName));
  }

  show(i) {
    const changed = i?.incident !== this.incident?.incident;
    this.incident = i ?? null;
    this.empty.hidden = Boolean(i);
    this.empty.textContent = this.board.may.has("incidents") ? "No open SOS. This page shows the next one by itself." : "Your roles see no incidents here.";
    this.body.hidden = !i;
    if (!i) return;
    if (changed) this.note.value = "";
    const p = this.parts;
    draw(p.head, [toneOf(i), i.incident, i.who, i.duress, i.opened_at, i.closed_at, stateOf(i), i.silent, i.verified, i.unreadable, i.related], () => this.head(i));
    this.showCaution(i);
    draw(p.next, [i.moments, i.step, i.is_open, i.commander, i.pages.map((page) => [page.name, page.answer])], () => next(i));
    draw(p.acts, [i.actions, i.commander, i.pages, i.cancel, i.is_open, i.command_asked], () => this.acts(i));
    draw(p.verdict, [i.cancel, i.is_open], () => (i.is_open && i.cancel && i.cancel.safe === null ? [this.verdict(i)] : []));
    draw(p.said, [i.words, i.more_texts, i.unreadable], () => said(i));
    draw(this.evidence, [i.evidence, i.located], () => whereabouts(i));
    this.showPlaces(i);
    this.parts.ground.hidden = !i.is_open && !i.search;
    this.drawing.show(i);
    const units = i.is_open ? [...this.board.units.values()].map((unit) => [unit.unit, unit.status]) : [];
    draw(p.search, [i.incident, i.search, i.could_search, i.is_open, i.who, i.located?.is_wide, i.pages.map((page) => page.recipient), units, this.board.isNarrow], () => search(this.board, i));
    draw(p.paged, [i.pages, i.step, this.board.isNarrow], () => matrix(this.board, i));
    this.noteForm.hidden = !i.is_open;
    this.print.href = `/incidents/${encodeURIComponent(i.incident)}/timeline`;
  }

  head(i) {
    const since = i.is_open ? el("div", { class: "sos-clock" }, el("small", {}, "since SOS"), el("b", { "data-since": i.opened_at })) : el("div", { class: "sos-clock done" }, el("small", {}, "closed"), el("b", {}, local(i.closed_at ?? i.opened_at, false)));
    return [
      i.duress && el("div", { class: "duress-banner", role: "alert" }, el("strong", {}, "▲ DURESS CODE USED"), el("span", {}, "Under threat. The phone is watched: a call must sound routine, and nothing may show that help comes.")),
      i.silent && el("div", { class: "silent-banner" }, el("strong", {}, "SILENT PLAN"), el("span", {}, "Nothing is sent to this phone. Do not call or text it.")),
      el("div", { class: "title" },
        el("div", {}, el("h1", {}, i.unreadable ? "A message that could not be read" : i.who, " ", el("small", {}, i.incident)), el("p", { class: `state ${toneOf(i)}` }, stateOf(i)),
          i.related.length > 0 && el("p", { class: "related" }, "Related: ", i.related.map((other) => el("button", { type: "button", class: "quiet", "data-key": `rel-${other}`, on: { click: () => this.board.choose(other) } }, other)))),
        since),
    ];
  }

  // The caution is guarded: asking for it puts the reading on record, once for each time it is opened.
  async showCaution(i) {
    const known = this.cautions.get(i.incident);
    draw(this.parts.caution, [i.has_caution, known ?? null], () => caution(i, known, () => { this.cautions.delete(i.incident); this.showCaution(i); }));
    if (!i.has_caution || known || !i.is_open || !this.board.may.has("guarded")) return;
    this.cautions.set(i.incident, { waiting: true });
    try {
      this.cautions.set(i.incident, await ask("GET", `/api/v1/incidents/${encodeURIComponent(i.incident)}/guarded`));
    } catch (refusal) {
      this.cautions.set(i.incident, { problem: refusal.message });
    }
    if (this.incident?.incident === i.incident) this.showCaution(this.incident);
  }

  acts(i) {
    if (!i.is_open) return [];
    const path = `incidents/${encodeURIComponent(i.incident)}`;
    const mine = i.commander === this.board.me.person;
    const own = i.pages.filter((page) => page.recipient === `person:${this.board.me.person}`);
    const sos = own.find((page) => page.purpose === "sos" && page.answer === "silent");
    const asked = i.pages.find((page) => page.purpose === "check_back" && page.answer === "silent");
    const isOwn = i.sender === `person:${this.board.me.person}`;
    const action = Object.fromEntries(i.actions.map((each) => [each.action, each]));
    const buttons = [
      mine ? el("span", { class: "have" }, "✓ You have command") : this.act("c", i.commander ? `Take over from ${i.commander_name}` : "Take command", "primary", () => this.board.do(`${path}/command`, {}, "You have command. Expect a check-back."), isOwn ? { allowed: false, why_not: "This is your own SOS; somebody else must take it." } : action.take_command),
      sos && this.act("r", "Received", "", () => this.board.do(`${path}/received`, {}, "Noted: received.")),
      asked && this.act("o", mine ? "Still on it" : `${asked.name} is still on it`, "primary", () => this.board.do(`${path}/check-back`, { person: asked.recipient.split(":")[1] }, "Noted: still on it.")),
      this.act("x", "Close...", "", () => closeDialog(this.board, i), action.close, true),
    ];
    return [el("div", { class: "buttons" }, buttons)];
  }

  verdict(i) {
    const path = `incidents/${encodeURIComponent(i.incident)}`;
    const judge = (safe) => () => this.board.do(`${path}/verify-cancel`, { safe }, safe ? "Noted: safe. Close it with a disposition." : "Noted: NOT safe. Everybody paged is told.");
    return el("div", { class: "judge" },
      el("p", {}, el("strong", {}, i.cancel.duress ? "The cancel was the DURESS code." : "A cancel came. Until somebody has spoken to them, it is still an SOS."), " Call, and judge by voice:"),
      el("div", { class: "buttons" },
        el("button", { type: "button", "data-key": "safe", on: { click: judge(true) } }, "I spoke to them: SAFE"),
        el("button", { type: "button", class: "danger", "data-key": "unsafe", on: { click: judge(false) } }, "NOT SAFE, or no answer")));
  }

  act(key, label, kind, click, action, opens = false) {
    const allowed = !action || action.allowed || opens;
    return el("span", { class: "act" },
      el("button", { type: "button", class: kind, disabled: !allowed, "data-key": `act-${key}`, "data-shortcut": key, on: { click } }, label, " ", el("kbd", {}, key.toUpperCase())),
      action && !action.allowed && el("small", { class: opens ? "why told-again" : "why" }, action.why_not));
  }

  buildWhere() {
    this.evidence = el("div");
    this.place_ = el("select", { id: "place", "aria-label": "Known place" });
    this.degrees = el("input", { id: "degrees", placeholder: "or 35.2034, -92.4004", "aria-label": "Latitude, longitude", autocomplete: "off" });
    this.heard = el("select", { id: "heard", "aria-label": "Who says so" }, el("option", { value: "dispatcher" }, "I say so"), el("option", { value: "third_party" }, "somebody else says so"));
    const submit = (event) => { event.preventDefault(); this.locate(); };
    this.whereForm = el("form", { class: "inline", on: { submit } }, this.place_, this.degrees, this.heard, el("button", { type: "submit" }, "Set"));
    this.setting = fold(this.board, "set-where", el("h3", {}, "Set where"), [this.whereForm]);
    this.parts.where.replaceChildren(el("h2", {}, "Where, and how it is known"), this.evidence, this.setting);
  }

  showPlaces(i) {
    this.setting.hidden = !i.is_open;
    draw(this.place_, this.board.world.places, () => [el("option", { value: "" }, "a known place"), ...this.board.world.places.map((each) => el("option", { value: each.place }, each.name))]);
  }

  async locate() {
    const typed = this.degrees.value.trim();
    const point = pointOf(typed);
    const body = { ...(point ? { latitude: point[0], longitude: point[1] } : { place: this.place_.value }), source: this.heard.value };
    if (typed && !point) {
      this.board.toast("Not done: degrees are two numbers, such as 35.2034, -92.4004.", "bad");
      return;
    }
    const done = await this.board.do(`incidents/${encodeURIComponent(this.incident.incident)}/location`, body, "Location noted, beside the sender's own words.");
    if (done) { this.degrees.value = ""; this.place_.value = ""; this.heard.value = "dispatcher"; }
  }

  buildRecord() {
    this.note = el("textarea", { id: "note", rows: "2", "aria-label": "Note for the record" });
    const submit = async (event) => {
      event.preventDefault();
      if (!this.note.value.trim()) return;
      const done = await this.board.do(`incidents/${encodeURIComponent(this.incident.incident)}/note`, { text: this.note.value }, "Note is on record.");
      if (done) this.note.value = "";
    };
    this.noteForm = el("form", { class: "inline", on: { submit } }, this.note, el("button", { type: "submit" }, "Add note ", el("kbd", {}, "N")));
    this.print = el("a", { target: "_blank", rel: "noopener" }, "Timeline for print");
    this.recording = fold(this.board, "record", el("h2", {}, "Record"), [this.noteForm, el("p", {}, this.print)]);
    this.parts.record.replaceChildren(this.recording);
  }

  key(key) {
    if (!this.incident) return false;
    if (key === "n") { this.recording.open = true; this.note.focus(); return true; }
    return this.board.press(key);
  }
}

function caution(i, known, again) {
  if (!i.has_caution) return [];
  if (!known || known.waiting) return [el("div", { class: "caution-box" }, el("strong", {}, "▲ CAUTION"), el("p", {}, i.is_open ? "Loading..." : "There is a caution on this person."), !i.is_open && el("button", { type: "button", on: { click: again } }, "Read it (your reading is put on record)"))];
  if (known.problem) return [el("div", { class: "caution-box" }, el("strong", {}, "▲ CAUTION COULD NOT BE LOADED"), el("p", {}, known.problem), el("button", { type: "button", on: { click: again } }, "Try again"))];
  return [el("div", { class: "caution-box" }, el("strong", {}, "▲ CAUTION"), el("p", {}, known.caution || "None in the plan."), known.safe_contact && el("p", {}, el("b", {}, "Safe contact: "), known.safe_contact), el("small", {}, known.recorded ? "That you read this is on record." : "That you read this will be recorded as soon as the ledger can be written."))];
}

function next(i) {
  if (!i.is_open) return [];
  const first = i.moments[0];
  const step = i.step && !i.commander ? `Round ${i.step.round}, ${i.step.widened ? "EVERYONE is paged" : `step ${i.step.step} of ${i.step.steps}`}; ${i.step.answered} of ${i.step.need} needed answered` : "";
  return [
    el("div", { class: "countdown" }, el("small", {}, "next"), first ? [el("span", {}, first.words, " in "), el("b", { "data-until": first.at })] : el("span", { class: "bad" }, "NOTHING IS SCHEDULED: tell the administrator")),
    el("p", { class: "later" }, [step, ...i.moments.slice(1).map((m) => [m.words, " in ", el("b", { "data-until": m.at })])].filter((part) => part.length).flatMap((part, at) => (at ? [" · ", part] : [part]))),
    roll(i),
  ];
}

// Who answered and who did not, short enough to be in sight before anybody scrolls.
function roll(i) {
  const rows = i.pages.filter((page) => page.recipient.startsWith("person:") && (page.is_current || page.answer !== "silent" || page.purpose === "check_back"));
  return el("ul", { class: "roll" }, rows.slice(0, 8).map((page) => el("li", { class: page.answer === "silent" ? "silent" : "answered" }, page.answer === "silent" ? `○ ${page.name}: silent` : `● ${page.name}: ${plain(page.answer)}`)));
}

function said(i) {
  return [el("h2", {}, "Words as sent"), el("ol", { class: "words-sent" }, i.words.map((word) => el("li", {},
    word.is_code ? el("em", {}, "[a safe or duress code: not shown]") : word.text === null ? el("em", {}, "[could not be read; the raw message is on record]") : el("q", {}, word.text),
    el("time", {}, local(word.at))))),
  i.more_texts > 0 && el("p", { class: "later" }, `${i.more_texts} more between the first and the latest are on record: see the timeline.`)].filter(Boolean);
}
