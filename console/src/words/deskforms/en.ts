// The words of the desk's forms: what is asked, and nothing the API does not ask for.

export const en = {
  put: "Put on record", back: "Back", onClocks: (zone: string) => `on the clocks of ${zone}`, oneALine: "one a line, or with commas", none: "none", notSaid: "not said",
  person: "Protected person", personHint: "Their id in the agency file", certainty: "How sure",
  sure: { confirmed: "confirmed", reported: "reported", alleged: "alleged" }, allegedCustody: "alleged: does not count as custody",
  when: "When", word: "On whose word", wordHint: "Sheriff's office, by telephone", why: "Why",
  stands: {
    yes: "Yes, it stands", record: "It goes on record under your name.", shift: (from: string, to: string) => `Shift ${from} – ${to}.`,
    walk_not_arranged: { title: "Walk arranged?", words: (name: string) => `${name} knows her way, her time, and who waits for word.` },
    photo_not_posted: { title: "Photo posted?", words: (_name: string) => "Reception has the respondent's picture, and who sits there has seen it." },
    police_not_told: { title: "Police told?", words: (name: string) => `The police know of ${name}'s case.` },
  },
  custody: {
    title: (who: string) => `Where is ${who}?`, status: "Custody status", at: "It was so at", hint: "An office rather than a name: county jail, by telephone",
    options: { in_custody: "in custody", at_large: "at large", unknown: "unknown: counts as at large" },
  },
  served: "The order was served", vacated: "The court took the order back",
  verify: { title: "Compare with the court's paper", yes: "The paper says the same", done: "Verified, and on record." },
  conflict: {
    title: "Orders that do not fit together", hold: (who: string, respondent: string, orders: string) => `${who} and ${respondent}: ${orders} hold`,
    together: (metres: number, contact: string) => `Taken together: ${metres} m, contact ${contact}`, last: "What is not forbidden here is not thereby allowed: read the papers, ask the court.",
    kinds: {
      distances_differ: "they name different distances: the longest counts", contact_and_visits: "one forbids all contact, one grants visits with children",
      terms_in_text: "terms stand in free text only", also_protected: "the respondent is protected too",
    } as Record<string, string>,
    contact: { forbidden: "forbidden", read_the_order: "read the order" } as Record<string, string>,
  },
  orderLines: {
    head: (court: string, kind: string, number: string, status: string) => `${court}, ${kind}${number ? `, number ${number}` : ""}: ${status}`,
    dates: (issued: string, served: string, ends: string) => `Issued ${issued}; served ${served}; ends ${ends}`, unknown: "not known", noEnd: "at no known time",
    protects: (who: string, from: string) => `Protects ${who} from ${from}`, distance: (metres: number) => `Distance ${metres} m`, noDistance: "No distance named",
    area: (where: string, metres: number) => `Stay-away area: ${where} and ${metres} m around`, aPoint: "a point", workplaces: (names: string) => `Workplaces: ${names}`, text: (text: string) => `Text: ${text}`,
  },
  tracker: { title: "The tracker can be used again", yes: "End this concern", why: "Why it counts no longer" },
  reviewed: { title: (name: string) => `Plan of ${name} looked through`, at: "Look through it again at", hint: "Usually within a month" },
  escort: {
    title: (name: string) => `Who goes with ${name}?`, lead: "They are asked one after the other until one says yes. Nobody is taken for an escort who has not said so.",
    targets: "Whom to ask, in this order", hint: "person:ID, role:ROLE or oncall:ID", yes: "Ask them", done: "Asked. It stands once one of them says yes.",
  },
  escortSaid: {
    received: "The escort goes along?", declined: "The escort does not go along?", done: "The escort has brought her there?",
    words: (name: string) => `${name} said so by voice.`, yes: "Yes",
  },
  endWalk: { title: (name: string) => `End the walk or check of ${name}`, lead: "Only once you have spoken to her yourself.", yes: "End it" },
  where: { from: (start: string, to: string) => `From ${start} to ${to}.`, work: "where she works", nowhere: "where nobody said", recorded: "That you looked is on record." },
  planWalk: {
    title: "Plan a walk", lead: "At that time she is asked to say that she leaves. Without a time she leaves now.", who: "Who: person id", leaves: "Leaves",
    minutes: "Minutes on the way", to: "Where to: a known place, or words", escort: "Escort: whom to ask, in this order",
  },
  check: { title: "Start a check", lead: "A person or a crew is asked every so many minutes whether all is well.", who: "Who", whoHint: "person:ID or unit:ID", minutes: "Every so many minutes", yes: "Start it" },
  sighting: {
    title: "Report a sighting", lead: "In danger now? That is an SOS: use the board or the telephone.", words: "Who or what was seen", hint: "As you saw it: blue pickup, dented door, man with a red cap",
    where: "Where", plate: "Plate", plateHint: "As far as it could be read", yes: "Report it", done: "Reported, and on record.",
  },
  other: { title: "Who was it?", respondent: "Respondent", yes: "It was them", done: "Judged." },
  call: {
    title: "Take down a call for somebody", lead: "Write what was said as exactly as you can. Who leads is told. In danger now? That is an SOS.",
    who: "Whose call it was, or for whom", words: "What was said", done: "On record. Who leads is told.",
  },
  reception: {
    title: "At reception: who is it?", lead: "One tap reports them as seen. Near somebody protected from them it is an alarm at once.", which: "Which reception", is: (name: string) => `${name} is here`,
    picture: (where: string) => `Picture: ${where}`, noPicture: "No picture on record", noDescription: "no description", recognised: "Recognised at reception", done: (name: string) => `${name}: reported as seen.`,
  },
  consent: {
    title: "On what ground positions are looked at", lead: "A colleague's own position is looked at with their consent only, and no longer than they want.", owner: "Whose tracker", ownerHint: "person:ID or respondent:ID",
    basis: "Ground", options: { consent: "their own consent", court_order: "an order of a court", condition_of_release: "a condition of release" }, purpose: "For what", purposeHint: "To be warned when he is near", holds: "It holds (leave empty to take it back)",
  },
  worry: {
    title: "Something new that worries us", lead: "It counts as a reason at once, and pages when her level rises by it.", what: "What", words: "In words", respondent: "Respondent id, if known",
    options: { threats_in_texts: "threats in texts", new_request: "new request to the court", violation: "the order was violated", respondent_near: "he is near", sighting: "he was seen", tracker_silent: "his tracker cannot be trusted" },
  },
  respondent: {
    title: "Enter a respondent", name: "Name, or what they are called", id: "Id, if you give one", idHint: "Letters, digits, - and _; one that is there already is replaced", aliases: "Other names",
    description: "What they look like", plate: "Plate of their vehicle", vehicle: "Their vehicle in words", vehicleHint: "Grey pickup, ladder rack", photo: "Where the picture is kept",
    staff: "Person id, if a present or former colleague", devices: "Ids of their tracker", done: "On record. Name them in her order or plan too.",
  },
  order: {
    title: "Enter a protection order", again: (name: string) => `Enter order ${name} anew`, lead: "Somebody else must compare it with the court's paper afterwards.", replaces: "It replaces the whole entry before.", court: "Court", number: "Number", id: "Id, if you give one",
    idHint: "One that is there already is replaced, and must be verified anew", kind: "Kind", zone: "Time zone of the court", protected: "Whom it protects: person ids", respondents: "Against whom: respondent ids",
    issued: "Issued", served: "Served, if it is known", expires: "Last day on which it holds, if it ends", distance: "Metres to keep from her", conditions: "Conditions", area: "Stay-away area around",
    radius: "Metres around it", workplaces: "Workplaces they may not enter: place ids", text: "Further terms, as written",
    kinds: { final: "final", temporary: "temporary", emergency: "emergency", criminal: "criminal", workplace: "workplace", other: "other" } as Record<string, string>,
    codes: {
      "01": "no harm, threat or stalking (01)", "02": "no threat to family or household (02)", "03": "she has the residence (03)", "04": "stay away (04)", "05": "no communication (05)",
      "06": "visitation rights (06)", "07": "no firearms (07)", "08": "see the text (08)", "09": "temporary custody of children (09)",
    } as Record<string, string>,
  },
  plan: {
    title: "Enter a safety plan", of: (name: string) => `Safety plan of ${name}`, replaces: "It replaces the whole plan before.", review: "Look through it again", against: "Against whom: respondent ids",
    escort: "Somebody walks with her at the end of a shift", photo: "Reception has the respondent's picture", screening: "Others take her calls first", from: "Walk from", door: "By which door", to: "Walk to",
    minutes: "Minutes on the way", noWalk: "No walk: she is not asked at the end of a shift", parking: "Parking", contact: "Safe contact: how she can be reached", contactHint: "With a number warnings can go there",
    byContact: "Always by the safe contact: Tocsin writes nothing to her of its own accord", codes: "Code words", codesHint: "word = what it means; the next one. In a text of hers each is an SOS",
    shifts: "Shift changes", notes: "Notes", mayKnow: "Who else may read it: person ids",
  },
  screen: {
    title: "Lethality screen, by topic", lead: "Read the questions from your agency's form. What she does not answer is kept as not answered. A screen informs: it never lowers a level.",
    yes: "yes", no: "no", silent: "did not answer", belief: "Whoever asked believes her in danger", at: "Asked at", source: "Who asked (an office rather than a name)",
    topics: {
      weapon_used: "weapon used", threat_to_kill: "threat to kill", believes_may_be_killed: "believes may be killed", gun_access: "gun access", choking: "choking", jealousy_or_control: "jealousy or control",
      separation: "separation", unemployment: "unemployment", suicide_attempt: "suicide attempt", child_of_another: "child of another", follows_or_spies: "follows or spies",
    } as Record<string, string>,
  },
  danger: {
    title: "Result of a Danger Assessment", lead: "Score it by its author's form; the result alone is kept. It informs: it never lowers a level.", level: "Danger", nothing: "she answered nothing",
    levels: { variable: "variable", increased: "increased", severe: "severe", extreme: "extreme" } as Record<string, string>, score: "Score", unanswered: "Items that she did not answer",
  },
  dismiss: {
    title: "Dismiss a colleague", yes: "Dismiss them now", lead: "In the same second their links, sessions, tokens, pages and duties end and their badges are listed for the doors. If they are a respondent, her level rises and her coordinators are paged.",
    person: "Person id", reason: "Why, for the record (sealed)", sure: "This is the right person",
  },
  reinstate: { title: "Take a dismissal back", yes: "Bring them back", lead: "The agency file is read again, and brings them in with the roles that stand there. Links and tokens of before stay ended." },
};

export type Words = typeof en;
