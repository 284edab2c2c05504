// What is said of people and seen by them: worries, screens, sightings, calls, grounds, colleagues.

import { answerOf, api, type Refusal } from "../../api/client";
import { w } from "../../words/deskforms";
import type { Desk, Nearness, Sighting } from "../desk.svelte";
import { personField } from "./cases";
import type { Field, Making, Options, Spec } from "./spec";

const screens = (given: Readonly<Record<string, unknown>>): string => `/api/v1/watch/screens/${encodeURIComponent(String(given["person"]))}`;
const placesOf = (desk: Desk): Options => [["", w().notSaid], ...desk.places.map((each) => [each.place, each.name] as const)];

export const worry = (desk: Desk): Making => () => {
  const words = w().worry;
  return {
    title: words.title, path: "/api/v1/watch/concerns", yes: w().put, words: [words.lead],
    fields: [
      personField(desk),
      { name: "reason", label: words.what, kind: "choice", required: true, options: Object.entries(words.options) },
      { name: "words", label: words.words, kind: "area" },
      { name: "source", label: w().word, required: true },
      { name: "at", label: w().when, kind: "moment", isNow: true, required: true },
      { name: "certainty", label: w().certainty, kind: "select", options: Object.entries(w().sure), value: "reported" },
      { name: "respondent", label: words.respondent },
    ],
  };
};

const asked = (): Field[] => [
  { name: "belief", label: w().screen.belief, kind: "check" },
  { name: "at", label: w().screen.at, kind: "moment", isNow: true, required: true },
  { name: "source", label: w().screen.source, required: true },
];

export const screen = (desk: Desk): Making => (): Spec => {
  const words = w().screen;
  const options: Options = [["yes", words.yes], ["no", words.no], ["not_answered", words.silent]];
  const topics = Object.entries(words.topics).map(([name, label]): Field => ({ name, label, kind: "choice", value: "not_answered", options }));
  return {
    title: words.title, path: screens, yes: w().put, words: [words.lead], fields: [personField(desk), ...topics, ...asked()],
    shape: ({ person: _person, at, source, belief, ...answers }) => ({ at, source, belief, answers }),
  };
};

export const danger = (desk: Desk): Making => (): Spec => {
  const words = w().danger;
  return {
    title: words.title, path: screens, yes: w().put, words: [words.lead],
    shape: ({ person: _person, ...given }) => ({ ...given, instrument: "danger_assessment" }),
    fields: [
      personField(desk),
      { name: "level", label: words.level, kind: "select", options: [["", words.nothing], ...Object.entries(words.levels)] },
      { name: "score", label: words.score, kind: "number" },
      { name: "not_answered", label: words.unanswered, kind: "number", min: 0 },
      ...asked(),
    ],
  };
};

export const reportSighting = (desk: Desk): Making => () => {
  const words = w().sighting;
  return {
    title: words.title, path: "/api/v1/sightings", yes: words.yes, words: [words.lead], done: words.done,
    fields: [
      { name: "words", label: words.words, kind: "area", required: true, hint: words.hint },
      { name: "place", label: words.where, kind: "select", options: placesOf(desk) },
      { name: "plate", label: words.plate, hint: words.plateHint },
    ],
  };
};

export const takeCall: Making = () => ({
  title: w().call.title, path: "/api/v1/watch/calls", yes: w().put, words: [w().call.lead], done: w().call.done,
  fields: [
    { name: "person", label: w().call.who, kind: "person", required: true, hint: w().personHint },
    { name: "words", label: w().call.words, kind: "area", required: true },
  ],
});

/** Reading whom it may have been is on record, so it happens when somebody asks for it. */
export async function somebodyElse(sighting: Sighting): Promise<Making | Refusal> {
  const answer = await answerOf(api.GET("/api/v1/watch/respondents"));
  if (!answer.ok) return answer.refusal;
  const options: Options = answer.said.map((one) => [
    one.respondent, [one.name, one.description, ...one.vehicles.map((each) => `${each.description} ${each.plate}`.trim())].filter(Boolean).join(" · "),
  ]);
  return () => ({
    title: w().other.title, path: `/api/v1/sightings/${encodeURIComponent(sighting.sighting)}/judge`, yes: w().other.yes, danger: true, done: w().other.done,
    fields: [{ name: "respondent", label: w().other.respondent, kind: "choice", required: true, options }],
  });
}

export const ground = (near: Nearness): Making => () => {
  const words = w().consent;
  const owners: Options = near.trackers.map((one) => [one.owner, one.name]);
  return {
    title: words.title, path: "/api/v1/watch/consents", yes: w().put, words: [words.lead],
    fields: [
      owners.length ? { name: "owner", label: words.owner, kind: "select", options: owners, value: owners[0]?.[0] } : { name: "owner", label: words.owner, required: true, hint: words.ownerHint },
      { name: "basis", label: words.basis, kind: "choice", required: true, options: Object.entries(words.options) },
      { name: "purpose", label: words.purpose, required: true, hint: words.purposeHint },
      { name: "is_given", label: words.holds, kind: "check", value: true },
    ],
  };
};

const staff = (verb: string) => (given: Readonly<Record<string, unknown>>): string => `/api/v1/staff/${encodeURIComponent(String(given["person"]))}/${verb}`;

export const dismiss: Making = () => ({
  title: w().dismiss.title, path: staff("dismiss"), yes: w().dismiss.yes, danger: true, words: [w().dismiss.lead],
  shape: ({ person: _person, sure: _sure, ...given }) => given,
  fields: [
    { name: "person", label: w().dismiss.person, required: true },
    { name: "reason", label: w().dismiss.reason, kind: "area" },
    { name: "sure", label: w().dismiss.sure, kind: "check", required: true },
  ],
});

export const reinstate: Making = () => ({
  title: w().reinstate.title, path: staff("reinstate"), yes: w().reinstate.yes, danger: true, words: [w().reinstate.lead],
  shape: () => ({}),
  fields: [
    { name: "person", label: w().dismiss.person, required: true },
    { name: "sure", label: w().dismiss.sure, kind: "check", required: true },
  ],
});
