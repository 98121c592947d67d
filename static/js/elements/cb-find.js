// <cb-find>: searches what a terminal has shown. The addon that does it is fetched when it is first wanted.

import { gettext } from "../models/language.js";
import { labOf } from "../views/element.js";

class Find extends HTMLElement {
  #addons = new WeakMap(); // promises, by terminal

  connectedCallback() {
    this.lab = labOf(this);
    this.input = this.querySelector("input");
    this.says = this.querySelector("[role=status]");
    this.lab.on("find", () => this.#open());
    this.addEventListener("click", ({ target }) => this.#act(target.closest("[data-find]")?.dataset.find));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#find("Next", true));
    this.lab.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey && event.shiftKey && /^f$/i.test(event.key))) return;
      event.preventDefault();
      this.#open();
    }, true);
  }

  #open() {
    this.hidden = false;
    this.input.select();
    this.input.focus();
  }

  #act(act) {
    if (act === "close") this.#close();
    else if (act) this.#find(act);
  }

  #key(event) {
    if (event.key === "Escape") this.#close();
    else if (event.key === "Enter") this.#find(event.shiftKey ? "Previous" : "Next");
    else return;
    event.preventDefault();
  }

  #close() {
    this.hidden = true;
    this.lab.terminal.term.clearSelection();
    this.lab.send("focus-terminal");
  }

  async #find(way, incremental = false) {
    const addon = await this.#addon(this.lab.terminal.term);
    const text = this.input.value; // what is typed by now: the addon may have been under way
    const found = text === "" || addon[`find${way}`](text, { incremental });
    this.says.textContent = found ? "" : gettext("Not found");
  }

  /** One addon for a terminal, whoever asks for it first. */
  #addon(term) {
    if (!this.#addons.has(term)) this.#addons.set(term, this.#load(term));
    return this.#addons.get(term);
  }

  async #load(term) {
    const { SearchAddon } = await import("xterm-search");
    const addon = new SearchAddon();
    term.loadAddon(addon);
    return addon;
  }
}

customElements.define("cb-find", Find);
