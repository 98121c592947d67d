// <cb-order>: moves lines up and down by buttons, and by the arrow keys while one of its buttons has the focus.

import { gettext } from "../models/language.js";
import { moved } from "../models/quiz.js";

const ARROWS = { ArrowUp: -1, ArrowDown: 1 };

class Order extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    this.live = this.querySelector("[data-live]");
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (button) this.#move(button, Number(button.dataset.move));
    });
    this.addEventListener("keydown", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button || !(event.key in ARROWS)) return;
      event.preventDefault();
      this.#move(button, ARROWS[event.key]);
    });
  }

  #move(button, by) {
    const entry = button.closest("li");
    const entries = [...this.list.children];
    const order = moved(entries, entries.indexOf(entry), by);
    if (order === entries) return;
    for (const other of entries) other.removeAttribute("data-moved");
    entry.setAttribute("data-moved", "");
    this.list.append(...order);
    button.focus();
    this.live.textContent = gettext("{entry}: now {place} of {total}", { entry: entry.querySelector(".entry-text").textContent, place: order.indexOf(entry) + 1, total: order.length });
  }
}

customElements.define("cb-order", Order);
