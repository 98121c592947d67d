// <cb-projector>: F9 or its button: terminal and graph only, large and high in contrast, for a room. Its style sheet
// (`data-sheet`) comes when it is first switched on, unless the page has it.

import { gettext } from "../models/language.js";
import { make } from "../views/element.js";

class Projector extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.title = gettext("Projector (F9)");
    const toggle = async () => {
      await this.#dressed();
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

  #dressed() {
    const href = this.dataset.sheet;
    if (document.querySelector(`link[href="${href}"]`)) return null;
    const link = make("link", { rel: "stylesheet", href });
    document.head.append(link);
    return new Promise((done) => ["load", "error"].forEach((type) => link.addEventListener(type, done, { once: true })));
  }
}

customElements.define("cb-projector", Projector);
