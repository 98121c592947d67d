// <cb-divider>: between two panes; by pointer, by arrow keys, Home, End, and Enter for the default. Sizes are kept.

import { bounds, keyed, parsed, resized } from "../models/panes.js";
import { keep, recall } from "../models/store.js";
import { labOf } from "../views/element.js";

class Divider extends HTMLElement {
  connectedCallback() {
    this.lab = labOf(this);
    this.pane = this.dataset.pane;
    const [low, high] = bounds(this.pane);
    this.setAttribute("aria-valuemin", low);
    this.setAttribute("aria-valuemax", high);
    this.#apply(parsed(recall("panes")), false);
    this.addEventListener("pointerdown", (event) => this.#hold(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("dblclick", () => this.#set(keyed(this.sizes, this.pane, "Enter")));
  }

  get sizes() {
    return parsed(recall("panes"));
  }

  /** The divider goes with the pointer, from where that took hold of it. */
  #hold(event) {
    if (event.button !== 0) return;
    this.setPointerCapture(event.pointerId);
    this.toggleAttribute("data-held", true);
    const off = this.sizes[this.pane] - this.#fraction(event.clientX);
    const move = ({ clientX }) => this.#set(this.#fraction(clientX) + off);
    this.addEventListener("pointermove", move);
    this.addEventListener("lostpointercapture", () => {
      this.removeEventListener("pointermove", move);
      this.toggleAttribute("data-held", false);
    }, { once: true });
  }

  #fraction(x) {
    const { left, right, width } = this.lab.getBoundingClientRect();
    return (this.pane === "lesson" ? x - left : right - x) / width;
  }

  #key(event) {
    const fraction = keyed(this.sizes, this.pane, event.key);
    if (fraction === null) return;
    event.preventDefault();
    this.#set(fraction);
  }

  #set(fraction) {
    this.#apply(resized(this.sizes, this.pane, fraction), true);
  }

  #apply(sizes, kept) {
    if (kept) keep("panes", JSON.stringify(sizes));
    this.lab.style.setProperty(`--${this.pane}`, sizes[this.pane]);
    this.setAttribute("aria-valuenow", Math.round(sizes[this.pane] * 100));
  }
}

customElements.define("cb-divider", Divider);
