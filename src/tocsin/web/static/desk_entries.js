// What a safety coordinator enters: the fields of the API, and nothing it does not ask for.

import { form } from "./desk_form.js";
import { CONDITIONS, SCREEN_TOPICS } from "./desk_words.js";
import { plain } from "./dom.js";
import { wallText, zoneName } from "./time.js";

const places = (desk, none = "none") => [["", none], ...desk.places.map((each) => [each.place, each.name])];
const person = (desk) => ({ name: "person", label: "Protected person", required: true, hint: "Their id in the agency file", value: desk.data.tonight?.length === 1 ? desk.data.tonight[0].person : "" });
const certainty = { name: "certainty", label: "How sure", kind: "select", options: [["reported", "reported"], ["confirmed", "confirmed"], ["alleged", "alleged"]], value: "reported" };

export const respondentForm = () => form({
  title: "Enter a respondent", path: "/api/v1/watch/respondents", yes: "Put on record",
  shape: ({ plate, vehicle, ...given }) => ({ ...given, ...((plate || vehicle) && { vehicles: [{ plate: plate ?? "", description: vehicle ?? "" }] }) }),
  fields: [
    { name: "name", label: "Name, or what they are called", required: true },
    { name: "respondent", label: "Id, if you give one", hint: "Letters, digits, - and _; one that is there already is replaced" },
    { name: "aliases", label: "Other names", kind: "list" },
    { name: "description", label: "What they look like", kind: "area" },
    { name: "plate", label: "Plate of their vehicle" },
    { name: "vehicle", label: "Their vehicle in words", hint: "Grey pickup, ladder rack" },
    { name: "photo", label: "Where the picture is kept" },
    { name: "staff", label: "Person id, if a present or former colleague" },
    { name: "devices", label: "Ids of their tracker", kind: "list" },
  ],
});

export const orderForm = (desk) => form({
  title: "Enter a protection order", path: "/api/v1/watch/orders", yes: "Put on record",
  words: ["Somebody else must compare it with the court's paper afterwards."],
  shape: ({ area, radius_m: radius, ...given }) => ({ ...given, ...(area && { areas: [{ place: area, radius_m: radius ?? 0 }] }) }),
  fields: [
    { name: "court", label: "Court", required: true },
    { name: "number", label: "Number" },
    { name: "order", label: "Id, if you give one", hint: "One that is there already is replaced, and must be verified anew" },
    { name: "kind", label: "Kind", kind: "select", options: ["final", "temporary", "emergency", "criminal", "workplace", "other"].map((each) => [each, each]) },
    { name: "zone", label: "Time zone of the court", required: true, value: zoneName() },
    { name: "protected", label: "Whom it protects: person ids", kind: "list", required: true, value: (desk.data.tonight ?? []).length === 1 ? [desk.data.tonight[0].person] : [] },
    { name: "respondents", label: "Against whom: respondent ids", kind: "list", required: true },
    { name: "issued_at", label: "Issued", kind: "moment", required: true },
    { name: "served_at", label: "Served, if it is known", kind: "moment" },
    { name: "expires_on", label: "Last day on which it holds, if it ends", kind: "date" },
    { name: "distance_m", label: "Metres to keep from her", kind: "number", min: 0 },
    { name: "conditions", label: "Conditions", kind: "checks", options: CONDITIONS },
    { name: "area", label: "Stay-away area around", kind: "select", options: places(desk) },
    { name: "radius_m", label: "Metres around it", kind: "number", min: 1 },
    { name: "workplaces", label: "Workplaces they may not enter: place ids", kind: "list", hint: desk.places.map((each) => each.place).join(", ") },
    { name: "text", label: "Further terms, as written", kind: "area" },
  ],
});

const inDays = (days) => wallText(Date.now() + days * 86400000);

export function planForm(desk, who = "", name = "", path = undefined, old = null) {
  const at = path ?? ((given) => `/api/v1/watch/plans/${encodeURIComponent(given.person)}`);
  return form({
    title: name ? `Safety plan of ${name}` : "Enter a safety plan", path: who && !path ? `/api/v1/watch/plans/${encodeURIComponent(who)}` : at, yes: "Put on record",
    words: old ? ["It replaces the whole plan before."] : [],
    shape: ({ person: _person, start, end, minutes, door, ...given }) => ({ ...kept(old), ...given, ...(start && end && { walk: { start, end, minutes: minutes ?? 5, door: door ?? "" } }) }),
    fields: [
      !who && person(desk),
      { name: "review_at", label: "Look through it again", kind: "moment", required: true, value: inDays(30) },
      { name: "respondents", label: "Against whom: respondent ids", kind: "list", value: old?.respondents ?? [] },
      { name: "escort", label: "Somebody walks with her at the end of a shift", kind: "check", value: old?.escort },
      { name: "photo", label: "Reception has the respondent's picture", kind: "check", value: old?.photo },
      { name: "screening", label: "Others take her calls first", kind: "check", value: old?.screening },
      { name: "start", label: "Walk from", kind: "select", options: places(desk), value: old?.walk?.start },
      { name: "door", label: "By which door", value: old?.walk?.door },
      { name: "end", label: "Walk to", kind: "select", options: places(desk), value: old?.walk?.end },
      { name: "minutes", label: "Minutes on the way", kind: "number", min: 1, value: old?.walk?.minutes ?? 5 },
      { name: "no_walk", label: "No walk: she is not asked at the end of a shift", kind: "check", value: old?.no_walk },
      { name: "parking", label: "Parking", value: old?.parking },
      { name: "safe_contact", label: "Safe contact: how she can be reached", hint: "With a number warnings can go there", value: old?.safe_contact },
      { name: "by_contact", label: "Always by the safe contact: Tocsin writes nothing to her of its own accord", kind: "check", value: old?.by_contact },
      { name: "code_words", label: "Code words", hint: "word = what it means; the next one. In a text of hers each is an SOS", value: old?.code_words },
      { name: "shift_changes", label: "Shift changes", value: old?.shift_changes },
      { name: "notes", label: "Notes", kind: "area", value: old?.notes },
      { name: "may_know", label: "Who else may read it: person ids", kind: "list", value: old?.may_know ?? [] },
    ].filter(Boolean),
  });
}

