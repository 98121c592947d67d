// <cb-find>: searches what a terminal has shown. The addon that does it is fetched when it is first wanted.

import { gettext } from "../models/language.js";
import { labOf } from "../views/element.js";

class Find extends HTMLElement {
  #addons = new WeakMap(); // by terminal

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
    const text = this.input.value;
    const addon = await this.#addon(this.lab.terminal.term);
    const found = text === "" || addon[`find${way}`](text, { incremental });
    this.says.textContent = found ? "" : gettext("Not found");
  }

  async #addon(term) {
    if (!this.#addons.has(term)) {
      const { SearchAddon } = await import("xterm-search");
      const addon = new SearchAddon();
      term.loadAddon(addon);
      this.#addons.set(term, addon);
    }
    return this.#addons.get(term);
  }
}

customElements.define("cb-find", Find);
