// <cb-question>: keys 1 to 9 choose an option, Enter answers, and Enter again goes on.

import { isTyping, optionOf } from "../models/quiz.js";

class Question extends HTMLElement {
  connectedCallback() {
    this.keys = (event) => this.#key(event);
    document.addEventListener("keydown", this.keys);
    this.querySelector("[data-focus]")?.focus();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keys);
  }

  #key(event) {
    if (event.defaultPrevented || isTyping(event.target)) return;
    const inputs = [...this.querySelectorAll("input[name=choice]")];
    const place = optionOf(event, inputs.length);
    if (place !== null) {
      inputs[place].click();
      inputs[place].focus();
      event.preventDefault();
    } else if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
      this.#goOn(event);
    }
  }

  #goOn(event) {
    const next = this.querySelector("[data-next]");
    const form = this.querySelector("form.answer-form");
    event.preventDefault();
    if (next) next.click();
    else form?.requestSubmit();
  }
}

customElements.define("cb-question", Question);
