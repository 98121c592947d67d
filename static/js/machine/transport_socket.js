// The machine in the server's home: the same wire over a WebSocket at `config.urls.socket`.
//
// The page sends wire messages, one a text. The server sends JSON: a list of wire messages answers the oldest message
// that has no answer yet (an empty list, when there is nothing to say); a single wire message comes by itself. The server
// opens the machine, and says everything anew (`opened`, screens, whole graphs, goals) at each connection: the page never
// sends `open`. Closing with a code of 4000 or more is final, and its reason is shown.

import { gettext } from "../models/language.js";
import { offer } from "./transports.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const FINAL = 4000;

export class SocketTransport {
  opens = false;
  respawns = false;
  #url;
  #socket = null;
  #heard = null;
  #owed = []; // numbers of messages without an answer, oldest first
  #wait = FIRST_WAIT_MS;
  #timer = null;

  constructor(config) {
    this.#url = config.urls.socket;
  }

  start(heard) {
    this.#heard = heard;
    this.#connect();
  }

  say(n, text) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#owed.push(n);
    this.#socket.send(text);
  }

  /** Nothing to ask: a connection that is lost says so itself. */
  ping(n) {
    this.#heard({ kind: "pong", n });
  }

  stop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  prepare() {}

  #connect() {
    const url = new URL(this.#url, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url.href);
    this.#socket = socket;
    this.#owed = [];
    this.#heard({ kind: "stage", name: "connect" });
    socket.onopen = () => {
      this.#wait = FIRST_WAIT_MS;
      this.#heard({ kind: "ready" });
    };
    socket.onmessage = ({ data }) => this.#said(data);
    socket.onclose = (event) => this.#socket === socket && this.#closed(event);
  }

  #said(data) {
    const said = JSON.parse(data);
    const answer = Array.isArray(said);
    const n = answer ? this.#owed.shift() : null;
    this.#heard({ kind: "heard", n: n ?? null, texts: (answer ? said : [said]).map((message) => JSON.stringify(message)) });
  }

  #closed({ code, reason }) {
    this.#socket = null;
    if (code >= FINAL) {
      this.#heard({ kind: "broken", where: "server", error: reason || gettext("the server closed the connection ({code})", { code }) });
      return;
    }
    this.#heard({ kind: "lost" });
    this.#timer = setTimeout(() => this.#connect(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
  }
}

offer("socket", SocketTransport);
