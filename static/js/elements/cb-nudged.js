// <cb-nudged data-socket>: when the course's socket says that something changed, the page's table is asked for again;
// not more often than every few seconds, and once more when the socket comes back, since a nudge may have been lost.

import { gettext } from "../models/language.js";
import { Nudges } from "../models/nudges.js";

const RETRY = 5_000;

class Nudged extends HTMLElement {
  #nudges = new Nudges();
  #timer = null;
  #gone = false;

  connectedCallback() {
    this.#open();
  }

  disconnectedCallback() {
    this.#gone = true;
    clearTimeout(this.#timer);
    this.socket?.close();
  }

  #open() {
    const socket = new WebSocket(new URL(this.dataset.socket, location.href.replace(/^http/, "ws")));
    this.socket = socket;
    let lost = this.wasLost;
    socket.addEventListener("open", () => {
      this.#say(gettext("live"));
      if (lost) this.#note();
      lost = false;
    });
    socket.addEventListener("message", () => this.#note());
    socket.addEventListener("close", ({ code }) => this.#closed(code));
  }

  #closed(code) {
    if (this.#gone) return;
    this.wasLost = true;
    if (code >= 4000) return this.#say(gettext("not live: this page is no longer yours to see")); // the server will not change its mind
    this.#say(gettext("reconnecting"));
    setTimeout(() => this.#gone || this.#open(), RETRY);
  }

  #note() {
    const wait = this.#nudges.note(performance.now());
    if (wait === null) return;
    this.#timer = setTimeout(() => {
      this.#nudges.told(performance.now());
      document.querySelector("#matrix")?.dispatchEvent(new CustomEvent("nudged"));
    }, wait);
  }

  #say(word) {
    this.querySelector("[data-state]").textContent = word;
  }
}

customElements.define("cb-nudged", Nudged);
