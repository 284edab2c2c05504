// The order of the queue: what needs a hand next stands first. Nothing is decided here; whatever
// could be a rule (what is allowed, what happens next and when) is in what the service sent.

import type { IncidentShown } from "../api/types";

export type Tone = "bad" | "warn" | "ok" | "closed";

/** Calm only when somebody has it and nothing about it is in doubt. */
export function toneOf(each: IncidentShown): Tone {
  if (!each.is_open) return "closed";
  if (each.duress || !each.commander || each.cancel?.safe === false) return "bad";
  const doubt = each.command_asked || (each.cancel !== null && each.cancel.safe === null) || !each.verified;
  return doubt ? "warn" : "ok";
}

/** Known voices first, then who is in need of a hand: duress, nobody in command, doubt, then by the next moment. */
export function ordered(incidents: Iterable<IncidentShown>): IncidentShown[] {
  return [...incidents].sort((one, two) => compared(rank(one), rank(two)) || compared(two.opened_at, one.opened_at));
}

const TONES: Record<Tone, number> = { bad: 0, warn: 1, ok: 2, closed: 3 };
// A record never changes (an event brings another one), so its rank is reckoned once: a queue of a
// thousand is put in order again with every event.
const ranks = new WeakMap<IncidentShown, string>();

function rank(each: IncidentShown): string {
  const known = ranks.get(each);
  if (known) return known;
  const isStranger = !each.verified && !each.unreadable;
  const next = each.is_open ? (each.moments[0]?.at ?? "0") : "9";
  const made = [!each.is_open, isStranger, !each.duress, !each.call_by_hand].map(Number).join("") + TONES[toneOf(each)] + next;
  ranks.set(each, made);
  return made;
}

const compared = (one: string, two: string): number => (one < two ? -1 : one > two ? 1 : 0);
