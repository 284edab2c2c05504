// Where somebody may be, and every piece of evidence for it with what speaks against it.

import { el } from "./dom.js";
import { doubt, isHearsay, metres, named, percent, source } from "./words.js";
import { local } from "./time.js";

export function whereabouts(i) {
  const found = i.located;
  if (!i.evidence.length) return [el("p", { class: "unknown" }, "▲ NOT KNOWN. Ask, look, and set it here.")];
  const own = i.evidence.filter((each) => !isHearsay(each.source));
  const said = i.evidence.filter((each) => isHearsay(each.source));
  return [
    found?.disagrees && el("p", { class: "disagree", role: "alert" }, el("strong", {}, "▲ Two sources disagree: both are shown."), " Do not take the likelier for the truth: send or look at both."),
    found?.peaks.length > 0 && el("ol", { class: "peaks" }, found.peaks.map((peak, at) => place(peak, at))),
    found?.peaks.length > 0 && found.elsewhere >= 0.005 && el("p", { class: "elsewhere" }, el("b", {}, percent(found.elsewhere)), " somewhere else"),
    found?.is_wide && found.peaks.length > 0 && el("p", { class: "muted small" }, "The place is wide: a search can be started below."),
    el("h3", {}, "What it rests on"),
    el("ul", { class: "evidence" }, own.map((each) => piece(i, each))),
    said.length > 0 && el("div", { class: "hearsay" }, el("h3", {}, "Said of or by somebody else"), el("ul", { class: "evidence" }, said.map((each) => piece(i, each)))),
  ];
}

function place(peak, at) {
  return el("li", { class: at ? "" : "first" },
    el("b", { class: "share" }, percent(peak.share)), " ",
    el("span", {}, el("strong", {}, peak.label || "a point"), el("small", {}, `within ${metres(peak.radius_90_m)}; by ${peak.sources.map(source).join(", ")}`)));
}

function piece(i, each) {
  const isBest = each.is_best && !i.located?.peaks.length && i.evidence.length > 1;
  return el("li", { class: [each.is_best && !i.located?.peaks.length ? "best" : "", each.doubt ? "doubted" : ""].join(" ").trim() },
    el("strong", {}, named(each.where)),
    el("span", {}, ` ${source(each.source)}, ${each.certainty}, ${local(each.at)} (`, el("span", { "data-old": each.at }), ` ago), within ${metres(each.accuracy_m)}`, each.share < 1 && `, one of several readings (${percent(each.share)})`),
    isBest && el("em", {}, " used to rank units"),
    each.doubt && el("em", { class: "doubt" }, ` ▲ ${doubt(each.doubt)}`));
}
