// Walks, checks and escorts: what is asked before they begin, change or end.

import type { Refusal } from "../../api/client";
import { w } from "../../words/deskforms";
import type { Walk } from "../desk.svelte";
import { fetched } from "../sending";
import type { Making, Spec } from "./spec";

export const pathOf = (walk: Walk): string => `/api/v1/walks/${encodeURIComponent(walk.walk)}`;

/** `shape` makes of the targets what the request takes. */
export function escortForm(name: string, path: string, shape: (targets: unknown) => unknown): Spec {
  const words = w().escort;
  return {
    title: words.title(name), path, yes: words.yes, words: [words.lead], done: words.done, shape: (given) => shape(given["targets"] ?? []),
    fields: [{ name: "targets", label: words.targets, kind: "list", required: true, value: ["role:supervisor"], hint: words.hint }],
  };
}

export const escortOf = (walk: Walk): Making => () => escortForm(walk.name, `${pathOf(walk)}/escort`, (targets) => ({ targets }));

export const escortSaid = (walk: Walk, answer: "received" | "declined" | "done"): Making => () => ({
  title: w().escortSaid[answer], words: [w().escortSaid.words(walk.escort?.name ?? "")], yes: w().escortSaid.yes, path: `${pathOf(walk)}/escort/report`, shape: () => ({ answer }),
});

export const endWalk = (walk: Walk): Making => () => ({
  title: w().endWalk.title(walk.name), words: [w().endWalk.lead], yes: w().endWalk.yes, danger: true, path: `${pathOf(walk)}/end`,
  fields: [{ name: "reason", label: w().why, required: true, kind: "area" }],
});

/** Where a protected person goes; that somebody looked is on record. */
export async function whereTo(walk: Walk): Promise<Making | Refusal> {
  const answer = await fetched<Walk>(pathOf(walk));
  if (!answer.ok) return answer.refusal;
  const { start, place } = answer.said;
  return () => ({ title: walk.name, words: [w().where.from(start || w().where.work, place || w().where.nowhere), w().where.recorded] });
}

export const planWalk: Making = () => {
  const words = w().planWalk;
  return {
    title: words.title, path: "/api/v1/walks", yes: w().put, words: [words.lead],
    fields: [
      { name: "person", label: words.who, kind: "person", required: true },
      { name: "leaves_at", label: words.leaves, kind: "moment" },
      { name: "minutes", label: words.minutes, kind: "number", min: 1 },
      { name: "to", label: words.to },
      { name: "escort", label: words.escort, kind: "list", hint: w().escort.hint },
    ],
  };
};

export const startCheck: Making = () => {
  const words = w().check;
  return {
    title: words.title, path: "/api/v1/checks", yes: words.yes, words: [words.lead],
    fields: [
      { name: "recipient", label: words.who, required: true, hint: words.whoHint },
      { name: "minutes", label: words.minutes, kind: "number", min: 1, required: true, value: 15 },
    ],
  };
};
