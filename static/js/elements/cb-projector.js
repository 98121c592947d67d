// <cb-projector>: F9 or its button: terminal and graph only, large and high in contrast, for a room.

import { gettext } from "../models/language.js";

class Projector extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.title = gettext("Projector (F9)");
    const toggle = () => {
      const on = document.documentElement.toggleAttribute("data-projector");
      button.setAttribute("aria-pressed", String(on));
    };
    button.addEventListener("click", toggle);
    addEventListener("keydown", (event) => {
      if (event.key !== "F9") return;
      event.preventDefault();
      toggle();
    }, true);
  }
}

customElements.define("cb-projector", Projector);
