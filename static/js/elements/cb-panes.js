// <cb-panes>: one pane at a time on a phone, by the bottom bar; F6 goes round the panes everywhere.

import { labOf } from "../views/element.js";

const ORDER = ["lesson", "terminal", "graph"];

class Panes extends HTMLElement {
  connectedCallback() {
    this.lab = labOf(this);
    this.addEventListener("click", ({ target }) => target.closest("button") && this.#show(target.closest("button").dataset.pane));
    this.lab.on("show-pane", (pane) => this.#show(pane));
    // A newcomer reads first; who comes back to work in progress goes on.
    this.#show(this.lab.tried || document.body.classList.contains("embed") ? "terminal" : "lesson");
    this.lab.on("trouble", () => this.lab.tried || this.#show("terminal")); // a link that is damaged: its notice is there
    addEventListener("keydown", (event) => this.#key(event), true);
  }

  #show(pane) {
    const now = this.lab.dataset.pane;
    this.lab.dataset.pane = pane;
    for (const button of this.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.pane === pane));
    if (pane === "trace" && now !== "trace") this.lab.send("show-view", "trace");
    if (pane === "graph" && now === "trace") this.lab.send("show-view", "network");
  }

  #key(event) {
    if (event.key !== "F6") return;
    event.preventDefault();
    const here = ORDER.findIndex((pane) => document.getElementById(`pane-${pane}`).contains(document.activeElement));
    const step = event.shiftKey ? -1 : 1;
    const shown = ORDER.filter((pane) => document.getElementById(`pane-${pane}`).offsetParent !== null || matchMedia("(width < 40rem)").matches);
    const at = shown.indexOf(ORDER[here]);
    this.#focus(shown[(at + step + shown.length) % shown.length]);
  }

  #focus(pane) {
    this.#show(pane);
    const section = document.getElementById(`pane-${pane}`);
    if (pane === "terminal") this.lab.send("focus-terminal");
    else if (pane === "graph") section.querySelector('[role="tab"][aria-selected="true"]').focus();
    else section.querySelector(".lesson-scroll").focus();
  }
}

customElements.define("cb-panes", Panes);
