// The words that stand on every quiet page.

export const en = {
  pages: "Pages", board: "Board", desk: "Desk", map: "Map", ready: "Ready?", oversight: "Oversight", language: "Español",
};

export type Words = typeof en;
