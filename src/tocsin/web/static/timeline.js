// The record of one incident, for paper.

import { ask } from "./ask.js";
import { el } from "./dom.js";

const place = document.getElementById("timeline");
const incident = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const WEIGHTY = new Set(["IncidentOpened", "DuressDeclared", "CommandTaken", "CommandLapsed", "UnitDispatched", "UnitOnScene", "CancelVerified", "IncidentClosed"]);
// Hand-overs to providers: on record, but they bury the story.
const TECHNICAL = new Set(["SignalReceived", "MessageAttempted", "MessageAccepted", "MessageDelivered", "PageEnded"]);

try {
  show(await ask("GET", `/api/v1/incidents/${encodeURIComponent(incident)}/timeline`));
} catch (refusal) {
  place.replaceChildren(el("h1", {}, "No timeline"), el("p", { class: "problem" }, refusal.message), el("p", {}, el("a", { href: "/" }, "To the board")));
}

function show(found) {
  document.title = `${found.incident} - ${found.agency} - timeline`;
  const body = el("tbody", {}, found.entries.map(row));
  const all = el("input", { type: "checkbox", id: "all", checked: true });
  all.addEventListener("change", () => {
    for (const line of body.children) line.hidden = !all.checked && TECHNICAL.has(line.dataset.kind);
  });
  const first = found.entries[0];
  place.replaceChildren(
    el("h1", {}, `Incident ${found.incident}`),
    el("p", { class: "meta" }, `${found.agency}. ${found.entries.length} entries${first ? `, from ${first.local}` : ""}. Times are local (${found.timezone}). Made ${new Date(found.made_at).toISOString()}.`),
    el("div", { class: "tools" }, el("button", { type: "button", class: "primary", on: { click: () => print() } }, "Print"), el("label", { for: "all" }, all, " every hand-over to providers too"), el("a", { href: "/" }, "To the board")),
    el("table", {}, el("thead", {}, el("tr", {}, ["Local time", "Who", "What happened", "Source", "Certainty", "Entry"].map((name) => el("th", { scope: "col" }, name)))), body),
    foot(found));
}

function row(entry) {
  return el("tr", { class: WEIGHTY.has(entry.kind) ? "weighty" : "", "data-kind": entry.kind },
    el("td", { class: "time" }, entry.local), el("td", { "data-label": "Who" }, entry.who), el("td", {}, entry.words),
    el("td", { "data-label": "Source" }, entry.source), el("td", { "data-label": "Certainty" }, entry.certainty),
    el("td", { class: "position", "data-label": "Entry" }, entry.position));
}

function foot(found) {
  return el("footer", {},
    el("p", {}, "Head of the chain when this was made: entry ", el("b", {}, found.head_position), ", SHA-256 ", el("code", {}, found.head_hash)),
    el("p", {}, "Every entry is chained to the one before it by SHA-256. To verify: run ", el("code", {}, "tocsin verify"), " on the ledger file; it recomputes the chain from the first entry and must come to this hash at this entry. An entry changed, removed or put in later would not."),
    el("p", {}, "Addresses, raw requests and safe or duress codes are left out here; they stay sealed in the ledger."));
}
