// The console's words. A value with holes is a function; the other languages have the same shape.

export const en = {
  title: { none: "Tocsin", open: (n: number) => `(${n}) SOS - Tocsin`, out: "Signed out - Tocsin" },
  skip: "Go to the incident",
  signIn: {
    lead: "Open your one-time link, or paste it here. Somebody with the administrator's role can make one:",
    link: "One-time link", go: "Sign in", noLink: "This is no link of Tocsin. Paste the whole link you were given.",
    over: "Signed out", overLead: "Your access has ended. Ask for a new one-time link.",
  },
  bar: {
    live: "● LIVE", dead: "■ NOT LIVE", clock: "Time at the agency", desk: "Desk", ready: "Ready?", theme: "Light or dark",
    language: "Español", soundOn: "Sound on", soundOff: "Sound off", tongue: "ES", outShort: "Out", keys: "Keys ?", out: "Sign out",
  },
  banner: {
    open: "Open",
    notLive: (at: string) => `NOT LIVE since ${at}`,
    notLiveWhy: "What you see may be old. Trying to reconnect. Use phone and radio.",
    notRecorded: (at: string) => `NOT ON RECORD since ${at}`,
    notRecordedWhy: "The ledger cannot be written. New texts are not acknowledged; what is known goes on being paged.",
    nodeWhy: (machine: string) => `The node ${machine} has lost touch with the ledger. What you see may be old. Use another node, or phone and radio.`,
    elsewhere: (leader: string) => `POSITIONS ARE KNOWN AT ${leader} ONLY`,
    nowhere: "POSITIONS ARE NOT KNOWN HERE",
    follows: (machine: string, leader: string) => `This node (${machine}) hears no units and no trackers${leader ? `; ${leader} does, and decides` : ""}. Positions and times to drive here are not of now. Nobody without a position is missing for that, and nobody is shown to be far away.`,
    noLeader: "NO NODE DECIDES",
    noLeaderWhy: "Texts are taken and kept, but no page leaves until a node leads. Use phone and radio.",
    late: "TOCSIN IS LATE",
    lateWhy: "The engine does not turn. Timers may not fire: watch every incident by hand.",
    byHand: (number: string, who: string) => `CALL ${number} BY HAND - ${who}`,
    byHandWhy: (incident: string) => `Nobody took command of ${incident}. Everyone is being paged. Do not wait.`,
    trouble: "Part of the board could not be drawn",
    troubleWhy: "Open the incident's timeline, and tell the administrator.",
  },
  queue: {
    name: "Incidents", calm: "No open SOS.", waiting: "Waiting for the board.",
    known: (n: number) => `Known voices (${n})`, unknown: (n: number) => `Unverified numbers (${n})`,
    closed: (n: number) => `Closed today (${n})`,
    next: "next:", now: "now", in: "in", unreadable: "A message that could not be read", code: "a cancel code",
    open: (span: string) => `open for ${span}`,
  },
  state: {
    closed: (how: string) => `Closed: ${how}`,
    duress: "▲ DURESS", unverified: "? UNVERIFIED", unreadable: "? COULD NOT BE READ",
    cancel: "▲ CANCEL NOT VERIFIED", safe: (who: string) => `safe, says ${who}`, notSafe: (who: string) => `▲ NOT SAFE, says ${who}`,
    callBack: "a call-back", command: (who: string) => `✓ Command: ${who}`, asked: "asked, no answer yet",
    nobody: "▲ NOBODY IN COMMAND", received: (n: number) => `${n} received`,
  },
  own: {
    none: "You have no open SOS.", yours: "Your SOS", accepted: "Your SOS is received.", paged: "People are being paged.",
    taken: "Somebody has taken command.", help_on_the_way: "Help is on the way.",
    cancel_received: "Your cancel was received. A supervisor will call you.", closed: "Closed.",
  },
};

export type Words = typeof en;
