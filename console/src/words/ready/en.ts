// The words of "Ready?": who would be paged, who can be reached, and by what.


export const en = {
  title: "Ready?",
  lead: "Before the night: who would be paged this minute, can everybody be reached, and does each way out deliver.",
  asOf: (at: string) => `As of ${at}`, again: "Ask again", noRight: "Your roles do not include this page.",
  failed: "Could not be asked:",
  tabs: { now: "Who would be paged now", reach: "Is everybody reachable", ways: "Ways out", setup: "Set up a gateway", lost: "A lost phone" },
  now: {
    step: (n: number, seconds: number) => `Step ${n}, ${seconds} s`, need: (n: number) => `${n} must answer`,
    nobody: "NOBODY", nobodyWhy: "This step is skipped at once.", noChannel: "no channel",
    holes: "Holes in the next seven days", noHole: "No hole in the next seven days.",
    hole: { nobody_on_duty: "nobody is on duty", nobody_reachable: "nobody can be reached", too_few_reachable: "fewer can be reached than must answer" },
    from: "from", until: "until", subject: "who", what: "what",
  },
  reach: {
    who: "Who", channel: "Channel", last: "Last known to arrive", how: "How it is known", failed: "Last failure",
    never: "NEVER PROVEN", receipt: "a receipt", answer: "an answer", since: (age: string) => `${age} ago`,
    test: "Send a test page", testAll: "Send everybody a test page", testing: "A test page is on its way.",
    testWhy: "It says that it is a test and asks for an answer. Whoever does not answer within an hour raises an alarm.",
    sure: (n: number) => `Send a test page to all ${n}?`, yes: "Send", no: "Back",
  },
  ways: {
    good: "delivers", unknown: "NOT KNOWN: nothing was seen to arrive this way yet", passedOver: (why: string) => `PASSED OVER: ${why}`, failing: (n: number) => `${n} failures in a row`,
    receipts: (came: number, all: number) => `${came} of the last ${all} texts have a receipt`, noReceipts: "It gives no receipts.",
    none: "No text went this way yet.",
    lastReceipt: "last receipt", loopback: "Loopback proof", prove: "Prove it now",
    proof: {
      not_set: "Not set up: give the gateway a loopback_to, a number of your own that comes back here.",
      never: "Never proven.", under_way: "Under way: the text must come back within 15 minutes.",
      proven: (age: string, took: string) => `Proven ${age} ago; the text came back after ${took}.`, missed: "MISSED: the text did not come back.",
    },
    add: "Set up a further way out",
    how: "An administrator sets it up here, with a live text to their own phone before it is saved. Give it a loopback_to, and prove it: a text goes out through the carrier and must come back.",
  },
};

export type Words = typeof en;
