// What cannot be taken back is asked for once more, in words that say what will happen.

import { el } from "./dom.js";

export function confirmed({ title, words, yes, no = "Back", danger = true }) {
  return new Promise((done) => {
    let said = false;
    const answer = (given) => () => { said = given; dialog.close(); };
    const back = el("button", { type: "button", autofocus: true, on: { click: answer(false) } }, no);
    const dialog = el("dialog", { "aria-label": title, class: "confirm" },
      el("h2", {}, title), words.map((each) => el("p", {}, each)),
      el("div", { class: "buttons" }, el("button", { type: "button", class: danger ? "danger" : "primary", on: { click: answer(true) } }, yes), back));
    dialog.addEventListener("close", () => { dialog.remove(); done(said); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
