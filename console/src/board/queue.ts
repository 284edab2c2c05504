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
  return [...incidents].map((each) => [rank(each), each] as const)
    .sort(([a, one], [b, two]) => a.localeCompare(b) || two.opened_at.localeCompare(one.opened_at))
    .map(([, each]) => each);
}

const TONES: Record<Tone, number> = { bad: 0, warn: 1, ok: 2, closed: 3 };

function rank(each: IncidentShown): string {
  const isStranger = !each.verified && !each.unreadable;
  const next = each.is_open ? (each.moments[0]?.at ?? "0") : "9";
  return [!each.is_open, isStranger, !each.duress, !each.call_by_hand].map(Number).join("") + TONES[toneOf(each)] + next;
}
