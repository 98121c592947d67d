// A machine that stands elsewhere, seen through a room: what its executor shows comes as the machine's own messages, and the
// page's elements draw it as if it were theirs. What is typed here goes nowhere. The room's bar opens the connection, once every
// element listens.

import { History } from "../models/history.js";
import { roomOf } from "./room.js";
import { offer } from "./transports.js";

export class RoomTransport {
  opens = false;
  respawns = false;
  #link;
  #tell = null;
  history = new History();

  constructor(config) {
    this.#link = roomOf(config);
  }

  start(heard) {
    this.#tell = heard;
    heard({ kind: "ready" });
    this.#link.addEventListener("snapshot", ({ detail }) => this.#snapshot(textsOf(detail)));
    this.#link.addEventListener("entry", ({ detail }) => detail.kind === "frames" && this.#frame(textsOf(detail)));
  }

  /** Answered by nothing: there is no machine here to say it to. */
  say(n) {
    queueMicrotask(() => this.#tell({ kind: "heard", n, texts: [] }));
  }

  ping(n) {
    this.say(n);
  }

  stop() {}

  /** One command back or on; false where there is nothing. */
  step(direction) {
    const texts = this.history.step(direction);
    if (texts) this.#show(texts);
    return texts !== null;
  }

  live() {
    if (!this.history.live) this.#show(this.history.toLive());
  }

  #snapshot(texts) {
    this.history.restart(texts);
    this.#show(texts);
  }

  #frame(texts) {
    if (this.history.add(texts)) this.#show(texts);
    if (this.history.full && this.history.live) this.#link.refresh();
  }

  #show(texts) {
    this.#tell({ kind: "heard", n: null, texts });
  }
}

function textsOf(entry) {
  return entry.body.items.map((item) => JSON.stringify(item));
}

offer("follow", RoomTransport);
