// The page's side of the machine: starts the worker, speaks wire version 1, watches over it, and after a
// hang starts another and replays the learner's work without the input that hung.

import { Watchdog } from "../models/watchdog.js";

const WATCH_EVERY_MS = 500;
const SLEPT_MS = 1_500;
const MOST_RESTARTS = 3; // in a row, without a single answer to an input between them

/** Emits (as CustomEvent on itself): `stage`, `message`, `restarted`, `broken`, `note`. */
export class Client extends EventTarget {
  #config;
  #worker = null;
  #ready = false;
  #released = false; // the page listens: the machine may be opened
  #early = null; // what broke before anybody listened
  #open = null; // how to open it, when it was up before the page listened
  #dog = new Watchdog();
  #waiting = []; // said before the machine was up
  #journal; // the last journal that the machine gave
  #since = []; // inputs said after that journal was asked for
  #asked = 0; // how many of #since the journal under way will hold
  #restarts = 0;
  #lastWatch = 0;
  #timer = null;
  running = false;
  prompt = false;

  /** `config`: `{lesson, seed, release, engine, journal, urls}` as the server gave it. */
  constructor(config) {
    super();
    this.#config = config;
    this.#journal = config.journal ?? null;
  }

  /** True when everything said was answered and the shell asks for a command. */
  get settled() {
    return this.#ready && !this.#dog.owes && !this.running && this.prompt;
  }

  start() {
    this.#spawn([]);
    this.#lastWatch = performance.now();
    this.#timer = setInterval(() => this.#watch(), WATCH_EVERY_MS);
  }

  /** The page's elements listen now. */
  release() {
    this.#released = true;
    this.#open?.();
    this.#open = null;
    if (this.#early) this.#emit("broken", this.#early);
  }

  stop() {
    clearInterval(this.#timer);
    this.#worker?.terminate();
  }

  input(data, tty = 0) {
    const message = { type: "input", tty, data };
    this.#since.push(message);
    this.say(message);
  }

  /** Sends one wire message, or keeps it until the machine is up. */
  say(message) {
    if (!this.#ready) {
      this.#waiting.push(message);
      return;
    }
    if (message.type === "save") this.#asked = this.#since.length;
    if (message.type === "undo" || message.type === "reset") this.#since = [];
    const n = this.#dog.sent(message, performance.now());
    this.#worker.postMessage({ kind: "say", n, text: JSON.stringify({ v: 1, ...message }) });
  }

  #spawn(again) {
    const { urls } = this.#config;
    this.#ready = false;
    this.#emit("stage", { name: "worker" });
    const ahead = globalThis.cellblockAhead; // from ahead.js: the first worker of the page
    delete globalThis.cellblockAhead;
    this.#worker = ahead?.worker ?? new Worker(urls.worker, { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#heard(data, again);
    this.#worker.onerror = (event) => this.#emit("broken", { where: "worker", error: event.message || "the worker did not load" });
    if (!ahead) this.#worker.postMessage(this.#order("start"));
    for (const data of ahead?.said ?? []) this.#heard(data, again);
  }

  #order(kind) {
    const { urls, engine } = this.#config;
    const absolute = (url) => new URL(url, location.href).href;
    const rest = urls.rest ? absolute(urls.rest) : null;
    return { kind, engine, pyodide: absolute(urls.pyodide), bundle: absolute(urls.bundle), rest };
  }

  /** Has a snapshot made for later visits, by a worker that lives only for that. */
  prepare() {
    const worker = new Worker(this.#config.urls.worker, { type: "module" });
    worker.onmessage = ({ data }) => /prepared$/.test(data.kind) && worker.terminate();
    worker.onerror = () => worker.terminate();
    worker.postMessage(this.#order("prepare"));
  }

  #heard(data, again) {
    const now = performance.now();
    if (data.n) this.#dog.answered(data.n, now);
    else this.#dog.heard(now);
    if (data.kind === "ready") this.#up(() => this.#opened(again));
    else if (data.kind === "heard") for (const text of data.texts) this.#receive(JSON.parse(text));
    else if (data.kind !== "pong") this.#emit(data.kind, data);
  }

  #up(open) {
    if (this.#released) open();
    else this.#open = open;
  }

  /** The machine is up: open it on the learner's journal, then say what had to wait. */
  #opened(again) {
    const { lesson, seed, release, engine } = this.#config;
    const waiting = [...again, ...this.#waiting];
    this.#waiting = [];
    this.#ready = true;
    if (this.#journal) this.#emit("stage", { name: "replay" });
    this.say({ type: "open", lesson, seed, release, engine, journal: this.#journal });
    for (const message of waiting) this.say(message);
  }

  #receive(message) {
    if (message.type === "clock") {
      this.running = message.running;
      this.prompt = message.prompt;
    }
    if (message.type === "output") this.#restarts = 0;
    if (message.type === "journal") {
      this.#journal = message.journal;
      this.#since = this.#since.slice(this.#asked);
      this.#asked = 0;
    }
    this.#emit("message", message);
  }

  #watch() {
    const now = performance.now();
    if (now - this.#lastWatch > SLEPT_MS || document.hidden) this.#dog.heard(now); // the page itself slept
    this.#lastWatch = now;
    if (!this.#ready) return;
    if (this.#dog.hung(now)) this.#restart();
    else if (this.running && !this.#dog.owes) {
      this.#worker.postMessage({ kind: "ping", n: this.#dog.sent({ type: "ping" }, now) });
    }
  }

  #restart() {
    const [hung, ...rest] = this.#dog.abandon();
    this.#worker.terminate();
    this.running = false;
    this.#restarts += 1;
    if (this.#restarts > MOST_RESTARTS) {
      this.#ready = false;
      this.#emit("broken", { where: "machine", error: "it stopped answering again and again" });
      return;
    }
    this.#since = this.#withoutCulprit(hung);
    this.#asked = 0;
    const others = rest.filter((message) => message.type !== "input" && message.type !== "advance" && message.type !== "ping");
    this.#emit("restarted", { dropped: hung });
    this.#spawn([...this.#since, ...others.filter((message) => message.type !== "save" && message.type !== "open")]);
  }

  /** Drops the input that hung; when the machine hung by itself, its last Enter is to blame. */
  #withoutCulprit(hung) {
    if (hung.type === "input") return this.#since.filter((message) => message !== hung);
    const last = this.#since.findLastIndex((message) => /[\r\n]/.test(message.data));
    if (last >= 0) return this.#since.filter((_, index) => index !== last);
    if (this.#journal?.inputs?.length) this.#journal = withoutLast(this.#journal);
    return this.#since;
  }

  #emit(type, detail) {
    if (type === "broken" && !this.#released) this.#early = detail;
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** The journal without its last input, and without digests that were taken after it. */
function withoutLast(journal) {
  const inputs = journal.inputs.slice(0, -1);
  return { ...journal, inputs, digests: (journal.digests ?? []).filter(([count]) => count <= inputs.length) };
}
