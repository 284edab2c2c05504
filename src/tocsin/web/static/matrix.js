// Who was paged, how far each page got, who answered and who did not. Nothing is hover-only.

import { el, plain } from "./dom.js";
import { fold } from "./fold.js";
import { local } from "./time.js";

const NAMES = { sms: "SMS", email: "E-mail", apprise: "App" };
const SIGNS = { queued: "… queued", sent: "→ sent", delivered: "✓ delivered", failed: "✗ FAILED", gave_up: "✗ GAVE UP" };
const PURPOSE = { sos: "", check_back: "check-back", verify_cancel: "call-back on the cancel", dispatch: "dispatch", alarm: "alarm", test: "test" };

export function matrix(board, i) {
  const answered = i.pages.filter((page) => page.answer !== "silent").length;
  const lost = i.pages.filter((page) => page.answer === "silent" && page.channels.length && page.channels.every((each) => ["failed", "gave_up"].includes(each.status))).length;
  const head = el("h2", {}, "Paged ", i.pages.length > 0 && el("small", {}, `${answered} answered, ${i.pages.length - answered} silent`, lost > 0 && el("b", { class: "short" }, ` ▲ ${lost} reached by no channel`)));
  if (!i.pages.length) return [head, el("p", { class: "muted" }, i.is_open ? "Nobody is paged yet." : "See the timeline.")];
  const channels = Object.keys(NAMES).filter((name) => i.pages.some((page) => page.channels.some((each) => each.channel === name)));
  return [fold(board, "paged", head, [el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Page matrix" }, el("table", { class: "matrix" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Who"), el("th", { scope: "col" }, "Answer"), channels.map((name) => el("th", { scope: "col" }, NAMES[name])))),
    el("tbody", {}, i.pages.map((page) => row(page, channels)))))])];
}

function row(page, channels) {
  const silent = page.answer === "silent";
  return el("tr", { class: silent ? "silent" : "answered" },
    el("th", { scope: "row" }, page.name, PURPOSE[page.purpose] && el("small", {}, PURPOSE[page.purpose]), page.is_current && el("small", {}, "this step")),
    el("td", { class: "answer" }, silent ? [el("b", {}, "○ SILENT "), el("span", { "data-since": page.at })] : [el("b", {}, `● ${plain(page.answer).toUpperCase()} `), el("span", {}, page.answered_at ? local(page.answered_at) : "")]),
    channels.map((name) => cell(name, page.channels.find((each) => each.channel === name))));
}

function cell(name, found) {
  if (!found) return el("td", { class: "none", "data-label": NAMES[name] }, "–");
  const why = found.reason && ["failed", "gave_up"].includes(found.status) ? ` ${plain(found.reason)}` : "";
  return el("td", { class: found.status, "data-label": NAMES[name] }, SIGNS[found.status] ?? plain(found.status), why, " ", el("time", {}, local(found.at)), found.addresses > 1 && el("small", {}, ` (${found.addresses} numbers)`));
}
