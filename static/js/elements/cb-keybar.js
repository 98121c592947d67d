// <cb-keybar>: the keys that a phone's keyboard lacks. Shown where the pointer is coarse.

import { labOf } from "../views/element.js";

class Keybar extends HTMLElement {
  connectedCallback() {
    const lab = labOf(this);
    const coarse = matchMedia("(pointer: coarse), (width < 40rem)");
    const show = () => (this.hidden = !coarse.matches);
    coarse.addEventListener("change", show);
    show();
    // Keeping the focus where it is keeps the phone's keyboard open.
    this.addEventListener("pointerdown", (event) => event.preventDefault());
    this.addEventListener("click", ({ target }) => this.#press(target.closest("button"), lab));
    lab.on("ctrl-used", () => this.#ctrl(false));
  }

  #press(button, lab) {
    if (!button || !lab.terminal) return;
    if (button.hasAttribute("data-ctrl")) {
      lab.terminal.ctrl = !lab.terminal.ctrl;
      this.#ctrl(lab.terminal.ctrl);
    } else lab.terminal.press(button.dataset.key);
    lab.terminal.focusTerminal();
  }

  #ctrl(on) {
    this.querySelector("[data-ctrl]").setAttribute("aria-pressed", String(on));
  }
}

customElements.define("cb-keybar", Keybar);
