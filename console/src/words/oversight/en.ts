// The words of oversight: who saw what, who outside may, what was mailed, which trails are kept.

export const en = {
  title: "Oversight",
  lead: "What is protected, and who looked at it. That you look here is on record too.",
  noRight: "Your roles do not include this page.",
  tabs: { reads: "Who saw what", links: "Links outside", packets: "Mailed packets", trails: "Trails" },
  roles: { police: "police", court: "court", advocate: "advocate", hospital: "hospital" },
  about: {
    what: "What it shows", incident: "one incident", case: "the whole case of a person",
    incidentId: "Incident, like I-12", personId: "Person, by the id in the agency file",
  },
  reads: {
    about: "Whose case, or which incident", help: "A person's id in the agency file, or an incident like I-12.",
    ask: "Show who saw it", of: (about: string) => `Who saw what of ${about}`, none: "Nobody looked at anything of it.",
    who: "Who", when: "When", what: "What", outsider: "by a link", list: "a list of every case",
  },
  links: {
    give: "Give somebody outside a link", role: "Works for", name: "Name", agency: "Agency",
    until: "Opens until", most: "Opens so many times at most", go: "Make the link",
    once: "Hand this on now: it cannot be shown again.", noted: "I have handed it on",
    all: "Every link", none: "There is no link.", to: "To", about: "Shows", opened: "Opened", state: "State",
    times: (n: number, most: number) => `${n} of ${most} times`,
    opens: (until: string) => `opens until ${until}`, over: (why: string) => `opens nothing: ${why}`,
    end: "Take back", sure: "Take it back now",
  },
  packets: {
    send: "Mail a packet", lead: "The record as the role may see it, with whose word each statement is, when, and how certain. What has left cannot be taken back.",
    agency: "Agency", agencyHelp: "The domain of a neighbour in the settings that has an email.",
    eido: "with the incident as an EIDO document", lookout: "with a look-out (CAP) for the respondent and his vehicles",
    go: "Mail it", sure: (agency: string) => `Mail it to ${agency} now`,
    sent: (packet: string, files: string, sum: string) => `${packet} is on record and queued: ${files}. SHA-256 of the record: ${sum}`,
  },
  trails: {
    all: "Every trail that you may read", none: "No trail is kept.", whose: "Whose", since: "Since", why: "Why and on what ground", kept: "Kept",
    goesOn: "it goes on", forgotten: (at: string) => `forgotten ${at}`, held: (at: string) => `held until ${at}`,
    open: "Points", hold: "Hold", release: "Release", back: "Back",
    holdOf: (trail: string) => `Hold ${trail} for a court`, until: "Until", reason: "For which proceeding",
    pointsOf: (trail: string, n: number) => `${trail}: ${n} points`, recorded: "That you read this is on record.",
    notRecorded: "The ledger cannot be written: that you read this is not on record yet.",
    when: "Time of the fix", where: "Where (WGS 84)", accuracy: "Accuracy", source: "By", unknown: "unknown",
  },
};

export type Words = typeof en;
