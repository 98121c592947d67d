// <cb-session>: the terminal's tools: undo, reset (asked once), text size, output for screen readers.

import { recall } from "../models/store.js";
import { labOf } from "../views/element.js";

class Session extends HTMLElement {
  connectedCallback() {
    this.lab = labOf(this);
    this.ask = this.querySelector(".ask");
    this.button("reader").setAttribute("aria-pressed", String(recall("reader") === "on"));
    this.addEventListener("click", ({ target }) => this.#act(target.closest("[data-act]")));
    this.addEventListener("keydown", ({ key }) => key === "Escape" && !this.ask.hidden && this.#asked(false));
    this.lab.on("opened", () => this.#enable());
    this.lab.on("branches", ({ undone }) => (this.button("redo").disabled = !undone.length));
    this.lab.on("command", () => (this.button("undo").disabled = false));
    this.lab.on("journal", ({ journal }) => (this.button("undo").disabled = !journal.inputs?.some((input) => input[2] === "type")));
  }

  button(act) {
    return this.querySelector(`[data-act="${act}"]`);
  }

  #enable() {
    this.button("reset").disabled = false;
  }

  #act(button) {
    const acts = {
      undo: () => this.lab.undo(),
      redo: () => this.lab.redo(),
      reset: () => this.#asked(true),
      "reset-yes": () => {
        this.lab.reset();
        this.#asked(false);
      },
      "reset-no": () => this.#asked(false),
      smaller: () => this.lab.terminal.scale(-1),
      larger: () => this.lab.terminal.scale(1),
      reader: () => this.#reader(button),
    };
    acts[button?.dataset.act]?.();
    if (["undo", "redo", "reset-yes"].includes(button?.dataset.act)) this.lab.send("focus-terminal");
  }

  #asked(open) {
    this.ask.hidden = !open;
    this.button(open ? "reset-no" : "reset").focus();
  }

  #reader(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    this.lab.terminal.reader = on;
  }
}

customElements.define("cb-session", Session);
