// How near two are as far as trackers can say, with both ages and accuracies; never where.

import { form } from "./desk_form.js";
import { nearnessOf, trouble, whyUnknown } from "./desk_words.js";
import { el, plain } from "./dom.js";
import { local } from "./time.js";
import { metres } from "./words.js";

export function nearness(desk, found, head) {
  return [
    ...(desk.own && desk.own.nearness !== "not_shown" ? ownNearness(desk) : []),
    el("h2", {}, head),
    found.pairs.length ? el("ul", { class: "cards" }, found.pairs.map((one) => pair(one))) : el("p", { class: "calm" }, "No pair that you may see."),
    el("h3", {}, "Trackers"),
    found.trackers.length ? el("ul", { class: "lines" }, found.trackers.map((one) => tracker(one))) : el("p", { class: "calm" }, "No tracker that you may see."),
    el("p", { class: "muted" }, "As of ", el("b", {}, local(found.now)), ". Ages go on running. No position is shown here, and none is recorded."),
    el("div", { class: "buttons" },
      desk.button("Look again", "look", () => desk.want(["near"]), "quiet"),
      desk.may.has("guarded") && desk.button("Record a ground or consent", "consent", () => consent(desk, found))),
  ];
}

function pair(one) {
  const far = one.distance_m === null ? "" : one.distance_m < 0 ? "inside it" : `${metres(one.distance_m)} apart`;
  const spread = one.uncertainty_m === null ? "" : `, give or take ${metres(one.uncertainty_m)}`;
  const about = one.by === "area" ? `${one.respondent_name} and a stay-away area of ${one.person_name}` : `${one.respondent_name} and ${one.person_name}`;
  return el("li", { class: `pair-now n-${one.nearness}` },
    el("div", { class: "row" }, el("h3", {}, about), el("span", { class: `level n-${one.nearness}` }, nearnessOf(one.nearness))),
    far && el("p", {}, el("strong", {}, far), spread, one.allowed_m ? ` · ${metres(one.allowed_m)} must lie between` : ""),
    one.since && el("p", {}, "So since ", el("time", {}, local(one.since))),
    one.by === "pair" && el("p", { class: "fixes" }, fix("Hers", one.her_fix_at, one.her_accuracy_m), " · ", fix("His", one.his_fix_at, one.his_accuracy_m)),
    one.doubts.length > 0 && el("p", { class: "problem" }, `▲ ${one.doubts.map(trouble).join("; ")}`),
    one.why && el("p", { class: "muted" }, `Because ${whyUnknown(one.why)}.`));
}

function fix(whose, at, accuracy) {
  if (at === null) return `${whose}: never heard`;
  return el("span", {}, `${whose}: `, el("b", { "data-old": at }), ` old, ${accuracy === null ? "accuracy not told" : `right to ${metres(accuracy)}`}`);
}

function tracker(one) {
  return el("li", { class: one.troubles.length ? "troubled" : "" },
    el("strong", {}, one.name), ` (${one.owner.split(":")[0]}) · ${one.basis ? `looked at by ${plain(one.basis)}` : "no ground recorded"} · `,
    one.fix_at ? el("span", {}, "last fix ", el("span", { "data-old": one.fix_at }), " ago") : "not heard",
    one.troubles.length > 0 && el("span", { class: "problem" }, ` ▲ ${one.troubles.map(trouble).join("; ")}`));
}

async function consent(desk, found) {
  const owners = found.trackers.map((one) => [one.owner, one.name]);
  const said = await form({
    title: "On what ground positions are looked at", path: "/api/v1/watch/consents", yes: "Put on record",
    words: ["A colleague's own position is looked at with their consent only, and no longer than they want."],
    fields: [
      owners.length ? { name: "owner", label: "Whose tracker", kind: "select", options: owners } : { name: "owner", label: "Whose tracker", required: true, hint: "person:ID or respondent:ID" },
      { name: "basis", label: "Ground", kind: "choice", required: true, options: [["consent", "their own consent"], ["court_order", "an order of a court"], ["condition_of_release", "a condition of release"]] },
      { name: "purpose", label: "For what", required: true, hint: "To be warned when he is near" },
      { name: "is_given", label: "It holds (leave empty to take it back)", kind: "check", value: true },
    ],
  });
  if (desk.done(said)) desk.want(["near"]);
}

const OWN = { near: "■ NEAR", far: "○ far", unknown: "? NOBODY CAN SAY", not_shown: "" };

// What a protected person, or anybody else without a role of the control room, sees of this page.
export function ownNearness(desk) {
  if (!desk.own) return [el("p", { class: "calm" }, "Reading...")];
  return [
    desk.own.nearness !== "not_shown" && el("p", { class: `own-near n-${desk.own.nearness}` }, OWN[desk.own.nearness] ?? plain(desk.own.nearness)),
    el("p", { class: "what" }, desk.own.what_to_do),
  ];
}
