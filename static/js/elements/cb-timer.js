// <cb-timer>: the time that is left; at its end the page goes to the result, which hands in.

import { timeLeft } from "../models/quiz.js";

const SHORT_MS = 60_000;

class Timer extends HTMLElement {
  connectedCallback() {
    this.ends = Date.parse(this.dataset.ends);
    this.setAttribute("role", "timer");
    this.clock = setInterval(() => this.#tick(), 1000);
    this.#tick();
  }

  disconnectedCallback() {
    clearInterval(this.clock);
  }

  #tick() {
    const left = this.ends - Date.now();
    this.textContent = timeLeft(left);
    this.toggleAttribute("data-short", left < SHORT_MS);
    if (left > 0) return;
    clearInterval(this.clock);
    location.reload(); // the server knows that the time is over
  }
}

customElements.define("cb-timer", Timer);
