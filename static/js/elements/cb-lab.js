// <cb-lab>: the hub of the lab page. Holds the machine's client and lets the other elements hear and speak.

import { Client } from "../machine/client.js";
import { History } from "../machine/history.js";
import { latest, leftBehind, saidSince } from "../models/keeping.js";
import { gettext } from "../models/language.js";
import { Pacer } from "../models/pacer.js";
import { fragmentOf, nameOf, problem, unpacked } from "../models/permalink.js";
import { keep, recallObject } from "../models/store.js";

const PACE_MS = 50;
const TERMINAL_MS = 1_000; // how long the machine waits for its terminal's size
const SAVE_AFTER_MS = 700;
const PREPARE_AFTER_MS = 4_000; // of quiet: commands have the processor to themselves

class Lab extends HTMLElement {
  #bus = new EventTarget();
  #stage = null; // the last step of starting, for elements that come to life later
  #saveTimer = null;
  #prepareTimer = null;
  #packed = null; // the journal in the address
  #left = null; // a confirmed journal of this browser that the server has no more
  unsent = false; // this browser holds work that the server has not
  #copied = false; // the machine was opened on a link's journal
  #asked = []; // for each `save` under way, what to do with its journal
  pacer = new Pacer();
  tried = false; // a command was run: from now on what is broken is shown as broken

