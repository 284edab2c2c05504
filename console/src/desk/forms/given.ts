// From fields to what is sent, and from a refusal to the field that it is about.

import type { Refusal } from "../../api/client";
import { clock } from "../../board/clock.svelte";
import { fieldOf, momentOf } from "../moments";
import type { Field, Sent, Value } from "./spec";

export type Held = string | boolean | string[];

// Where a refusal that names no field belongs, if the form has that field.
const ABOUT: Readonly<Record<string, readonly string[]>> = {
  respondent_unknown: ["respondents", "respondent"], protected_unknown: ["protected", "person"], place_not_known: ["workplaces", "place", "start"],
  device_taken: ["devices"], zone_unknown: ["zone"], nobody_named: ["protected"], moment_ahead: ["at", "issued_at"], moments_out_of_order: ["expires_on", "review_at", "at"],
  text_missing: ["source", "why", "name"], owner_unknown: ["owner"], basis_unknown: ["basis"], consent_needed: ["basis"], purpose_missing: ["purpose"], shift_unknown: ["shift"],
  recipient_unknown: ["recipient", "person"], moment_past: ["leaves_at"], minutes_out_of_bounds: ["minutes"], targets_empty: ["targets", "escort"],
};

/** What a field holds at first. */
export function heldAtFirst(field: Field): Held {
  const { kind, value, isNow } = field;
  if (kind === "check") return Boolean(value);
  if (kind === "checks") return [...((value as readonly string[] | undefined) ?? [])];
  if (kind === "list") return [value ?? []].flat().join("\n");
  if (kind === "moment" && !value) return isNow ? fieldOf(clock.exactly()) : "";
  return value === null || value === undefined ? "" : String(value);
}

function valueOf(field: Field, held: Held): Value | undefined {
  if (typeof held !== "string") return held;
  const text = held.trim();
  if (field.kind === "list") return text.split(/[,\n]/).map((each) => each.trim()).filter(Boolean);
  if (field.kind === "moment") return momentOf(text);
  if (field.kind === "number") return text === "" ? undefined : Number(text);
  return text;
}

/** Everything that was given; what was left empty is not said. */
export function givenOf(fields: readonly Field[], held: Readonly<Record<string, Held>>): Sent {
  const found: Sent = {};
  for (const field of fields) {
    const value = valueOf(field, held[field.name] ?? "");
    if (value !== undefined && value !== "" && !(Array.isArray(value) && !value.length)) found[field.name] = value;
  }
  return found;
}

export interface Said {
  /** By the name of the field. */
  readonly fields: Readonly<Record<string, string>>;
  readonly whole: string;
}

/** "field: what is wrong; other: what is wrong", or a reason whose field we know, or else on top. */
export function saidOf(refusal: Refusal, fields: readonly Field[]): Said {
  const names = fields.map((each) => each.name);
  const found: Record<string, string> = {};
  const rest: string[] = [];
  for (const part of refusal.detail.split("; ")) {
    const named = /^([a-z_]+)(?:\[\d+\])?: /.exec(part)?.[1];
    const name = names.find((each) => each === named || part.includes(`$.${each}`) || part.includes(`\`${each}\``));
    if (name) found[name] = named === name ? part.slice(part.indexOf(": ") + 2) : part;
    else rest.push(part);
  }
  const about = (ABOUT[refusal.reason] ?? []).find((each) => names.includes(each));
  if (rest.length && about) {
    found[about] = rest.join("; ");
    return { fields: found, whole: "" };
  }
  return { fields: found, whole: rest.join("; ") };
}
