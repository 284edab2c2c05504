// Sightings: who says that they saw whom, where, how long ago, whom it fits; and who it was.

import { ask } from "./ask.js";
import { form } from "./desk_form.js";
import { fit } from "./desk_words.js";
import { callForm } from "./desk_entries.js";
import { el, plain } from "./dom.js";
import { degrees } from "./words.js";
import { local } from "./time.js";

export function sightings(desk, found, head) {
  const waiting = found.filter((each) => each.judged === null);
  const judged = found.filter((each) => each.judged !== null);
  const buttons = el("div", { class: "buttons" },
    desk.button("Report a sighting", "report", () => report(desk), waiting.length ? "" : "primary"),
    desk.button("Take down a call", "call", async () => desk.done(await callForm(), "On record. Who leads is told.")),
    desk.may.has("guarded") && desk.button("At reception: who is it?", "reception", () => reception(desk)));
  return [
    el("h2", {}, `${head} (${waiting.length})`),
    waiting.length ? el("ul", { class: "cards" }, waiting.map((each) => card(desk, each))) : el("p", { class: "calm" }, "No sighting waits to be judged."),
    buttons,
    judged.length > 0 && desk.fold("judged", `Judged in the last week (${judged.length})`, el("ul", { class: "lines" }, judged.map((each) => line(each)))),
  ];
}

const HOW = { text: "by text", board: "on a page", reception: "at reception", plate_reader: "a plate reader" };
const where = (each) => each.place || (each.latitude !== null ? degrees(each.latitude, each.longitude) : "nobody said where: counts as near everybody at work");

function card(desk, each) {
  const path = `/api/v1/sightings/${encodeURIComponent(each.sighting)}/judge`;
  const judge = (respondent, done) => desk.do(path, { respondent }, done).then(() => desk.want(["sightings", "tonight"]));
  const may = desk.may.has("act");
  return el("li", { class: `sighting ${each.is_unjudged ? "unjudged" : ""}` },
    el("q", {}, each.words),
    el("p", {}, el("strong", {}, where(each)), " · ", el("span", { "data-old": each.at }), ` ago (${local(each.at, false)}) · ${each.by}, ${HOW[each.source] ?? plain(each.source)}`),
    each.is_unjudged
      ? el("p", { class: "problem" }, "▲ NOBODY JUDGED IT IN TIME: it counts as him. You can still say who it was.")
      : el("p", { class: "left" }, each.candidates.length ? "Counts as him in " : "Somebody must judge it within ", el("b", { "data-until": each.judge_by })),
    each.candidates.length
      ? el("ul", { class: "candidates" }, each.candidates.map((one) => el("li", { class: one.is_sure ? "sure" : "" },
        el("strong", {}, `${one.is_sure ? "■ SURE" : "△ not sure"}: ${one.name || one.respondent}`), ` by ${one.because.map(fit).join(", ")}`,
        el("span", { class: "near-whom" }, one.near.length ? ` · near ${one.near.join(", ")}` : " · near nobody who is protected from them"))))
      : el("p", { class: "muted" }, "It fits nobody on record."),
    may && el("div", { class: "buttons" },
      each.candidates.map((one) => desk.button(`It is ${one.name || one.respondent}`, `it-is-${each.sighting}-${one.respondent}`, () => judge(one.respondent, "Judged: it was them."), "danger")),
      desk.button("Nobody known", `nobody-${each.sighting}`, () => judge("", "Judged: nobody known.")),
      desk.button("Somebody else...", `other-${each.sighting}`, async () => {
        const known = await respondents(desk);
        if (!known) return;
        const said = await form({ title: "Who was it?", path, yes: "It was them", danger: true, fields: [{ name: "respondent", label: "Respondent", kind: "choice", required: true, options: known.map((one) => [one.respondent, labelOf(one)]) }] });
        if (desk.done(said, "Judged.")) desk.want(["sightings", "tonight"]);
      }, "quiet")));
}

function line(each) {
  const who = each.judged ? each.candidates.find((one) => one.respondent === each.judged)?.name || each.judged : "nobody known";
  return el("li", {}, el("time", {}, local(each.at, false)), ` “${each.words}” ${where(each)}. `, el("strong", {}, `${each.judged ? "■ It was" : "○"} ${who}`), `, says ${each.judged_by}`);
}

export const labelOf = (one) => [one.name, one.description, one.vehicles.map((each) => `${each.description} ${each.plate}`.trim()).join("; ")].filter(Boolean).join(" · ");

// Reading them is on record, so it happens when somebody asks for it.
export async function respondents(desk) {
  try {
    const found = await ask("GET", "/api/v1/watch/respondents");
    if (!found.length) desk.toast("No respondent is entered.", "bad");
    return found.length ? found : null;
  } catch (refusal) {
    desk.toast(`Not read: ${refusal.message}`, "bad");
    return null;
  }
}

const places = (desk) => [["", "not said"], ...desk.places.map((each) => [each.place, each.name])];

async function report(desk) {
  const said = await form({
    title: "Report a sighting", path: "/api/v1/sightings", yes: "Report it",
    words: ["In danger now? That is an SOS: use the board or the telephone."],
    fields: [
      { name: "words", label: "Who or what was seen", kind: "area", required: true, hint: "As you saw it: blue pickup, dented door, man with a red cap" },
      { name: "place", label: "Where", kind: "select", options: places(desk) },
      { name: "plate", label: "Plate", hint: "As far as it could be read" },
    ],
  });
  if (desk.done(said, "Reported, and on record.")) desk.want(["sightings", "tonight"]);
}

async function reception(desk) {
  const known = await respondents(desk);
  if (!known) return;
  const place = el("select", { id: "f-reception" }, places(desk).map(([name, words]) => el("option", { value: name }, words)));
  const seen = async (one) => {
    const body = { words: "Recognised at reception", respondent: one.respondent, at_reception: true, ...(place.value && { place: place.value }) };
    if (await desk.do("/api/v1/sightings", body, `${one.name}: reported as seen.`)) { dialog.close(); desk.want(["sightings", "tonight"]); }
  };
  const dialog = el("dialog", { "aria-label": "At reception: who is it?", class: "entry" },
    el("h2", {}, "At reception: who is it?"),
    el("p", {}, "One tap reports them as seen. Near somebody protected from them it is an alarm at once."),
    el("div", { class: "field" }, el("label", { for: "f-reception" }, "Which reception"), place),
    el("ul", { class: "faces" }, known.map((one) => el("li", {}, el("button", { type: "button", class: "face", on: { click: () => seen(one) } },
      el("strong", {}, `${one.name} is here`), el("span", {}, labelOf({ ...one, name: "" }) || "no description"), el("span", { class: "muted" }, one.photo ? `Picture: ${one.photo}` : "No picture on record"))))),
    el("div", { class: "buttons" }, el("button", { type: "button", autofocus: true, on: { click: () => dialog.close() } }, "Back")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
