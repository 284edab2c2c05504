// The record of one incident, for paper: in the agency's own language, whoever prints it.

import { ask } from "./ask.js";
import { el } from "./dom.js";

const WORDS = {
  en: {
    none: "No timeline", board: "To the board", print: "Print", all: "every hand-over to providers too",
    title: "timeline", incident: "Incident", entries: "entries", from: "from",
    times: "Times are local", made: "Made",
    columns: ["Local time", "Who", "What happened", "Source", "Certainty", "Entry"],
    head: "Head of the chain when this was made: entry ",
    chained: ["Every entry is chained to the one before it by SHA-256. To verify: run ", " on the ledger file; it recomputes the chain from the first entry and must come to this hash at this entry. An entry changed, removed or put in later would not."],
    leftOut: "Addresses, raw requests and safe or duress codes are left out here; they stay sealed in the ledger.",
    certainty: {},
  },
  es: {
    none: "Sin cronología", board: "Al tablero", print: "Imprimir", all: "también cada entrega a proveedores",
    title: "cronología", incident: "Incidente", entries: "asientos", from: "desde",
    times: "Las horas son locales", made: "Hecho",
    columns: ["Hora local", "Quién", "Qué pasó", "Fuente", "Certeza", "Asiento"],
    head: "Cabeza de la cadena cuando se hizo: asiento ",
    chained: ["Cada asiento está encadenado al anterior por SHA-256. Para comprobarlo: ejecute ", " sobre el archivo del registro; recalcula la cadena desde el primer asiento y debe llegar a este hash en este asiento. Un asiento cambiado, quitado o puesto después no llegaría."],
    leftOut: "Aquí no están las direcciones, las peticiones en bruto ni las claves seguras o de coacción; siguen selladas en el registro.",
    certainty: { recorded: "registrado", reported: "comunicado", alleged: "alegado", confirmed: "confirmado", amended: "corregido" },
  },
};
const w = () => WORDS[document.documentElement.lang] ?? WORDS.en;

const place = document.getElementById("timeline");
const incident = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const WEIGHTY = new Set(["IncidentOpened", "DuressDeclared", "CommandTaken", "CommandLapsed", "UnitDispatched", "UnitOnScene", "CancelVerified", "IncidentClosed"]);
// Hand-overs to providers: on record, but they bury the story.
const TECHNICAL = new Set(["SignalReceived", "MessageAttempted", "MessageAccepted", "MessageDelivered", "PageEnded"]);

try {
  show(await ask("GET", `/api/v1/incidents/${encodeURIComponent(incident)}/timeline`));
} catch (refusal) {
  place.replaceChildren(el("h1", {}, w().none), el("p", { class: "problem" }, refusal.message), el("p", {}, el("a", { href: "/" }, w().board)));
}

function show(found) {
  document.title = `${found.incident} - ${found.agency} - ${w().title}`;
  const body = el("tbody", {}, found.entries.map(row));
  const all = el("input", { type: "checkbox", id: "all", checked: true });
  all.addEventListener("change", () => {
    for (const line of body.children) line.hidden = !all.checked && TECHNICAL.has(line.dataset.kind);
  });
  const first = found.entries[0];
  place.replaceChildren(
    el("h1", {}, `${w().incident} ${found.incident}`),
    el("p", { class: "meta" }, `${found.agency}. ${found.entries.length} ${w().entries}${first ? `, ${w().from} ${first.local}` : ""}. ${w().times} (${found.timezone}). ${w().made} ${new Date(found.made_at).toISOString()}.`),
    el("div", { class: "tools" }, el("button", { type: "button", class: "primary", on: { click: () => print() } }, w().print), el("label", { for: "all" }, all, ` ${w().all}`), el("a", { href: "/" }, w().board)),
    el("table", {}, el("thead", {}, el("tr", {}, w().columns.map((name) => el("th", { scope: "col" }, name)))), body),
    foot(found));
}

function row(entry) {
  const [, who, , source, certainty, position] = w().columns;
  return el("tr", { class: WEIGHTY.has(entry.kind) ? "weighty" : "", "data-kind": entry.kind },
    el("td", { class: "time" }, entry.local), el("td", { "data-label": who }, entry.who), el("td", {}, entry.words),
    el("td", { "data-label": source }, entry.source), el("td", { "data-label": certainty }, w().certainty[entry.certainty] ?? entry.certainty),
    el("td", { class: "position", "data-label": position }, entry.position));
}

function foot(found) {
  return el("footer", {},
    el("p", {}, w().head, el("b", {}, found.head_position), ", SHA-256 ", el("code", {}, found.head_hash)),
    el("p", {}, w().chained[0], el("code", {}, "tocsin verify"), w().chained[1]),
    el("p", {}, w().leftOut));
}
