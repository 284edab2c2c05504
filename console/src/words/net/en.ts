// What is said when the service did not answer at all: on every page.

export const en = {
  notSent: "This browser has no network. It was NOT SENT, and nothing was done.",
  noAnswer: "No answer came. It may have been done, or not: look before you press again.",
  answered: (status: number) => `The service answered ${status}.`,
};

export type Words = typeof en;
