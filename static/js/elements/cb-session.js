// <cb-session>: the terminal's tools: undo, redo, reset (asked once); and its menu: text size, find, copy, transcript, split.

import { gettext } from "../models/language.js";
import { keep, recall } from "../models/store.js";
import { labOf } from "../views/element.js";
import { place } from "../views/menu.js";
import { scale } from "../views/terminal_size.js";

class Session extends HTMLElement {
  connectedCallback() {
    this.lab = labOf(this);
    this.ask = this.querySelector(".ask");
    this.menu = this.querySelector("[popover]");
    this.#pressed("reader", recall("reader") === "on");
    this.#pressed("split", recall("split") === "on");
    this.addEventListener("click", ({ target }) => this.#act(target.closest("[data-act]")));
    this.addEventListener("keydown", ({ key }) => key === "Escape" && !this.ask.hidden && this.#asked(false));
    this.menu.addEventListener("beforetoggle", () => place(this.menu, this.querySelector("[popovertarget]")));
    this.lab.on("opened", () => (this.button("reset").disabled = false));
    this.lab.on("branches", ({ undone }) => (this.button("redo").disabled = !undone.length));
    this.lab.on("command", () => (this.button("undo").disabled = false));
    this.lab.on("journal", ({ journal }) => (this.button("undo").disabled = !journal.inputs?.some((input) => input[2] === "type")));
    this.lab.addEventListener("keydown", (event) => this.#copyKey(event), true);
  }

  button(act) {
    return this.querySelector(`[data-act="${act}"]`);
  }

  #pressed(act, on) {
    this.button(act).setAttribute("aria-pressed", String(on));
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
      smaller: () => this.#size(-1),
      larger: () => this.#size(1),
      find: () => this.lab.send("find"),
      copy: () => this.#copy(),
      paste: () => this.#paste(),
      transcript: () => this.#transcript(),
      split: () => this.#toggle("split", (on) => this.lab.send("split", on)),
      reader: () => this.#toggle("reader", (on) => this.#readers(on)),
    };
    const act = button?.dataset.act;
    acts[act]?.();
    if (["find", "copy", "paste", "transcript", "split"].includes(act)) this.menu.hidePopover();
    if (["undo", "redo", "reset-yes", "copy", "paste", "transcript", "split"].includes(act)) this.lab.send("focus-terminal");
  }

  #asked(open) {
    this.ask.hidden = !open;
    this.button(open ? "reset-no" : "reset").focus();
  }

  #size(step) {
    scale(step);
    this.lab.send("text-size");
  }

  #toggle(act, then) {
    const on = this.button(act).getAttribute("aria-pressed") !== "true";
    this.#pressed(act, on);
    then(on);
  }

  #readers(on) {
    keep("reader", on ? "on" : "off");
    for (const terminal of this.lab.querySelectorAll("cb-terminal")) terminal.reader = on;
  }

  /** Copies what is selected, or everything. */
  async #copy() {
    const { terminal } = this.lab;
    try {
      await navigator.clipboard.writeText(terminal.term.getSelection() || terminal.text);
    } catch {
      this.lab.send("trouble", gettext("This browser lets no page write to the clipboard here. Select with the pointer, and copy from its menu."));
    }
  }

  async #paste() {
    try {
      this.lab.terminal.paste(await navigator.clipboard.readText());
    } catch {
      this.lab.send("trouble", gettext("This browser lets no page read the clipboard here. Paste with Ctrl+Shift+V, or from the pointer’s menu."));
    }
  }

  #copyKey(event) {
    if (!(event.ctrlKey && event.shiftKey && /^c$/i.test(event.key))) return;
    event.preventDefault();
    this.#copy();
  }

  #transcript() {
    const { config, terminal } = this.lab;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([terminal.text], { type: "text/plain" }));
    link.download = `${config.lesson?.slug ?? "sandbox"}-ttyv${terminal.tty}.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

customElements.define("cb-session", Session);
