// The text twin on the page: a tree with one tab stop; arrows move, Enter selects.

import { huesOf } from "../models/figures.js";
import { twinOf } from "../models/twin.js";
import { make } from "./element.js";

export class Twin {
  #onSelect;
  #onOpen;
  #current = null; // id of the tab stop
  #selected = null;
  #key = "";

  /** `onOpen(id)` hears of Enter and of a double click. */
  constructor(label, onSelect, onOpen = () => {}) {
    this.#onSelect = onSelect;
    this.#onOpen = onOpen;
    this.tree = make("ul", { role: "tree", "aria-label": label });
    this.node = make("div.twin", {}, this.tree);
    this.node.addEventListener("keydown", (event) => this.#pressed(event));
    this.node.addEventListener("click", ({ target }) => {
      const item = target.closest("[role=treeitem]");
      if (item) this.#go(item, true);
    });
    this.node.addEventListener("focusin", ({ target }) => target.dataset.id && this.#onSelect(target.dataset.id));
  }

  /** Shows `model`; the focus stays on the element that had it. */
  show(model, marked, broken) {
    const entries = twinOf(model);
    const key = JSON.stringify([entries, [...marked], broken]);
    if (key === this.#key) return;
    this.#key = key;
    const hue = huesOf(model);
    const had = this.node.contains(document.activeElement);
    const render = (entry, level) => this.#item(entry, level, { model, hue, marked, broken, render });
    this.tree.replaceChildren(...entries.map((entry) => render(entry, 1)));
    const stop = this.#find(this.#current) ?? this.tree.querySelector("[role=treeitem]");
    if (stop) this.#stop(stop);
    this.mark(this.#selected);
    if (had) stop?.focus();
  }

  #item(entry, level, { model, hue, marked, broken, render }) {
    const box = ["vnet", "prison", "jail"].includes(entry.kind);
    const name = make("span.twin-name", { "data-hue": box ? String(hue(model.get(entry.id))) : null }, entry.label);
    const facts = [...entry.facts, ...(marked.has(entry.id) ? ["changed"] : []), ...(entry.id === broken ? ["first broken here"] : [])];
    const line = make("div.twin-line", {}, name, make("span.twin-facts", {}, facts.join(", ")));
    const children = entry.children.map((child) => render(child, level + 1));
    const group = children.length ? make("ul", { role: "group" }, ...children) : null;
    return make("li", {
      role: "treeitem", tabindex: "-1", "data-id": entry.id, "aria-level": level, "aria-selected": "false",
      "aria-expanded": children.length ? "true" : null, "data-changed": marked.has(entry.id), "aria-label": `${entry.label}: ${facts.join(", ")}`,
    }, line, group);
  }

  mark(id) {
    this.#selected = id;
    for (const item of this.tree.querySelectorAll('[aria-selected="true"]')) item.setAttribute("aria-selected", "false");
    this.#find(id)?.setAttribute("aria-selected", "true");
  }

  focus() {
    this.tree.querySelector('[tabindex="0"]')?.focus();
  }

  #find(id) {
    return id ? this.tree.querySelector(`[data-id="${CSS.escape(id)}"]`) : null;
  }

  #stop(item) {
    this.tree.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    item.tabIndex = 0;
    this.#current = item.dataset.id;
  }

  #go(item, focus) {
    this.#stop(item);
    if (focus) item.focus();
    this.#onSelect(item.dataset.id);
  }

  #pressed(event) {
    const items = [...this.tree.querySelectorAll("[role=treeitem]")];
    const at = items.indexOf(event.target);
    if (at < 0) return;
    const moves = {
      ArrowDown: items[at + 1],
      ArrowUp: items[at - 1],
      ArrowLeft: event.target.parentElement.closest("[role=treeitem]"),
      ArrowRight: event.target.querySelector("[role=treeitem]"),
      Home: items[0],
      End: items.at(-1),
    };
    if (event.key === "Escape") this.#onSelect(null);
    if (event.key === "Enter") this.#onOpen(event.target.dataset.id);
    if (!(event.key in moves)) return;
    event.preventDefault();
    if (moves[event.key]) this.#go(moves[event.key], true);
  }
}
