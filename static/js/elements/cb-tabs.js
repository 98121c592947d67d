// <cb-tabs>: one view at a time; arrow keys go round. A tab whose view changed unseen wears a mark.

import { labOf } from "../views/element.js";

class Tabs extends HTMLElement {
  connectedCallback() {
    this.tabs = [...this.querySelectorAll('[role="tab"]')];
    this.addEventListener("click", ({ target }) => this.#chosen(target.closest('[role="tab"]')));
    this.addEventListener("keydown", (event) => this.#key(event));
    const lab = labOf(this);
    lab.on("show-view", (id) => this.show(this.tabs.find((tab) => tab.id === `tab-${id}`)));
    lab.on("view-news", (id) => this.#news(id));
    lab.on("command", () => this.tabs.forEach((tab) => tab.removeAttribute("data-news")));
  }

  #chosen(tab) {
    if (!tab) return;
    this.show(tab);
    const trace = tab.id === "tab-trace";
    const lab = labOf(this);
    if (["graph", "trace"].includes(lab.dataset.pane)) lab.send("show-pane", trace ? "trace" : "graph");
  }

  show(chosen) {
    if (!chosen) return;
    for (const tab of this.tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
    }
    chosen.removeAttribute("data-news");
    labOf(this).send("view-shown", chosen.id.slice("tab-".length));
  }

  #news(id) {
    const tab = this.tabs.find((one) => one.id === `tab-${id}`);
    if (tab?.getAttribute("aria-selected") === "false") tab.setAttribute("data-news", "");
  }

  #key(event) {
    const at = this.tabs.indexOf(event.target);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    this.show(next);
    next.focus();
  }
}

customElements.define("cb-tabs", Tabs);
