// <cb-strip>: on a phone, the goals as one thin line: marks, and the next one to reach.

import { progress } from "../models/goals.js";
import { gettext } from "../models/language.js";
import { labOf, make } from "../views/element.js";

class Strip extends HTMLElement {
  connectedCallback() {
    labOf(this).on("goals", ({ goals, done }) => {
      const { first } = progress(null, goals);
      const marks = goals.map((goal) => make("i", { "data-holds": goal.holds }));
      const text = done ? gettext("Every goal holds. What next? ›") : (first?.text ?? "");
      this.replaceChildren(make("span.strip-meter", {}, ...marks), make("span.strip-text", {}, text));
    });
    this.addEventListener("click", () => labOf(this).send("show-pane", "lesson"));
  }
}

customElements.define("cb-strip", Strip);
