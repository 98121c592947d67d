// <cb-terminals>: the machine's terminals, one or more; as tabs, or all at once. `+` attaches another.

import { keep, recall } from "../models/store.js";
import { labOf, make } from "../views/element.js";

const MOST = 4;

class Terminals extends HTMLElement {
  #told = new Set(); // ttys whose screens came since the machine was opened anew
  #anew = false;

  connectedCallback() {
    this.lab = labOf(this);
    this.list = this.lab.querySelector(".ttys-list");
    this.more = this.lab.querySelector('[data-act="attach"]');
    this.more.addEventListener("click", () => this.#attach());
    this.list.addEventListener("click", ({ target }) => this.#chosen(target.closest('[role="tab"]')));
    this.list.addEventListener("keydown", (event) => this.#key(event));
    this.lab.on("screen", (screen) => !screen.past && this.#screen(screen));
    this.lab.on("clock", () => this.#settle());
    this.lab.on("opened", () => this.#draw());
    this.lab.on("moment", ({ live }) => this.#offer(live));
    this.lab.on("split", (on) => this.#split(on));
    this.addEventListener("focusin", () => this.#draw());
    this.#split(recall("split") === "on");
  }

  get all() {
    return [...this.querySelectorAll("cb-terminal")];
  }

  of(tty) {
    return this.all.find((terminal) => terminal.tty === tty);
  }

  /** A terminal that the machine has: with its journal, or from the lesson. */
  #screen({ tty, ...screen }) {
    if (tty === 0) {
      this.#anew = true;
      this.#told.clear();
    }
    this.#told.add(tty);
    if (this.of(tty)) return;
    const terminal = this.#made(tty, false);
    this.append(terminal);
    terminal.show(screen);
  }

  /** After undo a terminal may not have been attached yet. */
  #settle() {
    if (!this.#anew) return;
    this.#anew = false;
    for (const terminal of this.all) if (!this.#told.has(terminal.tty)) terminal.remove();
    if (!this.lab.terminal.isConnected) this.lab.terminal = this.of(0);
    this.#draw();
  }

  #made(tty, fresh) {
    return make("cb-terminal.tty", { "data-tty": String(tty), "data-new": fresh, id: `tty-${tty}`, "aria-labelledby": `tab-tty-${tty}` });
  }

  #attach() {
    const terminal = this.#made(this.all.length, true);
    this.append(terminal);
    this.lab.terminal = terminal;
    this.#draw();
    terminal.opened.then(() => terminal.focusTerminal());
  }

  #chosen(tab) {
    if (!tab) return;
    this.lab.terminal = this.of(Number(tab.dataset.tty));
    this.#draw();
    this.lab.terminal.focusTerminal();
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.matches('[role="tab"]')) return;
    event.preventDefault();
    const { all } = this;
    this.lab.terminal = all[(all.indexOf(this.lab.terminal) + step + all.length) % all.length];
    this.#draw();
    this.list.querySelector('[aria-selected="true"]').focus();
  }

  #split(on) {
    keep("split", on ? "on" : "off");
    this.toggleAttribute("data-split", on);
    this.#draw();
  }

  /** None is attached in the past. */
  #offer(live) {
    this.more.disabled = this.all.length >= MOST || !live;
  }

  #draw() {
    const { all } = this;
    const active = this.lab.terminal;
    this.dataset.count = all.length;
    this.list.hidden = all.length < 2;
    this.#offer(this.lab.moment === null);
    for (const terminal of all) {
      terminal.toggleAttribute("data-active", terminal === active);
      terminal.role = all.length > 1 ? "tabpanel" : null;
    }
    if (this.list.children.length !== all.length) {
      this.list.replaceChildren(...all.map(({ tty }) => make("button", { type: "button", role: "tab", id: `tab-tty-${tty}`, "data-tty": String(tty), "aria-controls": `tty-${tty}` }, `v${tty}`)));
    }
    for (const tab of this.list.children) {
      const on = Number(tab.dataset.tty) === active?.tty;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
  }
}

customElements.define("cb-terminals", Terminals);