// What this form does not show must not be lost by it.
const kept = (old) => (old?.safe_hours?.length ? { safe_hours: old.safe_hours } : {});

export const screenForm = (desk) => form({
  title: "Lethality screen, by topic", yes: "Put on record", path: (given) => `/api/v1/watch/screens/${encodeURIComponent(given.person)}`,
  words: ["Read the questions from your agency's form. What she does not answer is kept as not answered. A screen informs: it never lowers a level."],
  shape: ({ person: _person, at, source, belief, ...answers }) => ({ at, source, belief, answers }),
  fields: [
    person(desk),
    ...SCREEN_TOPICS.map((name) => ({ name, label: plain(name), kind: "choice", value: "not_answered", options: [["yes", "yes"], ["no", "no"], ["not_answered", "did not answer"]] })),
    { name: "belief", label: "Whoever asked believes her in danger", kind: "check" },
    { name: "at", label: "Asked at", kind: "moment", isNow: true, required: true },
    { name: "source", label: "Who asked (an office rather than a name)", required: true },
  ],
});

export const dangerForm = (desk) => form({
  title: "Result of a Danger Assessment", yes: "Put on record", path: (given) => `/api/v1/watch/screens/${encodeURIComponent(given.person)}`,
  words: ["Score it by its author's form; the result alone is kept. It informs: it never lowers a level."],
  shape: ({ person: _person, ...given }) => ({ ...given, instrument: "danger_assessment" }),
  fields: [
    person(desk),
    { name: "level", label: "Danger", kind: "select", options: [["", "she answered nothing"], ...["variable", "increased", "severe", "extreme"].map((each) => [each, each])] },
    { name: "score", label: "Score", kind: "number" },
    { name: "not_answered", label: "Items that she did not answer", kind: "number", min: 0 },
    { name: "belief", label: "Whoever asked believes her in danger", kind: "check" },
    { name: "at", label: "Asked at", kind: "moment", isNow: true, required: true },
    { name: "source", label: "Who asked (an office rather than a name)", required: true },
  ],
});

export const callForm = () => form({
  title: "Take down a call for somebody", path: "/api/v1/watch/calls", yes: "Put on record",
  words: ["Write what was said as exactly as you can. Who leads is told. In danger now? That is an SOS."],
  fields: [
    { name: "person", label: "Whose call it was, or for whom", required: true, hint: "Their id in the agency file" },
    { name: "words", label: "What was said", kind: "area", required: true },
  ],
});

export const concernForm = (desk) => form({
  title: "Something new that worries us", path: "/api/v1/watch/concerns", yes: "Put on record",
  words: ["It counts as a reason at once, and pages when her level rises by it."],
  fields: [
    person(desk),
    { name: "reason", label: "What", kind: "choice", required: true, options: [["threats_in_texts", "threats in texts"], ["new_request", "new request to the court"], ["violation", "the order was violated"], ["respondent_near", "he is near"], ["sighting", "he was seen"], ["tracker_silent", "his tracker cannot be trusted"]] },
    { name: "words", label: "In words", kind: "area" },
    { name: "source", label: "On whose word", required: true },
    { name: "at", label: "When", kind: "moment", isNow: true, required: true },
    certainty,
    { name: "respondent", label: "Respondent id, if known" },
  ],
});

export const dismissForm = () => form({
  title: "Dismiss a colleague", yes: "Dismiss them now", danger: true, path: (given) => `/api/v1/staff/${encodeURIComponent(given.person)}/dismiss`,
  words: ["In the same second their links, sessions, tokens, pages and duties end and their badges are listed for the doors. If they are a respondent, her level rises and her coordinators are paged."],
  shape: ({ person: _person, sure: _sure, ...given }) => given,
  fields: [
    { name: "person", label: "Person id", required: true },
    { name: "reason", label: "Why, for the record (sealed)", kind: "area" },
    { name: "sure", label: "This is the right person", kind: "check", required: true },
  ],
});
