// Sending units: what is recommended in the order of its keys, and what is asked before a unit goes.

import { acts } from "../api/acts";
import type { CandidateShown, IncidentShown, LineShown, UnitShown } from "../api/types";
import { term } from "../words/terms";
import { w } from "../words/units";
import { minutes } from "./measures";
import type { Room } from "./room.svelte";

const KEYS_MAX = 9;

export const isFilled = (line: LineShown): boolean => line.assigned.length >= line.count;
export const isKept = (pick: CandidateShown): boolean => pick.status === "available" && pick.reasons.includes("crew_kept_away");
export const turns = (pick: CandidateShown): boolean => !pick.allowed && pick.can_redirect;
export const label = (pick: CandidateShown): string => (pick.staged ? w().stage(pick.unit) : pick.unit);

/** What is still to be sent by the plan, in the order in which it is shown. */
export const openLines = (i: IncidentShown): LineShown[] => (i.advice?.lines ?? []).filter((line) => !isFilled(line));

/** The key that sends each recommended unit: the first nine of all lines. */
export function keysOf(i: IncidentShown): Map<string, number> {
  const picks = openLines(i).flatMap((line) => line.picks).slice(0, KEYS_MAX);
  return new Map(picks.map((pick, at) => [pick.unit, at + 1]));
}

export const recommended = (i: IncidentShown): CandidateShown[] =>
  (i.advice?.lines ?? []).flatMap((line) => line.picks).filter((pick) => pick.allowed);

export const send = (room: Room, i: IncidentShown, unit: string): Promise<boolean> => room.do(() => acts.send(i.incident, unit), `${w().sendOne(unit)}: ${i.who}`, w().sent(unit));

export async function sendAll(room: Room, i: IncidentShown): Promise<void> {
  const sent: string[] = [];
  for (const pick of recommended(i)) if (await send(room, i, pick.unit)) sent.push(pick.unit);
  // What was refused stands there in its own words; else all of them are named, and not the last one.
  if (sent.length > 1 && !room.toast?.isBad) room.say(w().sentAll(sent.join(", ")), false);
}

/** Send it as it may be sent: at once, or after the question that comes first. */
export function choosePick(room: Room, i: IncidentShown, pick: CandidateShown): Promise<unknown> {
  if (pick.allowed) return send(room, i, pick.unit);
  return isKept(pick) ? sendChecked(room, i, pick) : turnRound(room, i, pick);
}

// A unit that is rolling elsewhere is turned round only after its other incident was named.
async function turnRound(room: Room, i: IncidentShown, pick: CandidateShown): Promise<void> {
  const unit = room.board.units.get(pick.unit);
  const other = unit ? room.board.incidents.get(unit.incident) : undefined;
  const left = (other?.units ?? []).filter((name) => name !== pick.unit && room.board.units.get(name)?.incident === other?.incident);
  const where = other ? `${other.who} (${other.incident}${other.duress ? `, ${w().duress}` : ""})` : unit?.incident || w().another;
  const words = [
    w().turnFrom(pick.unit, term(pick.status), where),
    left.length ? w().stay(left.join(", ")) : w().noneStays,
    ...(pick.arrival ? [w().turnIn(i.who, minutes(pick.arrival.travel_s))] : []),
  ];
  const isSure = await room.confirmed({ title: w().turnAsk(pick.unit, i.who), words, yes: w().turnYes(pick.unit), danger: true });
  if (isSure) await room.do(() => acts.send(i.incident, pick.unit, { redirect: true }), w().turnYes(pick.unit), w().turned(pick.unit));
}

// A unit on which somebody may be who must stay away from her goes only when that was asked.
async function sendChecked(room: Room, i: IncidentShown, pick: CandidateShown): Promise<void> {
  const words = [w().crewWhy(pick.unit, i.who), w().crewThen];
  const isSure = await room.confirmed({ title: w().crewAsk(pick.unit, i.who), words, yes: w().crewYes, danger: true });
  if (isSure) await room.do(() => acts.send(i.incident, pick.unit, { crew_checked: true }), `${w().sendOne(pick.unit)}: ${i.who}`, w().sent(pick.unit));
}

const isService = (move: string): boolean => move === "in_service" || move === "out_of_service";
export const isQuiet = (move: string): boolean => move === "clear" || isService(move);
export const movesNow = (unit: UnitShown) => unit.moves.filter((each) => each.allowed);
export const movesNot = (unit: UnitShown) => unit.moves.filter((each) => !each.allowed && !isService(each.action));

export function moveUnit(room: Room, unit: string, move: string): Promise<boolean> {
  const ask = () => (isService(move) ? acts.service(unit, move === "in_service") : acts.move(unit, move));
  return room.do(ask, `${unit} ${term(move)}`, w().moved(unit, term(move)));
}

/** The units of an incident that are on it still. */
export const assigned = (room: Room, i: IncidentShown): UnitShown[] =>
  i.units.flatMap((name) => room.board.units.get(name) ?? []).filter((unit) => unit.incident === i.incident);
