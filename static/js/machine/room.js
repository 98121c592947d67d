// A page's connection to its room: says hello, keeps its place in the log, comes back by itself, and says again what the room
// did not confirm. One for each page.

import { Outbox } from "../models/outbox.js";

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8_000;
const JITTER = 0.5; // a restarted server must not meet 500 pages in one moment
const FINAL = 4000;
const BUSY = 4429;

/** Emits: `state` (connecting, open, lost, gone), `welcome`, `snapshot`, `entry`, `board`, `wanted` (a snapshot is due), `refused`. */
export class RoomLink extends EventTarget {
  #url;
  #executes;
  #page = crypto.randomUUID().replaceAll("-", "").slice(0, 32);
  #socket = null;
  #welcomed = false;
  #wait = FIRST_WAIT_MS;
  #outbox = new Outbox();
  seq = null;
  offset = 0; // the server's clock minus ours, in milliseconds

  constructor({ socket, executes }) {
    super();
    this.#url = socket;
    this.#executes = executes;
  }

  start() {
    if (!this.#socket) this.#connect();
  }

  /** Starts anew from a snapshot. */
  refresh() {
    this.seq = null;
    this.#socket?.close();
  }

  say(message) {
    if (this.#welcomed && this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ v: 1, ...message }));
  }

  /** The room is slow to confirm: what comes now is better sent together, later. */
  get busy() {
    return this.#outbox.busy;
  }

  /** What the executor's machine shows; false when it cannot be said, and a snapshot must follow later. */
  show(kind, items, more = {}) {
    const message = this.#outbox.add(kind, items, more);
    if (message) this.say(message);
    return message !== null;
  }

  #connect() {
    const url = new URL(this.#url, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url.href);
    this.#socket = socket;
    this.#emit("state", { state: "connecting" });
    socket.onopen = () => socket.send(JSON.stringify({ v: 1, type: "hello", seq: this.seq, page: this.#page, executes: this.#executes }));
    socket.onmessage = ({ data }) => this.#socket === socket && this.#heard(JSON.parse(data));
    socket.onclose = (event) => this.#socket === socket && this.#closed(event);
  }

  #closed({ code }) {
    this.#welcomed = false;
    if (code >= FINAL && code !== BUSY) {
      this.#emit("state", { state: "gone", code });
      return;
    }
    this.#emit("state", { state: "lost" });
    setTimeout(() => this.#connect(), this.#wait * (1 - JITTER / 2 + JITTER * Math.random()));
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
  }

  #heard(message) {
    if (message.type === "welcome") this.#welcome(message);
    else if (message.type === "snapshot") this.#snapshot(message);
    else if (message.type === "entries") this.#entries(message);
    else if (message.type === "heard") this.#confirmed(message);
    else if (message.type === "refused") this.#refused(message);
    else this.#emit(message.type, message);
  }

  #welcome(message) {
    this.#welcomed = true;
    this.#wait = FIRST_WAIT_MS;
    this.offset = message.now - Date.now();
    if (!message.resumed) this.seq = null;
    this.#emit("state", { state: "open" });
    this.#emit("welcome", message);
    if (!this.#executes) return;
    const { yours, generation, heard } = message.lease;
    if (!yours) return;
    const fresh = generation !== this.#outbox.generation;
    for (const waiting of this.#outbox.welcomed(generation, heard)) this.say(waiting);
    if (fresh) this.#emit("wanted", { fresh });
  }

  #snapshot({ seq, entry }) {
    this.seq = seq;
    this.#emit("snapshot", entry);
  }

  #entries({ after, upto, entries }) {
    if (this.seq !== null && after !== this.seq) {
      this.#socket.close(); // something is missing: come back with our place
      return;
    }
    this.seq = upto;
    for (const entry of entries) this.#emit(entry.kind === "snapshot" ? "snapshot" : "entry", entry);
  }

  #confirmed({ n, snapshot }) {
    this.#outbox.heard(n);
    if (snapshot) this.#emit("wanted", {});
  }

  #refused(message) {
    this.#emit("refused", message);
    if (["order", "snapshot", "busy", "flood", "oversized", "field"].includes(message.code) && this.#executes) {
      this.#outbox.restart(0, 0); // what waits is out of order now: begin again with a snapshot
      this.#socket.close();
    }
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

let link = null;

/** The page's one connection, by its configuration. */
export function roomOf(config) {
  link ??= new RoomLink(config.room);
  return link;
}
