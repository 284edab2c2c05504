// A form in a dialog. It owns no rule: what the API refuses is said beside the field it is about.

import { ask } from "./ask.js";
import { el } from "./dom.js";
import { momentOf, now, wallText, zoneName } from "./time.js";

// Where a refusal that names no field belongs, if the form has that field.
const ABOUT = {
  respondent_unknown: ["respondents", "respondent"], protected_unknown: ["protected", "person"], place_not_known: ["workplaces", "place", "start"],
  device_taken: ["devices"], zone_unknown: ["zone"], nobody_named: ["protected"], moment_ahead: ["at", "issued_at"], moments_out_of_order: ["expires_on", "review_at", "at"],
  text_missing: ["source", "why", "name"], owner_unknown: ["owner"], basis_unknown: ["basis"], consent_needed: ["basis"], purpose_missing: ["purpose"], shift_unknown: ["shift"],
};

const READ = {
  text: (node) => node.value.trim(), area: (node) => node.value.trim(), select: (node) => node.value, date: (node) => node.value,
  number: (node) => (node.value === "" ? undefined : Number(node.value)), moment: (node) => momentOf(node.value), check: (node) => node.checked,
  list: (node) => node.value.split(/[,\n]/).map((each) => each.trim()).filter(Boolean),
  checks: (node) => [...node.querySelectorAll("input:checked")].map((each) => each.value),
  choice: (node) => node.querySelector("input:checked")?.value ?? "",
};

function control(field, id) {
  const common = { id, "data-key": id, required: field.required, "aria-describedby": `${id}-said` };
  const value = field.value ?? "";
  switch (field.kind) {
    case "area": return filledArea(common, value);
    case "list": return filledArea({ ...common, placeholder: "one a line, or with commas" }, [value].flat().join("\n"));
    case "select": return el("select", common, field.options.map(([name, words]) => el("option", { value: name, selected: name === value }, words)));
    case "check": return el("input", { ...common, type: "checkbox", checked: Boolean(field.value) });
    case "moment": return el("input", { ...common, type: "datetime-local", value: value || (field.isNow ? wallText(now()) : "") });
    case "checks": return group(common, id, "checkbox", field, [value].flat());
    case "choice": return group(common, id, "radio", field, [value]);
    default: return el("input", { ...common, type: field.kind === "number" ? "number" : field.kind === "date" ? "date" : "text", min: field.min, step: field.kind === "number" ? "any" : null, value, autocomplete: "off" });
  }
}

function filledArea(attributes, value) {
  const node = el("textarea", { ...attributes, rows: 2 });
  node.value = value;
  return node;
}

function group(common, id, type, field, chosen) {
  return el("fieldset", { id, "aria-describedby": common["aria-describedby"] }, el("legend", {}, field.label),
    field.options.map(([name, words]) => el("label", { class: "choice" }, el("input", { type, name: id, value: name, checked: chosen.includes(name), required: field.required && type === "radio" }), words)));
}

const isGroup = (field) => field.kind === "checks" || field.kind === "choice";

// Shows the form; the promise gives what the API answered, or null when somebody went back.
export function form({ title, words = [], fields, yes, method = "POST", path, body = {}, danger = false, shape = (given) => given }) {
  return new Promise((done) => {
    let said = null;
    const nodes = new Map(), notes = new Map();
    const rows = fields.map((field) => {
      const id = `f-${field.name}`;
      const node = control(field, id);
      const note = el("p", { id: `${id}-said`, class: "problem" });
      nodes.set(field, node);
      notes.set(field.name, note);
      const label = field.label + (field.kind === "moment" ? ` (on the clocks of ${zoneName()})` : "");
      const hint = field.hint && el("small", { class: "muted" }, field.hint);
      if (field.kind === "check") return el("div", { class: "field" }, el("label", { class: "choice", for: id }, node, label), hint, note);
      return el("div", { class: "field" }, !isGroup(field) && el("label", { for: id }, label), node, hint, note);
    });
    const whole = el("p", { class: "problem", role: "alert" });
    const send = el("button", { type: "submit", class: danger ? "danger" : "primary" }, yes);
    const submit = async (event) => {
      event.preventDefault();
      for (const note of [...notes.values(), whole]) note.textContent = "";
      const given = { ...body };
      for (const [field, node] of nodes) {
        const value = READ[field.kind ?? "text"](node);
        if (value !== "" && value !== undefined && !(Array.isArray(value) && !value.length)) given[field.name] = value;
      }
      send.disabled = true;
      try {
        said = await ask(method, typeof path === "function" ? path(given) : path, shape(given));
        dialog.close();
      } catch (refusal) {
        say(refusal, notes, whole);
      }
      send.disabled = false;
    };
    const back = el("button", { type: "button", on: { click: () => dialog.close() } }, "Back");
    const dialog = el("dialog", { "aria-label": title, class: "entry" },
      el("h2", {}, title), words.map((each) => el("p", {}, each)),
      el("form", { on: { submit } }, rows, whole, el("div", { class: "buttons" }, send, back)));
    dialog.addEventListener("close", () => { dialog.remove(); done(said); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// "field: what is wrong; other: what is wrong", or a reason whose field we know, or else on top.
function say(refusal, notes, whole) {
  const rest = [];
  for (const part of refusal.message.split("; ")) {
    const name = /^([a-z_]+)(?:\[\d+\])?: /.exec(part)?.[1];
    const note = notes.get(name) ?? [...notes].find(([key]) => part.includes(`$.${key}`) || part.includes(`\`${key}\``))?.[1];
    if (note) note.textContent = name ? part.slice(part.indexOf(": ") + 2) : part;
    else rest.push(part);
  }
  const about = (ABOUT[refusal.reason] ?? []).find((name) => notes.has(name));
  if (rest.length && about) notes.get(about).textContent = rest.join("; ");
  else whole.textContent = rest.join("; ");
  const first = [...notes.entries()].find(([, note]) => note.textContent);
  if (first) document.getElementById(`f-${first[0]}`)?.focus();
}
