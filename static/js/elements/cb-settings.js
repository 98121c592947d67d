// <cb-settings>: the keyboard map, and what this browser is told to keep: colours, motion, size of text.

import { keep, recall } from "../models/store.js";
import { place } from "../views/menu.js";

class Settings extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.menu = this.querySelector("[popover]");
    this.button.hidden = false;
    this.menu.addEventListener("beforetoggle", ({ newState }) => newState === "open" && this.#open());
    this.addEventListener("change", ({ target }) => this.#set(target.dataset.setting, target.value));
    this.addEventListener("submit", ({ target }) => this.#leave(target));
    addEventListener("keydown", (event) => this.#key(event));
  }

  #open() {
    place(this.menu, this.button);
    for (const select of this.querySelectorAll("select")) select.value = recall(select.dataset.setting) ?? "";
  }

  /** An empty value is the system's own. */
  #set(name, value) {
    keep(name, value);
    const root = document.documentElement;
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
  }

  /** The language is the server's to change: a link's state, behind the #, comes back with the page. */
  #leave({ elements }) {
    elements.next.value = location.pathname + location.search + location.hash;
  }

  #key(event) {
    const typing = event.target.closest?.("input, textarea, select, cb-terminal");
    if (event.key === "?" && !typing) this.menu.togglePopover();
    else if (event.key === "F8") document.querySelector(".timeline-track")?.focus();
    else return;
    event.preventDefault();
  }
}

customElements.define("cb-settings", Settings);
