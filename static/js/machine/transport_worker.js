// The machine in this browser: a web worker that holds Python, lab and simbsd. What ahead.js has started is taken over.
//
// A transport has `start(heard)`, `say(n, text)`, `ping(n)`, `stop()`, and says of itself whether the page opens the
// machine (`opens`) and whether it can be started again without losing anything (`respawns`).

import { gettext } from "../models/language.js";

export class WorkerTransport {
  opens = true;
  respawns = true;
  #config;
  #worker = null;
  #restored = false; // from a snapshot: none need be made

  constructor(config) {
    this.#config = config;
  }

  /** Starts a worker; `heard` gets everything it says: `{kind: stage | ready | heard | pong | broken | note, ...}`. */
  start(heard) {
    const ahead = globalThis.cellblockAhead; // the first worker of the page
    delete globalThis.cellblockAhead;
    const worker = ahead?.worker ?? this.#make();
    this.#worker = worker;
    const told = (data) => {
      if (data.kind === "ready") this.#restored = Boolean(data.restored);
      heard(data);
    };
    worker.onmessage = ({ data }) => told(data);
    worker.onerror = (event) => told({ kind: "broken", where: "worker", error: event.message || gettext("the worker did not load") });
    if (!ahead) worker.postMessage(this.#order("start"));
    for (const data of ahead?.said ?? []) told(data);
  }

  say(n, text) {
    this.#worker.postMessage({ kind: "say", n, text });
  }

  ping(n) {
    this.#worker.postMessage({ kind: "ping", n });
  }

  stop() {
    this.#worker?.terminate();
  }

  /** Has a snapshot made for later visits, by a worker that lives only for that. */
  prepare() {
    if (this.#restored) return;
    const worker = this.#make();
    worker.onmessage = ({ data }) => /prepared$/.test(data.kind) && worker.terminate();
    worker.onerror = () => worker.terminate();
    worker.postMessage(this.#order("prepare"));
  }

  #make() {
    return new Worker(this.#config.urls.worker, { type: "module" });
  }

  #order(kind) {
    const { urls, engine } = this.#config;
    const absolute = (url) => new URL(url, location.href).href;
    const rest = urls.rest ? absolute(urls.rest) : null;
    return { kind, engine, pyodide: absolute(urls.pyodide), bundle: absolute(urls.bundle), rest };
  }
}
