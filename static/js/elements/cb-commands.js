// <cb-commands>: turns the lesson's command blocks into rows; a click puts a command at the prompt, unrun.

import { commandsIn } from "../models/commandline.js";
import { gettext } from "../models/language.js";
import { labOf, make } from "../views/element.js";

class Commands extends HTMLElement {
  connectedCallback() {
    const lab = labOf(this);
    this.#terms();
    for (const block of this.querySelectorAll("pre.commands")) {
      const rows = commandsIn(block.textContent).map((command) => this.#row(command, lab));
      if (rows.length) block.replaceWith(make("div.rows", { role: "group", "aria-label": gettext("Commands") }, ...rows));
    }
  }

  /** Terms open under the word. */
  #terms() {
    for (const word of this.querySelectorAll(".term")) {
      const note = document.getElementById(word.getAttribute("popovertarget"));
      note?.addEventListener("beforetoggle", () => {
        const { bottom, left } = word.getBoundingClientRect();
        note.style.top = `${bottom + 4}px`;
        note.style.left = `${Math.max(8, Math.min(left, innerWidth - 340))}px`;
      });
    }
  }

  #row(command, lab) {
    const put = () => {
      lab.send("show-pane", "terminal");
      lab.insert(command);
    };
    return make("button.row", { type: "button", onclick: put, title: gettext("Put this at the prompt") },
      make("span", {}, command), make("span.row-go", { "aria-hidden": "true" }, gettext("insert")));
  }
}

customElements.define("cb-commands", Commands);
