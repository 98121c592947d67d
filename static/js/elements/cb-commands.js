// <cb-commands>: turns the lesson's command blocks into rows; a click puts a command at the prompt, unrun.

import { commandsIn } from "../models/commandline.js";
import { labOf, make } from "../views/element.js";

class Commands extends HTMLElement {
  connectedCallback() {
    const lab = labOf(this);
    for (const block of this.querySelectorAll("pre.commands")) {
      const rows = commandsIn(block.textContent).map((command) => this.#row(command, lab));
      block.replaceWith(make("div.rows", { role: "group", "aria-label": "Commands" }, ...rows));
    }
  }

  #row(command, lab) {
    const put = () => {
      lab.send("show-pane", "terminal");
      lab.insert(command);
    };
    return make("button.row", { type: "button", onclick: put, title: "Put this at the prompt" },
      make("span", {}, command), make("span.row-go", { "aria-hidden": "true" }, "insert"));
  }
}

customElements.define("cb-commands", Commands);
