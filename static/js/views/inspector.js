// The inspector on the page: one element, its record's fields and tables as sections that open and close.

import { asText, isOpen, sectionsOf, titleOf } from "../models/inspecting.js";
import { gettext } from "../models/language.js";
import { nameOf } from "../models/words.js";
import { make } from "./element.js";

export class Inspector {
  #lab;
  #close;
  #element = null;
  #model = null;
  #answer = null;
  #chosen = new Map(); // section title -> open or not, as the learner left it
  #key = "";

  /** `close()` lets the selection go. */
  constructor(lab, close) {
    this.#lab = lab;
    this.#close = close;
    this.node = make("section.inspector", { hidden: true, "aria-label": gettext("Inspector") });
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && close());
    lab.on("inspected", (answer) => {
      if (answer.id !== this.#element?.id) return;
      this.#answer = answer;
      this.#render();
    });
  }

  /** Shows an element (null: nothing) and asks the machine what stands behind it. */
  show(element, model) {
    this.node.hidden = !element;
    if (!element) {
      this.#element = null;
      return;
    }
    if (element.id !== this.#element?.id) this.#answer = null;
    this.#element = element;
    this.#model = model;
    if (!this.#answer || this.#past) this.#render();
    if (!this.#past) this.#lab.client.say({ type: "inspect", id: element.id });
  }

  /** The time line shows an earlier moment, of which the machine knows nothing any more. */
  get #past() {
    return (this.#lab.history?.moment ?? null) !== null;
  }

  #render() {
    const sections = sectionsOf(this.#element, this.#answer, this.#past);
    const name = nameOf(this.#element, this.#model);
    const key = JSON.stringify([name, sections]);
    if (key === this.#key) return;
    this.#key = key;
    const focus = this.node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const copy = make("button.tool", { type: "button", "data-key": "copy", onclick: () => this.#copy(asText(name, sections)) }, gettext("Copy"));
    const close = make("button.tool", { type: "button", "data-key": "close", onclick: this.#close }, gettext("Close"));
    const head = make("header", {}, make("h2", {}, name), make("div", {}, copy, close));
    this.node.replaceChildren(head, ...sections.map((section, index) => this.#section(section, index)));
    if (focus) this.node.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  #section(section, index) {
    const summary = make("summary", { "data-key": section.title }, titleOf(section));
    const details = make("details", { open: isOpen(section, index, this.#chosen) }, summary, body(section));
    details.addEventListener("toggle", () => this.#chosen.set(section.title, details.open));
    return details;
  }

  async #copy(text) {
    await navigator.clipboard.writeText(text).catch(() => {});
    this.node.querySelector('[data-key="copy"]').textContent = gettext("Copied");
  }
}

function body({ columns, rows, more }) {
  if (!rows.length) return make("p.inspector-none", {}, gettext("none"));
  const rest = more ? make("p.inspector-none", {}, gettext("and {n} more", { n: more })) : null;
  if (!columns.length) {
    return make("dl", {}, ...rows.flatMap(([name, of]) => [make("dt", {}, name), make("dd", {}, of)]));
  }
  const head = make("thead", {}, make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column))));
  const lines = rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))));
  return make("div.inspector-table", { tabindex: "0", role: "group", "aria-label": gettext("table") }, make("table", {}, head, make("tbody", {}, ...lines)), rest);
}
