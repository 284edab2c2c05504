// The demo: a control room and a few phones, on one page and one machine.

import { ask } from "./ask.js";
import { Board } from "./board.js";
import { el } from "./dom.js";
import { Live } from "./live.js";
import { enter } from "./signin.js";

const FIRST_SHOWN = 6;

class Phone {
  constructor(given) {
    this.id = given.phone;
    this.isOn = given.is_on;
    this.seen = 0;
    this.bubbles = el("ol", { "aria-live": "polite", "aria-label": `Messages of ${given.name}` });
    this.text = el("input", { "aria-label": `Text from ${given.name}`, placeholder: "Write a text", autocomplete: "off", maxlength: "500" });
    this.power = el("button", { type: "button", class: "quiet", on: { click: () => this.turn() } });
    const submit = (event) => { event.preventDefault(); this.send(); };
    this.node = el("article", { class: "phone" },
      el("header", {}, el("div", {}, el("strong", {}, given.name), el("small", {}, given.role.replaceAll("_", " "))), this.power),
      this.bubbles, el("form", { on: { submit } }, this.text, el("button", { type: "submit" }, "Send")));
    this.showPower();
    for (const each of given.messages) this.add(each, false);
  }

  add(message, isNew) {
    if (message.sequence <= this.seen) return;
    this.seen = message.sequence;
    this.bubbles.append(el("li", { class: message.direction }, message.text, el("small", { "data-at": message.at })));
    this.showLast();
    if (isNew && message.direction === "in") {
      this.node.classList.add("news");
      setTimeout(() => this.node.classList.remove("news"), 4000);
    }
  }

  showLast() {
    this.bubbles.scrollTop = this.bubbles.scrollHeight;
  }

  async send() {
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = "";
    try {
      await ask("POST", `/demo/phones/${this.id}/text`, { text });
    } catch (refusal) {
      this.text.value = text;
      this.bubbles.append(el("li", { class: "problem" }, `Not sent: ${refusal.message}`));
    }
  }

  async turn() {
    await ask("POST", `/demo/phones/${this.id}/switch`, { on: !this.isOn });
    this.isOn = !this.isOn;
    this.showPower();
  }

  showPower() {
    this.power.textContent = this.isOn ? "Switch off" : "OFF - switch on";
    this.node.classList.toggle("off", !this.isOn);
  }
}

class Phones {
  constructor(place) {
    this.place = place;
    this.all = new Map();
    this.hidden = el("div", { hidden: true, class: "phones-more" });
    this.more = el("button", { type: "button", class: "more quiet", on: { click: () => this.reveal() } }, "");
  }

  async start() {
    await this.load();
    new Live("/demo/stream", { onEvent: (_, message) => this.take(message) }).run();
    setInterval(() => this.load(), 15000);
  }

  async load() {
    const given = await ask("GET", "/demo/phones").catch(() => []);
    for (const each of given) {
      const known = this.all.get(each.phone);
      if (known) each.messages.forEach((message) => known.add(message, true));
      else this.join(each);
    }
  }

  join(given) {
    const phone = new Phone(given);
    this.all.set(phone.id, phone);
    if (this.all.size <= FIRST_SHOWN || given.messages.length) this.place.append(phone.node);
    else this.hidden.append(phone.node);
    this.place.append(this.hidden, this.more);
    phone.showLast();
    this.count();
  }

  // A phone that rings comes into view under those that are shown already.
  take(message) {
    const phone = this.all.get(message.phone);
    if (!phone) return;
    phone.add(message, true);
    // It moves up below the first phone, but never while somebody types there.
    if (this.hidden.contains(phone.node)) this.place.insertBefore(phone.node, this.hidden);
    const first = this.place.querySelector(".phone");
    if (message.direction === "in" && phone.node !== first && !this.place.contains(document.activeElement)) first.after(phone.node);
    phone.showLast();
    this.count();
  }

  reveal() {
    this.place.append(...this.hidden.children);
    this.place.append(this.hidden, this.more);
    this.count();
  }

  count() {
    const rest = this.hidden.children.length;
    this.more.hidden = !rest;
    this.more.textContent = `Show ${rest} more phones`;
  }
}

const board = document.getElementById("board");
enter(board, { demo: true }).then((me) => new Board(board, me).start());
new Phones(document.getElementById("phones")).start();
