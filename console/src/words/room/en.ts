// The words of what lies over the whole room: alarms, sound, keys, the palette.

export const en = {
  alarms: { name: "Alarms of Tocsin itself", head: (n: number) => `▲ Alarms (${n})`, what: "What to do", dealt: "Dealt with", done: "Cleared. If it is still wrong it comes back." },
  menu: { name: "Menu", button: "☰ Menu", leads: "Other pages" },
  unsent: {
    name: "What did not get through", sure: (at: string, what: string) => `NOT SENT at ${at}: ${what}`, unsure: (at: string, what: string) => `NO ANSWER since ${at}: ${what}`,
    sureWhy: "There was no network. Nothing was done, and nothing is sent by itself: press it again when the board is live.",
    unsureWhy: "It may have been done, or not. Look at the board before you press it again.", seen: "I have seen it", waiting: (what: string) => `Sending, no answer yet: ${what}`,
  },
  did: "Done, and on record.", notDone: (why: string) => `Not done: ${why}`, back: "Back",
  newSos: (who: string, words: string) => `New SOS: ${who}. ${words}`, newDuress: (who: string, words: string) => `DURESS. New SOS: ${who}. ${words}`,
  taken: (who: string, by: string) => `${who}: ${by} has command.`, lost: (who: string) => `${who}: nobody has command.`, closed: (who: string) => `${who}: closed.`,
  unitNow: (unit: string, status: string) => `${unit}: ${status}.`,
  sound: {
    on: "♪ Sound on", off: "♪ Sound off", sounding: "♪ SOUNDING until somebody takes command",
    blocked: "▲ SOUND BLOCKED by the browser: click here", muted: (n: number) => `▲ Sound is off, and ${n} SOS ${n > 1 ? "have" : "has"} nobody in command: click here`,
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
    open: (who: string) => `Go to ${who}`, page: (name: string) => `Go to: ${name}`, out: "Sign out", theme: "Light or dark", language: "Español", sound: "Sound on or off", safe: "Cancel: SAFE", notSafe: "Cancel: NOT SAFE",
  },
  handover: {
    head: "Hand over the shift", button: "Hand over", words: "What the next one must know", to: "For whom", anybody: "whoever comes next", onDuty: "On duty now", offDuty: "Not on duty now",
    unknown: "Who is on duty could not be asked. Whoever comes next can receive it.",
    mine: (names: string) => `You are in command of ${names}. It stays with you, and you are asked as ever, until somebody receives this: then it is theirs.`,
    none: "You are in command of nothing; what is open is written down all the same.", go: "Hand over", done: "On record. It stands on every board until somebody receives it.",
    title: (from: string) => `▼ HAND-OVER from ${from}`, for: (to: string) => `for ${to}`, open: (n: number) => `Open then (${n})`, nothing: "Nothing was open.", kept: "(words that are not for you)",
    receive: "I have read it: received", receiveTake: (n: number) => `Received: I take command of ${n}`, received: "Received. What was theirs is yours now.",
    waits: "Waits until somebody receives it.", more: (n: number) => `and ${n} more`,
    what: {
      your_command: "theirs", nobody_in_command: "▲ nobody in command", check_back_asked: "check-back asked", cancel_not_verified: "▲ cancel not verified",
      units_assigned: "units on it", search_under_way: "search under way",
    } as Record<string, string>,
  },
  more: (n: number) => `Show more (${n} are not shown)`,
};

export type Words = typeof en;
