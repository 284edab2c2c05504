// What the palette finds: every action that is allowed now, by the words that are typed.

import { acts } from "../api/acts";
import type { IncidentShown } from "../api/types";
import { leave } from "../api/session";
import { siren } from "../board/siren.svelte";
import { PLACES, placesOf } from "../entry/places";
import { w as entry } from "../words/entry";
import { w as incident } from "../words/incident";
import { reading } from "../words/language.svelte";
import { w } from "../words/room";
import { term } from "../words/terms";
import { w as units } from "../words/units";
import { actsOf, verdictsOf, writingOf } from "./deeds";
import type { Room } from "./room.svelte";
import { label, movesNow, moveUnit, recommended, send, sendAll } from "./sending";
import { turnTheme } from "./theme";

export interface Found { id: string; label: string; kind: string; key?: string; run: () => unknown }
type Some = Iterable<Found>;

/** Everything there is to find, what one does most first. */
export function findable(room: Room): Found[] {
  const i = room.chosen;
  return [...(i ? [...aboutIt(room, i), ...sending(room, i), ...unitsOf(room, i)] : unitsOf(room, undefined)), ...(i ? places(room, i) : []), ...incidents(room), ...further(room)];
}

/** Whatever has every word that was typed, in any order. */
export function matching(all: readonly Found[], typed: string): Found[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((each) => {
    const text = `${each.label} ${each.kind}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function aboutIt(room: Room, i: IncidentShown): Found[] {
  const deeds = [...actsOf(room, i), ...verdictsOf(room, i), ...writingOf(room, i)].filter((each) => each.allowed || each.opens);
  return deeds.map((each) => ({ id: each.id, label: `${each.label}: ${i.who}`, kind: w().palette.action, run: each.run, ...(each.key ? { key: each.key } : {}) }));
}

function* sending(room: Room, i: IncidentShown): Some {
  if (!i.is_open || !room.board.may("act")) return;
  const kind = w().palette.action;
  const all = recommended(i);
  if (all.length > 1) yield { id: "send_all", label: units().all(all.length, all.map(label).join(", ")), kind, key: "s", run: () => sendAll(room, i) };
}

function* unitsOf(room: Room, i: IncidentShown | undefined): Some {
  if (!room.board.may("act")) return;
  const kind = w().palette.unit;
  for (const unit of room.board.units.values()) {
    if (i?.is_open && unit.status === "available") yield { id: `send-${unit.unit}`, label: `${units().sendOne(unit.unit)}: ${i.who}`, kind, run: () => send(room, i, unit.unit) };
    for (const move of movesNow(unit)) yield { id: `${unit.unit}-${move.action}`, label: `${unit.unit} ${term(move.action)}`, kind, run: () => moveUnit(room, unit.unit, move.action) };
  }
}

function* places(room: Room, i: IncidentShown): Some {
  if (!i.is_open || !room.board.may("act")) return;
  for (const place of room.board.places) {
    const label = w().palette.setPlace(place.name, i.who);
    const run = () => room.do(() => acts.locate(i.incident, { place: place.place, source: "dispatcher" }), label, incident().where.done);
    yield { id: `place-${place.place}`, label, kind: w().palette.place, run };
  }
}

function* incidents(room: Room): Some {
  for (const each of room.all) {
    yield { id: `go-${each.incident}`, label: `${w().palette.open(each.who)} ${each.incident}`, kind: w().palette.incident, run: () => room.choose(each.incident) };
  }
}

/** What is about no incident: the roads, the shift, this browser, the other pages. */
export function* further(room: Room): Some {
  const kind = w().palette.action;
  const { palette, keys } = w();
  if (room.board.may("act")) yield { id: "road", label: units().road.set, kind, run: () => { room.asking = { kind: "road", points: [] }; } };
  if (room.board.may("act")) yield { id: "handover", label: w().handover.head, kind, key: "h", run: () => { room.asking = { kind: "handover" }; } };
  yield { id: "sound", label: palette.sound, kind, run: () => siren.toggle() };
  yield { id: "theme", label: palette.theme, kind, run: turnTheme };
  yield { id: "language", label: palette.language, kind, run: () => reading.choose(reading.language === "es" ? "en" : "es") };
  yield { id: "keys", label: keys.head, kind, key: "?", run: () => { room.asking = { kind: "keys" }; } };
  for (const each of placesOf(room.board.me.rights)) {
    if (each !== "board") yield { id: each, label: palette.page(entry()[each]), kind, run: () => location.assign(PLACES[each].href) };
  }
  yield { id: "out", label: palette.out, kind, run: () => leave().then(() => room.board.end()) };
}
