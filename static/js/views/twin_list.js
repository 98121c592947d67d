// The text twin on the page: a tree with one tab stop; arrows move, Enter opens. Only what changed is written anew.

import { huesOf } from "../models/figures.js";
import { gettext } from "../models/language.js";
import { twinOf } from "../models/twin.js";
import { make } from "./element.js";

const HUED = new Set(["vnet", "prison", "jail"]);

export class Twin {
  #onSelect;
  #onOpen;
  #items = new Map(); // id -> {node, name, told, group, key}
  #current = null; // id of the tab stop
  #selected = null;
  #returning = false; // the focus comes back: nothing is selected by that

  /** `onOpen(id)` hears of Enter, and of the arrows that open and close a box; it says whether it did anything. */
  constructor(label, onSelect, onOpen = () => false) {
    this.#onSelect = onSelect;
    this.#onOpen = onOpen;
    this.tree = make("ul", { role: "tree", "aria-label": label });
    this.node = make("div.twin", {}, this.tree);
    this.node.addEventListener("keydown", (event) => this.#pressed(event));
    this.node.addEventListener("click", ({ target }) => {
      const item = target.closest("[role=treeitem]");
      if (item) this.#go(item, true);
    });
    this.node.addEventListener("focusin", ({ target }) => target.dataset.id && !this.#returning && this.#go(target, false));
  }

  /** Shows `model`; the focus stays on the element that had it. */
  show(model, marked, broken) {
    const entries = twinOf(model);
    const had = this.node.contains(document.activeElement);
    const seen = new Set();
    this.#fill(this.tree, entries, 1, { model, hue: huesOf(model), marked, broken, seen });
    for (const id of this.#items.keys()) if (!seen.has(id)) this.#items.delete(id);
    const stop = this.#find(this.#current) ?? this.tree.querySelector("[role=treeitem]");
    if (stop) this.#stop(stop);
    this.mark(this.#selected);
    if (had && !this.node.contains(document.activeElement)) stop?.focus();
  }

  /** Puts the entries into a list, in order; nodes that are there stay. */
  #fill(list, entries, level, about) {
    let place = list.firstElementChild;
    for (const entry of entries) {
      const item = this.#item(entry, level, about);
      if (item.node === place) place = place.nextElementSibling;
      else list.insertBefore(item.node, place);
    }
    while (place) {
      const next = place.nextElementSibling;
      place.remove();
      place = next;
    }
  }

  #item(entry, level, about) {
    about.seen.add(entry.id);
    const facts = [...entry.facts, ...(about.marked.has(entry.id) ? [gettext("changed")] : []), ...(entry.id === about.broken ? [gettext("first broken here")] : [])];
    const hue = HUED.has(entry.kind) ? String(about.hue(about.model.get(entry.id))) : null;
    const open = entry.folded !== null ? "false" : entry.children.length ? "true" : null;
    const key = JSON.stringify([entry.label, facts, hue, level, open]);
    let item = this.#items.get(entry.id);
    if (!item) {
      const [name, told] = [make("span.twin-name"), make("span.twin-facts")];
      const node = make("li", { role: "treeitem", tabindex: "-1", "data-id": entry.id, "aria-selected": "false" }, make("div.twin-line", {}, name, told));
      item = { node, name, told, group: null, key: "" };
      this.#items.set(entry.id, item);
    }
    if (item.key !== key) this.#write(item, { entry, facts, hue, level, open, key, changed: about.marked.has(entry.id) });
    this.#children(item, entry, level, about);
    return item;
  }

  #write(item, { entry, facts, hue, level, open, key, changed }) {
    item.key = key;
    const words = facts.join(", ");
    if (item.name.textContent !== entry.label) item.name.textContent = entry.label;
    item.told.textContent = words;
    attribute(item.name, "data-hue", hue);
    attribute(item.node, "aria-level", String(level));
    attribute(item.node, "aria-expanded", open);
    item.node.setAttribute("aria-label", `${entry.label}: ${words}`);
    item.node.toggleAttribute("data-changed", changed);
  }

  #children(item, entry, level, about) {
    if (!entry.children.length) {
      item.group?.remove();
      item.group = null;
      return;
    }
    if (!item.group) {
      item.group = make("ul", { role: "group" });
      item.node.append(item.group);
    }
    this.#fill(item.group, entry.children, level + 1, about);
  }

  mark(id) {
    if (id !== this.#selected) this.#find(this.#selected)?.setAttribute("aria-selected", "false");
    this.#selected = id;
    this.#find(id)?.setAttribute("aria-selected", "true");
  }

  focus() {
    this.#returning = true;
    this.tree.querySelector('[tabindex="0"]')?.focus();
    this.#returning = false;
  }

  #find(id) {
    return this.#items.get(id)?.node ?? null;
  }

  #stop(item) {
    if (item.dataset.id !== this.#current) this.#find(this.#current)?.setAttribute("tabindex", "-1");
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
    const open = event.target.getAttribute("aria-expanded");
    const { id } = event.target.dataset;
    if (event.key === "Escape") this.#onSelect(null);
    const opens = event.key === "Enter" || (event.key === "ArrowRight" && open === "false") || (event.key === "ArrowLeft" && open === "true");
    if (opens && this.#onOpen(id)) {
      event.preventDefault();
      return;
    }
    const moves = {
      ArrowDown: items[at + 1],
      ArrowUp: items[at - 1],
      ArrowLeft: event.target.parentElement.closest("[role=treeitem]"),
      ArrowRight: event.target.querySelector("[role=treeitem]"),
      Home: items[0],
      End: items.at(-1),
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    if (moves[event.key]) this.#go(moves[event.key], true);
  }
}

/** An attribute, written only where it differs; null is none. */
function attribute(node, name, value) {
  if (node.getAttribute(name) === value) return;
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}
