// A section under its heading. Where there is room it always stands open; on a phone it is folded
// until somebody opens it, and its heading says what is inside.

import { el } from "./dom.js";

export const NARROW_PX = 560; // The same as in the style sheets.

export function fold(board, key, heading, body, isShown = false) {
  const click = (event) => {
    if (board.isNarrow) board.unfolded[key] = !details.open;
    else event.preventDefault();
  };
  const summary = el("summary", { "data-key": `fold-${key}`, on: { click } }, heading);
  const details = el("details", { class: "fold" }, summary, el("div", { class: "fold-body" }, body));
  // What is built once is arranged again when the window changes; what is drawn anew is built anew.
  details.arrange = () => {
    details.open = !board.isNarrow || (board.unfolded[key] ?? isShown);
    summary.tabIndex = board.isNarrow ? 0 : -1;
  };
  details.arrange();
  return details;
}
