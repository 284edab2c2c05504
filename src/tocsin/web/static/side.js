// Beside the incidents: alarms of Tocsin itself, and every unit.

import { el, plain } from "./dom.js";
import { fold } from "./fold.js";
import { local } from "./time.js";
import { unitRow } from "./sending.js";

export function fleet(board, chosen) {
  if (!board.units.size) return [];
  const elsewhere = [...board.units.values()].filter((unit) => !(chosen?.is_open && unit.incident === chosen.incident));
  const units = elsewhere.sort((a, b) => Number(a.status === "available") - Number(b.status === "available"));
  return [fold(board, "units", el("h2", {}, `Other units (${units.length})`), [el("p", { class: "muted small" }, "En route, on scene and the other moves open once a unit is sent."), el("ul", { class: "units" }, units.map((unit) => unitRow(board, unit, board.may.has("act") ? chosen : null)))])];
}

export function alarms(board, list) {
  if (!list.length) return [];
  return [el("h2", {}, `▲ Alarms (${list.length})`), el("ul", { class: "alarms" }, list.map((each) => el("li", {},
    el("span", {}, el("strong", {}, plain(each.kind)), " ", el("time", {}, local(each.at, false)), " ", each.detail, " ", el("a", { href: each.runbook, target: "_blank", rel: "noopener" }, "What to do")),
    el("button", { type: "button", class: "quiet", "data-key": `alarm-${each.alarm}`, on: { click: () => board.do("alarms/clear", { alarm: each.alarm }, "Cleared. If it is still wrong it comes back.") } }, "Dealt with"))))];
}
