// <cb-confirm>: when every goal holds, hands the journal in, once; htmx swaps the verdict in.

import { gettext } from "../models/language.js";
import { labOf } from "../views/element.js";

const AWAY = gettext("The server could not be reached to confirm your work. It is kept here; it is handed in when you are online again.");

class Confirm extends HTMLElement {
  #wanted = false; // the journal was asked for, to be handed in
  #handedIn = false;
  #later = false; // it waits for the network

  connectedCallback() {
    this.lab = labOf(this);
    this.form = this.querySelector("form.confirm");
    this.#handedIn = this.hasAttribute("data-confirmed");
    this.lab.on("goals", ({ done }) => this.#done(done));
    this.lab.on("journal", ({ journal }) => this.#journal(journal));
    this.form.addEventListener("submit", () => {
      this.#handedIn = true;
      this.#later = false;
    });
    this.addEventListener("htmx:before:swap", (event) => this.#swapping(event));
    this.addEventListener("htmx:after:swap", () => this.#verdict());
    this.addEventListener("htmx:error", () => this.#unreachable());
    const again = () => this.#later && this.form.requestSubmit();
    addEventListener("online", again);
    this.lab.on("reached", again); // a server may be away while the network is there
  }

  #done(done) {
    const news = done && this.hidden;
    this.hidden = !done;
    if (!news) return;
    this.parentElement.scrollTop = 0;
    if (this.#handedIn) return;
    this.#wanted = true;
    this.lab.save();
  }

  #journal(journal) {
    this.form.elements.journal.value = JSON.stringify(journal);
    if (!this.#wanted) return;
    this.#wanted = false;
    this.form.requestSubmit();
  }

  /** Only a verdict may take the verdict's place: an error page may not. */
  #swapping(event) {
    const { response } = event.detail.ctx;
    if (!response || response.status < 400 || event.detail.ctx.text.includes('id="verdict"')) return;
    event.preventDefault();
    this.lab.send("trouble", gettext("The server could not check your work ({status}). It is kept; try “Have it confirmed” again in a moment.", { status: response.status }));
  }

  #verdict() {
    const state = this.querySelector("#verdict")?.dataset.state;
    this.toggleAttribute("data-confirmed", state === "confirmed");
    this.lab.send("trouble-over", AWAY);
    if (state !== "refused") return;
    this.#handedIn = false; // when the goals are lost and held again, it is handed in again
    this.parentElement.scrollTop = 0;
  }

  #unreachable() {
    this.#later = true;
    this.lab.send("trouble", AWAY);
  }
}

customElements.define("cb-confirm", Confirm);
