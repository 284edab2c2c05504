// The words of somebody's own page. What stands under `notes` is all that a stranger sees.

const role: Record<string, string> = {
  supervisor: "a supervisor", safety_coordinator: "a safety coordinator", dispatcher: "a dispatcher",
  telecommunicator: "a dispatcher", worker: "a colleague",
};

export const en = {
  notes: {
    title: "Notes", add: "New note", empty: "No notes yet.", text: "Note", list: "Notes", remove: "Delete", back: "All notes",
    blank: "Empty note", saved: "Saved", saving: "Syncing…", unsaved: (at: string) => `Not synced since ${at}`,
    synced: (at: string) => `Synced ${at}`,
  },
  bar: { leave: "Leave", leaveHint: "Shows notes at once. The key Escape does the same.", more: "More", back: "Back", language: "Español" },
  quiet: "This phone stays quiet. After the button you see notes. “Synced” there means: it is on record.",
  offline: (at: string) => `NO CONNECTION since ${at}`,
  offlineWhy: "What stands below may be old.",
  out: "This phone is not signed in. Nothing you press here reaches anybody.",
  signIn: "Sign in",
  sos: {
    button: "SOS", hold: "Press and hold", holding: "Keep holding", again: "Press again to send",
    hint: "Hold until the ring is full. Let go before, and nothing is sent.",
    cannotHold: "Cannot hold? Press once, wait a second, press again.",
    window: (s: number) => `By mistake? Cancel (${s})`, cancel: "Cancel…", repeat: "Call again",
    call: (number: string) => `Call ${number}`, text: "Text instead", withPlace: "with my place",
    textWhy: "Opens a message that is written already. You press send.",
    textBody: "SOS", done: "OK",
  },
  head: {
    none: "Ready", sending: "SENDING…", unsent: "NOT SENT YET", signed_out: "NOT SENT", accepted: "RECEIVED",
    paged: "HELP IS BEING CALLED", taken: "SOMEBODY HAS IT", help_on_the_way: "HELP IS ON THE WAY",
    cancel_received: "CANCEL RECEIVED", closed: "CLOSED",
  },
  why: {
    none: "", sending: "Waiting for the answer.",
    unsent: (kept: boolean, at: string, tries: number) =>
      `${kept ? "Kept on this phone" : "NOT kept on this phone: leave the page open. Pressed"} since ${at}. Tried ${tries} times; it goes on by itself.`,
    signed_out: "This phone is not signed in. Call, or text.",
    accepted: "It is on record. People are called now.",
    paged: (called: number, reached: number) => reached ? `Messages to ${called} people. ${reached} have them for certain.` : `Messages to ${called} people. No phone has confirmed yet.`,
    taken: (by: string) => `In command: ${role[by] ?? "somebody"}.`,
    help_on_the_way: "A unit is moving to you.",
    cancel_received: "Somebody will speak with you before it ends.",
    closed: "Somebody has ended it. If you need help, press again.",
  },
  steps: {
    name: "How far it is", kept: "Pressed", accepted: "On record", called: "Sent to people", reached: "Arrived with people", taken: "Somebody in command",
    way: "Help on the way",
    done: "done", not: "not yet",
  },
  place: {
    none: "Your place is not known yet.", known: (m: number, s: number) => `Your place is known within ${m} m, ${s} s ago.`,
    kept: "It is told while you call for help, and never otherwise.",
  },
  cancel: {
    title: "Cancel", lead: "This ends nothing by itself. Those who were called are told, and somebody speaks with you first.",
    code: "Your code, if you have one", send: "Tell them", sent: "Received. Somebody will speak with you.",
    waits: "Not sent yet. It is kept on this phone, behind your SOS.",
  },
  walk: {
    title: "Safe walk", lead: "Say how long you will be on your way. Without word from you by then, help is called.",
    minutes: (n: number) => `${n} minutes`, none: "No walk is under way.", until: (at: string) => `Word by ${at}`,
    late: "The time is over. Say that you are there, or take more time, now.", more: (n: number) => `${n} minutes from now`,
    code: "Your code. Leave it empty only if you have none.", there: "I am there", escort: "Somebody goes with you.",
    failed: "NOT SENT. Try again, or text it.", left: "Time left", unknown: "Not known: no connection.", noted: "Noted.",
  },
  setup: {
    title: "More", in: (name: string) => `Signed in: ${name}`, until: (day: string) => `until ${day}`,
    link: "One-time link", go: "Sign in", noLink: "This opens nothing. Paste the whole link you were given; it opens once, within the hour. Or ask for a new one.",
    soon: (day: string) => `This phone must be signed in again before ${day}.`, leave: "Sign out",
    look: "What opens first", lookHelp: "The SOS button", lookNotes: "Notes. The button is there: hold “+” for two seconds. Hold the word “Notes” to come here.",
    quiet: "Quiet: after the button show only notes", place: "Let this page know where you are when you call",
    placeOn: "Your place can be told.", placeOff: "Your browser refuses. Change it in the browser's settings for this page.",
    theme: "Light or dark", test: "Test", testLead: "A test is no SOS. It pages you alone, and nobody comes.",
    testGo: "Send me a test", testBusy: "There is no test while you call for help.",
    testSays: {
      none: "No test yet.", queued: "TEST: on its way to your phone.", sent: "TEST: it left. Waiting for your phone.",
      delivered: "TEST: it arrived. Answer it as it says.", answered: "TEST: it arrived and you answered. All is well.",
      failed: "TEST FAILED: nothing could be sent to you. Tell your supervisor.",
      silent: "TEST: this phone reaches us. Nothing is sent to it, for your plan says so.",
      lost: "TEST FAILED: no connection. Nothing you press reaches anybody until there is one.",
    } as Record<string, string>,
    walk: "Safe walk", advice: "If your phone may be watched",
  },
  advice: {
    title: "If your phone may be watched",
    list: [
      "You know best. If changing something on your phone could be noticed and punished, ask your safety coordinator first, from another phone.",
      "Somebody who has held your phone, or pays for it, may see calls, texts, places and the pages you open. A work phone they never held is safer.",
      "This page hides from a glance. It does not hide from somebody who reads your phone with a spying program.",
      "Signs of such a program: the battery is empty soon, the phone is warm, they know what you only wrote or where you only went. No sign does not mean that there is none.",
      "Do not delete such a program before you have talked with somebody: they would notice, and it is evidence.",
      "Change your passwords on another device. Look which devices are signed in to your accounts, and whether your place is shared: maps, family groups, cars, watches, tags.",
      "Look for tags in bags and in the car. Leave one you find where it is, and ask.",
      "Agree on two codes with your coordinator: one that says that you are safe, and one that looks the same and says that you are not.",
      "If no text may ever come to your phone, ask for a silent plan. “Quiet” on this page cannot stop texts.",
      "Set what opens first to notes, and lock your phone with a code that nobody else knows.",
      "The browser's list of pages and its stored data show that this address was opened. Install the page from another place than the browser you share, or use a phone of your own.",
      "In danger now: call the emergency number. You need not speak.",
    ],
  },
};

export type Words = typeof en;