  connectedCallback() {
    this.config = JSON.parse(document.getElementById("lab-config").textContent);
    this.#packed = this.config.current ? fragmentOf(location.hash) : null;
    if (this.#packed !== null) this.config.attempt = `link.${nameOf(this.#packed)}`;
    addEventListener("hashchange", () => fragmentOf(location.hash) !== null && location.reload());
    const kept = this.#kept();
    const journal = latest(this.config.journal, kept, this.config.engine);
    this.unsent = kept?.synced === false;
    this.#left = leftBehind(journal, kept, this.config.engine);
    this.#copied = this.config.journal !== null && journal === this.config.journal && Boolean(this.config.current);
    const since = saidSince(journal, kept, this.config.engine);
    // Should it stop the machine, the next visit is without it; a page that is left keeps it anew.
    if (kept?.since) keep(`work.${this.config.attempt}`, JSON.stringify({ ...kept, since: undefined }));
    this.tried = since.some(({ type }) => type === "input") || Boolean(journal?.inputs?.some((input) => input[2] === "type"));
    this.history = new History(this, this.config.attempt);
    this.client = new Client({ ...this.config, journal, since });
    this.client.addEventListener("message", ({ detail }) => this.#message(detail));
    this.client.addEventListener("stage", ({ detail }) => (this.#stage = detail));
    for (const type of ["restarted", "lost"]) this.client.addEventListener(type, () => (this.#asked = [])); // never answered
    for (const type of ["stage", "restarted", "broken", "lost", "note"]) {
      this.client.addEventListener(type, ({ detail }) => this.send(type, detail));
    }
    if (this.#able) this.client.start();
  }

  /** The journal of the link that led here, unless its copy has been worked on already. */
  async #unpack() {
    if (this.#packed === null || this.#kept()?.journal) return;
    try {
      const journal = await unpacked(this.#packed);
      const wrong = problem(journal, this.config);
      if (wrong) throw new Error(wrong);
      this.#copied = this.tried = true;
      this.client.load(journal);
    } catch (error) {
      this.send("trouble", [error.message, gettext("The machine starts untouched.")].join(" "));
    }
  }

  /** A link's journal that does not replay: said, and no harm done. */
  #unreplayable({ where, error }) {
    this.#copied = false;
    this.send("trouble", gettext("This link cannot be replayed ({where}: {error}). The machine starts untouched.", { where, error }));
    this.client.load(null);
  }

  /** This browser's record of the work. A sandbox's on another engine is opened there, or put aside where that is gone. */
  #kept() {
    const { attempt, engine, current, urls, review } = this.config;
    if (review) return null; // somebody else's work, to be looked at
    const kept = recallObject(`work.${attempt}`);
    if (!current || !kept?.journal?.inputs?.length || kept.engine === engine) return kept;
    const there = engine === current && !attempt.startsWith("shared.") && !new URL(location).searchParams.has("engine");
    if (there) location.replace(`${urls.page}&engine=${kept.engine}${location.hash}`);
    else keep(`aside.${attempt}`, JSON.stringify(kept));
    return null;
  }

  /** Whether a machine can run: here, or at the server's. */
  get #able() {
    return typeof WebAssembly === "object" || Boolean(this.config.urls.socket ?? this.config.urls.follow);
  }

  /** Every element listens: the machine may be opened. It has been starting since this element came to life. */
  release() {
    if (!this.#able) {
      this.send("broken", { where: "browser", error: gettext("no WebAssembly") });
      return;
    }
    if (this.#stage) this.send("stage", this.#stage);
    // A shell that asks for its terminal's size before the terminal is laid out wraps its first line elsewhere.
    const sized = Promise.race([this.terminal?.opened, new Promise((late) => setTimeout(late, TERMINAL_MS))]);
    Promise.allSettled([sized, this.#unpack()]).then(() => this.client.release());
    this.pacer.active(performance.now());
    setInterval(() => this.#pace(), PACE_MS);
    document.addEventListener("visibilitychange", () => {
      this.pacer.visible = !document.hidden;
      if (document.hidden) this.save();
    });
    // Most often the server has it before the page is gone. Time that has passed is no work: another device's may be newer.
    addEventListener("beforeunload", () => this.client.typed && this.save());
    for (const type of ["keydown", "pointerdown"]) addEventListener(type, () => this.pacer.active(performance.now()), true);
  }

  /** When the learner pauses, a snapshot is made for the next visit, unless there is one. */
  #prepareSoon() {
    clearTimeout(this.#prepareTimer);
    this.#prepareTimer = setTimeout(() => this.#prepare(), PREPARE_AFTER_MS);
  }

  #prepare() {
    this.#prepareTimer = null;
    const { offline } = this.config.urls;
    if (offline) import("../views/offline.js").then(({ keepOffline }) => keepOffline(offline), () => {});
    this.client.prepare();
  }

  /** Calls `handler` with each detail that is sent under `type`; returns what ends that. */
  on(type, handler) {
    const listener = ({ detail }) => handler(detail);
    this.#bus.addEventListener(type, listener);
    return () => this.#bus.removeEventListener(type, listener);
  }

  /** The next message of a type, and no later one. */
  once(type, handler) {
    this.#bus.addEventListener(type, ({ detail }) => handler(detail), { once: true });
  }

  send(type, detail = null) {
    this.#bus.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** The frame of the past that is shown, or null for now. */
  get moment() {
    return this.history.moment;
  }

  /** Keystrokes for the machine; there is none in the past. */
  type(data, tty = 0) {
    if (this.config.review) return;
    if (this.moment !== null) {
      this.send("past-typed");
      return;
    }
    this.pacer.active(performance.now());
    this.client.input(data, tty);
    this.history.done();
    this.#saveSoon();
    if (this.#prepareTimer) this.#prepareSoon();
  }

  /** Puts a command at the prompt, for the learner to run. */
  insert(command) {
    this.send("insert", command);
  }

  undo() {
    if (this.config.review) return;
    this.history.undo();
  }

  redo() {
    if (this.config.review) return;
    this.history.redo();
  }

  reset() {
    if (this.config.review) return;
    this.tried = false;
    this.history.reset();
  }

  /** Asks for the journal; `then` is given it, before everybody hears of it. */
  save(then = null) {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = null;
    this.#asked.push(then);
    this.client.say({ type: "save" });
  }

  skip() {
    const us = this.pacer.skip();
    if (us) this.client.say({ type: "advance", us });
  }

  #saveSoon() {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  #pace() {
    const us = this.pacer.tick(performance.now());
    if (us) this.client.say({ type: "advance", us });
  }

  #opened({ time }) {
    this.pacer.restart(time);
    this.#prepareSoon();
    if (this.unsent) this.save();
    this.unsent = false;
    if (this.#left) this.history.found(this.#left, gettext("from this browser"));
    this.#left = null;
  }

  #message(message) {
    if (message.type === "failed" && message.fatal && this.#copied) {
      this.#unreplayable(message);
      return;
    }
    if (message.type === "clock") this.pacer.clock(message);
    if (message.type === "opened") this.#opened(message);
    if (message.type === "screen") this.pacer.restart(0);
    if (message.type === "command") this.tried = true;
    if (message.type === "journal") this.#asked.shift()?.(message.journal);
    if (this.history.hear(message)) this.send(message.type, message);
    if (message.type === "command") this.#saveSoon();
  }
}

customElements.define("cb-lab", Lab);
