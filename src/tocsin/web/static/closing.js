// Closing asks how it ended, says why it cannot be closed yet, and is never one click.

import { el, plain } from "./dom.js";

export function closeDialog(board, i) {
  const action = i.actions.find((each) => each.action === "close");
  const note = el("textarea", { id: "closing-note", rows: "3" });
  const choices = board.world.dispositions.map((each) => el("label", { class: "choice" }, el("input", { type: "radio", name: "disposition", value: each, required: true }), plain(each)));
  const submit = async (event) => {
    event.preventDefault();
    const chosen = form.querySelector("input[name=disposition]:checked");
    if (!chosen) return;
    const done = await board.do(`incidents/${encodeURIComponent(i.incident)}/close`, { disposition: chosen.value, note: note.value }, `${i.incident} is closed. Everybody paged is told to stand down.`);
    if (done) dialog.close();
  };
  const form = el("form", { on: { submit } },
    el("h2", {}, `Close ${i.incident}: ${i.who}`),
    !action.allowed && el("p", { class: "short", role: "alert" }, `▲ Not yet: ${action.why_not}`),
    el("fieldset", {}, el("legend", {}, "How did it end?"), choices),
    el("label", { for: "closing-note" }, "Note for the record (not required)"), note,
    el("div", { class: "buttons" },
      el("button", { type: "submit", class: "danger", disabled: !action.allowed }, "Close the incident"),
      el("button", { type: "button", on: { click: () => dialog.close() } }, "Back")));
  const dialog = el("dialog", { "aria-label": `Close ${i.incident}` }, form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
