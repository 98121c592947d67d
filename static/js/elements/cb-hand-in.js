// <cb-hand-in>: hands in what stands at the machine now. The browser's machine puts its journal into the form; the server's
// own (data-home) has written its journal when it answers, and the form is sent then.

import { labOf } from "../views/element.js";

const PATIENCE_MS = 3_000; // a server's machine that cannot be reached has nothing newer than what is written

class HandIn extends HTMLElement {
  #wanted = false;

  connectedCallback() {
    this.home = this.hasAttribute("data-home");
    this.form = this.querySelector("form");
    this.lab = labOf(this);
    this.form.addEventListener("submit", (event) => this.#submit(event));
  }

  #submit(event) {
    event.preventDefault();
    if (this.#wanted) return;
    this.#wanted = true;
    this.lab.save((journal) => this.#send(journal));
    setTimeout(() => this.#late(), PATIENCE_MS);
  }

  #send(journal) {
    if (!this.#wanted) return;
    this.#wanted = false;
    if (!this.home) this.form.elements.journal.value = JSON.stringify(journal);
    this.form.submit();
  }

  /** No answer: the server's own machine is taken at its last word; with the browser's the learner may press again. */
  #late() {
    if (this.home) this.#send(null);
    else this.#wanted = false;
  }
}

customElements.define("cb-hand-in", HandIn);
