// The words of the demo: what to try, and the phones.

export const en = {
  skip: "Go to the phones", demo: "DEMO", lead: "Nothing leaves this machine; all people are invented.",
  steps: [
    ["On Ana's phone send", "SOS he's in the lot"], ["On a phone that was paged reply with its code and", "C", "to take command, or take command on the board"],
    ["Send the recommended units, then move them: en route, on scene, clear"], ["On Ana's phone cancel with", "yellow umbrella", "(safe) or", "garden gate", "(duress)"],
    ["Or do nothing, and watch it widen to everyone"],
  ],
  phones: "Phones", messages: (name: string) => `Messages of ${name}`, from: (name: string) => `Text from ${name}`, write: "Write a text", send: "Send",
  off: "Switch off", on: "OFF - switch on", notSent: (why: string) => `Not sent: ${why}`, more: (n: number) => `Show ${n} more phones`,
};

export type Words = typeof en;
