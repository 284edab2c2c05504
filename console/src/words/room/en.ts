// The words of what lies over the whole room: alarms, sound, keys, the palette.

export const en = {
  alarms: { name: "Alarms of Tocsin itself", head: (n: number) => `▲ Alarms (${n})`, what: "What to do", dealt: "Dealt with", done: "Cleared. If it is still wrong it comes back." },
  did: "Done, and on record.", notDone: (why: string) => `Not done: ${why}`, back: "Back",
  newSos: (who: string, words: string) => `New SOS: ${who}. ${words}`, newDuress: (who: string, words: string) => `DURESS. New SOS: ${who}. ${words}`,
  taken: (who: string, by: string) => `${who}: ${by} has command.`, lost: (who: string) => `${who}: nobody has command.`, closed: (who: string) => `${who}: closed.`,
  unitNow: (unit: string, status: string) => `${unit}: ${status}.`,
  sound: {
    on: "♪ Sound on", off: "♪ Sound off", sounding: "♪ SOUNDING until somebody takes command",
    blocked: "▲ SOUND BLOCKED by the browser: click here to let it sound", muted: (n: number) => `▲ Sound is off, and ${n} SOS ${n > 1 ? "have" : "has"} nobody in command`,
    short: "♪", state: { off: "off", blocked: "✗", ready: "on", sounding: "!!" },
  },
  keys: {
    head: "Keys", button: "Keys ?", off: "Single keys do nothing (for whoever dictates)", note: "While you type in a field, keys type.",
    next: "next, previous incident", command: "take command", still: "answer the check-back", received: "answer your page: received",
    all: "send all recommended units", one: "send one recommended unit", units: "to the units on this incident, then the next one: Tab and Enter move it",
    search: "start a search, or change who searches", note_: "write a note", where: "set where", link: "link to another incident", close: "close the incident",
    palette: "find any action, unit, place or incident", list: "this list", queue: "to the queue", handover: "hand over the shift",
  },
  palette: {
    name: "Find an action", label: "Type words: an action, a unit, a place, a person", none: "Nothing has these words.",
    found: (n: number) => `${n} found`, incident: "incident", place: "place", unit: "unit", action: "action", setPlace: (place: string, who: string) => `${who} is at ${place}`,
    open: (who: string) => `Go to ${who}`, desk: "Go to the desk", theme: "Light or dark", language: "Español", sound: "Sound on or off", safe: "Cancel: SAFE", notSafe: "Cancel: NOT SAFE",
  },
  more: (n: number) => `Show more (${n} are not shown)`,
};

export type Words = typeof en;
